//! `mig-concurrently-not-isolated`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A concurrent index stands alone in its file.
    ///
    /// # Why
    /// It may fail halfway and leave an invalid index. Alone it can be dropped and run again; among others the file is half
    /// applied, and most runners send a file as one transaction.
    ///
    /// # When it is safe to ignore
    /// The runner runs statement by statement and you know how to repair.
    ///
    /// # Fix
    /// Split the file.
    "mig-concurrently-not-isolated", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["3:84"],
    fail: "ALTER TABLE t ADD COLUMN b int; CREATE INDEX CONCURRENTLY i ON t(a)",
    pass: "CREATE INDEX CONCURRENTLY i ON t(a)",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    let mut last = None;
    for at in changes(script) {
        let builds = matches!(
            at.change.action,
            Action::CreateIndex(_) | Action::DropIndex(_)
        );
        if !at.change.concurrently || !builds || last == Some(at.file_number) {
            continue;
        }
        found.looked_at(1);
        let other = changes(script).find(|other| {
            other.same_file(&at)
                && other.statement_number != at.statement_number
                && is_ddl(other.change)
        });
        if let Some(other) = other {
            last = Some(at.file_number);
            at.report(
                found,
                at.table(),
                "has a concurrent index in a file with other changes",
                format!(
                    "Line {} of the file changes the schema too.",
                    other.statement.line
                ),
                "If either fails, the file is half applied and does not run again.",
            )
            .advice("Give the concurrent index a file of its own.");
        }
    }
}
