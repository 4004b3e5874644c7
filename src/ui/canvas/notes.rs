//! Areas behind the cards and notes before them.

use leptos::ev::KeyboardEvent;
use leptos::html::{Input, Textarea};
use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::edit;
use crate::model::{AreaId, NoteId, Tint};
use crate::ui::session::use_session;
use crate::ui::widgets::counted;

use super::state::use_canvas;

/// The class of an area or note, with that of its colour.
fn tinted(class: &str, tint: Option<Tint>) -> String {
    match tint.unwrap_or_default() {
        Tint::Plain => class.to_string(),
        tint => format!("{class} tint-{}", tint.title().to_lowercase()),
    }
}

/// The areas.
#[component]
pub fn Areas() -> impl IntoView {
    let session = use_session();
    let ids = Memo::new(move |_| {
        session.track_drawing();
        session.document(|document| document.areas.keys().copied().collect::<Vec<_>>())
    });
    view! { <For each=move || ids.get() key=|id| *id let(id)><AreaView id=id /></For> }
}

#[component]
fn AreaView(id: AreaId) -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let area = Memo::new(move |_| {
        session.track_drawing();
        session.document(|document| document.areas.get(&id).cloned())
    });
    let tables = Memo::new(move |_| {
        session.track_drawing();
        let area = session.document(|document| document.areas.get(&id).cloned());
        let rect =
            area.map(|area| crate::layout::Rect::new(area.x, area.y, area.width, area.height));
        rect.map_or(0, |rect| {
            session.drawing(|drawing| {
                drawing
                    .cards()
                    .filter(|card| rect.contains(card.rect.center()))
                    .count()
            })
        })
    });
    let writing = Memo::new(move |_| state.writing.get() == Some(Item::Area(id)));
    let selected = move || session.selected().contains(Item::Area(id));
    let style = move || {
        let Some(area) = area.get() else {
            return String::new();
        };
        let by = state.item_offset(Item::Area(id));
        format!(
            "transform:translate({:.1}px,{:.1}px);width:{}px;height:{}px",
            area.x + by.x,
            area.y + by.y,
            area.width,
            area.height
        )
    };
    view! {
        <div class=move || tinted("area", area.get().map(|area| area.tint)) class:is-selected=selected style=style role="group" aria-label=move || area.get().map(|area| format!("Area {}", area.title))>
            {move || if writing.get() {
                view! { <AreaTitle id=id /> }.into_any()
            } else {
                view! { <span class="area-name">{move || area.get().map(|area| area.title)}</span> }.into_any()
            }}
            <span class="area-n">{move || counted(tables.get(), "table")}</span>
        </div>
    }
}

#[component]
fn AreaTitle(id: AreaId) -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let node = NodeRef::<Input>::new();
    let title = session
        .document(|document| document.areas.get(&id).map(|area| area.title.clone()))
        .unwrap_or_default();
    Effect::new(move |_| {
        if let Some(field) = node.get() {
            // A frame later: the press that opened the field still moves the focus until then.
            request_animation_frame(move || {
                let _ = field.focus();
                field.select();
            });
        }
    });
    let keep = move |text: String| {
        if state.writing.get_untracked() == Some(Item::Area(id)) {
            state.writing.set(None);
            session.edit(|draft| edit::change_area(draft, id, |area| area.title = text));
        }
    };
    view! {
        <input
            class="area-name inp small"
            node_ref=node
            aria-label="Area title"
            prop:value=title
            on:pointerdown=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:keydown=move |event: KeyboardEvent| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Escape" => {
                        state.writing.set(None);
                        super::rename::focus_canvas();
                    }
                    "Enter" => {
                        keep(event_target_value(&event));
                        super::rename::focus_canvas();
                    }
                    _ => {}
                }
            }
            on:blur=move |event| keep(event_target_value(&event))
        />
    }
}

/// The notes.
#[component]
pub fn Notes() -> impl IntoView {
    let session = use_session();
    let ids = Memo::new(move |_| {
        session.track_drawing();
        session.document(|document| document.notes.keys().copied().collect::<Vec<_>>())
    });
    view! { <For each=move || ids.get() key=|id| *id let(id)><NoteView id=id /></For> }
}

#[component]
fn NoteView(id: NoteId) -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let note = Memo::new(move |_| {
        session.track_drawing();
        session.document(|document| document.notes.get(&id).cloned())
    });
    let editing = Memo::new(move |_| state.writing.get() == Some(Item::Note(id)));
    let selected = move || session.selected().contains(Item::Note(id));
    let style = move || {
        let Some(note) = note.get() else {
            return String::new();
        };
        let by = state.item_offset(Item::Note(id));
        format!(
            "transform:translate({:.1}px,{:.1}px);top:0;left:0;width:{}px;height:{}px",
            note.x + by.x,
            note.y + by.y,
            note.width,
            note.height
        )
    };
    view! {
        <div class=move || tinted("note", note.get().map(|note| note.tint)) class:is-selected=selected style=style role="note">
            {move || if editing.get() {
                view! { <NoteField id=id /> }.into_any()
            } else {
                view! { <p>{move || note.get().map(|note| note.text)}</p> }.into_any()
            }}
        </div>
    }
}

#[component]
fn NoteField(id: NoteId) -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let node = NodeRef::<Textarea>::new();
    let text = session
        .document(|document| document.notes.get(&id).map(|note| note.text.clone()))
        .unwrap_or_default();
    Effect::new(move |_| {
        if let Some(field) = node.get() {
            // A frame later: the press that opened the field still moves the focus until then.
            request_animation_frame(move || {
                let _ = field.focus();
                field.select();
            });
        }
    });
    let keep = move |text: String| {
        if state.writing.get_untracked() == Some(Item::Note(id)) {
            state.writing.set(None);
            session.edit(|draft| edit::change_note(draft, id, |note| note.text = text));
        }
    };
    view! {
        <textarea
            node_ref=node
            aria-label="Note"
            prop:value=text
            on:pointerdown=|event| event.stop_propagation()
            on:dblclick=|event| event.stop_propagation()
            on:keydown=move |event: KeyboardEvent| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Escape" => {
                        state.writing.set(None);
                        super::rename::focus_canvas();
                    }
                    "Enter" if event.ctrl_key() || event.meta_key() => {
                        keep(event_target_value(&event));
                        super::rename::focus_canvas();
                    }
                    _ => {}
                }
            }
            on:blur=move |event| keep(event_target_value(&event))
        ></textarea>
    }
}
