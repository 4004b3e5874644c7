//! Splits SQL text into statements without understanding them.
//!
//! A semicolon ends a statement except where psql sees none either: in quotes, in `BEGIN ATOMIC` bodies, in the
//! parentheses of `CREATE RULE`. COPY data and psql commands are pieces of their own. A statement that turns out broken
//! is cut again at the next line that plainly starts one, so that a forgotten quote costs one statement, not the file.

use std::ops::Range;

use super::lexer::{Lexer, Token, TokenKind};

/// What stands between two statement ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A statement.
    Statement,
    /// A psql command (`\connect`), to the end of its line.
    PsqlCommand,
    /// The rows after `COPY ... FROM stdin;`.
    CopyData,
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Its bytes, the final semicolon left out.
    pub range: Range<usize>,
}

/// Goes through a text piece by piece.
pub(super) struct Splitter<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    /// Set after `COPY ... FROM stdin;`: rows come next.
    copy_follows: bool,
    /// From where on the text is known to hold no `\.` line.
    no_copy_end_from: usize,
    /// Read every semicolon as an end, for statements whose body turned out not to close.
    plain: bool,
    /// How many bodies turned out not to close. Each is read twice, to the end of the text, so only a few are tried.
    unclosed_bodies: u8,
}

/// After so many bodies that never close every semicolon ends a statement; keeps hostile text linear.
const UNCLOSED_BODIES: u8 = 8;

/// Which semicolons a statement keeps to itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Plain,
    Routine,
    Rule,
}

impl<'a> Splitter<'a> {
    /// Starts at the head of the text.
    pub fn new(text: &'a str) -> Self {
        Splitter {
            text,
            lexer: Lexer::new(text, 0),
            copy_follows: false,
            no_copy_end_from: usize::MAX,
            plain: false,
            unclosed_bodies: 0,
        }
    }

    /// Goes on reading from `at` instead of where the last piece ended.
    pub fn resume(&mut self, at: usize) {
        self.lexer.seek(at);
        self.copy_follows = false;
    }

    /// Where the next piece is looked for from.
    pub fn position(&self) -> usize {
        self.lexer.position()
    }

    /// The `@renamed` comments passed since the last call.
    pub fn take_renames(&mut self) -> Vec<(usize, String)> {
        std::mem::take(&mut self.lexer.renames)
    }

    /// The next piece; `tokens` receives its tokens.
    pub fn next(&mut self, tokens: &mut Vec<Token>) -> Option<Piece> {
        tokens.clear();
        if std::mem::take(&mut self.copy_follows)
            && let Some(range) = self.copy_data()
        {
            return Some(Piece {
                kind: PieceKind::CopyData,
                range,
            });
        }
        let start = self.lexer.position();
        let piece = self.statement(tokens)?;
        let body_never_closed = self.lexer.position() >= self.text.len()
            && !self.plain
            && body_of(self.text, tokens) != Body::Plain
            && tokens.iter().any(|token| token.is(b';'));
        if body_never_closed {
            self.unclosed_bodies = self.unclosed_bodies.saturating_add(1);
            self.plain = true;
            self.lexer.seek(start);
            return self.next(tokens);
        }
        self.plain = self.unclosed_bodies >= UNCLOSED_BODIES;
        Some(piece)
    }

    fn statement(&mut self, tokens: &mut Vec<Token>) -> Option<Piece> {
        let mut body = Body::Plain;
        let mut parentheses = 0usize;
        let mut blocks = 0usize;
        loop {
            let Some(token) = self.lexer.next() else {
                let (first, last) = (tokens.first()?, tokens.last()?);
                return Some(Piece {
                    kind: PieceKind::Statement,
                    range: first.start..last.end,
                });
            };
            match token.kind {
                TokenKind::Backslash => {
                    return Some(self.psql_command(token, tokens));
                }
                TokenKind::Punctuation(b'(') => parentheses += 1,
                TokenKind::Punctuation(b')') => parentheses = parentheses.saturating_sub(1),
                TokenKind::Punctuation(b';') => {
                    let inside = match body {
                        Body::Plain => false,
                        Body::Routine => blocks > 0,
                        Body::Rule => parentheses > 0,
                    };
                    if !inside || self.plain {
                        let Some(first) = tokens.first() else {
                            continue;
                        };
                        self.copy_follows = is_copy_from_stdin(self.text, tokens);
                        return Some(Piece {
                            kind: PieceKind::Statement,
                            range: first.start..token.start,
                        });
                    }
                }
                TokenKind::Word if body == Body::Routine => {
                    let word = self.text.get(token.start..token.end).unwrap_or("");
                    blocks = nested(self.text, word, blocks, tokens.last());
                }
                _ => {}
            }
            tokens.push(token);
            if tokens.len() <= 4 {
                body = body_of(self.text, tokens);
            }
        }
    }

    fn psql_command(&mut self, backslash: Token, tokens: &[Token]) -> Piece {
        let end = self.lexer.line_end(backslash.start);
        self.lexer.seek(end);
        match tokens.first() {
            // `SELECT ... \gexec`: the command ends the statement.
            Some(first) => Piece {
                kind: PieceKind::Statement,
                range: first.start..backslash.start,
            },
            None => {
                let line = self.text.get(backslash.start..end).unwrap_or("");
                Piece {
                    kind: PieceKind::PsqlCommand,
                    range: backslash.start..backslash.start + line.trim_end().len(),
                }
            }
        }
    }

    /// The rows from the next line to the line `\.`; `None` when the text holds no such line.
    fn copy_data(&mut self) -> Option<Range<usize>> {
        let start = self.lexer.line_end(self.lexer.position());
        if start >= self.no_copy_end_from {
            return None;
        }
        let mut from = start;
        while let Some(found) = self.text.get(from..).and_then(|rest| rest.find("\\.")) {
            let at = from + found;
            let line = self.text.get(at..self.lexer.line_end(at)).unwrap_or("");
            let starts_line = self
                .text
                .get(..at)
                .is_none_or(|before| before.is_empty() || before.ends_with('\n'));
            if starts_line && line.trim_end() == "\\." {
                self.lexer.seek(at + line.len());
                return Some(start..at + 2);
            }
            from = at + 2;
        }
        self.no_copy_end_from = start;
        None
    }
}

/// How deep in `BEGIN ATOMIC ... END` a routine is after `word`; counted as psql counts it.
fn nested(text: &str, word: &str, blocks: usize, before: Option<&Token>) -> usize {
    let after_begin = before.is_some_and(|token| {
        text.get(token.start..token.end)
            .is_some_and(|word| word.eq_ignore_ascii_case("begin"))
    });
    let opens = (word.eq_ignore_ascii_case("atomic") && after_begin)
        || (blocks > 0 && word.eq_ignore_ascii_case("case"));
    if opens {
        blocks + 1
    } else if word.eq_ignore_ascii_case("end") {
        blocks.saturating_sub(1)
    } else {
        blocks
    }
}

fn words<'a>(text: &'a str, tokens: &[Token]) -> impl Iterator<Item = &'a str> {
    tokens
        .iter()
        .map(|token| text.get(token.start..token.end).unwrap_or(""))
}

fn body_of(text: &str, tokens: &[Token]) -> Body {
    let mut words = words(text, tokens);
    if !words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("create"))
    {
        return Body::Plain;
    }
    for word in words.take(3) {
        if word.eq_ignore_ascii_case("function") || word.eq_ignore_ascii_case("procedure") {
            return Body::Routine;
        }
        if word.eq_ignore_ascii_case("rule") {
            return Body::Rule;
        }
        if !word.eq_ignore_ascii_case("or") && !word.eq_ignore_ascii_case("replace") {
            return Body::Plain;
        }
    }
    Body::Plain
}

fn is_copy_from_stdin(text: &str, tokens: &[Token]) -> bool {
    let mut found = words(text, tokens);
    if !found
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("copy"))
    {
        return false;
    }
    let mut before = "";
    for word in found {
        if word.eq_ignore_ascii_case("stdin") && before.eq_ignore_ascii_case("from") {
            return true;
        }
        before = word;
    }
    false
}

/// Where reading can go on after a statement that broke at byte `fault`: the first line, in a quote that swallowed it or
/// after a missing semicolon, that plainly starts a statement. `None` when nothing of the kind was swallowed.
pub(super) fn resume_point(text: &str, tokens: &[Token], fault: usize) -> Option<usize> {
    let first_after = tokens
        .iter()
        .position(|token| token.end > fault)
        .unwrap_or(tokens.len());
    let start = first_after.saturating_sub(1);
    for (place, token) in tokens.iter().enumerate().skip(start) {
        let quoted = token.is_string()
            || token.kind == TokenKind::OpenComment
            || matches!(
                token.kind,
                TokenKind::QuotedName | TokenKind::BacktickName | TokenKind::BitString
            );
        if quoted {
            if let Some(at) = statement_line_in(text, token.start, token.end) {
                return Some(at);
            }
        } else if place > 0 && token.kind == TokenKind::Word && starts_line(text, token.start) {
            let end = text
                .get(token.start..)
                .and_then(|rest| rest.find('\n'))
                .map_or(text.len(), |length| token.start + length);
            if text.get(token.start..end).is_some_and(is_statement_line) {
                return Some(token.start);
            }
        }
    }
    None
}

fn starts_line(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|before| before.is_empty() || before.ends_with('\n'))
}

/// The first line within the bytes from which only blank lines and comments stand before a statement.
fn statement_line_in(text: &str, start: usize, end: usize) -> Option<usize> {
    let mut at = start + text.get(start..end)?.find('\n')? + 1;
    let mut candidate = None;
    while at < end {
        // The line itself may run on behind the token's closing quote.
        let rest = text.get(at..)?;
        let length = rest.find('\n').map_or(rest.len(), |length| length + 1);
        let line = rest.get(..length)?;
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with("--") {
            candidate = candidate.or(Some(at));
        } else if is_statement_line(line) {
            return candidate.or(Some(at));
        } else {
            candidate = None;
        }
        at += length;
    }
    None
}

/// Whether a line, unindented, plainly starts a DDL or psql-level statement.
fn is_statement_line(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let first = words.next().unwrap_or("").to_ascii_uppercase();
    let second = words.next().unwrap_or("").to_ascii_uppercase();
    match first.as_str() {
        "CREATE" | "ALTER" => matches!(
            second.as_str(),
            "TABLE"
                | "UNLOGGED"
                | "TEMP"
                | "TEMPORARY"
                | "FOREIGN"
                | "INDEX"
                | "UNIQUE"
                | "VIEW"
                | "MATERIALIZED"
                | "SCHEMA"
                | "EXTENSION"
                | "TYPE"
                | "DOMAIN"
                | "SEQUENCE"
                | "FUNCTION"
                | "PROCEDURE"
                | "AGGREGATE"
                | "TRIGGER"
                | "CONSTRAINT"
                | "POLICY"
                | "OR"
                | "ROLE"
                | "USER"
                | "STATISTICS"
                | "EVENT"
                | "RULE"
                | "PUBLICATION"
                | "DEFAULT"
                | "CAST"
                | "OPERATOR"
                | "SERVER"
        ),
        "DROP" => matches!(
            second.as_str(),
            "TABLE"
                | "INDEX"
                | "VIEW"
                | "MATERIALIZED"
                | "SCHEMA"
                | "EXTENSION"
                | "TYPE"
                | "DOMAIN"
                | "SEQUENCE"
                | "FUNCTION"
                | "PROCEDURE"
                | "TRIGGER"
                | "POLICY"
                | "ROLE"
        ),
        "COMMENT" => second == "ON",
        "INSERT" => second == "INTO",
        "GRANT" | "REVOKE" => !second.is_empty(),
        "COPY" => line.to_ascii_uppercase().contains(" FROM "),
        "SET" => line.contains('=') || line.to_ascii_uppercase().contains(" TO "),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(PieceKind, &str)> {
        let mut splitter = Splitter::new(text);
        let mut tokens = Vec::new();
        let mut found = Vec::new();
        while let Some(piece) = splitter.next(&mut tokens) {
            found.push((piece.kind, &text[piece.range]));
        }
        found
    }

    fn statements(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn semicolons_in_quotes_and_bodies_do_not_split() {
        assert_eq!(
            statements(
                "select ';'; ; do $$ begin; end $$; create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3"
            ),
            [
                "select ';'",
                "do $$ begin; end $$",
                "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end",
                "select 3"
            ]
        );
        assert_eq!(
            statements("create rule r as on insert to t do also (select 1; select 2); select 3;"),
            [
                "create rule r as on insert to t do also (select 1; select 2)",
                "select 3"
            ]
        );
    }

    #[test]
    fn a_body_that_never_ends_gives_its_statements_back() {
        assert_eq!(
            statements("create rule r as (select 1; create table t (a int); select 2;").len(),
            3
        );
    }

    #[test]
    fn copy_rows_and_psql_commands_are_pieces() {
        assert_eq!(
            pieces(
                "\\connect app\nCOPY t (a) FROM stdin;\n1;'\n\\N\n\\.\n\nselect 1 \\gexec\nselect 2;"
            ),
            [
                (PieceKind::PsqlCommand, "\\connect app"),
                (PieceKind::Statement, "COPY t (a) FROM stdin"),
                (PieceKind::CopyData, "1;'\n\\N\n\\."),
                (PieceKind::Statement, "select 1 "),
                (PieceKind::Statement, "select 2"),
            ]
        );
    }

    #[test]
    fn reading_goes_on_at_the_comment_before_the_next_statement() {
        let text = "COMMENT ON TABLE a IS 'it isn't set';\n\n-- next\nCREATE TABLE b (x text DEFAULT 'c');\n";
        let mut splitter = Splitter::new(text);
        let mut tokens = Vec::new();
        splitter.next(&mut tokens);
        let fault = text.find("t set").unwrap();
        assert_eq!(
            resume_point(text, &tokens, fault),
            text.find("\n\n-- next").map(|at| at + 1)
        );
    }
}
