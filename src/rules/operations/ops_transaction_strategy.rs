//! `ops-transaction-strategy`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal says at which isolation level it writes, and what keeps concurrent writers apart.
    ///
    /// # Why
    /// Two requests that read, decide and write at the same time sell the last item twice, and no schema shows it.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told. Each request writes a single row.
    ///
    /// # Fix
    /// READ COMMITTED with a guard that the database checks, or SERIALIZABLE with retries.
    "ops-transaction-strategy", Group::Operations, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["2:26", "2:82", "4:37", "4:74"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.isolation = \"read committed\"\n-- facts.guard = \"CHECK (quantity >= 0)\"",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    super::empty(&[
        ("the isolation level", &facts.isolation),
        ("the guard", &facts.guard),
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
            "does not tell how concurrent writers are kept apart",
            &missing,
            "Two requests may both win.",
        )
        .advice("Tell the isolation level and the guard.");
    }
}
