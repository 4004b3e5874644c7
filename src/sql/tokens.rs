//! A lexer for PostgreSQL text that never fails and loses nothing: the tokens laid end to end are the text.
//!
//! Beside the statement reader, which must judge text, the product must colour half-written SQL, rename columns inside
//! expressions, and find names in bodies it does not parse. For that a lexer that takes anything is the right tool:
//! what is not closed runs to the end. It follows scan.l of PostgreSQL (manual, section 4.1), plus psql's `COPY ... FROM
//! stdin` data and backslash commands, which pg_dump writes. Time is linear in the text.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Blanks and line ends.
    Space,
    /// `-- ...` or `/* ... */`, which nests.
    Comment,
    /// A bare word: keyword or name.
    Word,
    /// `"name"` or `U&"name"`.
    QuotedName,
    /// `'...'` with any prefix, or `$tag$...$tag$`.
    Text,
    /// A number.
    Number,
    /// `$1`.
    Parameter,
    /// `=`, `->>`, `::`, ...
    Operator,
    /// One of `( ) [ ] , ; .`.
    Mark,
    /// Rows after `COPY ... FROM stdin;`, with the closing `\.`.
    CopyData,
    /// A psql command (`\connect x`).
    Command,
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

impl Token {
    /// The token's text.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.range.clone()).unwrap_or_default()
    }

    /// Whether it is this bare word, whatever its case.
    pub fn is_word(&self, source: &str, word: &str) -> bool {
        self.kind == Kind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Whether it is this mark or operator.
    pub fn is(&self, source: &str, sign: &str) -> bool {
        matches!(self.kind, Kind::Mark | Kind::Operator) && self.text(source) == sign
    }

    /// Whether it says something: neither blank nor comment.
    pub fn counts(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::Comment)
    }

    /// The name as PostgreSQL understands it, if the token is one.
    pub fn name(&self, source: &str) -> Option<String> {
        match self.kind {
            Kind::Word | Kind::QuotedName => Some(super::quote::unquote(self.text(source))),
            _ => None,
        }
    }
}

/// The tokens of a text, without a gap.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        source: source.as_bytes(),
        position: 0,
        copy: Copy::Start,
    };
    let mut tokens = Vec::with_capacity(source.len() / 4);
    while let Some(token) = lexer.next(source) {
        tokens.push(token);
    }
    tokens
}

/// The tokens of a text that say something: blanks and comments left out.
pub fn significant(source: &str) -> Vec<Token> {
    let mut all = tokens(source);
    all.retain(Token::counts);
    all
}

/// How far a statement has come on the way to `COPY ... FROM stdin ...;`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copy {
    Start,
    Word,
    From,
    Stdin,
    Other,
    Data,
}

struct Lexer<'a> {
    source: &'a [u8],
    position: usize,
    copy: Copy,
}

impl Lexer<'_> {
    fn next(&mut self, text: &str) -> Option<Token> {
        let start = self.position;
        let first = self.at(0)?;
        let kind = if self.copy == Copy::Data && first == b'\n' {
            self.copy_data()
        } else {
            self.token(first)
        };
        // A byte of a longer character never ends a token; this holds because only ASCII bytes delimit.
        while self.position < self.source.len() && !text.is_char_boundary(self.position) {
            self.position += 1;
        }
        let token = Token {
            kind,
            range: start..self.position,
        };
        self.follow(&token, text);
        Some(token)
    }

    fn token(&mut self, first: u8) -> Kind {
        match first {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                // Copied rows begin after the line end, so the blanks before it stop there.
                let stop_at_line = self.copy == Copy::Data;
                self.skip_while(|b| b.is_ascii_whitespace() && !(stop_at_line && b == b'\n'));
                self.advance_if_stuck(first);
                Kind::Space
            }
            b'-' if self.at(1) == Some(b'-') => {
                self.skip_while(|b| b != b'\n');
                Kind::Comment
            }
            b'/' if self.at(1) == Some(b'*') => self.block_comment(),
            b'\'' => self.quoted(1, b'\'', false, Kind::Text),
            b'"' => self.quoted(1, b'"', false, Kind::QuotedName),
            b'$' => self.dollar(),
            b'0'..=b'9' => self.number(),
            b'.' if self.at(1).is_some_and(|b| b.is_ascii_digit()) => self.number(),
            b'(' | b')' | b'[' | b']' | b',' | b';' | b'.' => {
                self.position += 1;
                Kind::Mark
            }
            b'\\' if self.at_line_start() => {
                self.skip_while(|b| b != b'\n');
                Kind::Command
            }
            _ if is_word_start(first) => self.word(first),
            _ => self.operator(),
        }
    }

    fn word(&mut self, first: u8) -> Kind {
        match (first.to_ascii_lowercase(), self.at(1), self.at(2)) {
            (b'e', Some(b'\''), _) => return self.quoted(2, b'\'', true, Kind::Text),
            (b'b' | b'x' | b'n', Some(b'\''), _) => {
                return self.quoted(2, b'\'', false, Kind::Text);
            }
            (b'u', Some(b'&'), Some(b'\'')) => return self.quoted(3, b'\'', false, Kind::Text),
            (b'u', Some(b'&'), Some(b'"')) => return self.quoted(3, b'"', false, Kind::QuotedName),
            _ => {}
        }
        self.skip_while(|b| is_word_start(b) || b.is_ascii_digit() || b == b'$');
        Kind::Word
    }

    fn quoted(&mut self, opening: usize, quote: u8, backslashes: bool, kind: Kind) -> Kind {
        self.position += opening;
        while let Some(byte) = self.at(0) {
            self.position += 1;
            if byte == b'\\' && backslashes {
                self.position += 1;
            } else if byte == quote {
                if self.at(0) != Some(quote) {
                    return kind;
                }
                self.position += 1;
            }
        }
        self.position = self.position.min(self.source.len());
        kind
    }

    fn dollar(&mut self) -> Kind {
        let rest = self.source.get(self.position + 1..).unwrap_or_default();
        let tag = rest
            .iter()
            .position(|b| !(is_word_start(*b) || b.is_ascii_digit()))
            .unwrap_or(rest.len());
        let starts_with_digit = rest.first().is_some_and(u8::is_ascii_digit);
        if rest.get(tag) == Some(&b'$') && !starts_with_digit {
            let mark = self
                .source
                .get(self.position..self.position + tag + 2)
                .unwrap_or_default()
                .to_vec();
            self.position += mark.len();
            let body = self.source.get(self.position..).unwrap_or_default();
            self.position += find(body, &mark).map_or(body.len(), |at| at + mark.len());
            return Kind::Text;
        }
        self.position += 1;
        if starts_with_digit {
            self.skip_while(|b| b.is_ascii_digit());
            return Kind::Parameter;
        }
        Kind::Operator
    }

    fn number(&mut self) -> Kind {
        let mut previous = b'0';
        while let Some(byte) = self.at(0) {
            let exponent_sign = matches!(byte, b'+' | b'-') && matches!(previous, b'e' | b'E');
            // `1..10` is a range of integers in a loop, not the number `1.`.
            let range = byte == b'.' && (self.at(1) == Some(b'.') || previous == b'.');
            if !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || exponent_sign)
                || range
            {
                break;
            }
            previous = byte;
            self.position += 1;
        }
        Kind::Number
    }

    fn operator(&mut self) -> Kind {
        let start = self.position;
        while let Some(byte) = self.at(0) {
            let comment = matches!((byte, self.at(1)), (b'-', Some(b'-')) | (b'/', Some(b'*')));
            if !is_operator(byte) || (comment && self.position > start) {
                break;
            }
            self.position += 1;
            // `::` and `:=` stand alone: `::-1` is a cast and a sign.
            if byte == b':' {
                if matches!(self.at(0), Some(b':' | b'=')) {
                    self.position += 1;
                }
                break;
            }
            if self.at(0) == Some(b':') {
                break;
            }
        }
        if self.position == start {
            self.position += 1;
        }
        // `=-` is an equals sign and a sign: a name of several signs ends in `+` or `-` only where it holds one of these
        // (manual, section 4.1.3).
        let written = self.source.get(start..self.position).unwrap_or_default();
        let special = written.iter().any(|byte| b"~!@#%^&|`?".contains(byte));
        while !special
            && self.position > start + 1
            && matches!(self.source.get(self.position - 1), Some(b'+' | b'-'))
        {
            self.position -= 1;
        }
        Kind::Operator
    }

    fn block_comment(&mut self) -> Kind {
        let mut depth = 0usize;
        while let Some(byte) = self.at(0) {
            match (byte, self.at(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.position += 2;
                }
                (b'*', Some(b'/')) => {
                    depth = depth.saturating_sub(1);
                    self.position += 2;
                    if depth == 0 {
                        break;
                    }
                }
                _ => self.position += 1,
            }
        }
        Kind::Comment
    }

    /// The rows, from the line end after `;` to the line `\.`.
    fn copy_data(&mut self) -> Kind {
        self.copy = Copy::Start;
        let rest = self.source.get(self.position..).unwrap_or_default();
        let end = find(rest, b"\n\\.").map_or(rest.len(), |at| at + 3);
        self.position += end;
        Kind::CopyData
    }

    /// Follows the statement, to know when copied rows begin.
    fn follow(&mut self, token: &Token, text: &str) {
        if !token.counts() || token.kind == Kind::CopyData {
            return;
        }
        self.copy = match self.copy {
            Copy::Start if token.is_word(text, "copy") => Copy::Word,
            Copy::Start if token.is(text, ";") || token.kind == Kind::Command => Copy::Start,
            Copy::Word if token.is_word(text, "from") => Copy::From,
            Copy::From if token.is_word(text, "stdin") => Copy::Stdin,
            Copy::Stdin if token.is(text, ";") => Copy::Data,
            Copy::Word if !token.is(text, ";") => Copy::Word,
            Copy::Stdin => Copy::Stdin,
            _ if token.is(text, ";") => Copy::Start,
            _ => Copy::Other,
        };
    }

    fn at(&self, ahead: usize) -> Option<u8> {
        self.source.get(self.position + ahead).copied()
    }

    fn at_line_start(&self) -> bool {
        self.position == 0 || self.source.get(self.position - 1) == Some(&b'\n')
    }

    fn skip_while(&mut self, goes_on: impl Fn(u8) -> bool) {
        while self.at(0).is_some_and(&goes_on) {
            self.position += 1;
        }
    }

    /// A vertical tab is a blank to PostgreSQL but not to `is_ascii_whitespace`.
    fn advance_if_stuck(&mut self, first: u8) {
        if self.at(0) == Some(first) && first == 0x0b {
            self.position += 1;
        }
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_operator(byte: u8) -> bool {
    b"+-*/<>=~!@#%^&|`?:".contains(&byte)
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<(Kind, &str)> {
        significant(source)
            .iter()
            .map(|token| (token.kind, token.text(source)))
            .collect()
    }

    #[test]
    fn strings_of_every_kind() {
        assert_eq!(
            kinds("'a''b' E'c\\'d' $x$ 'e' $x$ U&\"f\" \"g\"\"h\""),
            vec![
                (Kind::Text, "'a''b'"),
                (Kind::Text, "E'c\\'d'"),
                (Kind::Text, "$x$ 'e' $x$"),
                (Kind::QuotedName, "U&\"f\""),
                (Kind::QuotedName, "\"g\"\"h\""),
            ]
        );
    }

    #[test]
    fn what_is_not_closed_runs_to_the_end() {
        for source in ["'a b", "$x$ a", "/* /* */ a", "\"a", "E'\\"] {
            assert_eq!(tokens(source).len(), 1, "{source}");
        }
    }

    #[test]
    fn operators_numbers_and_parameters() {
        assert_eq!(
            kinds("a::int->>'b' >=-1.5e-3 + $1 ;1..2"),
            vec![
                (Kind::Word, "a"),
                (Kind::Operator, "::"),
                (Kind::Word, "int"),
                (Kind::Operator, "->>"),
                (Kind::Text, "'b'"),
                (Kind::Operator, ">="),
                (Kind::Operator, "-"),
                (Kind::Number, "1.5e-3"),
                (Kind::Operator, "+"),
                (Kind::Parameter, "$1"),
                (Kind::Mark, ";"),
                (Kind::Number, "1"),
                (Kind::Mark, "."),
                (Kind::Number, ".2"),
            ]
        );
    }

    #[test]
    fn copied_rows_and_commands_are_apart() {
        let source = "COPY t (a) FROM stdin;\n1\t'x\n\\.\n\\connect db\nSELECT 1;";
        assert_eq!(
            kinds(source)
                .iter()
                .map(|(kind, _)| *kind)
                .filter(|kind| matches!(kind, Kind::CopyData | Kind::Command | Kind::Number))
                .collect::<Vec<_>>(),
            vec![Kind::CopyData, Kind::Command, Kind::Number]
        );
    }

    #[test]
    fn nothing_is_lost() {
        let source = "créate \u{b} ☃'x' /*/**/*/ -- é\r\n a$b :x := `\\ \u{0}";
        let joined: String = tokens(source)
            .iter()
            .map(|token| token.text(source))
            .collect();
        assert_eq!(joined, source);
    }
}
