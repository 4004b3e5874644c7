//! What the canvas knows beside the document: the tool, the gesture on its way, what is hovered, what is in view.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::gesture::Gesture;
use crate::editor::tool::Tool;
use crate::layout::Point;
use crate::layout::viewport::Viewport;
use crate::model::{ColumnId, ConstraintId, TableId};
use crate::ui::session::Session;

use super::blocks::Palette;
use super::scene::{self, Scene};

/// Two fingers on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pinch {
    /// The first finger's pointer.
    pub first: i32,
    /// The second finger's pointer.
    pub second: i32,
    /// Where both were at first, in screen pixels.
    pub began: (Point, Point),
    /// Where both are.
    pub now: (Point, Point),
    /// What was in view at first.
    pub viewport: Viewport,
}

/// The name being typed on the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renaming {
    /// A table's.
    Table(TableId),
    /// A column's.
    Column(TableId, ColumnId),
}

/// State of the canvas; all fields are handles, so the struct is copied freely.
#[derive(Clone, Copy)]
pub struct CanvasState {
    /// What is in view and at which level of detail.
    pub scene: Memo<Scene>,
    /// The tool.
    pub tool: RwSignal<Tool>,
    /// The pan or pinch is on its way.
    pub panning: RwSignal<bool>,
    /// Cards glide to their new places.
    pub arranging: RwSignal<bool>,
    /// The cards being dragged.
    pub dragged: RwSignal<Arc<BTreeSet<TableId>>>,
    /// How far they are from where they were, in world pixels.
    pub drag_offset: RwSignal<Point>,
    /// The editor's gesture, for its preview.
    pub gesture: RwSignal<Option<Gesture>>,
    /// The relationship under the pointer.
    pub hovered_edge: RwSignal<Option<ConstraintId>>,
    /// The row or table under the pointer: its ports show.
    pub hovered: RwSignal<Option<(TableId, Option<ColumnId>)>>,
    /// The name being typed.
    pub renaming: RwSignal<Option<Renaming>>,
    /// The note or area whose text is being typed.
    pub writing: RwSignal<Option<Item>>,
    /// Everything being dragged: cards, notes, areas.
    pub carried: RwSignal<Arc<BTreeSet<Item>>>,
    /// The context menu: where it was asked for, in pixels of the window, and on what.
    pub menu: RwSignal<Option<(f64, f64, Option<Item>)>>,
    /// Where the context menu was asked for, in world coordinates.
    pub menu_point: StoredValue<Point>,
    /// The first finger on the canvas.
    pub finger: StoredValue<Option<(i32, Point)>>,
    /// Two fingers, while they are down.
    pub pinch: StoredValue<Option<Pinch>>,
    /// Whether the space bar is held: the hand pans then.
    pub space: StoredValue<bool>,
    /// The colours of the present theme, for the Canvas 2D layers.
    pub palette: Memo<Palette>,
}

impl CanvasState {
    /// The state of a canvas that is just mounted.
    pub fn new(session: &Session) -> Self {
        let session = *session;
        CanvasState {
            scene: Memo::new(move |_| scene::of(&session)),
            tool: RwSignal::new(Tool::default()),
            panning: RwSignal::new(false),
            arranging: session.arranging,
            dragged: RwSignal::new(Arc::new(BTreeSet::new())),
            drag_offset: RwSignal::new(Point::default()),
            gesture: RwSignal::new(None),
            hovered_edge: RwSignal::new(None),
            hovered: RwSignal::new(None),
            renaming: RwSignal::new(None),
            writing: RwSignal::new(None),
            carried: RwSignal::new(Arc::new(BTreeSet::new())),
            menu: RwSignal::new(None),
            menu_point: StoredValue::new(Point::default()),
            finger: StoredValue::new(None),
            pinch: StoredValue::new(None),
            space: StoredValue::new(false),
            palette: Memo::new(move |_| {
                session.interface.theme.track();
                session.interface.system_dark.track();
                Palette::resolve()
            }),
        }
    }

    /// The pointer left: nothing is hovered.
    pub fn hover_nothing(&self) {
        self.hover(None, None);
    }

    /// How far a note or area is dragged now.
    pub fn item_offset(&self, item: Item) -> Point {
        if self.carried.with(|carried| carried.contains(&item)) {
            self.drag_offset.get()
        } else {
            Point::default()
        }
    }

    /// Lets the user type the text of a note, or the title of an area.
    pub fn write(&self, item: Item) {
        self.writing.set(Some(item));
    }

    /// Says what is under the pointer, and wakes only who shows it differently.
    pub fn hover(&self, row: Option<(TableId, Option<ColumnId>)>, edge: Option<ConstraintId>) {
        if self.hovered.get_untracked() != row {
            self.hovered.set(row);
        }
        if self.hovered_edge.get_untracked() != edge {
            self.hovered_edge.set(edge);
        }
    }
}

/// The canvas that stands around the caller.
pub fn use_canvas() -> CanvasState {
    expect_context::<CanvasState>()
}
