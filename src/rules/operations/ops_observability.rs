//! `ops-observability`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal says what is watched: pg_stat_statements, a threshold for slow queries, use of indexes, waiting for locks.
    ///
    /// # Why
    /// What is not measured before a change cannot be compared after it.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told.
    ///
    /// # Fix
    /// Fill in the monitoring section of the project's facts.
    "ops-observability", Group::Operations, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["0:33", "0:200", "0:204", "0:205", "0:206", "0:207", "0:209", "0:210", "0:215", "2:55", "3:48", "3:79", "3:125", "3:126", "3:127", "3:272", "3:281", "3:283"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.monitoring = { statements = true, slow_milliseconds = 10, index_usage = true, locks = true }",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    let monitoring = &facts.monitoring;
    super::unset(&[
        ("pg_stat_statements", monitoring.statements),
        (
            "the threshold of slow queries",
            monitoring.slow_milliseconds.is_some(),
        ),
        ("use of indexes", monitoring.index_usage),
        ("waiting for locks", monitoring.locks),
    ])
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) {
        return;
    }
    let missing = missing(context.facts);
    if !missing.is_empty() {
        report(
            found,
            "does not tell what is watched",
            &missing,
            "A query that became slow is noticed by users first.",
        )
        .advice("Tell what is measured, and load pg_stat_statements.");
    }
}
