//! Routes that look at their own two cards alone: a few additions each, for every frame of a drag.

use super::super::geometry::{Point, Rect};
use super::{Route, RouteEdge, STUB, Side, length};

/// What a corner costs, in pixels of detour.
pub(super) const BEND: f64 = 20.0;

/// The simplest orthogonal route between two cards, on the sides that make it shortest.
///
/// For an edge whose `from` and `to` are the same card it is the loop on the right.
pub fn route_quick(edge: &RouteEdge, from: Rect, to: Rect) -> Route {
    if edge.from == edge.to {
        return Route::new(
            edge,
            (Side::Right, Side::Right),
            loop_points(edge, from),
            false,
        );
    }
    let mut best: Option<(f64, (Side, Side), Vec<Point>)> = None;
    for from_side in Side::BOTH {
        for to_side in Side::BOTH {
            let sides = (from_side, to_side);
            let (start, end) = ports(edge, &from, &to, sides);
            let points = simplest(start, end, sides, &from, &to);
            let cost = cost(&points);
            if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
                best = Some((cost, sides, points));
            }
        }
    }
    let (_, sides, points) = best.unwrap_or((0.0, (Side::Right, Side::Right), Vec::new()));
    Route::new(edge, sides, points, false)
}

/// Length plus what the corners cost.
pub(super) fn cost(points: &[Point]) -> f64 {
    length(points) + BEND * points.len().saturating_sub(2) as f64
}

/// The two ports of an edge on the given sides of its cards.
pub(super) fn ports(
    edge: &RouteEdge,
    from: &Rect,
    to: &Rect,
    sides: (Side, Side),
) -> (Point, Point) {
    (
        Point::new(sides.0.x(from), from.y + edge.from_port),
        Point::new(sides.1.x(to), to.y + edge.to_port),
    )
}

/// A line of three legs whose upright one is at `x`.
pub(super) fn three_legs(start: Point, x: f64, end: Point) -> Vec<Point> {
    if start.y == end.y && (x - start.x) * (end.x - x) >= 0.0 {
        return vec![start, end];
    }
    vec![start, Point::new(x, start.y), Point::new(x, end.y), end]
}

/// A line of five legs whose upright ones are at `first` and `last` and whose middle one is at `y`.
pub(super) fn five_legs(start: Point, first: f64, y: f64, last: f64, end: Point) -> Vec<Point> {
    vec![
        start,
        Point::new(first, start.y),
        Point::new(first, y),
        Point::new(last, y),
        Point::new(last, end.y),
        end,
    ]
}

/// The loop of a self-reference: out on the right at the child row, back at the key's row. Where both are the same row
/// the ports are taken apart, or the loop would be a line.
pub(super) fn loop_points(edge: &RouteEdge, card: Rect) -> Vec<Point> {
    let apart = if (edge.from_port - edge.to_port).abs() < 1.0 {
        8.0
    } else {
        0.0
    };
    let start = Point::new(card.right(), card.y + edge.from_port + apart);
    let end = Point::new(card.right(), card.y + edge.to_port - apart);
    three_legs(start, card.right() + STUB, end)
}

fn simplest(start: Point, end: Point, sides: (Side, Side), from: &Rect, to: &Rect) -> Vec<Point> {
    let first = start.x + sides.0.sign() * STUB;
    let last = end.x + sides.1.sign() * STUB;
    match sides {
        (Side::Right, Side::Right) => three_legs(start, first.max(last), end),
        (Side::Left, Side::Left) => three_legs(start, first.min(last), end),
        _ if (last - first) * sides.0.sign() >= 0.0 => {
            three_legs(start, ((first + last) / 2.0).round(), end)
        }
        _ => five_legs(start, first, between(from, to), last, end),
    }
}

/// A height for the middle leg: between the cards where one is above the other, else over both.
fn between(from: &Rect, to: &Rect) -> f64 {
    let (upper, lower) = if from.y <= to.y {
        (from, to)
    } else {
        (to, from)
    };
    if upper.bottom() <= lower.y {
        ((upper.bottom() + lower.y) / 2.0).round()
    } else {
        upper.y - STUB
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(to: u32, from_port: f64, to_port: f64) -> RouteEdge {
        RouteEdge {
            key: 1,
            from: 1,
            from_port,
            to,
            to_port,
            unique: false,
            nullable: false,
        }
    }

    #[test]
    fn sides_follow_the_shorter_route() {
        let here = Rect::new(0.0, 0.0, 200.0, 100.0);
        let right = Rect::new(400.0, 200.0, 200.0, 100.0);
        let below = Rect::new(0.0, 200.0, 200.0, 100.0);
        let route = route_quick(&edge(2, 44.0, 44.0), here, right);
        assert_eq!((route.from_side, route.to_side), (Side::Right, Side::Left));
        assert_eq!(
            route.points,
            vec![
                Point::new(200.0, 44.0),
                Point::new(300.0, 44.0),
                Point::new(300.0, 244.0),
                Point::new(400.0, 244.0)
            ]
        );
        let route = route_quick(&edge(2, 44.0, 44.0), here, below);
        assert_eq!((route.from_side, route.to_side), (Side::Right, Side::Right));
    }

    #[test]
    fn level_ports_make_a_straight_line() {
        let here = Rect::new(0.0, 0.0, 200.0, 100.0);
        let left = Rect::new(-400.0, 0.0, 200.0, 100.0);
        let route = route_quick(&edge(2, 44.0, 44.0), here, left);
        assert_eq!(
            route.points,
            vec![Point::new(0.0, 44.0), Point::new(-200.0, 44.0)]
        );
    }

    #[test]
    fn self_references_loop_on_the_right() {
        let card = Rect::new(0.0, 0.0, 200.0, 100.0);
        let route = route_quick(&edge(1, 92.0, 44.0), card, card);
        assert_eq!(
            route.points,
            vec![
                Point::new(200.0, 92.0),
                Point::new(224.0, 92.0),
                Point::new(224.0, 44.0),
                Point::new(200.0, 44.0)
            ]
        );
        let same = route_quick(&edge(1, 44.0, 44.0), card, card);
        assert_eq!(same.points.len(), 4);
        assert_eq!(same.points.first(), Some(&Point::new(200.0, 52.0)));
    }
}
