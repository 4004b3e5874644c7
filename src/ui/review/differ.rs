//! Where the two proposals differ, object by object, and in what their findings differ.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::debate::{self, Differing};
use crate::editor::Selection;
use crate::model::{ObjectRef, TableId};
use crate::ui::interface::View;
use crate::ui::session::Session;
use crate::ui::widgets::counted;

use super::room::Room;

/// Rows shown at once: two whole schemas may differ in everything.
const MOST_SHOWN: usize = 200;

/// Goes to the tables of what is drawn in which the two differ, with what differs from the base painted.
fn show(session: &Session, differing: &[(Option<ObjectRef>, String)]) {
    let tables: BTreeSet<TableId> = session.document(|document| {
        let tables = &document.schema.tables;
        let of_name = |name: &str| {
            let mut all = tables.values();
            let found = all.find(|table| {
                let own = table.qualified_name().to_string();
                let rest = name.strip_prefix(own.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ']))
            });
            found.map(|table| table.id)
        };
        let of_one = |(object, name): &(Option<ObjectRef>, String)| {
            let known = object.and_then(|object| object.table());
            // Identities of proposals from several files may differ; names are what people read.
            of_name(name).or(known.filter(|id| tables.contains_key(id)))
        };
        differing.iter().filter_map(of_one).collect()
    });
    session.interface.painting.set(true);
    session.select(Selection::tables_of(tables.iter().copied()));
    // What only the base has is painted beside the rest.
    match tables.is_empty() {
        true => {
            session.interface.view.set(View::Canvas);
            session.fit_all();
        }
        false => session.fit_tables(tables),
    }
}

#[component]
pub(super) fn Differ(room: Room) -> impl IntoView {
    let session = room.session;
    let told = Memo::new(move |_| {
        let sides = room.sides.get();
        let [first, second] = sides.as_slice() else {
            return None;
        };
        let findings = debate::against(&second.judged.review, &first.judged.review);
        Some((
            first.letter.clone(),
            second.letter.clone(),
            debate::between(&first.judged, &second.judged),
            findings,
        ))
    });
    view! {
        {move || told.get().map(|(first, second, rows, findings)| {
            let count = rows.len();
            let row = |row: &Differing| view! {
                <tr>
                    <th scope="row"><code>{row.name.clone()}</code>" "<small>{row.kind}</small></th>
                    <td>{row.first.clone()}</td>
                    <td>{row.second.clone()}</td>
                </tr>
            };
            let lines = |list: &[(crate::rules::Severity, String)]| {
                list.iter().take(20).map(|(_, message)| view! { <li>{message.clone()}</li> }).collect_view()
            };
            let summary = match (findings.lost.len(), findings.gained.len()) {
                (0, 0) => "The findings are the same.".to_string(),
                (lost, gained) => format!(
                    "{} only in {first}, {} only in {second}.",
                    counted(lost, "finding"), counted(gained, "finding")
                ),
            };
            let differing: Vec<(Option<ObjectRef>, String)> =
                rows.iter().map(|row| (row.object, row.name.clone())).collect();
            view! {
                <section class="cards differ" aria-label="Where they differ">
                    <div class="ph">
                        <h2>"Where they differ"</h2>
                        <em>{counted(count, "object")}</em>
                        <span class="grow"></span>
                        {(count > 0).then(|| view! {
                            <button class="btn small ghost" on:click=move |_| show(&session, &differing)>"Show all on canvas"</button>
                        })}
                    </div>
                    {(count > 0).then(|| view! {
                        <table>
                            <thead><tr><th scope="col">"Object"</th><th scope="col">{first.clone()}</th><th scope="col">{second.clone()}</th></tr></thead>
                            <tbody>{rows.iter().take(MOST_SHOWN).map(row).collect_view()}</tbody>
                        </table>
                    })}
                    <details class="dfind">
                        <summary>{summary}</summary>
                        <div class="two">
                            <ul aria-label=format!("Findings only in {first}")>{lines(&findings.lost)}</ul>
                            <ul aria-label=format!("Findings only in {second}")>{lines(&findings.gained)}</ul>
                        </div>
                    </details>
                </section>
            }
        })}
    }
}
