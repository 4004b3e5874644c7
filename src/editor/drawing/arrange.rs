//! Automatic arrangement of a document's cards.

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::Point;
use crate::layout::arrange::prefix_groups;
use crate::layout::arrange::{ArrangeEdge, ArrangeNode, arrange as arrange_nodes};
use crate::model::{Document, Op, Placement, TableId};

use super::Drawing;

/// New places for tables: all, or only those listed. Pinned tables, and with a list all others, stay where they are.
pub fn arrange(
    document: &Document,
    drawing: &Drawing,
    only: Option<&BTreeSet<TableId>>,
) -> BTreeMap<TableId, Point> {
    let asked = Arrangement::of(document, drawing, only);
    let places = arrange_nodes(&asked.nodes, &asked.edges);
    asked.placed(drawing, places)
}

/// What is to be arranged, as `layout` takes it: the work may be done elsewhere.
#[derive(Clone, Debug)]
pub struct Arrangement {
    tables: Vec<TableId>,
    /// Cards.
    pub nodes: Vec<ArrangeNode>,
    /// Relationships between them.
    pub edges: Vec<ArrangeEdge>,
    /// Whether others stay, so that these stay among them.
    is_part: bool,
}

impl Arrangement {
    /// Of all tables, or only of those listed.
    pub fn of(document: &Document, drawing: &Drawing, only: Option<&BTreeSet<TableId>>) -> Self {
        asked(document, drawing, only)
    }

    /// The places that were found, in the order of the cards, by table.
    pub fn placed(&self, drawing: &Drawing, places: Vec<Point>) -> BTreeMap<TableId, Point> {
        let mut placed: BTreeMap<TableId, Point> =
            self.tables.iter().copied().zip(places).collect();
        if self.is_part {
            keep_corner(drawing, &mut placed);
        }
        placed
    }
}

fn asked(document: &Document, drawing: &Drawing, only: Option<&BTreeSet<TableId>>) -> Arrangement {
    let tables: Vec<TableId> = drawing
        .cards()
        .map(|card| card.table)
        .filter(|table| only.is_none_or(|only| only.contains(table)))
        .collect();
    let names: Vec<&str> = tables
        .iter()
        .map(|table| {
            document
                .schema
                .table(*table)
                .map_or("", |table| table.name.as_str())
        })
        .collect();
    let groups = prefix_groups(&names);
    let positions: BTreeMap<TableId, usize> = tables
        .iter()
        .enumerate()
        .map(|(position, table)| (*table, position))
        .collect();
    let mut nodes = Vec::with_capacity(tables.len());
    for (table, group) in tables.iter().zip(groups) {
        let Some(card) = drawing.card(*table) else {
            continue;
        };
        nodes.push(ArrangeNode {
            width: card.rect.width,
            height: card.rect.height,
            pinned: card.pinned.then(|| card.rect.origin()),
            group,
        });
    }
    let edges: Vec<ArrangeEdge> = drawing
        .edges
        .values()
        .filter_map(|edge| {
            Some(ArrangeEdge {
                from: *positions.get(&edge.from)?,
                from_port: drawing.card(edge.from)?.port_of(edge.from_column),
                to: *positions.get(&edge.to)?,
                to_port: drawing.card(edge.to)?.port_of(edge.to_column),
            })
        })
        .collect();
    Arrangement {
        tables,
        nodes,
        edges,
        is_part: only.is_some(),
    }
}

/// A part that is arranged by itself stays where it was as a whole: its top left corner does not move.
fn keep_corner(drawing: &Drawing, placed: &mut BTreeMap<TableId, Point>) {
    let Some(before) = drawing.bounds_of(placed.keys().copied()) else {
        return;
    };
    if placed
        .keys()
        .any(|table| drawing.card(*table).is_some_and(|card| card.pinned))
    {
        return;
    }
    let left = placed
        .values()
        .map(|point| point.x)
        .fold(f64::INFINITY, f64::min);
    let top = placed
        .values()
        .map(|point| point.y)
        .fold(f64::INFINITY, f64::min);
    for point in placed.values_mut() {
        *point = point.moved(before.x - left, before.y - top).snapped();
    }
}

/// Operations that bring tables, with those that give the new tables a place below what is drawn. Operations that do not apply
/// come back as they are.
pub fn with_places(document: &Document, mut ops: Vec<Op>) -> Vec<Op> {
    let mut after = document.clone();
    if Op::apply_all(ops.clone(), &mut after).is_err() {
        return ops;
    }
    place_all(&mut after);
    let new = after
        .placements
        .into_iter()
        .filter(|(table, _)| !document.placements.contains_key(table));
    ops.extend(new.map(|(table, placement)| Op::Place {
        table,
        placement: Some(placement),
    }));
    ops
}

/// Places every table that has no place yet: all of them after an import. Tables that have one stay.
pub fn place_all(document: &mut Document) {
    let missing: BTreeSet<TableId> = document
        .schema
        .tables
        .keys()
        .filter(|table| !document.placements.contains_key(table))
        .copied()
        .collect();
    if missing.is_empty() {
        return;
    }
    let drawing = Drawing::new(document, None);
    let beside = drawing.bounds_of(document.placements.keys().copied());
    let mut places = arrange(document, &drawing, Some(&missing));
    // What is new stands below what was there, 80 pixels apart.
    let top = places
        .values()
        .map(|point| point.y)
        .fold(f64::INFINITY, f64::min);
    let left = places
        .values()
        .map(|point| point.x)
        .fold(f64::INFINITY, f64::min);
    let (x, y) = beside.map_or((0.0, 0.0), |rect| (rect.x, rect.bottom() + 80.0));
    for point in places.values_mut() {
        *point = point.moved(x - left, y - top).snapped();
    }
    for (table, point) in places {
        document.placements.insert(
            table,
            Placement {
                x: point.x,
                y: point.y,
                ..Placement::default()
            },
        );
    }
}
