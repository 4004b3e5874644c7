//! What the pointer does, and what it points at, as data: the page translates its events into these.

use crate::layout::{Point, Rect};
use crate::model::{AreaId, ColumnId, ConstraintId, NoteId, ObjectRef, TableId};

use super::selection::Item;
use super::template::Template;

/// What a press and drag with the primary button means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Select, move, relate from ports.
    #[default]
    Select,
    /// Move the ground.
    Hand,
    /// Place a new table.
    NewTable(Template),
    /// Draw a relationship from a row or card to another.
    Relate,
    /// Place a note.
    Note,
    /// Draw an area.
    Area,
}

/// What lies under the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Empty ground.
    Canvas,
    /// A card, outside its rows.
    Card(TableId),
    /// A row of a card.
    Row(TableId, ColumnId),
    /// The handle at a row's end, from which a relationship is drawn.
    Port(TableId, ColumnId),
    /// A relationship: the referencing table and its foreign key.
    Edge(TableId, ConstraintId),
    /// A note.
    Note(NoteId),
    /// The corner that resizes a note.
    NoteCorner(NoteId),
    /// An area's title or border.
    Area(AreaId),
    /// The corner that resizes an area.
    AreaCorner(AreaId),
}

impl Target {
    /// The table pointed at, through its card, a row or a port.
    pub fn table(self) -> Option<TableId> {
        match self {
            Target::Card(table) | Target::Row(table, _) | Target::Port(table, _) => Some(table),
            _ => None,
        }
    }

    /// The column pointed at, through its row or port.
    pub fn column(self) -> Option<ColumnId> {
        match self {
            Target::Row(_, column) | Target::Port(_, column) => Some(column),
            _ => None,
        }
    }

    /// What a click selects; nothing on empty ground.
    pub fn item(self) -> Option<Item> {
        Some(match self {
            Target::Canvas => return None,
            Target::Card(table) => Item::Object(ObjectRef::Table(table)),
            Target::Row(table, column) | Target::Port(table, column) => {
                Item::Object(ObjectRef::Column(table, column))
            }
            Target::Edge(table, constraint) => {
                Item::Object(ObjectRef::Constraint(table, constraint))
            }
            Target::Note(id) | Target::NoteCorner(id) => Item::Note(id),
            Target::Area(id) | Target::AreaCorner(id) => Item::Area(id),
        })
    }

    /// What a drag moves: a row is carried by its card.
    pub fn movable(self) -> Option<Item> {
        match self {
            Target::Card(table) | Target::Row(table, _) => {
                Some(Item::Object(ObjectRef::Table(table)))
            }
            Target::Note(id) => Some(Item::Note(id)),
            Target::Area(id) => Some(Item::Area(id)),
            _ => None,
        }
    }
}

/// Which button is pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Button {
    /// Left, or a touch, or a pen.
    #[default]
    Primary,
    /// The wheel.
    Middle,
    /// Right.
    Secondary,
}

/// Keys held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// Shift.
    pub shift: bool,
    /// Ctrl, or Command.
    pub control: bool,
    /// Alt.
    pub alt: bool,
    /// Space, which makes any tool the hand.
    pub space: bool,
}

/// One pointer event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointerInput {
    /// Where in the world.
    pub world: Point,
    /// Where on the canvas, in screen pixels.
    pub screen: Point,
    /// What lies there.
    pub target: Target,
    /// The button.
    pub button: Button,
    /// Keys held.
    pub modifiers: Modifiers,
    /// What part of the world is in view.
    pub view: Rect,
    /// Screen pixels for a world pixel.
    pub zoom: f64,
}
