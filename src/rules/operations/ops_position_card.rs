//! `ops-position-card`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal names its claims and its risks.
    ///
    /// # Why
    /// Confidence, cost and reversibility are computed. What the design promises and what may go wrong only its author can
    /// say, and reviewers weigh the one against the other.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told.
    ///
    /// # Fix
    /// One sentence each, in the project's facts.
    "ops-position-card", Group::Operations, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["0:166", "2:79", "2:80", "2:164", "2:167", "2:170", "2:173", "2:175", "2:176", "2:177"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.claims = [\"No query crosses tenants.\"]\n-- facts.risks = [\"The backfill of orders takes two hours.\"]",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    super::unset(&[
        ("claims", !facts.claims.is_empty()),
        ("risks", !facts.risks.is_empty()),
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
            "names no claims or no risks",
            &missing,
            "Reviewers have nothing to weigh.",
        )
        .advice("Name what it promises and what may go wrong.");
    }
}
