//! `mig-destructive-sql`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Migrations hold no statement that empties, rewrites or takes along more than it names.
    ///
    /// # Why
    /// TRUNCATE, CASCADE and an UPDATE or DELETE without WHERE reach every row; VACUUM FULL, CLUSTER, SET UNLOGGED and
    /// REINDEX or REFRESH without CONCURRENTLY hold the strongest lock while they write everything again.
    ///
    /// # When it is safe to ignore
    /// The table is new or temporary.
    ///
    /// # Fix
    /// Name what is meant: a WHERE, the objects themselves, or the concurrent form.
    "mig-destructive-sql", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:122", "4:614", "4:644"],
    fail: "TRUNCATE t",
    pass: "DELETE FROM t WHERE id IS NULL",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script) {
        let change = at.change;
        let stood = change.existed || change.before.is_none();
        let (title, what) = match &change.action {
            Action::Truncate if change.existed => ("is emptied", "TRUNCATE removes every row."),
            Action::Update(rows) if change.existed && !rows.restricted => {
                ("is updated without a WHERE", "Every row is changed.")
            }
            Action::Delete(rows) if change.existed && !rows.restricted => {
                ("is deleted from without a WHERE", "Every row is removed.")
            }
            Action::Rewrite if change.existed && !at.is_small() => (
                "is written again whole",
                "SET LOGGED, UNLOGGED, TABLESPACE and ACCESS METHOD copy the table.",
            ),
            Action::Maintenance(words) if !change.concurrently && stood => {
                found.looked_at(1);
                report(&at, words, found);
                continue;
            }
            Action::DropTable
            | Action::DropColumn(_)
            | Action::DropType(_)
            | Action::DropSchema(_)
            | Action::DropObject(_)
            | Action::DropConstraint { .. }
                if change.cascade && stood =>
            {
                (
                    "is dropped with CASCADE",
                    "All that depends on it goes too, unnamed.",
                )
            }
            _ => continue,
        };
        found.looked_at(1);
        at.report(
            found,
            at.table(),
            title,
            what,
            "What is lost or locked is more than the statement says.",
        )
        .advice("Name the rows or objects that are meant.");
    }
}

fn report(at: &At<'_>, words: &str, found: &mut Findings<'_>) {
    at.report(
        found,
        at.table(),
        format!("meets {words}"),
        format!("{words} holds its lock while everything is written again or removed."),
        "Reads and writes wait until it is done.",
    )
    .advice("Use the concurrent form, or keep it out of migrations.");
}
