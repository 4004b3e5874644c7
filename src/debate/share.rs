//! A proposal alone, as a document or inside a link. The link carries all of it behind `#`, which browsers send to no server.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use thiserror::Error;

use super::document_of;
use crate::export::document::{LoadError, load, save_compact};
use crate::model::Document;
use crate::model::debate::{Debate, Round, Version};

/// What the fragment of a link begins with; the number is its format.
pub const PREFIX: &str = "proposal=1.";

/// The longest fragment that is made, in characters: chat programs and mail cut off longer links.
pub const LINK_LIMIT: usize = 32_000;

/// The most text that a link may unfold to, in bytes: a small link can hold a great emptiness.
const MOST_TEXT: u64 = 64 * 1024 * 1024;

/// Why a proposal does not fit into a link, or a link cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// The proposal is not there.
    #[error("This proposal is not in the document any more.")]
    NoProposal,
    /// It is too large.
    #[error(
        "The link would be {} kB long, and many programs cut links off after {} kB. Save the proposal as a file and send that.",
        .length / 1000, LINK_LIMIT / 1000
    )]
    TooLong {
        /// Characters.
        length: usize,
    },
    /// It was made by a later version.
    #[error(
        "This link was made by a newer Cadastre. Ask for the proposal as a file, or reload the page."
    )]
    Newer,
    /// It holds signs that no link has, or ends too early.
    #[error(
        "This link is damaged: part of it is missing or was changed on the way. Ask for it again, or for the proposal as a file."
    )]
    Damaged,
    /// What it carries is no document.
    #[error("This link does not carry a proposal. {0}")]
    NotDocument(LoadError),
}

/// A document with one proposal alone, drawn, with its base and with what was said of it. Rounds keep their numbers and leave
/// out what they froze.
pub fn alone(document: &Document, id: &str) -> Option<Document> {
    let proposal = document.debate.proposals.get(id)?;
    let mut alone = document_of(document, id)?;
    let mut kept = proposal.as_ref().clone();
    kept.version = None;
    let debate = &document.debate;
    let rounds = debate.rounds.iter().map(|(id, round)| {
        let bare = Round {
            proposals: BTreeMap::new(),
            ..round.as_ref().clone()
        };
        (id.clone(), Arc::new(bare))
    });
    let said = debate.statements.iter();
    let said = said.filter(|(_, statement)| statement.proposal == id);
    alone.debate = Arc::new(Debate {
        origin: debate.origin.clone(),
        proposals: BTreeMap::from([(id.to_string(), Arc::new(kept))]),
        opened: Some(id.to_string()),
        rounds: rounds.collect(),
        statements: said.map(|(id, one)| (id.clone(), one.clone())).collect(),
    });
    alone.title = format!("{}: {}", document.title, proposal.name);
    Some(alone)
}

/// The fragment of a link that carries a proposal, without `#`.
///
/// # Errors
/// When the proposal is not there or the link would be too long.
pub fn link(document: &Document, id: &str) -> Result<String, LinkError> {
    let alone = pack(alone(document, id).ok_or(LinkError::NoProposal)?);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = encoder
        .write_all(save_compact(&alone).as_bytes())
        .and_then(|()| encoder.finish());
    // Writing into memory does not fail.
    let packed = packed.map_err(|_| LinkError::Damaged)?;
    let fragment = format!("{PREFIX}{}", to_base64(&packed));
    match fragment.len() {
        length if length > LINK_LIMIT => Err(LinkError::TooLong { length }),
        _ => Ok(fragment),
    }
}

/// Holds the proposal as its difference from the origin where that is the base too, so that the link carries the schema once and
/// not three times: nothing is drawn, and there is no base.
fn pack(mut alone: Document) -> Document {
    let debate = alone.debate.clone();
    if alone.base.as_ref() != Some(&debate.origin) {
        return alone;
    }
    let version = Version::of(&alone, &debate.origin);
    let held = Arc::make_mut(&mut alone.debate);
    held.opened = None;
    for proposal in held.proposals.values_mut() {
        Arc::make_mut(proposal).version = Some(Box::new(version.clone()));
    }
    Document {
        title: alone.title,
        next_id: alone.next_id,
        areas: alone.areas,
        notes: alone.notes,
        debate: alone.debate,
        ..Document::default()
    }
}

/// Draws the one proposal of a packed document; `None` when there is none, or more than one.
fn unpack(mut document: Document) -> Option<Document> {
    if document.debate.opened.is_some() {
        return Some(document);
    }
    let debate = Arc::make_mut(&mut document.debate);
    let (id, proposal) = match debate.proposals.len() {
        1 => debate.proposals.iter_mut().next()?,
        _ => return None,
    };
    let version = Arc::make_mut(proposal).version.take()?;
    debate.opened = Some(id.clone());
    let origin = debate.origin.clone();
    version.put_into(&mut document, &origin);
    document.base = Some(origin);
    Some(document)
}

/// Reads the fragment of a link, with or without `#`.
///
/// # Errors
/// When it is damaged, was made by a later version, or does not carry a document with a proposal.
pub fn read_link(fragment: &str) -> Result<Document, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let Some(text) = fragment.strip_prefix(PREFIX) else {
        let other = fragment.strip_prefix("proposal=");
        let number = other
            .and_then(|rest| rest.split_once('.'))
            .map(|(head, _)| head);
        return Err(match number.and_then(|head| head.parse::<u32>().ok()) {
            Some(2..) => LinkError::Newer,
            _ => LinkError::Damaged,
        });
    };
    let packed = from_base64(text).ok_or(LinkError::Damaged)?;
    let mut bytes = Vec::new();
    let mut decoder = DeflateDecoder::new(packed.as_slice()).take(MOST_TEXT);
    let read = decoder.read_to_end(&mut bytes);
    let text = read
        .ok()
        .and_then(|_| String::from_utf8(bytes).ok())
        .ok_or(LinkError::Damaged)?;
    match load(&text) {
        Ok(document) => unpack(document).ok_or(LinkError::NotDocument(LoadError::NotDocument)),
        // A link that was cut off unfolds to a text that ends in the middle.
        Err(LoadError::Truncated { .. } | LoadError::Empty) => Err(LinkError::Damaged),
        Err(error) => Err(LinkError::NotDocument(error)),
    }
}

/// The alphabet of base64url (RFC 4648, section 5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes in base64url, without padding.
fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..=chunk.len() {
            let sign = bits >> (18 - 6 * place) & 63;
            text.push(char::from(
                ALPHABET.get(sign as usize).copied().unwrap_or(b'A'),
            ));
        }
    }
    text
}

/// The bytes of a text in base64url without padding; `None` where it is none.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() == 1 {
            return None;
        }
        let mut bits = 0_u32;
        for place in 0..4 {
            let sign = match chunk.get(place) {
                Some(sign) => ALPHABET.iter().position(|one| one == sign)?,
                None => 0,
            };
            bits = bits << 6 | u32::try_from(sign).ok()?;
        }
        let whole = bits.to_be_bytes();
        bytes.extend(whole.iter().skip(1).take(chunk.len() - 1));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_both_ways() {
        for length in 0..40 {
            let bytes: Vec<u8> = (0..length).map(|at| (at * 37 + 11) as u8).collect();
            assert_eq!(from_base64(&to_base64(&bytes)), Some(bytes));
        }
        assert_eq!(to_base64(b"\xfb\xff\xbf"), "-_-_");
        assert_eq!(from_base64("a"), None);
        assert_eq!(from_base64("ab=="), None);
        assert_eq!(from_base64("aé"), None);
    }
}
