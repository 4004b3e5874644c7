//! What the base alone has, drawn while the canvas is painted with what differs: tables as outlines, columns and the changes
//! that are no rows in a strip under their card.

use leptos::prelude::*;

use crate::editor::drawing::{CardPaint, GhostCard, GhostRow};
use crate::layout::Rect;
use crate::layout::level::Level;
use crate::ui::session::{Session, use_session};

/// Between a card and its strip, in world units.
const GAP: f64 = 4.0;

/// The outlines and the strips. These need the level at which rows can be read.
#[component]
pub fn Ghosts(level: Memo<Level>) -> impl IntoView {
    let session = use_session();
    let paint = session.interface.paint;
    let gone = move || {
        paint
            .with(|paint| paint.as_ref().map(|paint| paint.gone.clone()))
            .unwrap_or_default()
    };
    let strips = move || match level.get() {
        Level::Full => strips(&session),
        _ => Vec::new(),
    };
    view! {
        {move || gone().into_iter().map(outline).collect_view()}
        {move || strips().into_iter().map(|(rect, paint)| strip(rect, paint)).collect_view()}
    }
}

/// The cards with something to tell under them, and where they stand.
fn strips(session: &Session) -> Vec<(Rect, CardPaint)> {
    let Some(paint) = session.interface.paint.get() else {
        return Vec::new();
    };
    session.track_drawing();
    session.drawing(|drawing| {
        let told = paint
            .cards
            .iter()
            .filter(|(_, card)| !card.gone.is_empty() || !card.parts.is_empty());
        told.filter_map(|(table, card)| Some((drawing.card(*table)?.rect, card.clone())))
            .collect()
    })
}

fn gone_rows(rows: Vec<GhostRow>) -> AnyView {
    rows.into_iter()
        .map(|row| view! { <div class="row d-removed"><span class="n">{row.name}</span><span class="ty">{row.data_type}</span></div> })
        .collect_view()
        .into_any()
}

fn strip(rect: Rect, paint: CardPaint) -> impl IntoView {
    let place = format!("translate({:.1}px,{:.1}px)", rect.x, rect.bottom() + GAP);
    view! {
        <div class="strip" style:transform=place style:width=format!("{}px", rect.width)>
            {gone_rows(paint.gone)}
            {paint
                .parts
                .into_iter()
                .map(|(sign, words)| {
                    view! {
                        <div class=format!("part d-{}", sign.class()) title=words.clone()>
                            <span class=format!("sign {}", sign.class())>{sign.text()}</span>
                            {words.clone()}
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}

fn outline(card: GhostCard) -> impl IntoView {
    let rect = card.rect;
    let label = format!("{}, removed", card.title);
    view! {
        <div
            class="card c-unclassified d-removed is-ghost"
            style:transform=format!("translate({:.1}px,{:.1}px)", rect.x, rect.y)
            style:width=format!("{}px", rect.width)
            style:height=format!("{}px", rect.height)
            role="group"
            aria-label=label
        >
            <div class="chead"><b>{card.title}</b><span class="sign removed">"\u{2212}"</span></div>
            {gone_rows(card.rows)}
        </div>
    }
}
