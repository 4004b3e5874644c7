//! Orthogonal routes for relationships, many at interactive speed.
//!
//! A route leaves its card at the row of the column, goes 24 px straight out, keeps 12 px from every card and shares its
//! last stretch with the other relationships to the same key. [`route_quick`] looks at the two cards alone and is used
//! while something is dragged; [`Router`] knows all cards, goes around them and parts parallel lines.

mod lanes;
mod obstacles;
mod part;
mod quick;
mod router;
mod search;
mod shapes;
mod straighten;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::ends::EndKind;
use super::geometry::{Point, Rect, bounds_of_points};

pub use quick::route_quick;
pub use router::Router;

/// World pixels a route goes straight out of its card before it may turn.
pub const STUB: f64 = 24.0;
/// World pixels a route keeps from any card.
pub const CLEARANCE: f64 = 12.0;
/// World pixels between parallel lines.
pub const LANE: f64 = 8.0;

/// How much room a route takes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Room {
    /// World pixels straight out of a card.
    stub: f64,
    /// World pixels kept from cards.
    clearance: f64,
}

impl Room {
    /// As much as a route should have.
    const WIDE: Room = Room {
        stub: STUB,
        clearance: CLEARANCE,
    };
    /// As little as it gets by with, between cards that people have set close to each other: a corridor of 20 px holds a
    /// foot, a turn and 4 px more.
    const TIGHT: Room = Room {
        stub: 16.0,
        clearance: 4.0,
    };
}

/// A side of a card. Ports lie on the left and right only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The left edge.
    Left,
    /// The right edge.
    Right,
}

impl Side {
    /// Both sides, the order in which they are tried.
    pub const BOTH: [Side; 2] = [Side::Right, Side::Left];

    /// The direction out of the card along x: -1 or 1.
    pub const fn sign(self) -> f64 {
        match self {
            Side::Left => -1.0,
            Side::Right => 1.0,
        }
    }

    /// The x of this side of `rect`.
    pub fn x(self, rect: &Rect) -> f64 {
        match self {
            Side::Left => rect.x,
            Side::Right => rect.right(),
        }
    }
}

/// A relationship to be routed. `from` is the child, whose row holds the foreign key; `to` is the parent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RouteEdge {
    /// The caller's number for this relationship.
    pub key: u32,
    /// The caller's number for the child's card.
    pub from: u32,
    /// Offset of the child row's port from its card's top.
    pub from_port: f64,
    /// The caller's number for the parent's card.
    pub to: u32,
    /// Offset of the parent row's port from its card's top.
    pub to_port: f64,
    /// Whether the foreign key is unique: one row at most at the child's end.
    pub unique: bool,
    /// Whether the foreign key may be null: the parent may be absent.
    pub nullable: bool,
}

impl RouteEdge {
    /// The sign at the child's end.
    pub fn from_end(&self) -> EndKind {
        if self.unique {
            EndKind::ChildOne
        } else {
            EndKind::ChildMany
        }
    }

    /// The sign at the parent's end.
    pub fn to_end(&self) -> EndKind {
        if self.nullable {
            EndKind::ParentOptional
        } else {
            EndKind::ParentMandatory
        }
    }

    /// The key this relationship refers to, as far as trunks are concerned.
    fn target(&self, side: Side) -> Target {
        // Ports lie on whole and half pixels; hundredths tell them apart and can be compared.
        (self.to, (self.to_port * 100.0).round() as i64, side)
    }
}

/// A key on a side of its card: node, port in hundredths of a pixel, side.
type Target = (u32, i64, Side);

/// The line of one relationship.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The relationship's key.
    pub key: u32,
    /// The child's card.
    pub from: u32,
    /// The parent's card.
    pub to: u32,
    /// Corners from the child's port to the parent's port. Legs are horizontal or vertical.
    pub points: Vec<Point>,
    /// The side of the child's card at which the route begins.
    pub from_side: Side,
    /// The side of the parent's card at which the route ends.
    pub to_side: Side,
    /// The sign at the child's end.
    pub from_end: EndKind,
    /// The sign at the parent's end, of this relationship alone.
    pub to_end: EndKind,
    /// Whether the route keeps off every card: by [`CLEARANCE`], or by 4 px where cards leave no such way. Always false
    /// for [`route_quick`], which has not looked.
    pub clear: bool,
    target: Target,
}

impl Route {
    /// The least rectangle that holds the line.
    pub fn bounds(&self) -> Rect {
        bounds_of_points(&self.points).unwrap_or_default()
    }

    /// Length along the line.
    pub fn length(&self) -> f64 {
        length(&self.points)
    }

    /// The legs in order, each a rectangle without width or without height.
    pub fn legs(&self) -> impl Iterator<Item = Rect> {
        self.points.windows(2).filter_map(|ends| match ends {
            [a, b] => Some(Rect::between(*a, *b)),
            _ => None,
        })
    }

    /// Where the route leaves the child's card.
    pub fn start(&self) -> Point {
        self.points.first().copied().unwrap_or_default()
    }

    /// Where the route meets the parent's card.
    pub fn end(&self) -> Point {
        self.points.last().copied().unwrap_or_default()
    }

    fn new(edge: &RouteEdge, sides: (Side, Side), points: Vec<Point>, clear: bool) -> Self {
        Self {
            key: edge.key,
            from: edge.from,
            to: edge.to,
            points,
            from_side: sides.0,
            to_side: sides.1,
            from_end: edge.from_end(),
            to_end: edge.to_end(),
            clear,
            target: edge.target(sides.1),
        }
    }
}

/// The common end of all relationships to one key on one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Trunk {
    /// The parent's card.
    pub to: u32,
    /// The side on which it is met.
    pub side: Side,
    /// The key's port.
    pub point: Point,
    /// The sign to draw once: the relationships' own when they agree, else [`EndKind::Merged`].
    pub kind: EndKind,
    /// The relationships that end here, in the order given.
    pub edges: Vec<u32>,
}

/// The common ends of `routes`, ordered by card, port and side.
pub fn trunks<'a>(routes: impl IntoIterator<Item = &'a Route>) -> Vec<Trunk> {
    let mut found: BTreeMap<Target, Trunk> = BTreeMap::new();
    for route in routes {
        let trunk = found.entry(route.target).or_insert_with(|| Trunk {
            to: route.to,
            side: route.to_side,
            point: route.end(),
            kind: route.to_end,
            edges: Vec::new(),
        });
        if trunk.kind != route.to_end {
            trunk.kind = EndKind::Merged;
        }
        trunk.edges.push(route.key);
    }
    found.into_values().collect()
}

/// Cards that leg `index` of `legs` need not keep away from: its own at the ends.
fn skipped(edge: &RouteEdge, index: usize, legs: usize) -> [Option<u32>; 2] {
    [
        (index == 0).then_some(edge.from),
        (index + 1 == legs).then_some(edge.to),
    ]
}

/// Whether a leg of the line comes too near to a card, the stretches at the edge's own cards apart.
fn is_crossed(
    obstacles: &obstacles::Obstacles,
    room: Room,
    edge: &RouteEdge,
    points: &[Point],
) -> bool {
    let legs = points.len().saturating_sub(1);
    points.windows(2).enumerate().any(|(index, leg)| match leg {
        [a, b] => obstacles.blocks(*a, *b, room, skipped(edge, index, legs)),
        _ => false,
    })
}

fn length(points: &[Point]) -> f64 {
    points
        .windows(2)
        .map(|leg| match leg {
            [a, b] => a.walk(*b),
            _ => 0.0,
        })
        .sum()
}
