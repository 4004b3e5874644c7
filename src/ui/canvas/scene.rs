//! What is in view: the level of detail, and the cards to mount.

use leptos::prelude::*;

use crate::layout::Rect;
use crate::layout::level::{Level, level};
use crate::model::TableId;
use crate::ui::session::Session;

/// Cards are mounted in cells of this many screen pixels, so that panning mounts some now and then and not at every step.
const CELL: f64 = 320.0;

/// What is in view.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// How much of each card is drawn.
    pub level: Level,
    /// The tables whose cards are elements; none at block level.
    pub cards: Vec<TableId>,
    /// The part of the world that is mounted: the view and some ground around it.
    pub window: Rect,
}

/// Computes the scene of the present viewport. Tracks viewport, size and drawing.
pub fn of(session: &Session) -> Scene {
    let viewport = session.viewport.get();
    let screen = session.screen.get();
    session.track_drawing();
    let view = viewport.view(screen);
    session.drawing(|drawing| {
        let (mut rows, mut cards) = (0, 0);
        for card in drawing.cards().filter(|card| card.rect.intersects(&view)) {
            rows += card.shown_rows();
            cards += 1;
        }
        let level = level(viewport.zoom, rows, cards);
        let window = window(&view, CELL / viewport.zoom);
        let cards = if level == Level::Block {
            Vec::new()
        } else {
            drawing.tables_in(&window)
        };
        Scene {
            level,
            cards,
            window,
        }
    })
}

/// The view, grown to whole cells.
fn window(view: &Rect, cell: f64) -> Rect {
    let left = (view.x / cell).floor() * cell;
    let top = (view.y / cell).floor() * cell;
    let right = (view.right() / cell).ceil() * cell;
    let bottom = (view.bottom() / cell).ceil() * cell;
    Rect::new(left, top, right - left, bottom - top)
}
