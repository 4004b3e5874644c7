//! `fk-target-not-unique`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A foreign key references columns that are a primary key, a unique key or a whole unique index together.
    ///
    /// # Why
    /// PostgreSQL refuses the key otherwise (error 42830), so the exported SQL does not load.
    ///
    /// # When it is safe to ignore
    /// Never: the database refuses it.
    ///
    /// # Fix
    /// Adds a unique key on the referenced columns.
    "fk-target-not-unique", Group::Integrity, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["4:71", "pgdesigner W016"],
    fail: "CREATE TABLE q(a int); CREATE TABLE t(a int REFERENCES q(a))",
    pass: "CREATE TABLE q(a int UNIQUE); CREATE TABLE t(a int REFERENCES q(a))",
    refused: true,
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for (constraint, key) in table.foreign_keys() {
        let Some(target) = context.target(key) else {
            continue;
        };
        let columns = key.target.columns();
        out.looked_at(1);
        if columns.is_empty() || shape::is_unique_over(target, columns) {
            continue;
        }
        let names = target.column_names(columns).join(", ");
        out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            format!(
                "references {} ({names}), which is not unique",
                target.qualified_name()
            ),
            format!(
                "No key or whole unique index of {} holds for ({names}).",
                target.name
            ),
            "PostgreSQL refuses the foreign key, so the exported SQL does not load.",
        )
        .fix(format!("Add a unique key on {} ({names}).", target.name));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (_, _, key) = fix::foreign_key(context, finding.cause)?;
    let target = context.target(key)?;
    let unique = fix::new_unique(context, target, key.target.columns().to_vec(), ids);
    Some(vec![fix::put_constraint(target.id, unique)])
}
