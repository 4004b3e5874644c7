//! Fingers on the canvas (look.md section 9): one pans on empty ground and on what is not selected, a tap selects the card first and
//! its row then, a long press opens the context menu.

use std::time::Duration;

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::editor::Editor;
use crate::editor::gesture::DRAG_THRESHOLD;
use crate::editor::tool::{PointerInput, Target, Tool};
use crate::layout::Point;
use crate::ui::session::Session;

use super::menu;
use super::pointer;
use super::state::CanvasState;

/// How long a finger rests before it asks for the menu.
const LONG_PRESS: Duration = Duration::from_millis(400);
/// A finger is less steady than a mouse: so many screen pixels are no move.
const STEADY: f64 = DRAG_THRESHOLD * 2.0;

/// A finger went down: the input is made what it means.
pub fn began(
    session: &Session,
    state: &CanvasState,
    event: &PointerEvent,
    input: &mut PointerInput,
) {
    forget(state);
    state
        .finger
        .set_value(Some((event.pointer_id(), input.screen)));
    if session.editor(Editor::tool) != Tool::Select {
        return;
    }
    input.target = reached(session, input.target);
    let selected = session.editor(|editor| {
        let of = |item| editor.selection().contains(item);
        input.target.movable().is_some_and(of) || input.target.item().is_some_and(of)
    });
    input.modifiers.space |= !selected;
    let (session, state) = (*session, *state);
    let (screen, world) = (input.screen, input.world);
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let press = move || {
        if state.finger.try_get_value().flatten().is_some() {
            forget(&state);
            menu::open_menu(&session, &state, at, screen, world);
        }
    };
    state
        .long_press
        .set_value(set_timeout_with_handle(press, LONG_PRESS).ok());
}

/// A row is reached by the second tap: the first is its card's.
fn reached(session: &Session, target: Target) -> Target {
    match target {
        Target::Row(table, _) | Target::Port(table, _)
            if !session.editor(|editor| editor.selection().touched_tables().contains(&table)) =>
        {
            Target::Card(table)
        }
        other => other,
    }
}

/// A finger moved: away from where it went down it neither taps nor presses.
pub fn moved(state: &CanvasState, pointer: i32, at: Point) {
    let strayed = state
        .finger
        .get_value()
        .is_some_and(|(finger, from)| finger == pointer && from.distance(at) > STEADY);
    if strayed {
        stop_press(state);
        state.finger_strayed.set_value(true);
    }
}

/// A finger went up. True when that was a tap, which is done then: the finger panned so far.
pub fn ended(session: &Session, state: &CanvasState, input: &PointerInput) -> bool {
    let tapped = state.finger.get_value().is_some() && !state.finger_strayed.get_value();
    forget(state);
    let panned = session.editor(|editor| {
        matches!(
            editor.gesture(),
            Some(crate::editor::gesture::Gesture::Pan { .. })
        )
    });
    if !(tapped && panned) {
        return false;
    }
    pointer::cancel(session, state);
    let tap = PointerInput {
        target: reached(session, input.target),
        ..*input
    };
    pointer::answer(session, state, |editor, _| Ok(editor.pointer_down(&tap)));
    pointer::answer(session, state, |editor, drawing| {
        editor.pointer_up(&tap, drawing)
    });
    true
}

/// Nothing is pressed any more.
pub fn forget(state: &CanvasState) {
    stop_press(state);
    state.finger_strayed.set_value(false);
}

fn stop_press(state: &CanvasState) {
    if let Some(handle) = state.long_press.try_update_value(Option::take).flatten() {
        handle.clear();
    }
}
