//! The grid by keyboard: arrows walk the cells, Enter edits one, Space shows the object in the inspector.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::editor::Selection;
use crate::editor::property::Field;
use crate::model::ObjectRef;
use crate::ui::interface::View;
use crate::ui::widgets::{is_of_grid, walked};

use super::Grid;

/// A key while the grid itself has the focus; fields in it handle their own.
pub fn pressed(grid: &Grid, event: &KeyboardEvent) {
    if !is_of_grid(event) {
        return;
    }
    let (row, column) = grid.at.get_untracked();
    let last = grid
        .rows
        .with_untracked(|rows| rows.len())
        .saturating_sub(1);
    let most = untrack(|| grid.width()).saturating_sub(1);
    let row = row.min(last);
    if let Some((row, column)) = walked(event, (row, column), (last, most)) {
        return grid.focus(row, column);
    }
    match event.key().as_str() {
        "Enter" | "F2" => act(grid, event, row, column),
        "Delete" | "Backspace" => {
            if let Some(object) = object_at(grid, row) {
                event.prevent_default();
                event.stop_propagation();
                grid.session.select(Selection::one(object));
                grid.session.delete_selection();
            }
        }
        " " => {
            if let Some(object) = object_at(grid, row) {
                event.prevent_default();
                show(grid, object);
            }
        }
        _ => {}
    }
}

fn object_at(grid: &Grid, row: usize) -> Option<ObjectRef> {
    grid.rows.with_untracked(|rows| rows.get(row).copied())
}

/// Selects the object and shows it in full, on the canvas where it stands on it.
pub fn show(grid: &Grid, object: ObjectRef) {
    grid.session.interface.view.set(View::Canvas);
    grid.session.go_to(object);
}

/// Edits a cell that holds text or a choice, turns a switch over, and shows the object for everything else.
fn act(grid: &Grid, event: &KeyboardEvent, row: usize, column: usize) {
    let Some(object) = object_at(grid, row) else {
        return;
    };
    event.prevent_default();
    event.stop_propagation();
    match grid.property(column).map(|property| property.field) {
        Some(
            Field::Line { .. } | Field::Prose { .. } | Field::Choice { .. } | Field::Sql { .. },
        ) => {
            grid.editing.set(Some((object, column)));
        }
        Some(Field::Flag { read, change, .. }) => {
            let now = grid
                .session
                .document(|document| read(&document.schema, object));
            if let Some(now) = now {
                grid.session.edit(|draft| change(draft, object, !now));
            }
        }
        _ => show(grid, object),
    }
}
