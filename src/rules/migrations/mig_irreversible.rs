//! `mig-irreversible`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// What a way back cannot restore is said in the file.
    ///
    /// # Why
    /// A down file that brings back an empty column looks like a way back and is none.
    ///
    /// # When it is safe to ignore
    /// The head of the up or down file names the loss (loss, irreversible, cannot be restored): that is enough unless the
    /// stance irreversible is forbid.
    ///
    /// # Fix
    /// Rename to x_deprecated in place of dropping, or keep a copy; else name the loss at the head of the file.
    "mig-irreversible", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:37", "0:122", "2:177", "3:42", "4:614"],
    fail: "ALTER TABLE t DROP COLUMN x",
    pass: "ALTER TABLE t RENAME COLUMN x TO x_deprecated",
    check: Check::Script(check),
    fix: None,
}

/// Words that own up to a loss.
const ADMITTED: &[&str] = &[
    "loss",
    "lost",
    "irreversible",
    "not reversible",
    "cannot be",
    "can not be",
];

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    let forbidden = context.stances.value("irreversible") == "forbid";
    for at in on_live_tables(script) {
        let (subject, what) = match &at.change.action {
            Action::DropColumn(column) => (at.column(column), "its values are gone"),
            Action::DropTable => (at.table(), "its rows are gone"),
            Action::Type { column, .. } if at.change.narrows => {
                (at.column(column), "values that were cut stay cut")
            }
            Action::Truncate => (at.table(), "its rows are gone"),
            _ => continue,
        };
        found.looked_at(1);
        if !forbidden && is_admitted(at.file) {
            continue;
        }
        at.report(
            found,
            subject,
            "cannot be brought back by the way down",
            format!("After it, {what}."),
            "Whoever runs the way back believes that all is as before.",
        )
        .advice(
            "Keep it under another name for a release, or name the loss at the head of the file.",
        );
    }
}

fn is_admitted(file: &ScriptFile) -> bool {
    let down = file.down.as_ref().map_or("", |down| down.comments.as_str());
    let text = format!("{}\n{down}", file.header).to_ascii_lowercase();
    ADMITTED.iter().any(|word| text.contains(word))
}
