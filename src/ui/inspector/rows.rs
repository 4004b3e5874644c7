//! A list whose entries have several cells: parameters, fields of a type, privileges. Each cell is a field, the last line adds.

use leptos::prelude::*;

use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, Keep, TextField};

/// The entries of a list.
pub type Entries = Vec<Vec<String>>;

/// The list.
#[component]
pub fn RowsField(
    /// What each cell is.
    cells: &'static [&'static str],
    /// What the list is.
    label: &'static str,
    /// The list kept.
    #[prop(into)]
    value: Signal<Entries>,
    /// Keeps another.
    keep: Keep<Entries>,
) -> impl IntoView {
    let count = Memo::new(move |_| value.with(Vec::len));
    view! {
        <div class="rowsf" role="group" aria-label=label>
            {move || (0..count.get()).map(|position| view! {
                <Entry cells=cells position=position value=value keep=keep />
            }).collect_view()}
            <NewEntry cells=cells value=value keep=keep />
        </div>
    }
}

/// How wide the cells stand: one, two, or four in two lines.
fn shape(cells: &[&str]) -> &'static str {
    match cells.len() {
        1 => "rowf one",
        2 => "rowf two",
        _ => "rowf four",
    }
}

#[component]
fn Entry(
    cells: &'static [&'static str],
    position: usize,
    value: Signal<Entries>,
    keep: Keep<Entries>,
) -> impl IntoView {
    let session = use_session();
    let cell = move |at: usize| {
        Signal::derive(move || {
            value.with(|rows| {
                let row = rows.get(position);
                row.and_then(|row| row.get(at)).cloned().unwrap_or_default()
            })
        })
    };
    let keep_cell = move |at: usize| {
        Callback::new(move |text: String| {
            let mut rows = value.get_untracked();
            if let Some(slot) = rows.get_mut(position).and_then(|row| row.get_mut(at)) {
                *slot = text;
            }
            keep.run(rows)
        })
    };
    let remove = move |_| {
        let mut rows = value.get_untracked();
        if position < rows.len() {
            rows.remove(position);
        }
        if let Err(reason) = keep.run(rows) {
            session.interface.complain(reason);
        }
    };
    let removal = move || {
        let first = cell(0).get();
        format!("Remove {first}").trim_end().to_string()
    };
    view! {
        <div class=shape(cells)>
            {cells.iter().enumerate().map(|(at, name)| view! {
                <TextField value=cell(at) label=format!("{name} {}", position + 1) keep=keep_cell(at) placeholder=*name />
            }).collect_view()}
            <button class="ib s" aria-label=removal title="Remove" on:click=remove><Icon name="cross" /></button>
        </div>
    }
}

/// The line that adds an entry: Enter or its button keeps what is typed.
#[component]
fn NewEntry(
    cells: &'static [&'static str],
    value: Signal<Entries>,
    keep: Keep<Entries>,
) -> impl IntoView {
    let session = use_session();
    let typed = RwSignal::new(vec![String::new(); cells.len()]);
    let add = Callback::new(move |()| {
        let row = typed.get_untracked();
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let mut rows = value.get_untracked();
        rows.push(row);
        match keep.run(rows) {
            // Keeping may have taken the whole form away.
            Ok(()) => {
                typed.try_set(vec![String::new(); cells.len()]);
            }
            Err(reason) => session.interface.complain(reason),
        }
    });
    let cell = move |at: usize| {
        Signal::derive(move || typed.with(|row| row.get(at).cloned().unwrap_or_default()))
    };
    let keep_cell = move |at: usize| {
        Callback::new(move |text: String| {
            typed.try_update(|row| {
                if let Some(slot) = row.get_mut(at) {
                    *slot = text;
                }
            });
            Ok(())
        })
    };
    view! {
        <div class=shape(cells)>
            {cells.iter().enumerate().map(|(at, name)| view! {
                <TextField value=cell(at) label=format!("New {}", name.to_lowercase()) keep=keep_cell(at) placeholder=*name done=add />
            }).collect_view()}
            <button class="ib s" aria-label="Add" title="Add (Enter)" on:click=move |_| add.run(())><Icon name="plus" /></button>
        </div>
    }
}
