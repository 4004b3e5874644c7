//! Walks over a statement's tokens; the grammar's small parts: names, types, expressions, option lists.

use crate::model::QualifiedName;

use super::lexer::{Token, TokenKind};
use super::text::{decode_string, fold_name};

/// Why a statement cannot be read: the byte where it broke, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// Byte in the source.
    pub at: usize,
    /// What is wrong, in words.
    pub reason: String,
}

/// Result of reading a part of a statement.
pub(super) type Read<T> = Result<T, Broken>;

/// A place among a statement's tokens.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    /// At the first token of a statement that ends at byte `end`.
    pub fn new(text: &'a str, tokens: &'a [Token], end: usize) -> Self {
        Cursor {
            text,
            tokens,
            at: 0,
            end,
        }
    }

    /// The token `ahead` of the current one.
    pub fn token(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// The tokens from the current one on.
    pub fn rest(&self) -> &'a [Token] {
        self.tokens.get(self.at..).unwrap_or(&[])
    }

    /// A cursor at the statement's first token.
    pub fn rewound(&self) -> Cursor<'a> {
        Cursor { at: 0, ..*self }
    }

    /// The source text of a token.
    pub fn text_of(&self, token: Token) -> &'a str {
        self.text.get(token.start..token.end).unwrap_or("")
    }

    /// The source text between two bytes.
    pub fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    /// The whole statement's text.
    pub fn statement(&self) -> &'a str {
        let start = self.tokens.first().map_or(self.end, |token| token.start);
        self.slice(start, self.end).trim_end()
    }

    /// The byte where the current token starts, or where the statement ends.
    pub fn offset(&self) -> usize {
        self.token(0).map_or(self.end, |token| token.start)
    }

    /// The byte after the token before the current one.
    pub fn last_end(&self) -> usize {
        self.at
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before))
            .map_or_else(|| self.offset(), |token| token.end)
    }

    /// The text from byte `start` to the end of the last token passed.
    pub fn since(&self, start: usize) -> &'a str {
        self.slice(start, self.last_end().max(start))
    }

    /// Whether no token is left.
    pub fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Passes over `count` tokens.
    pub fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.tokens.len());
    }

    /// Goes to the end.
    pub fn skip_all(&mut self) {
        self.at = self.tokens.len();
    }

    /// A fault at the current token.
    pub fn broken<T>(&self, expected: &str) -> Read<T> {
        let found = match self.token(0) {
            None => "the statement ends".to_string(),
            Some(token) if token.open && token.kind == TokenKind::OpenComment => {
                "a comment opens that never closes".to_string()
            }
            Some(token) if token.open => "a quote opens that never closes".to_string(),
            Some(token) => format!("found {}", shorten(self.text_of(token))),
        };
        Err(Broken {
            at: self.offset(),
            reason: format!("expected {expected}, {found}"),
        })
    }

    /// The word `ahead`, unquoted, as written.
    pub fn word_at(&self, ahead: usize) -> Option<&'a str> {
        self.token(ahead)
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| self.text_of(token))
    }

    /// Whether the token `ahead` is this keyword (given in upper case).
    pub fn is_word_at(&self, ahead: usize, keyword: &str) -> bool {
        self.word_at(ahead)
            .is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    /// Whether the current token is this keyword.
    pub fn is_word(&self, keyword: &str) -> bool {
        self.is_word_at(0, keyword)
    }

    /// Whether these keywords, parted by spaces, come next.
    pub fn is_words(&self, keywords: &str) -> bool {
        self.words_ahead(keywords).is_some()
    }

    /// How many words these keywords are, if they come next. Asked more often than anything else, and mostly in vain.
    fn words_ahead(&self, keywords: &str) -> Option<usize> {
        let mut rest = keywords.as_bytes();
        let mut ahead = 0;
        loop {
            let word = self.word_at(ahead)?.as_bytes();
            let (head, tail) = rest.split_at_checked(word.len())?;
            if !head.eq_ignore_ascii_case(word) {
                return None;
            }
            ahead += 1;
            match tail.split_first() {
                None => return Some(ahead),
                Some((b' ', more)) => rest = more,
                Some(_) => return None,
            }
        }
    }

    /// Passes these keywords if all of them come next.
    pub fn take(&mut self, keywords: &str) -> bool {
        let found = self.words_ahead(keywords);
        self.skip(found.unwrap_or(0));
        found.is_some()
    }

    /// Passes one of these keywords.
    pub fn take_one_of<'k>(&mut self, keywords: &[&'k str]) -> Option<&'k str> {
        keywords.iter().find(|keyword| self.take(keyword)).copied()
    }

    /// Passes these keywords or says that they are missing.
    pub fn expect(&mut self, keywords: &str) -> Read<()> {
        if self.take(keywords) {
            Ok(())
        } else {
            self.broken(keywords)
        }
    }

    /// Whether the current token is this punctuation.
    pub fn is(&self, punctuation: u8) -> bool {
        self.token(0).is_some_and(|token| token.is(punctuation))
    }

    /// Passes this punctuation if it comes next.
    pub fn take_mark(&mut self, punctuation: u8) -> bool {
        let found = self.is(punctuation);
        if found {
            self.skip(1);
        }
        found
    }

    /// Passes this punctuation or says that it is missing.
    pub fn expect_mark(&mut self, punctuation: u8) -> Read<()> {
        if self.take_mark(punctuation) {
            Ok(())
        } else {
            self.broken(&char::from(punctuation).to_string())
        }
    }

    /// Whether the current token is this operator.
    pub fn is_operator(&self, operator: &str) -> bool {
        self.token(0).is_some_and(|token| {
            token.kind == TokenKind::Operator && self.text_of(token) == operator
        })
    }

    /// Passes this operator if it comes next.
    pub fn take_operator(&mut self, operator: &str) -> bool {
        let found = self.is_operator(operator);
        if found {
            self.skip(1);
        }
        found
    }

    /// Nothing may be left.
    pub fn finish(&self) -> Read<()> {
        if self.is_done() {
            Ok(())
        } else {
            self.broken("the end of the statement")
        }
    }

    /// A name, folded as PostgreSQL does.
    pub fn name(&mut self) -> Read<String> {
        match self.token(0) {
            Some(token) if token.is_name() && !token.open => {
                self.skip(1);
                Ok(fold_name(token.kind, self.text_of(token)))
            }
            _ => self.broken("a name"),
        }
    }

    /// A name with up to one schema (and database, which is left out).
    pub fn qualified_name(&mut self) -> Read<QualifiedName> {
        let mut schema = None;
        let mut name = self.name()?;
        while self.is(b'.') && self.token(1).is_some_and(Token::is_name) {
            self.skip(1);
            schema = Some(std::mem::replace(&mut name, self.name()?));
        }
        Ok(QualifiedName { schema, name })
    }

    /// `(name, ...)`.
    pub fn name_list(&mut self) -> Read<Vec<String>> {
        self.expect_mark(b'(')?;
        let mut names = Vec::new();
        loop {
            names.push(self.name()?);
            if self.take_mark(b')') {
                return Ok(names);
            }
            if !self.take_mark(b',') {
                return self.broken(", or )");
            }
        }
    }

    /// A string constant's value; strings continued on further lines are joined.
    pub fn string(&mut self) -> Read<String> {
        let Some(token) = self
            .token(0)
            .filter(|token| token.is_string() && !token.open)
        else {
            return self.broken("a quoted text");
        };
        self.skip(1);
        let mut value = decode_string(token.kind, self.text_of(token));
        let mut last = token;
        while let Some(next) = self.token(0).filter(|next| {
            next.kind == TokenKind::String
                && !next.open
                && last.kind != TokenKind::DollarString
                && self.slice(last.end, next.start).contains('\n')
        }) {
            self.skip(1);
            value.push_str(&decode_string(next.kind, self.text_of(next)));
            last = next;
        }
        Ok(value)
    }

    /// A whole number, with its sign.
    pub fn integer(&mut self) -> Read<i64> {
        let negative = self.take_operator("-");
        let _ = !negative && self.take_operator("+");
        let Some(token) = self
            .token(0)
            .filter(|token| token.kind == TokenKind::Number)
        else {
            return self.broken("a number");
        };
        let digits = self.text_of(token).replace('_', "");
        let number = if negative {
            format!("-{digits}")
        } else {
            digits
        };
        match number.parse() {
            Ok(number) => {
                self.skip(1);
                Ok(number)
            }
            Err(_) => self.broken("a whole number of 64 bits"),
        }
    }

    /// Passes a parenthesised group and gives the text inside, trimmed.
    pub fn group(&mut self) -> Read<&'a str> {
        let inner = self.group_tokens()?;
        Ok(self.text_of_tokens(inner))
    }

    /// Passes a parenthesised group and gives the tokens inside.
    pub fn group_tokens(&mut self) -> Read<&'a [Token]> {
        if !self.is(b'(') {
            return self.broken("(");
        }
        let start = self.at;
        let mut depth = 0usize;
        for (place, token) in self.tokens.iter().enumerate().skip(start) {
            match token.kind {
                TokenKind::Punctuation(b'(') => depth += 1,
                TokenKind::Punctuation(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = place + 1;
                        return Ok(self.tokens.get(start + 1..place).unwrap_or(&[]));
                    }
                }
                _ if token.open => {
                    self.at = place;
                    return self.broken(")");
                }
                _ => {}
            }
        }
        Err(Broken {
            at: self.offset(),
            reason: "the parenthesis that opens here never closes".to_string(),
        })
    }

    /// The text that these tokens span.
    pub fn text_of_tokens(&self, tokens: &[Token]) -> &'a str {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self.slice(first.start, last.end),
            _ => "",
        }
    }

    /// A cursor over some tokens of this statement.
    pub fn over(&self, tokens: &'a [Token]) -> Cursor<'a> {
        Cursor {
            text: self.text,
            tokens,
            at: 0,
            end: tokens.last().map_or(self.offset(), |token| token.end),
        }
    }

    /// A parenthesised expression as the author's text, without its outer parentheses.
    pub fn expression_group(&mut self) -> Read<String> {
        let inner = self.group_tokens()?;
        if inner.is_empty() {
            return self.broken("an expression in the parentheses");
        }
        Ok(self.text_of_tokens(without_outer(inner)).to_string())
    }

    /// Tokens up to the first one outside parentheses and brackets for which `ends` holds.
    pub fn take_until(&mut self, mut ends: impl FnMut(&Cursor<'a>) -> bool) -> &'a [Token] {
        let start = self.at;
        let mut depth = 0usize;
        while let Some(token) = self.token(0) {
            match token.kind {
                TokenKind::Punctuation(b'(' | b'[') => depth += 1,
                TokenKind::Punctuation(b')' | b']') if depth == 0 => break,
                TokenKind::Punctuation(b')' | b']') => depth -= 1,
                _ if depth == 0 && ends(self) => break,
                _ => {}
            }
            self.skip(1);
        }
        self.tokens.get(start..self.at).unwrap_or(&[])
    }

    /// `(key = value, ...)`, keys and values as written (keys folded); a key without a value has an empty one.
    pub fn options(&mut self) -> Read<Vec<(String, String)>> {
        let inner = self.group_tokens()?;
        let mut list = self.over(inner);
        let mut options = Vec::new();
        while !list.is_done() {
            let mut key = list.name()?;
            while list.take_mark(b'.') {
                key = format!("{key}.{}", list.name()?);
            }
            let value = if list.take_operator("=") {
                let value = list.take_until(|cursor| cursor.is(b','));
                list.text_of_tokens(value).to_string()
            } else {
                String::new()
            };
            options.push((key, value));
            if !list.take_mark(b',') {
                list.finish()?;
            }
        }
        Ok(options)
    }
}

/// The tokens without the pairs of parentheses that enclose all of them.
pub(super) fn without_outer(tokens: &[Token]) -> &[Token] {
    let opening = tokens.iter().take_while(|token| token.is(b'(')).count();
    let closing = tokens
        .iter()
        .rev()
        .take_while(|token| token.is(b')'))
        .count();
    let Some(middle) = tokens.get(opening..tokens.len().saturating_sub(closing)) else {
        return tokens;
    };
    let mut depth = opening;
    let mut pairs = opening.min(closing);
    for token in middle {
        match token.kind {
            TokenKind::Punctuation(b'(') => depth += 1,
            TokenKind::Punctuation(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        pairs = pairs.min(depth);
    }
    tokens.get(pairs..tokens.len() - pairs).unwrap_or(tokens)
}

/// A token for a message: long ones cut.
pub(super) fn shorten(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= 40 && line.len() == text.len() {
        return line.to_string();
    }
    let head: String = line.chars().take(37).collect();
    format!("{head}...")
}
