//! Tables that only the base has, drawn as outlines while the canvas is painted with what differs.

use leptos::prelude::*;

use crate::editor::drawing::GhostCard;
use crate::ui::session::use_session;

/// The outlines.
#[component]
pub fn Ghosts() -> impl IntoView {
    let session = use_session();
    let gone = move || {
        session
            .interface
            .paint
            .with(|paint| paint.as_ref().map(|paint| paint.gone.clone()))
            .unwrap_or_default()
    };
    view! { {move || gone().into_iter().map(outline).collect_view()} }
}

fn outline(card: GhostCard) -> impl IntoView {
    let rect = card.rect;
    let label = format!("{}, removed", card.title);
    view! {
        <article
            class="card c-unclassified d-removed is-ghost"
            style:transform=format!("translate({:.1}px,{:.1}px)", rect.x, rect.y)
            style:width=format!("{}px", rect.width)
            style:height=format!("{}px", rect.height)
            role="group"
            aria-label=label
        >
            <div class="chead"><b>{card.title}</b><span class="sign removed">"\u{2212}"</span></div>
            {card
                .rows
                .into_iter()
                .map(|row| view! { <div class="row d-removed"><span class="n">{row.name}</span><span class="ty">{row.data_type}</span></div> })
                .collect_view()}
        </article>
    }
}
