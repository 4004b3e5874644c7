//! The keys and pastes that work everywhere on the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, KeyboardEvent};

use crate::editor::command::{self, Action, Command, UiAction};

use super::commands;
use super::interface::View;
use super::session::Session;

/// A key went down and nothing nearer took it.
pub fn pressed(session: &Session, event: &KeyboardEvent) {
    if event.default_prevented() || event.is_composing() || over_the_page(session) {
        return;
    }
    let control = event.ctrl_key() || event.meta_key();
    let found = command::for_keys(
        &event.key(),
        &event.code(),
        control,
        event.shift_key(),
        event.alt_key(),
    );
    let Some(command) = found else { return };
    if !may_run(command, event) {
        return;
    }
    if event.key() == "Escape" && session.interface.view.get_untracked() == View::Import {
        event.prevent_default();
        return session.cancel_reading();
    }
    event.prevent_default();
    commands::run(session, command);
}

/// Whether a dialog or the palette is open: it has the keys then.
fn over_the_page(session: &Session) -> bool {
    session.interface.palette.get_untracked()
        || session.interface.dialog.with_untracked(Option::is_some)
}

/// Whether the key is meant for the page, given what has the focus.
fn may_run(command: &Command, event: &KeyboardEvent) -> bool {
    let Some(focused) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return true;
    };
    let held = event.ctrl_key() || event.meta_key() || event.alt_key();
    if is_text(&focused) {
        // While something is typed only what cannot be typing is a command, and undo belongs to the field.
        return match command.action {
            Action::Ui(
                UiAction::Palette
                | UiAction::Save
                | UiAction::Export
                | UiAction::Documents
                | UiAction::Settings,
            ) => held,
            _ => false,
        };
    }
    if matches!(command.action, Action::Ui(UiAction::CopySql)) && has_selected_text() {
        return false;
    }
    let own = focused
        .closest(
            "button, a, summary, [role='listbox'], [role='grid'], [role='tree'], [role='tablist']",
        )
        .ok()
        .flatten()
        .is_some();
    // These keys have their own meaning on a button or in a list.
    let taken = matches!(
        event.key().as_str(),
        "Enter" | " " | "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End"
    );
    !(own && taken && !held)
}

/// Whether an element takes typed text.
fn is_text(element: &Element) -> bool {
    let editable = element
        .closest("[contenteditable='true']")
        .ok()
        .flatten()
        .is_some();
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            element.get_attribute("type").as_deref(),
            Some("checkbox" | "radio" | "button")
        ),
        _ => editable,
    }
}

fn has_selected_text() -> bool {
    let selection = window().get_selection().ok().flatten();
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Text was pasted outside of any field: SQL or a document is read.
pub fn pasted(session: &Session, event: &ClipboardEvent) {
    let focused = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if over_the_page(session)
        || event.default_prevented()
        || focused.is_some_and(|focused| is_text(&focused))
    {
        return;
    }
    let Some(text) = event
        .clipboard_data()
        .and_then(|data| data.get_data("text").ok())
    else {
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    event.prevent_default();
    session.read_pasted(&text);
}
