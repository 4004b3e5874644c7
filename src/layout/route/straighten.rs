//! Takes needless steps out of a searched line.
//!
//! The search turns only where it meets something or is level with its goal, so it may step aside twice where going
//! straight on would do. Here two parallel legs next but one to each other are brought into one line where that is clear
//! and cheaper.

use super::super::geometry::Point;
use super::obstacles::Obstacles;
use super::part::moved;
use super::quick::cost;
use super::shapes::corners;
use super::{Room, RouteEdge, Side, is_crossed};

/// Rounds after which it is left as it is; each takes out at least one corner.
const ROUNDS: usize = 24;

/// The line with fewer corners, at most as expensive, clear if it was.
pub(super) fn straighten(
    obstacles: &Obstacles,
    room: Room,
    edge: &RouteEdge,
    sides: (Side, Side),
    mut points: Vec<Point>,
) -> Vec<Point> {
    for _ in 0..ROUNDS {
        let now = cost(&points);
        let better = merged(&points).into_iter().find(|line| {
            cost(line) < now
                && leaves_straight(line, room, sides)
                && !is_crossed(obstacles, room, edge, line)
        });
        match better {
            Some(line) => points = line,
            None => break,
        }
    }
    points
}

/// The lines that come of bringing a leg into line with the next but one. The legs at the ports stay.
fn merged(points: &[Point]) -> Vec<Vec<Point>> {
    let legs = points.len().saturating_sub(1);
    let mut lines = Vec::new();
    for first in 0..legs.saturating_sub(2) {
        let second = first + 2;
        let upright = points[first].x == points[first + 1].x;
        let at = |leg: usize| {
            if upright {
                points[leg].x
            } else {
                points[leg].y
            }
        };
        if second + 1 < legs {
            lines.push(corners(&moved(points, second, upright, at(first))));
        }
        if first > 0 {
            lines.push(corners(&moved(points, first, upright, at(second))));
        }
    }
    lines
}

/// Whether the line goes straight out of both cards far enough.
fn leaves_straight(points: &[Point], room: Room, sides: (Side, Side)) -> bool {
    let out = |port: Point, next: Point, side: Side| {
        port.y == next.y && (next.x - port.x) * side.sign() >= room.stub
    };
    match points {
        [start, second, .., before, end] => {
            out(*start, *second, sides.0) && out(*end, *before, sides.1)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::geometry::Rect;
    use super::*;

    const EDGE: RouteEdge = RouteEdge {
        key: 1,
        from: 1,
        from_port: 50.0,
        to: 2,
        to_port: 50.0,
        unique: false,
        nullable: false,
    };

    fn stepped() -> Vec<Point> {
        [
            (0.0, 50.0),
            (40.0, 50.0),
            (40.0, 90.0),
            (60.0, 90.0),
            (60.0, 200.0),
            (300.0, 200.0),
        ]
        .map(|(x, y)| Point::new(x, y))
        .to_vec()
    }

    #[test]
    fn needless_steps_go() {
        let line = straighten(
            &Obstacles::default(),
            Room::WIDE,
            &EDGE,
            (Side::Right, Side::Left),
            stepped(),
        );
        assert_eq!(line.len(), 4);
        assert_eq!(cost(&line), 450.0 + 40.0);
    }

    #[test]
    fn needed_steps_stay() {
        let mut obstacles = Obstacles::default();
        obstacles.insert(3, Rect::new(20.0, 110.0, 20.0, 20.0));
        obstacles.insert(4, Rect::new(60.0, 60.0, 20.0, 10.0));
        let line = straighten(
            &obstacles,
            Room::WIDE,
            &EDGE,
            (Side::Right, Side::Left),
            stepped(),
        );
        assert_eq!(line, stepped());
    }
}
