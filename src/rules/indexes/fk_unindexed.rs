//! `fk-unindexed`.

use crate::declare_rule;
use crate::model::{ColumnId, ObjectRef, Op, ReferentialAction, Table, TenancyClass};
use crate::rules::{
    Check, Context, Criterion, Finding, Findings, Group, IdSource, Severity, fix, shape,
};

declare_rule! {
    /// # What
    /// Every foreign key has an index that leads with its columns.
    ///
    /// # Why
    /// PostgreSQL indexes the referenced side only. Deleting or re-keying one referenced row reads the whole referencing table,
    /// and every join from parent to child does too.
    ///
    /// # When it is safe to ignore
    /// The referenced table is a look-up whose rows are never deleted and never joined from: those are reported as information. A
    /// primary or unique key that leads with the columns counts as the index, and so does one that only leaves out nulls.
    ///
    /// # Fix
    /// Creates an index on the foreign key's columns.
    "fk-unindexed", Group::Indexes, Some(Severity::Error), Criterion::QueryPerformance,
    sources: ["0:29", "0:79", "3:74", "3:127", "3:263", "4:316", "4:442", "splinter 0001", "eugene E15"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,p_id uuid REFERENCES p(id))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,p_id uuid REFERENCES p(id)); CREATE INDEX idx_t_p_id ON t(p_id)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let mut reported: Vec<&[ColumnId]> = Vec::new();
    for (constraint, key) in table.foreign_keys() {
        let columns = key.columns.as_slice();
        // `tenant-unindexed` says it of the tenant column, in its own words.
        let tenant = context.tenant_column(table).map(|column| column.id);
        if columns.is_empty() || (columns.len() == 1 && tenant == columns.first().copied()) {
            continue;
        }
        out.looked_at(1);
        let seen = reported.iter().any(|other| shape::same_set(other, columns));
        if seen || shape::leads_with(table, columns) {
            continue;
        }
        reported.push(columns);
        let names = table.column_names(columns).join(", ");
        let target = context.target(key).map_or_else(
            || "the referenced table".to_string(),
            |table| table.qualified_name().to_string(),
        );
        let finding = out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            columns,
            "has no index for its foreign key",
            format!(
                "No index of {} leads with ({names}), which references {target}.",
                table.name
            ),
            match context.rows(table.id) {
                Some(rows) => format!(
                    "Deleting one row of {target} reads all {rows} rows of {}.",
                    table.name
                ),
                None => format!(
                    "Deleting one row of {target}, or joining from it, reads all of {}.",
                    table.name
                ),
            },
        );
        finding.fix(format!("Create an index on {} ({names}).", table.name));
        let look_up = key
            .target
            .table()
            .is_some_and(|target| context.class(target) == TenancyClass::Reference);
        let kept = matches!(
            key.on_delete,
            None | Some(ReferentialAction::NoAction | ReferentialAction::Restrict)
        );
        if (look_up && kept) || context.rows(table.id).is_some_and(|rows| rows < 10_000) {
            finding.at_most(Severity::Info);
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, _, key) = fix::foreign_key(context, finding.cause)?;
    Some(vec![fix::new_index(context, table, &key.columns, ids)])
}
