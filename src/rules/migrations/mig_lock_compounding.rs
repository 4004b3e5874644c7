//! `mig-lock-compounding`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// One transaction locks one table in use, and does no long work after it.
    ///
    /// # Why
    /// Locks add up until COMMIT: the first table waits for the work on the last, and two such transactions may wait for each
    /// other.
    ///
    /// # When it is safe to ignore
    /// The tables are small. Tables made in the same migration do not count.
    ///
    /// # Fix
    /// One table a file. Several ALTER TABLE of one table can be one.
    "mig-lock-compounding", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["2:43", "2:92"],
    fail: "BEGIN; ALTER TABLE t ADD COLUMN b int; ALTER TABLE p ADD COLUMN b int; COMMIT",
    pass: "BEGIN; ALTER TABLE t ADD COLUMN b int; COMMIT;\n-- next file\nBEGIN; ALTER TABLE p ADD COLUMN b int; COMMIT",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    let mut told = Vec::new();
    for at in changes(script).filter(|at| !at.is_small()) {
        let key = (at.file_number, at.statement.transaction);
        if at.statement.transaction.is_none() || told.contains(&key) {
            continue;
        }
        let held: Vec<At<'_>> = at
            .earlier()
            .filter(|other| other.same_transaction(&at) && other.blocks() == Blocks::Everything)
            .collect();
        let Some(first) = held.first() else {
            continue;
        };
        found.looked_at(1);
        let second = at.blocks() == Blocks::Everything && !first.same_table(&at);
        let works = at.change.existed && at.change.work > RowWork::None;
        if !second && !works {
            continue;
        }
        told.push(key);
        let title = if second {
            format!("is locked while the lock on {} is held", first.table())
        } else {
            format!(
                "has its rows worked on while the lock on {} is held",
                first.table()
            )
        };
        at.report(
            found,
            at.table(),
            title,
            format!(
                "The lock taken on line {} lasts until COMMIT.",
                first.statement.line
            ),
            "Whoever needs the first table waits for all the rest.",
        )
        .advice("Put it into a transaction of its own.");
    }
}
