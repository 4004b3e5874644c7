//! The palette: any object, command or rule by a part of its name.

mod entries;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::editor::search::Names;
use crate::ui::commands;
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Modal, sentence};

use entries::{Entry, Found, What, find};

/// Where the commands run last are remembered, the last one first, parted by blanks.
const RECENT: &str = "cadastre.recent-commands";
/// How many of them.
const MOST_RECENT: usize = 6;

/// The open palette.
#[component]
pub fn Palette() -> impl IntoView {
    let session = use_session();
    let close = Callback::new(move |()| session.interface.palette.set(false));
    let names = StoredValue::new(session.document(Names::new));
    let recent = StoredValue::new(recent());
    let typed = RwSignal::new(String::new());
    let objects_only = RwSignal::new(false);
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        let text = typed.get();
        let only = objects_only.get();
        names.with_value(|names| {
            recent.with_value(|recent| find(&session, names, recent, &text, only))
        })
    });
    let count = move || found.with_untracked(|found| found.entries.len());
    let run = move |position: usize| {
        let entry = found.with_untracked(|found| found.entries.get(position).cloned());
        if let Some(entry) = entry.filter(|entry| entry.enabled) {
            close.run(());
            choose(&session, &entry);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let last = count().saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => chosen.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "PageDown" => chosen.update(|at| *at = (*at + 8).min(last)),
            "PageUp" => chosen.update(|at| *at = at.saturating_sub(8)),
            "Enter" => run(chosen.get_untracked()),
            "Tab" => {
                objects_only.update(|only| *only = !*only);
                chosen.set(0);
            }
            "k" | "K" if event.ctrl_key() || event.meta_key() => close.run(()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    Effect::new(move |_| {
        chosen.track();
        found.track();
        request_animation_frame(reveal_chosen);
    });
    let selected = move || {
        let tables = session.editor(|editor| editor.selection().tables());
        match tables.as_slice() {
            [] => None,
            [one] => session
                .table_now(*one)
                .map(|table| view! { <code>{table.name.clone()}</code>" selected" }.into_any()),
            several => Some(format!("{} tables selected", several.len()).into_any()),
        }
    };
    view! {
        <Modal label="Search or run a command" class="palette" clear=true on_close=close>
            <div class="pq">
                <Icon name="search" />
                <input
                    class="q"
                    type="text"
                    role="combobox"
                    aria-label="Search or run a command"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-autocomplete="list"
                    aria-activedescendant=move || (!found.with(|found| found.entries.is_empty())).then(|| format!("palette-{}", chosen.get()))
                    autocomplete="off"
                    spellcheck="false"
                    data-first=""
                    placeholder="Find a table, a column, a command"
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        chosen.set(0);
                    }
                    on:keydown=keydown
                />
                {selected().map(|words| view! { <span class="chip">{words}</span> })}
            </div>
            <div role="listbox" id="palette-list" aria-label="Results">
                {move || found.with(|found| list(found, chosen, run))}
            </div>
            <div class="pf" aria-hidden="true">
                <span><kbd>"↑"</kbd><kbd>"↓"</kbd>"choose"</span>
                <span><kbd>"Enter"</kbd>"run"</span>
                <span><kbd>"Tab"</kbd>{move || if objects_only.get() { "everything" } else { "objects only" }}</span>
                <span class="grow"></span>
                <span>"Esc closes"</span>
            </div>
        </Modal>
    }
}

/// The entries under the heads of what they are.
fn list(
    found: &Found,
    chosen: RwSignal<usize>,
    run: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> AnyView {
    let mut rows: Vec<AnyView> = Vec::new();
    if let Some(message) = &found.message {
        rows.push(
            view! { <div class="pempty" role="presentation">{sentence(message)}</div> }.into_any(),
        );
    }
    let mut group = "";
    for (position, entry) in found.entries.iter().enumerate() {
        if entry.group != group {
            group = entry.group;
            rows.push(view! { <div class="pg" role="presentation">{group}</div> }.into_any());
        }
        let words = marked(entry);
        let icon_class = entry.icon_class;
        rows.push(
            view! {
                <div
                    class="pi"
                    class:is-selected=move || chosen.get() == position
                    class:is-off=!entry.enabled
                    role="option"
                    id=format!("palette-{position}")
                    aria-selected=move || (chosen.get() == position).to_string()
                    aria-disabled=(!entry.enabled).then_some("true")
                    on:pointermove=move |_| {
                        if chosen.get_untracked() != position {
                            chosen.set(position);
                        }
                    }
                    on:click=move |_| run(position)
                >
                    <Icon name=entry.icon class=icon_class />
                    <span class="pt">{words}</span>
                    <span class="ps">{entry.about.clone()}</span>
                    <span class="grow"></span>
                    {entry.keys.iter().map(|key| view! { <kbd>{key.clone()}</kbd> }).collect_view()}
                </div>
            }
            .into_any(),
        );
    }
    rows.collect_view().into_any()
}

/// The name with the letters asked for marked; names of objects in their own face.
fn marked(entry: &Entry) -> AnyView {
    let mut pieces: Vec<AnyView> = Vec::new();
    let mut end = 0;
    for range in &entry.matched {
        pieces.push(
            entry
                .name
                .get(end..range.start)
                .unwrap_or("")
                .to_string()
                .into_any(),
        );
        let hit = entry.name.get(range.clone()).unwrap_or("").to_string();
        pieces.push(view! { <mark>{hit}</mark> }.into_any());
        end = range.end;
    }
    pieces.push(entry.name.get(end..).unwrap_or("").to_string().into_any());
    if entry.is_name {
        view! { <code>{pieces}</code> }.into_any()
    } else {
        pieces.collect_view().into_any()
    }
}

fn choose(session: &Session, entry: &Entry) {
    match entry.what {
        What::Object(object) => session.go_to(object),
        What::Rule(name) => session.interface.dialog.set(Some(Dialog::Rule(name))),
        What::Command(command) => {
            remember(command.id);
            commands::run(session, command);
        }
    }
}

/// Scrolls the list so that the chosen entry shows.
fn reveal_chosen() {
    let entry = document()
        .query_selector(".palette .pi.is-selected")
        .ok()
        .flatten();
    let list = document()
        .get_element_by_id("palette-list")
        .and_then(|list| list.dyn_into::<web_sys::HtmlElement>().ok());
    let (Some(entry), Some(list)) = (entry, list) else {
        return;
    };
    let (inner, outer) = (
        entry.get_bounding_client_rect(),
        list.get_bounding_client_rect(),
    );
    // A head above the first entry is shown with it.
    let room = 30.0;
    if inner.top() < outer.top() + room {
        list.set_scroll_top(list.scroll_top() - (outer.top() + room - inner.top()) as i32);
    } else if inner.bottom() > outer.bottom() - 4.0 {
        list.set_scroll_top(list.scroll_top() + (inner.bottom() - outer.bottom() + 4.0) as i32);
    }
}

fn recent() -> Vec<String> {
    let stored =
        crate::platform::storage::local().and_then(|local| local.get_item(RECENT).ok().flatten());
    stored
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_string)
        .collect()
}

fn remember(id: &str) {
    let mut ids = recent();
    ids.retain(|other| other != id);
    ids.insert(0, id.to_string());
    ids.truncate(MOST_RECENT);
    if let Some(local) = crate::platform::storage::local() {
        let _ = local.set_item(RECENT, &ids.join(" "));
    }
}
