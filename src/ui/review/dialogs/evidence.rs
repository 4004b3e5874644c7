//! The evidence checklist: what was computed, with how, and what a person ticks.

use leptos::prelude::*;

use crate::debate;
use crate::debate::checklist::{Item, State, checklist};
use crate::ui::session::use_session;
use crate::ui::widgets::{CheckField, Icon, Modal};

use super::super::room::{judged_in_slices, reviewer};
use super::{Head, closing, rules};

#[component]
pub(super) fn EvidenceDialog(id: String) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let rules = rules();
    let title = session.document(|document| debate::title_of(&document.debate, &id).to_string());
    let judged = judged_in_slices(id.clone(), rules);
    let id = StoredValue::new(id);
    let items = move || {
        session.track_debate();
        let judged = judged.get()?;
        session.document(|document| {
            id.with_value(|id| {
                let debate = &document.debate;
                Some(checklist(&judged, debate, debate::current(debate), id))
            })
        })
    };
    let tick = move |item: &'static str| {
        let op = session
            .document(|document| id.with_value(|id| debate::tick(document, &reviewer(), id, item)));
        match op {
            Ok(op) => {
                session.apply("Tick the evidence", vec![op]);
                Ok(())
            }
            Err(reason) => Err(reason.to_string()),
        }
    };
    let row = move |item: Item| {
        let ticked = item.is_ticked();
        let sign = match &item.state {
            State::Holds => view! { <Icon name="tick" class="ok" /><span class="sr-only">"holds"</span> }.into_any(),
            State::Fails => view! { <Icon name="cross" class="error" /><span class="sr-only">"does not hold"</span> }.into_any(),
            State::Ticked(_) | State::Waits => {
                let word = item.word;
                view! {
                    <CheckField checked=Signal::stored(ticked) label=item.title.to_string() keep=Callback::new(move |_| tick(word)) />
                }
                .into_any()
            }
        };
        let by = match &item.state {
            State::Holds | State::Fails => "Computed. ".to_string(),
            State::Ticked(people) => format!("Ticked by {}. ", people.join(", ")),
            State::Waits => "For a person to tick. ".to_string(),
        };
        view! { <li class="evi"><span class="evs">{sign}</span><div><b>{item.title}</b><p>{by}{item.how}</p></div></li> }
    };
    view! {
        <Modal label="Evidence" class="dialog wide" on_close=close>
            <Head title=format!("Evidence for {title}") />
            <ul class="evlist" tabindex="0" aria-label="Evidence checklist">
                {move || items().map(|items| items.into_iter().map(row).collect_view())}
            </ul>
            <div class="dfoot">
                <span class="grow"></span>
                <button class="btn primary" data-first="" on:click=move |_| close.run(())>"Close"</button>
            </div>
        </Modal>
    }
}
