//! Tokens of PostgreSQL's SQL with their byte spans.
//!
//! The importer keeps expressions as the author's own text, so every token must know its bytes, and broken text must
//! still come out as tokens: an unclosed quote is a token that says so. `sqlparser`'s tokenizer gives lines and columns
//! only and stops at an unclosed quote, which is why this one exists (PostgreSQL manual, 4.1 Lexical Structure).

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Keyword or unquoted name.
    Word,
    /// `"name"`.
    QuotedName,
    /// `U&"name"`.
    UnicodeName,
    /// MySQL's quoted name.
    BacktickName,
    /// `'text'`, also `N'text'`.
    String,
    /// `E'text'`.
    EscapeString,
    /// `U&'text'`.
    UnicodeString,
    /// `B'01'`, `X'1F'`.
    BitString,
    /// `$tag$text$tag$`.
    DollarString,
    /// A number.
    Number,
    /// `$1`.
    Parameter,
    /// A run of operator characters, `::` and `:=` included.
    Operator,
    /// One of `( ) [ ] { } , ; . :`.
    Punctuation(u8),
    /// A `/*` comment that never closes; others leave no token.
    OpenComment,
    /// `\`: a psql command follows.
    Backslash,
    /// A character that has no place in SQL.
    Unknown,
}

/// A token by its bytes in the source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether its quote never closes, so that it runs to the end of the text.
    pub open: bool,
}

impl Token {
    /// Whether it is this punctuation.
    pub fn is(self, punctuation: u8) -> bool {
        self.kind == TokenKind::Punctuation(punctuation)
    }

    /// Whether it is a string constant of any form.
    pub fn is_string(self) -> bool {
        matches!(
            self.kind,
            TokenKind::String
                | TokenKind::EscapeString
                | TokenKind::UnicodeString
                | TokenKind::DollarString
        )
    }

    /// Whether it can be a name.
    pub fn is_name(self) -> bool {
        matches!(
            self.kind,
            TokenKind::Word
                | TokenKind::QuotedName
                | TokenKind::UnicodeName
                | TokenKind::BacktickName
        )
    }
}

/// Reads tokens one after the other; whitespace and comments are passed over.
pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// `-- @renamed from=x` comments passed since they were last taken: offset and old name.
    pub renames: Vec<(usize, String)>,
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'+' | b'-'
            | b'*'
            | b'/'
            | b'<'
            | b'>'
            | b'='
            | b'~'
            | b'!'
            | b'@'
            | b'#'
            | b'%'
            | b'^'
            | b'&'
            | b'|'
            | b'?'
    )
}

impl<'a> Lexer<'a> {
    /// Starts at byte `at`, which must be a character's first.
    pub fn new(text: &'a str, at: usize) -> Self {
        Lexer {
            text,
            bytes: text.as_bytes(),
            at,
            renames: Vec::new(),
        }
    }

    /// The byte the next token is looked for from.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes on from another byte.
    pub fn seek(&mut self, at: usize) {
        self.at = at.min(self.bytes.len());
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The byte after the end of the line that holds `from`, its line feed included.
    pub fn line_end(&self, from: usize) -> usize {
        self.bytes
            .get(from..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
            .map_or(self.bytes.len(), |length| from + length + 1)
    }

    /// Passes over whitespace and comments; gives the start of a comment that never closes.
    fn skip_space(&mut self) -> Option<usize> {
        loop {
            match self.peek(0) {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c if self.at < self.bytes.len() => {
                    self.at += 1;
                }
                b'-' if self.peek(1) == b'-' => {
                    let end = self.line_end(self.at);
                    self.note_rename(self.at, end);
                    self.at = end;
                }
                b'/' if self.peek(1) == b'*' => {
                    let start = self.at;
                    if !self.skip_comment() {
                        return Some(start);
                    }
                }
                0xef if self.at == 0 && self.bytes.starts_with(&[0xef, 0xbb, 0xbf]) => self.at = 3,
                _ => return None,
            }
        }
    }

    /// Passes a `/* */` comment, which nests in PostgreSQL. False when it never closes.
    fn skip_comment(&mut self) -> bool {
        let mut depth = 0usize;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return true;
                    }
                }
                _ => self.at += 1,
            }
        }
        false
    }

    fn note_rename(&mut self, start: usize, end: usize) {
        let Some(comment) = self.text.get(start..end) else {
            return;
        };
        let Some((_, rest)) = comment.split_once("@renamed") else {
            return;
        };
        if let Some((_, old)) = rest.split_once("from=") {
            let old = old
                .trim()
                .split(char::is_whitespace)
                .next()
                .unwrap_or("")
                .trim_matches('"');
            if !old.is_empty() {
                self.renames.push((start, old.to_string()));
            }
        }
    }

    /// The next token, `None` at the end of the text.
    pub fn next(&mut self) -> Option<Token> {
        if let Some(start) = self.skip_space() {
            return Some(Token {
                kind: TokenKind::OpenComment,
                start,
                end: self.bytes.len(),
                open: true,
            });
        }
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let (kind, closed) = self.scan();
        Some(Token {
            kind,
            start,
            end: self.at,
            open: !closed,
        })
    }

    fn scan(&mut self) -> (TokenKind, bool) {
        let byte = self.peek(0);
        match byte {
            b'\'' => (TokenKind::String, self.quoted(b'\'', false)),
            b'"' => (TokenKind::QuotedName, self.quoted(b'"', false)),
            b'`' => (TokenKind::BacktickName, self.quoted(b'`', false)),
            b'$' => self.dollar(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';' | b'.' => {
                self.at += 1;
                (TokenKind::Punctuation(byte), true)
            }
            b':' if matches!(self.peek(1), b':' | b'=') => {
                self.at += 2;
                (TokenKind::Operator, true)
            }
            b':' => {
                self.at += 1;
                (TokenKind::Punctuation(b':'), true)
            }
            b'\\' => {
                self.at += 1;
                (TokenKind::Backslash, true)
            }
            _ if is_name_start(byte) => self.word(byte),
            _ if is_operator(byte) => {
                self.operator();
                (TokenKind::Operator, true)
            }
            _ => {
                self.at += 1;
                (TokenKind::Unknown, true)
            }
        }
    }

    /// A word, or a string with a letter before its quote.
    fn word(&mut self, first: u8) -> (TokenKind, bool) {
        match (first, self.peek(1), self.peek(2)) {
            (b'e' | b'E', b'\'', _) => {
                self.at += 1;
                return (TokenKind::EscapeString, self.quoted(b'\'', true));
            }
            (b'n' | b'N', b'\'', _) => {
                self.at += 1;
                return (TokenKind::String, self.quoted(b'\'', false));
            }
            (b'b' | b'B' | b'x' | b'X', b'\'', _) => {
                self.at += 1;
                return (TokenKind::BitString, self.quoted(b'\'', false));
            }
            (b'u' | b'U', b'&', b'\'') => {
                self.at += 2;
                let closed = self.quoted(b'\'', false);
                self.escape_clause();
                return (TokenKind::UnicodeString, closed);
            }
            (b'u' | b'U', b'&', b'"') => {
                self.at += 2;
                let closed = self.quoted(b'"', false);
                self.escape_clause();
                return (TokenKind::UnicodeName, closed);
            }
            _ => {}
        }
        while is_name_part(self.peek(0)) {
            self.at += 1;
        }
        (TokenKind::Word, true)
    }

    /// `UESCAPE 'c'` behind a `U&` constant or name belongs to it (manual, section 4.1.2.3).
    fn escape_clause(&mut self) {
        let (start, renames) = (self.at, self.renames.len());
        let word = "UESCAPE";
        let follows = self.skip_space().is_none()
            && self
                .text
                .get(self.at..self.at + word.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(word));
        if follows {
            self.at += word.len();
            if self.skip_space().is_none() && self.peek(0) == b'\'' && self.quoted(b'\'', false) {
                return;
            }
        }
        self.at = start;
        self.renames.truncate(renames);
    }

    /// A quoted run whose quote is doubled to stand for itself. False when it never closes.
    fn quoted(&mut self, quote: u8, backslash: bool) -> bool {
        self.at += 1;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            if byte == quote {
                if self.peek(1) == quote {
                    self.at += 2;
                    continue;
                }
                self.at += 1;
                return true;
            }
            self.at += if backslash && byte == b'\\' { 2 } else { 1 };
        }
        self.at = self.bytes.len();
        false
    }

    fn dollar(&mut self) -> (TokenKind, bool) {
        let start = self.at;
        let mut end = start + 1;
        if self.peek(1).is_ascii_digit() {
            self.at += 1;
            while self.peek(0).is_ascii_digit() {
                self.at += 1;
            }
            return (TokenKind::Parameter, true);
        }
        while let Some(byte) = self.bytes.get(end) {
            if *byte == b'$' || !is_name_part(*byte) {
                break;
            }
            end += 1;
        }
        if self.bytes.get(end) != Some(&b'$') {
            self.at += 1;
            return (TokenKind::Unknown, true);
        }
        let tag = self.text.get(start..=end).unwrap_or("$$");
        let body = end + 1;
        match self.text.get(body..).and_then(|rest| rest.find(tag)) {
            Some(length) => {
                self.at = body + length + tag.len();
                (TokenKind::DollarString, true)
            }
            None => {
                self.at = self.bytes.len();
                (TokenKind::DollarString, false)
            }
        }
    }

    fn number(&mut self) -> (TokenKind, bool) {
        let mut dot = false;
        loop {
            match self.peek(0) {
                b'0'..=b'9' | b'_' => self.at += 1,
                b'.' if !dot && self.peek(1) != b'.' => {
                    dot = true;
                    self.at += 1;
                }
                b'e' | b'E'
                    if self.peek(1).is_ascii_digit()
                        || (matches!(self.peek(1), b'+' | b'-')
                            && self.peek(2).is_ascii_digit()) =>
                {
                    self.at += 2;
                }
                // 0x1F, 0o17, 0b11 (PostgreSQL 16).
                byte if byte.is_ascii_alphanumeric() => self.at += 1,
                _ => return (TokenKind::Number, true),
            }
        }
    }

    fn operator(&mut self) {
        let start = self.at;
        while is_operator(self.peek(0))
            && !matches!((self.peek(0), self.peek(1)), (b'-', b'-') | (b'/', b'*'))
        {
            self.at += 1;
        }
        // `=-` is an equals sign and a sign: a name of several signs ends in `+` or `-` only where it holds one of these
        // (manual, section 4.1.3).
        let special = self
            .bytes
            .get(start..self.at)
            .is_some_and(|text| text.iter().any(|byte| b"~!@#%^&|`?".contains(byte)));
        while !special
            && self.at > start + 1
            && matches!(self.bytes.get(self.at - 1), Some(b'+' | b'-'))
        {
            self.at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        let mut lexer = Lexer::new(text, 0);
        let mut found = Vec::new();
        while let Some(token) = lexer.next() {
            found.push((token.kind, &text[token.start..token.end]));
        }
        found
    }

    #[test]
    fn strings_of_every_form_are_one_token() {
        use TokenKind::*;
        assert_eq!(
            kinds(r#"'it''s' E'a\'b' $x$ ' $$ $x$ U&"d\0061t" B'01' "a""b""#),
            [
                (String, "'it''s'"),
                (EscapeString, r"E'a\'b'"),
                (DollarString, "$x$ ' $$ $x$"),
                (UnicodeName, r#"U&"d\0061t""#),
                (BitString, "B'01'"),
                (QuotedName, r#""a""b""#),
            ]
        );
    }

    #[test]
    fn comments_nest_and_leave_no_token() {
        assert_eq!(
            kinds("a /* x /* y */ z */ -- b\n c"),
            [(TokenKind::Word, "a"), (TokenKind::Word, "c")]
        );
    }

    #[test]
    fn open_quotes_run_to_the_end_and_say_so() {
        for text in ["'abc", "\"abc", "$q$abc", "/* abc", "E'abc\\"] {
            let mut lexer = Lexer::new(text, 0);
            let token = lexer.next().unwrap();
            assert!(token.open, "{text}");
            assert_eq!(token.end, text.len(), "{text}");
            assert_eq!(lexer.next(), None, "{text}");
        }
    }

    #[test]
    fn signs_part_from_operators() {
        use TokenKind::*;
        assert_eq!(
            kinds("=-1 <@-1"),
            vec![
                (Operator, "="),
                (Operator, "-"),
                (Number, "1"),
                (Operator, "<@-"),
                (Number, "1")
            ]
        );
    }

    #[test]
    fn operators_stop_before_comments() {
        assert_eq!(
            kinds("a->>'x' <@--b\n1.5e-3 ::text"),
            [
                (TokenKind::Word, "a"),
                (TokenKind::Operator, "->>"),
                (TokenKind::String, "'x'"),
                (TokenKind::Operator, "<@"),
                (TokenKind::Number, "1.5e-3"),
                (TokenKind::Operator, "::"),
                (TokenKind::Word, "text"),
            ]
        );
    }

    #[test]
    fn declared_renames_are_noted() {
        let mut lexer = Lexer::new("-- @renamed from=full_name\nname text", 0);
        lexer.next();
        assert_eq!(lexer.renames, [(0, "full_name".to_string())]);
    }
}
