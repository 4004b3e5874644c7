//! `ops-latency-target`.

use super::{asked, report};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal names a latency target.
    ///
    /// # Why
    /// Fast enough is a number: without one, no index and no query can be judged.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told.
    ///
    /// # Fix
    /// Choose one: the seeds ask for 10 ms at the 99th percentile, or 200 ms at the 95th.
    "ops-latency-target", Group::Operations, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["0:120", "0:214", "2:183", "4:641"],
    fail: "-- facts.stage = \"proposal\"",
    pass: "-- facts.stage = \"proposal\"\n-- facts.latency = { p99_milliseconds = 10 }",
    alone: true,
    check: Check::Facts(missing, check),
    fix: Some(fix),
}

/// What is not told.
fn missing(facts: &Facts) -> Vec<&'static str> {
    let latency = &facts.latency;
    let chosen = latency.p99_milliseconds.or(latency.p95_milliseconds);
    super::unset(&[("a target at the 95th or 99th percentile", chosen.is_some())])
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if !asked(context, found) {
        return;
    }
    let missing = missing(context.facts);
    if !missing.is_empty() {
        report(
            found,
            "names no latency target",
            &missing,
            "Nobody can say whether a query is slow.",
        )
        .fix(format!(
            "Take the target of the profile: {} ms.",
            context.stances.value("latency")
        ));
    }
}

/// The target of the stance: `p99 10`.
fn fix(context: &Context<'_>, _: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (percentile, milliseconds) = context.stances.value("latency").split_once(' ')?;
    let milliseconds = Some(milliseconds.parse::<u32>().ok()?);
    let mut settings = context.settings().clone();
    match percentile {
        "p95" => settings.facts.latency.p95_milliseconds = milliseconds,
        _ => settings.facts.latency.p99_milliseconds = milliseconds,
    }
    Some(vec![Op::SetSettings(settings)])
}
