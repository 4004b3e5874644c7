//! The constraint by which a column is never null: its name, its reach, its proof (PostgreSQL 18 keeps them).

use super::column_storage::{alone, change};
use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{ColumnId, Constraint, TableId};

/// Names the constraint by which the column is never null; blank for the name PostgreSQL gives.
///
/// # Errors
/// When the column may be null, or the name cannot be used or is taken.
pub fn set_not_null_name(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    text: &str,
) -> Result<(), EditError> {
    let name = super::storage::optional_name(text)?;
    let held = draft.table(table)?;
    let own = draft.column(table, column)?;
    if let Some(name) = &name {
        if !own.not_null {
            return Err(refusal(format!(
                "`{}` may be null. Require a value first.",
                own.name
            )));
        }
        let other = held
            .columns
            .iter()
            .any(|other| other.id != column && other.not_null_name.as_ref() == Some(name));
        if other {
            return Err(EditError::NameTaken {
                name: name.clone(),
                kind: "a constraint",
                place: format!("`{}`", held.qualified_name()),
            });
        }
        if own.not_null_name.as_ref() != Some(name) {
            name::free_constraint(draft.schema(), held, name, false)?;
        }
    }
    change(draft, table, column, "not-null constraint", |column| {
        column.not_null_name.clone_from(&name);
    })
}

/// Holds only this table to the constraint, or its children too.
///
/// # Errors
/// When the column may be null, is in the primary key, or the table is partitioned or a partition.
pub fn set_not_null_no_inherit(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    no_inherit: bool,
) -> Result<(), EditError> {
    required(draft, table, column)?;
    let held = draft.table(table)?;
    if no_inherit && (held.partitioning.is_some() || held.is_partition()) {
        return Err(refusal(
            "What a partitioned table requires, its partitions require too.",
        ));
    }
    if no_inherit && held.primary_key_columns().contains(&column) {
        return Err(refusal("The primary key requires a value in children too."));
    }
    if draft.column(table, column)?.not_null_no_inherit == no_inherit {
        return Ok(());
    }
    alone(draft, table, column, "not-null constraint", |column| {
        column.not_null_no_inherit = no_inherit;
    })
}

/// Leaves old rows unchecked, or has them checked.
///
/// # Errors
/// When the column may be null or is in the primary key.
pub fn set_not_null_validated(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    validated: bool,
) -> Result<(), EditError> {
    required(draft, table, column)?;
    let keyed = draft
        .table(table)?
        .primary_key()
        .and_then(Constraint::key)
        .is_some_and(|key| key.columns.contains(&column));
    if !validated && keyed {
        return Err(refusal("The rows of a primary key are always checked."));
    }
    if draft.column(table, column)?.not_null_validated == validated {
        return Ok(());
    }
    change(draft, table, column, "not-null constraint", |column| {
        column.not_null_validated = validated;
    })
}

/// Comments on the constraint; blank takes the comment off.
///
/// # Errors
/// When the column may be null.
pub fn set_not_null_comment(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    text: &str,
) -> Result<(), EditError> {
    let text = text.trim();
    let comment = (!text.is_empty()).then(|| text.to_string());
    if draft.column(table, column)?.not_null_comment == comment {
        return Ok(());
    }
    required(draft, table, column)?;
    alone(draft, table, column, "not-null constraint", |column| {
        column.not_null_comment = comment;
    })
}

/// Refuses a column that may be null.
fn required(draft: &Draft, table: TableId, column: ColumnId) -> Result<(), EditError> {
    let own = draft.column(table, column)?;
    if own.not_null {
        return Ok(());
    }
    Err(refusal(format!(
        "`{}` may be null. Require a value first.",
        own.name
    )))
}
