//! A schema with its ids replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::*;

/// New ids by old ids. An id that is not in it stays.
type Ids = BTreeMap<u32, u32>;

fn id<Id: From<u32>>(ids: &Ids, old: u32) -> Id {
    Id::from(ids.get(&old).copied().unwrap_or(old))
}

fn columns(ids: &Ids, old: &[ColumnId]) -> Vec<ColumnId> {
    old.iter().map(|column| id(ids, column.0)).collect()
}

/// The schema with every id replaced, in the objects and in what refers to them.
pub fn reid(schema: &Schema, ids: &BTreeMap<u32, u32>) -> Schema {
    macro_rules! store {
        ($store:ident) => {
            schema
                .$store
                .values()
                .map(|object| {
                    let mut object = Arc::clone(object);
                    let new = id(ids, object.id.0);
                    if new != object.id {
                        Arc::make_mut(&mut object).id = new;
                    }
                    (new, object)
                })
                .collect()
        };
    }
    Schema {
        namespaces: store!(namespaces),
        extensions: store!(extensions),
        types: store!(types),
        sequences: schema
            .sequences
            .values()
            .map(|sequence| {
                let mut sequence = sequence.as_ref().clone();
                sequence.id = id(ids, sequence.id.0);
                sequence.owned_by = sequence
                    .owned_by
                    .map(|(table, column)| (id(ids, table.0), id(ids, column.0)));
                (sequence.id, Arc::new(sequence))
            })
            .collect(),
        tables: schema
            .tables
            .values()
            .map(|old| {
                // What stays the same stays shared: a comparison then passes over it at once.
                let new = match mentions(old, ids) {
                    true => Arc::new(table(old, ids)),
                    false => Arc::clone(old),
                };
                (new.id, new)
            })
            .collect(),
        views: store!(views),
        functions: store!(functions),
        roles: store!(roles),
        grants: store!(grants),
        default_privileges: store!(default_privileges),
        statistics: store!(statistics),
        verbatim: store!(verbatim),
    }
}

/// Whether one of the ids stands in the table; the columns that its own keys and indexes hold are its own columns.
fn mentions(table: &Table, ids: &Ids) -> bool {
    let has = |id: u32| ids.get(&id).is_some_and(|new| *new != id);
    let partition = table.partition_of.as_ref().map(|one| one.parent);
    let mut tables = partition.iter().chain(&table.inherits);
    let references = |key: &ForeignKey| {
        let columns = key.target.columns();
        key.target.table().is_some_and(|one| has(one.0)) || columns.iter().any(|one| has(one.0))
    };
    has(table.id.0)
        || tables.any(|one| has(one.0))
        || table.columns.iter().any(|one| has(one.id.0))
        || table.constraints.iter().any(|one| has(one.id.0))
        || table.foreign_keys().any(|(_, key)| references(key))
        || table.indexes.iter().any(|one| has(one.id.0))
        || table.triggers.iter().any(|one| has(one.id.0))
        || table.policies.iter().any(|one| has(one.id.0))
}

fn table(old: &Table, ids: &Ids) -> Table {
    let mut new = old.clone();
    new.id = id(ids, old.id.0);
    if let Some(partition) = &mut new.header.partition_of {
        partition.parent = id(ids, partition.parent.0);
    }
    for parent in &mut new.header.inherits {
        *parent = id(ids, parent.0);
    }
    if let Some(partitioning) = &mut new.header.partitioning {
        for key in &mut partitioning.keys {
            reid_key(key, ids);
        }
    }
    for column in &mut new.columns {
        column.id = id(ids, column.id.0);
    }
    new.constraints = old
        .constraints
        .iter()
        .map(|part| constraint(part, ids))
        .collect();
    new.indexes = old.indexes.iter().map(|part| index(part, ids)).collect();
    for trigger in &mut new.triggers {
        trigger.id = id(ids, trigger.id.0);
    }
    for policy in &mut new.policies {
        policy.id = id(ids, policy.id.0);
    }
    new
}

/// A constraint with its ids replaced.
pub(super) fn constraint(old: &Constraint, ids: &Ids) -> Constraint {
    let mut new = old.clone();
    new.id = id(ids, old.id.0);
    match &mut new.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            key.columns = columns(ids, &key.columns);
            key.include = columns(ids, &key.include);
        }
        ConstraintKind::Check(_) => {}
        ConstraintKind::ForeignKey(key) => {
            key.columns = columns(ids, &key.columns);
            if let ReferenceTarget::Table {
                table,
                columns: referenced,
            } = &mut key.target
            {
                *table = id(ids, table.0);
                *referenced = columns(ids, referenced);
            }
            for action in [&mut key.on_delete, &mut key.on_update]
                .into_iter()
                .flatten()
            {
                if let ReferentialAction::SetNull(list) | ReferentialAction::SetDefault(list) =
                    action
                {
                    *list = columns(ids, list);
                }
            }
        }
        ConstraintKind::Exclusion(exclusion) => {
            exclusion.include = columns(ids, &exclusion.include);
            for element in &mut exclusion.elements {
                reid_key(&mut element.key, ids);
            }
        }
    }
    new
}

/// An index with its ids replaced.
pub(super) fn index(old: &Index, ids: &Ids) -> Index {
    let mut new = old.clone();
    new.id = id(ids, old.id.0);
    new.include = columns(ids, &old.include);
    for key in &mut new.keys {
        reid_key(key, ids);
    }
    new
}

fn reid_key(key: &mut IndexKey, ids: &Ids) {
    if let IndexKeySource::Column(column) = &mut key.source {
        *column = id(ids, column.0);
    }
}
