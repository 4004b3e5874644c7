//! `ops-required-inputs`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal tells what it was designed for: requests a second, rows, tenancy, compliance, and what a migration may do
    /// to the application.
    ///
    /// # Why
    /// A design is good for a load and a law. Reviewers who do not know them judge another design.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told.
    ///
    /// # Fix
    /// Fill in the project's facts, and the rows of the largest tables.
    "ops-required-inputs", Group::Operations, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["2:63", "2:64", "2:65", "2:66", "2:68", "2:69", "2:70", "3:71", "3:197"],
    fail: "-- facts.stage = \"proposal\"\nCREATE TABLE orders(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE orders(id uuid PRIMARY KEY);\n-- facts.stage = \"proposal\"\n-- facts.requests_per_second = 200\n-- facts.compliance = \"GDPR\"\n-- facts.migration_window = \"zero downtime\"\n-- rows orders 50000000\n-- query SELECT id FROM orders WHERE id = $1",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    let mut missing = super::empty(&[
        ("compliance", &facts.compliance),
        ("what a migration may do", &facts.migration_window),
    ]);
    missing.extend(super::unset(&[(
        "requests a second",
        facts.requests_per_second.is_some(),
    )]));
    missing
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) {
        return;
    }
    let mut missing = missing(context.facts);
    let tables = context.tables().next().is_some();
    if tables && !context.scale.values().any(|hint| hint.rows.is_some()) {
        missing.push("rows of tables");
    }
    if tables && context.queries.is_empty() {
        missing.push("access patterns");
    }
    if !missing.is_empty() {
        report(
            found,
            "does not tell what it was designed for",
            &missing,
            "Reviewers judge a design for another load.",
        )
        .advice("Fill in the project's facts.");
    }
}
