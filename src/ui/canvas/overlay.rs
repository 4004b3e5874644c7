//! What the hand is doing, above everything: the rectangle, the relationship being drawn, the ports to draw from.

use leptos::prelude::*;

use crate::editor::gesture::Gesture;
use crate::editor::tool::Tool;
use crate::layout::Point;
use crate::layout::card::{HEADER_HEIGHT, ROW_HEIGHT};
use crate::layout::guides::{Guide, GuideKind};
use crate::layout::level::Level;
use crate::model::ObjectRef;
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
        // A finger hovers over nothing: the selected row has its ports.
        let selected = match session.selected().primary_object() {
            Some(ObjectRef::Column(table, column)) => Some((table, Some(column))),
            _ => None,
        };
        let (table, column) = state
            .hovered
            .get()
            .filter(|(_, column)| column.is_some())
            .or(selected)?;
        if !full || state.gesture.get().is_some() {
            return None;
        }
        if !matches!(state.tool.get(), Tool::Select | Tool::Relate) {
            return None;
        }
        let column = column?;
        session.drawing(|drawing| {
            let card = drawing.card(table)?;
            card.shown().find(|row| row.column == column)?;
            let y = card.rect.y + card.port_of(column);
            Some((
                table,
                column,
                [Point::new(card.rect.x, y), Point::new(card.rect.right(), y)],
            ))
        })
    });
    let guides = Memo::new(move |_| match state.gesture.get() {
        Some(Gesture::Move { guides, .. }) => guides,
        _ => Vec::new(),
    });
    let slot = Memo::new(move |_| {
        let Some(Gesture::Reorder { table, slot, .. }) = state.gesture.get() else {
            return None;
        };
        session.drawing(|drawing| {
            let rect = drawing.card(table)?.rect;
            let y = rect.y + HEADER_HEIGHT + slot as f64 * ROW_HEIGHT;
            Some((rect.x, y, rect.width))
        })
    });
    view! {
        {move || guides.get().into_iter().map(guide_view).collect_view()}
        {move || slot.get().map(|(x, y, width)| view! {
            <i class="guide is-slot" style=format!("transform:translate({x:.1}px,{:.1}px);top:0;left:0;width:{width:.1}px", y - 1.0)></i>
        })}
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

/// A line that what is dragged stands on, or a stretch with its length, both one pixel wide at any zoom.
fn guide_view(guide: Guide) -> impl IntoView {
    let length = guide.to - guide.from;
    let (x, y) = match guide.upright {
        true => (guide.at, guide.from),
        false => (guide.from, guide.at),
    };
    let side = if guide.upright { "height" } else { "width" };
    let class = match (guide.kind, guide.upright) {
        (GuideKind::Line, true) => "guide is-x",
        (GuideKind::Line, false) => "guide is-y",
        (GuideKind::Gap, true) => "guide is-x is-gap",
        (GuideKind::Gap, false) => "guide is-y is-gap",
    };
    let gap = guide.kind == GuideKind::Gap;
    view! {
        <i class=class style=format!("transform:translate({x:.1}px,{y:.1}px);top:0;left:0;{side}:{length:.1}px")>
            {gap.then(|| view! { <b>{format!("{length:.0}")}</b> })}
        </i>
    }
}
