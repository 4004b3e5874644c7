//! Brings the document to what was read: names that changed in place are renames, what is gone is removed with what depends on
//! it, the rest is put as it was read.

use std::collections::BTreeSet;

use crate::diff::{MergeOptions, merge};
use crate::editor::drawing::with_places;
use crate::editor::{Draft, EditError, edit};
use crate::model::*;

use super::reading::Reading;

/// Plans what the reading changes.
///
/// # Errors
/// When something cannot be renamed or removed.
pub(super) fn bring(draft: &mut Draft, reading: &Reading) -> Result<(), EditError> {
    let names = reading.objects.iter().filter_map(|object| match object {
        ObjectRef::Table(_) => draft.schema().display_name(*object),
        _ => None,
    });
    let label = names.take(1).fold("Edit SQL".to_string(), |label, name| {
        format!("{label} of {name}")
    });
    draft.say(|| label);
    let ops = difference(draft, reading);
    let tables = rename_tables(draft, reading, &ops)?;
    let ops = if tables {
        difference(draft, reading)
    } else {
        ops
    };
    let columns = rename_columns(draft, reading, &ops)?;
    let ops = if tables || columns {
        difference(draft, reading)
    } else {
        ops
    };
    remove(draft, &ops)?;
    let before = draft.schema();
    let puts: Vec<Op> = ops
        .into_iter()
        .filter(|op| match op {
            Op::Put(object) => before.object(object.reference()).as_ref() != Some(object),
            _ => false,
        })
        .collect();
    let unplaced = put_by(&puts).any(|object| match object {
        ObjectRef::Table(_) => !before.contains(object),
        _ => false,
    });
    let puts = if unplaced {
        with_places(draft.document(), puts)
    } else {
        puts
    };
    for op in puts {
        draft.apply(op)?;
    }
    Ok(())
}

/// The objects that operations put.
pub(super) fn put_by(ops: &[Op]) -> impl Iterator<Item = ObjectRef> {
    ops.iter().filter_map(|op| match op {
        Op::Put(object) => Some(object.reference()),
        _ => None,
    })
}

/// What the text changes of the objects it stands for, each whole.
fn difference(draft: &Draft, reading: &Reading) -> Vec<Op> {
    let schema = draft.schema();
    let mut own = reading.around.clone();
    for object in &reading.objects {
        keep(schema, *object, &mut own);
    }
    let options = MergeOptions {
        removing: true,
        renames: Vec::new(),
        next_id: draft
            .document()
            .next_id
            .max(schema.greatest_id().saturating_add(1)),
    };
    // Only declared renames can be refused, and none is.
    let merged = merge(&own, &reading.read, &options).map(|merged| merged.ops);
    let mut ops = merged.unwrap_or_default();
    ops.retain(|op| match op {
        Op::Put(object) => !reading.around.contains(object.reference()),
        Op::Remove(object) => reading.objects.contains(object),
        _ => false,
    });
    ops
}

/// Takes an object over, shared.
fn keep(from: &Schema, object: ObjectRef, to: &mut Schema) {
    macro_rules! kinds {
        ($($kind:ident $store:ident),*) => {
            match object {
                $(ObjectRef::$kind(id) => {
                    if let Some(one) = from.$store.get(&id) {
                        to.$store.insert(id, one.clone());
                    }
                })*
                _ => {}
            }
        };
    }
    kinds!(
        Namespace namespaces, Extension extensions, Type types, Sequence sequences, Table tables, View views,
        Function functions, Role roles, Grant grants, DefaultPrivilege default_privileges, Statistics statistics,
        Verbatim verbatim
    );
}

fn put_tables(ops: &[Op]) -> impl Iterator<Item = &Table> {
    ops.iter().filter_map(|op| match op {
        Op::Put(Object::Table(table)) => Some(&**table),
        _ => None,
    })
}

/// A table that goes while another comes in its place is the same one, where most columns say so. True when one was renamed.
fn rename_tables(draft: &mut Draft, reading: &Reading, ops: &[Op]) -> Result<bool, EditError> {
    let schema = draft.schema();
    let gone = ops.iter().filter_map(|op| match op {
        Op::Remove(ObjectRef::Table(id)) => schema.table(*id).cloned(),
        _ => None,
    });
    let gone: Vec<_> = gone.collect();
    let mut come: Vec<Table> = put_tables(ops)
        .filter(|table| schema.table(table.id).is_none())
        .cloned()
        .collect();
    let alone = gone.len() == 1 && come.len() == 1;
    let mut renamed = false;
    for old in gone {
        let declared = |new: &Table| {
            let named = reading.read.table_named(&new.schema, &new.name);
            named.is_some_and(|read| {
                reading.renames.iter().any(|(object, from)| {
                    *object == ObjectRef::Table(read.id)
                        && from.rsplit('.').next() == Some(&old.name)
                })
            })
        };
        let alike = |new: &Table| {
            let shared = old.columns.iter();
            let shared = shared.filter(|one| new.column_named(&one.name).is_some());
            let most = old.columns.len().max(new.columns.len());
            let share = if alone { 3 } else { 2 };
            shared.count() * share >= most
        };
        let found = come.iter().position(declared);
        let found = found.or_else(|| come.iter().position(alike));
        let Some(at) = found else { continue };
        let new = come.remove(at);
        if new.schema != old.schema {
            edit::set_table_schema(draft, old.id, &new.schema)?;
        }
        edit::rename_table(draft, old.id, &new.name)?;
        renamed = true;
    }
    Ok(renamed)
}

/// A column with another name at the same place is the same column. True when one was renamed.
fn rename_columns(draft: &mut Draft, reading: &Reading, ops: &[Op]) -> Result<bool, EditError> {
    let mut found = Vec::new();
    for new in put_tables(ops) {
        let Some(old) = draft.schema().table(new.id) else {
            continue;
        };
        let gone = |column: &Column| new.column(column.id).is_none() && !column.inherited;
        let come = |column: &Column| old.column(column.id).is_none() && !column.inherited;
        let read = reading.read.table_named(&new.schema, &new.name);
        let declared = |column: &Column| {
            let read = read?;
            let id = read.column_named(&column.name)?.id;
            let object = ObjectRef::Column(read.id, id);
            let from = reading.renames.iter().find(|(one, _)| *one == object);
            let name = from?.1.rsplit('.').next()?;
            old.column_named(name).filter(|one| gone(one))
        };
        let count = old.columns.iter().filter(|one| gone(one)).count();
        let same_length = old.columns.len() == new.columns.len();
        for (place, column) in new.columns.iter().enumerate() {
            if !come(column) {
                continue;
            }
            let at_place = old.columns.get(place).filter(|before| {
                same_length && gone(before) && (count == 1 || before.data_type == column.data_type)
            });
            if let Some(before) = declared(column).or(at_place) {
                found.push((old.id, before.id, column.name.clone()));
            }
        }
    }
    for (table, column, name) in &found {
        // A copy in a partition was renamed with its parent's.
        let now = draft.column(*table, *column)?;
        if now.name != *name && !now.inherited {
            edit::rename_column(draft, *table, *column, name)?;
        }
    }
    Ok(!found.is_empty())
}

/// Removes what the text does not hold any more, with what depends on it.
fn remove(draft: &mut Draft, ops: &[Op]) -> Result<(), EditError> {
    let held = draft.schema().clone();
    for new in put_tables(ops) {
        let Some(old) = held.table(new.id) else {
            continue;
        };
        let gone = old
            .columns
            .iter()
            .filter(|one| new.column(one.id).is_none());
        for column in gone {
            let now = draft.column(old.id, column.id);
            // It goes with another column, or with the parent's.
            if now.is_ok_and(|now| !now.inherited) {
                edit::drop_columns(draft, old.id, &[column.id])?;
            }
        }
    }
    for op in ops {
        if let Op::Remove(object) = op
            && draft.schema().contains(*object)
        {
            edit::drop_object(draft, *object)?;
        }
    }
    Ok(())
}

/// Names of what goes although it does not stand in the text that was changed.
pub(super) fn taken_along(
    before: &Schema,
    after: &Schema,
    objects: &BTreeSet<ObjectRef>,
) -> Vec<String> {
    let mut names = Vec::new();
    let mut gone = |object: ObjectRef| names.extend(before.display_name(object));
    for table in before.tables.values() {
        let whole = ObjectRef::Table(table.id);
        if objects.contains(&whole) {
            continue;
        }
        let Some(now) = after.table(table.id) else {
            gone(whole);
            continue;
        };
        if std::sync::Arc::ptr_eq(now, table) {
            continue;
        }
        macro_rules! parts {
            ($parts:ident, $kind:ident) => {
                for part in &table.$parts {
                    if !now.$parts.iter().any(|one| one.id == part.id) {
                        gone(ObjectRef::$kind(table.id, part.id));
                    }
                }
            };
        }
        parts!(columns, Column);
        parts!(constraints, Constraint);
        parts!(indexes, Index);
        parts!(triggers, Trigger);
        parts!(policies, Policy);
    }
    macro_rules! stores {
        ($($store:ident $kind:ident),*) => {
            $(for id in before.$store.keys() {
                let object = ObjectRef::$kind(*id);
                if !after.$store.contains_key(id) && !objects.contains(&object) {
                    gone(object);
                }
            })*
        };
    }
    stores!(sequences Sequence, views View, functions Function, types Type, grants Grant, statistics Statistics, verbatim Verbatim);
    names
}
