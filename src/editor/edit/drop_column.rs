//! Removing columns with what depends on them, as `DROP COLUMN ... CASCADE` would.

use std::collections::BTreeSet;

use super::Dropped;
use super::column_type::refuse_partition_key;
use super::family::{copies, own_column};
use super::mention::mentions;
use super::object::drop_owned_sequences;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, Exclusion, Index, IndexKey, IndexKeySource,
    ObjectRef, ReferentialAction, Table, TableId,
};
use crate::sql::expression;

/// Removes columns, here and in partitions and children, with the constraints, indexes, policies, computed columns and
/// sequences that need them and the foreign keys of other tables that refer to them.
///
/// # Errors
/// When one does not exist, comes from a parent, or is part of the partition key.
pub fn drop_columns(
    draft: &mut Draft,
    table: TableId,
    columns: &[ColumnId],
) -> Result<Dropped, EditError> {
    let mut names = Vec::new();
    for column in columns {
        own_column(draft, table, *column)?;
        refuse_partition_key(draft, table, *column)?;
        names.push(draft.column(table, *column)?.name.clone());
    }
    let label = match names.as_slice() {
        [name] => format!("Delete column {name}"),
        _ => format!("Delete {} columns", names.len()),
    };
    draft.say(|| label);
    let mut dropped = Dropped::default();
    for column in columns {
        // A computed column may have gone with one before it.
        if draft.column(table, *column).is_err() {
            continue;
        }
        for (table, column) in copies(draft, table, *column)? {
            drop_one(draft, table, column, &mut dropped)?;
        }
    }
    dropped.mentions = mentions(draft.schema(), &names);
    Ok(dropped)
}

fn drop_one(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    let gone = draft.column(table, column)?.clone();
    drop_computed(draft, &held, &gone, dropped)?;
    for constraint in held.constraints.iter().filter(|one| uses(one, &gone)) {
        if constraint.key().is_some() {
            drop_references(draft, table, &[column], dropped)?;
        }
        dropped.with_it.push(constraint.name.clone());
        draft.remove(ObjectRef::Constraint(table, constraint.id))?;
    }
    drop_references(draft, table, &[column], dropped)?;
    for index in held.indexes.iter().filter(|one| index_uses(one, &gone)) {
        dropped.with_it.push(index.name.clone());
        draft.remove(ObjectRef::Index(table, index.id))?;
    }
    drop_programs(draft, &held, &gone, dropped)?;
    shorten_actions(draft, table, column)?;
    dropped
        .with_it
        .extend(drop_owned_sequences(draft, table, Some(column))?);
    drop_waivers(draft, ObjectRef::Column(table, column))?;
    draft.remove(ObjectRef::Column(table, column))
}

/// Removes the columns computed from the one that goes.
fn drop_computed(
    draft: &mut Draft,
    held: &Table,
    gone: &Column,
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    let computed: Vec<&Column> = held
        .columns
        .iter()
        .filter(|other| {
            other.id != gone.id
                && other
                    .generated
                    .as_ref()
                    .is_some_and(|generated| names(&generated.expression, &gone.name))
        })
        .collect();
    for other in computed {
        dropped
            .with_it
            .push(format!("{}.{}", held.name, other.name));
        drop_one(draft, held.id, other.id, dropped)?;
    }
    Ok(())
}

/// Removes the foreign keys, of this table and others, that refer to one of the columns.
fn drop_references(
    draft: &mut Draft,
    table: TableId,
    columns: &[ColumnId],
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    let mut found = BTreeSet::new();
    for other in draft.schema().tables.values() {
        for (constraint, key) in other.foreign_keys() {
            let refers = key.target.table() == Some(table)
                && key.target.columns().iter().any(|id| columns.contains(id));
            if refers {
                found.insert((other.id, constraint.id));
            }
        }
    }
    for (other, constraint) in found {
        let reference = ObjectRef::Constraint(other, constraint);
        dropped
            .with_it
            .extend(draft.schema().display_name(reference));
        draft.remove(reference)?;
    }
    Ok(())
}

/// Removes the policies that name the column and the triggers that fire only for it.
fn drop_programs(
    draft: &mut Draft,
    held: &Table,
    gone: &Column,
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    for policy in &held.policies {
        let uses = [&policy.using, &policy.with_check]
            .into_iter()
            .flatten()
            .any(|text| names(text, &gone.name));
        if uses {
            dropped.with_it.push(format!("policy {}", policy.name));
            draft.remove(ObjectRef::Policy(held.id, policy.id))?;
        }
    }
    for trigger in &held.triggers {
        let fires_for = |event: &String| {
            event
                .strip_prefix("UPDATE OF ")
                .is_some_and(|columns| names(columns, &gone.name))
        };
        if trigger.events.iter().any(fires_for) {
            dropped.with_it.push(format!("trigger {}", trigger.name));
            draft.remove(ObjectRef::Trigger(held.id, trigger.id))?;
        }
    }
    Ok(())
}

/// Takes the column out of `SET NULL (columns)` lists of foreign keys that stay.
fn shorten_actions(draft: &mut Draft, table: TableId, column: ColumnId) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    for constraint in &held.constraints {
        let mut constraint = constraint.clone();
        let ConstraintKind::ForeignKey(key) = &mut constraint.kind else {
            continue;
        };
        for action in [&mut key.on_delete, &mut key.on_update] {
            if let Some(ReferentialAction::SetNull(some) | ReferentialAction::SetDefault(some)) =
                action
            {
                some.retain(|id| *id != column);
            }
        }
        draft.put_constraint(table, constraint)?;
    }
    Ok(())
}

/// Removes the waivers on something that goes.
pub(super) fn drop_waivers(draft: &mut Draft, object: ObjectRef) -> Result<(), EditError> {
    let waivers: Vec<_> = draft
        .document()
        .waivers
        .values()
        .filter(|waiver| waiver.object == object)
        .map(|waiver| waiver.id)
        .collect();
    for id in waivers {
        draft.apply(crate::model::Op::SetWaiver { id, waiver: None })?;
    }
    Ok(())
}

fn names(text: &str, column: &str) -> bool {
    expression::identifiers(text)
        .iter()
        .any(|name| name == column)
}

fn key_uses(key: &IndexKey, column: &Column) -> bool {
    match &key.source {
        IndexKeySource::Column(id) => *id == column.id,
        IndexKeySource::Expression(text) => names(text, &column.name),
    }
}

fn exclusion_uses(exclusion: &Exclusion, column: &Column) -> bool {
    exclusion
        .elements
        .iter()
        .any(|element| key_uses(&element.key, column))
        || exclusion.include.contains(&column.id)
        || exclusion
            .predicate
            .as_ref()
            .is_some_and(|text| names(text, &column.name))
}

/// Whether a constraint needs the column.
fn uses(constraint: &Constraint, column: &Column) -> bool {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            key.columns.contains(&column.id) || key.include.contains(&column.id)
        }
        ConstraintKind::ForeignKey(key) => key.columns.contains(&column.id),
        ConstraintKind::Check(check) => names(&check.expression, &column.name),
        ConstraintKind::Exclusion(exclusion) => exclusion_uses(exclusion, column),
    }
}

/// Whether an index needs the column.
fn index_uses(index: &Index, column: &Column) -> bool {
    index.keys.iter().any(|key| key_uses(key, column))
        || index.include.contains(&column.id)
        || index
            .predicate
            .as_ref()
            .is_some_and(|text| names(text, &column.name))
}
