//! One object of the grid.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::editor::property::{Field, Property};
use crate::editor::shown::objects::{cell_text, table_name};
use crate::model::ObjectRef;
use crate::rules::{Finding, Severity};
use crate::ui::menus::ask_menu;
use crate::ui::widgets::{CheckField, ChoiceField, Icon, TextField, class_of_severity};

use super::{Grid, keys};

/// The row of an object.
#[component]
pub fn ObjectRow(grid: Grid, position: usize, object: ObjectRef) -> impl IntoView {
    let session = grid.session;
    let shift = usize::from(grid.kind.get_untracked().is_part());
    let columns = grid.columns.get_untracked();
    let table = (shift == 1).then(|| {
        let name = session.document(|document| table_name(&document.schema, object));
        view! {
            <span role="gridcell" class:is-here=move || grid.at.get() == (position, 0) id=format!("object-{position}-0")>
                <button class="n" tabindex="-1" on:click=move |_| keys::show(&grid, object)>{name}</button>
            </span>
        }
    });
    let cells = columns.0.iter().enumerate().map(|(place, property)| {
        view! { <Cell grid=grid at=(position, place + shift) object=object property=property /> }
    });
    let selected = Memo::new(move |_| session.selected().contains(object));
    view! {
        <div
            class="gr"
            class:is-open=move || selected.get()
            role="row"
            aria-rowindex=(position + 2).to_string()
            on:contextmenu=move |event| ask_menu(&session, object, &event)
        >
            {table}
            {cells.collect_view()}
            <span role="gridcell" class="gf"><Worst grid=grid object=object /></span>
        </div>
    }
}

/// The worst finding on the object, with how many there are.
#[component]
fn Worst(grid: Grid, object: ObjectRef) -> impl IntoView {
    let session = grid.session;
    let found = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let on = |finding: &Finding| {
                finding.object == object
                    || object
                        .column()
                        .is_some_and(|column| finding.columns.contains(&column))
            };
            let severities: Vec<Severity> = match object {
                ObjectRef::Table(table) => review
                    .findings_of_table(table)
                    .map(|finding| finding.severity)
                    .collect(),
                _ => match object.table() {
                    Some(table) => review
                        .findings_of_table(table)
                        .filter(|finding| on(finding))
                        .map(|finding| finding.severity)
                        .collect(),
                    None => review
                        .findings()
                        .iter()
                        .filter(|finding| on(finding))
                        .map(|finding| finding.severity)
                        .collect(),
                },
            };
            let worst = severities.iter().min().copied();
            worst.map(|worst| (class_of_severity(worst), severities.len()))
        })
    });
    move || {
        found.get().map(|(severity, count)| {
            view! { <span class="sv"><Icon name=severity class=severity />{count}</span> }
        })
    }
}

/// A cell: a switch, or text that is edited in its place.
#[component]
fn Cell(
    grid: Grid,
    at: (usize, usize),
    object: ObjectRef,
    property: &'static Property,
) -> impl IntoView {
    let session = grid.session;
    let id = format!("object-{}-{}", at.0, at.1);
    let here = move || grid.at.get() == at;
    let inner = match property.field {
        Field::Flag { read, change, .. } => {
            let has = session.document(|document| read(&document.schema, object).is_some());
            let checked = Memo::new(move |_| {
                session.track_list();
                session
                    .document(|document| read(&document.schema, object))
                    .unwrap_or_default()
            });
            let keep = Callback::new(move |now: bool| {
                session
                    .try_edit(|draft| change(draft, object, now))
                    .map_err(|error| error.to_string())
            });
            has.then(|| view! { <CheckField checked=checked label=property.label keep=keep /> })
                .into_any()
        }
        _ => view! { <Text grid=grid at=at object=object property=property /> }.into_any(),
    };
    // Names and SQL are mono, what people say is not.
    let prose = matches!(property.field, Field::Prose { .. } | Field::Choice { .. })
        || property.name.ends_with(".comment");
    view! { <span role="gridcell" class="go" class:mono=!prose class:is-here=here id=id>{inner}</span> }
}

#[component]
fn Text(
    grid: Grid,
    at: (usize, usize),
    object: ObjectRef,
    property: &'static Property,
) -> impl IntoView {
    let session = grid.session;
    let cell = (object, at.1);
    let editing = Memo::new(move |_| grid.editing.get() == Some(cell));
    let text = Memo::new(move |_| {
        session.track_list();
        session.document(|document| cell_text(&document.schema, object, property))
    });
    let stop = move || {
        if grid.editing.get_untracked() == Some(cell) {
            grid.editing.set(None);
        }
    };
    let done = Callback::new(move |()| {
        grid.take_focus();
        stop();
    });
    Effect::new(move |_| {
        if editing.get() {
            request_animation_frame(move || focus_field(at));
        }
    });
    move || {
        if editing.get()
            && let Some(field) = field(grid, object, property, done)
        {
            return view! {
                <span class="ge" on:focusout=move |_| stop() on:keydown=move |event: leptos::ev::KeyboardEvent| {
                    if event.key() == "Escape" {
                        event.stop_propagation();
                        done.run(());
                    }
                }>{field}</span>
            }
            .into_any();
        }
        let shown = text.get();
        let editable = !matches!(property.field, Field::Shown { .. } | Field::Rows { .. });
        match shown {
            None => ().into_any(),
            Some(text) if editable => view! {
                <button
                    class="gedit"
                    class:no=text.is_empty()
                    tabindex="-1"
                    title=text.clone()
                    aria-label=text.is_empty().then(|| format!("{}: none", property.label))
                    on:click=move |_| {
                        grid.at.set(at);
                        grid.editing.set(Some(cell));
                    }
                >{if text.is_empty() { "–".to_string() } else { text.clone() }}</button>
            }
            .into_any(),
            Some(text) => {
                view! { <span class="gshown" title=text.clone()>{text.clone()}</span> }.into_any()
            }
        }
    }
}

/// The field of a cell that is edited.
fn field(
    grid: Grid,
    object: ObjectRef,
    property: &'static Property,
    done: Callback<()>,
) -> Option<AnyView> {
    let session = grid.session;
    let keep = move |change: crate::editor::property::ChangeText| {
        Callback::new(move |text: String| {
            session
                .try_edit(|draft| change(draft, object, text.trim()))
                .map_err(|error| error.to_string())
        })
    };
    Some(match property.field {
        Field::Line { read, change, .. }
        | Field::Prose { read, change }
        | Field::Sql { read, change, .. } => {
            let value = session.document(|document| read(&document.schema, object))?;
            view! { <TextField value=Signal::stored(value) label=property.label keep=keep(change) class="celled" done=done /> }
                .into_any()
        }
        Field::Choice {
            read,
            change,
            choices,
        } => {
            let value = session.document(|document| read(&document.schema, object))?;
            let choices = session.document(|document| choices(&document.schema, object));
            view! {
                <ChoiceField value=Signal::stored(value) label=property.label choices=Signal::stored(choices) keep=keep(change) class="celled sel" />
            }
            .into_any()
        }
        _ => return None,
    })
}

fn focus_field(at: (usize, usize)) {
    let selector = format!("#object-{0}-{1} input, #object-{0}-{1} select", at.0, at.1);
    let found = document().query_selector(&selector).ok().flatten();
    if let Some(field) = found.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
        if let Ok(input) = field.dyn_into::<web_sys::HtmlInputElement>() {
            input.select();
        }
    }
}
