//! Where the two proposals differ, object by object, and in what their findings differ.

use leptos::prelude::*;

use crate::debate::{self, Differing};
use crate::ui::widgets::counted;

use super::room::Room;

/// Rows shown at once: two whole schemas may differ in everything.
const MOST_SHOWN: usize = 200;

#[component]
pub(super) fn Differ(room: Room) -> impl IntoView {
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
            view! {
                <section class="cards differ" aria-label="Where they differ">
                    <div class="ph"><h2>"Where they differ"</h2><em>{counted(count, "object")}</em></div>
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
