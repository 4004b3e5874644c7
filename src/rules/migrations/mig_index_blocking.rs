//! `mig-index-blocking`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An index on a table with rows is built and dropped CONCURRENTLY.
    ///
    /// # Why
    /// CREATE INDEX keeps all writes waiting until it is done; DROP INDEX waits for every query and keeps reads waiting too.
    ///
    /// # When it is safe to ignore
    /// The table is small, or made in the same migration. A runner that forces a transaction cannot do it. DROP INDEX is a
    /// warning.
    ///
    /// # Fix
    /// CREATE INDEX CONCURRENTLY in a file without a transaction. On a partitioned table: ON ONLY, then one index a
    /// partition, then ATTACH.
    "mig-index-blocking", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["2:174", "3:84"],
    fail: "CREATE INDEX i ON t(a)",
    pass: "CREATE INDEX CONCURRENTLY i ON t(a)",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let drops = match &at.change.action {
            Action::CreateIndex(index) if !index.only => false,
            Action::DropIndex(_) => true,
            _ => continue,
        };
        found.looked_at(1);
        if at.change.concurrently {
            continue;
        }
        let partitioned = at
            .before()
            .is_some_and(|table| table.partitioning.is_some());
        let (title, what, why) = if drops {
            (
                "has an index dropped under ACCESS EXCLUSIVE",
                "DROP INDEX without CONCURRENTLY locks table and index.",
                "It waits for running queries, and all others wait behind it.",
            )
        } else {
            (
                "has an index built while writes wait",
                "CREATE INDEX without CONCURRENTLY locks the table against writes.",
                "On a large table that is minutes of failing writes.",
            )
        };
        let finding = at.report(found, at.table(), title, what, why);
        if partitioned {
            finding.advice(
                "Create it ON ONLY the table, CONCURRENTLY on each partition, then attach these.",
            );
        } else {
            finding.advice("Say CONCURRENTLY, in a file without a transaction.");
        }
        if drops {
            finding.at_most(Severity::Warning);
        }
    }
}
