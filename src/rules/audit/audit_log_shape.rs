//! `audit-log-shape`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An audit log says who did what to which thing, when, and what was there before; and its rows never change.
    ///
    /// # Why
    /// The log is read when it matters most, and then one missing answer makes it worthless. A log with updated_at or deleted_at is
    /// made to be changed.
    ///
    /// # When it is safe to ignore
    /// The table mirrors a log that is kept elsewhere.
    ///
    /// # Fix
    /// Adds the columns that are missing, and drops updated_at and deleted_at where nothing uses them.
    "audit-log-shape", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["2:20", "3:54", "3:116"],
    fail: "CREATE TABLE audit_logs(id uuid PRIMARY KEY,msg text,updated_at timestamptz)",
    pass: "CREATE TABLE audit_logs(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,actor_id uuid,action text,table_name text,old_values jsonb,new_values jsonb,created_at timestamptz)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// What an audit log answers: the column added where nothing answers it, its type, the words, and the names that do.
const PARTS: &[(&str, &str, &str, &[&str])] = &[
    (
        "actor_id",
        "uuid",
        "who",
        &[
            "actor",
            "user",
            "author",
            "by",
            "member",
            "admin",
            "principal",
            "subject",
            "account",
        ],
    ),
    (
        "action",
        "text",
        "what was done",
        &[
            "action",
            "event",
            "operation",
            "op",
            "verb",
            "type",
            "method",
            "activity",
        ],
    ),
    (
        "table_name",
        "text",
        "to which thing",
        &[
            "table",
            "entity",
            "resource",
            "target",
            "object",
            "record",
            "row",
            "auditable",
            "item",
            "model",
        ],
    ),
    (
        "old_values",
        "jsonb",
        "what changed",
        &[
            "old",
            "new",
            "changes",
            "change",
            "diff",
            "payload",
            "details",
            "detail",
            "data",
            "metadata",
            "meta",
            "properties",
            "context",
        ],
    ),
    (
        "created_at",
        "timestamp with time zone",
        "when",
        &["at", "time", "timestamp", "created", "date", "ts", "on"],
    ),
];

fn unanswered(
    table: &Table,
) -> Vec<&'static (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
)> {
    let answers = |words: &[&str]| {
        table.columns.iter().any(|column| {
            naming::snake(&column.name)
                .split('_')
                .any(|word| words.contains(&word))
        })
    };
    PARTS
        .iter()
        .filter(|(_, _, _, words)| !answers(words))
        .collect()
}

fn mutable(table: &Table) -> Vec<&Column> {
    ["updated_at", "deleted_at"]
        .into_iter()
        .filter_map(|name| table.column_named(name))
        .collect()
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if !shape::is_audit_log(table) {
        return;
    }
    out.looked_at(1);
    // updated_at answers no "when": it says when the evidence was changed.
    let (unanswered, mutable) = (unanswered(table), mutable(table));
    if unanswered.is_empty() && mutable.is_empty() {
        return;
    }
    let mut title = Vec::new();
    if !unanswered.is_empty() {
        let words: Vec<&str> = unanswered.iter().map(|(_, _, words, _)| *words).collect();
        title.push(format!("does not say {}", words.join(", ")));
    }
    let names: Vec<&str> = mutable.iter().map(|column| column.name.as_str()).collect();
    if !names.is_empty() {
        title.push(format!("is made to be changed ({})", names.join(", ")));
    }
    let ids: Vec<ColumnId> = mutable.iter().map(|column| column.id).collect();
    let finding = out.report(
        ObjectRef::Table(table.id),
        title.join(" and "),
        format!("{} is an audit log by its name.", table.name),
        "When somebody asks who did it, the log has no answer, or one that may have been changed.",
    );
    finding.columns(&ids);
    if mutable.iter().all(|column| is_unused(table, column)) {
        finding.fix("Add the missing columns, and drop what allows a change.");
    } else {
        finding.advice("Add the missing columns, and drop what allows a change with what uses it.");
    }
}

/// Whether no constraint, index, policy or generated column of the table names a column.
fn is_unused(table: &Table, column: &Column) -> bool {
    let in_constraints = table
        .constraints
        .iter()
        .any(|constraint| match &constraint.kind {
            ConstraintKind::Check(check) => expression::mentions(&check.expression, &column.name),
            _ => constraint.columns().contains(&column.id),
        });
    let in_indexes = table.indexes.iter().any(|index| {
        index.include.contains(&column.id)
            || index
                .predicate
                .as_deref()
                .is_some_and(|predicate| expression::mentions(predicate, &column.name))
            || index.keys.iter().any(|key| match &key.source {
                IndexKeySource::Column(id) => *id == column.id,
                IndexKeySource::Expression(text) => expression::mentions(text, &column.name),
            })
    });
    let in_policies = table.policies.iter().any(|policy| {
        [&policy.using, &policy.with_check]
            .into_iter()
            .flatten()
            .any(|text| expression::mentions(text, &column.name))
    });
    let generated = table
        .columns
        .iter()
        .filter_map(|other| other.generated.as_ref());
    let in_generated = generated
        .into_iter()
        .any(|generated| expression::mentions(&generated.expression, &column.name));
    !in_constraints && !in_indexes && !in_policies && !in_generated && !column.inherited
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut ops = Vec::new();
    let mut add = |name: &str, data_type: &str, required: bool| {
        let mut column = Column::new(ids.fresh(), name, DataType::named(data_type));
        column.not_null = required;
        column.default = required.then(|| "now()".to_string());
        ops.extend(fix::add_column(context, table, column, None, ids));
    };
    // The log has no answer to "when" but the time of its own change.
    let only_updated = !table.columns.iter().any(|column| {
        column.data_type.name.starts_with("timestamp")
            && !["updated_at", "deleted_at"].contains(&column.name.as_str())
    });
    let mut unanswered = unanswered(table);
    unanswered.retain(|(name, ..)| *name != "created_at");
    for (name, data_type, ..) in &unanswered {
        add(name, data_type, false);
        if *name == "old_values" {
            add("new_values", data_type, false);
        }
    }
    if only_updated && table.column_named("created_at").is_none() {
        add("created_at", "timestamp with time zone", true);
    }
    for column in mutable(table) {
        for member in fix::family(context, table.id) {
            let same = member.column_named(&column.name)?;
            ops.push(Op::RemovePart(ObjectRef::Column(member.id, same.id)));
        }
    }
    Some(ops)
}
