//! `fk-self-not-null`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A foreign key of a table to itself may be null.
    ///
    /// # Why
    /// The first row has no other row to point at, so nothing can be inserted unless a row points at itself.
    ///
    /// # When it is safe to ignore
    /// The top row points at itself by design.
    ///
    /// # Fix
    /// Lets the column be null, for rows at the top.
    "fk-self-not-null", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:35", "pgdesigner W019"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,parent_id uuid NOT NULL REFERENCES t(id))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,parent_id uuid REFERENCES t(id))",
    check: Check::Table(check),
    fix: Some(fix),
}

/// The columns a self-reference could do without, unless one may be null already or none can.
fn required<'t>(context: &Context<'_>, table: &'t Table, key: &ForeignKey) -> Vec<&'t Column> {
    let tenant = context.tenancy.column_of(table);
    let columns: Vec<&Column> = key
        .columns
        .iter()
        .filter_map(|id| table.column(*id))
        .collect();
    if key.target.table() != Some(table.id) || columns.iter().any(|column| !column.not_null) {
        return Vec::new();
    }
    let primary = table.primary_key_columns();
    columns
        .into_iter()
        .filter(|column| Some(column.id) != tenant && !primary.contains(&column.id))
        .collect()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for (constraint, key) in table.foreign_keys() {
        if key.target.table() == Some(table.id) {
            out.looked_at(1);
        }
        let Some(column) = required(context, table, key).into_iter().next() else {
            continue;
        };
        out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &[column.id],
            "must point at another row of its own table",
            format!(
                "{} references {} and refuses null.",
                column.name, table.name
            ),
            format!(
                "The first row of {} has nothing to point at, so it cannot be inserted.",
                table.name
            ),
        )
        .fix("Let it be null for rows at the top.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, _, key) = fix::foreign_key(context, finding.cause)?;
    let column = required(context, table, key).into_iter().next()?;
    fix::change_column(context, table, column.id, |column| column.not_null = false)
}
