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
use crate::editor::tool::{Button, Modifiers, PointerInput, Target};
use crate::editor::{EditError, Editor, Item};
use crate::layout::Point;
use crate::layout::card::{HEADER_HEIGHT, TYPE_CHARACTER, display_width};
use crate::layout::level::Level;
use crate::model::{ColumnId, ObjectRef, TableId};
use crate::ui::session::Session;

use super::state::{CanvasState, Pinch, Renaming};
use super::target::{near_card, target_at};
use super::touch;

/// Where the pointer is on the canvas, in pixels, and in the world.
pub(super) fn places(session: &Session, event: &MouseEvent) -> (Point, Point) {
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
        view: session
            .viewport
            .get_untracked()
            .view(session.screen.get_untracked()),
        zoom: session.viewport.get_untracked().zoom,
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
    state.keyboard.set(false);
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
        touch::began(session, state, event, &mut input);
    }
    if event.button() == 1 {
        // Otherwise the browser scrolls by itself.
        event.prevent_default();
    }
    answer(session, state, |editor, _| Ok(editor.pointer_down(&input)));
}

/// The pointer moves.
pub fn moved(session: &Session, state: &CanvasState, event: &PointerEvent) {
    touch::moved(state, event.pointer_id(), places(session, event).0);
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

/// The button or finger goes up: the gesture is done.
pub fn up(session: &Session, state: &CanvasState, event: &PointerEvent) {
    if state.pinch.get_value().is_some() {
        state.pinch.set_value(None);
        state.panning.set(false);
        return;
    }
    let input = input(session, state, event, None);
    if touch::ended(session, state, &input) {
        return;
    }
    answer(session, state, |editor, drawing| {
        editor.pointer_up(&input, drawing)
    });
}

/// Escape, a lost pointer, another gesture: everything is as it was before the gesture.
pub fn cancel(session: &Session, state: &CanvasState) {
    state.pinch.set_value(None);
    touch::forget(state);
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
            edit_row(session, state, table, column, world)
        }
        Target::Note(note) | Target::NoteCorner(note) => state.write(Item::Note(note)),
        Target::Area(area) | Target::AreaCorner(area) => state.write(Item::Area(area)),
        Target::Edge(table, constraint) => session.go_to(ObjectRef::Constraint(table, constraint)),
        Target::Canvas => session.place_table(Point::new(world.x, world.y - HEADER_HEIGHT / 2.0)),
    }
}

/// A double click on a row edits what it hits: the name, the type, or whether null is refused.
fn edit_row(session: &Session, state: &CanvasState, table: TableId, column: ColumnId, at: Point) {
    let part = session.drawing(|drawing| {
        let card = drawing.card(table)?;
        let row = card.rows.iter().find(|row| row.column == column)?;
        Some(row_part(card.rect.right() - at.x, &row.data_type))
    });
    match part {
        Some(RowPart::Null) => session.run_command("not-null"),
        Some(RowPart::Type) => state.renaming.set(Some(Renaming::Type(table, column))),
        Some(RowPart::Name) | None => {
            state.renaming.set(Some(Renaming::Column(table, column)));
        }
    }
}

/// What of a row lies so many world pixels from its right end (the measures of `style/canvas.css`).
fn row_part(from_right: f64, data_type: &str) -> RowPart {
    let written = TYPE_CHARACTER * display_width(data_type) as f64;
    match from_right {
        from if (22.0..40.0).contains(&from) => RowPart::Null,
        from if (52.0..60.0 + written).contains(&from) => RowPart::Type,
        _ => RowPart::Name,
    }
}

/// Part of a row.
enum RowPart {
    Name,
    Type,
    Null,
}

/// Gives up a gesture under way, and nothing else: [`cancel`] without one clears the selection.
pub(super) fn cancel_gesture(session: &Session, state: &CanvasState) {
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
