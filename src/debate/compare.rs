//! Proposals side by side: findings gained and lost, changed objects, and where two of them differ.

use std::collections::BTreeMap;

use super::Judged;
use crate::diff::{self, Change, ChangeKind, Diff, Matching, PropertyChange};
use crate::model::{ObjectRef, Schema};
use crate::review::Review;
use crate::rules::{Finding, Severity};

/// What two reviews say differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Against {
    /// Findings of the other alone, worst first: what is solved. Severity and sentence.
    pub lost: Vec<(Severity, String)>,
    /// Findings of this one alone, worst first: what is new.
    pub gained: Vec<(Severity, String)>,
}

/// What a review says that another does not, and the other way round. Findings are the same when their rule and the name they
/// speak of are: identities may differ between files.
pub fn against(this: &Review, other: &Review) -> Against {
    Against {
        lost: without(other, this),
        gained: without(this, other),
    }
}

fn without(here: &Review, there: &Review) -> Vec<(Severity, String)> {
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in there.findings() {
        *known.entry(key(finding)).or_default() += 1;
    }
    let mut alone = Vec::new();
    for finding in here.findings() {
        match known.get_mut(&key(finding)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => alone.push((finding.severity, finding.message())),
        }
    }
    alone
}

fn key(finding: &Finding) -> (&str, &str) {
    (finding.rule, finding.subject.as_str())
}

/// An object in which two proposals differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// What kind of thing it is.
    pub kind: &'static str,
    /// Its name as people say it.
    pub name: String,
    /// The object in the first proposal, if it has it.
    pub object: Option<ObjectRef>,
    /// What the first does with it.
    pub first: String,
    /// What the second does with it.
    pub second: String,
}

/// Where two proposals differ, object by object.
pub fn between(first: &Judged, second: &Judged) -> Vec<Differing> {
    let (one, other) = (&first.document, &second.document);
    let matching = matching(&one.schema, &other.schema, &one.debate.origin);
    let diff = diff::compare(&one.schema, &other.schema, matching);
    let first_changes = by_name(&first.diff);
    let second_changes = by_name(&second.diff);
    let told = |change: &Change| match &change.kind {
        ChangeKind::Added => Differing {
            kind: change.object.word(),
            name: change.name.clone(),
            object: None,
            first: absent(first_changes.get(change.name.as_str())),
            second: present(second_changes.get(change.name.as_str())),
        },
        ChangeKind::Removed => Differing {
            kind: change.object.word(),
            name: change.name.clone(),
            object: Some(change.object),
            first: present(first_changes.get(change.name.as_str())),
            second: absent(second_changes.get(change.name.as_str())),
        },
        ChangeKind::Changed(properties) => Differing {
            kind: change.object.word(),
            name: change.name.clone(),
            object: Some(change.object),
            first: values(properties, |one| &one.before),
            second: values(properties, |one| &one.after),
        },
    };
    diff.changes.iter().map(told).collect()
}

/// By identity, unless an identity that the debate did not begin with means two things: the proposals were then drawn in
/// different files.
fn matching(one: &Schema, other: &Schema, origin: &Schema) -> Matching {
    let new = one.less(origin).0.references();
    let clash = new.into_iter().any(|object| {
        !origin.contains(object)
            && other.contains(object)
            && one.display_name(object) != other.display_name(object)
    });
    match clash {
        true => Matching::Names,
        false => Matching::Ids,
    }
}

fn by_name(diff: &Diff) -> BTreeMap<&str, &Change> {
    let changes = diff.changes.iter();
    changes
        .map(|change| (change.name.as_str(), change))
        .collect()
}

fn present(change: Option<&&Change>) -> String {
    change.map_or_else(|| "kept".to_string(), |change| about(change))
}

fn absent(change: Option<&&Change>) -> String {
    match change {
        Some(_) => "removed".to_string(),
        None => "not there".to_string(),
    }
}

fn values(properties: &[PropertyChange], side: impl Fn(&PropertyChange) -> &String) -> String {
    let told = properties.iter().map(|one| match side(one).as_str() {
        "" => format!("{} not set", one.property),
        value => format!("{} {value}", one.property),
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A change in a few words (`added`, `removed`, `type text → varchar(80)`).
pub(super) fn about(change: &Change) -> String {
    match &change.kind {
        ChangeKind::Added => "added".to_string(),
        ChangeKind::Removed => "removed".to_string(),
        ChangeKind::Changed(properties) => {
            let told = properties.iter().map(|one| {
                let set = |value: &str| match value {
                    "" => "not set".to_string(),
                    value => value.to_string(),
                };
                let (before, after) = (set(&one.before), set(&one.after));
                format!("{} {before} → {after}", one.property)
            });
            told.collect::<Vec<_>>().join(", ")
        }
    }
}
