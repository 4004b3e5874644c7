//! The parts that the scripts of all layouts are made of: the header, the statements, and who opens the transaction.

use std::fmt::Write as _;

use super::Piece;
use crate::migration::{Lock, Step, TableLock, report};

/// Who opens the transaction a file runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transaction {
    /// The file itself.
    File,
    /// The runner.
    Runner,
}

/// What bounds the wait for a lock; inside a transaction only.
pub(super) const LOCK_TIMEOUT: &str = "SET LOCAL lock_timeout = '2s';\n";

/// Header and statements one way, with what opens and closes the transaction.
pub(super) fn whole(piece: &Piece, up: bool, transaction: Transaction) -> String {
    format!("{}{}", header(piece, up), body(piece, up, transaction))
}

/// The statements one way, with what opens and closes the transaction.
pub(super) fn body(piece: &Piece, up: bool, transaction: Transaction) -> String {
    let mut text = String::new();
    let own = piece.transactional() && transaction == Transaction::File;
    let bounded = piece.transactional() && !piece.statements(up).is_empty();
    if own || bounded {
        text.push('\n');
    }
    if own {
        text.push_str("BEGIN;\n");
    }
    if bounded {
        text.push_str(LOCK_TIMEOUT);
    }
    text.push_str(&statements(piece, up));
    if own {
        text.push_str("\nCOMMIT;\n");
    }
    text
}

/// The statements one way, step by step under their titles.
pub(super) fn statements(piece: &Piece, up: bool) -> String {
    titled(piece, up, |statement| format!("{};\n", ended(statement)))
}

/// What `write` makes of each statement, under the titles of the steps.
pub(super) fn titled(piece: &Piece, up: bool, mut write: impl FnMut(&str) -> String) -> String {
    let mut text = String::new();
    let mut last: Option<*const super::Step> = None;
    for (step, statement) in piece.statements(up) {
        let this: *const super::Step = step;
        if last != Some(this) {
            text.push_str(&title(&step.title, up));
            last = Some(this);
        }
        text.push_str(&write(statement));
    }
    if text.is_empty() {
        text.push_str(nothing(up));
    }
    text
}

/// What a file says that has no statements this way.
pub(super) fn nothing(up: bool) -> &'static str {
    match up {
        true => "\n-- Nothing to run on the way up.\n",
        false => "\n-- Nothing to undo.\n",
    }
}

/// The title of a step above its statements.
pub(super) fn title(title: &str, up: bool) -> String {
    let undo = if up { "" } else { "Undo: " };
    format!("\n-- {undo}{}\n", comment_line(title))
}

/// A statement whose last line is a comment must not swallow the semicolon.
pub(super) fn ended(statement: &str) -> String {
    let statement = statement.trim_end();
    let last = statement.rsplit('\n').next().unwrap_or(statement);
    if last.contains("--") {
        format!("{statement}\n")
    } else {
        statement.to_string()
    }
}

/// Text that stays in one comment line.
pub(super) fn comment_line(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// What the file does, what it locks, what cannot come back.
pub(super) fn header(piece: &Piece, up: bool) -> String {
    let mut text = String::new();
    let steps = &piece.steps;
    let mut titles: Vec<String> = steps.iter().map(|step| comment_line(&step.title)).collect();
    if !up {
        titles.reverse();
    }
    for title in titles {
        let _ = if up {
            writeln!(text, "-- {title}")
        } else {
            writeln!(text, "-- Undo: {title}")
        };
    }
    text.push_str(&facts(piece, up));
    text
}

/// Locks, costs, losses and notes, a line each.
pub(super) fn facts(piece: &Piece, up: bool) -> String {
    let mut text = String::new();
    let steps = &piece.steps;
    let locks = |step: &'_ &Step| match up {
        true => step.tables.clone(),
        false => step.tables_down.clone(),
    };
    let locks: Vec<TableLock> = steps.iter().flat_map(locks).collect();
    let strongest = locks.iter().map(|one| one.lock).max().unwrap_or_default();
    if strongest != Lock::None {
        let mut tables: Vec<&str> = locks
            .iter()
            .filter(|lock| lock.lock == strongest)
            .map(|lock| lock.table.as_str())
            .collect();
        tables.sort_unstable();
        tables.dedup();
        let list = comment_line(&tables.join(", "));
        let _ = writeln!(
            text,
            "-- Locks: {strongest} on {list}: {}.",
            strongest.blocks()
        );
    }
    if up {
        for step in steps {
            if !step.tables.is_empty()
                && let Some(work) = report::work(step.work)
            {
                let _ = writeln!(text, "-- Cost: {} {work}.", comment_line(&step.title));
            }
        }
    }
    for step in steps {
        if let Some(what) = step.loss.what() {
            let _ = writeln!(text, "-- Loss: {}", comment_line(what));
        }
        if up {
            for note in &step.notes {
                let _ = writeln!(text, "-- Note: {}", comment_line(note));
            }
        }
    }
    text
}
