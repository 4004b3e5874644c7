//! What reviewers say: scores with their reasons, remarks, answers. Nothing said is changed; what is said later names what it
//! replaces. A statement's identity is a hash of what it is, so that the same statement is the same in every file and two
//! people's never meet under one identity.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Refusal, rounds};
use crate::migration::layout::hash;
use crate::model::debate::{Debate, Pin, Said, Statement};
use crate::model::{Document, Op};
use crate::rules::Criterion;

/// Who speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewer {
    /// Name.
    pub name: String,
    /// Role (`Database`, `Security`, `Operations`).
    pub role: String,
    /// The day, `YYYY-MM-DD`.
    pub day: String,
}

/// A statement that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its identity.
    pub id: String,
    /// What was said.
    pub statement: Arc<Statement>,
}

/// One reviewer's scores of one proposal in one round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scorecard {
    /// Name.
    pub name: String,
    /// The roles in which scores were given, most often one.
    pub roles: BTreeSet<String>,
    /// The scores by the identifier of their criterion, each with its statement. More than one where files disagree.
    pub scores: BTreeMap<String, Vec<Given>>,
}

impl Scorecard {
    /// The score of a criterion; the mean of all where files disagree.
    pub fn score(&self, criterion: Criterion) -> Option<i32> {
        let given = self.scores.get(criterion.id())?;
        mean(given.iter().filter_map(score_of))
    }

    /// The mean over the criteria that were scored.
    pub fn total(&self) -> Option<i32> {
        mean(Criterion::ALL.into_iter().filter_map(|one| self.score(one)))
    }
}

/// The score that a statement gives.
fn score_of(given: &Given) -> Option<i32> {
    match &given.statement.said {
        Said::Score { score, .. } => Some(i32::from(*score)),
        _ => None,
    }
}

/// The mean, rounded to the nearest, halves up.
pub(super) fn mean(scores: impl Iterator<Item = i32>) -> Option<i32> {
    let (sum, count) = scores.fold((0, 0), |(sum, count), score| (sum + score, count + 1));
    (count > 0).then(|| (2 * sum + count) / (2 * count))
}

/// A remark with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkShown {
    /// The remark.
    pub remark: Given,
    /// What it is pinned to.
    pub pin: Pin,
    /// Its words.
    pub text: String,
    /// Answers, in the order of their days.
    pub replies: Vec<Given>,
    /// Who resolved it, the first of them.
    pub resolved: Option<Given>,
}

/// The statements that hold: those that no other replaces, withdrawals left out.
pub fn live(debate: &Debate) -> Vec<Given> {
    let all = debate.statements.values();
    let replaced: BTreeSet<&String> = all.flat_map(|one| &one.replaces).collect();
    let held = debate.statements.iter().filter(|(id, statement)| {
        !replaced.contains(id) && !matches!(statement.said, Said::Withdrawn)
    });
    held.map(|(id, statement)| Given {
        id: id.clone(),
        statement: statement.clone(),
    })
    .collect()
}

/// The identity of a statement.
pub(super) fn identity(statement: &Statement) -> String {
    // Strings, numbers and lists, which JSON always holds.
    let text = serde_json::to_string(statement).unwrap_or_default();
    let mut identity = hash(&text);
    identity.truncate(20);
    identity
}

fn say(document: &Document, statement: Statement) -> Result<Op, Refusal> {
    let id = identity(&statement);
    if document.debate.statements.contains_key(&id) {
        return Err(Refusal::SaidAlready);
    }
    Ok(Op::Say {
        id,
        statement: Some(Arc::new(statement)),
    })
}

/// A statement of a reviewer on a proposal in the current round.
fn statement(
    document: &Document,
    reviewer: &Reviewer,
    proposal: &str,
    said: Said,
) -> Result<Statement, Refusal> {
    let by = reviewer.name.trim();
    if by.is_empty() {
        return Err(Refusal::NoName);
    }
    if !document.debate.proposals.contains_key(proposal) {
        return Err(Refusal::NoProposal);
    }
    Ok(Statement {
        by: by.to_string(),
        role: reviewer.role.trim().to_string(),
        day: reviewer.day.clone(),
        round: rounds::current(&document.debate),
        proposal: proposal.to_string(),
        said,
        replaces: BTreeSet::new(),
    })
}

/// Scores a criterion of a proposal in the current round, in place of what the same reviewer gave before.
///
/// # Errors
/// Without a name or a rationale, or when the score is not from 0 to 100.
pub fn score(
    document: &Document,
    reviewer: &Reviewer,
    proposal: &str,
    criterion: Criterion,
    given: &str,
    rationale: &str,
) -> Result<Op, Refusal> {
    let given: u8 = given.trim().parse().map_err(|_| Refusal::NotAScore)?;
    if given > 100 {
        return Err(Refusal::NotAScore);
    }
    let rationale = rationale.trim();
    if rationale.is_empty() {
        return Err(Refusal::NoRationale);
    }
    let said = Said::Score {
        criterion: criterion.id().to_string(),
        score: given,
        rationale: rationale.to_string(),
    };
    let mut statement = statement(document, reviewer, proposal, said)?;
    for card in scorecards(&document.debate, statement.round, proposal) {
        if card.name == statement.by {
            let before = card.scores.get(criterion.id()).into_iter().flatten();
            statement.replaces.extend(before.map(|one| one.id.clone()));
        }
    }
    say(document, statement)
}

/// Everyone's scores of a proposal in a round, by name.
pub fn scorecards(debate: &Debate, round: u32, proposal: &str) -> Vec<Scorecard> {
    let mut cards: BTreeMap<String, Scorecard> = BTreeMap::new();
    for given in live(debate) {
        let statement = &given.statement;
        let Said::Score { criterion, .. } = &statement.said else {
            continue;
        };
        if statement.round != round || statement.proposal != proposal {
            continue;
        }
        let card = cards.entry(statement.by.clone()).or_default();
        card.name = statement.by.clone();
        if !statement.role.is_empty() {
            card.roles.insert(statement.role.clone());
        }
        card.scores
            .entry(criterion.clone())
            .or_default()
            .push(given);
    }
    cards.into_values().collect()
}

/// Pins a remark.
///
/// # Errors
/// Without a name or words.
pub fn remark(
    document: &Document,
    reviewer: &Reviewer,
    proposal: &str,
    pin: Pin,
    text: &str,
) -> Result<Op, Refusal> {
    let said = Said::Remark {
        pin,
        text: words(text)?,
    };
    say(document, statement(document, reviewer, proposal, said)?)
}

/// Answers a remark.
///
/// # Errors
/// Without a name or words, or when the remark is gone.
pub fn reply(
    document: &Document,
    reviewer: &Reviewer,
    to: &str,
    text: &str,
) -> Result<Op, Refusal> {
    let proposal = proposal_of(document, to)?;
    let said = Said::Reply {
        to: to.to_string(),
        text: words(text)?,
    };
    say(document, statement(document, reviewer, &proposal, said)?)
}

/// Marks a remark as resolved.
///
/// # Errors
/// Without a name, or when the remark is gone.
pub fn resolve(document: &Document, reviewer: &Reviewer, remark: &str) -> Result<Op, Refusal> {
    let proposal = proposal_of(document, remark)?;
    let said = Said::Resolved {
        remark: remark.to_string(),
    };
    let mut statement = statement(document, reviewer, &proposal, said)?;
    // One that was taken back may be said again in the same words on the same day.
    statement.replaces = resolutions(&document.debate, remark, false);
    say(document, statement)
}

/// Takes back that a remark is resolved.
///
/// # Errors
/// Without a name, or when the remark is gone.
pub fn reopen(document: &Document, reviewer: &Reviewer, remark: &str) -> Result<Op, Refusal> {
    let proposal = proposal_of(document, remark)?;
    let mut statement = statement(document, reviewer, &proposal, Said::Withdrawn)?;
    statement.replaces = resolutions(&document.debate, remark, true);
    say(document, statement)
}

/// The statements that resolve a remark: those that hold, or those that do not.
fn resolutions(debate: &Debate, remark: &str, hold: bool) -> BTreeSet<String> {
    let held: BTreeSet<String> = live(debate).into_iter().map(|one| one.id).collect();
    let all = debate.statements.iter().filter(|(id, statement)| {
        matches!(&statement.said, Said::Resolved { remark: of } if of == remark)
            && held.contains(*id) == hold
    });
    all.map(|(id, _)| id.clone()).collect()
}

/// Takes back a statement of one's own.
///
/// # Errors
/// Without a name, or when it is gone.
pub fn withdraw(document: &Document, reviewer: &Reviewer, id: &str) -> Result<Op, Refusal> {
    let proposal = proposal_of(document, id)?;
    let mut statement = statement(document, reviewer, &proposal, Said::Withdrawn)?;
    statement.replaces.insert(id.to_string());
    say(document, statement)
}

fn proposal_of(document: &Document, statement: &str) -> Result<String, Refusal> {
    let statement = document.debate.statements.get(statement);
    statement
        .map(|statement| statement.proposal.clone())
        .ok_or(Refusal::NoRemark)
}

fn words(text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::NoWords),
        text => Ok(text.to_string()),
    }
}

/// The remarks on a proposal in all rounds, the oldest first.
pub fn remarks(debate: &Debate, proposal: &str) -> Vec<RemarkShown> {
    let live = live(debate);
    let mut shown: Vec<RemarkShown> = live
        .iter()
        .filter(|given| given.statement.proposal == proposal)
        .filter_map(|given| match &given.statement.said {
            Said::Remark { pin, text } => Some(RemarkShown {
                remark: given.clone(),
                pin: pin.clone(),
                text: text.clone(),
                replies: Vec::new(),
                resolved: None,
            }),
            _ => None,
        })
        .collect();
    for shown in &mut shown {
        let id = &shown.remark.id;
        let about = |given: &&Given| match &given.statement.said {
            Said::Reply { to, .. } => to == id,
            Said::Resolved { remark } => remark == id,
            _ => false,
        };
        let (replies, resolved): (Vec<&Given>, Vec<&Given>) = live
            .iter()
            .filter(about)
            .partition(|given| matches!(given.statement.said, Said::Reply { .. }));
        shown.replies = replies.into_iter().cloned().collect();
        shown.replies.sort_by(by_day);
        shown.resolved = resolved.into_iter().min_by(|a, b| by_day(a, b)).cloned();
    }
    shown.sort_by(|a, b| by_day(&a.remark, &b.remark));
    shown
}

fn by_day(one: &Given, other: &Given) -> std::cmp::Ordering {
    let key = |given: &Given| (given.statement.round, given.statement.day.clone());
    key(one)
        .cmp(&key(other))
        .then_with(|| one.id.cmp(&other.id))
}

/// Ticks an item of the evidence checklist that only a person can answer in the open round, or takes the tick back.
///
/// # Errors
/// Without a name.
pub fn tick(
    document: &Document,
    reviewer: &Reviewer,
    proposal: &str,
    item: &str,
) -> Result<Op, Refusal> {
    let round = rounds::current(&document.debate);
    let ticked: Vec<Given> = ticks(&document.debate, round, proposal)
        .remove(item)
        .unwrap_or_default();
    let said = match ticked.is_empty() {
        true => Said::Ticked {
            item: item.to_string(),
        },
        false => Said::Withdrawn,
    };
    let mut statement = statement(document, reviewer, proposal, said)?;
    let of_item = |said: &Said| matches!(said, Said::Ticked { item: of } if of == item);
    let said_before = document.debate.statements.iter();
    let replaced = said_before
        .filter(|(_, one)| one.round == round && one.proposal == proposal && of_item(&one.said));
    statement.replaces = replaced.map(|(id, _)| id.clone()).collect();
    say(document, statement)
}

/// The items that people ticked on a proposal in a round, with who did.
pub fn ticks(debate: &Debate, round: u32, proposal: &str) -> BTreeMap<String, Vec<Given>> {
    let mut ticked: BTreeMap<String, Vec<Given>> = BTreeMap::new();
    for given in live(debate) {
        if let Said::Ticked { item } = &given.statement.said
            && given.statement.round == round
            && given.statement.proposal == proposal
        {
            ticked.entry(item.clone()).or_default().push(given.clone());
        }
    }
    ticked
}
