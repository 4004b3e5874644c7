//! `mig-add-unique`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A unique or primary key on a table with rows is made from an index that was built concurrently.
    ///
    /// # Why
    /// Otherwise the index is built under ACCESS EXCLUSIVE, and nobody reads or writes the table meanwhile. A primary key
    /// also reads all rows to prove NOT NULL.
    ///
    /// # When it is safe to ignore
    /// The table is small or new.
    ///
    /// # Fix
    /// CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, then ADD CONSTRAINT ... USING INDEX.
    "mig-add-unique", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["3:84"],
    fail: "ALTER TABLE t ADD CONSTRAINT u UNIQUE(a)",
    pass: "CREATE UNIQUE INDEX CONCURRENTLY u ON t(a);\n-- next file\nALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::AddConstraint(constraint) = &at.change.action else {
            continue;
        };
        if constraint.only {
            // On the partitioned table alone no index is built.
            continue;
        }
        found.looked_at(1);
        if let Enforces::Key { primary, columns } = &constraint.shape {
            let kind = if *primary {
                "primary key"
            } else {
                "unique key"
            };
            at.report(
                found,
                format!("{} ({})", at.table(), columns.join(", ")),
                format!("gets a {kind} whose index is built under its lock"),
                "The index is built under ACCESS EXCLUSIVE.".to_string(),
                "Reads and writes of the table wait until it is built.",
            )
            .advice(
                "Build a unique index CONCURRENTLY in a file before, and add the key USING INDEX.",
            );
        }
    }
}
