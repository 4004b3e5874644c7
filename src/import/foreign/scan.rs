//! Splits MySQL's and SQLite's text into statements, each with the quotes of the SQL standard.
//!
//! One rewriting lets everything after it read one language: names stand in double quotes, texts in single quotes without
//! escapes, `#` begins no comment. What the programs of these databases write is taken along: `DELIMITER` of the mysql
//! program, `/*!40101 ... */` comments that MySQL executes, blocks of `BEGIN ... END` with semicolons in them.
//! Facts: MySQL manual, chapter 9 "Language Structure"; sqlite.org/lang_keywords.html and sqlite.org/quirks.html.

use std::ops::Range;

use crate::model::Dialect;

/// Words that may follow `END` without ending a block that `BEGIN` or `CASE` opened.
const LOOSE_ENDS: [&str; 4] = ["IF", "LOOP", "WHILE", "REPEAT"];

/// Objects whose bodies hold statements.
const WITH_BODY: [&str; 4] = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"];

/// A version of the server in a comment that none executes.
const NEVER: &str = "999999";

/// How many words of a statement are looked at for one of these (`CREATE DEFINER = u@h TRIGGER`).
const HEAD_WORDS: usize = 12;

/// A statement in standard quotes.
#[derive(Debug, Default)]
pub(super) struct Statement {
    /// Its bytes in the source, without what ends it.
    pub range: Range<usize>,
    /// Its text.
    pub text: String,
    /// Bytes of the text with the bytes of the source they came from, ascending.
    places: Vec<(usize, usize)>,
    /// A command of the mysql or sqlite3 program.
    pub is_command: bool,
    /// Byte of the source and reason, where a quote, comment or block never closes.
    pub unclosed: Option<(usize, &'static str)>,
}

impl Statement {
    /// The byte of the source behind a byte of the text.
    pub fn source_byte(&self, at: usize) -> usize {
        let after = self.places.partition_point(|(text, _)| *text <= at);
        match after.checked_sub(1).and_then(|last| self.places.get(last)) {
            Some((text, source)) => (source + (at - text)).min(self.range.end.max(*source)),
            None => self.range.start,
        }
    }
}

/// Reads statements one after the other.
pub(super) struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    dialect: Dialect,
    at: usize,
    delimiter: String,
    /// Inside a comment that MySQL executes.
    executed: bool,
    /// Words of the statement so far, the first ones.
    head: Vec<String>,
    depth: usize,
    /// The last word was `END`.
    ending: bool,
    block: usize,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning.
    pub fn new(text: &'a str, dialect: Dialect) -> Self {
        Scanner {
            text,
            bytes: text.as_bytes(),
            dialect,
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            delimiter: ";".to_string(),
            executed: false,
            head: Vec::new(),
            depth: 0,
            ending: false,
            block: 0,
        }
    }

    /// The byte the next statement is looked for from.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes on from another byte.
    pub fn resume(&mut self, at: usize) {
        self.at = at;
        self.executed = false;
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn line_end(&self) -> usize {
        self.rest()
            .find('\n')
            .map_or(self.bytes.len(), |length| self.at + length)
    }

    /// The next statement, `None` at the end of the text.
    pub fn next(&mut self) -> Option<Statement> {
        let mut statement = Statement::default();
        (self.depth, self.ending) = (0, false);
        self.head.clear();
        loop {
            let start = self.pass_space();
            if self.at >= self.bytes.len() {
                return None;
            }
            if self.rest().starts_with(&self.delimiter) {
                self.at += self.delimiter.len();
            } else if self.is_client_command() {
                let line = self.rest().get(..self.line_end() - self.at).unwrap_or("");
                self.at = self.line_end();
                let start = self.at - line.len();
                let (word, rest) =
                    line.split_at(line.find(char::is_whitespace).unwrap_or(line.len()));
                if word.eq_ignore_ascii_case("DELIMITER") {
                    let word = rest.split_whitespace().next().unwrap_or(";");
                    self.delimiter = word.to_string();
                }
                statement.range = start..start + line.trim_end().len();
                statement.text = line.trim_end().to_string();
                statement.is_command = true;
                return Some(statement);
            } else {
                statement.range = start..start;
                break;
            }
        }
        while self.at < self.bytes.len() && !self.at_delimiter() {
            if !self.token(&mut statement) {
                break;
            }
        }
        statement.range.end = statement.range.start
            + self
                .text
                .get(statement.range.start..self.at)
                .map_or(0, |text| text.trim_end().len());
        if self.depth > 0 && statement.unclosed.is_none() {
            statement.unclosed = Some((self.block, "the BEGIN that opens here never ends"));
        }
        let length = statement.text.trim_end().len();
        statement.text.truncate(length);
        Some(statement)
    }

    /// `DELIMITER` of the mysql program, `.tables` of the sqlite3 program: they take their line.
    fn is_client_command(&self) -> bool {
        let word = self.rest().get(..9).unwrap_or("");
        match self.dialect {
            Dialect::Sqlite => self.peek(0) == b'.',
            _ => word.eq_ignore_ascii_case("DELIMITER") && matches!(self.peek(9), b' ' | b'\t'),
        }
    }

    fn at_delimiter(&mut self) -> bool {
        if !self.rest().starts_with(&self.delimiter) {
            return false;
        }
        if self.ending {
            self.close_block("");
        }
        self.depth == 0 || self.delimiter != ";"
    }

    /// Passes blanks and comments between statements; gives where the next begins, the mark of a comment that is executed
    /// included.
    fn pass_space(&mut self) -> usize {
        let mut nothing = Statement::default();
        let mut start = None;
        while self.at < self.bytes.len() {
            let (before, executed) = (self.at, self.executed);
            if !self.space(&mut nothing) {
                break;
            }
            if self.executed && !executed {
                start = Some(before);
            } else if !self.executed {
                start = None;
            }
        }
        start.unwrap_or(self.at)
    }

    /// Copies one blank or comment; false when what comes is neither.
    fn space(&mut self, statement: &mut Statement) -> bool {
        let start = self.at;
        let mysql = self.dialect == Dialect::Mysql;
        let dashes =
            self.peek(0) == b'-' && self.peek(1) == b'-' && (!mysql || self.peek(2) <= b' ');
        if self.peek(0).is_ascii_whitespace() || matches!(self.peek(0), 0x0b | 0) {
            self.at += 1;
            statement
                .text
                .push(if self.bytes.get(start) == Some(&b'\n') {
                    '\n'
                } else {
                    ' '
                });
        } else if dashes || (mysql && self.peek(0) == b'#') {
            self.at = self.line_end();
            let comment = self.text.get(start..self.at).unwrap_or("");
            statement.text.push_str("--");
            statement
                .text
                .push_str(comment.trim_start_matches(['-', '#']).trim_end());
        } else if self.executed && self.rest().starts_with("*/") {
            (self.at, self.executed) = (self.at + 2, false);
            statement.text.push(' ');
        } else if self.rest().starts_with("/*") {
            self.comment(statement);
        } else {
            return false;
        }
        true
    }

    fn comment(&mut self, statement: &mut Statement) {
        let start = self.at;
        if let Some(length) = self.execution_mark() {
            self.at += length;
            self.executed = true;
            statement.text.push(' ');
            return;
        }
        match self.rest().get(2..).and_then(|rest| rest.find("*/")) {
            Some(length) => self.at += length + 4,
            None => {
                self.at = self.bytes.len();
                // SQLite ends an open comment with the text.
                if self.dialect == Dialect::Mysql {
                    statement.unclosed = Some((start, "a comment opens that never closes"));
                }
            }
        }
        let comment = self.text.get(start..self.at).unwrap_or("");
        // The standard's comments nest, these do not.
        let nests = comment.matches("/*").count() > 1 || !comment.ends_with("*/");
        statement.text.push_str(if nests { " " } else { comment });
    }

    /// How long the mark is that makes MySQL execute the comment that begins here; `None` of an ordinary comment.
    fn execution_mark(&self) -> Option<usize> {
        let mark = ["/*!", "/*M!"]
            .into_iter()
            .find(|mark| self.dialect == Dialect::Mysql && self.rest().starts_with(mark))?;
        let rest = self.rest().get(mark.len()..)?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let version = rest.get(..digits)?;
        // MariaDB's dumps hold a command for the mysql program at a version that never comes.
        (version != NEVER).then_some(mark.len() + digits)
    }

    /// Copies one token; false when it never closes.
    fn token(&mut self, statement: &mut Statement) -> bool {
        if self.space(statement) {
            return statement.unclosed.is_none();
        }
        statement.places.push((statement.text.len(), self.at));
        let start = self.at;
        let byte = self.peek(0);
        let mysql = self.dialect == Dialect::Mysql;
        let name = match byte {
            b'\'' => return self.quoted(statement, b'\'', false),
            b'"' => return self.quoted(statement, b'"', !mysql),
            b'`' => return self.quoted(statement, b'`', true),
            b'[' if !mysql => return self.quoted(statement, b']', true),
            _ if is_word(byte) => {
                // `END$$`: the delimiter may be made of letters of a name.
                while is_word(self.peek(0)) && !self.rest().starts_with(&self.delimiter) {
                    self.at += 1;
                }
                self.text.get(start..self.at).unwrap_or("")
            }
            b'-' => {
                // `5--3`: no comment in MySQL, but one in the standard.
                self.at += 1;
                statement
                    .text
                    .push_str(if self.peek(0) == b'-' { "- " } else { "-" });
                return true;
            }
            _ => {
                let character = self.rest().chars().next().unwrap_or(' ');
                self.at += character.len_utf8();
                statement.text.push(character);
                self.after_word("");
                return true;
            }
        };
        if name.starts_with('$') {
            statement.text.push_str(&format!("\"{name}\""));
        } else {
            statement.text.push_str(name);
        }
        self.after_word(name);
        true
    }

    /// Copies a quoted name or text into standard quotes.
    fn quoted(&mut self, statement: &mut Statement, close: u8, is_name: bool) -> bool {
        let start = self.at;
        let escapes = self.dialect == Dialect::Mysql && !is_name;
        let mut value = Vec::new();
        self.at += 1;
        self.after_word("");
        loop {
            let Some(byte) = self.bytes.get(self.at).copied() else {
                statement.unclosed = Some((start, "a quote opens that never closes"));
                self.at = self.bytes.len();
                return false;
            };
            self.at += 1;
            if byte == close {
                if close == b']' || self.peek(0) != close {
                    break;
                }
                self.at += 1;
            } else if byte == b'\\' && escapes {
                let escaped = self.peek(0);
                self.at += 1;
                match escaped {
                    b'n' => value.push(b'\n'),
                    b't' => value.push(b'\t'),
                    b'r' => value.push(b'\r'),
                    b'b' => value.push(8),
                    b'Z' => value.push(26),
                    // The two stand for themselves outside patterns only; there, the backslash is the pattern's.
                    b'%' | b'_' => value.extend([b'\\', escaped]),
                    0 | b'0' => {}
                    other => value.push(other),
                }
                continue;
            }
            value.push(byte);
        }
        let value = String::from_utf8_lossy(&value);
        let quote = if is_name { '"' } else { '\'' };
        let doubled = value.replace(quote, &format!("{quote}{quote}"));
        statement.text.push(quote);
        statement.text.push_str(&doubled);
        statement.text.push(quote);
        true
    }

    /// Follows `BEGIN`, `CASE` and `END` in the bodies that hold statements.
    fn after_word(&mut self, word: &str) {
        let word = word.to_ascii_uppercase();
        if self.ending {
            self.close_block(&word);
            if word == "CASE" {
                return;
            }
        }
        if word.is_empty() {
            return;
        }
        if self.head.len() < HEAD_WORDS {
            self.head.push(word.clone());
        }
        let with_body = self.head.first().is_some_and(|first| first == "CREATE")
            && self
                .head
                .iter()
                .any(|word| WITH_BODY.contains(&word.as_str()));
        match word.as_str() {
            "BEGIN" if with_body => {
                if self.depth == 0 {
                    self.block = self.at - word.len();
                }
                self.depth += 1;
            }
            "CASE" if self.depth > 0 => self.depth += 1,
            "END" if self.depth > 0 => self.ending = true,
            _ => {}
        }
    }

    fn close_block(&mut self, next: &str) {
        self.ending = false;
        if !LOOSE_ENDS.contains(&next) {
            self.depth = self.depth.saturating_sub(1);
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(dialect: Dialect, text: &str) -> Vec<String> {
        let mut scanner = Scanner::new(text, dialect);
        std::iter::from_fn(|| scanner.next())
            .map(|statement| statement.text)
            .collect()
    }

    #[test]
    fn quotes_become_the_standards() {
        assert_eq!(
            texts(Dialect::Mysql, r#"a `b``c"` 'it\'s\\' "x""y" # why"#),
            [r#"a "b`c""" 'it''s\' 'x"y' -- why"#]
        );
        assert_eq!(
            texts(Dialect::Sqlite, r#"a [b c] "d" `e` 'f\'"#),
            [r#"a "b c" "d" "e" 'f\'"#]
        );
    }

    #[test]
    fn statements_end_where_they_end() {
        assert_eq!(
            texts(
                Dialect::Mysql,
                "/*!40101 SET a=1 */;\nDELIMITER ;;\nCREATE TRIGGER t BEGIN a; END ;;\nDELIMITER ;\nb;"
            ),
            [
                "SET a=1",
                "DELIMITER ;;",
                "CREATE TRIGGER t BEGIN a; END",
                "DELIMITER ;",
                "b"
            ]
        );
        assert_eq!(
            texts(
                Dialect::Sqlite,
                "CREATE TRIGGER t BEGIN SELECT CASE WHEN 1 THEN 2 END; b; END; c;\n.quit\nBEGIN; d"
            ),
            [
                "CREATE TRIGGER t BEGIN SELECT CASE WHEN 1 THEN 2 END; b; END",
                "c",
                ".quit",
                "BEGIN",
                "d"
            ]
        );
        assert_eq!(
            texts(
                Dialect::Mysql,
                "CREATE PROCEDURE p() BEGIN IF a THEN b; END IF; CASE a WHEN 1 THEN b; END CASE; END; c"
            ),
            [
                "CREATE PROCEDURE p() BEGIN IF a THEN b; END IF; CASE a WHEN 1 THEN b; END CASE; END",
                "c"
            ]
        );
    }

    #[test]
    fn places_lead_back_to_the_source() {
        let mut scanner = Scanner::new("  `a` '\\'' b", Dialect::Mysql);
        let statement = scanner.next().unwrap();
        assert_eq!(statement.range, 2..12);
        assert_eq!(statement.source_byte(statement.text.find('b').unwrap()), 11);
        assert_eq!(scanner.next().map(|one| one.text), None);
        let open = Scanner::new("a 'b", Dialect::Sqlite).next().unwrap();
        assert_eq!(open.unclosed, Some((2, "a quote opens that never closes")));
    }
}
