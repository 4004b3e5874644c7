//! The evidence checklist: what was computed, with how, and what a person ticks.

use leptos::prelude::*;

use crate::debate::checklist::{Item, State, checklist};
use crate::debate::{self, Judged};
use crate::ui::session::use_session;
use crate::ui::widgets::{CheckField, Icon, Modal};

use super::super::room::reviewer;
use super::{Head, closing, rules};

#[component]
pub(super) fn EvidenceDialog(id: String) -> impl IntoView {
    let session = use_session();
    let close = closing();
    let rules = rules();
    let title = session.document(|document| debate::title_of(&document.debate, &id).to_string());
    let id = StoredValue::new(id);
    let judged = StoredValue::new(None::<Judged>);
    let items = move || {
        session.track_debate();
        let rules = rules.get()?;
        if judged.with_value(Option::is_none) {
            let drawn = session
                .document(|document| id.with_value(|id| debate::document_of(document, id)))?;
            judged.set_value(Some(Judged::of(drawn, rules)));
        }
        session.document(|document| {
            judged.with_value(|judged| {
                let judged = judged.as_ref()?;
                id.with_value(|id| Some(checklist(judged, &document.debate, id)))
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
