//! How a grid is walked by keyboard.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;

/// Rows that Page Up and Page Down pass.
const PAGE: usize = 15;

/// Whether a key is for the grid itself: it has the focus, and the key is pressed alone. Fields in it handle their own.
pub fn is_of_grid(event: &KeyboardEvent) -> bool {
    let on_grid = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|target| target.get_attribute("role").as_deref() == Some("grid"));
    on_grid && !event.ctrl_key() && !event.meta_key() && !event.alt_key()
}

/// The cell a key leads to from a row and column; `last` and `most` are the last of each. `None` when the key walks nowhere;
/// one that does is used up.
pub fn walked(
    event: &KeyboardEvent,
    (row, column): (usize, usize),
    (last, most): (usize, usize),
) -> Option<(usize, usize)> {
    let (row, column) = match event.key().as_str() {
        "ArrowDown" => (row + 1, column),
        "ArrowUp" => (row.saturating_sub(1), column),
        "ArrowRight" => (row, column + 1),
        "ArrowLeft" => (row, column.saturating_sub(1)),
        "Home" => (row, 0),
        "End" => (row, most),
        "PageDown" => (row + PAGE, column),
        "PageUp" => (row.saturating_sub(PAGE), column),
        _ => return None,
    };
    event.prevent_default();
    event.stop_propagation();
    Some((row.min(last), column.min(most)))
}
