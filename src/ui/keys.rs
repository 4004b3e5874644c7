//! The keys and pastes that work everywhere on the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, KeyboardEvent};

use crate::editor::clip::Clip;
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
    // The browser makes a clipboard event of these keys, which alone may write several kinds at once.
    if let Action::Ui(UiAction::Copy | UiAction::Cut | UiAction::PasteClipboard) = command.action {
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
        || session.interface.menu.with_untracked(Option::is_some)
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
    if matches!(
        command.action,
        Action::Ui(UiAction::CopySql | UiAction::Copy)
    ) && has_selected_text()
    {
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

/// What is selected is copied, unless text is: as SQL for any program, and whole for this one.
pub fn copied(session: &Session, event: &ClipboardEvent, cut: bool) {
    let focused = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if over_the_page(session)
        || event.default_prevented()
        || has_selected_text()
        || focused.is_some_and(|focused| is_text(&focused))
    {
        return;
    }
    if session.editor(|editor| editor.selection().is_empty()) {
        return;
    }
    let (Some(clip), Some(data)) = (session.clip(), event.clipboard_data()) else {
        event.prevent_default();
        return session.copy_by_menu(cut);
    };
    let kept = data.set_data("text/plain", &clip.text()).is_ok();
    let _ = data.set_data(CLIP, &clip.to_json());
    if kept {
        event.prevent_default();
        session.after_copy(clip, cut);
    }
}

/// The kind under which the clipboard holds what only this program reads.
const CLIP: &str = "application/x-cadastre+json";

/// Text was pasted outside of any field: what was copied here, SQL, or a document.
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
    let Some(data) = event.clipboard_data() else {
        return;
    };
    let whole = data.get_data(CLIP).ok();
    if let Some(clip) = whole.and_then(|whole| Clip::from_json(&whole)) {
        event.prevent_default();
        return session.paste_clip(clip, None);
    }
    let Ok(text) = data.get_data("text") else {
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    event.prevent_default();
    session.paste_text(&text, None);
}
