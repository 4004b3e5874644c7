//! Pasting or typing SQL.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::ui::session::use_session;
use crate::ui::widgets::{Modal, counted, sized};

use super::{Head, closing};

#[component]
pub fn PasteDialog(text: String) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let typed = RwSignal::new(text);
    let empty = move || typed.with(|text| text.trim().is_empty());
    let count = move || {
        typed.with(|text| match text.trim() {
            "" => "SQL of PostgreSQL, MySQL or SQLite, or a Cadastre document".to_string(),
            _ => format!(
                "{}, {}",
                counted(text.lines().count(), "line"),
                sized(text.len())
            ),
        })
    };
    let read = move || {
        let text = typed.get_untracked();
        if !text.trim().is_empty() {
            close.run(());
            session.read_pasted(&text);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            read();
        }
    };
    view! {
        <Modal label="Paste SQL" class="dialog wide paste" on_close=close>
            <Head title="Paste SQL" />
            <textarea
                class="sqled"
                aria-label="SQL"
                spellcheck="false"
                autocomplete="off"
                data-first=""
                placeholder="CREATE TABLE organizations (…);"
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=keydown
            ></textarea>
            <div class="dfoot">
                <span>{count}</span>
                <span class="grow"></span>
                <button class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                <button class="btn primary" disabled=empty on:click=move |_| read()>"Read"<kbd>"Ctrl Enter"</kbd></button>
            </div>
        </Modal>
    }
}
