//! Creating tables, and what is said of a table as a whole.

use super::mention::grants_on;
use super::object::change_sequence;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::editor::template::{self, Template};
use crate::layout::Point;
use crate::model::{Op, Placement, TableId};

/// Creates a table from a template, with the given name or one that is free, its top left corner at `at`.
///
/// # Errors
/// When the name cannot be used or is taken, or the template needs what the document does not have.
pub fn create_table(
    draft: &mut Draft,
    template: &Template,
    name: Option<&str>,
    at: Point,
) -> Result<TableId, EditError> {
    let name = match name {
        Some(name) => {
            let name = name::usable(name)?.to_string();
            name::free_relation(draft.schema(), "public", &name)?;
            name
        }
        None => {
            let base = template::default_name(draft, template)?;
            name::table(draft.schema(), "public", &base)
        }
    };
    draft.say(|| format!("Create table {name}"));
    let table = template::build(draft, template, &name)?;
    place(draft, table, at)?;
    Ok(table)
}

/// Puts a table's top left corner on the grid point nearest to `at`.
pub(super) fn place(draft: &mut Draft, table: TableId, at: Point) -> Result<(), EditError> {
    let at = at.snapped();
    let old = draft.document().placements.get(&table).cloned();
    let placement = Placement {
        x: at.x,
        y: at.y,
        ..old.clone().unwrap_or_default()
    };
    if old.as_ref() == Some(&placement) {
        return Ok(());
    }
    draft.apply(Op::Place {
        table,
        placement: Some(placement),
    })
}

/// Says what the table is for; `None` or blank text removes the comment.
///
/// # Errors
/// When the table does not exist.
pub fn set_table_comment(
    draft: &mut Draft,
    table: TableId,
    comment: Option<&str>,
) -> Result<(), EditError> {
    let name = draft.table(table)?.name.clone();
    draft.say(|| format!("Comment {name}"));
    let comment = comment.map(str::trim).filter(|text| !text.is_empty());
    draft.change_header(table, |header| {
        header.comment = comment.map(str::to_string);
    })
}

/// Moves a table into another schema, with the sequences its columns own (PostgreSQL manual, ALTER TABLE SET SCHEMA).
///
/// # Errors
/// When the schema does not exist or has something with the table's name.
pub fn set_table_schema(
    draft: &mut Draft,
    table: TableId,
    namespace: &str,
) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    if held.schema == namespace {
        return Ok(());
    }
    let known = namespace == "public"
        || draft
            .schema()
            .namespaces
            .values()
            .any(|object| object.name == namespace);
    if !known {
        return Err(EditError::Missing("schema"));
    }
    draft.say(|| format!("Move {} to schema {namespace}", held.name));
    name::free_relation(draft.schema(), namespace, &held.name)?;
    let owned: Vec<_> = draft
        .schema()
        .sequences
        .values()
        .filter(|sequence| sequence.owned_by.is_some_and(|(owner, _)| owner == table))
        .cloned()
        .collect();
    draft.change_header(table, |header| header.schema = namespace.to_string())?;
    for sequence in owned {
        let mut sequence = (*sequence).clone();
        sequence.schema = namespace.to_string();
        change_sequence(draft, sequence)?;
    }
    for mut grant in grants_on(draft.schema(), &held) {
        grant.object = crate::sql::quote::qualified(namespace, &held.name);
        draft.put(grant)?;
    }
    super::follow::relation(draft, (&held.schema, &held.name), (namespace, &held.name))
}
