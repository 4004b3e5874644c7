//! `mig-drop`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Tables, columns and schemas that hold data are dropped only after they were declared unused.
    ///
    /// # Why
    /// Data is gone with COMMIT, and the application that still names them fails.
    ///
    /// # When it is safe to ignore
    /// It is the last phase and nothing reads it any more. A comment on the object, or a name, with the word deprecated says
    /// so and silences the rule.
    ///
    /// # Fix
    /// First COMMENT ... IS 'deprecated: ...' or rename to x_deprecated, wait for a release, then drop in a file of its own.
    "mig-drop", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:122", "1:68", "4:614", "4:644"],
    fail: "ALTER TABLE t DROP COLUMN a",
    pass: "COMMENT ON COLUMN t.a IS 'deprecated: drop after the next release'",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script) {
        let (subject, what) = match &at.change.action {
            Action::DropColumn(column) if at.change.existed && !is_retired(&at, Some(column)) => {
                (at.column(column), "The values of all rows go with it.")
            }
            Action::DropTable if at.change.existed && !is_retired(&at, None) => {
                (at.table(), "All its rows go with it.")
            }
            Action::DropSchema(name) => (name.clone(), "All that stands in it goes with it."),
            _ => continue,
        };
        found.looked_at(1);
        at.report(
            found,
            subject,
            "is dropped",
            what.to_string(),
            "Nothing brings the data back, and an application that still names it fails.",
        )
        .advice("Declare it deprecated by a comment, wait for a release, then drop it in a file of its own.");
    }
}

/// Whether it was declared unused before: by a comment, or by a name that ends so. Generated columns hold nothing.
fn is_retired(at: &At<'_>, column: Option<&str>) -> bool {
    let Some(table) = at.before() else {
        return false;
    };
    let says = |text: &str| text.to_ascii_lowercase().contains("deprecated");
    let comment = |text: &Option<String>| text.as_deref().is_some_and(says);
    match column.map(|name| table.column_named(name)) {
        None => says(&table.name) || comment(&table.comment),
        Some(Some(column)) => {
            says(&column.name) || comment(&column.comment) || column.generated.is_some()
        }
        Some(None) => true,
    }
}
