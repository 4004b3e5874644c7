//! Typing a name in its place on the card.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::editor::edit;
use crate::model::ColumnId;
use crate::sql::foreign::shown_type;
use crate::ui::session::{Session, use_session};

use super::state::{Renaming, use_canvas};

/// The field in the place of the name. Enter and leaving keep the new name, Escape the old one.
#[component]
pub fn NameField(renaming: Renaming) -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let node = NodeRef::<Input>::new();
    let refused = RwSignal::new(None::<String>);
    let before = name_of(&session, renaming).unwrap_or_default();
    let label = match renaming {
        Renaming::Table(_) => "Table name",
        Renaming::Column(..) => "Column name",
        Renaming::Type(..) => "Column type",
    };
    let settled = StoredValue::new(false);
    let shown = before.clone();
    Effect::new(move |_| {
        if let Some(input) = node.get() {
            // At once, for what is typed right behind the key that opened the field: before its name is put there.
            input.set_value(&shown);
            take_focus(&input);
            // And a frame later: a press that opened the field still moves the focus until then.
            request_animation_frame(move || {
                if document().active_element().as_ref() != Some(input.as_ref()) {
                    take_focus(&input);
                }
                let _ = settled.try_set_value(true);
            });
        }
    });
    let stop = move || {
        // The blur that follows must not keep the name a second time.
        if state.renaming.get_untracked() == Some(renaming) {
            state.renaming.set(None);
        }
        focus_canvas();
    };
    let keep = move |text: String| {
        if state.renaming.get_untracked() != Some(renaming) {
            return true;
        }
        match rename(&session, renaming, &text) {
            Ok(()) => {
                stop();
                true
            }
            Err(reason) => {
                session.interface.speak(reason.clone());
                refused.set(Some(reason));
                false
            }
        }
    };
    let value = before.clone();
    view! {
        <input
            node_ref=node
            aria-label=label
            class:ty=matches!(renaming, Renaming::Type(..))
            aria-invalid=move || refused.get().is_some().then_some("true")
            title=move || refused.get()
            prop:value=value
            spellcheck="false"
            autocomplete="off"
            on:pointerdown=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:keydown=move |event: KeyboardEvent| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Enter" => {
                        event.prevent_default();
                        keep(event_target_value(&event));
                    }
                    "Escape" => stop(),
                    "Tab" => {
                        // On to the next cell of the card, like in a grid; the last one gives the focus back.
                        event.prevent_default();
                        if keep(event_target_value(&event)) {
                            state.renaming.set(next_cell(&session, renaming, !event.shift_key()));
                        }
                    }
                    _ => {}
                }
            }
            on:blur=move |event| {
                if settled.try_get_value() != Some(true) {
                    return;
                }
                // A name that is refused when the field is left is given up; the reason was said.
                if !keep(event_target_value(&event)) {
                    if let Some(reason) = refused.get_untracked() {
                        session.interface.complain(reason);
                    }
                    stop();
                }
            }
        />
    }
}

fn take_focus(input: &web_sys::HtmlInputElement) {
    let _ = input.focus();
    input.select();
}

fn name_of(session: &Session, renaming: Renaming) -> Option<String> {
    match renaming {
        Renaming::Table(table) => session.table_now(table).map(|table| table.name.clone()),
        Renaming::Column(table, column) => session
            .table_now(table)?
            .column(column)
            .map(|column| column.name.clone()),
        Renaming::Type(table, column) => {
            let held = session.table_now(table)?;
            let column = held.column(column)?;
            Some(session.document(|document| {
                shown_type(document.settings.dialect, &document.schema, column)
            }))
        }
    }
}

/// The cell after or before: the rows' names and types in turn, as they are drawn.
fn next_cell(session: &Session, renaming: Renaming, forward: bool) -> Option<Renaming> {
    let (table, at) = match renaming {
        Renaming::Table(table) => (table, None),
        Renaming::Column(table, column) => (table, Some((column, 0))),
        Renaming::Type(table, column) => (table, Some((column, 1))),
    };
    let rows: Vec<ColumnId> = session.drawing(|drawing| {
        let card = drawing.card(table);
        card.map(|card| card.shown().map(|row| row.column).collect())
            .unwrap_or_default()
    });
    let place = match at {
        None => 0,
        Some((column, part)) => rows.iter().position(|row| *row == column)? * 2 + part + 1,
    };
    let next = if forward {
        place + 1
    } else {
        place.checked_sub(1)?
    };
    let Some(cell) = next.checked_sub(1) else {
        return Some(Renaming::Table(table));
    };
    let column = *rows.get(cell / 2)?;
    Some(match cell % 2 {
        0 => Renaming::Column(table, column),
        _ => Renaming::Type(table, column),
    })
}

fn rename(session: &Session, renaming: Renaming, name: &str) -> Result<(), String> {
    let name = name.trim().to_string();
    session
        .try_edit(|draft| match renaming {
            Renaming::Table(table) => edit::rename_table(draft, table, &name),
            Renaming::Column(table, column) => edit::rename_column(draft, table, column, &name),
            Renaming::Type(table, column) => edit::set_type(draft, table, column, &name),
        })
        .map_err(|error| error.to_string())
}

/// Gives the focus back to the canvas, so that the next key is its.
pub fn focus_canvas() {
    use wasm_bindgen::JsCast;
    let canvas = document()
        .get_element_by_id("canvas")
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(canvas) = canvas {
        let _ = canvas.focus();
    }
}
