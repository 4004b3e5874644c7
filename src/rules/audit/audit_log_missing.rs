//! `audit-log-missing`.

use crate::rules::prelude::*;
use crate::rules::security::sensitive_column::SENSITIVE;

declare_rule! {
    /// # What
    /// A schema with passwords, keys or numbers that identify people has a table of who changed what.
    ///
    /// # Why
    /// When an account was taken over, the question is what was changed and by whom. Without a log nobody can say, and nobody can
    /// show that nothing else happened.
    ///
    /// # When it is safe to ignore
    /// The log is kept elsewhere, by pgaudit or from the write-ahead log. An extension pgaudit, a trigger or function that audits,
    /// and tables of history count as the log.
    ///
    /// # Fix
    /// Creates the table audit_logs. The triggers or the code that fill it are yours to write.
    "audit-log-missing", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:50", "0:227", "2:20", "3:54", "3:116"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,password_hash text)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,password_hash text); CREATE TABLE audit_logs(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,actor_id uuid,action text,table_name text,old_values jsonb,new_values jsonb,created_at timestamptz)",
    check: Check::Schema(Reads::Contents, check),
    fix: Some(fix),
}

fn is_sensitive(column: &Column) -> bool {
    let name = naming::snake(&column.name);
    let bare = ["_hash", "_encrypted", "_digest"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(&name);
    matches!(
        bare,
        "password" | "hashed_password" | "encrypted_password" | "passwd"
    ) || SENSITIVE.contains(&bare)
}

/// Whether something in the schema keeps a record of changes.
fn is_audited(context: &Context<'_>) -> bool {
    let schema = context.schema;
    let by_table = schema.tables.values().any(|table| {
        const WORDS: &[&str] = &["audit", "history", "activity", "changelog", "revision"];
        let name = table.header.name.as_str();
        // Names are told from their letters first, as few hold one of the words at all.
        WORDS.iter().any(|word| name.contains(word)) || shape::is_audit_log(table)
    });
    let by_program = schema
        .functions
        .values()
        .any(|function| function.name.to_lowercase().contains("audit"));
    by_table
        || by_program
        || schema
            .extensions
            .values()
            .any(|extension| extension.name == "pgaudit")
        || schema.tables.values().any(|table| {
            table
                .triggers
                .iter()
                .any(|trigger| trigger.function.to_lowercase().contains("audit"))
        })
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let found = context.tables().find_map(|table| {
        let mut columns = table.columns.iter();
        Some((table, columns.find(|column| is_sensitive(column))?))
    });
    out.looked_at(usize::from(found.is_some()));
    let Some((table, column)) = found.filter(|_| !is_audited(context)) else {
        return;
    };
    let finding = out.report(
        ObjectRef::Table(table.id),
        "is sensitive, and no audit log says who changed it",
        format!(
            "{} has {}, and no table of the schema records changes.",
            table.name, column.name
        ),
        "After a breach nobody can say what was changed, when and by whom.",
    );
    finding.columns(&[column.id]);
    // The tenant column of the new table must not be one that another rule refuses at once.
    let spelt = context.tenant_column_name();
    let odd = spelt.is_some_and(|name| naming::snake(name) != name);
    let required = context.stances.value("rls") == "required" && context.tenancy.root.is_some();
    if required || odd || schema_has(context, table, "audit_logs") {
        finding.advice(
            "Create a table of who did what to which row, with the values before and after.",
        );
    } else {
        finding.fix("Create the table audit_logs.");
    }
}

fn schema_has(context: &Context<'_>, beside: &Table, name: &str) -> bool {
    context.schema.table_named(&beside.schema, name).is_some()
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let beside = context.table(finding.object.table()?)?;
    let mut table = Table::new(ids.fresh(), &beside.schema, "audit_logs");
    table.header.comment =
        Some("Who did what to which row, and what was there before and after.".to_string());
    let mut add = |name: &str, kind: DataType, required: bool, default: Option<&str>| {
        let mut column = Column::new(ids.fresh(), name, kind);
        column.not_null = required;
        column.default = default.map(str::to_string);
        table.columns.push(column);
        table.columns.last().map(|column| column.id)
    };
    let identity = matches!(context.stances.value("pk.style"), "identity" | "bigint-any");
    let key = if identity {
        add("id", DataType::named("bigint"), true, None)?
    } else {
        add(
            "id",
            DataType::named("uuid"),
            true,
            Some("gen_random_uuid()"),
        )?
    };
    let root = context
        .root()
        .and_then(|root| match root.primary_key_columns() {
            [key] => Some((root, root.column(*key)?)),
            _ => None,
        });
    let tenant = match (root, context.tenant_column_name()) {
        (Some((_, key)), Some(name)) => Some((add(name, key.data_type.clone(), true, None)?, name)),
        _ => None,
    };
    add("actor_id", DataType::named("uuid"), false, None)?;
    for name in ["action", "table_name", "row_id"] {
        add(name, DataType::named("text"), true, None)?;
    }
    for name in ["old_values", "new_values"] {
        add(name, DataType::named("jsonb"), false, None)?;
    }
    let time = DataType::named("timestamp with time zone");
    let created = add("created_at", time, true, Some("now()"))?;
    if let Some(column) = table.columns.first_mut().filter(|_| identity) {
        column.identity = Some(Identity::default());
    }
    let kind = ConstraintKind::PrimaryKey(Key::over(vec![key]));
    table
        .constraints
        .push(Constraint::new(ids.fresh(), "pk_audit_logs", kind));
    let mut led = vec![created];
    if let (Some((root, key)), Some((column, name))) = (root, tenant) {
        let action = Some(ReferentialAction::Restrict);
        let reference = fix::new_foreign_key(
            &table,
            vec![(column, name)],
            root,
            vec![key.id],
            action,
            ids,
        );
        table.constraints.push(reference);
        led.insert(0, column);
    }
    let name = fix::relation_name(context, &table, "idx", &table.column_names(&led));
    table.indexes.push(Index::btree(ids.fresh(), &name, &led));
    Some(vec![Op::Put(table.into())])
}
