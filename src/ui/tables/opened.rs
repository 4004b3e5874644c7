//! The columns of the open table, edited in place.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{ColumnId, ObjectRef, Table};
use crate::rules::Severity;
use crate::ui::inspector::{
    DefaultCell, FindingMark, Handle, KeyCell, NameCell, NotNullCell, TypeCell, action_word,
    index_keys, target_name, worst_of,
};
use crate::ui::widgets::{Icon, sentence};

/// Height of the bar over the columns, of a row, and of the ground under them.
const BAR: f64 = 33.0;
const ROW: f64 = 26.0;
const FOOT: f64 = 11.0;

/// How high the columns of an open table stand, in pixels.
pub fn opened_height(columns: usize) -> f64 {
    BAR + ROW * (columns + 1) as f64 + FOOT
}

/// The columns.
#[component]
pub fn Opened(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let ids = handle.read(|table| {
        table
            .columns
            .iter()
            .map(|column| column.id)
            .collect::<Vec<_>>()
    });
    let add = move |_| {
        session.edit(|draft| edit::add_column(draft, handle.id, None, None, None));
    };
    view! {
        <div class="gopen" role="row">
            <div role="gridcell">
                <div class="tabs gopen-bar">
                    <b>"Columns"</b>
                    <em>{move || ids.with(Vec::len)}</em>
                    <span class="grow"></span>
                    <button class="btn small ghost" on:click=add><Icon name="plus" />"Column"</button>
                    <button class="btn small ghost" on:click=move |_| session.go_to(ObjectRef::Table(handle.id))>
                        <Icon name="relation" />"Show on canvas"
                    </button>
                </div>
                <div role="grid" aria-label="Columns">
                    <div class="gi gih" role="row">
                        <span role="columnheader"><span class="sr-only">"Key"</span></span>
                        <span role="columnheader">"Name"</span>
                        <span role="columnheader">"Type"</span>
                        <span role="columnheader" title="Not null">"NN"</span>
                        <span role="columnheader">"Default"</span>
                        <span role="columnheader">"Index"</span>
                        <span role="columnheader">"References"</span>
                        <span role="columnheader">"Findings"</span>
                    </div>
                    <For each=move || ids.get() key=|id| *id children=move |id| view! { <ColumnRow handle=handle column=id /> } />
                </div>
            </div>
        </div>
    }
}

#[component]
fn ColumnRow(handle: Handle, column: ColumnId) -> impl IntoView {
    let session = handle.session;
    let worst = worst_of(handle, column);
    let index = handle.read(move |table| index_of(table, column));
    let target = Memo::new(move |_| {
        session.track_list();
        handle.table.with(|table| {
            let table = table.as_deref()?;
            let (_, key) = table
                .foreign_keys()
                .find(|(_, key)| key.columns.contains(&column))?;
            let name = session.document(|document| target_name(&document.schema, &key.target));
            Some((name, key.on_delete.as_ref().map(action_word)))
        })
    });
    let title = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let mut found = review
                .findings_of_table(handle.id)
                .filter(|finding| finding.columns.contains(&column));
            found.next().map(|finding| finding.title.clone())
        })
    });
    view! {
        <div class="gi" class:f-error=move || worst.get() == Some(Severity::Error) role="row">
            <span role="gridcell" class="cell-box"><KeyCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><NameCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><TypeCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><NotNullCell handle=handle column=column /></span>
            <span role="gridcell" class="cell-box"><DefaultCell handle=handle column=column /></span>
            <span role="gridcell" class="gii">{move || index.get().map(|(icon, keys)| view! { <Icon name=icon /><span class="n cut">{keys}</span> })}</span>
            <span role="gridcell" class="gii">{move || target.get().map(|(name, action)| view! {
                <span class="ar">"→"</span>
                <span class="n cut">{name}</span>
                <em class:unset=action.is_none()>{action.unwrap_or("not stated")}</em>
            })}</span>
            <span role="gridcell" class="gif"><FindingMark worst=worst /><span>{move || title.get().map(|title| sentence(&title))}</span></span>
        </div>
    }
}

/// The unique key or index that begins with the column: its icon and its keys.
fn index_of(table: &Table, column: ColumnId) -> Option<(&'static str, String)> {
    let unique = table.constraints.iter().find(|one| {
        !one.is_primary_key()
            && one
                .key()
                .is_some_and(|key| key.columns.first() == Some(&column))
    });
    if let Some(key) = unique.and_then(|one| one.key()) {
        return Some(("unique", table.column_names(&key.columns).join(", ")));
    }
    let index = table
        .indexes
        .iter()
        .find(|index| index.keys.first().and_then(|key| key.column()) == Some(column))?;
    Some((
        if index.unique { "unique" } else { "index" },
        index_keys(table, index),
    ))
}
