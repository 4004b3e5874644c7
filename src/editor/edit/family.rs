//! Tables and the partitions and children that hold copies of their columns, constraints and indexes.

use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{ColumnId, Schema, Table, TableId};

/// The partitions and inheritance children of a table, and theirs, nearest first.
pub(super) fn descendants(schema: &Schema, table: TableId) -> Vec<TableId> {
    let mut found: Vec<TableId> = Vec::new();
    let mut next = vec![table];
    while let Some(parent) = next.pop() {
        for child in schema.tables.values() {
            let is_child = child
                .partition_of
                .as_ref()
                .is_some_and(|partition| partition.parent == parent)
                || child.inherits.contains(&parent);
            if is_child && child.id != table && !found.contains(&child.id) {
                found.push(child.id);
                next.push(child.id);
            }
        }
    }
    found
}

/// The partitions of a table, and theirs: they go when it goes.
pub(super) fn partitions(schema: &Schema, table: TableId) -> Vec<TableId> {
    descendants(schema, table)
        .into_iter()
        .filter(|id| schema.table(*id).is_some_and(|child| child.is_partition()))
        .collect()
}

/// The column and its copies in partitions and children.
pub(super) fn copies(
    draft: &Draft,
    table: TableId,
    column: ColumnId,
) -> Result<Vec<(TableId, ColumnId)>, EditError> {
    let name = &draft.column(table, column)?.name;
    let mut all = vec![(table, column)];
    for child in descendants(draft.schema(), table) {
        if let Some(copy) = draft
            .table(child)?
            .column_named(name)
            .filter(|copy| copy.inherited)
        {
            all.push((child, copy.id));
        }
    }
    Ok(all)
}

/// Refuses a change that must be made in the parent the column comes from.
pub(super) fn own_column(draft: &Draft, table: TableId, column: ColumnId) -> Result<(), EditError> {
    let column = draft.column(table, column)?;
    if !column.inherited {
        return Ok(());
    }
    let parent = parents(draft.table(table)?)
        .into_iter()
        .find(|parent| {
            draft
                .table(*parent)
                .is_ok_and(|parent| parent.column_named(&column.name).is_some())
        })
        .map(|parent| draft.table_label(parent))
        .unwrap_or_default();
    Err(EditError::Inherited {
        name: column.name.clone(),
        parent,
    })
}

/// The tables a table takes columns from.
fn parents(table: &Table) -> Vec<TableId> {
    table
        .partition_of
        .iter()
        .map(|partition| partition.parent)
        .chain(table.inherits.iter().copied())
        .collect()
}
