//! `mig-add-generated`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column added to a table with rows is not serial, identity, GENERATED STORED or of a domain with a check.
    ///
    /// # Why
    /// Each of these gives every row its own value or proves every row, so PostgreSQL writes the whole table again while
    /// nobody reads or writes it (measured on PostgreSQL 15).
    ///
    /// # When it is safe to ignore
    /// The table is small or new.
    ///
    /// # Fix
    /// Add a plain column, fill it by a trigger and in batches, then attach the sequence or the check.
    "mig-add-generated", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["2:43"],
    fail: "ALTER TABLE t ADD COLUMN b bigserial",
    pass: "ALTER TABLE t ADD COLUMN b bigint",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::AddColumn(new) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        let stored = new.column.generated.as_ref().is_some_and(|one| one.stored);
        let kind = if new.serial {
            "a serial column"
        } else if new.column.identity.is_some() {
            "an identity column"
        } else if stored {
            "a stored generated column"
        } else if new.checked_domain {
            "of a domain with a check"
        } else {
            continue;
        };
        at.report(
            found,
            at.column(&new.column.name),
            format!("is added as {}", kind.strip_prefix("of ").map_or(kind.to_string(), |rest| format!("a column of {rest}"))),
            format!("Every row of {} is written again to hold its value.", at.table()),
            "Reads and writes of the table wait until that is done.",
        )
        .advice("Add a plain column, fill it in batches, then attach the sequence, the expression or the check.");
    }
}
