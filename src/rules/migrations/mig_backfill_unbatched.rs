//! `mig-backfill-unbatched`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An UPDATE of a table with rows takes them in batches.
    ///
    /// # Why
    /// One statement over all rows holds its row locks until the end, keeps vacuum away, doubles the table and cannot be
    /// stopped without losing the work done.
    ///
    /// # When it is safe to ignore
    /// The table is small, or the rows meant are few. An UPDATE of rows picked by a value is left alone.
    ///
    /// # Fix
    /// Loop over batches of 1,000 rows, each committed.
    "mig-backfill-unbatched", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:171", "3:85"],
    fail: "UPDATE t SET x='' WHERE x IS NULL",
    pass: "UPDATE t SET x='' WHERE id IN(SELECT id FROM t WHERE x IS NULL LIMIT 1000)",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::Update(change) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        if change.batched || change.picks {
            continue;
        }
        at.report(
            found,
            at.table(),
            "is updated in one statement",
            "All rows meant are changed in one transaction.".to_string(),
            "Row locks are held to the end, vacuum waits, and the table grows by all it changes.",
        )
        .advice("Update batches of 1,000 rows, each committed, until none is left.");
    }
}
