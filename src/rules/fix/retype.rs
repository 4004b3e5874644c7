//! Another type for a column and all that reference it.

use std::collections::BTreeSet;

use crate::model::{ColumnId, DataType, Op, Table, TableId};
use crate::rules::Context;

use super::change_column;

/// Gives a column and all that reference it, however far, another type. `None` when one of them references something else too,
/// whose type would then differ.
pub fn retype(
    context: &Context<'_>,
    table: &Table,
    column: ColumnId,
    data_type: &DataType,
) -> Option<Vec<Op>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![(table.id, column)];
    let mut ops = Vec::new();
    while let Some((id, column)) = open.pop() {
        if !seen.insert((id, column)) {
            continue;
        }
        let table = context.table(id)?;
        ops.extend(change_column(context, table, column, |column| {
            column.data_type = data_type.clone()
        })?);
        for (child, constraint) in context.neighbours.incoming(id) {
            let child = context.table(child)?;
            let key = child.constraint(constraint)?.foreign_key()?;
            for (own, referenced) in key.columns.iter().zip(key.target.columns()) {
                if *referenced == column {
                    open.push((child.id, *own));
                }
            }
        }
    }
    let settled = |id: TableId, column: ColumnId| {
        let Some(table) = context.table(id) else {
            return false;
        };
        table.foreign_keys().all(|(_, key)| {
            let pairs = key.columns.iter().zip(key.target.columns());
            let mut of_column = pairs.filter(|(own, _)| **own == column);
            of_column.all(|(_, referenced)| {
                key.target.table().is_some_and(|target| {
                    let type_there = context
                        .table(target)
                        .and_then(|table| table.column(*referenced));
                    seen.contains(&(target, *referenced))
                        || type_there
                            .is_some_and(|there| context.same_type(&there.data_type, data_type))
                })
            })
        })
    };
    seen.iter()
        .all(|(id, column)| settled(*id, *column))
        .then_some(ops)
}
