//! The tree by keyboard: arrows walk and open, Enter goes there, letters jump to a name.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::platform::clock;

use super::{Tree, name_of};
use crate::editor::shown::tree::Row;

/// Letters typed within this time, in milliseconds, belong to one name.
const PAUSE: f64 = 700.0;

/// A key while the tree has the focus.
pub fn pressed(tree: &Tree, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let last = tree
        .rows
        .with_untracked(|rows| rows.len())
        .saturating_sub(1);
    let at = tree.at.get_untracked().min(last);
    let page = 12;
    let handled = match event.key().as_str() {
        "ArrowDown" => {
            tree.focus((at + 1).min(last));
            true
        }
        "ArrowUp" => {
            tree.focus(at.saturating_sub(1));
            true
        }
        "PageDown" => {
            tree.focus((at + page).min(last));
            true
        }
        "PageUp" => {
            tree.focus(at.saturating_sub(page));
            true
        }
        "Home" => {
            tree.focus(0);
            true
        }
        "End" => {
            tree.focus(last);
            true
        }
        "ArrowRight" | "ArrowLeft" => sideways(tree, at, event.key() == "ArrowRight"),
        "Enter" | " " => enter(tree, at),
        key => type_ahead(tree, at, key),
    };
    if handled {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn row_at(tree: &Tree, line: usize) -> Option<Row> {
    tree.rows.with_untracked(|rows| rows.get(line).cloned())
}

/// Right opens a section or goes into it; left closes it or goes to its head.
fn sideways(tree: &Tree, at: usize, right: bool) -> bool {
    match (row_at(tree, at), right) {
        (Some(Row::Head { section, open, .. }), right) if open != right => tree.toggle(&section),
        (Some(Row::Head { .. }), true) => tree.focus(at + 1),
        (Some(Row::Item { .. }), false) => {
            let head = tree.rows.with_untracked(|rows| {
                rows.iter().take(at).rposition(|row| row.object().is_none())
            });
            tree.focus(head.unwrap_or(0));
        }
        _ => {}
    }
    true
}

fn enter(tree: &Tree, at: usize) -> bool {
    match row_at(tree, at) {
        Some(Row::Head { section, .. }) => tree.toggle(&section),
        Some(Row::Item { object, .. }) => tree.go(object),
        None => {}
    }
    true
}

/// Goes to the next line whose name begins with what was typed just now.
fn type_ahead(tree: &Tree, at: usize, key: &str) -> bool {
    let mut letters = key.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return false;
    };
    // The filter and the help have these keys.
    if letter == '/' || letter == '?' {
        return false;
    }
    let now = clock::elapsed();
    let (mut text, before) = tree.typed.get_value();
    if now - before > PAUSE {
        text.clear();
    }
    text.extend(letter.to_lowercase());
    let start = if text.chars().count() == 1 {
        at + 1
    } else {
        at
    };
    let rows = tree.rows.get_untracked();
    let found = tree.session.document(|document| {
        let matches = |line: &usize| {
            rows.get(*line)
                .and_then(Row::object)
                .is_some_and(|object| name_of(document, object).to_lowercase().starts_with(&text))
        };
        (start..rows.len())
            .find(matches)
            .or_else(|| (0..start.min(rows.len())).find(matches))
    });
    tree.typed.set_value((text, now));
    if let Some(line) = found {
        tree.focus(line);
    }
    true
}
