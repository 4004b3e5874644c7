//! What several people's files hold, taken together. Statements and rounds are sets, so the order in which files come, and how
//! often, makes no difference. A proposal that both files hold otherwise stays as it is here, and is told of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::proposals::{put, with_version};
use super::{Given, Refusal, live, statements};
use crate::model::debate::{Debate, Proposal, Round, Said, Version};
use crate::model::{Document, Op, Schema};

/// What a file brings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// What to apply; empty when all of it is here already.
    pub ops: Vec<Op>,
    /// How many scores come with it.
    pub scores: usize,
    /// How many remarks, answers, resolutions and other statements.
    pub remarks: usize,
    /// Who says what comes with it.
    pub people: BTreeSet<String>,
    /// Names of the proposals that come with it.
    pub proposals: Vec<String>,
    /// How many closed rounds come with it.
    pub rounds: usize,
    /// Proposals that the file holds otherwise than this document.
    pub other_versions: Vec<OtherVersion>,
}

/// A proposal that a file holds otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherVersion {
    /// Its identity.
    pub id: String,
    /// Its name in the file.
    pub name: String,
}

/// Scores of one reviewer for one criterion that do not agree, since they come from different files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The reviewer.
    pub by: String,
    /// Round.
    pub round: u32,
    /// The proposal's identity.
    pub proposal: String,
    /// The criterion's identifier.
    pub criterion: String,
    /// The scores, each with its statement.
    pub given: Vec<Given>,
}

/// What to do to take in all that another file holds of the same debate.
///
/// # Errors
/// When the file holds no debate, or not this one.
pub fn merge(document: &Document, other: &Document) -> Result<Merged, Refusal> {
    let (mine, theirs) = (&document.debate, &other.debate);
    if theirs.proposals.is_empty() && theirs.rounds.is_empty() {
        return Err(Refusal::NothingInFile);
    }
    let related = theirs
        .proposals
        .keys()
        .any(|id| mine.proposals.contains_key(id))
        || theirs.rounds.keys().any(|id| mine.rounds.contains_key(id));
    if !related {
        return Err(Refusal::NotRelated);
    }
    let mut merged = Merged::default();
    for (id, proposal) in &theirs.proposals {
        let held = held_against(other, proposal, &mine.origin);
        match mine.proposals.get(id) {
            None => {
                merged.proposals.push(held.name.clone());
                merged.ops.push(put(id, held));
            }
            Some(here) if held_against(document, here, &mine.origin) != held => {
                merged.other_versions.push(OtherVersion {
                    id: id.clone(),
                    name: held.name,
                });
            }
            Some(_) => {}
        }
    }
    rounds(mine, other, &mut merged);
    for statement in theirs.statements.values() {
        // A file may say anything of identities; what is said decides.
        let id = statements::identity(statement);
        if mine.statements.contains_key(&id) {
            continue;
        }
        match statement.said {
            Said::Score { .. } => merged.scores += 1,
            _ => merged.remarks += 1,
        }
        merged.people.insert(statement.by.clone());
        merged.ops.push(Op::Say {
            id,
            statement: Some(statement.clone()),
        });
    }
    Ok(merged)
}

/// A proposal with what it holds, against another origin than its own document's.
fn held_against(document: &Document, proposal: &Proposal, origin: &Arc<Schema>) -> Proposal {
    let same = *document.debate.origin == **origin;
    let version = match &proposal.version {
        Some(version) if same => version.clone(),
        _ => Box::new(Version::of(&with_version(document, proposal), origin)),
    };
    Proposal {
        version: Some(version),
        ..proposal.clone()
    }
}

/// A shared proposal brings its rounds without what they froze; the fuller of two is kept.
fn rounds(mine: &Debate, other: &Document, merged: &mut Merged) {
    for (id, round) in &other.debate.rounds {
        let here = mine.rounds.get(id);
        if here.is_some_and(|here| !here.proposals.is_empty() || round.proposals.is_empty()) {
            continue;
        }
        let proposals = round.proposals.iter().map(|(id, proposal)| {
            let held = held_against(other, proposal, &mine.origin);
            (id.clone(), Arc::new(held))
        });
        merged.rounds += usize::from(here.is_none());
        merged.ops.push(Op::SetRound {
            id: id.clone(),
            round: Some(Arc::new(Round {
                proposals: proposals.collect(),
                ..round.as_ref().clone()
            })),
        });
    }
}

/// Takes a proposal as another file holds it, under an identity and a name of its own.
///
/// # Errors
/// When the file has no such proposal.
pub fn take_version(
    document: &Document,
    other: &Document,
    id: &str,
    new_id: &str,
    from: &str,
) -> Result<Vec<Op>, Refusal> {
    let theirs = other.debate.proposals.get(id).ok_or(Refusal::NoProposal)?;
    let mut held = held_against(other, theirs, &document.debate.origin);
    held.name = format!("{} ({from})", held.name);
    Ok(vec![put(new_id, held)])
}

/// Scores of one reviewer, round, proposal and criterion that do not agree.
pub fn conflicts(debate: &Debate) -> Vec<Conflict> {
    let mut all: BTreeMap<(u32, String, String, String), Vec<Given>> = BTreeMap::new();
    for given in live(debate) {
        let statement = &given.statement;
        if let Said::Score { criterion, .. } = &statement.said {
            let key = (
                statement.round,
                statement.proposal.clone(),
                statement.by.clone(),
                criterion.clone(),
            );
            all.entry(key).or_default().push(given);
        }
    }
    all.into_iter()
        .filter(|(_, given)| given.len() > 1)
        .map(|((round, proposal, by, criterion), given)| Conflict {
            by,
            round,
            proposal,
            criterion,
            given,
        })
        .collect()
}
