//! Copying what is selected.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Clip, Copied};
use crate::editor::definition::script;
use crate::editor::drawing::Drawing;
use crate::editor::gesture::origins;
use crate::editor::selection::{Item, Selection};
use crate::export::sql::statements_of;
use crate::model::{ConstraintKind, Document, ReferenceTarget, Schema, Sequence, Table, TableId};

/// What is selected with what it needs: types, sequences and functions that the tables name; areas with what lies in them.
/// `None` when nothing of it can be copied.
pub fn copy(document: &Document, drawing: &Drawing, selection: &Selection) -> Option<Clip> {
    let mut tables = BTreeSet::new();
    let mut clip = Clip {
        dialect: Some(document.settings.dialect),
        ..Clip::default()
    };
    // A hidden table has no card, but is selected all the same.
    tables.extend(selection.tables());
    for (item, _) in origins(document, drawing, selection.items()) {
        match item {
            Item::Object(object) => tables.extend(object.table()),
            Item::Note(id) => clip.notes.extend(document.notes.get(&id).cloned()),
            Item::Area(id) => clip.areas.extend(document.areas.get(&id).cloned()),
        }
    }
    if tables.is_empty() && clip.notes.is_empty() && clip.areas.is_empty() {
        return None;
    }
    for id in &tables {
        let Some(table) = document.schema.table(*id) else {
            continue;
        };
        clip.tables.push(Copied {
            name: table.qualified_name(),
            placement: document.placements.get(id).cloned().unwrap_or_default(),
            class: document.tenancy.classes.get(id).copied(),
        });
    }
    if !tables.is_empty() {
        clip.sql = text_of(document, &tables);
    }
    Some(clip)
}

/// The tables and what they name, as SQL.
fn text_of(document: &Document, tables: &BTreeSet<TableId>) -> String {
    let mut alone = Document {
        title: String::new(),
        settings: document.settings.clone(),
        ..Document::default()
    };
    alone.schema = part_of(&document.schema, tables);
    let text = script(&alone);
    // The head says of a whole database what does not hold of a part.
    let body = text
        .lines()
        .skip_while(|line| line.starts_with("--") || line.is_empty());
    body.fold(String::new(), |mut text, line| {
        text.push_str(line);
        text.push('\n');
        text
    })
}

fn part_of(schema: &Schema, tables: &BTreeSet<TableId>) -> Schema {
    let mut part = Schema::default();
    let mut words = Words::default();
    for id in tables {
        if let Some(table) = schema.table(*id) {
            for statement in statements_of(schema, table) {
                words.read(&statement);
            }
            part.tables
                .insert(*id, Arc::new(standing_alone(schema, table, tables)));
        }
    }
    // A type may be made of others, and a function may use a type: twice is as deep as it goes in practice, and what is
    // left out is told when it is pasted.
    for _ in 0..2 {
        for (id, one) in &schema.types {
            if words.name(&one.name) {
                part.types.insert(*id, one.clone());
                words.read(&format!("{:?}", one.kind));
            }
        }
        for (id, one) in &schema.functions {
            if words.name(&one.name) {
                part.functions.insert(*id, one.clone());
            }
        }
    }
    for (id, one) in &schema.sequences {
        let owned = owned_within(one, tables);
        if owned || (one.owned_by.is_none() && words.name(&one.name)) {
            part.sequences.insert(*id, one.clone());
        }
    }
    let named: BTreeSet<&str> = part
        .tables
        .values()
        .map(|one| one.schema.as_str())
        .chain(part.types.values().map(|one| one.schema.as_str()))
        .chain(part.functions.values().map(|one| one.schema.as_str()))
        .collect();
    part.namespaces = schema
        .namespaces
        .iter()
        .filter(|(_, one)| named.contains(one.name.as_str()))
        .map(|(id, one)| (*id, one.clone()))
        .collect();
    part
}

fn owned_within(sequence: &Sequence, tables: &BTreeSet<TableId>) -> bool {
    sequence
        .owned_by
        .is_some_and(|(table, _)| tables.contains(&table))
}

/// The table, with what leads to tables that are not copied said by name.
fn standing_alone(schema: &Schema, table: &Table, tables: &BTreeSet<TableId>) -> Table {
    let mut alone = table.clone();
    let header = &mut alone.header;
    if header
        .partition_of
        .as_ref()
        .is_some_and(|partition| !tables.contains(&partition.parent))
    {
        header.partition_of = None;
    }
    header.inherits.retain(|parent| tables.contains(parent));
    for constraint in &mut alone.constraints {
        let ConstraintKind::ForeignKey(key) = &mut constraint.kind else {
            continue;
        };
        let ReferenceTarget::Table { table, columns } = &key.target else {
            continue;
        };
        if tables.contains(table) {
            continue;
        }
        if let Some(parent) = schema.table(*table) {
            key.target = ReferenceTarget::External {
                table: parent.qualified_name(),
                columns: columns
                    .iter()
                    .filter_map(|column| Some(parent.column(*column)?.name.clone()))
                    .collect(),
            };
        }
    }
    alone
}

/// The words of some SQL.
#[derive(Default)]
struct Words(BTreeSet<String>);

impl Words {
    fn read(&mut self, sql: &str) {
        let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        self.0.extend(
            sql.split(|c| !letter(c))
                .filter(|word| !word.is_empty())
                .map(str::to_string),
        );
    }

    fn name(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
