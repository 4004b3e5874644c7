//! `soft-delete-cascade-conflict`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Rows that are only marked as deleted are not removed by a cascade.
    ///
    /// # Why
    /// The marker promises that a deleted row can be brought back. A delete of its parent removes it, marked or not, for good.
    ///
    /// # When it is safe to ignore
    /// The parent is removed only when everything of it is to go. A cascade from the table of tenants is left alone for that reason.
    ///
    /// # Fix
    /// Refuses the delete of a parent that has rows: ON DELETE RESTRICT.
    "soft-delete-cascade-conflict", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:51", "0:63", "3:246"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,p_id uuid REFERENCES p(id) ON DELETE CASCADE,deleted_at timestamptz)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,p_id uuid REFERENCES p(id) ON DELETE RESTRICT,deleted_at timestamptz)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(marker) = shape::soft_delete(table) else {
        return;
    };
    for (constraint, key) in table.foreign_keys() {
        out.looked_at(1);
        let target = key.target.table();
        let from_root = target.is_some() && target == context.tenancy.root;
        if key.on_delete != Some(ReferentialAction::Cascade) || from_root {
            continue;
        }
        let target = target.map(|id| context.name(id)).unwrap_or_default();
        out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            format!("lets a delete in {target} remove soft-deleted rows"),
            format!("{} has {}, and {} is ON DELETE CASCADE.", table.name, marker.name, constraint.name),
            format!("Deleting a row of {target} removes its {} for good, those that could be brought back among them.", table.name),
        )
        .fix("Refuse the delete: ON DELETE RESTRICT.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    fix::on_delete(context, finding.cause, ReferentialAction::Restrict)
}
