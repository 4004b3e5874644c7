//! Printing: results to standard output, remarks to standard error.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::failure::Failure;

/// Prints a result. A reader that closed early (`cadastre ... | head`) has what it wanted, which is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// As [`print`], of anything.
pub fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Unwritten {
            path: "standard output".to_string(),
            error,
        }),
        _ => Ok(()),
    }
}

/// Prints a result as JSON on one line.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    // The results are made of strings, numbers and lists, which JSON always holds.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    print(&text)
}

/// Says something of the run. When nobody listens, there is nothing to be done about it.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "cadastre: {text}");
}

/// `1 table`, `3 tables`, `2 indexes`, `2 policies`.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 {
        return format!("1 {word}");
    }
    match word.strip_suffix('y') {
        Some(stem) => format!("{count} {stem}ies"),
        None if word.ends_with('x') => format!("{count} {word}es"),
        None => format!("{count} {word}s"),
    }
}

/// Rows of cells as lines: columns as wide as their widest cell, the last one free.
pub fn aligned(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (position, cell) in row.iter().enumerate() {
            let width = cell.chars().count();
            match widths.get_mut(position) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
