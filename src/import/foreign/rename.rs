//! RENAME of tables, columns and indexes of MySQL and SQLite, and what follows a new name.

use crate::import::builder::{Applied, Fault};
use crate::import::cursor::Cursor;
use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::Text;
use crate::sql::mention::columns::RenamedColumn;
use crate::sql::mention::respell::{Change, respell, respell_part};
use crate::sql::texts::{Part, visit};

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
        foreign.follow_column(table, &old, new)?;
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

/// Whether a text is the body of a trigger.
fn is_body(text: &str) -> bool {
    let words = crate::sql::tokens::significant(text);
    words.iter().any(|token| token.is_word(text, "begin"))
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
        self.follow_table(id, &old, new)?;
        self.resolve(&fold(new))
    }

    /// The views and the tables with triggers, whose texts SQLite rewrites when what they name is renamed; MySQL leaves them.
    fn followers(schema: &Schema, dialect: Dialect, old: &str) -> Vec<ObjectRef> {
        if dialect != Dialect::Sqlite {
            return Vec::new();
        }
        let speaks = |text: &str| text.to_lowercase().contains(&fold(old));
        let views = schema.views.values().filter(|view| {
            speaks(&view.query) || view.triggers.iter().any(|own| speaks(&own.clause))
        });
        let tables = schema.tables.values();
        let tables = tables.filter(|table| table.triggers.iter().any(|own| speaks(&own.clause)));
        let views = views.map(|view| ObjectRef::View(view.id));
        views
            .chain(tables.map(|table| ObjectRef::Table(table.id)))
            .collect()
    }

    fn follow_table(&mut self, id: TableId, old: &str, new: &str) -> Applied<()> {
        let schema = self.table_ref(id)?.schema.clone();
        let change = Change::Relation((&schema, old), (&schema, new));
        for object in Self::followers(&self.schema, self.dialect, old) {
            let own = object == ObjectRef::Table(id);
            visit(&mut self.schema, object, &mut |part| match part {
                // A trigger's body is statements of its own.
                Part::Text(_, text) if is_body(text) => {
                    if let Some(new) = respell(text, Text::Statement, change, own) {
                        *text = new;
                    }
                }
                part => respell_part(part, change, own),
            });
        }
        Ok(())
    }

    fn follow_column(&mut self, id: TableId, old: &str, new: &str) -> Applied<()> {
        let owner = self.table_ref(id)?.name.clone();
        let mut schema = std::mem::take(&mut self.schema);
        let find = |_: &str, name: &str| {
            let table = self.tables.get(&fold(name)).map(|id| id.0);
            table.or_else(|| self.views.get(&fold(name)).map(|id| id.0))
        };
        let renamed = RenamedColumn {
            relation: id.0,
            table: Some(&owner),
            old,
            new,
            find: &find,
        };
        self.follow_column_in(&mut schema, id, &renamed);
        self.schema = schema;
        Ok(())
    }

    fn follow_column_in(&self, schema: &mut Schema, id: TableId, renamed: &RenamedColumn<'_>) {
        let held = Self::followers(schema, self.dialect, renamed.old);
        for object in held {
            if let ObjectRef::View(view) = object
                && let Some(view) = schema.views.get_mut(&view)
                && view.columns.is_empty()
                && let Some(names) = renamed.results_named_after(&view.query)
            {
                Arc::make_mut(view).columns = names;
            }
            visit(schema, object, &mut |part| {
                let Part::Text(kind, text) = part else { return };
                let body = is_body(text);
                let kind = if body { Text::Statement } else { kind };
                // The table's other texts have been rewritten already.
                let own = object == ObjectRef::Table(id);
                if own && !body {
                    return;
                }
                if let Some(new) = renamed.respell(text, kind, own) {
                    *text = new;
                }
            });
        }
    }

    /// The table of this name, or the fault that it is not there.
    pub fn table_named(&self, kind: &str, name: &str) -> Applied<TableId> {
        self.table(name).map_err(|fault| match fault {
            Fault::Missing(_) => missing(kind, name),
            other => other,
        })
    }
}
