//! Waivers: findings accepted with a reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Document, ObjectRef, Waiver, WaiverId};
use crate::rules::Finding;

use super::Verdict;

/// The waivers in force on the day `today`, and those whose day has passed.
pub(super) fn in_force(
    document: &Document,
    today: &str,
) -> (BTreeMap<WaiverId, Waiver>, Vec<WaiverId>) {
    let mut waivers = document.waivers.clone();
    let mut expired = Vec::new();
    waivers.retain(|id, waiver| {
        let over = waiver.has_expired(today);
        if over {
            expired.push(*id);
        }
        !over
    });
    (waivers, expired)
}

/// The waiver that accepts a finding: of its rule, on its object, on its table, or on the rule as such.
pub(super) fn waiver_of(
    finding: &Finding,
    waivers: &BTreeMap<WaiverId, Waiver>,
) -> Option<WaiverId> {
    let covers = |object: ObjectRef| {
        object == finding.object
            || object == ObjectRef::Whole
            || matches!(object, ObjectRef::Table(table) if finding.object.table() == Some(table))
    };
    waivers
        .values()
        .find(|waiver| waiver.rule == finding.rule && covers(waiver.object))
        .map(|waiver| waiver.id)
}

/// Parts what stands from what a waiver accepts.
pub(super) fn sort_out(
    verdict: &Verdict,
    waivers: &BTreeMap<WaiverId, Waiver>,
    live: &mut Vec<Arc<Finding>>,
    waived: &mut Vec<(Arc<Finding>, WaiverId)>,
) {
    for finding in &verdict.findings {
        match waiver_of(finding, waivers) {
            Some(waiver) => waived.push((finding.clone(), waiver)),
            None => live.push(finding.clone()),
        }
    }
}
