//! Relationships as they are drawn: from the child's row to the parent's.

use crate::layout::Point;
use crate::layout::ends::EndKind;
use crate::layout::route::RouteEdge;
use crate::model::{ColumnId, ConstraintId, ForeignKey, IndexKey, Schema, Table, TableId};

use super::card::Card;

/// A foreign key between two tables of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The foreign key.
    pub constraint: ConstraintId,
    /// Child: the table that holds it.
    pub from: TableId,
    /// The child's column at which the line begins.
    pub from_column: ColumnId,
    /// Parent: the table it refers to.
    pub to: TableId,
    /// The parent's column at which the line ends.
    pub to_column: ColumnId,
    /// One child row at most for a parent row.
    pub unique: bool,
    /// The parent may be absent.
    pub nullable: bool,
    /// All columns of the child, in the key's order.
    pub columns: Vec<ColumnId>,
    /// All columns of the parent, in the key's order.
    pub target_columns: Vec<ColumnId>,
}

/// A key to which relationships fold: a table and the column at which their lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HubKey {
    /// Parent table.
    pub table: TableId,
    /// Its column.
    pub column: ColumnId,
}

/// The badge of a hub.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hub {
    /// The key.
    pub key: HubKey,
    /// Number of relationships to it.
    pub count: usize,
    /// The port of its row on the right edge of the card, in world coordinates.
    pub at: Point,
    /// Whether they are folded now.
    pub folded: bool,
}

impl Edge {
    /// The key it refers to, as far as folding is concerned.
    pub fn hub_key(&self) -> HubKey {
        HubKey {
            table: self.to,
            column: self.to_column,
        }
    }

    /// The sign at the child's end.
    pub fn child_end(&self) -> EndKind {
        if self.unique {
            EndKind::ChildOne
        } else {
            EndKind::ChildMany
        }
    }

    pub(super) fn to_route(&self, from: &Card, to: &Card) -> RouteEdge {
        RouteEdge {
            key: self.constraint.0,
            from: self.from.0,
            from_port: from.port_of(self.from_column),
            to: self.to.0,
            to_port: to.port_of(self.to_column),
            unique: self.unique,
            nullable: self.nullable,
        }
    }
}

/// The relationships of a table to tables of the same document.
pub(super) fn edges_of(schema: &Schema, table: &Table) -> Vec<Edge> {
    let edge = |constraint: ConstraintId, key: &ForeignKey| {
        let parent = schema.table(key.target.table()?)?;
        let position = telling_column(table, key);
        let from_column = *key.columns.get(position)?;
        let to_column = *key.target.columns().get(position)?;
        table.column(from_column)?;
        parent.column(to_column)?;
        Some(Edge {
            constraint,
            from: table.id,
            from_column,
            to: parent.id,
            to_column,
            unique: is_unique(table, &key.columns),
            nullable: key
                .columns
                .iter()
                .any(|column| table.column(*column).is_some_and(|column| !column.not_null)),
            columns: key.columns.clone(),
            target_columns: key.target.columns().to_vec(),
        })
    };
    table
        .foreign_keys()
        .filter_map(|(constraint, key)| edge(constraint.id, key))
        .collect()
}

/// The pair of columns that tells a composite key from others: not the tenant column, which every such key shares.
fn telling_column(table: &Table, key: &ForeignKey) -> usize {
    let shared = |column: &ColumnId| {
        table
            .foreign_keys()
            .filter(|(_, other)| other.columns.contains(column))
            .count()
            > 1
    };
    key.columns
        .iter()
        .position(|column| !shared(column))
        .unwrap_or(0)
}

/// Whether some key of the child holds no more than these columns, so that at most one row has them.
fn is_unique(table: &Table, columns: &[ColumnId]) -> bool {
    let within =
        |key: &[ColumnId]| !key.is_empty() && key.iter().all(|column| columns.contains(column));
    table
        .constraints
        .iter()
        .filter_map(|constraint| constraint.key())
        .any(|key| within(&key.columns))
        || table.indexes.iter().any(|index| {
            let keys: Option<Vec<ColumnId>> = index.keys.iter().map(IndexKey::column).collect();
            index.unique && index.predicate.is_none() && keys.is_some_and(|keys| within(&keys))
        })
}
