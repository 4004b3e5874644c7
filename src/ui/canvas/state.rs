//! What the canvas knows beside the document: the tool, the gesture on its way, what is hovered, what is in view.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::Item;
use crate::editor::drawing::HubKey;
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
    /// The type of a column, in the place of its own.
    Type(TableId, ColumnId),
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
    /// The hub whose badge is pointed at or focused: its relationships show.
    pub hovered_hub: RwSignal<Option<HubKey>>,
    /// Whether the keyboard walks the drawing: what is selected carries the ring of the focus then.
    pub keyboard: RwSignal<bool>,
    /// From which table the keyboard came to the relationship it is on.
    pub came_from: StoredValue<Option<TableId>>,
    /// The tables that are selected, themselves or by a part.
    pub chosen: Memo<Arc<BTreeSet<TableId>>>,
    /// The tables in focus; `None` where nothing is dimmed.
    pub bright: Memo<Option<Arc<BTreeSet<TableId>>>>,
    /// Runs while a finger rests.
    pub long_press: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// Whether the finger moved since it went down.
    pub finger_strayed: StoredValue<bool>,
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
            hovered_hub: RwSignal::new(None),
            keyboard: RwSignal::new(false),
            came_from: StoredValue::new(None),
            chosen: Memo::new(move |_| Arc::new(session.selected().tables().into_iter().collect())),
            bright: Memo::new(move |_| {
                session.track_drawing();
                session.drawing(|drawing| {
                    let dims = drawing.focus().is_some_and(|focus| !focus.hides);
                    dims.then(|| Arc::new(drawing.within().clone()))
                })
            }),
            long_press: StoredValue::new_local(None),
            finger_strayed: StoredValue::new(false),
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
