//! The second number: what a change brings by itself, against the base it starts from.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Document, ObjectRef, Schema, TableId};
use crate::rules::Finding;

use super::tally::Tally;
use super::{Cost, Review, Score, Verdict, score};

/// What makes a finding the same one in the base.
pub type FindingKey = (&'static str, ObjectRef, ObjectRef, String);

/// The key of a finding.
pub fn key_of(finding: &Finding) -> FindingKey {
    (
        finding.rule,
        finding.object,
        finding.cause,
        finding.title.clone(),
    )
}

/// The findings of `review` that `base` does not have.
pub fn brought<'a>(
    review: &'a Review,
    base: &Review,
) -> impl Iterator<Item = &'a Arc<Finding>> + use<'a> {
    let known: BTreeSet<FindingKey> = base.findings().iter().map(|one| key_of(one)).collect();
    let all = review.findings().iter();
    all.filter(move |finding| !known.contains(&key_of(finding)))
}

/// The score of the change alone: of the findings that the base does not have, weighed against the tables that differ from it.
/// `None` without a base, or before the document is judged.
pub fn of_change(document: &Document, review: &Review, base: Option<&Review>) -> Option<Score> {
    let (before, base) = (document.base.as_deref()?, base?);
    if !review.is_judged() {
        return None;
    }
    let changed = changed_tables(&document.schema, before);
    let new: Vec<Arc<Finding>> = brought(review, base).cloned().collect();
    let mut tally = Tally::default();
    let tables = review
        .tables
        .iter()
        .filter(|(id, _)| changed.contains(id))
        .map(|(_, verdict)| verdict);
    for verdict in tables.chain(review.schema.values()).chain(&review.script) {
        let eligible = Verdict {
            findings: Vec::new(),
            eligible: verdict.eligible.clone(),
        };
        tally.add(&eligible, &review.seen.waivers);
    }
    let found = Verdict {
        findings: new.clone(),
        eligible: Vec::new(),
    };
    tally.add(&found, &review.seen.waivers);
    let mut score = score::score(
        review.rules(),
        &tally,
        &review.tenancy,
        &review.seen,
        &review.stances,
        review.judged_parts(),
    );
    score.cost = Cost::of(&new);
    score.reversibility = review.score.reversibility;
    Some(score)
}

/// The tables that are new or differ from what they were.
fn changed_tables(now: &Schema, before: &Schema) -> BTreeSet<TableId> {
    let differs = |id: &TableId| match (now.tables.get(id), before.tables.get(id)) {
        (Some(now), Some(before)) => !Arc::ptr_eq(now, before) && now != before,
        _ => true,
    };
    now.tables.keys().copied().filter(differs).collect()
}
