//! Operational readiness: judges what the project says of how it is run. In a sketch nothing is asked for.

pub mod ops_backup;
pub mod ops_latency_target;
pub mod ops_observability;
pub mod ops_pg_version;
pub mod ops_pooling;
pub mod ops_position_card;
pub mod ops_required_inputs;
pub mod ops_retention;
pub mod ops_roles;
pub mod ops_rollback_plan;
pub mod ops_test_evidence;
pub mod ops_top_queries;
pub mod ops_transaction_strategy;
pub mod rls_guc_pooling;

use crate::model::{Facts, ObjectRef, Stage};

use super::{Context, Finding, Findings};

/// What is asked of a proposal, by the rule that asks, with what is not told.
const ASKED: &[(&str, fn(&Facts) -> Vec<&'static str>)] = &[
    ("ops-required-inputs", ops_required_inputs::missing),
    ("ops-backup", ops_backup::missing),
    ("ops-pooling", ops_pooling::missing),
    ("ops-observability", ops_observability::missing),
    ("ops-latency-target", ops_latency_target::missing),
    ("ops-rollback-plan", ops_rollback_plan::missing),
    (
        "ops-transaction-strategy",
        ops_transaction_strategy::missing,
    ),
    ("ops-roles", ops_roles::missing),
    ("ops-pg-version", ops_pg_version::missing),
    ("ops-test-evidence", ops_test_evidence::missing),
    ("ops-position-card", ops_position_card::missing),
];

/// Whether the facts leave out something that the rule of this name asks for.
pub fn is_unsaid(rule: &str, facts: &Facts) -> bool {
    let asked = ASKED.iter().find(|(name, _)| *name == rule);
    asked.is_some_and(|(_, missing)| !missing(facts).is_empty())
}

/// Whether facts are asked for at all; if so, the rule has looked.
fn asked(context: &Context<'_>, found: &mut Findings<'_>) -> bool {
    let asked = context.facts.stage == Stage::Proposal;
    found.looked_at(usize::from(asked));
    asked
}

/// Reports what the proposal leaves out.
fn report<'f>(
    found: &'f mut Findings<'_>,
    title: impl Into<String>,
    missing: &[&str],
    why: &str,
) -> &'f mut Finding {
    let what = match missing {
        [] => "It is part of the project's facts.".to_string(),
        missing => format!("Not told: {}.", missing.join(", ")),
    };
    let finding = found.report(ObjectRef::Whole, title, what, why);
    finding.subject("The proposal");
    finding
}

/// The names of texts that hold nothing.
fn empty(fields: &[(&'static str, &String)]) -> Vec<&'static str> {
    let empty = fields.iter().filter(|(_, text)| text.trim().is_empty());
    empty.map(|(name, _)| *name).collect()
}

/// The names of what is not set.
fn unset(fields: &[(&'static str, bool)]) -> Vec<&'static str> {
    let unset = fields.iter().filter(|(_, set)| !set);
    unset.map(|(name, _)| *name).collect()
}

/// Days from one `YYYY-MM-DD` to another; `None` where either is no date.
fn days_between(from: &str, to: &str) -> Option<i64> {
    Some(day(to)? - day(from)?)
}

/// The number of a day, counted from a day long ago (civil from days, Howard Hinnant).
fn day(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let mut next = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || parts.next().is_some() {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(days_between("2026-10-01", "2026-11-01"), Some(31));
        assert_eq!(days_between("2024-02-28", "2024-03-01"), Some(2));
        assert_eq!(days_between("2023-02-28", "2023-03-01"), Some(1));
        assert_eq!(days_between("", "2023-03-01"), None);
        assert_eq!(days_between("2023-13-01", "2023-03-01"), None);
    }
}
