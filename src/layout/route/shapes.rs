//! The shape of one route: the simplest that is clear, else the way around, else the one that covers least.

use super::super::geometry::{Point, Rect};
use super::lanes::Lanes;
use super::obstacles::{Heading, Obstacles};
use super::quick::{self, cost, five_legs, loop_points, ports, three_legs};
use super::search::{Terminal, search};
use super::straighten::straighten;
use super::{LANE, Room, RouteEdge, STUB, Side, is_crossed};

/// What lying under a card costs, in pixels of detour.
const COVERED: f64 = 4000.0;
/// What leaving the lane of the key's trunk costs.
const OWN_LANE: f64 = 40.0;
/// How far around all cards a route may go.
const OUTSIDE: f64 = 400.0;
/// How many cards in the way of a shape's upright leg are gone around by moving it.
const PUSHES: usize = 3;

/// A route's corners and what is known of them.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub sides: (Side, Side),
    pub points: Vec<Point>,
    /// The room it keeps; none where it lies under a card.
    pub room: Option<Room>,
}

/// What a shape is found in.
pub(super) struct Ground<'a> {
    pub obstacles: &'a Obstacles,
    pub lanes: &'a Lanes,
    /// Holds all cards.
    pub bounds: Rect,
}

impl Ground<'_> {
    /// The shape of an edge between two cards.
    pub(super) fn shape(&self, edge: &RouteEdge, from: &Rect, to: &Rect) -> Shape {
        if edge.from == edge.to {
            return self.own_loop(edge, from);
        }
        [Room::WIDE, Room::TIGHT]
            .into_iter()
            .find_map(|room| {
                self.direct(edge, from, to, room)
                    .or_else(|| self.around(edge, from, to, room))
            })
            .unwrap_or_else(|| self.least_covered(edge, from, to))
    }

    fn own_loop(&self, edge: &RouteEdge, card: &Rect) -> Shape {
        let points = loop_points(edge, *card);
        Shape {
            sides: (Side::Right, Side::Right),
            room: [Room::WIDE, Room::TIGHT]
                .into_iter()
                .find(|room| !is_crossed(self.obstacles, *room, edge, &points)),
            points,
        }
    }

    /// The cheapest clear shape of one or three legs.
    fn direct(&self, edge: &RouteEdge, from: &Rect, to: &Rect, room: Room) -> Option<Shape> {
        let mut best: Option<(f64, Shape)> = None;
        for from_side in Side::BOTH {
            for to_side in Side::BOTH {
                let sides = (from_side, to_side);
                let (start, end) = ports(edge, from, to, sides);
                let trunk = self.lanes.trunk(edge.target(to_side));
                for x in self.uprights(start, end, sides, trunk, room) {
                    let points = three_legs(start, x, end);
                    let mut cost = cost(&points);
                    if trunk.is_some_and(|trunk| trunk != x) && points.len() > 2 {
                        cost += OWN_LANE;
                    }
                    let better = best.as_ref().is_none_or(|(least, _)| cost < *least);
                    if better && !is_crossed(self.obstacles, room, edge, &points) {
                        let shape = Shape {
                            sides,
                            points,
                            room: Some(room),
                        };
                        best = Some((cost, shape));
                    }
                }
            }
        }
        best.map(|(_, shape)| shape)
    }

    /// Places for the upright leg of a three-legged shape, the best first.
    fn uprights(
        &self,
        start: Point,
        end: Point,
        sides: (Side, Side),
        trunk: Option<f64>,
        room: Room,
    ) -> Vec<f64> {
        let first = start.x + sides.0.sign() * room.stub;
        let last = end.x + sides.1.sign() * room.stub;
        let allowed =
            |x: f64| (x - first) * sides.0.sign() >= 0.0 && (x - last) * sides.1.sign() >= 0.0;
        let mut places: Vec<f64> = trunk.into_iter().collect();
        if sides.0 == sides.1 {
            let sign = sides.0.sign();
            let mut x = if sign > 0.0 {
                first.max(last)
            } else {
                first.min(last)
            };
            places.push(x);
            for _ in 0..PUSHES {
                let Some(card) = self.in_way(Point::new(x, start.y), end.y, room) else {
                    break;
                };
                x = if sign > 0.0 { card.right() } else { card.x };
                places.push(x);
            }
        } else {
            // Next to the key, where its trunk is; next to the child; and half way.
            let step = LANE * sides.1.sign();
            places.extend([last, first, last + step, last + 2.0 * step]);
            places.push(((first + last) / 2.0).round());
        }
        places.retain(|x| allowed(*x));
        places
    }

    /// The first card that an upright line from `from` to the height `y` meets.
    fn in_way(&self, from: Point, y: f64, room: Room) -> Option<Rect> {
        let heading = if y > from.y {
            Heading::Down
        } else {
            Heading::Up
        };
        self.obstacles.first(from, heading, y, room)
    }

    /// A way around the cards between, if the search finds one.
    fn around(&self, edge: &RouteEdge, from: &Rect, to: &Rect, room: Room) -> Option<Shape> {
        let out = |side: Side| match side {
            Side::Right => Heading::Right,
            Side::Left => Heading::Left,
        };
        let terminals = |card: &Rect, key: u32, port: f64| -> Vec<(Side, Point, Terminal)> {
            Side::BOTH
                .into_iter()
                .map(|side| {
                    let port = Point::new(side.x(card), card.y + port);
                    let at = port.moved(side.sign() * room.stub, 0.0);
                    (side, port, Terminal { at, out: out(side) })
                })
                .filter(|(_, port, terminal)| {
                    !self
                        .obstacles
                        .blocks(*port, terminal.at, room, [Some(key), None])
                })
                .collect()
        };
        let starts = terminals(from, edge.from, edge.from_port);
        let goals = terminals(to, edge.to, edge.to_port);
        let points_of = |all: &[(Side, Point, Terminal)]| -> Vec<Terminal> {
            all.iter().map(|(.., terminal)| *terminal).collect()
        };
        let area = self.bounds.inflate(OUTSIDE);
        let (start, goal, line) = search(
            self.obstacles,
            room,
            &area,
            &points_of(&starts),
            &points_of(&goals),
        )?;
        let (from_side, from_port, _) = starts.get(start)?;
        let (to_side, to_port, _) = goals.get(goal)?;
        let mut points = vec![*from_port];
        points.extend(line);
        points.push(*to_port);
        let sides = (*from_side, *to_side);
        Some(Shape {
            sides,
            points: straighten(self.obstacles, room, edge, sides, corners(&points)),
            room: Some(room),
        })
    }

    /// The simple shape that lies least under cards, where no clear one was found.
    fn least_covered(&self, edge: &RouteEdge, from: &Rect, to: &Rect) -> Shape {
        let mut best: Option<(f64, Shape)> = None;
        let heights = [
            from.y - STUB,
            from.bottom() + STUB,
            to.y - STUB,
            to.bottom() + STUB,
            self.bounds.y - STUB,
        ];
        for from_side in Side::BOTH {
            for to_side in Side::BOTH {
                let sides = (from_side, to_side);
                let (start, end) = ports(edge, from, to, sides);
                let first = start.x + from_side.sign() * STUB;
                let last = end.x + to_side.sign() * STUB;
                let three = self
                    .uprights(start, end, sides, None, Room::WIDE)
                    .into_iter()
                    .map(|x| three_legs(start, x, end));
                let five = heights
                    .iter()
                    .map(|y| five_legs(start, first, *y, last, end));
                for points in three.chain(five) {
                    let cost = cost(&points) + COVERED * self.covered(edge, &points);
                    if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                        let shape = Shape {
                            sides,
                            points: corners(&points),
                            room: None,
                        };
                        best = Some((cost, shape));
                    }
                }
            }
        }
        best.map(|(_, shape)| shape).unwrap_or_else(|| {
            let route = quick::route_quick(edge, *from, *to);
            Shape {
                sides: (route.from_side, route.to_side),
                points: route.points,
                room: None,
            }
        })
    }

    /// How many cards the legs of a line come too near to.
    fn covered(&self, edge: &RouteEdge, points: &[Point]) -> f64 {
        let legs = points.len().saturating_sub(1);
        points
            .windows(2)
            .enumerate()
            .map(|(index, leg)| match leg {
                [a, b] => {
                    let skip = super::skipped(edge, index, legs);
                    self.obstacles.count(*a, *b, skip) as f64
                }
                _ => 0.0,
            })
            .sum()
    }
}

/// A line without repeated points and without points on straight stretches.
pub(super) fn corners(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, at] = kept.as_slice() {
            let straight =
                (before.x == at.x && at.x == point.x) || (before.y == at.y && at.y == point.y);
            if straight {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}
