//! `mig-add-exclusion`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// No exclusion constraint is added to a table with rows.
    ///
    /// # Why
    /// Its index is built and proved under ACCESS EXCLUSIVE, and PostgreSQL knows no way around it: neither NOT VALID nor
    /// USING INDEX.
    ///
    /// # When it is safe to ignore
    /// The table is small or new, or a maintenance window is planned.
    ///
    /// # Fix
    /// Make a new table with the constraint and copy the rows over, or plan a window.
    "mig-add-exclusion", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["3:37"],
    fail: "ALTER TABLE t ADD CONSTRAINT ex EXCLUDE(a WITH =)",
    pass: "CREATE TABLE t2(a int,EXCLUDE(a WITH =))",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::AddConstraint(constraint) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        if constraint.shape == Enforces::Exclusion {
            at.report(
                found,
                at.table(),
                "gets an exclusion constraint while it holds rows",
                "Its index is built under ACCESS EXCLUSIVE; there is no concurrent way."
                    .to_string(),
                "Reads and writes of the table wait until it is built.",
            )
            .advice("Copy into a new table that has the constraint, or plan a window.");
        }
    }
}
