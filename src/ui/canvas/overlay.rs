//! What the hand is doing, above everything: the rectangle, the relationship being drawn, the ports to draw from.

use leptos::prelude::*;

use crate::editor::gesture::Gesture;
use crate::editor::tool::Tool;
use crate::layout::Point;
use crate::layout::card::HEADER_HEIGHT;
use crate::layout::level::Level;
use crate::ui::session::use_session;

use super::pointer;
use super::state::use_canvas;

/// The rectangle, the relationship being drawn, the ports.
#[component]
pub fn Overlay() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let relation = Memo::new(move |_| {
        let Some(Gesture::Relate {
            table, column, at, ..
        }) = state.gesture.get()
        else {
            return None;
        };
        session.drawing(|drawing| {
            let card = drawing.card(table)?;
            let port = column.map_or(HEADER_HEIGHT / 2.0, |column| card.port_of(column));
            let right = at.x >= card.rect.center().x;
            let start = Point::new(
                if right {
                    card.rect.right()
                } else {
                    card.rect.x
                },
                card.rect.y + port,
            );
            let reach = if right { 24.0 } else { -24.0 };
            Some(format!(
                "M{:.1},{:.1}h{reach}L{:.1},{:.1}",
                start.x, start.y, at.x, at.y
            ))
        })
    });
    let boxed = Memo::new(move |_| match state.gesture.get()? {
        Gesture::Relate { over, .. } => {
            session.drawing(|drawing| drawing.card(over?).map(|card| card.rect))
        }
        gesture => gesture.rect(),
    });
    let ports = Memo::new(move |_| {
        let full = state.scene.with(|scene| scene.level == Level::Full);
        let (table, column) = state.hovered.get()?;
        if !full || state.gesture.get().is_some() {
            return None;
        }
        if !matches!(state.tool.get(), Tool::Select | Tool::Relate) {
            return None;
        }
        let column = column?;
        session.drawing(|drawing| {
            let card = drawing.card(table)?;
            let y = card.rect.y + card.port_of(column);
            Some((
                table,
                column,
                [Point::new(card.rect.x, y), Point::new(card.rect.right(), y)],
            ))
        })
    });
    view! {
        {move || boxed.get().map(|rect| view! {
            <div
                class="marquee"
                style=format!("transform:translate({:.1}px,{:.1}px);top:0;left:0;width:{:.1}px;height:{:.1}px", rect.x, rect.y, rect.width, rect.height)
            ></div>
        })}
        {move || relation.get().map(|path| view! {
            <svg class="edges is-draft" role="presentation" aria-hidden="true"><path class="edge is-draft" d=path></path></svg>
        })}
        {move || ports.get().map(|(table, column, places)| places.map(|place| view! {
            <i
                class="port"
                style=format!("transform:translate({:.1}px,{:.1}px);top:0;left:0", place.x, place.y)
                on:pointerdown=move |event| pointer::start_relation(&session, &state, &event, table, column)
            ></i>
        }).collect_view())}
    }
}
