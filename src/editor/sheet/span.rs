//! Which blocks a typed text differs in.

use std::ops::Range;

use crate::sql::tokens::{self, Kind};

use super::Block;

/// Where what is shown differs from the blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The blocks that are not shown as they were; empty where text stands between two.
    pub blocks: Range<usize>,
    /// What is shown in their place, in bytes.
    pub shown: Range<usize>,
    /// How many bytes what is shown is longer than the blocks: added, taken off.
    grown: (usize, usize),
}

impl Span {
    /// `None` where the text is that of the blocks.
    pub fn between(blocks: &[Block], shown: &str) -> Option<Span> {
        let length: usize = blocks.iter().map(|block| block.text.len()).sum();
        let mut prefix = common_prefix(blocks, shown);
        if prefix == length && prefix == shown.len() {
            return None;
        }
        let most = length.min(shown.len()) - prefix;
        let suffix = common_suffix(blocks, shown, most);
        let (mut good_end, mut shown_end) = (length - suffix, shown.len() - suffix);
        let slide = slide(blocks, shown, prefix, (good_end, shown_end));
        prefix -= slide;
        good_end -= slide;
        shown_end -= slide;
        // Blocks that reach into what differs; text put between two of them is in neither.
        let mut first = None;
        let mut last = 0;
        let mut start = 0;
        let mut before = 0;
        for (at, block) in blocks.iter().enumerate() {
            let end = start + block.text.len();
            let touched = if prefix == good_end {
                start < prefix && prefix < end
            } else {
                start < good_end && prefix < end
            };
            if touched {
                first.get_or_insert((at, start));
                last = at + 1;
            }
            if end <= prefix {
                before = at + 1;
            }
            start = end;
        }
        let (first, begin) = first.unwrap_or_else(|| {
            last = before;
            (before, prefix)
        });
        let mut span = Span {
            blocks: first..last,
            shown: begin..0,
            grown: (shown_end, good_end),
        };
        span.end(blocks, shown, good_end, shown_end);
        Some(span)
    }

    /// Takes in further blocks until the text ends where a statement does.
    fn end(&mut self, blocks: &[Block], shown: &str, good_end: usize, shown_end: usize) {
        let mut good = self.good_end(blocks).max(good_end);
        loop {
            self.shown.end = shown_end + (good - good_end);
            let text = shown.get(self.shown.clone()).unwrap_or_default();
            let Some(next) = blocks.get(self.blocks.end) else {
                self.shown.end = shown.len();
                break;
            };
            if stands_alone(text) {
                break;
            }
            good += next.text.len();
            self.blocks.end += 1;
        }
        // A block before whose last statement is not ended goes on here.
        while let Some(before) = self.blocks.start.checked_sub(1)
            && let Some(block) = blocks.get(before)
            && !stands_alone(&block.text)
        {
            self.blocks.start = before;
            self.shown.start -= block.text.len();
        }
    }

    fn good_end(&self, blocks: &[Block]) -> usize {
        let until = blocks.get(..self.blocks.end).unwrap_or_default();
        until.iter().map(|block| block.text.len()).sum()
    }

    /// Where a block outside the span begins in what is shown.
    pub fn shown_start(&self, blocks: &[Block], at: usize) -> usize {
        let before = blocks.get(..at).unwrap_or_default();
        let good: usize = before.iter().map(|block| block.text.len()).sum();
        if at < self.blocks.end {
            return good;
        }
        let (shown_end, good_end) = self.grown;
        (good + shown_end).saturating_sub(good_end)
    }
}

/// Blocks begin alike, so that what was put or taken out at the head of one seems to stand inside of it: how far back it can be
/// moved to stand there.
fn slide(blocks: &[Block], shown: &str, prefix: usize, ends: (usize, usize)) -> usize {
    let (good_end, shown_end) = ends;
    let mut start = 0;
    for block in blocks {
        let end = start + block.text.len();
        if prefix < end {
            let back = prefix - start;
            let head = block.text.get(..back).unwrap_or_default();
            let fits = if good_end == prefix {
                let tail = shown_end.checked_sub(back);
                tail.and_then(|tail| shown.get(tail..shown_end)) == Some(head)
            } else {
                shown_end == prefix && begins_with(blocks, good_end, back, head)
            };
            return if fits { back } else { 0 };
        }
        start = end;
    }
    0
}

/// Whether the bytes of the blocks before a place are a text that stands at the head of the block there.
fn begins_with(blocks: &[Block], at: usize, back: usize, head: &str) -> bool {
    let mut start = 0;
    for block in blocks {
        let end = start + block.text.len();
        if at <= end {
            return at == start + back && block.text.get(..back) == Some(head);
        }
        start = end;
    }
    false
}

fn common_prefix(blocks: &[Block], shown: &str) -> usize {
    let mut at = 0;
    for block in blocks {
        let text = block.text.as_bytes();
        let rest = shown.as_bytes().get(at..).unwrap_or_default();
        if rest.starts_with(text) {
            at += text.len();
            continue;
        }
        at += text.iter().zip(rest).take_while(|(a, b)| a == b).count();
        break;
    }
    while !shown.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn common_suffix(blocks: &[Block], shown: &str, most: usize) -> usize {
    let mut taken = 0;
    for block in blocks.iter().rev() {
        let text = block.text.as_bytes();
        let end = shown.len() - taken;
        let rest = shown.as_bytes().get(..end).unwrap_or_default();
        if rest.ends_with(text) && taken + text.len() <= most {
            taken += text.len();
            continue;
        }
        let same = text.iter().rev().zip(rest.iter().rev());
        taken += same.take_while(|(a, b)| a == b).count();
        break;
    }
    taken = taken.min(most);
    while !shown.is_char_boundary(shown.len() - taken) {
        taken -= 1;
    }
    taken
}

/// Whether a text ends where a statement does, so that what follows is read by itself.
fn stands_alone(text: &str) -> bool {
    let all = tokens::tokens(text);
    if all.last().is_some_and(|token| runs_on(token, text)) {
        return false;
    }
    let last = all.iter().rev().find(|token| token.counts());
    last.is_none_or(|token| token.is(text, ";") || token.kind == Kind::Command)
}

/// Whether a comment at the end of the text would swallow what follows.
fn runs_on(token: &tokens::Token, text: &str) -> bool {
    let words = token.text(text);
    token.kind == Kind::Comment && (words.starts_with("--") || !words.ends_with("*/"))
}
