//! Sequences: creating them, how they count, whose they are.

use super::object::change_sequence as put;
use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{ColumnId, Sequence, SequenceId, SequenceOptions, TableId};

/// Creates a sequence of `bigint`.
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn create_sequence(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
) -> Result<SequenceId, EditError> {
    let name = name::usable(name)?.to_string();
    name::free_relation(draft.schema(), namespace, &name)?;
    draft.say(|| format!("Create sequence {name}"));
    let id = draft.allocate();
    draft.put(Sequence {
        id,
        schema: namespace.to_string(),
        name,
        data_type: "bigint".to_string(),
        options: SequenceOptions::default(),
        owned_by: None,
        unlogged: false,
        from_serial: false,
        comment: None,
    })?;
    Ok(id)
}

/// Changes a sequence; the defaults that draw from it follow its name and schema.
///
/// # Errors
/// When its name cannot be used or is taken, it could not count so, or its owner stands in another schema.
pub fn change_sequence(
    draft: &mut Draft,
    id: SequenceId,
    change: impl FnOnce(&mut Sequence) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let old = draft
        .schema()
        .sequences
        .get(&id)
        .cloned()
        .ok_or(EditError::Missing("sequence"))?;
    let mut changed = (*old).clone();
    change(&mut changed)?;
    if changed == *old {
        return Ok(());
    }
    changed.name = name::usable(&changed.name)?.to_string();
    if (&changed.schema, &changed.name) != (&old.schema, &old.name) {
        super::namespace::known(draft.schema(), &changed.schema)?;
        name::free_relation(draft.schema(), &changed.schema, &changed.name)?;
    }
    if !matches!(
        changed.data_type.as_str(),
        "smallint" | "integer" | "bigint"
    ) {
        return Err(refusal(format!(
            "A sequence counts in smallint, integer or bigint, not {}.",
            changed.data_type
        )));
    }
    check_options(&changed.options, &changed.data_type)?;
    if let Some((table, column)) = changed.owned_by {
        let owner = draft.table(table)?;
        draft.column(table, column)?;
        if owner.schema != changed.schema {
            return Err(refusal(format!(
                "A sequence stands in the schema of the table that owns it, `{}`.",
                owner.schema
            )));
        }
    }
    // What `serial` made is written as `serial` only while it is as `serial` makes it.
    changed.from_serial = false;
    draft.say(|| format!("Change sequence {}", old.name));
    put(draft, changed)
}

/// Refuses what no sequence of the type could count (PostgreSQL manual, CREATE SEQUENCE).
pub(super) fn check_options(options: &SequenceOptions, data_type: &str) -> Result<(), EditError> {
    let (least, most) = match data_type {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let increment = options.increment.unwrap_or(1);
    if increment == 0 {
        return Err(refusal("A sequence steps by at least one."));
    }
    if options.cache.is_some_and(|cache| cache < 1) {
        return Err(refusal("A sequence caches at least one number."));
    }
    let down = increment < 0;
    let minimum = options.minimum.unwrap_or(if down { least } else { 1 });
    let maximum = options.maximum.unwrap_or(if down { -1 } else { most });
    for (word, bound) in [("smallest", minimum), ("greatest", maximum)] {
        if bound < least || bound > most {
            return Err(refusal(format!(
                "The {word} number {bound} does not fit {data_type}."
            )));
        }
    }
    if minimum >= maximum {
        return Err(refusal(format!(
            "The smallest number {minimum} must be less than the greatest {maximum}."
        )));
    }
    let start = options
        .start
        .unwrap_or(if down { maximum } else { minimum });
    if start < minimum || start > maximum {
        return Err(refusal(format!(
            "The start {start} must lie between {minimum} and {maximum}."
        )));
    }
    Ok(())
}

/// A number of a sequence; blank text for PostgreSQL's default.
///
/// # Errors
/// When the text is not a whole number.
pub fn sequence_number(text: &str) -> Result<Option<i64>, EditError> {
    match text.trim() {
        "" => Ok(None),
        text => text
            .replace(['_', ',', ' '], "")
            .parse()
            .map(Some)
            .map_err(|_| refusal(format!("`{text}` is not a whole number."))),
    }
}

/// The column `table.column` or `schema.table.column` names.
///
/// # Errors
/// When there is none.
pub fn column_at(draft: &Draft, text: &str) -> Result<(TableId, ColumnId), EditError> {
    let schema = draft.schema();
    for table in schema.tables.values() {
        let label = table.qualified_name().to_string();
        let full = format!("{}.{}", table.schema, table.name);
        for label in [label, full] {
            let rest = text
                .strip_prefix(&label)
                .and_then(|rest| rest.strip_prefix('.'));
            if let Some(column) = rest.and_then(|name| table.column_named(name)) {
                return Ok((table.id, column.id));
            }
        }
    }
    Err(refusal(format!(
        "There is no column `{text}`. Write it as table.column."
    )))
}
