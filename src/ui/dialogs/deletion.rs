//! What deleting a row takes along: every table it concerns, in order, what stops it, and what is left behind.

use leptos::prelude::*;

use crate::isolation::{Deletion, Hit, Outcome, simulate};
use crate::model::{ObjectRef, TableId};
use crate::ui::session::use_session;
use crate::ui::widgets::{ChoiceField, Icon, Modal, counted, sentence_about};

use super::{Head, closing};

/// The outcomes with their headings, in the order in which they are told.
const PARTS: [(Outcome, &str, &str, &str); 5] = [
    (Outcome::Blocking, "Stops it", "error", "error"),
    (Outcome::MayBlock, "May stop it", "warning", "warning"),
    (Outcome::Deleted, "Deleted too", "trash", "dim"),
    (Outcome::Changed, "Changed", "undo", "dim"),
    (
        Outcome::Orphaned,
        "Left behind without a row to name",
        "warning",
        "warning",
    ),
];

/// The dialog. The table can be changed in it.
#[component]
pub fn DeletionDialog(table: TableId) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let chosen = RwSignal::new(table);
    let deletion = Memo::new(move |_| {
        session.track_list();
        session.track_review();
        let table = chosen.get();
        session.review(|review| {
            session.document(|document| simulate(&document.schema, review.tenancy(), table))
        })
    });
    let tables = Memo::new(move |_| {
        session.track_list();
        let mut names = session.document(|document| {
            let tables = document.schema.tables.values();
            let whole = tables.filter(|table| !table.is_partition());
            whole
                .map(|table| (table.id.0.to_string(), table.qualified_name().to_string()))
                .collect::<Vec<_>>()
        });
        names.sort_by(|one, other| one.1.cmp(&other.1));
        names
    });
    let keep = Callback::new(move |value: String| {
        if let Ok(id) = value.parse() {
            chosen.set(TableId(id));
        }
        Ok(())
    });
    view! {
        <Modal label="Follow a deletion" class="dialog wide deletion" on_close=close>
            <Head title="Follow a deletion" />
            <label class="dlrow">
                <span>"Delete a row of"</span>
                <ChoiceField value=Signal::derive(move || chosen.get().0.to_string()) label="Table" choices=tables keep=keep />
            </label>
            <p class="dlsum" role="status">{move || deletion.with(summary)}</p>
            <div class="dlist" tabindex="0">
                {move || deletion.with(|deletion| PARTS.map(|(outcome, title, icon, class)| {
                    let hits: Vec<Hit> = deletion.hits.iter().filter(|hit| hit.outcome == outcome).cloned().collect();
                    (!hits.is_empty()).then(|| view! { <Part title=title icon=icon class=class hits=hits /> })
                }).collect_view())}
            </div>
        </Modal>
    }
}

/// What becomes of it, in a sentence.
fn summary(deletion: &Deletion) -> String {
    if deletion.hits.is_empty() {
        return "No other table names its rows: it goes alone.".to_string();
    }
    let across = deletion
        .hits
        .iter()
        .any(|hit| hit.across_tenants && hit.outcome == Outcome::Deleted);
    let goes = format!(
        "Rows of {} go with it.",
        counted(deletion.count(Outcome::Deleted), "other table")
    );
    let mut text = match deletion.is_blocked() {
        true => format!("It fails while there are rows that stop it. {goes}"),
        false => goes,
    };
    if across {
        text.push_str(" Among them may be rows of other tenants.");
    }
    text
}

#[component]
fn Part(
    title: &'static str,
    icon: &'static str,
    class: &'static str,
    hits: Vec<Hit>,
) -> impl IntoView {
    let count = hits.len();
    view! {
        <section>
            <h3><Icon name=icon class=class />{title}<em>{count}</em></h3>
            {hits.into_iter().map(|hit| view! { <Line hit=hit /> }).collect_view()}
        </section>
    }
}

#[component]
fn Line(hit: Hit) -> impl IntoView {
    let session = use_session();
    let id = hit.table;
    let Some(table) = session.table_now(id) else {
        return ().into_any();
    };
    let named = session
        .table_now(hit.named)
        .map_or_else(String::new, |table| table.name.clone());
    let columns = table.column_names(&hit.columns);
    let names: Vec<&str> = columns
        .iter()
        .copied()
        .chain([table.name.as_str(), &named])
        .collect();
    let why = sentence_about(&hit.reason, &names);
    let object = hit
        .key
        .map_or(ObjectRef::Table(id), |key| ObjectRef::Constraint(id, key));
    view! {
        <button
            class="dline"
            title="Show on the canvas"
            on:click=move |_| {
                session.interface.dialog.set(None);
                session.go_to(object);
            }
        >
            <u>{hit.distance}</u>
            <b class="n">{table.qualified_name().to_string()}</b>
            {hit.across_tenants.then(|| view! { <span class="dacross"><Icon name="leak" class="error" />"across tenants"</span> })}
            <span class="dwhy">{why}</span>
        </button>
    }
    .into_any()
}
