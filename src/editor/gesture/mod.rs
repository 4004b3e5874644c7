//! Press, move, release: the gestures of the pointer, each a small state that ends in at most one edit.
//!
//! Nothing of a gesture is in the document before the release, so [`Editor::cancel`] restores exactly, from anywhere.

mod among;
mod drag;
mod nudge;
mod release;

use std::sync::Arc;

use crate::layout::guides::Guide;
use crate::layout::{Point, Rect};
use crate::model::{ColumnId, TableId};

use super::drawing::Drawing;
use super::selection::{Item, Selection};
use super::tool::{Button, PointerInput, Target, Tool};
use super::{Change, EditError, Editor};

pub use among::Among;
pub(super) use among::{box_of, origins};

/// Screen pixels the pointer may stray before a press becomes a drag.
pub const DRAG_THRESHOLD: f64 = 4.0;

/// Width and height of a note placed by a click, in world pixels.
pub const NOTE_SIZE: (f64, f64) = (208.0, 96.0);

/// Width and height of an area placed by a click, in world pixels.
pub const AREA_SIZE: (f64, f64) = (480.0, 320.0);

/// What the pointer is doing. The page draws its preview from this.
#[derive(Clone, Debug, PartialEq)]
pub enum Gesture {
    /// Pressed, not moved yet.
    Press {
        /// The press.
        input: PointerInput,
        /// The selection before the press.
        before: Selection,
    },
    /// The ground moves with the pointer.
    Pan {
        /// Screen point of the press.
        from: Point,
        /// Screen point now.
        at: Point,
    },
    /// A rectangle selects the cards it touches.
    Marquee {
        /// World point of the press.
        from: Point,
        /// World point now.
        at: Point,
        /// The selection before the press.
        before: Selection,
        /// Whether what was selected stays so.
        adds: bool,
    },
    /// Cards, notes and areas move.
    Move {
        /// What moves, with its place before.
        items: Vec<(Item, Point)>,
        /// World point of the press.
        from: Point,
        /// How far everything moved, in world pixels: to the grid, or to what it lines up with.
        offset: Point,
        /// What the moved things stood among.
        among: Arc<Among>,
        /// What they line up with now.
        guides: Vec<Guide>,
        /// The selection before the press.
        before: Selection,
    },
    /// A column is carried to another place among the columns of its table.
    Reorder {
        /// The table.
        table: TableId,
        /// The column.
        column: ColumnId,
        /// How many columns stand above the place under the pointer.
        slot: usize,
        /// The selection before the press.
        before: Selection,
    },
    /// A note or area changes its size by its lower right corner.
    Resize {
        /// The note or area.
        item: Item,
        /// Its rectangle now.
        rect: Rect,
        /// The selection before the press.
        before: Selection,
    },
    /// A relationship is drawn.
    Relate {
        /// The referencing table.
        table: TableId,
        /// The referencing column; a new one is made without it.
        column: Option<ColumnId>,
        /// World point now.
        at: Point,
        /// The table under the pointer, where the relationship would end.
        over: Option<TableId>,
        /// The row under the pointer.
        over_column: Option<ColumnId>,
        /// The selection before the press.
        before: Selection,
    },
    /// A note or area is drawn.
    Draw {
        /// World point of the press.
        from: Point,
        /// World point now.
        at: Point,
    },
}

impl Gesture {
    /// The rectangle being drawn: marquee, new note or new area.
    pub fn rect(&self) -> Option<Rect> {
        match self {
            Gesture::Marquee { from, at, .. } | Gesture::Draw { from, at } => {
                Some(Rect::between(*from, *at))
            }
            Gesture::Resize { rect, .. } => Some(*rect),
            _ => None,
        }
    }

    /// How far an item is moved by the gesture, in world pixels.
    pub fn offset_of(&self, item: Item) -> Option<Point> {
        match self {
            Gesture::Move { items, offset, .. } => items
                .iter()
                .any(|(moved, _)| *moved == item)
                .then_some(*offset),
            _ => None,
        }
    }
}

/// Something the page does after a pointer event, beside waking what a change touched.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// The selection changed.
    Selection,
    /// The preview in [`Editor::gesture`] changed.
    Preview,
    /// The ground moves by so many screen pixels.
    Pan(Point),
    /// The tool changed.
    Tool,
    /// A table was made: let the user name it in place.
    Name(TableId),
    /// A note or area was made: let the user write in it.
    Write(Item),
    /// The context menu opens for what is selected.
    Menu(Target),
}

/// What came of a pointer event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The edit, if one was made.
    pub change: Option<Change>,
    /// What else the page does, in order.
    pub effects: Vec<Effect>,
}

impl Response {
    fn of(effects: &[Effect]) -> Self {
        Response {
            change: None,
            effects: effects.to_vec(),
        }
    }
}

impl Editor {
    /// What the pointer is doing, for the preview.
    pub fn gesture(&self) -> Option<&Gesture> {
        self.gesture.as_ref()
    }

    /// The tool in hand.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Takes another tool; a gesture under way is given up.
    pub fn set_tool(&mut self, tool: Tool) -> Response {
        let mut response = self.cancel();
        self.tool = tool;
        response.effects.push(Effect::Tool);
        response
    }

    /// What lies under the pointer while nothing is dragged.
    pub fn hovered(&self) -> Option<Target> {
        self.hovered
    }

    /// Tells what lies under the pointer; true when that is something else than before.
    pub fn hover(&mut self, target: Option<Target>) -> bool {
        let target = target.filter(|target| *target != Target::Canvas);
        let changed = self.hovered != target;
        self.hovered = target;
        changed
    }

    /// A button goes down.
    pub fn pointer_down(&mut self, input: &PointerInput) -> Response {
        if self.gesture.is_some() {
            return Response::default();
        }
        if input.button == Button::Secondary {
            return self.menu(input.target);
        }
        let pans =
            input.button == Button::Middle || input.modifiers.space || self.tool == Tool::Hand;
        if pans {
            self.gesture = Some(Gesture::Pan {
                from: input.screen,
                at: input.screen,
            });
            return Response::of(&[Effect::Preview]);
        }
        let before = self.selection.clone();
        let mut effects = Vec::new();
        if self.tool == Tool::Select {
            self.select_on_press(input);
        }
        if self.selection != before {
            effects.push(Effect::Selection);
        }
        self.gesture = Some(Gesture::Press {
            input: *input,
            before,
        });
        Response {
            change: None,
            effects,
        }
    }

    /// The pointer moves with the button down. Without a press nothing happens; use [`Editor::hover`].
    pub fn pointer_move(&mut self, input: &PointerInput, drawing: &Drawing) -> Response {
        let Some(gesture) = self.gesture.take() else {
            return Response::default();
        };
        let gesture = match gesture {
            Gesture::Press {
                input: press,
                before,
            } => {
                if press.screen.distance(input.screen) < DRAG_THRESHOLD {
                    self.gesture = Some(Gesture::Press {
                        input: press,
                        before,
                    });
                    return Response::default();
                }
                self.start(&press, before, drawing)
            }
            other => other,
        };
        let mut effects = vec![Effect::Preview];
        self.gesture = Some(self.follow(gesture, input, drawing, &mut effects));
        Response {
            change: None,
            effects,
        }
    }

    /// The button goes up: the gesture becomes an edit, or a click.
    ///
    /// # Errors
    /// When the edit is refused; the document is then unchanged and the gesture over.
    pub fn pointer_up(
        &mut self,
        input: &PointerInput,
        drawing: &Drawing,
    ) -> Result<Response, EditError> {
        let moved = self.pointer_move(input, drawing);
        let Some(gesture) = self.gesture.take() else {
            return Ok(Response::default());
        };
        let mut response = self.finish(gesture)?;
        for effect in moved.effects {
            if !response.effects.contains(&effect) {
                response.effects.push(effect);
            }
        }
        if !response.effects.contains(&Effect::Preview) {
            response.effects.push(Effect::Preview);
        }
        Ok(response)
    }

    /// Gives the gesture up and restores what was (Escape, a lost pointer). Without a gesture a tool is put back, then the
    /// selection is cleared.
    pub fn cancel(&mut self) -> Response {
        let Some(gesture) = self.gesture.take() else {
            if self.tool != Tool::Select {
                self.tool = Tool::Select;
                return Response::of(&[Effect::Tool]);
            }
            if self.selection.is_empty() {
                return Response::default();
            }
            self.select(Selection::none());
            return Response::of(&[Effect::Selection]);
        };
        match gesture {
            Gesture::Pan { from, at } => Response::of(&[
                Effect::Pan(Point::new(from.x - at.x, from.y - at.y)),
                Effect::Preview,
            ]),
            Gesture::Press { before, .. }
            | Gesture::Marquee { before, .. }
            | Gesture::Move { before, .. }
            | Gesture::Reorder { before, .. }
            | Gesture::Resize { before, .. }
            | Gesture::Relate { before, .. } => {
                self.selection = before;
                Response::of(&[Effect::Selection, Effect::Preview])
            }
            Gesture::Draw { .. } => Response::of(&[Effect::Preview]),
        }
    }

    /// The context menu: what it is opened on is selected, unless it is part of what is.
    fn menu(&mut self, target: Target) -> Response {
        let mut effects = Vec::new();
        let item = target.item();
        let part = target
            .table()
            .is_some_and(|table| self.selection.contains(table));
        match item {
            Some(item) if !self.selection.contains(item) && !part => {
                self.select(Selection::one(item));
                effects.push(Effect::Selection);
            }
            None if !self.selection.is_empty() => {
                self.select(Selection::none());
                effects.push(Effect::Selection);
            }
            _ => {}
        }
        effects.push(Effect::Menu(target));
        Response {
            change: None,
            effects,
        }
    }

    /// A press selects at once what it meets, so that it can be dragged; a press on what is selected waits for the release.
    fn select_on_press(&mut self, input: &PointerInput) {
        let adds = input.modifiers.shift || input.modifiers.control;
        let Some(item) = input.target.item() else {
            return;
        };
        // Part of a selection of several: a drag moves them all.
        let carried = input
            .target
            .movable()
            .is_some_and(|item| self.selection.contains(item));
        if adds {
            let item = match input.target {
                Target::Row(table, _) => Item::from(table),
                _ => item,
            };
            self.selection.toggle(item);
        } else if !self.selection.contains(item) && !carried {
            self.selection = Selection::one(item);
        }
        self.history.seal();
    }
}
