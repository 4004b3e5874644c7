//! How a column is kept and counted: collation, storage, compression, statistics, attribute options, sequence options.

use super::family::{copies, own_column};
use super::parameter::{Holder, checked, refusal};
use super::sequence::check_options;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{Column, ColumnId, Identity, TableId};
use crate::sql::types::{self, Family};

/// Sets the collation, as SQL text; blank for the database's own. Partitions and children follow.
///
/// # Errors
/// When the type has no collation, or the column comes from a parent.
pub fn set_collation(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    text: &str,
) -> Result<(), EditError> {
    let held = draft.column(table, column)?;
    let collation = collation_text(text);
    if held.collation == collation {
        return Ok(());
    }
    own_column(draft, table, column)?;
    let element = held.data_type.element();
    // A domain or other type of the schema may have a collation; what PostgreSQL brings is known.
    if collation.is_some()
        && types::is_built_in(&element)
        && types::family(&element) != Family::Text
    {
        return Err(refusal(format!(
            "`{}` is {}, which has no collation.",
            held.name, held.data_type
        )));
    }
    change(draft, table, column, "collation", |column| {
        column.collation.clone_from(&collation)
    })
}

/// A collation as written; a blank text is none.
pub(super) fn collation_text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_string())
}

/// Whether values of the type have one length only, so that they are never compressed nor moved out of their row.
fn fixed(column: &Column) -> bool {
    types::is_built_in(&column.data_type)
        && matches!(
            types::family(&column.data_type),
            Family::Integer
                | Family::Float
                | Family::Money
                | Family::Boolean
                | Family::Timestamp
                | Family::TimestampTz
                | Family::Date
                | Family::Time
                | Family::Uuid
                | Family::Interval
        )
}

/// Sets the storage mode: `plain`, `external`, `extended`, `main`; blank for the type's own.
///
/// # Errors
/// When there is no such mode, or values of the type have one length and can only be plain.
pub fn set_storage(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    text: &str,
) -> Result<(), EditError> {
    let mode = text.trim().to_lowercase();
    let held = draft.column(table, column)?;
    if !matches!(
        mode.as_str(),
        "" | "default" | "plain" | "external" | "extended" | "main"
    ) {
        return Err(refusal(format!(
            "A column is stored plain, external, extended or main, not `{mode}`."
        )));
    }
    let mode = (!mode.is_empty() && mode != "default").then_some(mode);
    if fixed(held) && mode.as_deref().is_some_and(|mode| mode != "plain") {
        return Err(refusal(format!(
            "`{}` is {}, which can only be stored plain.",
            held.name, held.data_type
        )));
    }
    alone(draft, table, column, "storage", |column| {
        column.storage = mode
    })
}

/// Sets the compression method: `pglz`, `lz4`; blank for the server's default.
///
/// # Errors
/// When there is no such method, or values of the type are never compressed.
pub fn set_compression(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    text: &str,
) -> Result<(), EditError> {
    let method = text.trim().to_lowercase();
    let held = draft.column(table, column)?;
    if !matches!(method.as_str(), "" | "default" | "pglz" | "lz4") {
        return Err(refusal(format!(
            "Values are compressed by pglz or lz4, not `{method}`."
        )));
    }
    let method = (!method.is_empty() && method != "default").then_some(method);
    if method.is_some() && fixed(held) {
        return Err(refusal(format!(
            "`{}` is {}, whose values are never compressed.",
            held.name, held.data_type
        )));
    }
    alone(draft, table, column, "compression", |column| {
        column.compression = method
    })
}

/// Sets the statistics target, 0 to 10,000; blank for the server's default.
///
/// # Errors
/// When it is not such a number.
pub fn set_statistics_target(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    text: &str,
) -> Result<(), EditError> {
    let target = statistics_target(text)?;
    alone(draft, table, column, "statistics target", |column| {
        column.statistics = target
    })
}

/// A statistics target as it is typed; blank is the server's default.
///
/// # Errors
/// When it is no whole number from 0 to 10,000.
pub fn statistics_target(text: &str) -> Result<Option<i32>, EditError> {
    match text.trim() {
        "" | "-1" => Ok(None),
        text => match text.parse::<i32>() {
            Ok(target @ 0..=10_000) => Ok(Some(target)),
            _ => Err(refusal(format!(
                "A statistics target is a whole number from 0 to 10000, not `{text}`."
            ))),
        },
    }
}

/// Sets the attribute options.
///
/// # Errors
/// When an option does not exist or cannot be set so.
pub fn set_column_options(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    options: Vec<(String, String)>,
) -> Result<(), EditError> {
    let options = checked(Holder::Column, options)?;
    alone(draft, table, column, "options", |column| {
        column.options = options
    })
}

/// Changes how an identity counts.
///
/// # Errors
/// When the column is no identity, or its sequence could not count so.
pub fn change_identity(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    change: impl FnOnce(&mut Identity) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let held = draft.column(table, column)?;
    let data_type = held.data_type.name.clone();
    let Some(mut identity) = held.identity.clone() else {
        return Err(refusal(format!("`{}` is not an identity.", held.name)));
    };
    change(&mut identity)?;
    check_options(&identity.options, &data_type)?;
    super::set_identity(draft, table, column, Some(identity))
}

/// Changes a column here and in the tables that take it from here.
pub(super) fn change(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    what: &str,
    change: impl Fn(&mut Column),
) -> Result<(), EditError> {
    let name = draft.column(table, column)?.name.clone();
    draft.say(|| format!("Change {what} of {name}"));
    for (table, column) in copies(draft, table, column)? {
        draft.change_column(table, column, &change)?;
    }
    Ok(())
}

/// Changes a column here alone: partitions and children have settings of their own.
pub(super) fn alone(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    what: &str,
    change: impl FnOnce(&mut Column),
) -> Result<(), EditError> {
    let name = draft.column(table, column)?.name.clone();
    draft.say(|| format!("Change {what} of {name}"));
    draft.change_column(table, column, change)
}
