//! Removing whatever is selected as one step.

use std::collections::BTreeMap;

use super::{
    Dropped, drop_area, drop_columns, drop_constraint, drop_index, drop_note, drop_object,
    drop_policy, drop_tables, drop_trigger,
};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::selection::Item;
use crate::model::{ColumnId, ObjectRef, TableId};

/// Removes items of any kind with what depends on them. What went along with another of them already is passed over.
///
/// # Errors
/// When one cannot be removed; none is then.
pub fn drop_items(draft: &mut Draft, items: &[Item]) -> Result<Dropped, EditError> {
    if items.len() > 1 {
        let all_tables = items
            .iter()
            .all(|item| matches!(item, Item::Object(ObjectRef::Table(_))));
        if !all_tables {
            draft.say(|| format!("Delete {} items", items.len()));
        }
    }
    let mut dropped = Dropped::default();
    let tables: Vec<TableId> = items
        .iter()
        .filter_map(|item| match item {
            Item::Object(ObjectRef::Table(table)) => Some(*table),
            _ => None,
        })
        .collect();
    if !tables.is_empty() {
        add(&mut dropped, drop_tables(draft, &tables)?);
    }
    let mut columns: BTreeMap<TableId, Vec<ColumnId>> = BTreeMap::new();
    for item in items {
        if let Item::Object(ObjectRef::Column(table, column)) = item
            && draft.column(*table, *column).is_ok()
        {
            columns.entry(*table).or_default().push(*column);
        }
    }
    for (table, columns) in columns {
        add(&mut dropped, drop_columns(draft, table, &columns)?);
    }
    for item in items {
        if !item.exists(draft.document()) {
            continue;
        }
        match *item {
            Item::Note(id) => drop_note(draft, id)?,
            Item::Area(id) => drop_area(draft, id)?,
            Item::Object(ObjectRef::Constraint(table, id)) => {
                add(&mut dropped, drop_constraint(draft, table, id)?);
            }
            Item::Object(ObjectRef::Index(table, id)) => drop_index(draft, table, id)?,
            Item::Object(ObjectRef::Trigger(table, id)) => drop_trigger(draft, table, id)?,
            Item::Object(ObjectRef::Policy(table, id)) => drop_policy(draft, table, id)?,
            Item::Object(ObjectRef::Whole) => {}
            Item::Object(reference) => add(&mut dropped, drop_object(draft, reference)?),
        }
    }
    Ok(dropped)
}

fn add(all: &mut Dropped, more: Dropped) {
    all.with_it.extend(more.with_it);
    all.mentions.extend(more.mentions);
}
