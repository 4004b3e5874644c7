//! `fk-duplicate`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A reference is declared once.
    ///
    /// # Why
    /// Each copy is checked on every write and takes its locks again, and when the two say different things on delete, which one
    /// acts is a matter of luck.
    ///
    /// # When it is safe to ignore
    /// A composite key that carries the tenant beside a simple one to the same parent is not a copy and is left alone.
    ///
    /// # Fix
    /// Removes the later copy.
    "fk-duplicate", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["pg-index-health 21", "tbls duplicateRelations", "pgdesigner W018"],
    fail: "CREATE TABLE t(p_id uuid REFERENCES p(id),FOREIGN KEY(p_id) REFERENCES p(id))",
    pass: "CREATE TABLE t(p_id uuid REFERENCES p(id))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let keys: Vec<_> = table.foreign_keys().collect();
    for (at, (constraint, key)) in keys.iter().enumerate() {
        out.looked_at(1);
        let first = keys.iter().take(at).find(|(_, other)| same(key, other));
        let Some((first, _)) = first else { continue };
        out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            "has two foreign keys to the same target",
            format!("{} repeats {}.", constraint.name, first.name),
            format!("Every write to {} checks both.", table.name),
        )
        .fix(format!("Remove {}.", constraint.name));
    }
}

/// Whether two keys tie the same columns to the same columns, in any order.
fn same(left: &ForeignKey, right: &ForeignKey) -> bool {
    let pairs = |key: &ForeignKey| {
        let mut pairs: Vec<_> = key
            .columns
            .iter()
            .copied()
            .zip(key.target.columns().iter().copied())
            .collect();
        pairs.sort_unstable();
        pairs
    };
    match (&left.target, &right.target) {
        (ReferenceTarget::Table { table: a, .. }, ReferenceTarget::Table { table: b, .. }) => {
            a == b && pairs(left) == pairs(right)
        }
        (left_target, right_target) => left_target == right_target && left.columns == right.columns,
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    fix::foreign_key(context, finding.cause)?;
    Some(vec![Op::RemovePart(finding.cause)])
}
