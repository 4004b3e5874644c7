//! Pasting a file of queries.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::model::Op;
use crate::query::read_file;
use crate::rules::IdSource;
use crate::ui::session::use_session;
use crate::ui::widgets::{Modal, counted};

#[component]
pub fn PasteQueriesDialog() -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.dialog.set(None));
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| typed.with(|text| read_file(text)));
    let count = move || match found.with(Vec::len) {
        0 => "Statements with ; between them. -- name: and -- @freq lines are read.".to_string(),
        many => format!("{} found", counted(many, "query")),
    };
    let read = move || {
        let found = found.get_untracked();
        if found.is_empty() {
            return;
        }
        let count = found.len();
        let ops = session.document(|document| {
            let mut ids = IdSource::new(document);
            let patterns = found.into_iter().map(|declared| {
                let id = ids.fresh();
                let mut pattern = declared.pattern;
                pattern.id = id;
                Op::SetAccessPattern {
                    id,
                    pattern: Some(pattern),
                }
            });
            patterns.collect::<Vec<_>>()
        });
        if session.apply(&format!("Add {}", counted(count, "query")), ops) {
            close.run(());
            session
                .interface
                .tell(format!("{} added.", counted(count, "query")), true);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            read();
        }
    };
    view! {
        <Modal label="Paste queries" class="dialog wide paste" on_close=close>
            <h2>"Paste queries"</h2>
            <textarea
                class="sqled"
                aria-label="Queries"
                spellcheck="false"
                autocomplete="off"
                data-first=""
                placeholder="-- name: Upcoming meetings\n-- @freq 42 / s\nSELECT id, title FROM meetings WHERE org_id = $1;"
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=keydown
            ></textarea>
            <div class="dfoot">
                <span>{count}</span>
                <span class="grow"></span>
                <button class="btn" on:click=move |_| close.run(())>"Cancel"</button>
                <button class="btn primary" disabled=move || found.with(Vec::is_empty) on:click=move |_| read()>"Add queries"<kbd>"Ctrl Enter"</kbd></button>
            </div>
        </Modal>
    }
}
