//! Fixes on a real schema: each one alone must remove its finding and bring no error that was not there.

use std::collections::{BTreeMap, BTreeSet};

use cadastre::model::{Document, ObjectRef, Op};
use cadastre::review::Review;
use cadastre::rules::{Finding, Severity};

/// Of each rule so many findings are mended; the others are alike.
const OF_EACH: usize = 6;

/// How many fixes were tried, and in a line each what was wrong with those that did not hold.
pub fn prove(document: &Document) -> (usize, Vec<String>) {
    let review = Review::full(document);
    let before = errors(&review);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for finding in review.findings().iter().filter(|one| one.fixable) {
        let count = seen.entry(finding.rule).or_default();
        *count += 1;
        if *count <= OF_EACH {
            tried += 1;
            wrong.extend(fault(document, &review, &before, finding));
        }
    }
    (tried, wrong)
}

fn errors(review: &Review) -> BTreeSet<(&'static str, ObjectRef)> {
    let errors = review
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| (finding.rule, finding.object))
        .collect()
}

fn fault(
    document: &Document,
    review: &Review,
    before: &BTreeSet<(&'static str, ObjectRef)>,
    finding: &Finding,
) -> Option<String> {
    let said = |what: String| Some(format!("{}: {} {what}", finding.rule, finding.message()));
    let Some(ops) = review.fix(document, finding) else {
        return said("There is no fix, though one is announced.".to_string());
    };
    let mut mended = document.clone();
    let touched = match Op::apply_all(ops, &mut mended) {
        Ok((_, touched)) => touched,
        Err(error) => return said(format!("Its fix does not apply: {error}.")),
    };
    let mut after = review.clone();
    after.update(&mended, &touched);
    let same = |other: &Finding| {
        (other.rule, other.object, other.cause) == (finding.rule, finding.object, finding.cause)
    };
    if after.findings().iter().any(|other| same(other)) {
        return said("It is still there after its fix.".to_string());
    }
    let new: Vec<&str> = errors(&after)
        .difference(before)
        .map(|(rule, _)| *rule)
        .collect();
    match new.as_slice() {
        [] => None,
        new => said(format!("Its fix brings {}.", new.join(", "))),
    }
}
