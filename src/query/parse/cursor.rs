//! Walking the tokens of a query, and telling what stands where it cannot.

use crate::sql::keywords::{self, Category};
use crate::sql::tokens::{self, Kind, Token};

use super::super::Span;
use super::super::ast::Ident;
use super::SyntaxError;

/// How deep parentheses and queries may stand in each other. PostgreSQL takes more; a page has a small stack.
const DEPTH: usize = 64;

pub(super) type Parsed<T> = Result<T, SyntaxError>;

pub(super) struct Cursor<'a> {
    pub source: &'a str,
    pub tokens: Vec<Token>,
    pub at: usize,
    depth: usize,
    /// How often a text may still be read in a second way.
    second_tries: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(source: &'a str) -> Self {
        Cursor {
            source,
            tokens: with_parameters_apart(source, tokens::significant(source)),
            at: 0,
            depth: 0,
            second_tries: 64,
        }
    }

    /// Whether what begins with parentheses may be read again in another way. Each try may try again inside, so there are only
    /// so many in a text.
    pub fn may_try_again(&mut self) -> bool {
        self.second_tries = self.second_tries.saturating_sub(1);
        self.second_tries > 0
    }

    pub fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub fn ahead(&self, by: usize) -> Option<&Token> {
        self.tokens.get(self.at + by)
    }

    /// Whether the token is a bare word of these.
    pub fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    pub fn is_word_at(&self, by: usize, word: &str) -> bool {
        self.ahead(by)
            .is_some_and(|token| token.is_word(self.source, word))
    }

    pub fn is_any_word(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(word))
    }

    pub fn is_sign(&self, sign: &str) -> bool {
        self.is_sign_at(0, sign)
    }

    pub fn is_sign_at(&self, by: usize, sign: &str) -> bool {
        self.ahead(by)
            .is_some_and(|token| token.is(self.source, sign))
    }

    /// Whether a parenthesis opens at this position.
    pub fn is_open(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.is(self.source, "("))
    }

    pub fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    /// Takes these words, all or none.
    pub fn take_words(&mut self, words: &[&str]) -> bool {
        let found = words
            .iter()
            .enumerate()
            .all(|(by, word)| self.is_word_at(by, word));
        self.at += if found { words.len() } else { 0 };
        found
    }

    pub fn take_any_word(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.take_word(word))
    }

    pub fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    pub fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.unexpected(&word.to_uppercase()))
        }
    }

    pub fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) {
            Ok(())
        } else {
            Err(self.unexpected(&format!("\u{201c}{sign}\u{201d}")))
        }
    }

    /// Where the next token begins; the end of the text after the last one.
    pub fn start(&self) -> usize {
        self.peek()
            .map_or(self.source.len(), |token| token.range.start)
    }

    /// Where the last token taken ends.
    pub fn end(&self) -> usize {
        self.at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(0, |token| token.range.end)
    }

    pub fn since(&self, start: usize) -> Span {
        Span {
            start,
            end: self.end().max(start),
        }
    }

    /// Says what should have stood here.
    pub fn unexpected(&self, wanted: &str) -> SyntaxError {
        match self.peek() {
            Some(token) => {
                let text: String = token.text(self.source).chars().take(40).collect();
                SyntaxError {
                    span: Span::from(token.range.clone()),
                    message: format!(
                        "\u{201c}{text}\u{201d} cannot stand here; {wanted} is expected"
                    ),
                }
            }
            None => SyntaxError {
                span: Span {
                    start: self.end(),
                    end: self.end(),
                },
                message: format!("the text ends where {wanted} is expected"),
            },
        }
    }

    /// A name in any place where PostgreSQL takes every word that is not reserved.
    pub fn name(&mut self, wanted: &str) -> Parsed<Ident> {
        match self.try_name() {
            Some(name) => Ok(name),
            None => Err(self.unexpected(wanted)),
        }
    }

    pub fn try_name(&mut self) -> Option<Ident> {
        let token = self.peek()?;
        if token.kind == Kind::Word && self.is_reserved() {
            return None;
        }
        self.any_name()
    }

    /// A name after a dot or `AS`, where reserved words are names too.
    pub fn any_name(&mut self) -> Option<Ident> {
        let token = self.peek()?;
        let name = token.name(self.source)?;
        let span = Span::from(token.range.clone());
        self.at += 1;
        Some(Ident { name, span })
    }

    /// Whether the next token is a word that is no name without quotes.
    pub fn is_reserved(&self) -> bool {
        let Some(token) = self.peek().filter(|token| token.kind == Kind::Word) else {
            return false;
        };
        let word = token.text(self.source).to_ascii_lowercase();
        keywords::category(&word) == Some(Category::Reserved)
    }

    /// `a.b.c`, given that a name stands here.
    pub fn qualified(&mut self, wanted: &str) -> Parsed<Vec<Ident>> {
        let mut parts = vec![self.name(wanted)?];
        while self.is_sign(".")
            && self
                .ahead(1)
                .is_some_and(|token| token.name(self.source).is_some())
        {
            self.at += 1;
            parts.extend(self.any_name());
        }
        Ok(parts)
    }

    /// `(a, b)`.
    pub fn names(&mut self) -> Parsed<Vec<Ident>> {
        self.expect_sign("(")?;
        let mut names = Vec::new();
        loop {
            names.push(self.name("a name")?);
            if !self.take_sign(",") {
                break;
            }
        }
        self.expect_sign(")")?;
        Ok(names)
    }

    /// Runs a step one level deeper.
    ///
    /// # Errors
    /// When the text nests deeper than it is read.
    pub fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH {
            let start = self.start();
            return Err(SyntaxError {
                span: Span { start, end: start },
                message: "this nests deeper than it is read".to_string(),
            });
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        result
    }

    /// Skips to the parenthesis that closes the one just taken, and over it.
    pub fn skip_to_closing(&mut self) -> Parsed<()> {
        let mut depth = 1usize;
        while let Some(token) = self.peek() {
            if token.is(self.source, "(") {
                depth += 1;
            } else if token.is(self.source, ")") {
                depth -= 1;
            } else if token.is(self.source, ";") {
                break;
            }
            if depth > 0 {
                self.at += 1;
                continue;
            }
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected("\u{201c})\u{201d}"))
    }
}

/// Parts a comparison from the parameter that a driver allows right after it: `=?`, `=@id`, `>=%(since)s`.
fn with_parameters_apart(source: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut apart = Vec::with_capacity(tokens.len());
    for (position, token) in tokens.iter().enumerate() {
        let text = token.text(source);
        let next = tokens
            .get(position + 1)
            .filter(|next| next.range.start == token.range.end);
        let split = token.kind == Kind::Operator
            && text.len() > 1
            && text
                .trim_end_matches(['?', '@', '%'])
                .ends_with(['=', '<', '>'])
            && match text.as_bytes().last() {
                Some(b'?') => next.is_none_or(|next| next.kind != Kind::Word),
                Some(b'@') => text.len() > 2 || text.starts_with('=') || text.starts_with('>'),
                Some(b'%') => {
                    next.is_some_and(|next| next.is(source, "(") || next.is_word(source, "s"))
                }
                _ => false,
            };
        if split {
            let middle = token.range.end - 1;
            for range in [token.range.start..middle, middle..token.range.end] {
                apart.push(Token {
                    kind: Kind::Operator,
                    range,
                });
            }
        } else {
            apart.push(token.clone());
        }
    }
    apart
}
