//! The document as a file, `name.cadastre.json`: versioned, in a stable order, laid out so that a change of one column is a
//! change of one line.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::model::{Document, Schema};

/// The version written, and the newest that can be read.
pub const VERSION: u64 = 1;

/// What fits into this many characters stands on one line.
const WIDTH: usize = 140;

/// Why a text is not a document.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LoadError {
    /// There is nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// It is not JSON.
    #[error("The file is not JSON: {reason} (line {line}, column {column}).")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the reader met.
        reason: String,
    },
    /// It ends in the middle.
    #[error("The file ends in the middle, at line {line}. It was cut off; look for a whole copy.")]
    Truncated {
        /// Line, from 1.
        line: usize,
    },
    /// It is JSON of something else.
    #[error("The file is JSON, but not a Cadastre document: it has no \"cadastre\" version.")]
    NotDocument,
    /// It was written by a later Cadastre.
    #[error(
        "The file needs a newer Cadastre: it has format {found}, and this one reads formats up to {known}."
    )]
    Newer {
        /// The file's version.
        found: u64,
        /// The newest version this program reads.
        known: u64,
    },
    /// It nests deeper than any document.
    #[error("The file nests deeper than a document can (line {line}).")]
    TooDeep {
        /// Line, from 1.
        line: usize,
    },
    /// A part is missing or of the wrong kind.
    #[error("The document is damaged: {reason} (line {line}, column {column}).")]
    Damaged {
        /// Line, from 1; 0 where it concerns the whole.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Serialize)]
struct Written<'a> {
    cadastre: u64,
    document: &'a Document,
}

#[derive(Deserialize)]
struct Read {
    document: Document,
}

/// Only the version, so that a document of another format is known before it is taken apart.
#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    cadastre: Option<Value>,
}

/// The document as text: JSON, one line for what is short, ending in a line end.
pub fn save(document: &Document) -> String {
    // By way of the compact text: turning the document itself into a value would put a second writer of all that a document
    // holds into the page.
    let value: Value = serde_json::from_str(&save_compact(document)).unwrap_or_default();
    let mut text = String::new();
    lay_out(&value, 0, &mut text);
    text.push('\n');
    text
}

/// The document as text on one line, where nobody reads it.
pub fn save_compact(document: &Document) -> String {
    let written = Written {
        cadastre: VERSION,
        document,
    };
    // Everything in a document is strings, numbers, lists and maps with plain keys, which JSON always holds.
    serde_json::to_string(&written).unwrap_or_default()
}

/// Reads what [`save`] wrote.
///
/// # Errors
/// When the text is no document, is damaged, or was written by a newer version; each says which and where.
pub fn load(text: &str) -> Result<Document, LoadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(LoadError::Empty);
    }
    let first = text.trim_start().chars().next();
    if !matches!(first, Some('{')) {
        return Err(not_an_object(text));
    }
    let probe: Probe = serde_json::from_str(text).map_err(|error| syntax(text, &error))?;
    match probe.cadastre.as_ref().map(Value::as_u64) {
        Some(Some(0)) | Some(None) | None => return Err(LoadError::NotDocument),
        Some(Some(found)) if found > VERSION => {
            return Err(LoadError::Newer {
                found,
                known: VERSION,
            });
        }
        Some(Some(_)) => {}
    }
    let Read { mut document } = serde_json::from_str(text).map_err(|error| syntax(text, &error))?;
    check(&document.schema, "schema")?;
    if let Some(base) = &document.base {
        check(base, "base")?;
        document.next_id = document.next_id.max(base.greatest_id().saturating_add(1));
    }
    let greatest = document.schema.greatest_id().max(check_debate(&document)?);
    document.next_id = document.next_id.max(greatest.saturating_add(1));
    Ok(document)
}

/// Checks the proposals; gives back the greatest id they use.
fn check_debate(document: &Document) -> Result<u32, LoadError> {
    let debate = &document.debate;
    check(&debate.origin, "origin")?;
    let mut greatest = debate.origin.greatest_id();
    let of_rounds = debate.rounds.values().flat_map(|round| &round.proposals);
    for (id, proposal) in debate.proposals.iter().chain(of_rounds) {
        if let Some(version) = &proposal.version {
            check(&version.changed, &format!("proposal {id}"))?;
        }
        greatest = greatest.max(proposal.greatest_id());
    }
    let damaged = |reason: String| {
        let (line, column) = (0, 0);
        Err(LoadError::Damaged {
            line,
            column,
            reason,
        })
    };
    for (id, proposal) in &debate.proposals {
        let drawn = debate.opened.as_ref() == Some(id);
        if drawn == proposal.version.is_some() {
            return damaged(format!(
                "the proposal {id} is {} what it holds",
                if drawn {
                    "drawn and says"
                } else {
                    "not drawn and does not say"
                }
            ));
        }
    }
    match &debate.opened {
        Some(id) if !debate.proposals.contains_key(id) => {
            damaged(format!("the proposal {id} is drawn and not there"))
        }
        _ => Ok(greatest),
    }
}

fn not_an_object(text: &str) -> LoadError {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => LoadError::NotDocument,
        Err(error) => syntax(text, &error),
    }
}

fn syntax(text: &str, error: &serde_json::Error) -> LoadError {
    let (line, column) = (error.line(), error.column());
    let reason = error.to_string();
    // serde_json ends its messages with the place, which stands in its own fields here.
    let reason = reason
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_string();
    // A number cut off after its sign is an error of its own to serde_json.
    let last = text.lines().next_back().unwrap_or_default();
    let at_end = line == text.lines().count() && column >= last.len();
    match error.classify() {
        serde_json::error::Category::Syntax if at_end => LoadError::Truncated { line },
        serde_json::error::Category::Eof => LoadError::Truncated { line },
        serde_json::error::Category::Data => LoadError::Damaged {
            line,
            column,
            reason,
        },
        _ if reason.contains("recursion limit") => LoadError::TooDeep { line },
        _ => LoadError::NotJson {
            line,
            column,
            reason,
        },
    }
}

/// Every object must stand under its own id; the rest of the program relies on it.
fn check(schema: &Schema, place: &str) -> Result<(), LoadError> {
    let mismatch = |kind: &str, key: u32, id: u32| {
        Err(LoadError::Damaged {
            line: 0,
            column: 0,
            reason: format!("{place}: the {kind} under {key} says it is {id}"),
        })
    };
    macro_rules! ids {
        ($($kind:literal $store:ident;)*) => {$(
            for (key, object) in &schema.$store {
                if *key != object.id {
                    return mismatch($kind, key.0, object.id.0);
                }
            }
        )*};
    }
    ids! {
        "schema" namespaces;
        "extension" extensions;
        "type" types;
        "sequence" sequences;
        "table" tables;
        "view" views;
        "function" functions;
        "role" roles;
        "grant" grants;
        "default privilege" default_privileges;
        "statistics object" statistics;
        "statement" verbatim;
    }
    Ok(())
}

/// Lists and maps that are short stand on one line, others one entry a line.
fn lay_out(value: &Value, depth: usize, text: &mut String) {
    let start = text.len();
    if on_one_line(value, start + WIDTH.saturating_sub(depth * 2), text) {
        return;
    }
    text.truncate(start);
    let indent = "  ".repeat(depth + 1);
    match value {
        Value::Object(map) => {
            text.push('{');
            for (position, (key, entry)) in map.iter().enumerate() {
                text.push_str(if position == 0 { "\n" } else { ",\n" });
                text.push_str(&indent);
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                lay_out(entry, depth + 1, text);
            }
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
            text.push('}');
        }
        Value::Array(list) => {
            text.push('[');
            for (position, entry) in list.iter().enumerate() {
                text.push_str(if position == 0 { "\n" } else { ",\n" });
                text.push_str(&indent);
                lay_out(entry, depth + 1, text);
            }
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

/// Writes a value on one line; false when it would go beyond `limit`, and the text is then to be cut back. Plain values always fit.
fn on_one_line(value: &Value, limit: usize, text: &mut String) -> bool {
    match value {
        Value::Object(map) if map.is_empty() => text.push_str("{}"),
        Value::Object(map) => {
            for (position, (key, entry)) in map.iter().enumerate() {
                text.push_str(if position == 0 { "{ " } else { ", " });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                if !on_one_line(entry, limit, text) || text.len() > limit {
                    return false;
                }
            }
            text.push_str(" }");
        }
        Value::Array(list) => {
            text.push('[');
            for (position, entry) in list.iter().enumerate() {
                if position > 0 {
                    text.push_str(", ");
                }
                if !on_one_line(entry, limit, text) || text.len() > limit {
                    return false;
                }
            }
            text.push(']');
        }
        plain => {
            text.push_str(&plain.to_string());
            return true;
        }
    }
    text.len() <= limit
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Column, ColumnId, Placement, Table, TableId};
    use crate::sql::types;

    fn document() -> Document {
        let mut schema = Schema::default();
        for id in [1, 2, 10] {
            let mut table = Table::new(TableId(id), "public", "na\"me </script> 🙂");
            for column in 0..3 {
                table.columns.push(Column::new(
                    ColumnId(100 * id + column),
                    "c",
                    types::parse("varchar(80)").expect("a type"),
                ));
            }
            schema.tables.insert(TableId(id), Arc::new(table));
        }
        let mut document = Document::new("Title", schema);
        document.placements.insert(
            TableId(2),
            Placement {
                x: 1.5,
                y: -0.1,
                ..Placement::default()
            },
        );
        document.base = Some(Arc::new(document.schema.clone()));
        document
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let document = document();
        let text = save(&document);
        assert_eq!(load(&text), Ok(document.clone()));
        assert_eq!(save(&load(&text).expect("a document")), text);
        // Ids in numeric order, a column a line.
        assert!(text.find("\"2\": {") < text.find("\"10\": {"));
        assert!(
            text.contains("\n            { \"id\": 100, \"name\": \"c\", "),
            "{text}"
        );
    }

    #[test]
    fn every_truncation_is_an_error() {
        let text = save(&document());
        for end in 0..text.trim_end().len() {
            if let Some(part) = text.get(..end) {
                assert!(
                    matches!(
                        load(part),
                        Err(LoadError::Truncated { .. } | LoadError::Empty)
                    ),
                    "{end}: {:?}",
                    load(part)
                );
            }
        }
    }

    #[test]
    fn other_files_are_told_apart() {
        assert_eq!(load(" \n"), Err(LoadError::Empty));
        assert_eq!(load("{}"), Err(LoadError::NotDocument));
        assert_eq!(load("[1]"), Err(LoadError::NotDocument));
        assert_eq!(load("{\"cadastre\": \"x\"}"), Err(LoadError::NotDocument));
        assert_eq!(
            load("{\"cadastre\": 9, \"else\": []}"),
            Err(LoadError::Newer { found: 9, known: 1 })
        );
        assert!(matches!(
            load("CREATE TABLE t ();"),
            Err(LoadError::NotJson { line: 1, .. })
        ));
        assert!(matches!(
            load("{\"cadastre\": 1}"),
            Err(LoadError::Damaged { .. })
        ));
        let wrong = save(&document()).replace("\"title\": \"Title\"", "\"title\": 3");
        assert!(
            matches!(load(&wrong), Err(LoadError::Damaged { line: 4, .. })),
            "{:?}",
            load(&wrong)
        );
        let moved = save(&document()).replacen("\"id\": 2,", "\"id\": 3,", 1);
        assert!(matches!(load(&moved), Err(LoadError::Damaged { .. })));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = format!("{{\"cadastre\": 1, \"document\": {}", "[".repeat(100_000));
        assert!(load(&deep).is_err());
        let closed = format!(
            "{{\"cadastre\": 1, \"document\": {{\"title\": {}{}}}}}",
            "[".repeat(1000),
            "]".repeat(1000)
        );
        assert!(load(&closed).is_err());
    }
}
