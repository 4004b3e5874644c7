//! A leak path over the drawing: its relationships dashed, its stops numbered, its tables ringed.

use std::fmt::Write;

use leptos::prelude::*;

use crate::editor::drawing::Drawing;
use crate::isolation::Leak;
use crate::layout::path::svg_path;
use crate::layout::route::route_quick;
use crate::layout::{Point, Rect};
use crate::ui::session::use_session;

/// What is drawn, in world coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
struct Drawn {
    path: String,
    stops: Vec<Point>,
    cards: Vec<Rect>,
}

/// The path that is chosen; nothing when none is, or when one of its keys is gone.
#[component]
pub fn LeakPath() -> impl IntoView {
    let session = use_session();
    let drawn = Memo::new(move |_| {
        let leak = session.interface.leak.get()?;
        session.track_drawing();
        session.track_list();
        session.drawing(|drawing| drawn(drawing, &leak))
    });
    view! {
        {move || drawn.get().map(|drawn| view! {
            <svg class="leakpath" role="presentation" aria-hidden="true">
                {drawn.cards.iter().map(|card| view! {
                    <rect x=card.x y=card.y width=card.width height=card.height rx="7"></rect>
                }).collect_view()}
                <path d=drawn.path.clone()></path>
                {drawn.stops.iter().enumerate().map(|(place, stop)| view! {
                    <g style=format!("transform:translate({:.1}px,{:.1}px) scale(calc(1 / var(--zoom)))", stop.x, stop.y)>
                        <circle r="9"></circle>
                        <text dy="3.5">{place + 1}</text>
                    </g>
                }).collect_view()}
            </svg>
        })}
    }
}

fn drawn(drawing: &Drawing, leak: &Leak) -> Option<Drawn> {
    let mut drawn = Drawn::default();
    for key in &leak.keys {
        let edge = drawing.edge(*key)?;
        // A relationship folded into a badge has no line of its own: here it gets the quick one.
        let route = match drawing.route_of(*key) {
            Some(route) => svg_path(&route.points),
            None => {
                let request = drawing.request_of(edge)?;
                let (from, to) = (drawing.card(edge.from)?.rect, drawing.card(edge.to)?.rect);
                svg_path(&route_quick(&request, from, to).points)
            }
        };
        let _ = write!(drawn.path, "{route}");
    }
    for stop in &leak.stops {
        let card = drawing.card(stop.table)?;
        let port = stop
            .columns
            .first()
            .map_or(16.0, |column| card.port_of(*column));
        // The number stands inside the card's edge, clear of the line's end.
        drawn
            .stops
            .push(Point::new(card.rect.x, card.rect.y + port));
        if !drawn.cards.contains(&card.rect) {
            drawn.cards.push(card.rect);
        }
    }
    Some(drawn)
}
