//! What may be written at a place of the text.

use crate::model::{Document, Schema, Table};
use crate::sql::tokens::{self, Token};
use crate::sql::{quote, types, writer};

use super::Sheet;

/// What an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// A table.
    Table,
    /// A column.
    Column,
    /// A type.
    Type,
    /// A word of the language.
    Keyword,
}

impl OfferKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            OfferKind::Table => "table",
            OfferKind::Column => "column",
            OfferKind::Type => "type",
            OfferKind::Keyword => "keyword",
        }
    }
}

/// Something that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The text.
    pub label: String,
    /// What it means, in a few words; may be empty.
    pub detail: String,
    /// What it is.
    pub kind: OfferKind,
}

impl Offer {
    fn new(kind: OfferKind, label: impl Into<String>, detail: impl Into<String>) -> Self {
        Offer {
            label: label.into(),
            detail: detail.into(),
            kind,
        }
    }
}

const ACTIONS: &[(&str, &str)] = &[
    ("RESTRICT", "the row referred to cannot go"),
    ("CASCADE", "these rows go too"),
    ("NO ACTION", "as RESTRICT, at the end"),
    ("SET NULL", "the reference becomes null"),
    ("SET DEFAULT", "the reference takes its default"),
];

const STATEMENTS: &[(&str, &str)] = &[
    ("CREATE TABLE", ""),
    ("CREATE INDEX", ""),
    ("CREATE UNIQUE INDEX", ""),
    ("CREATE TYPE", ""),
    ("CREATE POLICY", ""),
    ("CREATE TRIGGER", ""),
    ("CREATE VIEW", ""),
    ("COMMENT ON COLUMN", ""),
    ("COMMENT ON TABLE", ""),
    ("ALTER TABLE", ""),
];

const TABLE_ITEMS: &[(&str, &str)] = &[
    ("CONSTRAINT", "a named constraint"),
    ("PRIMARY KEY", ""),
    ("UNIQUE", ""),
    ("FOREIGN KEY", ""),
    ("CHECK", ""),
];

const COLUMN_WORDS: &[(&str, &str)] = &[
    ("NOT NULL", "every row has a value"),
    ("DEFAULT", ""),
    ("PRIMARY KEY", ""),
    ("UNIQUE", ""),
    ("REFERENCES", "a row of another table"),
    ("CHECK", ""),
    ("GENERATED ALWAYS AS IDENTITY", "numbered by PostgreSQL"),
    ("ON DELETE", "what happens with the row referred to"),
];

/// So far back a statement is looked for; longer ones are bodies, in which nothing is offered.
const REACH: usize = 20_000;

impl Sheet {
    /// What may be written at a byte, and the byte where the word that is being written begins.
    pub fn offers(&self, document: &Document, at: usize) -> (usize, Vec<Offer>) {
        let Some(before) = self.shown.get(..at) else {
            return (at, Vec::new());
        };
        let mut least = at.saturating_sub(REACH);
        while !before.is_char_boundary(least) {
            least += 1;
        }
        let start = before
            .rfind(";\n")
            .map_or(least, |end| (end + 1).max(least));
        let text = before.get(start..).unwrap_or_default();
        let mut all = tokens::significant(text);
        let last = tokens::tokens(text).pop();
        // Nothing is offered inside a comment or a text.
        if last.is_some_and(|token| {
            let kind = token.kind;
            kind == tokens::Kind::Text
                || (kind == tokens::Kind::Comment && !token.text(text).ends_with("*/"))
        }) {
            return (at, Vec::new());
        }
        let ends_here = |token: &Token| token.range.end == text.len() && token.name(text).is_some();
        let word = all.pop_if(|token| ends_here(token));
        let from = word.map_or(at, |token| start + token.range.start);
        let place = Place { text, all: &all };
        (from, place.offers(&document.schema))
    }
}

/// The statement before the word that is being written.
struct Place<'a> {
    text: &'a str,
    all: &'a [Token],
}

impl Place<'_> {
    /// Whether a token, counted from the last, is a word.
    fn is(&self, back: usize, word: &str) -> bool {
        let token = self
            .all
            .len()
            .checked_sub(back + 1)
            .and_then(|at| self.all.get(at));
        token.is_some_and(|token| token.is_word(self.text, word) || token.is(self.text, word))
    }

    fn is_one_of(&self, back: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(back, word))
    }

    fn offers(&self, schema: &Schema) -> Vec<Offer> {
        if self.all.is_empty() {
            return words(STATEMENTS);
        }
        if self.is_one_of(0, &["delete", "update"]) && self.is(1, "on") {
            return words(ACTIONS);
        }
        let makes_part = self.begins(&["index", "trigger", "policy"]);
        if self.is_one_of(0, &["references", "join", "into"])
            || (self.is(0, "on") && makes_part)
            || (self.is(0, "table") && self.begins(&["alter", "comment"]))
            || self.is(0, "from")
        {
            return tables(schema);
        }
        match self.parenthesis() {
            None if self.is(0, "on") || self.begins(&["table"]) => Vec::new(),
            None => words(COLUMN_WORDS),
            Some(open) => self.inside(schema, open),
        }
    }

    /// Whether one of the first three words is one of these.
    fn begins(&self, words: &[&str]) -> bool {
        let mut head = self.all.iter().take(3);
        head.any(|token| words.iter().any(|word| token.is_word(self.text, word)))
    }

    /// The last parenthesis that is open.
    fn parenthesis(&self) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, token) in self.all.iter().enumerate().rev() {
            if token.is(self.text, ")") {
                depth += 1;
            } else if token.is(self.text, "(") {
                match depth.checked_sub(1) {
                    None => return Some(at),
                    Some(less) => depth = less,
                }
            }
        }
        None
    }

    fn inside(&self, schema: &Schema, open: usize) -> Vec<Offer> {
        let before = Place {
            text: self.text,
            all: self.all.get(..open).unwrap_or_default(),
        };
        let outer = before.parenthesis();
        let made = self.made();
        if outer.is_none() && self.begins(&["table"]) {
            return self.item(schema, open);
        }
        // The columns in parentheses are those of the table named before them, else of the one that is made.
        let named = before.named_table(schema);
        if let Some(table) = named {
            return columns_of(schema, table);
        }
        match made.and_then(|name| find(schema, &name)) {
            Some(table) => {
                let mut offers = self.columns_written(outer.unwrap_or(open));
                let known: Vec<Offer> = columns_of(schema, table);
                let missing = known
                    .into_iter()
                    .filter(|one| !offers.iter().any(|other| other.label == one.label));
                let missing: Vec<Offer> = missing.collect();
                offers.extend(missing);
                offers
            }
            None => self.columns_written(outer.unwrap_or(open)),
        }
    }

    /// Inside CREATE TABLE: a name at the head of an item, then a type, then what else a column has.
    fn item(&self, schema: &Schema, open: usize) -> Vec<Offer> {
        let mut depth = 0_usize;
        let mut words_of_item = 0;
        for token in self.all.iter().skip(open + 1) {
            if token.is(self.text, "(") {
                depth += 1;
            } else if token.is(self.text, ")") {
                depth = depth.saturating_sub(1);
            } else if token.is(self.text, ",") && depth == 0 {
                words_of_item = 0;
                continue;
            }
            words_of_item += 1;
        }
        match words_of_item {
            0 => words(TABLE_ITEMS),
            1 if !self.is_one_of(0, &["constraint", "primary", "unique", "foreign", "check"]) => {
                column_types(schema)
            }
            1 if self.is(0, "constraint") => Vec::new(),
            _ => words(COLUMN_WORDS),
        }
    }

    /// The name after CREATE TABLE.
    fn made(&self) -> Option<Vec<String>> {
        let table = self
            .all
            .iter()
            .position(|token| token.is_word(self.text, "table"))?;
        let first = self.all.get(table + 1)?.name(self.text)?;
        let dotted = self
            .all
            .get(table + 2)
            .is_some_and(|dot| dot.is(self.text, "."));
        let second = dotted
            .then(|| self.all.get(table + 3)?.name(self.text))
            .flatten();
        Some(std::iter::once(first).chain(second).collect())
    }

    /// The table that the last words name, behind REFERENCES or ON.
    fn named_table<'a>(&self, schema: &'a Schema) -> Option<&'a Table> {
        let mut names = Vec::new();
        let mut back = 0;
        // An index may name its method between the table and its columns.
        if self.is(1, "using") {
            back = 2;
        }
        loop {
            let at = self.all.len().checked_sub(back + 1)?;
            names.insert(0, self.all.get(at)?.name(self.text)?);
            if !self.is(back + 1, ".") {
                break;
            }
            back += 2;
        }
        let behind = self.is_one_of(back + 1, &["references", "on", "only", "table"]);
        behind.then(|| find(schema, &names)).flatten()
    }

    /// The columns written so far: the names at the head of the items.
    fn columns_written(&self, open: usize) -> Vec<Offer> {
        let mut found = Vec::new();
        let mut depth = 0_usize;
        let mut heads = true;
        for token in self.all.iter().skip(open + 1) {
            if heads
                && let Some(name) = token.name(self.text)
                && ![
                    "constraint",
                    "primary",
                    "unique",
                    "foreign",
                    "check",
                    "exclude",
                    "like",
                ]
                .contains(&name.as_str())
            {
                found.push(Offer::new(OfferKind::Column, quote::identifier(&name), ""));
            }
            heads = false;
            if token.is(self.text, "(") {
                depth += 1;
            } else if token.is(self.text, ")") {
                depth = depth.saturating_sub(1);
            } else if token.is(self.text, ",") && depth == 0 {
                heads = true;
            }
        }
        found
    }
}

fn words(list: &[(&str, &str)]) -> Vec<Offer> {
    list.iter()
        .map(|(word, detail)| Offer::new(OfferKind::Keyword, *word, *detail))
        .collect()
}

fn find<'a>(schema: &'a Schema, name: &[String]) -> Option<&'a Table> {
    match name {
        [name] => schema.table_named("public", name),
        [of, name] => schema.table_named(of, name),
        _ => None,
    }
    .map(|table| &**table)
}

fn tables(schema: &Schema) -> Vec<Offer> {
    let tables = schema.tables.values();
    let offer = |table: &std::sync::Arc<Table>| {
        let keys = table
            .primary_key()
            .map(|key| table.column_names(&key.columns()));
        let detail = keys.map_or(String::new(), |names| names.join(", "));
        Offer::new(OfferKind::Table, quote::table(table), detail)
    };
    tables.map(offer).collect()
}

fn columns_of(schema: &Schema, table: &Table) -> Vec<Offer> {
    let columns = table.columns.iter();
    let offer = |column: &crate::model::Column| {
        Offer::new(
            OfferKind::Column,
            quote::identifier(&column.name),
            writer::data_type(schema, &column.data_type),
        )
    };
    columns.map(offer).collect()
}

fn column_types(schema: &Schema) -> Vec<Offer> {
    let own = schema.types.values();
    let own = own.map(|one| {
        Offer::new(
            OfferKind::Type,
            writer::type_reference(one),
            "of this schema",
        )
    });
    let common = types::COMMON.iter();
    own.chain(common.map(|name| Offer::new(OfferKind::Type, *name, "")))
        .collect()
}
