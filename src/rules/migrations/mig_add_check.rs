//! `mig-add-check`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A check on a table with rows is added NOT VALID and validated later.
    ///
    /// # Why
    /// Otherwise every row is read under ACCESS EXCLUSIVE, and nobody reads or writes the table meanwhile.
    ///
    /// # When it is safe to ignore
    /// The table is small or new.
    ///
    /// # Fix
    /// ADD ... NOT VALID in one file, VALIDATE CONSTRAINT in another: validating lets reads and writes pass.
    "mig-add-check", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:191"],
    fail: "ALTER TABLE t ADD CONSTRAINT c CHECK(a>0)",
    pass: "ALTER TABLE t ADD CONSTRAINT c CHECK(a>0) NOT VALID;\n-- next file\nALTER TABLE t VALIDATE CONSTRAINT c",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::AddConstraint(constraint) = &at.change.action else {
            continue;
        };
        let proved = matches!(constraint.shape, Enforces::Check(_) | Enforces::NotNull(_));
        if !proved {
            continue;
        }
        found.looked_at(1);
        if constraint.validated {
            at.report(
                found,
                at.table(),
                "gets a check that is proved at once",
                "Every row is read under ACCESS EXCLUSIVE.".to_string(),
                "Reads and writes of the table wait until the last row is read.",
            )
            .advice("Add it NOT VALID, and VALIDATE it in another file.");
        }
    }
}
