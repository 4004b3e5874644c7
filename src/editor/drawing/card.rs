//! A table's card: where it stands, how large it is, what each row says.

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::card::{
    CardContent, CardMode, HEADER_HEIGHT, ROW_HEIGHT, RowContent, card_size, row_at,
};
use crate::layout::{Point, Rect};
use crate::model::{Column, ColumnId, ConstraintId, Document, Placement, Table, TableId};
use crate::sql::foreign::shown_type;

/// The card of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Table.
    pub table: TableId,
    /// Place and size, in world coordinates.
    pub rect: Rect,
    /// Name as the header shows it: with its schema outside `public`.
    pub title: String,
    /// Rows, one per column.
    pub rows: Vec<CardRow>,
    /// Which rows are drawn.
    pub mode: CardMode,
    /// Whether arrangement leaves it where it is.
    pub pinned: bool,
}

/// A row of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct CardRow {
    /// Column.
    pub column: ColumnId,
    /// Name.
    pub name: String,
    /// Type, in short.
    pub data_type: String,
    /// The key mark at the left.
    pub key: KeyMark,
    /// The index mark at the right.
    pub index: IndexMark,
    /// Whether null is refused.
    pub not_null: bool,
    /// The parents of its folded relationships.
    pub folded: Vec<TableId>,
    /// Offset of the row's port from the card's top.
    pub port: f64,
}

/// Which keys a column is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyMark {
    /// None.
    #[default]
    None,
    /// The primary key.
    Primary,
    /// A foreign key.
    Foreign,
    /// Both.
    Both,
}

/// How a column can be looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexMark {
    /// By no index that begins with it.
    #[default]
    None,
    /// By an index or key that begins with it.
    Index,
    /// By a unique key or index of it alone.
    Unique,
}

impl Card {
    /// Offset of a column's port from the card's top; the middle of the header for one that is not shown.
    pub fn port_of(&self, column: ColumnId) -> f64 {
        self.rows
            .iter()
            .find(|row| row.column == column)
            .map_or(HEADER_HEIGHT / 2.0, |row| row.port)
    }

    /// The rows that are drawn, from the top.
    pub fn shown(&self) -> impl Iterator<Item = &CardRow> {
        self.rows.iter().filter(|row| self.shows(row))
    }

    /// Whether a row is drawn.
    pub fn shows(&self, row: &CardRow) -> bool {
        match self.mode {
            CardMode::Full => true,
            CardMode::KeysOnly => row.key != KeyMark::None,
            CardMode::HeaderOnly => false,
        }
    }

    /// Number of rows drawn.
    pub fn shown_rows(&self) -> usize {
        self.shown().count()
    }

    /// The row drawn at a height of the world, if one is.
    pub fn row_at(&self, y: f64) -> Option<&CardRow> {
        let position = row_at(y - self.rect.y, self.shown_rows())?;
        self.shown().nth(position)
    }

    /// Between which columns a height of the world falls: how many of them stand above it.
    pub fn slot_at(&self, y: f64) -> usize {
        let above = (y - self.rect.y - HEADER_HEIGHT) / ROW_HEIGHT;
        (above.round().max(0.0) as usize).min(self.rows.len())
    }
}

/// Builds the card. `folded` tells the column and parent of a relationship that is folded.
pub(super) fn build(
    document: &Document,
    table: &Table,
    folded: impl Fn(ConstraintId) -> Option<(ColumnId, TableId)>,
) -> Card {
    let default = Placement::default();
    let placement = document.placements.get(&table.id).unwrap_or(&default);
    let primary: BTreeSet<ColumnId> = table.primary_key_columns().iter().copied().collect();
    let foreign: BTreeSet<ColumnId> = table
        .foreign_keys()
        .flat_map(|(_, key)| key.columns.iter().copied())
        .collect();
    let mut chips: BTreeMap<ColumnId, Vec<TableId>> = BTreeMap::new();
    for (constraint, _) in table.foreign_keys() {
        if let Some((column, parent)) = folded(constraint.id) {
            let parents = chips.entry(column).or_default();
            if !parents.contains(&parent) {
                parents.push(parent);
            }
        }
    }
    let marks = index_marks(table, &primary);
    let title = table.qualified_name().to_string();
    let mut rows: Vec<CardRow> = table
        .columns
        .iter()
        .map(|column| CardRow {
            column: column.id,
            name: column.name.clone(),
            data_type: type_of(document, column),
            key: match (primary.contains(&column.id), foreign.contains(&column.id)) {
                (true, true) => KeyMark::Both,
                (true, false) => KeyMark::Primary,
                (false, true) => KeyMark::Foreign,
                (false, false) => KeyMark::None,
            },
            index: marks.get(&column.id).copied().unwrap_or_default(),
            not_null: column.not_null,
            folded: chips.remove(&column.id).unwrap_or_default(),
            port: 0.0,
        })
        .collect();
    let content = CardContent {
        table: &title,
        rows: rows
            .iter()
            .map(|row| RowContent {
                name: &row.name,
                data_type: &row.data_type,
                has_chip: !row.folded.is_empty(),
                is_key: row.key != KeyMark::None,
            })
            .collect(),
        mode: mode_of(placement),
    };
    let rect = Rect::at(Point::new(placement.x, placement.y), card_size(&content));
    let ports: Vec<f64> = (0..rows.len())
        .map(|position| content.port_y(position))
        .collect();
    for (row, port) in rows.iter_mut().zip(ports) {
        row.port = port;
    }
    Card {
        table: table.id,
        rect,
        title,
        rows,
        mode: mode_of(placement),
        pinned: placement.pinned,
    }
}

fn mode_of(placement: &Placement) -> CardMode {
    match (placement.collapsed, placement.keys_only) {
        (true, _) => CardMode::HeaderOnly,
        (false, true) => CardMode::KeysOnly,
        (false, false) => CardMode::Full,
    }
}

/// The longest type a row shows: the values of an `ENUM` may go on.
const LONGEST_TYPE: usize = 32;

fn type_of(document: &Document, column: &Column) -> String {
    let shown = shown_type(document.settings.dialect, &document.schema, column);
    match shown.char_indices().nth(LONGEST_TYPE) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or("")),
        None => shown,
    }
}

fn index_marks(table: &Table, primary: &BTreeSet<ColumnId>) -> BTreeMap<ColumnId, IndexMark> {
    let mut marks = BTreeMap::new();
    let mut mark = |columns: &[ColumnId], unique: bool| {
        let Some(first) = columns.first() else { return };
        let entry = marks.entry(*first).or_insert(IndexMark::Index);
        if unique && columns.len() == 1 {
            *entry = IndexMark::Unique;
        }
    };
    for constraint in &table.constraints {
        // The key mark already says it of the primary key.
        if let Some(key) = constraint.key().filter(|_| !constraint.is_primary_key()) {
            mark(&key.columns, true);
        }
    }
    for index in &table.indexes {
        mark(
            &index.leading_columns(),
            index.unique && index.keys.len() == 1 && index.predicate.is_none(),
        );
    }
    if primary.len() == 1 {
        marks.retain(|column, _| !primary.contains(column));
    }
    marks
}
