//! A name that was changed where it is given, and nowhere else.

use crate::editor::{Draft, EditError, edit};
use crate::model::{ColumnId, ObjectRef, Schema, Table, TableId};
use crate::sql::tokens::{self, Token};

/// A table or column with its new name.
pub(super) struct Rename {
    table: TableId,
    column: Option<ColumnId>,
    name: String,
}

impl Rename {
    /// Plans it.
    ///
    /// # Errors
    /// When the name cannot be used or is taken.
    pub fn apply(&self, draft: &mut Draft) -> Result<(), EditError> {
        match self.column {
            Some(column) => edit::rename_column(draft, self.table, column, &self.name),
            None => edit::rename_table(draft, self.table, &self.name),
        }
    }
}

/// The one name in which two texts of the same objects differ, where a table or column is given it.
pub(super) fn renamed(
    schema: &Schema,
    objects: &[ObjectRef],
    before: &str,
    after: &str,
) -> Option<Rename> {
    let old = tokens::significant(before);
    let new = tokens::significant(after);
    if old.len() != new.len() {
        return None;
    }
    let mut pairs = old.iter().zip(&new).enumerate();
    let differs = |(_, (a, b)): &(usize, (&Token, &Token))| a.text(before) != b.text(after);
    let (at, (was, is)) = pairs.find(differs)?;
    if pairs.any(|pair| differs(&pair)) {
        return None;
    }
    let name = is.name(after)?;
    let was = was.name(before)?;
    let given = given_at(before, &old, at)?;
    let tables = objects.iter().filter_map(|object| match object {
        ObjectRef::Table(id) => schema.table(*id),
        _ => None,
    });
    let mut tables = tables.filter(|table| is_called(table, &given.table));
    let table = tables.next()?;
    match given.column {
        false => (table.name == was).then_some(Rename {
            table: table.id,
            column: None,
            name,
        }),
        true => table.column_named(&was).map(|column| Rename {
            table: table.id,
            column: Some(column.id),
            name,
        }),
    }
}

fn is_called(table: &Table, name: &[String]) -> bool {
    match name {
        [name] => table.name == *name,
        [schema, name] => table.name == *name && table.schema == *schema,
        _ => false,
    }
}

/// Whose name stands at a token.
struct Given {
    /// The table, with its schema where it is written.
    table: Vec<String>,
    column: bool,
}

/// What is given its name at a token of a text: the table after CREATE TABLE, a column at the head of its line.
fn given_at(text: &str, all: &[Token], wanted: usize) -> Option<Given> {
    let mut table: Option<Vec<String>> = None;
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(token) = all.get(at) {
        if token.is(text, ";") {
            (table, depth) = (None, 0);
        } else if token.is_word(text, "create") && depth == 0 {
            let mut next = at + 1;
            let skipped = |one: &Token| one.is_word(text, "unlogged");
            next += usize::from(all.get(next).is_some_and(skipped));
            if all.get(next).is_some_and(|one| one.is_word(text, "table")) {
                let mut name = vec![all.get(next + 1)?.name(text)?];
                let mut last = next + 1;
                while all.get(last + 1).is_some_and(|one| one.is(text, ".")) {
                    name.push(all.get(last + 2)?.name(text)?);
                    last += 2;
                }
                if last == wanted {
                    return Some(Given {
                        table: name,
                        column: false,
                    });
                }
                at = last;
                table = Some(name);
            }
        } else if token.is(text, "(") {
            depth += 1;
        } else if token.is(text, ")") {
            depth = depth.saturating_sub(1);
        }
        if at == wanted {
            let before = all.get(at.checked_sub(1)?)?;
            let heads = depth == 1 && (before.is(text, "(") || before.is(text, ","));
            return table.filter(|_| heads).map(|table| Given {
                table,
                column: true,
            });
        }
        at += 1;
    }
    None
}
