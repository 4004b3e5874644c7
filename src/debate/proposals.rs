//! Proposals: made from what is drawn, opened, named, copied, deleted.

use std::sync::Arc;

use super::Refusal;
use crate::model::debate::{Debate, Proposal, Version};
use crate::model::{Document, Op};

/// The document with a proposal drawn, to look at and judge; `None` when it is not there.
pub fn document_of(document: &Document, id: &str) -> Option<Document> {
    let proposal = document.debate.proposals.get(id)?;
    Some(with_version(document, proposal))
}

/// The document with what a proposal holds drawn; as it is for the proposal that is drawn.
pub(super) fn with_version(document: &Document, proposal: &Proposal) -> Document {
    let mut drawn = document.clone();
    if let Some(version) = &proposal.version {
        let origin = document.debate.origin.clone();
        version.as_ref().clone().put_into(&mut drawn, &origin);
    }
    drawn
}

/// The name of a proposal; its identity when it is not there.
pub fn title_of<'a>(debate: &'a Debate, id: &'a str) -> &'a str {
    let proposal = debate.proposals.get(id);
    proposal.map_or(id, |proposal| proposal.name.as_str())
}

/// Makes what is drawn a proposal. Another that is drawn keeps its state, and the new one takes its place.
///
/// # Errors
/// Without a name, or when another proposal has it.
pub fn make(document: &Document, id: &str, name: &str, author: &str) -> Result<Vec<Op>, Refusal> {
    let debate = &document.debate;
    let name = free_name(debate, name, None)?;
    let mut ops = Vec::new();
    if debate.proposals.is_empty() && debate.rounds.is_empty() {
        let begins = document.base.clone();
        let origin = begins.unwrap_or_else(|| Arc::new(document.schema.clone()));
        if origin != debate.origin {
            ops.push(Op::SetOrigin(origin));
        }
    }
    let version = debate
        .opened
        .as_ref()
        .map(|_| Box::new(Version::of(document, &debate.origin)));
    ops.push(put(
        id,
        Proposal {
            name,
            author: author.trim().to_string(),
            summary: String::new(),
            version,
        },
    ));
    ops.push(Op::OpenProposal(Some(id.to_string())));
    Ok(ops)
}

/// Draws another proposal.
///
/// # Errors
/// When it is not there.
pub fn open(document: &Document, id: &str) -> Result<Vec<Op>, Refusal> {
    let debate = &document.debate;
    if !debate.proposals.contains_key(id) {
        return Err(Refusal::NoProposal);
    }
    Ok(vec![Op::OpenProposal(Some(id.to_string()))])
}

/// Says anew what a proposal is called, who proposes it and what it does.
///
/// # Errors
/// Without a name, when another has it, or when the proposal is not there.
pub fn rename(
    document: &Document,
    id: &str,
    name: &str,
    author: &str,
    summary: &str,
) -> Result<Vec<Op>, Refusal> {
    let proposal = document
        .debate
        .proposals
        .get(id)
        .ok_or(Refusal::NoProposal)?;
    let named = Proposal {
        name: free_name(&document.debate, name, Some(id))?,
        author: author.trim().to_string(),
        summary: summary.trim().to_string(),
        version: proposal.version.clone(),
    };
    Ok(vec![put(id, named)])
}

/// Copies a proposal under a name of its own.
///
/// # Errors
/// When it is not there.
pub fn duplicate(document: &Document, id: &str, copy: &str) -> Result<Vec<Op>, Refusal> {
    let debate = &document.debate;
    let proposal = debate.proposals.get(id).ok_or(Refusal::NoProposal)?;
    let mut copied = proposal.as_ref().clone();
    let names = std::iter::once(format!("{} copy", proposal.name))
        .chain((2..).map(|number| format!("{} copy {number}", proposal.name)));
    let free = names
        .into_iter()
        .find(|name| free_name(debate, name, None).is_ok());
    copied.name = free.ok_or(Refusal::NoProposalName)?;
    if copied.version.is_none() {
        copied.version = Some(Box::new(Version::of(document, &debate.origin)));
    }
    Ok(vec![put(copy, copied)])
}

/// Takes a proposal out. When it is drawn, the next one is drawn in its place; the last one leaves what is drawn as it is.
///
/// # Errors
/// When it is not there.
pub fn drop(document: &Document, id: &str) -> Result<Vec<Op>, Refusal> {
    let debate = &document.debate;
    if !debate.proposals.contains_key(id) {
        return Err(Refusal::NoProposal);
    }
    let mut ops = Vec::new();
    if debate.opened.as_deref() == Some(id) {
        let next = debate.proposals.keys().find(|other| *other != id);
        ops.push(Op::OpenProposal(next.cloned()));
    }
    ops.push(Op::SetProposal {
        id: id.to_string(),
        proposal: None,
    });
    Ok(ops)
}

pub(super) fn put(id: &str, proposal: Proposal) -> Op {
    Op::SetProposal {
        id: id.to_string(),
        proposal: Some(Arc::new(proposal)),
    }
}

/// The name without blanks around it, when no other proposal has it.
fn free_name(debate: &Debate, name: &str, own: Option<&str>) -> Result<String, Refusal> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Refusal::NoProposalName);
    }
    let taken = |(id, other): (&String, &Arc<Proposal>)| {
        Some(id.as_str()) != own && other.name.to_lowercase() == name.to_lowercase()
    };
    match debate.proposals.iter().any(taken) {
        true => Err(Refusal::NameTaken(name)),
        false => Ok(name),
    }
}
