//! `ops-test-evidence`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal says what was tried: up, down and up again, a second run, EXPLAIN of new queries, data like production's,
    /// the application's tests.
    ///
    /// # Why
    /// What was not tried before the deploy is tried by it.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told.
    ///
    /// # Fix
    /// Try it and tick it in the project's facts.
    "ops-test-evidence", Group::Operations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:38", "0:185", "0:193", "0:196", "0:199", "1:28", "1:35", "2:49", "3:42", "3:83", "3:85", "3:100", "3:149", "3:151", "3:200", "3:262", "3:270", "3:273", "4:18", "4:186", "4:199", "4:206", "4:214", "4:228", "4:256", "4:257", "4:258", "4:608"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.evidence = [\"up-down-up\", \"idempotent\", \"explain\", \"production-data\", \"backend-tests\"]",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    let untried = EVIDENCE
        .iter()
        .filter(|(word, _)| !facts.evidence.contains(*word));
    untried.map(|(word, _)| *word).collect()
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) {
        return;
    }
    let missing = missing(context.facts);
    if !missing.is_empty() {
        report(
            found,
            "does not tell all that was tried",
            &missing,
            "The deploy itself is the first trial.",
        )
        .advice("Try what is missing, and tick it.");
    }
}
