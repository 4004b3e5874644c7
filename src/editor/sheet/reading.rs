//! Reads a stretch of text behind the few objects that it names.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use crate::export;
use crate::import::{self, Import, Outcome, Source, StatementReport};
use crate::model::*;
use crate::sql::{expression, tokens, types};

use super::Fault;
use super::find;

/// What a stretch of text makes.
pub(super) struct Reading {
    /// What was read, what stands around it included; by ids of its own.
    pub read: Schema,
    /// Renames that the author declared, by the read object's name.
    pub renames: Vec<(ObjectRef, String)>,
    /// The objects the text stood for before.
    pub objects: BTreeSet<ObjectRef>,
    /// Objects that stand elsewhere, which the text names.
    pub around: Schema,
    /// Those of them that the text changes.
    pub elsewhere: BTreeSet<ObjectRef>,
}

impl Reading {
    /// Reads a text that stands in place of `objects`.
    ///
    /// # Errors
    /// What cannot be read, in bytes of the text.
    pub fn of(
        schema: &Schema,
        objects: &BTreeSet<ObjectRef>,
        text: &str,
    ) -> Result<Reading, Vec<Fault>> {
        let around = around(schema, objects, text);
        let before = export::sql::write(&around, "");
        let known = read(&[&before]).schema;
        let import = read(&[&before, text]);
        let own = import.report.statements.iter();
        let own: Vec<&StatementReport> = own.filter(|one| one.source == 1).collect();
        let mut faults: Vec<Fault> = own.iter().filter_map(|one| fault_of(one, text)).collect();
        if faults.is_empty() {
            faults = unknown_types(schema, &known, &import, text);
            faults.extend(missing_targets(schema, &known, &import, text));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let declared = import.report.renames.iter();
        let declared = declared.map(|one| (one.object, one.from.clone()));
        let mut reading = Reading {
            elsewhere: changed(&known, &import.schema, &around),
            renames: declared.collect(),
            read: import.schema,
            objects: objects.clone(),
            around,
        };
        reading.joins_families(schema);
        Ok(reading)
    }

    /// A new partition or child gets the columns of its parent, so the parent is read with it.
    fn joins_families(&mut self, schema: &Schema) {
        for table in self.read.tables.values() {
            let parent = table.partition_of.as_ref().map(|one| one.parent);
            for parent in parent.iter().chain(&table.inherits) {
                let named = self.read.table(*parent);
                let named = named.and_then(|one| schema.table_named(&one.schema, &one.name));
                let own = named.map(|one| ObjectRef::Table(one.id));
                self.elsewhere
                    .extend(own.filter(|own| !self.objects.contains(own)));
            }
        }
    }
}

/// Reads texts one after the other.
fn read(texts: &[&str]) -> Import {
    let sources: Vec<Source> = texts
        .iter()
        .map(|text| Source {
            name: String::new(),
            text: (*text).to_string(),
        })
        .collect();
    let options = import::Options {
        dialect: Some(Dialect::Postgresql),
        // Blocks are read one by one: what is typed gets the same, wherever it stands.
        grants_by_default: false,
        ..import::Options::default()
    };
    // Nothing cancels.
    import::read(&sources, &options, &mut |_| ControlFlow::Continue(())).unwrap_or_default()
}

/// What a text may name of what does not stand in it.
fn around(schema: &Schema, objects: &BTreeSet<ObjectRef>, text: &str) -> Schema {
    let words = expression::words(text);
    let mut around = Schema::default();
    macro_rules! keep {
        ($store:ident, $kind:ident) => {
            for (id, object) in &schema.$store {
                if !objects.contains(&ObjectRef::$kind(*id)) {
                    around.$store.insert(*id, object.clone());
                }
            }
        };
    }
    keep!(namespaces, Namespace);
    keep!(extensions, Extension);
    keep!(types, Type);
    for (id, table) in &schema.tables {
        if !objects.contains(&ObjectRef::Table(*id)) && is_named(table, &words) {
            around.tables.insert(*id, Arc::new(trimmed(table)));
        }
    }
    for (id, view) in &schema.views {
        if !objects.contains(&ObjectRef::View(*id)) && words.contains(&view.name) {
            let mut view = View::clone(view);
            view.triggers.clear();
            around.views.insert(*id, Arc::new(view));
        }
    }
    for (id, sequence) in &schema.sequences {
        if !objects.contains(&ObjectRef::Sequence(*id)) && words.contains(&sequence.name) {
            let mut sequence = Sequence::clone(sequence);
            sequence.owned_by = None;
            around.sequences.insert(*id, Arc::new(sequence));
        }
    }
    for (id, function) in &schema.functions {
        if !objects.contains(&ObjectRef::Function(*id)) && words.contains(&function.name) {
            around.functions.insert(*id, function.clone());
        }
    }
    around
}

/// Whether a text with these words may speak of a table or take a name that one of its parts has.
fn is_named(table: &Table, words: &BTreeSet<String>) -> bool {
    words.contains(&table.name)
        || table.indexes.iter().any(|one| words.contains(&one.name))
        || table
            .constraints
            .iter()
            .any(|one| one.key().is_some() && words.contains(&one.name))
}

/// A table as far as others can refer to it.
fn trimmed(table: &Table) -> Table {
    let mut table = table.clone();
    table.header.partition_of = None;
    table.header.inherits.clear();
    table.header.comment = None;
    table.triggers.clear();
    table.policies.clear();
    table.constraints.retain(|one| one.foreign_key().is_none());
    for column in &mut table.columns {
        column.inherited = false;
    }
    for constraint in &mut table.constraints {
        constraint.inherited = false;
    }
    for index in &mut table.indexes {
        index.inherited = false;
        index.attached_to = None;
    }
    table
}

/// Which of the objects around a text it changes, by the document's ids.
fn changed(known: &Schema, read: &Schema, around: &Schema) -> BTreeSet<ObjectRef> {
    let mut changed = BTreeSet::new();
    macro_rules! differ {
        ($store:ident, $kind:ident, $same:expr) => {
            for (id, before) in &known.$store {
                if read.$store.get(id) != Some(before) {
                    let own = around.$store.values().find(|own| $same(own, before));
                    changed.extend(own.map(|own| ObjectRef::$kind(own.id)));
                }
            }
        };
    }
    differ!(namespaces, Namespace, |a: &Namespace, b: &Namespace| a.name
        == b.name);
    differ!(extensions, Extension, |a: &Extension, b: &Extension| a.name
        == b.name);
    differ!(types, Type, |a: &UserType, b: &UserType| (
        &a.schema, &a.name
    ) == (
        &b.schema, &b.name
    ));
    differ!(tables, Table, |a: &Table, b: &Table| a.qualified_name()
        == b.qualified_name());
    differ!(views, View, |a: &View, b: &View| (&a.schema, &a.name)
        == (&b.schema, &b.name));
    differ!(sequences, Sequence, |a: &Sequence, b: &Sequence| (
        &a.schema, &a.name
    ) == (
        &b.schema, &b.name
    ));
    differ!(functions, Function, |a: &Function, b: &Function| (
        &a.schema,
        &a.name,
        &a.identity_arguments
    ) == (
        &b.schema,
        &b.name,
        &b.identity_arguments
    ));
    changed
}

fn fault_of(statement: &StatementReport, text: &str) -> Option<Fault> {
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
fn unknown_types(schema: &Schema, known: &Schema, import: &Import, text: &str) -> Vec<Fault> {
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
fn missing_targets(schema: &Schema, known: &Schema, import: &Import, text: &str) -> Vec<Fault> {
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
