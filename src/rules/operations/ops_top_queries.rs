//! `ops-top-queries`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal declares its five most frequent queries.
    ///
    /// # Why
    /// Which index serves, which filter is missing, what is slow: all of it is a question of the queries.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told. A schema with fewer than five tables that are only written and read by key.
    ///
    /// # Fix
    /// Declare the queries with how often they run.
    "ops-top-queries", Group::Operations, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["0:30", "2:46", "2:65", "2:151", "4:123", "4:130", "4:136"],
    fail: "-- facts.stage = \"proposal\"\nCREATE TABLE orders(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE orders(id uuid PRIMARY KEY, n int);\n-- facts.stage = \"proposal\"\n-- query SELECT n FROM orders WHERE id = $1 AND n = 1\n-- query SELECT n FROM orders WHERE id = $1 AND n = 2\n-- query SELECT n FROM orders WHERE id = $1 AND n = 3\n-- query SELECT n FROM orders WHERE id = $1 AND n = 4\n-- query SELECT n FROM orders WHERE id = $1 AND n = 5",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// So many are asked for (seed 000, line 30).
const WANTED: usize = 5;

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) || context.tables().next().is_none() {
        return;
    }
    let declared = context.queries.len();
    if declared < WANTED {
        let title = format!("declares {declared} of its five most frequent queries");
        report(
            found,
            title,
            &[],
            "Indexes and filters cannot be judged without the queries.",
        )
        .advice("Declare the queries that run most often.");
    }
}
