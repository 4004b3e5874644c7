//! `mig-validate-same-tx`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A constraint is not validated in the transaction that added it.
    ///
    /// # Why
    /// The lock of ADD ... NOT VALID is held until COMMIT, so the scan of VALIDATE runs under it and nothing was gained.
    ///
    /// # When it is safe to ignore
    /// The table is small or new. A runner that wraps each file in a transaction counts as one: say so by the stance
    /// migration.transaction.
    ///
    /// # Fix
    /// Put VALIDATE CONSTRAINT into a file of its own.
    "mig-validate-same-tx", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:191"],
    fail: "BEGIN; ALTER TABLE t ADD CONSTRAINT c CHECK(a>0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; COMMIT",
    pass: "ALTER TABLE t ADD CONSTRAINT c CHECK(a>0) NOT VALID;\n-- next file\nALTER TABLE t VALIDATE CONSTRAINT c",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::ValidateConstraint(name) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        let added = at.earlier().any(|other| {
            other.same_transaction(&at)
                && other.same_table(&at)
                && matches!(&other.change.action, Action::AddConstraint(constraint)
                    if constraint.name.as_ref() == Some(name))
        });
        if added {
            at.report(
                found,
                at.table(),
                format!("has {name} validated in the transaction that added it"),
                "The lock of ADD CONSTRAINT is held while every row is read.".to_string(),
                "Reads and writes wait as if NOT VALID had not been written.",
            )
            .advice("Validate it in another file.");
        }
    }
}
