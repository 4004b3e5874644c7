//! Partitioning: every row has a partition, and every partition what its table promises.

pub mod bounds;
pub mod partition_incomplete;
pub mod partition_index_missing;
pub mod partition_key_not_in_unique;
pub mod partition_key_unused;
pub mod partition_suggested;
pub mod partition_too_many;

use crate::model::{Column, Partitioning, Table};

use super::Context;

/// The columns a table is partitioned by; `None` where one of its keys is an expression.
pub(crate) fn key_columns<'t>(table: &'t Table, by: &Partitioning) -> Option<Vec<&'t Column>> {
    by.keys
        .iter()
        .map(|key| table.column(key.column()?))
        .collect()
}

/// The partitions of a table, not their own.
pub(crate) fn partitions<'a>(context: &Context<'a>, table: &Table) -> Vec<&'a Table> {
    context
        .neighbours
        .children(table.id)
        .filter_map(|id| context.table(id))
        .filter(|child| {
            let parent = child.partition_of.as_ref().map(|part| part.parent);
            parent == Some(table.id)
        })
        .collect()
}
