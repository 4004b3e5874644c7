//! What a script takes back again: `BEGIN ... ROLLBACK` and `SAVEPOINT ... ROLLBACK TO`.
//!
//! Nothing is done and undone: the ends of transactions are looked for first, and what stands before a ROLLBACK is passed over.
//! So reading stays linear in the text and holds no second schema. Texts without such a word are not looked through.

use std::ops::Range;

use super::cursor::Cursor;
use super::lexer::Token;
use super::split::{PieceKind, Splitter};

/// Words of which one must stand in a text that takes something back.
const ENDS: [&[u8]; 2] = [b"rollback", b"abort"];

/// A transaction that is open.
struct Open {
    start: usize,
    /// Names of savepoints and where each ends.
    savepoints: Vec<(String, usize)>,
}

/// Where the statements stand that have no effect, in order and apart.
pub(super) fn rolled_back(text: &str) -> Vec<Range<usize>> {
    if !may_roll_back(text.as_bytes()) {
        return Vec::new();
    }
    let mut splitter = Splitter::new(text);
    let mut tokens: Vec<Token> = Vec::new();
    let mut open: Option<Open> = None;
    let mut undone: Vec<Range<usize>> = Vec::new();
    while let Some(piece) = splitter.next(&mut tokens) {
        if piece.kind != PieceKind::Statement {
            continue;
        }
        let mut cursor = Cursor::new(text, &tokens, piece.range.end);
        if cursor.take("BEGIN") || cursor.take("START TRANSACTION") {
            open.get_or_insert(Open::at(piece.range.start));
        } else if cursor.take("COMMIT") || cursor.take("END") || cursor.take("PREPARE TRANSACTION")
        {
            if !cursor.is_word("PREPARED") {
                open = chained(cursor).then(|| Open::at(piece.range.start));
            }
        } else if cursor.take("ROLLBACK") || cursor.take("ABORT") {
            let _ = cursor.take("WORK") || cursor.take("TRANSACTION");
            if cursor.take("TO") {
                cursor.take("SAVEPOINT");
                if let (Some(open), Ok(name)) = (&mut open, cursor.name())
                    && let Some(at) = open.savepoint(&name)
                    && let Some((_, from)) = open.savepoints.get(at)
                {
                    undone.push(*from..piece.range.start);
                    open.savepoints.truncate(at + 1);
                }
            } else if !cursor.is_word("PREPARED")
                && let Some(was) = open.take()
            {
                undone.push(was.start..piece.range.end);
                open = chained(cursor).then(|| Open::at(piece.range.end));
            }
        } else if let Some(open) = &mut open {
            open.mark(&mut cursor, piece.range.end);
        }
    }
    undone.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(undone.len());
    for range in undone {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

impl Open {
    fn at(start: usize) -> Open {
        Open {
            start,
            savepoints: Vec::new(),
        }
    }

    /// The place of the last savepoint of a name.
    fn savepoint(&self, name: &str) -> Option<usize> {
        self.savepoints.iter().rposition(|(own, _)| own == name)
    }

    /// `SAVEPOINT a` and `RELEASE [SAVEPOINT] a`.
    fn mark(&mut self, cursor: &mut Cursor<'_>, end: usize) {
        let release = cursor.take("RELEASE");
        if !cursor.take("SAVEPOINT") && !release {
            return;
        }
        let Ok(name) = cursor.name() else { return };
        match self.savepoint(&name) {
            Some(at) if release => self.savepoints.truncate(at),
            _ if release => {}
            _ => self.savepoints.push((name, end)),
        }
    }
}

/// Whether `AND CHAIN` begins the next transaction at once.
fn chained(mut cursor: Cursor<'_>) -> bool {
    let _ = cursor.take("WORK") || cursor.take("TRANSACTION");
    cursor.is_words("AND CHAIN")
}

fn may_roll_back(text: &[u8]) -> bool {
    let stands_at = |at: usize| {
        ENDS.iter().any(|word| {
            let here = text.get(at..at + word.len());
            here.is_some_and(|here| here.eq_ignore_ascii_case(word))
        })
    };
    let mut firsts = text.iter().enumerate();
    firsts.any(|(at, byte)| matches!(byte, b'r' | b'R' | b'a' | b'A') && stands_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        let undone = rolled_back(text);
        let mut left = String::new();
        let mut at = 0;
        for range in undone {
            left.push_str(&text[at..range.start]);
            at = range.end;
        }
        left + &text[at..]
    }

    #[test]
    fn what_is_rolled_back_is_found() {
        for (text, expected) in [
            (
                "BEGIN; a; COMMIT; b; ROLLBACK; c",
                "BEGIN; a; COMMIT; b; ROLLBACK; c",
            ),
            ("a; BEGIN; b; ROLLBACK; c", "a; ; c"),
            ("START TRANSACTION READ WRITE; b; ABORT WORK; c", "; c"),
            ("begin; a; rollback and chain; b; rollback; c", "; ; c"),
            (
                "BEGIN; a; COMMIT AND CHAIN; b; ROLLBACK; c",
                "BEGIN; a; ; c",
            ),
            (
                "BEGIN; a; SAVEPOINT s; b; ROLLBACK TO s; c; ROLLBACK TO SAVEPOINT s; COMMIT",
                "BEGIN; a; SAVEPOINT sROLLBACK TO SAVEPOINT s; COMMIT",
            ),
            (
                "BEGIN; SAVEPOINT s; a; SAVEPOINT s; b; RELEASE s; c; ROLLBACK TO s; COMMIT",
                "BEGIN; SAVEPOINT sROLLBACK TO s; COMMIT",
            ),
            (
                "BEGIN; a; ROLLBACK TO nothing; COMMIT",
                "BEGIN; a; ROLLBACK TO nothing; COMMIT",
            ),
            (
                "BEGIN; a; ROLLBACK PREPARED 'x'; COMMIT",
                "BEGIN; a; ROLLBACK PREPARED 'x'; COMMIT",
            ),
            (
                "CREATE FUNCTION f() AS 'ROLLBACK'; BEGIN; a",
                "CREATE FUNCTION f() AS 'ROLLBACK'; BEGIN; a",
            ),
        ] {
            assert_eq!(kept(text), expected, "{text}");
        }
    }
}
