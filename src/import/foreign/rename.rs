//! RENAME of tables, columns and indexes of MySQL and SQLite, and what follows a new name.

use crate::import::builder::{Applied, Fault};
use crate::import::cursor::Cursor;
use crate::model::*;

use super::builder::{Foreign, fold, missing};
use super::words;

/// Gives a column another name; expressions of its table follow.
pub(super) fn rename_column(
    foreign: &mut Foreign,
    table: TableId,
    id: ColumnId,
    new: &str,
) -> Applied<()> {
    let taken = foreign.column_id(table, new).is_ok_and(|other| other != id);
    if taken {
        return Err(crate::import::builder::exists(&format!("column {new}")));
    }
    let old = foreign
        .table_ref(table)?
        .column(id)
        .map(|column| column.name.clone())
        .unwrap_or_default();
    foreign.change_column(table, id, |column| column.name = new.to_string())?;
    if old != new {
        foreign.rename_enums(table, Some(id))?;
        rename_in_expressions(foreign.table_mut(table)?, &old, new);
    }
    Ok(())
}

/// The database spells a renamed column anew wherever the table's own expressions name it.
fn rename_in_expressions(table: &mut Table, old: &str, new: &str) {
    let renamed = |text: &mut String| *text = crate::sql::expression::rename(text, old, new);
    for column in &mut table.columns {
        column.default.iter_mut().for_each(renamed);
        column
            .generated
            .iter_mut()
            .for_each(|one| renamed(&mut one.expression));
    }
    for constraint in &mut table.constraints {
        if let ConstraintKind::Check(check) = &mut constraint.kind {
            renamed(&mut check.expression);
        }
    }
    for index in &mut table.indexes {
        index.predicate.iter_mut().for_each(renamed);
        for key in &mut index.keys {
            if let IndexKeySource::Expression(text) = &mut key.source {
                renamed(text);
            }
        }
    }
}

/// Reads from behind `RENAME` on.
pub(super) fn rename(
    foreign: &mut Foreign,
    table: TableId,
    cursor: &mut Cursor<'_>,
) -> Applied<()> {
    if cursor.take("INDEX") || cursor.take("KEY") {
        let old = words::name(cursor)?;
        cursor.expect("TO")?;
        let new = words::name(cursor)?;
        return foreign.rename_index(table, &old, &new);
    }
    if cursor.take("TO") || cursor.take("AS") {
        let new = words::object_name(cursor)?;
        return foreign.rename_table(table, &new);
    }
    let column = cursor.take("COLUMN");
    let first = words::object_name(cursor)?;
    if !column && (cursor.is_done() || cursor.is(b',')) {
        return foreign.rename_table(table, &first);
    }
    cursor.expect("TO")?;
    let new = words::name(cursor)?;
    let id = foreign.column_id(table, &first)?;
    rename_column(foreign, table, id, &new)
}

impl Foreign {
    /// Gives a table another name.
    pub fn rename_table(&mut self, id: TableId, new: &str) -> Applied<()> {
        let old = self.table_ref(id)?.name.clone();
        if fold(&old) != fold(new) {
            self.free(new)?;
        }
        self.tables.remove(&fold(&old));
        self.tables.insert(fold(new), id);
        self.table_mut(id)?.header.name = new.to_string();
        self.rename_enums(id, None)?;
        self.resolve(&fold(new))
    }

    /// The table of this name, or the fault that it is not there.
    pub fn table_named(&self, kind: &str, name: &str) -> Applied<TableId> {
        self.table(name).map_err(|fault| match fault {
            Fault::Missing(_) => missing(kind, name),
            other => other,
        })
    }
}
