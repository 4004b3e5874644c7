//! `mig-new-check-breaks-old-code`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;
use crate::sql::expression::identifiers;

declare_rule! {
    /// # What
    /// A new column is not demanded of writers that do not know it.
    ///
    /// # Why
    /// A check that is NOT VALID still holds for every new row. The application that runs during the deploy does not write
    /// the column, so its inserts fail at once.
    ///
    /// # When it is safe to ignore
    /// A default satisfies the check. All writers are deployed before.
    ///
    /// # Fix
    /// Move the check into a file after the deploy of the writers, or give the column a default.
    "mig-new-check-breaks-old-code", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["1:26", "1:80", "2:41", "3:82"],
    fail: "ALTER TABLE t ADD COLUMN b int, ADD CONSTRAINT c CHECK(b IS NOT NULL) NOT VALID",
    pass: "ALTER TABLE t ADD COLUMN b int DEFAULT 0",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script) {
        let Action::AddConstraint(constraint) = &at.change.action else {
            continue;
        };
        let Enforces::Check(expression) = &constraint.shape else {
            continue;
        };
        found.looked_at(1);
        let mut names = identifiers(expression).into_iter();
        let demanded = names.find(|name| is_not_null(expression, name) && is_new_column(&at, name));
        if let Some(column) = demanded {
            at.report(
                found,
                at.column(&column),
                "is demanded of every new row in the file that adds it",
                "The check holds for new rows at once, validated or not.".to_string(),
                "Inserts of the application that does not know the column fail.",
            )
            .advice("Give it a default, or add the check after the writers are deployed.");
        }
    }
}
