//! Where the context menu of the canvas opens, and of what.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::tool::{Button, Modifiers, PointerInput};
use crate::layout::card::HEADER_HEIGHT;
use crate::layout::{Point, Rect};
use crate::ui::interface::MenuOf;
use crate::ui::session::Session;

use super::pointer::{answer, cancel_gesture, places};
use super::state::CanvasState;
use super::target::target_at;

/// The context menu of what is under the pointer, or of what is selected when the keyboard asks for it.
pub fn menu(session: &Session, state: &CanvasState, event: &MouseEvent) {
    event.prevent_default();
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let (screen, world) = places(session, event);
    // The keyboard's menu key has no place of its own: the menu stands at what is selected.
    match session.editor(|editor| editor.selection().primary()) {
        Some(item) if state.keyboard.get_untracked() => {
            let place = place_of(session, item).unwrap_or(at);
            session.interface.open_menu(place, MenuOf::Item(item));
        }
        _ => open_menu(session, state, at, screen, world),
    }
}

/// Opens the menu of what is at a point of the world.
pub(super) fn open_menu(
    session: &Session,
    state: &CanvasState,
    at: (f64, f64),
    screen: Point,
    world: Point,
) {
    let target = target_at(session, state, world);
    cancel_gesture(session, state);
    let input = PointerInput {
        world,
        screen,
        target,
        button: Button::Secondary,
        modifiers: Modifiers::default(),
        view: Rect::default(),
        zoom: 1.0,
    };
    answer(session, state, |editor, _| Ok(editor.pointer_down(&input)));
    let of = match target.item() {
        Some(item) => MenuOf::Item(item),
        None => MenuOf::Ground(world),
    };
    session.interface.open_menu(at, of);
}

/// Where something selected stands in the window, in pixels.
fn place_of(session: &Session, item: Item) -> Option<(f64, f64)> {
    let canvas = document().get_element_by_id("canvas")?;
    let canvas = canvas.get_bounding_client_rect();
    let point = match item {
        Item::Object(object) => session.drawing(|drawing| {
            let card = drawing.card(object.table()?)?;
            let down = object
                .column()
                .map_or(HEADER_HEIGHT, |column| card.port_of(column) + 12.0);
            Some(Point::new(card.rect.x + 24.0, card.rect.y + down))
        })?,
        Item::Note(id) => session.document(|document| {
            let note = document.notes.get(&id)?;
            Some(Point::new(note.x + 16.0, note.y + 16.0))
        })?,
        Item::Area(id) => session.document(|document| {
            let area = document.areas.get(&id)?;
            Some(Point::new(area.x + 16.0, area.y + 24.0))
        })?,
    };
    let at = session.viewport.get_untracked().to_screen(point);
    Some((canvas.left() + at.x, canvas.top() + at.y))
}
