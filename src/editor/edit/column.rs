//! Adding columns, moving them, and their single properties.

use super::family::{copies, descendants, own_column};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{Column, ColumnId, DataType, Generated, Identity, TableId};

/// Adds a column, `column_1` of type text unless said otherwise, to the table and to the tables that take their columns
/// from it. `position` counts from 0; `None` is the end, in a table that the base does not hold before the timestamps that
/// close it (an existing table grows at its end, as on the server).
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn add_column(
    draft: &mut Draft,
    table: TableId,
    name: Option<&str>,
    data_type: Option<DataType>,
    position: Option<usize>,
) -> Result<ColumnId, EditError> {
    let family = descendants(draft.schema(), table);
    let name = match name {
        Some(name) => name::usable(name)?.to_string(),
        None => free_name(draft, table)?,
    };
    draft.say(|| format!("Add column {name}"));
    let data_type = data_type.unwrap_or_else(|| DataType::named("text"));
    name::free_column(draft.table(table)?, &name)?;
    let position = match position {
        Some(position) => Some(position),
        None => before_timestamps(draft, table)?,
    };
    let id = draft.allocate();
    let column = Column::new(id, &name, data_type);
    draft.put_column(table, column.clone(), position)?;
    for child in family {
        // A child that has such a column already merges the two (PostgreSQL manual, ALTER TABLE).
        if draft.table(child)?.column_named(&name).is_some() {
            continue;
        }
        let copy = Column {
            id: draft.allocate(),
            inherited: true,
            ..column.clone()
        };
        draft.put_column(child, copy, None)?;
    }
    Ok(id)
}

/// Columns that say when and by whom a row came and changed; tables close with them (seed 000, lines 69 to 72).
const CLOSING: [&str; 5] = [
    "created_at",
    "updated_at",
    "deleted_at",
    "created_by",
    "updated_by",
];

/// The position before the timestamps that close a table which has only been drawn yet; none where there are none.
fn before_timestamps(draft: &Draft, table: TableId) -> Result<Option<usize>, EditError> {
    if name::in_base(draft.document().base.as_deref(), table) {
        return Ok(None);
    }
    let columns = &draft.table(table)?.columns;
    let closing = columns
        .iter()
        .rev()
        .take_while(|column| CLOSING.contains(&column.name.as_str()))
        .count();
    Ok((closing > 0 && closing < columns.len()).then(|| columns.len() - closing))
}

/// Moves a column to where `slot` of the columns, itself counted, stand above it, as a drag says it.
///
/// # Errors
/// When the column does not exist.
pub fn move_column_to_slot(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    slot: usize,
) -> Result<(), EditError> {
    let columns = &draft.table(table)?.columns;
    let now = columns.iter().position(|other| other.id == column);
    // Above the slot the column itself is counted while it stands there.
    let position = match now {
        Some(now) if slot > now => slot - 1,
        _ => slot,
    };
    move_column(draft, table, column, position)
}

/// Moves a column so that it stands at `position`, counted from 0 after the move. Only the order people see changes;
/// PostgreSQL keeps the order of an existing table.
///
/// # Errors
/// When the column does not exist.
pub fn move_column(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    position: usize,
) -> Result<(), EditError> {
    let moved = draft.column(table, column)?.clone();
    draft.say(|| format!("Move column {}", moved.name));
    let columns = &draft.table(table)?.columns;
    let last = columns.len().saturating_sub(1);
    if columns.get(position.min(last)).map(|other| other.id) == Some(column) {
        return Ok(());
    }
    draft.put_column(table, moved, Some(position))
}

/// Requires a value, or lets the column be null; in partitions and children too.
///
/// # Errors
/// When the column is in the primary key and shall be nullable.
pub fn set_not_null(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    not_null: bool,
) -> Result<(), EditError> {
    let name = draft.column(table, column)?.name.clone();
    draft.say(|| {
        if not_null {
            format!("Require {name}")
        } else {
            format!("Let {name} be null")
        }
    });
    let copies = copies(draft, table, column)?;
    if !not_null {
        for (table, column) in &copies {
            own_not_null(draft, *table, *column)?;
        }
    }
    for (table, column) in copies {
        draft.change_column(table, column, |column| match not_null {
            true => column.not_null = true,
            false => column.allow_null(),
        })?;
    }
    Ok(())
}

/// Refuses to let a column be null that cannot be.
fn own_not_null(draft: &Draft, table: TableId, column: ColumnId) -> Result<(), EditError> {
    let held = draft.column(table, column)?;
    if draft.table(table)?.primary_key_columns().contains(&column) {
        return Err(EditError::PrimaryKeyNull(held.name.clone()));
    }
    if held.identity.is_some() {
        return Err(EditError::ValueSource {
            column: held.name.clone(),
            has: "an identity, which is never null",
        });
    }
    Ok(())
}

/// Sets the default, an SQL expression; `None` or blank text removes it.
///
/// # Errors
/// When the column is an identity or generated.
pub fn set_default(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    default: Option<&str>,
) -> Result<(), EditError> {
    let held = draft.column(table, column)?;
    let default = default.map(str::trim).filter(|text| !text.is_empty());
    if default.is_some() {
        refuse_other_source(held, Source::Default)?;
    }
    let name = held.name.clone();
    draft.say(|| format!("Change the default of {name}"));
    for (table, column) in copies(draft, table, column)? {
        draft.change_column(table, column, |column| {
            column.default = default.map(str::to_string);
        })?;
    }
    Ok(())
}

/// Makes the column an identity, or an ordinary one with `None`. An identity is never null.
///
/// # Errors
/// When the type is not an integer one, or the column has a default or is generated.
pub fn set_identity(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    identity: Option<Identity>,
) -> Result<(), EditError> {
    own_column(draft, table, column)?;
    let held = draft.column(table, column)?;
    if identity.is_some() {
        refuse_other_source(held, Source::Identity)?;
        let integer = ["smallint", "integer", "bigint"]
            .iter()
            .any(|name| held.data_type.is(name));
        if !integer {
            return Err(EditError::IdentityType {
                column: held.name.clone(),
                data_type: held.data_type.to_string(),
            });
        }
    }
    let name = held.name.clone();
    draft.say(|| format!("Change the identity of {name}"));
    if identity.is_some() {
        set_not_null(draft, table, column, true)?;
    }
    draft.change_column(table, column, |column| column.identity = identity)
}

/// Computes the column from an expression, or makes it an ordinary one with `None`.
///
/// # Errors
/// When the expression is blank, or the column has a default or is an identity.
pub fn set_generated(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    generated: Option<Generated>,
) -> Result<(), EditError> {
    own_column(draft, table, column)?;
    let held = draft.column(table, column)?;
    if let Some(generated) = &generated {
        refuse_other_source(held, Source::Generated)?;
        if generated.expression.trim().is_empty() {
            return Err(EditError::EmptyExpression);
        }
    }
    let name = held.name.clone();
    draft.say(|| format!("Change how {name} is computed"));
    for (table, column) in copies(draft, table, column)? {
        draft.change_column(table, column, |column| {
            column.generated = generated.clone();
            if column.generated.is_some() {
                // A partition may have had a default of its own.
                column.default = None;
            }
        })?;
    }
    Ok(())
}

/// Says what the column is for; `None` or blank text removes the comment.
///
/// # Errors
/// When the column does not exist.
pub fn set_column_comment(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    comment: Option<&str>,
) -> Result<(), EditError> {
    let name = draft.column(table, column)?.name.clone();
    draft.say(|| format!("Comment {name}"));
    let comment = comment.map(str::trim).filter(|text| !text.is_empty());
    draft.change_column(table, column, |column| {
        column.comment = comment.map(str::to_string);
    })
}

/// Where a column's value may come from when a row leaves it out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Default,
    Identity,
    Generated,
}

/// A column has at most one of default, identity, generation (PostgreSQL manual, CREATE TABLE).
fn refuse_other_source(column: &Column, wanted: Source) -> Result<(), EditError> {
    let has = [
        (Source::Default, column.default.is_some(), "a default"),
        (Source::Identity, column.identity.is_some(), "an identity"),
        (
            Source::Generated,
            column.generated.is_some(),
            "a generation expression",
        ),
    ];
    match has
        .into_iter()
        .find(|(source, has, _)| *has && *source != wanted)
    {
        Some((_, _, has)) => Err(EditError::ValueSource {
            column: column.name.clone(),
            has,
        }),
        None => Ok(()),
    }
}

/// `column_1`, `column_2`, ...: the first name free in the table and in those that take its columns.
fn free_name(draft: &Draft, table: TableId) -> Result<String, EditError> {
    let mut family = vec![draft.table(table)?];
    for child in descendants(draft.schema(), table) {
        family.push(draft.table(child)?);
    }
    let mut number = 1_u32;
    loop {
        let name = format!("column_{number}");
        if family
            .iter()
            .all(|table| table.column_named(&name).is_none())
        {
            return Ok(name);
        }
        number = number.saturating_add(1);
    }
}
