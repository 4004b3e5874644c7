//! What a statement of a plan makes and takes away, told by its words: enough to know whether running it twice is the same
//! as running it once.

use std::collections::BTreeSet;

use crate::sql::tokens::{self, Token};

/// A statement by its words.
pub(super) struct Statement<'a> {
    /// The text.
    pub text: &'a str,
    tokens: Vec<Token>,
}

/// Words between the verb and the name.
const BEFORE_NAME: &[&str] = &[
    "OR",
    "REPLACE",
    "UNLOGGED",
    "UNIQUE",
    "MATERIALIZED",
    "CONSTRAINT",
    "CONCURRENTLY",
    "IF",
    "NOT",
    "EXISTS",
    "ONLY",
];

impl<'a> Statement<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Statement {
            text,
            tokens: tokens::significant(text),
        }
    }

    /// The word at a place, upper case; empty where there is none.
    pub(super) fn word(&self, at: usize) -> String {
        self.tokens
            .get(at)
            .map(|token| token.text(self.text).to_ascii_uppercase())
            .unwrap_or_default()
    }

    /// The text of the token at a place.
    pub(super) fn token(&self, at: usize) -> Option<&'a str> {
        Some(self.tokens.get(at)?.text(self.text))
    }

    /// How many words and signs it has.
    pub(super) fn words_count(&self) -> usize {
        self.tokens.len()
    }

    /// Whether it begins with these words.
    pub(super) fn begins(&self, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(at, word)| self.word(at) == *word)
    }

    /// Whether these words follow each other anywhere outside of quotes.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        (0..self.tokens.len()).any(|from| self.at(from, words))
    }

    fn at(&self, from: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(at, word)| self.word(from + at) == *word)
    }

    /// The text with these words set in after the token at `place`.
    pub(super) fn with(&self, place: usize, words: &str) -> String {
        let Some(token) = self.tokens.get(place) else {
            return self.text.to_string();
        };
        let (before, after) = self.text.split_at(token.range.end);
        format!("{before} {words}{after}")
    }

    /// The last token of the kind of object: `CREATE UNIQUE INDEX CONCURRENTLY` is 3.
    pub(super) fn kind_end(&self) -> usize {
        let mut at = 1;
        while BEFORE_NAME.contains(&self.word(at).as_str()) {
            at += 1;
        }
        match self.word(at + 1).as_str() {
            "CONCURRENTLY" => at + 1,
            _ => at,
        }
    }

    /// The kind of object of CREATE, DROP and ALTER.
    pub(super) fn kind(&self) -> String {
        let mut at = 1;
        while BEFORE_NAME.contains(&self.word(at).as_str()) {
            at += 1;
        }
        self.word(at)
    }

    /// Where the name of the object begins.
    fn name_place(&self) -> usize {
        let mut at = 1;
        while BEFORE_NAME.contains(&self.word(at).as_str()) {
            at += 1;
        }
        at += 1;
        while BEFORE_NAME.contains(&self.word(at).as_str()) {
            at += 1;
        }
        at
    }

    /// The name at a place with its schema, as written; and the place after it.
    pub(super) fn name_at(&self, at: usize) -> Option<(String, usize)> {
        let first = self.tokens.get(at)?;
        first.name(self.text)?;
        let mut end = at;
        while self.word(end + 1) == "." && self.tokens.get(end + 2)?.name(self.text).is_some() {
            end += 2;
        }
        let range = first.range.start..self.tokens.get(end)?.range.end;
        Some((self.text.get(range)?.to_string(), end + 1))
    }

    /// The object's name as written, with its schema.
    pub(super) fn name(&self) -> Option<String> {
        Some(self.name_at(self.name_place())?.0)
    }

    /// The place after the object's name: of ALTER, where its action begins.
    pub(super) fn action(&self) -> usize {
        self.name_at(self.name_place())
            .map_or(usize::MAX, |(_, after)| after)
    }

    /// The name of the table after ON, as written.
    pub(super) fn on(&self) -> Option<String> {
        let at = (0..self.tokens.len()).find(|at| self.word(*at) == "ON")?;
        Some(self.name_at(at + 1)?.0)
    }

    /// Whether an ALTER does several things at once.
    pub(super) fn has_several_actions(&self) -> bool {
        let mut depth = 0_usize;
        self.tokens.iter().any(|token| {
            match token.text(self.text) {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                "," if depth == 0 => return true,
                _ => {}
            }
            false
        })
    }

    /// Every word of it, those inside quoted text too, as PostgreSQL folds them.
    pub(super) fn words(&self) -> BTreeSet<String> {
        let mut words: BTreeSet<String> = self
            .tokens
            .iter()
            .filter_map(|token| token.name(self.text))
            .collect();
        for token in self
            .tokens
            .iter()
            .filter(|token| token.kind == tokens::Kind::Text)
        {
            let text = token.text(self.text);
            words.extend(
                text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .filter(|word| !word.is_empty())
                    .map(str::to_string),
            );
        }
        words
    }

    fn last_part(&self, at: usize) -> Option<String> {
        let (_, after) = self.name_at(at)?;
        self.tokens.get(after - 1)?.name(self.text)
    }

    /// Names that are free after it has run: dropped, renamed away, moved to another schema.
    pub(super) fn takes_away(&self) -> BTreeSet<String> {
        let mut gone = BTreeSet::new();
        match self.word(0).as_str() {
            "DROP" => gone.extend(self.dropped()),
            "ALTER" => {
                for at in self.action()..self.tokens.len() {
                    match self.word(at).as_str() {
                        "DROP" => gone.extend(self.part_dropped(at)),
                        "RENAME" => gone.extend(self.renamed_away(at)),
                        "SET" if self.word(at + 1) == "SCHEMA" => {
                            gone.extend(self.last_part(self.name_place()));
                        }
                        // The index gets the constraint's name.
                        "USING" if self.word(at + 1) == "INDEX" => {
                            let made = self.makes();
                            gone.extend(self.last_part(at + 2).filter(|name| !made.contains(name)));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        gone
    }

    fn dropped(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = self.name_place();
        while let Some((_, after)) = self.name_at(at) {
            names.extend(self.last_part(at));
            // A function's arguments stand between its name and the next.
            at = match self.word(after).as_str() {
                "," => after + 1,
                _ => break,
            };
        }
        names
    }

    fn part_dropped(&self, at: usize) -> Option<String> {
        let mut place = at + 1;
        while matches!(
            self.word(place).as_str(),
            "COLUMN" | "CONSTRAINT" | "ATTRIBUTE" | "IF" | "EXISTS"
        ) {
            place += 1;
        }
        let word = self.word(place);
        let setting = matches!(word.as_str(), "NOT" | "DEFAULT" | "IDENTITY" | "EXPRESSION");
        (!setting).then(|| self.last_part(place)).flatten()
    }

    fn renamed_away(&self, at: usize) -> Option<String> {
        match self.word(at + 1).as_str() {
            "TO" => self.last_part(self.name_place()),
            "COLUMN" | "CONSTRAINT" | "ATTRIBUTE" | "VALUE" => {
                let token = self.tokens.get(at + 2)?;
                let text = token.text(self.text).trim_matches('\'').to_string();
                token.name(self.text).or(Some(text))
            }
            _ => self.last_part(at + 1),
        }
    }

    /// Names that are taken after it has run.
    pub(super) fn makes(&self) -> BTreeSet<String> {
        let mut made = BTreeSet::new();
        match self.word(0).as_str() {
            "CREATE" => made.extend(self.last_part(self.name_place())),
            "ALTER" => {
                for at in self.action()..self.tokens.len() {
                    match self.word(at).as_str() {
                        "ADD" => {
                            let mut place = at + 1;
                            while matches!(
                                self.word(place).as_str(),
                                "COLUMN" | "CONSTRAINT" | "ATTRIBUTE" | "IF" | "NOT" | "EXISTS"
                            ) {
                                place += 1;
                            }
                            made.extend(self.last_part(place));
                        }
                        "TO" => made.extend(self.last_part(at + 1)),
                        "SET" if self.word(at + 1) == "SCHEMA" => {
                            made.extend(self.last_part(self.name_place()));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        made
    }
}
