//! Columns, keys and constraints as MySQL and SQLite write them, before their names become ids.

use crate::model::{Column, Deferrable, MatchType};

/// A column with what is written beside it.
pub(super) struct ColumnText {
    /// The column; expressions and texts as written.
    pub column: Column,
    /// Keys and constraints that stand with it.
    pub elements: Vec<Element>,
    /// Labels of an `ENUM`.
    pub labels: Option<Vec<String>>,
    /// Where ALTER TABLE puts it.
    pub place: Place,
}

/// Where ALTER TABLE puts a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where it is, or at the end.
    Kept,
    /// `FIRST`.
    First,
    /// `AFTER name`.
    After(String),
}

/// A key, index or constraint.
pub(super) enum Element {
    /// `PRIMARY KEY`.
    Primary(KeyText),
    /// `UNIQUE`.
    Unique(KeyText),
    /// `KEY`, `INDEX`, `FULLTEXT`, `SPATIAL`.
    Index(KeyText),
    /// `CHECK`.
    Check(CheckText),
    /// `FOREIGN KEY`.
    Foreign(ForeignText),
}

/// A check.
pub(super) struct CheckText {
    /// Its name, where written.
    pub name: Option<String>,
    /// The expression.
    pub expression: String,
    /// False for `NOT ENFORCED`.
    pub enforced: bool,
}

/// A key or index.
#[derive(Default)]
pub(super) struct KeyText {
    /// Its name, where written.
    pub name: Option<String>,
    /// `btree`, `hash`, `fulltext` or `spatial`.
    pub method: String,
    /// What it is over.
    pub parts: Vec<KeyPart>,
    /// The predicate of a partial index.
    pub predicate: Option<String>,
    /// Options by their names in [`crate::sql::foreign::key`].
    pub options: Vec<(String, String)>,
    /// Comment.
    pub comment: Option<String>,
    /// `PRIMARY KEY (a AUTOINCREMENT)` of SQLite.
    pub autoincrement: bool,
    /// Whether it stands in the column's own line.
    pub with_column: bool,
}

/// One part of a key.
pub(super) struct KeyPart {
    /// Column or expression.
    pub source: PartSource,
    /// How many characters are indexed.
    pub prefix: Option<u32>,
    /// Collation.
    pub collation: Option<String>,
    /// `DESC`.
    pub descending: bool,
}

/// What a part of a key is taken from.
pub(super) enum PartSource {
    /// A column.
    Column(String),
    /// An expression.
    Expression(String),
}

impl KeyPart {
    /// A column as it is.
    pub fn column(name: &str) -> KeyPart {
        KeyPart {
            source: PartSource::Column(name.to_string()),
            prefix: None,
            collation: None,
            descending: false,
        }
    }

    /// The column, if nothing else is said of it.
    pub fn plain(&self) -> Option<&str> {
        match &self.source {
            PartSource::Column(name)
                if self.prefix.is_none() && self.collation.is_none() && !self.descending =>
            {
                Some(name)
            }
            _ => None,
        }
    }
}

/// What happens to referencing rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Nothing,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// A foreign key.
pub(super) struct ForeignText {
    /// Its name, where written.
    pub name: Option<String>,
    /// Referencing columns.
    pub columns: Vec<String>,
    /// Referenced table.
    pub table: String,
    /// Referenced columns; empty: the primary key.
    pub targets: Vec<String>,
    /// `ON DELETE`.
    pub on_delete: Option<Action>,
    /// `ON UPDATE`.
    pub on_update: Option<Action>,
    /// `MATCH`.
    pub match_type: MatchType,
    /// Deferrability.
    pub deferrable: Deferrable,
}
