//! Places on the drawing: tables, areas, notes; and the document's title.

use super::table::place;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::selection::Item;
use crate::layout::geometry::snap;
use crate::layout::{Point, Rect};
use crate::model::{Area, AreaId, Note, NoteId, ObjectRef, Op, Placement, TableId, Tint};

/// Least width and height of a note or area.
const LEAST: f64 = 48.0;

/// Places tables at given points, as an automatic arrangement proposes; pinned tables stay.
///
/// # Errors
/// When a table does not exist.
pub fn arrange(draft: &mut Draft, places: &[(TableId, Point)]) -> Result<(), EditError> {
    draft.say(|| "Arrange".to_string());
    for (table, at) in places {
        draft.table(*table)?;
        let pinned = draft
            .document()
            .placements
            .get(table)
            .is_some_and(|placement| placement.pinned);
        if !pinned {
            place(draft, *table, *at)?;
        }
    }
    Ok(())
}

/// Moves tables to given points, on the grid; pinned ones too, as it is the user who moves them.
///
/// # Errors
/// When a table does not exist.
pub fn move_tables(draft: &mut Draft, places: &[(TableId, Point)]) -> Result<(), EditError> {
    let label = match places {
        [(table, _)] => format!("Move {}", draft.table_label(*table)),
        _ => format!("Move {} tables", places.len()),
    };
    draft.say(|| label);
    for (table, at) in places {
        draft.table(*table)?;
        place(draft, *table, *at)?;
    }
    Ok(())
}

/// Moves tables, notes and areas to given points, on whole pixels: what is drawn to its neighbours may stand off the grid.
/// Other items stay.
///
/// # Errors
/// When one does not exist.
pub fn move_items(draft: &mut Draft, places: &[(Item, Point)]) -> Result<(), EditError> {
    let label = match places {
        [(Item::Object(reference), _)] => {
            let name = draft.schema().display_name(*reference).unwrap_or_default();
            format!("Move {name}")
        }
        [(Item::Note(_), _)] => "Move note".to_string(),
        [(Item::Area(_), _)] => "Move area".to_string(),
        _ => format!("Move {} items", places.len()),
    };
    draft.say(|| label);
    for (item, at) in places {
        match item {
            Item::Object(ObjectRef::Table(table)) => {
                draft.table(*table)?;
                change_placements(draft, &[*table], |placement| {
                    placement.x = at.x.round();
                    placement.y = at.y.round();
                })?;
            }
            Item::Object(_) => {}
            Item::Note(id) => keep_note(draft, *id, |note| {
                note.x = at.x.round();
                note.y = at.y.round();
            })?,
            Item::Area(id) => keep_area(draft, *id, |area| {
                area.x = at.x.round();
                area.y = at.y.round();
            })?,
        }
    }
    Ok(())
}

/// Pins tables, so that automatic arrangement leaves them, or lets them go.
///
/// # Errors
/// When a table does not exist or is not placed.
pub fn set_pinned(draft: &mut Draft, tables: &[TableId], pinned: bool) -> Result<(), EditError> {
    draft.say(|| if pinned { "Pin" } else { "Unpin" }.to_string());
    change_placements(draft, tables, |placement| placement.pinned = pinned)
}

pub(super) fn change_placements(
    draft: &mut Draft,
    tables: &[TableId],
    change: impl Fn(&mut Placement),
) -> Result<(), EditError> {
    for table in tables {
        draft.table(*table)?;
        let old = draft.document().placements.get(table).cloned();
        let mut placement = old.clone().unwrap_or_default();
        change(&mut placement);
        if old.as_ref() != Some(&placement) {
            draft.apply(Op::Place {
                table: *table,
                placement: Some(placement),
            })?;
        }
    }
    Ok(())
}

/// Adds a note.
///
/// # Errors
/// None in practice; the operation always applies.
pub fn add_note(draft: &mut Draft, rect: Rect, text: &str) -> Result<NoteId, EditError> {
    draft.say(|| "Add note".to_string());
    let id = draft.allocate();
    let note = snapped_note(Note {
        id,
        text: text.to_string(),
        x: rect.x,
        y: rect.y,
        width: rect.width,
        height: rect.height,
        tint: Tint::Plain,
    });
    draft.apply(Op::SetNote {
        id,
        note: Some(note),
    })?;
    Ok(id)
}

/// Changes a note's text, place or size.
///
/// # Errors
/// When it does not exist.
pub fn change_note(
    draft: &mut Draft,
    id: NoteId,
    change: impl FnOnce(&mut Note),
) -> Result<(), EditError> {
    keep_note(draft, id, |note| {
        change(note);
        *note = snapped_note(note.clone());
    })
}

fn keep_note(
    draft: &mut Draft,
    id: NoteId,
    change: impl FnOnce(&mut Note),
) -> Result<(), EditError> {
    let old = draft
        .document()
        .notes
        .get(&id)
        .cloned()
        .ok_or(EditError::Missing("note"))?;
    let mut note = old.clone();
    change(&mut note);
    if note == old {
        return Ok(());
    }
    draft.say(|| "Change note".to_string());
    draft.apply(Op::SetNote {
        id,
        note: Some(note),
    })
}

/// Removes a note.
///
/// # Errors
/// When it does not exist.
pub fn drop_note(draft: &mut Draft, id: NoteId) -> Result<(), EditError> {
    if !draft.document().notes.contains_key(&id) {
        return Err(EditError::Missing("note"));
    }
    draft.say(|| "Delete note".to_string());
    draft.apply(Op::SetNote { id, note: None })
}

/// Adds an area.
///
/// # Errors
/// None in practice; the operation always applies.
pub fn add_area(draft: &mut Draft, rect: Rect, title: &str) -> Result<AreaId, EditError> {
    draft.say(|| "Add area".to_string());
    let id = draft.allocate();
    let area = snapped_area(Area {
        id,
        title: title.to_string(),
        x: rect.x,
        y: rect.y,
        width: rect.width,
        height: rect.height,
        tint: Tint::Plain,
    });
    draft.apply(Op::SetArea {
        id,
        area: Some(area),
    })?;
    Ok(id)
}

/// Changes an area's title, place or size.
///
/// # Errors
/// When it does not exist.
pub fn change_area(
    draft: &mut Draft,
    id: AreaId,
    change: impl FnOnce(&mut Area),
) -> Result<(), EditError> {
    keep_area(draft, id, |area| {
        change(area);
        *area = snapped_area(area.clone());
    })
}

fn keep_area(
    draft: &mut Draft,
    id: AreaId,
    change: impl FnOnce(&mut Area),
) -> Result<(), EditError> {
    let old = draft
        .document()
        .areas
        .get(&id)
        .cloned()
        .ok_or(EditError::Missing("area"))?;
    let mut area = old.clone();
    change(&mut area);
    if area == old {
        return Ok(());
    }
    draft.say(|| "Change area".to_string());
    draft.apply(Op::SetArea {
        id,
        area: Some(area),
    })
}

/// Removes an area; its tables stay.
///
/// # Errors
/// When it does not exist.
pub fn drop_area(draft: &mut Draft, id: AreaId) -> Result<(), EditError> {
    if !draft.document().areas.contains_key(&id) {
        return Err(EditError::Missing("area"));
    }
    draft.say(|| "Delete area".to_string());
    draft.apply(Op::SetArea { id, area: None })
}

/// Colours areas and notes; other items stay.
///
/// # Errors
/// When one does not exist.
pub fn set_tint(draft: &mut Draft, items: &[Item], tint: Tint) -> Result<(), EditError> {
    draft.say(|| format!("Colour {}", tint.title().to_lowercase()));
    items.iter().try_for_each(|item| match item {
        Item::Note(id) => keep_note(draft, *id, |note| note.tint = tint),
        Item::Area(id) => keep_area(draft, *id, |area| area.tint = tint),
        Item::Object(_) => Ok(()),
    })
}

/// Names the document.
///
/// # Errors
/// When the title is blank.
pub fn set_title(draft: &mut Draft, title: &str) -> Result<(), EditError> {
    let title = title.trim();
    if title.is_empty() {
        return Err(EditError::EmptyName);
    }
    if draft.document().title == title {
        return Ok(());
    }
    draft.say(|| format!("Rename document to {title}"));
    draft.apply(Op::SetTitle(title.to_string()))
}

fn snapped_note(note: Note) -> Note {
    Note {
        x: snap(note.x),
        y: snap(note.y),
        width: snap(note.width).max(LEAST),
        height: snap(note.height).max(LEAST),
        ..note
    }
}

fn snapped_area(area: Area) -> Area {
    Area {
        x: snap(area.x),
        y: snap(area.y),
        width: snap(area.width).max(LEAST),
        height: snap(area.height).max(LEAST),
        ..area
    }
}
