//! The columns of a table as a grid that is edited in place.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::editor::{Item, Selection, edit};
use crate::model::{ColumnId, ObjectRef};
use crate::rules::Severity;
use crate::ui::widgets::Icon;

use super::cells::{DefaultCell, FindingMark, KeyCell, NameCell, NotNullCell, TypeCell, worst_of};
use super::handle::Handle;
use super::section::Head;

/// The grid of columns.
#[component]
pub fn Columns(handle: Handle) -> impl IntoView {
    let ids = handle.read(|table| {
        table
            .columns
            .iter()
            .map(|column| column.id)
            .collect::<Vec<_>>()
    });
    let add = move |_| add_column(handle);
    view! {
        <section>
            <Head property="table.columns" count=Signal::derive(move || ids.with(|ids| ids.len()))>
                <button class="ib s" aria-label="Add column" title="Add column" on:click=add><Icon name="plus" /></button>
            </Head>
            <div role="grid" aria-label="Columns" on:keydown=move |event| keydown(handle, &event)>
                <div class="cg cgh" role="row">
                    <span role="columnheader"><span class="sr-only">"Key"</span></span>
                    <span role="columnheader">"Name"</span>
                    <span role="columnheader">"Type"</span>
                    <span role="columnheader" title="Not null">"NN"</span>
                    <span role="columnheader">"Default"</span>
                    <span role="columnheader"><span class="sr-only">"Findings"</span></span>
                </div>
                <For each=move || ids.get() key=|id| *id children=move |id| view! { <ColumnRow handle=handle column=id /> } />
            </div>
        </section>
    }
}

#[component]
fn ColumnRow(handle: Handle, column: ColumnId) -> impl IntoView {
    let session = handle.session;
    let object = ObjectRef::Column(handle.id, column);
    let active = Memo::new(move |_| session.selected().primary() == Some(Item::Object(object)));
    let worst = worst_of(handle, column);
    let select = move || {
        if !active.get_untracked() {
            session.select(Selection::one(object));
        }
    };
    view! {
        <div
            class="cg"
            class:is-active=active
            class:f-error=move || worst.get() == Some(Severity::Error)
            role="row"
            aria-selected=move || active.get().to_string()
            data-column=column.0.to_string()
            on:focusin=move |_| select()
            on:pointerdown=move |_| select()
        >
            <span role="gridcell" class="cell-box"><KeyCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><NameCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><TypeCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><NotNullCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><DefaultCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><FindingMark worst=worst /></span>
        </div>
    }
}

/// Adds a column at the end, selects it and lets the user name it.
pub fn add_column(handle: Handle) {
    let added = handle
        .session
        .edit(|draft| edit::add_column(draft, handle.id, None, None, None));
    if let Some(column) = added {
        handle
            .session
            .select(Selection::one(ObjectRef::Column(handle.id, column)));
        focus_cell(column, 1);
    }
}

/// Moves a column by one place; the row keeps the focus.
pub fn move_column(handle: Handle, column: ColumnId, down: bool, cell: u32) {
    let position = handle.table.with_untracked(|table| {
        let table = table.as_deref()?;
        let now = table.columns.iter().position(|one| one.id == column)?;
        let last = table.columns.len().saturating_sub(1);
        let to = if down { now + 1 } else { now.checked_sub(1)? };
        (to <= last).then_some(to)
    });
    if let Some(position) = position {
        handle
            .session
            .edit(|draft| edit::move_column(draft, handle.id, column, position));
        focus_cell(column, cell);
    }
}

/// Puts the focus into a cell, once it is mounted.
fn focus_cell(column: ColumnId, cell: u32) {
    request_animation_frame(move || {
        let row = document()
            .query_selector(&format!(".inspector [data-column='{}']", column.0))
            .ok()
            .flatten();
        if let Some(row) = row {
            row.scroll_into_view_with_bool(false);
            focus_input(&row, cell, true);
        }
    });
}

fn focus_input(row: &Element, cell: u32, select: bool) {
    let input = row
        .children()
        .item(cell)
        .and_then(|cell| cell.query_selector("input").ok().flatten());
    let Some(input) = input else { return };
    if let Some(element) = input.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
    if select
        && let Some(field) = input.dyn_ref::<web_sys::HtmlInputElement>()
        && field.type_() == "text"
    {
        field.select();
    }
}

/// Arrows walk the rows where nothing is typed; with Alt they move the column.
fn keydown(handle: Handle, event: &KeyboardEvent) {
    let key = event.key();
    let down = key == "ArrowDown";
    if !down && key != "ArrowUp" {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(target) = target else { return };
    let row = target.closest(".cg").ok().flatten();
    let Some(row) = row else { return };
    let cell = target.closest(".cell-box").ok().flatten();
    let cell = cell.map_or(1, |cell| position_in(&row, &cell));
    if event.alt_key() {
        if let Some(column) = column_of(&row) {
            event.prevent_default();
            event.stop_propagation();
            move_column(handle, column, down, cell);
        }
        return;
    }
    // A list of types has the arrows for itself, and so has a field in which something is typed.
    if target.has_attribute("list") || target.has_attribute("data-typed") {
        return;
    }
    let next = if down {
        row.next_element_sibling()
    } else {
        row.previous_element_sibling()
    };
    if let Some(next) = next.filter(|next| next.has_attribute("data-column")) {
        event.prevent_default();
        focus_input(&next, cell, false);
    }
}

fn column_of(row: &Element) -> Option<ColumnId> {
    row.get_attribute("data-column")?.parse().ok().map(ColumnId)
}

fn position_in(row: &Element, cell: &Element) -> u32 {
    let cells = row.children();
    (0..cells.length())
        .find(|position| cells.item(*position).as_ref() == Some(cell))
        .unwrap_or(1)
}
