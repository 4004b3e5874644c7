//! Removing tables with what depends on them, as `DROP TABLE ... CASCADE` would.

use std::collections::BTreeSet;

use super::Dropped;
use super::family::partitions;
use super::mention::{grants_on, mentions, statistics_on};
use super::object::drop_owned_sequences;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{Constraint, ObjectRef, Op, TableId};

/// Removes tables with their partitions, the foreign keys of other tables to them, the sequences their columns own, and
/// what the document says of them.
///
/// # Errors
/// When one does not exist.
pub fn drop_tables(draft: &mut Draft, tables: &[TableId]) -> Result<Dropped, EditError> {
    let mut going: BTreeSet<TableId> = BTreeSet::new();
    for table in tables {
        draft.table(*table)?;
        going.insert(*table);
        going.extend(partitions(draft.schema(), *table));
    }
    let label = match tables {
        [table] => format!("Delete table {}", draft.table_label(*table)),
        _ => format!("Delete {} tables", tables.len()),
    };
    draft.say(|| label);
    let mut dropped = Dropped::default();
    for table in going.iter().filter(|table| !tables.contains(table)) {
        dropped.with_it.push(draft.table_label(*table));
    }
    let names: Vec<String> = going
        .iter()
        .filter_map(|id| draft.schema().table(*id))
        .map(|table| table.name.clone())
        .collect();
    drop_incoming(draft, &going, &mut dropped)?;
    for table in &going {
        drop_one(draft, *table, &mut dropped)?;
    }
    dropped.mentions = mentions(draft.schema(), &names);
    Ok(dropped)
}

/// Removes the foreign keys of tables that stay to tables that go, and their place among parents.
fn drop_incoming(
    draft: &mut Draft,
    going: &BTreeSet<TableId>,
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    let staying: Vec<_> = draft
        .schema()
        .tables
        .values()
        .filter(|table| !going.contains(&table.id))
        .cloned()
        .collect();
    for table in staying {
        for (constraint, key) in table.foreign_keys() {
            if key
                .target
                .table()
                .is_some_and(|target| going.contains(&target))
            {
                dropped
                    .with_it
                    .push(format!("{}.{}", table.qualified_name(), constraint.name));
                draft.remove(ObjectRef::Constraint(table.id, constraint.id))?;
            }
        }
        if table.inherits.iter().any(|parent| going.contains(parent)) {
            draft.change_header(table.id, |header| {
                header.inherits.retain(|parent| !going.contains(parent));
            })?;
            if draft.table(table.id)?.inherits.is_empty() {
                own_columns(draft, table.id)?;
            }
        }
    }
    Ok(())
}

/// A child without parents owns its columns and constraints.
fn own_columns(draft: &mut Draft, table: TableId) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    for column in held.columns.iter().filter(|column| column.inherited) {
        draft.change_column(table, column.id, |column| column.inherited = false)?;
    }
    for constraint in held.constraints.iter().filter(|one| one.inherited) {
        let own = Constraint {
            inherited: false,
            ..constraint.clone()
        };
        draft.put_constraint(table, own)?;
    }
    Ok(())
}

/// Removes one table and what the document says of it.
fn drop_one(draft: &mut Draft, table: TableId, dropped: &mut Dropped) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    dropped
        .with_it
        .extend(drop_owned_sequences(draft, table, None)?);
    for grant in grants_on(draft.schema(), &held) {
        draft.remove(ObjectRef::Grant(grant.id))?;
    }
    for statistics in statistics_on(draft.schema(), &held) {
        dropped.with_it.push(statistics.name.clone());
        draft.remove(ObjectRef::Statistics(statistics.id))?;
    }
    let document = draft.document();
    let placed = document.placements.contains_key(&table);
    let scaled = document.scale.contains_key(&table);
    let waivers: Vec<_> = document
        .waivers
        .values()
        .filter(|waiver| waiver.object.table() == Some(table))
        .map(|waiver| waiver.id)
        .collect();
    let mut tenancy = document.tenancy.clone();
    let classed = tenancy.classes.remove(&table).is_some();
    let was_root = tenancy.root == Some(table);
    if was_root {
        tenancy.root = None;
    }
    if placed {
        draft.apply(Op::Place {
            table,
            placement: None,
        })?;
    }
    if scaled {
        draft.apply(Op::SetScale { table, scale: None })?;
    }
    if classed || was_root {
        draft.apply(Op::SetTenancy(tenancy))?;
    }
    for id in waivers {
        draft.apply(Op::SetWaiver { id, waiver: None })?;
    }
    draft.remove(ObjectRef::Table(table))
}
