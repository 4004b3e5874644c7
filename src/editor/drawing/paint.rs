//! What differs from the base, as the canvas paints it over the drawing: plain data, compared elsewhere.

use std::collections::BTreeMap;

use crate::layout::Rect;
use crate::model::{ColumnId, TableId};

/// What happened to a thing that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Only what is drawn has it.
    Added,
    /// Only the base has it.
    Removed,
    /// Both have it, and it differs.
    Changed,
}

impl Sign {
    /// Class of the style sheets (`d-added` is the ground, `added` the sign).
    pub fn class(self) -> &'static str {
        match self {
            Sign::Added => "added",
            Sign::Removed => "removed",
            Sign::Changed => "changed",
        }
    }

    /// The sign itself, so that colour is not the only mark.
    pub fn text(self) -> &'static str {
        match self {
            Sign::Added => "+",
            Sign::Removed => "\u{2212}",
            Sign::Changed => "~",
        }
    }
}

/// A row that only the base has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GhostRow {
    /// Name of the column.
    pub name: String,
    /// Its type, in short.
    pub data_type: String,
}

/// What differs on the card of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardPaint {
    /// The table itself: added, or it or a part of it changed.
    pub sign: Option<Sign>,
    /// Rows that came or differ, and what of each differs, in words.
    pub rows: BTreeMap<ColumnId, (Sign, String)>,
    /// Columns that went.
    pub gone: Vec<GhostRow>,
    /// What else differs (constraints, indexes, policies, triggers, the table's own properties), one line each with its sign.
    pub parts: Vec<(Sign, String)>,
}

/// A table that only the base has.
#[derive(Clone, Debug, PartialEq)]
pub struct GhostCard {
    /// Name.
    pub title: String,
    /// Its columns.
    pub rows: Vec<GhostRow>,
    /// Where its outline stands, in world coordinates.
    pub rect: Rect,
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paint {
    /// By table.
    pub cards: BTreeMap<TableId, CardPaint>,
    /// Tables that went.
    pub gone: Vec<GhostCard>,
    /// How many objects came, went and differ, in all.
    pub counts: (usize, usize, usize),
}
