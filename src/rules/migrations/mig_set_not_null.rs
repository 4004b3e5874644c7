//! `mig-set-not-null`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// SET NOT NULL on a table with rows has a valid check to rest on.
    ///
    /// # Why
    /// Without one PostgreSQL reads every row under ACCESS EXCLUSIVE: nobody reads or writes the table meanwhile. With CHECK
    /// (column IS NOT NULL), validated before, it reads none.
    ///
    /// # When it is safe to ignore
    /// The table is small. A check that is already valid, from an earlier file too, is seen.
    ///
    /// # Fix
    /// Add CHECK (column IS NOT NULL) NOT VALID, validate it in another file, then SET NOT NULL and drop the check.
    "mig-set-not-null", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:110", "0:191", "2:108", "2:112", "3:82"],
    fail: "ALTER TABLE t ALTER a SET NOT NULL",
    pass: "ALTER TABLE t ADD CONSTRAINT c CHECK(a IS NOT NULL) NOT VALID;\n-- next file\nALTER TABLE t VALIDATE CONSTRAINT c;\n-- next file\nALTER TABLE t ALTER a SET NOT NULL, DROP CONSTRAINT c",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let (Action::SetNotNull(column), Some(before)) = (&at.change.action, at.before()) else {
            continue;
        };
        found.looked_at(1);
        let already = before.column_named(column).is_some_and(|one| one.not_null);
        if already || proves_not_null(before, column) {
            continue;
        }
        at.report(
            found,
            at.column(column),
            "is set NOT NULL without a check that proves it",
            format!("Every row of {} is read under ACCESS EXCLUSIVE.", at.table()),
            "Reads and writes of the table wait until the last row is read.",
        )
        .advice(format!(
            "Add CHECK ({column} IS NOT NULL) NOT VALID, validate it in another file, then set NOT NULL and drop the check."
        ));
    }
}
