//! `ops-backup`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal says how backups are made and restored, how much may be lost, how long it may take, and when a restore was
    /// last tried, at most 90 days ago.
    ///
    /// # Why
    /// A migration that goes wrong ends in a restore. Whether that works, and what it costs, is known only from having done
    /// it.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told. A sandbox that may be lost.
    ///
    /// # Fix
    /// Fill in the backup section of the project's facts.
    "ops-backup", Group::Operations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:140", "2:27", "2:52", "2:53", "2:83", "2:154", "2:187", "3:17", "3:156", "4:39", "4:664"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.as_of = \"2026-11-01\"\n-- facts.backup = { procedure = \"runbook/restore.md\", rpo = \"5 minutes\", rto = \"1 hour\", restore_tested = \"2026-10-01\" }",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    let backup = &facts.backup;
    let mut missing = super::empty(&[
        ("a procedure", &backup.procedure),
        ("what may be lost (RPO)", &backup.rpo),
        ("how long it takes (RTO)", &backup.rto),
        ("when a restore was last tried", &backup.restore_tested),
    ]);
    let age = super::days_between(&backup.restore_tested, &facts.as_of);
    if age.is_some_and(|days| days > 90) {
        missing.push("a restore tried within 90 days");
    }
    missing
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) {
        return;
    }
    let missing = missing(context.facts);
    if !missing.is_empty() {
        report(
            found,
            "does not tell how it is restored",
            &missing,
            "Whether a failed migration can be recovered from is then not known.",
        )
        .advice("Tell procedure, RPO, RTO and the day of the last test.");
    }
}
