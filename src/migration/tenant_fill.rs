//! Where a new tenant column gets its values: from the parent that a foreign key leads to.

use crate::model::*;
use crate::sql::quote;

/// The value of a new column as the parent's column of the same name, by the foreign key that leads there: the one that holds
/// the new column itself first (a composite key), then one that is never null, then any.
pub(super) fn from_parent(
    base: &Schema,
    target: &Schema,
    table: &Table,
    column: &Column,
) -> Option<String> {
    let old = base.tables.get(&table.id)?;
    let mut best: Option<(u8, String)> = None;
    for (_, key) in table.foreign_keys() {
        let ReferenceTarget::Table {
            table: parent,
            columns: referenced,
        } = &key.target
        else {
            continue;
        };
        let Some(parent) = target
            .tables
            .get(parent)
            .filter(|parent| parent.id != table.id)
        else {
            continue;
        };
        let Some(source) = parent
            .column_named(&column.name)
            .filter(|one| one.data_type == column.data_type)
        else {
            continue;
        };
        let pairs: Vec<(ColumnId, ColumnId)> = key
            .columns
            .iter()
            .copied()
            .zip(referenced.iter().copied())
            .filter(|(own, _)| *own != column.id)
            .collect();
        let composite = pairs.len() < key.columns.len();
        // A column that only now comes leads nowhere yet.
        let stands = pairs.iter().all(|(own, _)| old.column(*own).is_some());
        if pairs.is_empty() || !stands {
            continue;
        }
        let required = pairs
            .iter()
            .all(|(own, _)| table.column(*own).is_some_and(|one| one.not_null));
        let rank = u8::from(!composite) * 2 + u8::from(!required);
        let expression = lookup(table, parent, source, &pairs)?;
        if best.as_ref().is_none_or(|(other, _)| rank < *other) {
            best = Some((rank, expression));
        }
    }
    best.map(|(_, expression)| expression)
}

fn lookup(
    table: &Table,
    parent: &Table,
    source: &Column,
    pairs: &[(ColumnId, ColumnId)],
) -> Option<String> {
    let mut conditions = Vec::new();
    for (own, other) in pairs {
        let (own, other) = (table.column(*own)?, parent.column(*other)?);
        conditions.push(format!(
            "parent.{} = {}.{}",
            quote::identifier(&other.name),
            quote::identifier(&table.name),
            quote::identifier(&own.name)
        ));
    }
    Some(format!(
        "(SELECT parent.{} FROM {} parent WHERE {})",
        quote::identifier(&source.name),
        quote::table(parent),
        conditions.join(" AND ")
    ))
}
