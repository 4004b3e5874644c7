//! The grid by keyboard: arrows walk the cells, Enter acts on one, Space opens the columns.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::model::{ObjectRef, TableId};

use super::Grid;

/// The last column of the grid.
const LAST: usize = super::COLUMNS.len() - 1;
/// Rows that Page Up and Page Down pass.
const PAGE: usize = 15;

/// A key while the grid itself has the focus; fields in it handle their own.
pub fn pressed(grid: &Grid, event: &KeyboardEvent) {
    let of_grid = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|target| target.get_attribute("role").as_deref() == Some("grid"));
    if !of_grid || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let (row, column) = grid.at.get_untracked();
    let last = grid
        .rows
        .with_untracked(|rows| rows.len())
        .saturating_sub(1);
    let row = row.min(last);
    let target = match event.key().as_str() {
        "ArrowDown" => (row + 1, column),
        "ArrowUp" => (row.saturating_sub(1), column),
        "ArrowRight" => (row, column + 1),
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "Home" => (row, 0),
        "End" => (row, LAST),
        "PageDown" => (row + PAGE, column),
        "PageUp" => (row.saturating_sub(PAGE), column),
        "Enter" | "F2" => {
            event.prevent_default();
            return act(grid, row, column);
        }
        " " => {
            event.prevent_default();
            if let Some(table) = table_at(grid, row) {
                grid.toggle(table);
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    grid.focus(target.0.min(last), target.1.min(LAST));
}

fn table_at(grid: &Grid, row: usize) -> Option<TableId> {
    grid.rows.with_untracked(|rows| rows.get(row).copied())
}

fn act(grid: &Grid, row: usize, column: usize) {
    let Some(table) = table_at(grid, row) else {
        return;
    };
    match column {
        1 => grid.session.go_to(ObjectRef::Table(table)),
        7 | 9 => grid.editing.set(Some((table, column))),
        _ => grid.toggle(table),
    }
}
