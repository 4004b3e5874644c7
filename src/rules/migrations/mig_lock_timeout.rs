//! `mig-lock-timeout`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A file that locks tables in use sets lock_timeout first.
    ///
    /// # Why
    /// ALTER TABLE waits for the longest query that runs, and everything that comes after it waits behind. One forgotten
    /// report stops the application.
    ///
    /// # When it is safe to ignore
    /// The role or the runner sets it: say so by the stance migration.lock_timeout.
    ///
    /// # Fix
    /// SET LOCAL lock_timeout = '2s' after BEGIN, and run the file again when it fails. A statement_timeout bounds the work
    /// itself.
    "mig-lock-timeout", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["2:25", "2:174"],
    fail: "BEGIN; ALTER TABLE t ADD COLUMN b int; COMMIT",
    pass: "BEGIN; SET LOCAL lock_timeout='2s'; ALTER TABLE t ADD COLUMN b int; COMMIT",
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if context.stances.value("migration.lock_timeout") == "role" {
        return;
    }
    let mut last = None;
    for at in changes(script) {
        if at.blocks() < Blocks::Writes || last == Some(at.file_number) {
            continue;
        }
        last = Some(at.file_number);
        found.looked_at(1);
        let set = at.earlier().any(|other| {
            other.same_file(&at) && other.change.action == Action::Set("lock_timeout".to_string())
        });
        if !set {
            let lock = at.change.locks.first().map_or("a lock", |lock| lock.lock);
            at.report(
                found,
                at.table(),
                format!("is locked ({lock}) without a lock_timeout"),
                "The statement waits for running queries without an end.".to_string(),
                "All that comes after it waits behind, reads too.",
            )
            .advice(
                "Say SET LOCAL lock_timeout = '2s' first, and run the file again when it fails.",
            );
        }
    }
}
