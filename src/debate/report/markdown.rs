//! The report as Markdown.

use super::block::{Block, Line, Span};
use crate::export::markdown::escape;

/// Writes the blocks.
pub(super) fn write(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Heading(level, heading) => {
                let signs = "#".repeat(usize::from(*level));
                text.push_str(&format!("{signs} {}\n", escape::text(heading)));
            }
            Block::Paragraph(words) => text.push_str(&format!("{}\n", line(words))),
            Block::List(items) => {
                for item in items {
                    text.push_str(&format!("- {}\n", line(item)));
                }
            }
            Block::Checks(items) => {
                for (ticked, item) in items {
                    let sign = if *ticked { "x" } else { " " };
                    text.push_str(&format!("- [{sign}] {}\n", line(item)));
                }
            }
            Block::Table { head, rows } => {
                let head: Vec<String> = head.iter().map(|cell| escape::text(cell)).collect();
                text.push_str(&format!("| {} |\n", head.join(" | ")));
                text.push_str(&format!("|{}\n", "---|".repeat(head.len())));
                for row in rows {
                    let cells: Vec<String> = row.iter().map(line).collect();
                    text.push_str(&format!("| {} |\n", cells.join(" | ")));
                }
            }
        }
    }
    text
}

/// A line; blanks at the ends of pieces stay.
fn line(line: &Line) -> String {
    let mut text = String::new();
    for span in line {
        match span {
            Span::Code(code) => text.push_str(&escape::code(code)),
            Span::Strong(strong) => text.push_str(&format!("**{}**", escape::text(strong))),
            Span::Text(words) => {
                if words.starts_with(char::is_whitespace) {
                    text.push(' ');
                }
                // Only at the start of a line does a sign make a list or a heading.
                let plain = escape::text(words);
                let plain = match text.is_empty() {
                    true => plain.as_str(),
                    false => unescaped_start(&plain, words),
                };
                text.push_str(plain);
                if words.len() > 1 && words.ends_with(char::is_whitespace) {
                    text.push(' ');
                }
            }
        }
    }
    text
}

/// The escaped text without the backslash that only the start of a line needs.
fn unescaped_start<'a>(escaped: &'a str, words: &str) -> &'a str {
    let first = words.trim_start().chars().next();
    match (escaped.strip_prefix('\\'), first) {
        (Some(rest), Some('#' | '-' | '+' | '=' | ':')) => rest,
        _ => escaped,
    }
}
