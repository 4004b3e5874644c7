//! What the importer says about each statement.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::ObjectRef;

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Taken into the model.
    Understood,
    /// Kept word for word, with its kind and name.
    Verbatim,
    /// Says nothing about the schema: session settings, data, ownership, psql commands.
    Skipped,
    /// Could not be read or contradicts what stood before.
    Unreadable {
        /// What is wrong, as a phrase (`unclosed quote`).
        reason: String,
        /// What to do about it, as a sentence; empty when nothing is known.
        advice: String,
        /// Line of the fault itself, from 1.
        line: u32,
        /// Column of the fault in characters, from 1.
        column: u32,
        /// Line at which reading went on, where the statement had swallowed what follows it.
        resumed_at: Option<u32>,
    },
}

/// One statement and what became of it. Written as a list, for there may be tens of thousands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementReport {
    /// Which source it stands in.
    pub source: usize,
    /// Line of its first character, from 1.
    pub line: u32,
    /// Column of its first character, from 1.
    pub column: u32,
    /// Its bytes in the source, without the final semicolon.
    pub range: Range<usize>,
    /// What became of it.
    pub outcome: Outcome,
    /// Kind of what it makes or changes, in words (`table`, `foreign key`, `event trigger`).
    pub kind: String,
    /// Name of what it makes or changes, as people call it; may be empty.
    pub name: String,
    /// What else there is to say (`table auth.users is not in what was read`); empty for most.
    pub note: String,
}

impl Serialize for StatementReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = (self.source, self.line, self.column);
        let range = (self.range.start, self.range.end);
        let words = (&self.kind, &self.name, &self.note);
        (place, range, &self.outcome, words).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StatementReport {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ((source, line, column), (start, end), outcome, (kind, name, note)) =
            Deserialize::deserialize(deserializer)?;
        Ok(StatementReport {
            source,
            line,
            column,
            range: start..end,
            outcome,
            kind,
            name,
            note,
        })
    }
}

/// A rename the author declared with `-- @renamed from=x`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// The object under its new name.
    pub object: ObjectRef,
    /// The name it had.
    pub from: String,
}

/// How many statements ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All statements.
    pub statements: usize,
    /// Taken into the model.
    pub understood: usize,
    /// Kept word for word.
    pub verbatim: usize,
    /// Skipped.
    pub skipped: usize,
    /// Not readable.
    pub unreadable: usize,
}

/// What the importer says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Names of the sources, in the order they were applied.
    pub sources: Vec<String>,
    /// All statements, in order.
    pub statements: Vec<StatementReport>,
    /// Where each object of the schema was made: source and line, from 1. An object keeps the place of its first definition.
    #[serde(with = "as_pairs")]
    pub origins: BTreeMap<ObjectRef, (usize, u32)>,
    /// Renames the author declared.
    pub renames: Vec<Rename>,
    /// Remarks on the text as a whole (`This looks like MySQL ...`).
    pub notes: Vec<String>,
}

/// JSON has no maps with such keys: the places are written as a list of pairs.
mod as_pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::ObjectRef;

    type Places = BTreeMap<ObjectRef, (usize, u32)>;

    pub fn serialize<S: Serializer>(places: &Places, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(places)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Places, D::Error> {
        Ok(Vec::<(ObjectRef, (usize, u32))>::deserialize(deserializer)?
            .into_iter()
            .collect())
    }
}

impl Report {
    /// How many statements ended how.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            statements: self.statements.len(),
            ..Counts::default()
        };
        for statement in &self.statements {
            match statement.outcome {
                Outcome::Understood => counts.understood += 1,
                Outcome::Verbatim => counts.verbatim += 1,
                Outcome::Skipped => counts.skipped += 1,
                Outcome::Unreadable { .. } => counts.unreadable += 1,
            }
        }
        counts
    }

    /// The sentence that sums it up (`118 of 121 statements understood, 2 kept as written, 1 not readable (line 884:
    /// unclosed quote).`). Skipped statements say nothing about the schema and are not counted.
    pub fn summary(&self) -> String {
        let counts = self.counts();
        let mut text = format!(
            "{} of {} statements understood",
            counts.understood,
            counts.statements - counts.skipped
        );
        if counts.verbatim > 0 {
            text.push_str(&format!(", {} kept as written", counts.verbatim));
        }
        if counts.unreadable > 0 {
            text.push_str(&format!(", {} not readable", counts.unreadable));
        }
        let first = self
            .statements
            .iter()
            .find_map(|statement| match &statement.outcome {
                Outcome::Unreadable { reason, line, .. } => Some((line, reason)),
                _ => None,
            });
        if let Some((line, reason)) = first {
            text.push_str(&format!(" (line {line}: {reason})"));
        }
        text.push('.');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_comes_back_from_the_worker_as_it_was() {
        let statement = StatementReport {
            source: 1,
            line: 2,
            column: 3,
            range: 40..50,
            outcome: Outcome::Unreadable {
                reason: "unclosed quote".to_string(),
                advice: String::new(),
                line: 4,
                column: 5,
                resumed_at: Some(6),
            },
            kind: "table".to_string(),
            name: "a \"b\"".to_string(),
            note: "it's".to_string(),
        };
        let text = serde_json::to_string(&statement).unwrap();
        assert_eq!(
            serde_json::from_str::<StatementReport>(&text).unwrap(),
            statement
        );
    }
}
