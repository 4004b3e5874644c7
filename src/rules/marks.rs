//! Marks of parts of a table: equal marks mean that what they cover is equal, so that rules which read it need not look again.
//!
//! They never leave the process. `DefaultHasher::new` has fixed keys, so the same table has the same mark.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::tenancy as inferred;
use crate::model::{ColumnId, ConstraintKind, IndexKey, IndexKeySource, Table};

use super::neighbours;

/// A mark of the names a table takes in its schema.
pub fn relations(table: &Table) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&table.schema, &table.name, table.is_partition()).hash(&mut hasher);
    for constraint in &table.constraints {
        (constraint.id, &constraint.name, constraint.key().is_some()).hash(&mut hasher);
    }
    for index in &table.indexes {
        (index.id, &index.name).hash(&mut hasher);
    }
    hasher.finish()
}

/// A mark of all that tenancy is inferred from; equal marks mean equal evidence. Columns count by name only where their name ends
/// in `id` or a foreign key holds them, which [`super::neighbours::has_plain_tenant_column`] makes sure is enough.
pub fn tenancy(table: &Table) -> u64 {
    // `DefaultHasher::new` has fixed keys, and the mark never leaves the process.
    let mut hasher = DefaultHasher::new();
    table.name.hash(&mut hasher);
    let parent = table
        .partition_of
        .as_ref()
        .map(|partition| partition.parent);
    parent.hash(&mut hasher);
    table.primary_key_columns().hash(&mut hasher);
    let mut referencing: BTreeSet<ColumnId> = BTreeSet::new();
    for (_, key) in table.foreign_keys() {
        (&key.columns, key.target.table()).hash(&mut hasher);
        referencing.extend(&key.columns);
    }
    let telling = table
        .columns
        .iter()
        .filter(|column| neighbours::ends_in_id(&column.name) || referencing.contains(&column.id));
    for column in telling {
        (column.id, &column.name, column.not_null).hash(&mut hasher);
    }
    inferred::shape_mark(table).hash(&mut hasher);
    hasher.finish()
}

/// A mark of keys, foreign keys with what makes them required, and the place among partitions.
pub fn keys(table: &Table) -> u64 {
    let mut hasher = DefaultHasher::new();
    for constraint in &table.constraints {
        if let Some(key) = constraint.key() {
            (constraint.id, &key.columns, constraint.is_primary_key()).hash(&mut hasher);
        }
        let Some(key) = constraint.foreign_key() else {
            continue;
        };
        let required = key
            .columns
            .iter()
            .map(|id| table.column(*id).map(|column| column.not_null));
        (constraint.id, &key.columns, key.target.table()).hash(&mut hasher);
        (constraint.deferrable as u8, key.target.columns()).hash(&mut hasher);
        required.for_each(|required| required.hash(&mut hasher));
    }
    table.inherits.hash(&mut hasher);
    if let Some(part) = &table.partition_of {
        (part.parent, &part.bound).hash(&mut hasher);
    }
    if let Some(by) = &table.partitioning {
        (by.method as u8).hash(&mut hasher);
        by.keys.iter().for_each(|key| hash_key(key, &mut hasher));
    }
    hasher.finish()
}

/// A mark of columns with their types and defaults, and of every expression: checks, indexes, triggers, policies.
pub fn contents(table: &Table) -> u64 {
    let mut hasher = DefaultHasher::new();
    for column in &table.columns {
        (column.id, &column.name, &column.data_type).hash(&mut hasher);
        (&column.default, column.inherited, column.identity.is_some()).hash(&mut hasher);
        column.generated.is_some().hash(&mut hasher);
    }
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::Check(check) => {
                (constraint.id, &check.expression).hash(&mut hasher);
            }
            ConstraintKind::Exclusion(exclusion) => {
                (constraint.id, &exclusion.method).hash(&mut hasher);
                let keys = exclusion.elements.iter().map(|element| &element.key);
                keys.for_each(|key| hash_key(key, &mut hasher));
            }
            _ => {}
        }
    }
    for index in &table.indexes {
        (index.id, index.unique, &index.method, &index.predicate).hash(&mut hasher);
        index.keys.iter().for_each(|key| hash_key(key, &mut hasher));
    }
    for trigger in &table.triggers {
        (&trigger.function, &trigger.clause).hash(&mut hasher);
    }
    for policy in &table.policies {
        (&policy.roles, &policy.using, &policy.with_check).hash(&mut hasher);
    }
    hasher.finish()
}

fn hash_key(key: &IndexKey, hasher: &mut DefaultHasher) {
    match &key.source {
        IndexKeySource::Column(id) => id.hash(hasher),
        IndexKeySource::Expression(text) => text.hash(hasher),
    }
    key.operator_class.hash(hasher);
}
