//! Reads a statement word by word.

use crate::sql::tokens::{self, Kind, Token};

/// A name with its schema, both unquoted; what is written without a schema stands in `public`.
pub(super) type Name = (String, String);

/// A place in a statement.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Reader {
            source,
            tokens: tokens::significant(source),
            at: 0,
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn is_at(&self, place: usize, word: &str) -> bool {
        self.tokens
            .get(place)
            .is_some_and(|token| token.is_word(self.source, word) || token.is(self.source, word))
    }

    /// Whether these words come next.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        let mut places = words.iter().enumerate();
        places.all(|(place, word)| self.is_at(self.at + place, word))
    }

    /// Passes over these words if they come next.
    pub(super) fn skip(&mut self, words: &[&str]) -> bool {
        let next = self.is(words);
        if next {
            self.at += words.len();
        }
        next
    }

    /// Passes over one token.
    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    /// Goes behind the next occurrence of these words, or stays where it is.
    pub(super) fn find(&mut self, words: &[&str]) -> bool {
        let found = (self.at..self.tokens.len()).find(|place| {
            let mut all = words.iter().enumerate();
            all.all(|(offset, word)| self.is_at(place + offset, word))
        });
        if let Some(place) = found {
            self.at = place + words.len();
        }
        found.is_some()
    }

    /// Whether these words stand anywhere from here on.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.clone().find(words)
    }

    /// Reads a name and the points in it: `c`, `t.c`, `s.t.c`.
    pub(super) fn parts(&mut self) -> Vec<String> {
        let mut parts = Vec::new();
        while let Some(part) = self
            .tokens
            .get(self.at)
            .and_then(|token| token.name(self.source))
        {
            parts.push(part);
            self.at += 1;
            if !self.skip(&["."]) {
                break;
            }
        }
        parts
    }

    /// Reads the name of a relation.
    pub(super) fn name(&mut self) -> Option<Name> {
        let mut parts = self.parts();
        let name = parts.pop()?;
        Some((parts.pop().unwrap_or_else(|| "public".to_string()), name))
    }

    /// Reads a name without a schema.
    pub(super) fn plain(&mut self) -> Option<String> {
        self.parts().pop()
    }

    /// Reads a list of names in parentheses, if one comes next.
    pub(super) fn list(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        if !self.skip(&["("]) {
            return names;
        }
        while !self.is_done() && !self.skip(&[")"]) {
            match self.plain() {
                Some(name) => names.push(name),
                None => self.step(),
            }
        }
        names
    }

    /// What is left, parted at the commas outside parentheses.
    pub(super) fn parted(&self) -> Vec<Reader<'a>> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut found = vec![Vec::new()];
        let mut depth = 0_u32;
        for token in rest {
            if token.is(self.source, "(") || token.is(self.source, "[") {
                depth += 1;
            } else if token.is(self.source, ")") || token.is(self.source, "]") {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && token.is(self.source, ",") {
                found.push(Vec::new());
                continue;
            }
            if let Some(last) = found.last_mut() {
                last.push(token.clone());
            }
        }
        found
            .into_iter()
            .map(|tokens| Reader {
                source: self.source,
                tokens,
                at: 0,
            })
            .collect()
    }

    /// The bodies in dollar quotes, which hold statements.
    pub(super) fn bodies(&self) -> Vec<&'a str> {
        let strings = self.tokens.iter().filter(|one| one.kind == Kind::Text);
        strings
            .map(|token| token.text(self.source))
            .filter(|text| text.starts_with('$'))
            .filter_map(|text| {
                let tag = text.get(..=text.get(1..)?.find('$')? + 1)?;
                text.strip_prefix(tag)?.strip_suffix(tag)
            })
            .collect()
    }

    /// The text of what is left.
    pub(super) fn rest(&self) -> &'a str {
        let from = self.tokens.get(self.at).map(|token| token.range.start);
        from.and_then(|from| self.source.get(from..))
            .unwrap_or_default()
    }
}
