//! What of the drawing is shown: rows of cards, hidden tables, views with a name.

use std::collections::BTreeSet;

use super::drawing::change_placements;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::layout::card::CardMode;
use crate::model::{Document, Focus, Op, SavedView, SavedViewId, TableId};

/// Shows all rows of tables, those of keys, or their headers alone.
///
/// # Errors
/// When a table does not exist.
pub fn set_card_mode(
    draft: &mut Draft,
    tables: &[TableId],
    mode: CardMode,
) -> Result<(), EditError> {
    let label = match mode {
        CardMode::Full => "Expand",
        CardMode::KeysOnly => "Show keys only",
        CardMode::HeaderOnly => "Collapse",
    };
    draft.say(|| label.to_string());
    change_placements(draft, tables, |placement| {
        placement.collapsed = mode == CardMode::HeaderOnly;
        placement.keys_only = mode == CardMode::KeysOnly;
    })
}

/// Takes tables off the drawing, or puts them back; the schema stays as it is.
///
/// # Errors
/// When a table does not exist.
pub fn set_hidden(draft: &mut Draft, tables: &[TableId], hidden: bool) -> Result<(), EditError> {
    let verb = if hidden { "Hide" } else { "Show" };
    let label = match tables {
        [table] => format!("{verb} {}", draft.table_label(*table)),
        _ => format!("{verb} {} tables", tables.len()),
    };
    draft.say(|| label);
    change_placements(draft, tables, |placement| placement.hidden = hidden)
}

/// The tables that are hidden.
pub fn hidden_tables(document: &Document) -> BTreeSet<TableId> {
    let hidden = |table: &TableId| {
        document
            .placements
            .get(table)
            .is_some_and(|placement| placement.hidden)
    };
    document
        .schema
        .tables
        .keys()
        .copied()
        .filter(hidden)
        .collect()
}

/// Hides exactly these tables, as a saved view says; those that are gone say nothing.
///
/// # Errors
/// None in practice; only tables that exist are changed.
pub fn show_saved(draft: &mut Draft, view: &SavedView) -> Result<(), EditError> {
    draft.say(|| format!("Show view {}", view.name));
    let now = hidden_tables(draft.document());
    let come: Vec<TableId> = now.difference(&view.hidden).copied().collect();
    let go: Vec<TableId> = view
        .hidden
        .difference(&now)
        .filter(|table| draft.schema().tables.contains_key(table))
        .copied()
        .collect();
    set_hidden(draft, &come, false)?;
    set_hidden(draft, &go, true)
}

/// Gives what is seen a name: its left top corner in the world, its zoom, its focus, and the tables hidden now.
///
/// # Errors
/// When the name is blank.
pub fn save_view(
    draft: &mut Draft,
    name: &str,
    (x, y, zoom): (f64, f64, f64),
    focus: Option<Focus>,
) -> Result<SavedViewId, EditError> {
    let name = titled(name)?;
    draft.say(|| format!("Save view {name}"));
    let id = draft.allocate();
    let view = SavedView {
        id,
        name,
        x,
        y,
        zoom,
        hidden: hidden_tables(draft.document()),
        focus,
    };
    draft.apply(Op::SetSavedView {
        id,
        view: Some(view),
    })?;
    Ok(id)
}

/// Gives a saved view another name.
///
/// # Errors
/// When it does not exist or the name is blank.
pub fn rename_view(draft: &mut Draft, id: SavedViewId, name: &str) -> Result<(), EditError> {
    let name = titled(name)?;
    let held = draft.document().saved_views.get(&id).cloned();
    let held = held.ok_or(EditError::Missing("view"))?;
    if held.name == name {
        return Ok(());
    }
    draft.say(|| format!("Rename view to {name}"));
    draft.apply(Op::SetSavedView {
        id,
        view: Some(SavedView { name, ..held }),
    })
}

/// Forgets a saved view; what it shows stays.
///
/// # Errors
/// When it does not exist.
pub fn drop_view(draft: &mut Draft, id: SavedViewId) -> Result<(), EditError> {
    let held = draft.document().saved_views.get(&id);
    let name = held.ok_or(EditError::Missing("view"))?.name.clone();
    draft.say(|| format!("Delete view {name}"));
    draft.apply(Op::SetSavedView { id, view: None })
}

fn titled(name: &str) -> Result<String, EditError> {
    match name.trim() {
        "" => Err(EditError::EmptyName),
        name => Ok(name.to_string()),
    }
}
