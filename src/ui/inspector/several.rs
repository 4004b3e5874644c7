//! Several objects: how many, and what can be done to all of them.

use leptos::prelude::*;

use crate::editor::{Item, edit};
use crate::model::{ObjectRef, TableId};
use crate::ui::session::use_session;
use crate::ui::widgets::{ChoiceField, Icon, counted};

use super::properties::{class_choices, class_of_value};
use super::section::Property;

/// The panel.
#[component]
pub fn Several() -> impl IntoView {
    let session = use_session();
    let items = Memo::new(move |_| session.selected().items().to_vec());
    let tables = Memo::new(move |_| session.selected().tables());
    let names = Memo::new(move |_| {
        session.track_list();
        items.with(|items| {
            session.document(|document| {
                items
                    .iter()
                    .filter_map(|item| match item {
                        Item::Object(object) => {
                            Some((*object, document.schema.display_name(*object)?))
                        }
                        _ => None,
                    })
                    .take(50)
                    .collect::<Vec<_>>()
            })
        })
    });
    let keep_class = Callback::new(move |value: String| {
        let tables = tables.get_untracked();
        let result = session.try_edit(|draft| {
            draft.say(|| format!("Set the class of {}", counted(tables.len(), "table")));
            tables.iter().try_for_each(|table: &TableId| {
                edit::set_class(draft, *table, class_of_value(&value))
            })
        });
        result.map_err(|error| error.to_string())
    });
    let several_tables = Memo::new(move |_| tables.with(|tables| tables.len() > 1));
    view! {
        <div class="in-head">
            <Icon name="cursor" class="lg dim" />
            <div class="ih">
                <b class="ui">{move || format!("{} selected", counted(items.with(Vec::len), "object"))}</b>
                <small>{move || counted(tables.with(Vec::len), "table")}</small>
            </div>
        </div>
        <div class="in-body">
            <section class="in-form">
                <div class="in-actions">
                    <button class="btn small" disabled=move || !several_tables.get() on:click=move |_| session.arrange()><Icon name="layout" />"Arrange"</button>
                    <button class="btn small" disabled=move || !several_tables.get() on:click=move |_| session.duplicate()><Icon name="copy" />"Duplicate"</button>
                    <button class="btn small danger" on:click=move |_| session.delete_selection()><Icon name="trash" />"Delete"</button>
                </div>
                <Show when=move || several_tables.get()>
                    <Property label="Tenancy">
                        <ChoiceField
                            value=Signal::stored("keep".to_string())
                            label="Tenancy class of all"
                            choices=Signal::derive(move || {
                                let mut all = vec![("keep".to_string(), "as it is".to_string())];
                                all.extend(class_choices("inferred"));
                                all
                            })
                            keep=keep_class
                        />
                    </Property>
                </Show>
            </section>
            <section>
                {move || names.get().into_iter().map(|(object, name)| view! {
                    <button class="li" on:click=move |_| session.go_to(object)>
                        <Icon name=crate::ui::explorer::icon_of(object) />
                        <span class="n">{name}</span>
                    </button>
                }).collect_view()}
            </section>
        </div>
    }
}

/// A note or an area: what the canvas edits in place.
#[component]
pub fn OnCanvas(item: Item) -> impl IntoView {
    let session = use_session();
    let area = matches!(item, Item::Area(_));
    let text = Memo::new(move |_| {
        session.track_drawing();
        session
            .document(|document| match item {
                Item::Note(id) => document.notes.get(&id).map(|note| note.text.clone()),
                Item::Area(id) => document.areas.get(&id).map(|area| area.title.clone()),
                Item::Object(ObjectRef::Whole) | Item::Object(_) => None,
            })
            .unwrap_or_default()
    });
    let keep = Callback::new(move |text: String| {
        let result = session.try_edit(|draft| match item {
            Item::Note(id) => edit::change_note(draft, id, |note| note.text = text),
            Item::Area(id) => edit::change_area(draft, id, |area| area.title = text),
            Item::Object(_) => Ok(()),
        });
        result.map_err(|error| error.to_string())
    });
    let word = if area { "Area" } else { "Note" };
    view! {
        <div class="in-head">
            <Icon name=if area { "area" } else { "note" } class="lg dim" />
            <div class="ih"><b class="ui">{word}</b><small>"on the canvas"</small></div>
            <button class="ib" aria-label="Delete" title="Delete" on:click=move |_| session.delete_selection()><Icon name="trash" /></button>
        </div>
        <div class="in-body">
            <section class="in-form">
                <Property label=if area { "Title" } else { "Text" }>
                    <crate::ui::widgets::TextArea value=text label=word keep=keep rows=if area { 1 } else { 6 } />
                </Property>
            </section>
        </div>
    }
}
