//! Position cards and database plans as YAML, in the shape of seed 002.

use std::fmt::Write as _;

use super::Entry;
use super::card::{Card, card, plan_lines};
use crate::model::Document;

/// One YAML document a proposal, each headed by its name.
pub(super) fn write(document: &Document, entries: &[Entry], role: &str) -> String {
    let mut text = String::new();
    for entry in entries {
        if entries.len() > 1 {
            text.push_str("---\n");
        }
        let _ = writeln!(text, "# {}", comment(&entry.name));
        text.push_str(&card_yaml(&card(document, entry, role)));
        text.push('\n');
        text.push_str(&plan_yaml(entry));
    }
    text
}

/// A position card.
pub fn card_yaml(card: &Card) -> String {
    let mut text = String::from("position_card:\n");
    let _ = writeln!(text, "  role: {}", plain(&card.role));
    for (key, lines) in [
        ("claims", &card.claims),
        ("plan", &card.plan),
        ("evidence", &card.evidence),
        ("risks", &card.risks),
    ] {
        match lines.is_empty() {
            true => {
                let _ = writeln!(text, "  {key}: []");
            }
            false => {
                let _ = writeln!(text, "  {key}:");
                for line in lines {
                    let _ = writeln!(text, "    - {}", quoted(line));
                }
            }
        }
    }
    let _ = writeln!(text, "  confidence: {}", card.confidence);
    let _ = writeln!(text, "  cost: {}", card.cost);
    let _ = writeln!(text, "  reversibility: {}", card.reversibility);
    text
}

/// The database plan of a proposal.
pub fn plan_yaml(entry: &Entry) -> String {
    let mut text = String::from("database_plan:\n");
    for (key, line) in plan_lines(entry) {
        let _ = writeln!(text, "  - {key}: {}", quoted(&line));
    }
    text
}

/// A text in a comment: one line.
fn comment(text: &str) -> String {
    let kept = text.chars().map(|character| match character {
        other if needs_escape(other) => ' ',
        other => other,
    });
    kept.collect()
}

/// A word or words that YAML reads as a string without quotes, or else the text in quotes.
fn plain(text: &str) -> String {
    const RESERVED: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic());
    let words = text.split(' ').all(is_word);
    match words && !RESERVED.contains(&text.to_lowercase().as_str()) {
        true => text.to_string(),
        false => quoted(text),
    }
}

/// A text in double quotes, in which nothing is read as YAML (YAML 1.2, section 5.7).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if needs_escape(other) => {
                let code = u32::from(other);
                let _ = match code {
                    0..=0xff => write!(quoted, "\\x{code:02x}"),
                    0x100..=0xffff => write!(quoted, "\\u{code:04x}"),
                    _ => write!(quoted, "\\U{code:08x}"),
                };
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// What does not count as printable, or ends a line.
fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}
