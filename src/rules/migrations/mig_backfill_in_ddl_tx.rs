//! `mig-backfill-in-ddl-tx`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Rows are not changed in a transaction that has locked the table.
    ///
    /// # Why
    /// The lock that ALTER TABLE took is held until COMMIT, so everybody waits for as long as the rows take, not for the
    /// millisecond of the change.
    ///
    /// # When it is safe to ignore
    /// The table is small.
    ///
    /// # Fix
    /// Put the UPDATE into a file of its own, without a transaction, in batches that commit.
    "mig-backfill-in-ddl-tx", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:107", "3:82", "3:85"],
    fail: "BEGIN; ALTER TABLE t ADD COLUMN b int; UPDATE t SET b=0; COMMIT",
    pass: "ALTER TABLE t ADD COLUMN b int;\n-- next file\nUPDATE t SET b=0 WHERE id IN(SELECT id FROM t WHERE b IS NULL LIMIT 1000)",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        if !matches!(at.change.action, Action::Update(_) | Action::Delete(_)) {
            continue;
        }
        found.looked_at(1);
        let locked = at.earlier().find(|other| {
            other.same_transaction(&at)
                && other.change.existed
                && other.blocks() >= Blocks::Everything
        });
        let Some(locked) = locked else { continue };
        at.report(
            found,
            at.table(),
            "has its rows changed under the lock of a schema change",
            format!(
                "{} was locked before, on line {}, until COMMIT.",
                locked.table(),
                locked.statement.line
            ),
            "Reads and writes wait until all rows are changed.",
        )
        .advice("Change the rows in a file of its own, in batches that commit.");
    }
}
