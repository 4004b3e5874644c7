//! The pointer on the canvas: translates the page's events into the editor's, and its answers into what is shown.
//!
//! What is under the pointer is found by geometry, not from the page, so that the same gestures work at every level of
//! detail. A gesture changes the document once, when it ends; Escape puts everything back.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::ev::{MouseEvent, PointerEvent, WheelEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::editor::gesture::{Effect, Gesture, Response};
use crate::editor::tool::{Button, Modifiers, PointerInput, Target, Tool};
use crate::editor::{EditError, Editor, Item};
use crate::layout::card::{HEADER_HEIGHT, row_at};
use crate::layout::hit::{TOLERANCE, distance_to_polyline};
use crate::layout::level::Level;
use crate::layout::{Point, Rect};
use crate::model::{ColumnId, ObjectRef, TableId};
use crate::ui::session::Session;

use super::state::{CanvasState, Pinch, Renaming};

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
            let row = (level == Level::Full)
                .then(|| row_at(at.y - card.rect.y, card.shown_rows()))
                .flatten();
            return Some(
                row.and_then(|row| card.rows.get(row))
                    .map_or(Target::Card(card.table), |row| {
                        Target::Row(card.table, row.column)
                    }),
            );
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

/// Where the pointer is on the canvas, in pixels, and in the world.
fn places(session: &Session, event: &MouseEvent) -> (Point, Point) {
    let rect = document()
        .get_element_by_id("canvas")
        .map(|canvas| canvas.get_bounding_client_rect());
    let (left, top) = rect.map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
    let screen = Point::new(
        f64::from(event.client_x()) - left,
        f64::from(event.client_y()) - top,
    );
    (screen, session.viewport.get_untracked().to_world(screen))
}

fn input(
    session: &Session,
    state: &CanvasState,
    event: &PointerEvent,
    target: Option<Target>,
) -> PointerInput {
    let (screen, world) = places(session, event);
    PointerInput {
        world,
        screen,
        target: target.unwrap_or_else(|| target_at(session, state, world)),
        button: match event.button() {
            1 => Button::Middle,
            2 => Button::Secondary,
            _ => Button::Primary,
        },
        modifiers: Modifiers {
            shift: event.shift_key(),
            control: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            space: state.space.get_value(),
        },
    }
}

/// The button or finger goes down.
pub fn down(session: &Session, state: &CanvasState, event: &PointerEvent) {
    press(session, state, event, None);
}

/// A relationship starts at a port.
pub fn start_relation(
    session: &Session,
    state: &CanvasState,
    event: &PointerEvent,
    table: TableId,
    column: ColumnId,
) {
    event.stop_propagation();
    press(session, state, event, Some(Target::Port(table, column)));
}

fn press(session: &Session, state: &CanvasState, event: &PointerEvent, target: Option<Target>) {
    state.menu.set(None);
    if event.button() == 2 {
        // The browser asks for the context menu itself, also for the keyboard's menu key.
        return;
    }
    if let Some(canvas) = document()
        .get_element_by_id("canvas")
        .and_then(|canvas| canvas.dyn_into::<HtmlElement>().ok())
    {
        let _ = canvas.focus();
        let _ = canvas.set_pointer_capture(event.pointer_id());
    }
    let mut input = input(session, state, event, target);
    if event.pointer_type() == "touch" {
        if !event.is_primary() {
            return start_pinch(session, state, event.pointer_id(), input.screen);
        }
        state
            .finger
            .set_value(Some((event.pointer_id(), input.screen)));
        // One finger pans on empty ground, and also on a card that is not selected yet (look.md section 9).
        let free = input
            .target
            .movable()
            .is_none_or(|item| !session.editor(|editor| editor.selection().contains(item)));
        input.modifiers.space |=
            free && session.editor(Editor::tool) == Tool::Select && input.target == Target::Canvas;
    }
    if event.button() == 1 {
        // Otherwise the browser scrolls by itself.
        event.prevent_default();
    }
    answer(session, state, |editor, _| Ok(editor.pointer_down(&input)));
}

/// The pointer moves.
pub fn moved(session: &Session, state: &CanvasState, event: &PointerEvent) {
    if state.pinch.get_value().is_some() {
        let (screen, _) = places(session, event);
        return pinch(session, state, event.pointer_id(), screen);
    }
    if session.editor(|editor| editor.gesture().is_none()) {
        let (_, world) = places(session, event);
        return hover(session, state, world);
    }
    let input = input(session, state, event, None);
    answer(session, state, |editor, drawing| {
        Ok(editor.pointer_move(&input, drawing))
    });
}

fn hover(session: &Session, state: &CanvasState, world: Point) {
    let target = target_at(session, state, world);
    let row = match target.table() {
        Some(table) => Some((table, target.column())),
        // The ports of a row stand half outside its card: it stays hovered until the pointer is well away.
        None => state
            .hovered
            .get_untracked()
            .filter(|(table, _)| near_card(session, *table, world)),
    };
    let edge = match target {
        Target::Edge(_, constraint) => Some(constraint),
        _ => None,
    };
    state.hover(row, edge);
}

fn near_card(session: &Session, table: TableId, at: Point) -> bool {
    session.drawing(|drawing| {
        drawing
            .card(table)
            .is_some_and(|card| card.rect.inflate_by(14.0, 0.0).contains(at))
    })
}

/// The button or finger goes up: the gesture is done.
pub fn up(session: &Session, state: &CanvasState, event: &PointerEvent) {
    if state.pinch.get_value().is_some() {
        state.pinch.set_value(None);
        state.panning.set(false);
        return;
    }
    let input = input(session, state, event, None);
    answer(session, state, |editor, drawing| {
        editor.pointer_up(&input, drawing)
    });
}

/// Escape, a lost pointer, another gesture: everything is as it was before the gesture.
pub fn cancel(session: &Session, state: &CanvasState) {
    state.pinch.set_value(None);
    answer(session, state, |editor, _| Ok(editor.cancel()));
}

/// Lets the editor act, and shows what came of it.
pub fn answer(
    session: &Session,
    state: &CanvasState,
    act: impl FnOnce(&mut Editor, &crate::editor::drawing::Drawing) -> Result<Response, EditError>,
) {
    let effects = session.respond(act);
    show_gesture(session, state);
    for effect in effects {
        match effect {
            Effect::Selection => session.selection_changed(),
            Effect::Preview => {}
            Effect::Pan(by) => session.show(session.viewport.get_untracked().pan(by.x, by.y)),
            Effect::Tool => state.tool.set(session.editor(Editor::tool)),
            Effect::Name(table) => state.renaming.set(Some(Renaming::Table(table))),
            Effect::Write(item) => state.write(item),
            Effect::Menu(_) => {}
        }
    }
}

/// Mirrors the editor's gesture into the signals that the views read; each is set only when it differs.
fn show_gesture(session: &Session, state: &CanvasState) {
    let gesture = session.editor(|editor| editor.gesture().cloned());
    let panning = matches!(gesture, Some(Gesture::Pan { .. }));
    if state.panning.get_untracked() != panning {
        state.panning.set(panning);
    }
    let (carried, offset) = match &gesture {
        Some(Gesture::Move { items, offset, .. }) => {
            (items.iter().map(|(item, _)| *item).collect(), *offset)
        }
        _ => (BTreeSet::new(), Point::default()),
    };
    let tables: BTreeSet<TableId> = carried
        .iter()
        .filter_map(|item| match item {
            Item::Object(ObjectRef::Table(table)) => Some(*table),
            _ => None,
        })
        .collect();
    if state.carried.with_untracked(|now| **now != carried) {
        state.carried.set(Arc::new(carried));
        state.dragged.set(Arc::new(tables));
    }
    if state.drag_offset.get_untracked() != offset {
        state.drag_offset.set(offset);
    }
    if state.gesture.with_untracked(|now| *now != gesture) {
        state.gesture.set(gesture);
    }
}

fn start_pinch(session: &Session, state: &CanvasState, pointer: i32, at: Point) {
    let Some(first) = state.finger.get_value() else {
        return;
    };
    cancel(session, state);
    state.panning.set(true);
    let fingers = (first.1, at);
    state.pinch.set_value(Some(Pinch {
        first: first.0,
        second: pointer,
        began: fingers,
        now: fingers,
        viewport: session.viewport.get_untracked(),
    }));
}

fn pinch(session: &Session, state: &CanvasState, pointer: i32, at: Point) {
    let Some(mut pinch) = state.pinch.get_value() else {
        return;
    };
    if pointer == pinch.first {
        pinch.now.0 = at;
    } else if pointer == pinch.second {
        pinch.now.1 = at;
    }
    state.pinch.set_value(Some(pinch));
    let middle = |(a, b): (Point, Point)| Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
    let (from, to) = (middle(pinch.began), middle(pinch.now));
    let spread = pinch.now.0.distance(pinch.now.1) / pinch.began.0.distance(pinch.began.1).max(1.0);
    let zoomed = pinch.viewport.zoom_at(from, pinch.viewport.zoom * spread);
    session.show(zoomed.pan(to.x - from.x, to.y - from.y));
}

/// A double click renames what it hits, or makes a table on the ground.
pub fn double(session: &Session, state: &CanvasState, event: &MouseEvent) {
    let (_, world) = places(session, event);
    match target_at(session, state, world) {
        Target::Card(table)
            if state
                .scene
                .with_untracked(|scene| scene.level == Level::Full) =>
        {
            state.renaming.set(Some(Renaming::Table(table)))
        }
        Target::Card(table) => session.go_to(ObjectRef::Table(table)),
        Target::Row(table, column) | Target::Port(table, column) => {
            state.renaming.set(Some(Renaming::Column(table, column)))
        }
        Target::Note(note) | Target::NoteCorner(note) => state.write(Item::Note(note)),
        Target::Area(area) | Target::AreaCorner(area) => state.write(Item::Area(area)),
        Target::Edge(table, constraint) => session.go_to(ObjectRef::Constraint(table, constraint)),
        Target::Canvas => session.place_table(Point::new(world.x, world.y - HEADER_HEIGHT / 2.0)),
    }
}

/// The context menu of what is under the pointer, or of what is selected when the keyboard asks for it.
pub fn menu(session: &Session, state: &CanvasState, event: &MouseEvent) {
    event.prevent_default();
    let (screen, world) = places(session, event);
    let target = target_at(session, state, world);
    cancel_gesture(session, state);
    let input = PointerInput {
        world,
        screen,
        target,
        button: Button::Secondary,
        modifiers: Modifiers::default(),
    };
    answer(session, state, |editor, _| Ok(editor.pointer_down(&input)));
    state.menu_point.set_value(world);
    state.menu.set(Some((
        f64::from(event.client_x()),
        f64::from(event.client_y()),
        target.item(),
    )));
}

/// Gives up a gesture under way, and nothing else: [`cancel`] without one clears the selection.
fn cancel_gesture(session: &Session, state: &CanvasState) {
    if session.editor(|editor| editor.gesture().is_some()) {
        cancel(session, state);
    }
}

/// The wheel pans; with Ctrl, and by pinching on a trackpad, it zooms at the pointer.
pub fn wheel(session: &Session, _state: &CanvasState, event: &WheelEvent) {
    event.prevent_default();
    let (screen, _) = places(session, event);
    // Lines and pages come from mice that count so; a line is about 16 pixels.
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => 16.0,
        WheelEvent::DOM_DELTA_PAGE => 400.0,
        _ => 1.0,
    };
    let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
    let viewport = session.viewport.get_untracked();
    if event.ctrl_key() || event.meta_key() {
        let factor = (-y.clamp(-120.0, 120.0) * 0.004).exp();
        session.show(viewport.zoom_at(screen, viewport.zoom * factor));
    } else if event.shift_key() && x == 0.0 {
        session.show(viewport.pan(-y, 0.0));
    } else {
        session.show(viewport.pan(-x, -y));
    }
}
