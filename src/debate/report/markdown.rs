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
            Block::Paragraph(words) => text.push_str(&format!("{}\n", line(words, true))),
            Block::List(items) => {
                for item in items {
                    text.push_str(&format!("- {}\n", line(item, true)));
                }
            }
            Block::Checks(items) => {
                for (ticked, item) in items {
                    let sign = if *ticked { "x" } else { " " };
                    text.push_str(&format!("- [{sign}] {}\n", line(item, false)));
                }
            }
            Block::Table { head, rows } => {
                let head: Vec<String> = head.iter().map(|cell| inside(cell)).collect();
                text.push_str(&format!("| {} |\n", head.join(" | ")));
                text.push_str(&format!("|{}\n", "---|".repeat(head.len())));
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| line(cell, false)).collect();
                    text.push_str(&format!("| {} |\n", cells.join(" | ")));
                }
            }
        }
    }
    text
}

/// A line; blanks at the ends of pieces stay. `starts` tells whether Markdown reads it as the start of a line.
fn line(line: &Line, starts: bool) -> String {
    let mut text = String::new();
    for span in line {
        match span {
            Span::Code(code) => text.push_str(&escape::code(code)),
            Span::Strong(strong) => text.push_str(&format!("**{}**", escape::text(strong))),
            Span::Text(words) => {
                // Only at the start of a line does a sign make a list or a heading.
                match starts && text.is_empty() {
                    true => text.push_str(&escape::text(words)),
                    false => text.push_str(&inside(words)),
                }
                if words.len() > 1 && words.ends_with(char::is_whitespace) {
                    text.push(' ');
                }
            }
        }
    }
    text
}

/// Text that does not stand at the start of a line; a blank before it stays.
fn inside(words: &str) -> String {
    let escaped = escape::text(&format!("({words}"));
    escaped.strip_prefix('(').unwrap_or(&escaped).to_string()
}
