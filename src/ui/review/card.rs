//! The position card of the first proposal, in the role of whoever reviews.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::debate;
use crate::debate::report::{Card, Entry, card, card_yaml};
use crate::platform::clipboard;
use crate::ui::widgets::Icon;

use super::room::{Named, Room, Side, reviewer};

/// A side as the report takes it.
pub(super) fn entry(side: &Side) -> Entry {
    Entry {
        id: side.id.clone(),
        letter: side.letter.clone(),
        name: side.name.clone(),
        author: side.author.clone(),
        summary: String::new(),
        judged: Arc::clone(&side.judged),
    }
}

#[component]
pub(super) fn PositionCard(room: Room) -> impl IntoView {
    let session = room.session;
    let shown = move || {
        session.track_debate();
        let side = room.sides.get().into_iter().next()?;
        let round = room.shown_round();
        let who = reviewer();
        let (made, prefers) = session.document(|document| {
            let made = card(document, &entry(&side), &who.role);
            let id = debate::preferred(&document.debate, round, &who.name);
            (made, id.map(str::to_string))
        });
        let named = room.proposals.get().into_iter();
        let prefers = prefers.and_then(|id| named.into_iter().find(|one| one.id == id));
        Some((format!("{} {}", side.letter, side.name), made, prefers))
    };
    let copy = move |_| {
        let Some((_, made, _)) = untrack(shown) else {
            return;
        };
        spawn_local(async move {
            match clipboard::write(&card_yaml(&made)).await {
                true => session
                    .interface
                    .tell("Position card copied as YAML", false),
                false => session
                    .interface
                    .complain("The browser refused the clipboard."),
            }
        });
    };
    view! {
        <div class="ph">
            <h2>"Position card"</h2>
            <span class="grow"></span>
            <button class="ib" aria-label="Copy the position card as YAML" title="Copy as YAML" on:click=copy><Icon name="copy" /></button>
        </div>
        {move || shown().map(|(name, made, prefers)| view! { <Shown name=name card=made prefers=prefers /> })}
    }
}

#[component]
fn Shown(name: String, card: Card, prefers: Option<Named>) -> impl IntoView {
    let part = |title: &'static str, lines: &[String]| {
        (!lines.is_empty()).then(|| {
            let lines = lines.iter().map(|line| view! { <li>{line.clone()}</li> });
            view! { <h3>{title}</h3><ul>{lines.collect_view()}</ul> }
        })
    };
    view! {
        <div class="pos">
            <div class="pr"><em>"Role"</em><span>{card.role.clone()}</span></div>
            <div class="pr"><em>"For"</em><span>{name}</span></div>
            {prefers.map(|one| view! {
                <div class="pr" title="What you scored highest in this round"><em>"Prefers"</em><span><b>{one.letter}</b>" "{one.name}</span></div>
            })}
            {part("Claims", &card.claims)}
            {part("Plan", &card.plan)}
            {part("Evidence", &card.evidence)}
            {part("Risks", &card.risks)}
            <dl class="tri">
                <div><dt>"Confidence"</dt><dd>{card.confidence.clone()}</dd></div>
                <div><dt>"Cost"</dt><dd>{card.cost}</dd></div>
                <div><dt>"Reversal"</dt><dd>{card.reversibility}</dd></div>
            </dl>
        </div>
    }
}
