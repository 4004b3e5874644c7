//! What is wrong with a text that was read, each with its place.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::import::{Import, Outcome, StatementReport};
use crate::model::*;
use crate::sql::{expression, tokens, types};

use super::Fault;
use super::find;

pub(super) fn fault_of(statement: &StatementReport, text: &str) -> Option<Fault> {
    match &statement.outcome {
        Outcome::Unreadable {
            reason,
            line,
            column,
            ..
        } => {
            let at = byte_at(text, *line, *column);
            Some(Fault {
                range: word_at(text, at, &statement.range),
                message: reason.clone(),
                instead: None,
            })
        }
        // It could be read, were what it speaks of there.
        Outcome::Verbatim if !statement.note.is_empty() => {
            let missing = statement
                .note
                .replace("is not in what was read", "is not there");
            Some(Fault {
                range: named_in(text, statement),
                message: missing,
                instead: None,
            })
        }
        _ => None,
    }
}

/// Where the name that a note speaks of stands; else the whole statement.
fn named_in(text: &str, statement: &StatementReport) -> Range<usize> {
    let within = text.get(statement.range.clone()).unwrap_or_default();
    let noted = expression::words(&statement.note);
    let found = tokens::significant(within).into_iter().rev().find(|token| {
        let name = token.name(within);
        name.is_some_and(|name| noted.contains(&name) && !statement.note.starts_with(&name))
    });
    let start = statement.range.start;
    found.map_or_else(
        || statement.range.clone(),
        |token| start + token.range.start..start + token.range.end,
    )
}

/// The byte of a line and a column in characters, both from 1.
fn byte_at(text: &str, line: u32, column: u32) -> usize {
    let skip = line.saturating_sub(1) as usize;
    let start = match skip {
        0 => 0,
        _ => {
            let mut ends = text.match_indices('\n');
            ends.nth(skip - 1).map_or(text.len(), |(at, _)| at + 1)
        }
    };
    let rest = text.get(start..).unwrap_or_default();
    let mut characters = rest.char_indices();
    let column = characters.nth(column.saturating_sub(1) as usize);
    column.map_or(text.len(), |(at, _)| start + at)
}

/// The token at a byte; the last one of the statement where nothing stands there any more.
fn word_at(text: &str, at: usize, statement: &Range<usize>) -> Range<usize> {
    let within = text.get(statement.start..).unwrap_or_default();
    let local = at.saturating_sub(statement.start);
    let all = tokens::significant(within);
    let found = all.iter().find(|token| token.range.end > local);
    let found = found.or(all.last());
    found.map_or_else(
        || statement.clone(),
        |token| {
            let line = within.get(token.range.clone()).unwrap_or_default();
            let length = line.find('\n').unwrap_or(line.len()).max(1);
            statement.start + token.range.start..statement.start + token.range.start + length
        },
    )
}

/// Columns whose type nothing makes: neither PostgreSQL, nor this schema, nor, so far as it tells, an extension.
pub(super) fn unknown_types(
    schema: &Schema,
    known: &Schema,
    import: &Import,
    text: &str,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for table in import.schema.tables.values() {
        if known.tables.contains_key(&table.id) {
            continue;
        }
        for column in &table.columns {
            let data_type = &column.data_type;
            let made = types::is_built_in(data_type)
                || import.schema.user_type(data_type).is_some()
                || data_type.schema.is_some()
                || is_used(schema, data_type)
                || import
                    .schema
                    .tables
                    .values()
                    .any(|one| one.name == data_type.name);
            if made {
                continue;
            }
            let name = &data_type.name;
            if let Some(range) = find::type_of_column(text, &column.name, name) {
                faults.push(Fault {
                    range,
                    message: "no such type".to_string(),
                    instead: find::nearest_type(schema, name),
                });
            }
        }
    }
    faults
}

/// Foreign keys to what is not there. Those that the document holds already stay: their tables may be of another schema.
pub(super) fn missing_targets(
    schema: &Schema,
    known: &Schema,
    import: &Import,
    text: &str,
) -> Vec<Fault> {
    let held: BTreeSet<(String, Vec<String>)> = schema
        .tables
        .values()
        .flat_map(|table| outside(table))
        .collect();
    let read = import.schema.tables.values();
    let new = read.filter(|table| !known.tables.contains_key(&table.id));
    let mut missing: Vec<(String, Vec<String>)> = new.flat_map(|table| outside(table)).collect();
    missing.retain(|target| !held.contains(target));
    let fault = |(name, columns): (String, Vec<String>)| {
        let mut tables = import.schema.tables.values();
        let there = tables.find(|table| table.name == name);
        let (word, message) = match there {
            None => (None, format!("table {name} is not there")),
            Some(table) => {
                let mut columns = columns.into_iter();
                match columns.find(|column| table.column_named(column).is_none()) {
                    Some(column) => {
                        let message = format!("{name} has no column {column}");
                        (Some(column), message)
                    }
                    None => (None, format!("{name} has no primary key to refer to")),
                }
            }
        };
        Fault {
            range: find::reference(text, &name, word.as_deref()),
            message,
            instead: None,
        }
    };
    missing.into_iter().map(fault).collect()
}

/// Foreign keys to columns that no key holds for, which PostgreSQL refuses. Those that the document holds already stay.
pub(super) fn loose_targets(
    schema: &Schema,
    known: &Schema,
    read: &Schema,
    text: &str,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let new = read.tables.values();
    for table in new.filter(|table| known.tables.get(&table.id) != Some(*table)) {
        let held = schema.table_named(&table.schema, &table.name);
        for (constraint, key) in table.foreign_keys() {
            let target = key.target.table().and_then(|id| read.table(id));
            let Some(target) = target.filter(|one| !is_key(one, key.target.columns())) else {
                continue;
            };
            let held = held.and_then(|held| {
                held.constraints
                    .iter()
                    .find(|one| one.name == constraint.name)
            });
            let was_loose = held.and_then(|one| one.foreign_key()).is_some_and(|held| {
                let target = held.target.table().and_then(|id| schema.table(id));
                target.is_none_or(|target| !is_key(target, held.target.columns()))
            });
            if !was_loose {
                let columns = target.column_names(key.target.columns()).join(", ");
                faults.push(Fault {
                    range: find::reference(text, &target.name, None),
                    message: format!("no key of {} holds for ({columns})", target.name),
                    instead: None,
                });
            }
        }
    }
    faults
}

/// Whether a key or a whole unique index is over these columns, in any order.
fn is_key(table: &Table, columns: &[ColumnId]) -> bool {
    let same = |own: &[ColumnId]| {
        own.len() == columns.len() && own.iter().all(|column| columns.contains(column))
    };
    let keys = table.constraints.iter().filter_map(Constraint::key);
    let mut indexes = table
        .indexes
        .iter()
        .filter(|one| one.unique && one.predicate.is_none());
    keys.into_iter().any(|key| same(&key.columns))
        || indexes.any(|index| same(&index.leading_columns()))
}

/// What a table refers to that was not found: table and columns.
fn outside(table: &Table) -> Vec<(String, Vec<String>)> {
    let keys = table.foreign_keys();
    let outside = keys.filter_map(|(_, key)| match &key.target {
        ReferenceTarget::External { table, columns } => Some((table.name.clone(), columns.clone())),
        ReferenceTarget::Table { .. } => None,
    });
    outside.collect()
}

/// Whether a column of the schema has the type already: an extension that is not listed may make it.
fn is_used(schema: &Schema, data_type: &DataType) -> bool {
    let mut columns = schema.tables.values().flat_map(|table| &table.columns);
    columns.any(|column| column.data_type.name == data_type.name)
}
