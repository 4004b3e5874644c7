//! Counts by rule and severity: all that the score is computed from, so that it need not read the findings again.

use std::collections::BTreeMap;

use crate::model::{Waiver, WaiverId};
use crate::rules::Severity;

use super::{Verdict, waiver_of};

/// What stands against one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RuleTally {
    /// Findings that stand, by severity: errors, warnings, infos.
    pub affected: [u64; 3],
    /// Objects the rule could have found fault with.
    pub eligible: u64,
}

/// Counts by the rule's position in the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub rules: BTreeMap<usize, RuleTally>,
}

pub(super) fn slot(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    }
}

impl Tally {
    pub fn add(&mut self, verdict: &Verdict, waivers: &BTreeMap<WaiverId, Waiver>) {
        self.change(verdict, waivers, u64::saturating_add);
    }

    pub fn take(&mut self, verdict: &Verdict, waivers: &BTreeMap<WaiverId, Waiver>) {
        self.change(verdict, waivers, u64::saturating_sub);
        self.rules.retain(|_, tally| *tally != RuleTally::default());
    }

    fn change(
        &mut self,
        verdict: &Verdict,
        waivers: &BTreeMap<WaiverId, Waiver>,
        by: impl Fn(u64, u64) -> u64,
    ) {
        for finding in &verdict.findings {
            if waiver_of(finding, waivers).is_none() {
                let tally = self.rules.entry(finding.position).or_default();
                let slot = slot(finding.severity);
                tally.affected[slot] = by(tally.affected[slot], 1);
            }
        }
        for (position, eligible) in &verdict.eligible {
            let tally = self.rules.entry(*position).or_default();
            tally.eligible = by(tally.eligible, u64::from(*eligible));
        }
    }
}
