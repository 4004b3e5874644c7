//! Which fixes may be applied without a second thought.

use crate::model::{Column, Document, ObjectRef, Op, Table, TableHeader};

/// Whether operations lose nothing and refuse nothing: no row that is stored becomes invalid, no value is dropped or changed, no
/// name that code uses goes, and nobody sees other rows than before.
///
/// Safe are plain indexes made, changed and dropped, new tables, extensions, functions and triggers, new columns that may be
/// null or have a default, other defaults, a column that may be null from now on, and comments.
pub fn is_safe(document: &Document, ops: &[Op]) -> bool {
    // A table made by the same fix has no rows yet, so whatever is put on it is safe.
    let made: Vec<_> = ops
        .iter()
        .filter_map(|op| match op {
            Op::Put(object) => object.reference().table(),
            _ => None,
        })
        .filter(|table| document.schema.table(*table).is_none())
        .collect();
    ops.iter().all(|op| {
        table_of(op).is_some_and(|table| made.contains(&table)) || is_step_safe(document, op)
    })
}

fn table_of(op: &Op) -> Option<crate::model::TableId> {
    match op {
        Op::SetHeader { table, .. }
        | Op::PutColumn { table, .. }
        | Op::PutConstraint { table, .. }
        | Op::PutIndex { table, .. }
        | Op::PutTrigger { table, .. }
        | Op::PutPolicy { table, .. } => Some(*table),
        _ => None,
    }
}

fn is_step_safe(document: &Document, op: &Op) -> bool {
    let schema = &document.schema;
    let table = |id| schema.table(id).map(AsRef::as_ref);
    match op {
        Op::Put(object) => {
            let new = !schema.contains(object.reference());
            let kind = object.reference();
            new && matches!(
                kind,
                ObjectRef::Table(_)
                    | ObjectRef::Extension(_)
                    | ObjectRef::Function(_)
                    | ObjectRef::Type(_)
            )
        }
        Op::SetHeader { table: id, header } => {
            table(*id).is_some_and(|table| differs_in_comment_only(&table.header, header))
        }
        Op::PutColumn {
            table: id, column, ..
        } => table(*id).is_some_and(|table| is_column_safe(table, column)),
        Op::PutIndex {
            table: id, index, ..
        } => table(*id).is_some_and(|table| {
            let was_unique = table.index(index.id).is_some_and(|old| old.unique);
            !index.unique && !was_unique
        }),
        Op::PutTrigger {
            table: id, trigger, ..
        } => table(*id).is_some_and(|table| !table.triggers.iter().any(|old| old.id == trigger.id)),
        Op::RemovePart(ObjectRef::Index(id, index)) => {
            let index = table(*id).and_then(|table| table.index(*index));
            index.is_some_and(|index| !index.unique)
        }
        _ => false,
    }
}

fn differs_in_comment_only(old: &TableHeader, new: &TableHeader) -> bool {
    let commented = TableHeader {
        comment: new.comment.clone(),
        ..old.clone()
    };
    commented == *new
}

fn is_column_safe(table: &Table, new: &Column) -> bool {
    let Some(old) = table.column(new.id) else {
        return !new.not_null || new.default.is_some() || new.identity.is_some();
    };
    let loosened = Column {
        default: new.default.clone(),
        comment: new.comment.clone(),
        not_null: old.not_null && new.not_null,
        ..old.clone()
    };
    loosened == *new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DataType, Index, TableId};

    fn document() -> (Document, TableId) {
        let mut document = Document::default();
        let id: TableId = document.allocate();
        let mut table = Table::new(id, "public", "t");
        let column = Column::new(document.allocate(), "a", DataType::named("text"));
        table
            .indexes
            .push(Index::btree(document.allocate(), "i", &[column.id]));
        table.columns.push(column);
        document.schema.tables.insert(id, table.into());
        (document, id)
    }

    fn put(table: TableId, column: Column) -> Op {
        Op::PutColumn {
            table,
            column: Box::new(column),
            position: None,
        }
    }

    #[test]
    fn what_may_refuse_or_lose_rows_is_not_safe() {
        let (document, id) = document();
        let table = document.schema.table(id).unwrap();
        let column = table.columns[0].clone();
        let change = |change: fn(&mut Column)| {
            let mut column = column.clone();
            change(&mut column);
            is_safe(&document, &[put(id, column)])
        };
        assert!(change(|column| column.default = Some("''".into())));
        assert!(!change(|column| column.not_null = true));
        assert!(!change(|column| column.name = "b".into()));
        assert!(!change(
            |column| column.data_type = DataType::named("integer")
        ));
        let index = ObjectRef::Index(id, table.indexes[0].id);
        assert!(is_safe(&document, &[Op::RemovePart(index)]));
        assert!(!is_safe(
            &document,
            &[Op::RemovePart(ObjectRef::Column(id, column.id))]
        ));
        let mut unique = table.indexes[0].clone();
        unique.unique = true;
        let put_index = Op::PutIndex {
            table: id,
            index: Box::new(unique),
            position: None,
        };
        assert!(!is_safe(&document, &[put_index]));
    }

    #[test]
    fn a_new_column_is_safe_where_rows_that_are_there_can_have_it() {
        let (mut document, id) = document();
        let mut column = Column::new(document.allocate(), "b", DataType::named("text"));
        assert!(is_safe(&document, &[put(id, column.clone())]));
        column.not_null = true;
        assert!(!is_safe(&document, &[put(id, column.clone())]));
        column.default = Some("''".into());
        assert!(is_safe(&document, &[put(id, column)]));
    }
}
