//! CREATE TABLE as written.

use crate::model::*;

use super::builder::{Applied, Builder, Done, Fault};
use super::columns;
use super::constraints;
use super::cursor::{Cursor, Read};
use super::definition::*;
use super::report::Rename;

/// The name of a temporary table, which is no part of the schema; `None` for others.
fn temporary(cursor: &Cursor<'_>) -> Read<Option<String>> {
    let mut cursor = *cursor;
    let _ = cursor.take("GLOBAL") || cursor.take("LOCAL");
    let is_said = cursor.take("TEMPORARY") || cursor.take("TEMP");
    if !is_said && !cursor.is_word("TABLE") {
        return Ok(None);
    }
    cursor.expect("TABLE")?;
    cursor.take("IF NOT EXISTS");
    let name = cursor.qualified_name()?;
    Ok((is_said || name.schema.as_deref() == Some("pg_temp")).then_some(name.name))
}

/// Reads CREATE TABLE after its `CREATE`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Read<TableDefinition> {
    let mut table = TableDefinition {
        unlogged: cursor.take("UNLOGGED"),
        ..TableDefinition::default()
    };
    cursor.expect("TABLE")?;
    table.if_not_exists = cursor.take("IF NOT EXISTS");
    table.name = cursor.qualified_name()?;
    if cursor.take("PARTITION OF") {
        let parent = cursor.qualified_name()?;
        if cursor.is(b'(') {
            elements(cursor, &mut table, true)?;
        }
        table.partition_of = Some((parent, bound(cursor)?));
    } else if cursor.take("OF") {
        table.of_type = Some(cursor.qualified_name()?);
        if cursor.is(b'(') {
            elements(cursor, &mut table, true)?;
        }
    } else {
        elements(cursor, &mut table, false)?;
    }
    endings(cursor, &mut table)?;
    cursor.finish()?;
    Ok(table)
}

fn elements(cursor: &mut Cursor<'_>, table: &mut TableDefinition, typed: bool) -> Read<()> {
    cursor.expect_mark(b'(')?;
    if cursor.take_mark(b')') {
        return Ok(());
    }
    loop {
        if cursor.take("LIKE") {
            let position = table.columns.len();
            table.likes.push(like(cursor, position)?);
        } else if constraints::starts(cursor) {
            let mut constraint = constraints::table_constraint(cursor)?;
            // A new table has no rows that would break it: PostgreSQL takes it as proved.
            constraint.validated = true;
            table.constraints.push(constraint);
        } else if typed {
            table.columns.push(typed_column(cursor)?);
        } else {
            table.columns.push(columns::column(cursor)?);
        }
        if cursor.take_mark(b')') {
            return Ok(());
        }
        if !cursor.take_mark(b',') {
            return cursor.broken("a comma or )");
        }
    }
}

/// A column of a partition or of a table of a type: a name and what differs from the parent's or the type's.
fn typed_column(cursor: &mut Cursor<'_>) -> Read<ColumnDefinition> {
    let at = cursor.offset();
    let name = cursor.name()?;
    let mut column = ColumnDefinition::new(name, DataType::default(), at);
    cursor.take("WITH OPTIONS");
    columns::properties(cursor, &mut column)?;
    Ok(column)
}

fn like(cursor: &mut Cursor<'_>, position: usize) -> Read<LikeClause> {
    const PARTS: [&str; 9] = [
        "COMMENTS",
        "COMPRESSION",
        "CONSTRAINTS",
        "DEFAULTS",
        "GENERATED",
        "IDENTITY",
        "INDEXES",
        "STATISTICS",
        "STORAGE",
    ];
    let table = cursor.qualified_name()?;
    let mut including: Vec<&'static str> = Vec::new();
    loop {
        let include = cursor.take("INCLUDING");
        if !include && !cursor.take("EXCLUDING") {
            break;
        }
        if cursor.take("ALL") {
            including = if include { PARTS.to_vec() } else { Vec::new() };
        } else if let Some(part) = cursor.take_one_of(&PARTS) {
            including.retain(|other| *other != part);
            if include {
                including.push(part);
            }
        } else {
            return cursor.broken("what LIKE includes");
        }
    }
    Ok(LikeClause {
        table,
        including,
        position,
    })
}

/// `FOR VALUES ...` or `DEFAULT`, as text.
pub(super) fn bound(cursor: &mut Cursor<'_>) -> Read<String> {
    if cursor.take("DEFAULT") {
        return Ok("DEFAULT".to_string());
    }
    let start = cursor.offset();
    cursor.expect("FOR VALUES")?;
    if cursor.take("IN") {
        cursor.group_tokens()?;
    } else if cursor.take("FROM") {
        cursor.group_tokens()?;
        cursor.expect("TO")?;
        cursor.group_tokens()?;
    } else {
        cursor.expect("WITH")?;
        cursor.group_tokens()?;
    }
    Ok(cursor.since(start).to_string())
}

fn endings(cursor: &mut Cursor<'_>, table: &mut TableDefinition) -> Read<()> {
    loop {
        if cursor.take("INHERITS") {
            cursor.expect_mark(b'(')?;
            loop {
                table.inherits.push(cursor.qualified_name()?);
                if !cursor.take_mark(b',') {
                    break;
                }
            }
            cursor.expect_mark(b')')?;
        } else if cursor.take("PARTITION BY") {
            let method = if cursor.take("RANGE") {
                PartitionMethod::Range
            } else if cursor.take("LIST") {
                PartitionMethod::List
            } else {
                cursor.expect("HASH")?;
                PartitionMethod::Hash
            };
            table.partition_by = Some((method, constraints::index_keys(cursor)?));
        } else if cursor.take("USING") {
            table.access_method = Some(cursor.name()?).filter(|name| name != "heap");
        } else if cursor.take("WITH") {
            table.options = cursor.options()?;
        } else if cursor.take("WITHOUT OIDS") {
            continue;
        } else if cursor.take("TABLESPACE") {
            table.tablespace = Some(cursor.name()?).filter(|name| name != "pg_default");
        } else {
            return Ok(());
        }
    }
}

impl Builder {
    /// CREATE TABLE.
    pub fn create_table(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        if let Some(name) = temporary(cursor)? {
            self.temporary.insert(name.clone());
            return Ok(Done::skipped("temporary table", name));
        }
        if is_table_from_query(cursor) {
            return Err(Fault::Keep);
        }
        let definition = read(cursor)?;
        let done = Done::new("table", &definition.name);
        let result = self.make_table(&definition).map(|table| {
            self.locate_columns(table, &definition, cursor);
            self.apply_renames(table, &definition, cursor);
            done.clone()
        });
        self.unless_exists(definition.if_not_exists, result, done)
    }

    /// Notes the line of each column, which in a table of some size is far from the statement's first.
    fn locate_columns(
        &mut self,
        table: TableId,
        definition: &TableDefinition,
        cursor: &Cursor<'_>,
    ) {
        let (source, mut line) = self.place;
        let mut passed = cursor.rewound().offset();
        for column in &definition.columns {
            let between = cursor.slice(passed, column.at);
            line += u32::try_from(between.matches('\n').count()).unwrap_or(u32::MAX);
            passed = column.at;
            if let Ok(column) = self.column_id(table, &column.name) {
                self.origins
                    .insert(ObjectRef::Column(table, column), (source, line));
            }
        }
    }

    /// Notes the `@renamed` comments: before the statement they speak of the table, on a column's line of that column,
    /// on a line of their own of the column that follows.
    fn apply_renames(&mut self, table: TableId, definition: &TableDefinition, cursor: &Cursor<'_>) {
        let start = cursor.rewound().offset();
        for (at, from) in std::mem::take(&mut self.pending_renames) {
            if at < start {
                let object = ObjectRef::Table(table);
                self.renames.push(Rename { object, from });
                continue;
            }
            let next = definition.columns.partition_point(|column| column.at < at);
            let before = next
                .checked_sub(1)
                .and_then(|before| definition.columns.get(before))
                .filter(|column| !cursor.slice(column.at, at).contains('\n'));
            let Some(column) = before.or_else(|| definition.columns.get(next)) else {
                continue;
            };
            if let Ok(column) = self.column_id(table, &column.name) {
                let object = ObjectRef::Column(table, column);
                self.renames.push(Rename { object, from });
            }
        }
    }
}

/// `CREATE TABLE t AS SELECT ...`.
fn is_table_from_query(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.take_until(|cursor| cursor.is_word("AS"));
    if !ahead.take("AS") {
        return false;
    }
    ["SELECT", "WITH", "TABLE", "VALUES", "EXECUTE"]
        .iter()
        .any(|word| ahead.is_word(word))
        || ahead.is(b'(')
}
