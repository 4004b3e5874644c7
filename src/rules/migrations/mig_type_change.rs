//! `mig-type-change`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;
use crate::sql::types;

declare_rule! {
    /// # What
    /// The type of a column in use is changed only where PostgreSQL keeps the rows as they are.
    ///
    /// # Why
    /// Most changes write the whole table and its indexes again under ACCESS EXCLUSIVE. A narrower type may also refuse or
    /// cut values.
    ///
    /// # When it is safe to ignore
    /// The table is small. Wider varchar, varchar to text, a wider numeric of the same scale and a finer timestamp change the
    /// catalog only and are not flagged; what builds indexes again is a warning.
    ///
    /// # Fix
    /// Add a column of the new type, keep both the same by a trigger, fill it in batches, switch, drop the old one.
    "mig-type-change", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["1:80", "2:40", "2:43", "4:614"],
    fail: "ALTER TABLE t ALTER a TYPE bigint",
    pass: "ALTER TABLE t ALTER s TYPE varchar(20)",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script) {
        let Action::Type { column, data_type } = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        let subject = at.column(column);
        let new = types::short(data_type);
        if at.change.narrows {
            at.report(
                found,
                subject,
                format!("becomes {new}, which holds less"),
                "Values that do not fit are refused or cut.".to_string(),
                "The deploy stops at the first such row, or data is lost.",
            )
            .advice("Look for such values first, and change through a second column.");
        } else if at.change.work >= RowWork::Indexes && !at.is_small() {
            let rewrites = at.change.work == RowWork::Rewrites;
            let finding = at.report(
                found,
                subject,
                format!("becomes {new}, which {}", work(at.change.work)),
                format!("{} is locked while PostgreSQL does it.", at.table()),
                "Reads and writes of the table wait until it is done.",
            );
            finding.advice("Change through a second column, filled in batches.");
            if !rewrites {
                finding.at_most(Severity::Warning);
            }
        }
    }
}
