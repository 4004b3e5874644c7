//! What is at a point of the world, by geometry.

use leptos::prelude::*;

use crate::editor::tool::Target;
use crate::layout::hit::{TOLERANCE, distance_to_polyline};
use crate::layout::level::Level;
use crate::layout::{Point, Rect};
use crate::model::TableId;
use crate::ui::session::Session;

use super::state::CanvasState;

/// Height of an area's title, by which it is taken, in world pixels.
const AREA_TITLE: f64 = 32.0;
/// Size of the corner by which notes and areas are sized, in screen pixels.
const CORNER: f64 = 12.0;

/// What is at a point of the world.
pub fn target_at(session: &Session, state: &CanvasState, at: Point) -> Target {
    let zoom = session.viewport.get_untracked().zoom;
    let level = state.scene.with_untracked(|scene| scene.level);
    if let Some(note) = note_at(session, at, zoom) {
        return note;
    }
    let in_drawing = session.drawing(|drawing| {
        if let Some(card) = drawing.cards().filter(|card| card.rect.contains(at)).last() {
            let row = (level == Level::Full).then(|| card.row_at(at.y)).flatten();
            return Some(row.map_or(Target::Card(card.table), |row| {
                Target::Row(card.table, row.column)
            }));
        }
        if level == Level::Block {
            return None;
        }
        let near = Rect::new(at.x, at.y, 0.0, 0.0).inflate(TOLERANCE / zoom);
        let (constraint, distance) = drawing
            .routes_in(&near)
            .map(|(constraint, route)| (constraint, distance_to_polyline(at, &route.points)))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let edge = drawing.edge(constraint)?;
        (distance * zoom <= TOLERANCE).then_some(Target::Edge(edge.from, constraint))
    });
    in_drawing
        .or_else(|| area_at(session, at, zoom))
        .unwrap_or(Target::Canvas)
}

fn note_at(session: &Session, at: Point, zoom: f64) -> Option<Target> {
    session.document(|document| {
        let (note, rect) = document
            .notes
            .values()
            .rev()
            .map(|note| (note.id, Rect::new(note.x, note.y, note.width, note.height)))
            .find(|(_, rect)| rect.contains(at))?;
        Some(if in_corner(&rect, at, zoom) {
            Target::NoteCorner(note)
        } else {
            Target::Note(note)
        })
    })
}

/// The lower right corner, by which a note or area is sized.
fn in_corner(rect: &Rect, at: Point, zoom: f64) -> bool {
    at.x >= rect.right() - CORNER / zoom && at.y >= rect.bottom() - CORNER / zoom
}

fn area_at(session: &Session, at: Point, zoom: f64) -> Option<Target> {
    session.document(|document| {
        document.areas.values().rev().find_map(|area| {
            let rect = Rect::new(area.x, area.y, area.width, area.height);
            let inside = Rect::new(
                area.x,
                area.y + AREA_TITLE,
                area.width,
                area.height - AREA_TITLE,
            )
            .inflate(-TOLERANCE / zoom);
            let border = rect.contains(at) && !inside.contains(at);
            border.then(|| {
                if in_corner(&rect, at, zoom) {
                    Target::AreaCorner(area.id)
                } else {
                    Target::Area(area.id)
                }
            })
        })
    })
}

/// Whether a point lies on a card or just beside it, where its ports stand.
pub fn near_card(session: &Session, table: TableId, at: Point) -> bool {
    session.drawing(|drawing| {
        drawing
            .card(table)
            .is_some_and(|card| card.rect.inflate_by(14.0, 0.0).contains(at))
    })
}
