//! `mig-rename`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Tables, columns and schemas in use keep their names in one step.
    ///
    /// # Why
    /// The application that runs during the deploy still asks for the old name, and every query of it fails from that moment.
    ///
    /// # When it is safe to ignore
    /// Nobody uses the schema yet: set the stance migration.released to no. A view under the old name in the same file is
    /// seen.
    ///
    /// # Fix
    /// Add the new name beside the old, keep both the same by a trigger, switch the application, drop the old one. For a
    /// table, put a view under the old name.
    "mig-rename", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:40", "1:26", "1:27", "3:86"],
    fail: "ALTER TABLE t RENAME COLUMN a TO b",
    pass: "ALTER TABLE t ADD COLUMN b int",
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if context.stances.value("migration.released") == "no" {
        return;
    }
    for at in changes(script) {
        let (subject, title) = match &at.change.action {
            Action::RenameColumn { from, to } if at.change.existed => {
                (at.column(from), format!("is renamed to {to} in one step"))
            }
            Action::RenameTable(to) if at.change.existed && !has_view(&at) => (
                at.table(),
                format!("is renamed or moved to {to} in one step"),
            ),
            Action::RenameSchema(name) => (name.clone(), "is renamed in one step".to_string()),
            _ => continue,
        };
        found.looked_at(1);
        at.report(
            found,
            subject,
            title,
            "From this statement on the old name is gone.".to_string(),
            "The application that still runs fails with every query that uses it.",
        )
        .advice(
            "Add the new name beside the old one, switch the application, then drop the old one.",
        );
    }
}

/// Whether a view is made in the same file afterwards, as one is under the old name.
fn has_view(at: &At<'_>) -> bool {
    at.later().any(|other| {
        other.same_file(at) && matches!(other.change.action, Action::CreateObject("view"))
    })
}
