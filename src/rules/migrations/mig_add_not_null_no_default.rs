//! `mig-add-not-null-no-default`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column added to a table with rows has a default if it is NOT NULL.
    ///
    /// # Why
    /// The rows that exist have no value for the column, so PostgreSQL refuses the statement and the deploy stops there.
    ///
    /// # When it is safe to ignore
    /// The table is empty: say so by its rows. Tables made in the same migration, identity and generated columns are not
    /// looked at.
    ///
    /// # Fix
    /// Add the column without NOT NULL, fill it in batches, prove it with a check that is validated, then SET NOT NULL. A
    /// constant default in the same statement does it at once.
    "mig-add-not-null-no-default", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:103", "0:189", "1:60", "2:115", "2:117", "3:82"],
    fail: "ALTER TABLE t ADD COLUMN b int NOT NULL",
    pass: "ALTER TABLE t ADD COLUMN b int NOT NULL DEFAULT 0",
    refused: true,
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script) {
        let Action::AddColumn(new) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        let column = &new.column;
        let filled = column.default.is_some()
            || new.serial
            || column.identity.is_some()
            || column.generated.is_some();
        if column.not_null && !filled {
            at.report(
                found,
                at.column(&column.name),
                "is added as NOT NULL without a default",
                format!("The rows of {} have no value for it.", at.table()),
                "PostgreSQL refuses the statement as soon as the table holds one row.",
            )
            .advice(
                "Add it with a default, or without NOT NULL and fill it before NOT NULL is set.",
            );
        }
    }
}
