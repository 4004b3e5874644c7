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
    let sets = |at: &At<'_>| at.change.action == Action::Set("lock_timeout".to_string());
    let mut files: Vec<usize> = Vec::new();
    let mut bare: Vec<At<'_>> = Vec::new();
    for at in changes(script) {
        let locks = at.change.existed && at.blocks() >= Blocks::Writes;
        if !locks || files.contains(&at.file_number) {
            continue;
        }
        files.push(at.file_number);
        found.looked_at(1);
        if !at
            .earlier()
            .any(|other| other.same_file(&at) && sets(&other))
        {
            bare.push(at);
        }
    }
    // A folder in which no file sets it leaves it to the role, or forgets it everywhere: either way it is said once.
    let nowhere = bare.len() > 1 && !changes(script).any(|at| sets(&at));
    let told = if nowhere { 1 } else { bare.len() };
    for at in bare.iter().take(told) {
        let lock = at.change.locks.first().map_or("a lock", |lock| lock.lock);
        let others = match (nowhere, bare.len() - 1) {
            (true, 1) => ", as is a table in 1 more file".to_string(),
            (true, more) => format!(", as are tables in {more} more files"),
            (false, _) => String::new(),
        };
        at.report(
            found,
            at.table(),
            format!("is locked ({lock}) without a lock_timeout{others}"),
            "The statement waits for running queries without an end.".to_string(),
            "All that comes after it waits behind, reads too.",
        )
        .advice("Say SET LOCAL lock_timeout = '2s' first, and run the file again when it fails.");
    }
}
