//! `ops-pooling`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal says how connections are pooled: mode, number at the most, and timeouts.
    ///
    /// # Why
    /// Too many connections stop a server before any query is slow, and the mode decides what a session may keep: settings,
    /// prepared statements, locks.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told. A serverless proxy: set the mode to none.
    ///
    /// # Fix
    /// Fill in the pool section of the project's facts.
    "ops-pooling", Group::Operations, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["0:208", "0:216", "1:34", "2:25", "2:54", "2:153", "3:47", "3:156", "4:40", "4:463"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.pool = { mode = \"transaction\", max = 20, idle_milliseconds = 30000, connect_milliseconds = 2000 }",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// What is not told.
pub fn missing(facts: &Facts) -> Vec<&'static str> {
    let pool = &facts.pool;
    if pool.mode == Some(PoolMode::None) {
        return Vec::new();
    }
    super::unset(&[
        ("the mode", pool.mode.is_some()),
        ("connections at the most", pool.max.is_some()),
        ("the idle timeout", pool.idle_milliseconds.is_some()),
        ("the connect timeout", pool.connect_milliseconds.is_some()),
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
            "does not tell how connections are pooled",
            &missing,
            "Under load the limit is met unprepared.",
        )
        .advice("Tell mode, maximum and timeouts of the pool.");
    }
}
