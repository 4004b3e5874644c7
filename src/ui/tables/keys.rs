//! The grid by keyboard: arrows walk the cells, Enter acts on one, Space opens the columns.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::model::{ObjectRef, TableId};
use crate::ui::widgets::{is_of_grid, walked};

use super::Grid;

/// The last column of the grid.
const LAST: usize = super::COLUMNS.len() - 1;

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
    let row = row.min(last);
    if let Some((row, column)) = walked(event, (row, column), (last, LAST)) {
        return grid.focus(row, column);
    }
    match event.key().as_str() {
        "Enter" | "F2" => {
            event.prevent_default();
            act(grid, row, column);
        }
        " " => {
            event.prevent_default();
            if let Some(table) = table_at(grid, row) {
                grid.toggle(table);
            }
        }
        _ => {}
    }
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
