//! Rounds: closing one freezes every proposal as it stands, and the next begins from there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::proposals::with_version;
use super::{Refusal, Reviewer};
use crate::diff::{self, Diff, Matching};
use crate::model::debate::{Debate, Proposal, Round, Version};
use crate::model::{Document, Op};

/// The number of the round that is open.
pub fn current(debate: &Debate) -> u32 {
    let closed = debate.rounds.values().map(|round| round.number);
    closed.max().unwrap_or(0).saturating_add(1)
}

/// Closes the open round under a new identity: every proposal is kept as it stands, and the next round begins.
///
/// # Errors
/// Without a proposal.
pub fn close(document: &Document, id: &str, reviewer: &Reviewer) -> Result<Op, Refusal> {
    let debate = &document.debate;
    if debate.proposals.is_empty() {
        return Err(Refusal::NothingToFreeze);
    }
    let frozen = debate.proposals.iter().map(|(id, proposal)| {
        let mut proposal = proposal.as_ref().clone();
        if proposal.version.is_none() {
            proposal.version = Some(Box::new(Version::of(document, &debate.origin)));
        }
        (id.clone(), Arc::new(proposal))
    });
    let round = Round {
        number: current(debate),
        closed: reviewer.day.clone(),
        by: reviewer.name.trim().to_string(),
        proposals: frozen.collect(),
    };
    Ok(Op::SetRound {
        id: id.to_string(),
        round: Some(Arc::new(round)),
    })
}

/// A proposal as it stood when a round was closed; of rounds closed twice, the first that has it.
fn frozen<'a>(debate: &'a Debate, number: u32, proposal: &str) -> Option<&'a Arc<Proposal>> {
    let mut rounds = debate.rounds.values().filter(|one| one.number == number);
    rounds.find_map(|round| round.proposals.get(proposal))
}

/// The document with a proposal drawn as it stood in a round; as it stands now for the open round.
pub fn document_in_round(document: &Document, number: u32, proposal: &str) -> Option<Document> {
    let debate = &document.debate;
    if number == current(debate) {
        return super::document_of(document, proposal);
    }
    frozen(debate, number, proposal).map(|frozen| with_version(document, frozen))
}

/// What changed in a proposal from the round before to a round.
#[derive(Clone, Debug)]
pub struct Between {
    /// What of the schema changed.
    pub diff: Diff,
    /// Each reviewer's mean before and now, of those who scored in either.
    pub people: BTreeMap<String, (Option<i32>, Option<i32>)>,
}

/// What changed in a proposal since the round before; `None` in its first round.
pub fn since(document: &Document, number: u32, proposal: &str) -> Option<Between> {
    let before = document_in_round(document, number.checked_sub(1)?, proposal)?;
    let now = document_in_round(document, number, proposal)?;
    let mut people: BTreeMap<String, (Option<i32>, Option<i32>)> = BTreeMap::new();
    for card in super::scorecards(&document.debate, number - 1, proposal) {
        people.entry(card.name.clone()).or_default().0 = card.total();
    }
    for card in super::scorecards(&document.debate, number, proposal) {
        people.entry(card.name.clone()).or_default().1 = card.total();
    }
    Some(Between {
        diff: diff::compare(&before.schema, &now.schema, Matching::Ids),
        people,
    })
}

/// The proposal that a reviewer prefers in a round: the one of the highest total of all that they scored. `None` where they
/// scored none wholly, or two alike.
pub fn preferred<'d>(debate: &'d Debate, round: u32, name: &str) -> Option<&'d str> {
    let totals = debate.proposals.keys().filter_map(|id| {
        let cards = super::scorecards(debate, round, id);
        let own = cards.iter().find(|card| card.name == name)?;
        Some((own.total()?, id.as_str()))
    });
    let mut totals: Vec<(i32, &str)> = totals.collect();
    totals.sort_by_key(|(total, _)| std::cmp::Reverse(*total));
    match totals.as_slice() {
        [(best, _), (next, _), ..] if best == next => None,
        [(_, id), ..] => Some(id),
        [] => None,
    }
}
