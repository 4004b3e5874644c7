//! Parts parallel lines: moves a route's legs into lanes of their own, or into the lane of their key's trunk.

use super::super::geometry::Point;
use super::lanes::Lanes;
use super::obstacles::Obstacles;
use super::shapes::Shape;
use super::{LANE, Room, RouteEdge, is_crossed};

/// Lanes tried to either side.
const LANES: i32 = 8;

/// Moves the inner legs of `points` apart from the lines of other keys, from the parent's end to the child's. A route
/// that was clear stays clear; the first and last legs stay at their ports and at least as long as they must be.
pub(super) fn part(
    obstacles: &Obstacles,
    lanes: &Lanes,
    edge: &RouteEdge,
    target: super::Target,
    shape: &mut Shape,
) {
    let stub = shape.room.unwrap_or(Room::WIDE).stub;
    let points = &mut shape.points;
    let legs = points.len().saturating_sub(1);
    for leg in (1..legs.saturating_sub(1)).rev() {
        let (a, b) = (points[leg], points[leg + 1]);
        let upright = a.x == b.x;
        let at = if upright { a.x } else { a.y };
        let shared = lanes.shared(a, b, target);
        let trunk = lanes
            .trunk(target)
            .filter(|trunk| upright && leg + 2 == legs && *trunk != at);
        if shared == 0.0 && trunk.is_none() {
            continue;
        }
        let mut best = (shared, None);
        let tries = trunk.into_iter().chain((1..=LANES).flat_map(|lane| {
            let step = LANE * f64::from(lane);
            [at + step, at - step]
        }));
        for (index, to) in tries.enumerate() {
            let is_trunk = index == 0 && trunk.is_some();
            let moved = moved(points, leg, upright, to);
            if !keeps_shape(points, &moved, leg, stub) {
                continue;
            }
            let shared = moved
                .get(leg..leg + 2)
                .map_or(0.0, |ends| lanes.shared(ends[0], ends[1], target));
            let crossed = |line: &[Point]| {
                shape
                    .room
                    .is_some_and(|room| is_crossed(obstacles, room, edge, line))
            };
            let better = shared < best.0 || (is_trunk && shared <= best.0);
            if better && !crossed(&moved) {
                best = (shared, Some(moved));
            }
            if best.0 == 0.0 && (best.1.is_some() || trunk.is_some()) {
                break;
            }
        }
        if let Some(moved) = best.1 {
            *points = moved;
        }
    }
}

/// The line with one leg brought to another x, or y if it is level; its neighbours grow or shrink with it.
pub(super) fn moved(points: &[Point], leg: usize, upright: bool, to: f64) -> Vec<Point> {
    let mut moved = points.to_vec();
    for point in moved.iter_mut().skip(leg).take(2) {
        if upright {
            point.x = to;
        } else {
            point.y = to;
        }
    }
    moved
}

/// Whether the legs beside the moved one still run the way they did, those at the ports with their full length.
fn keeps_shape(before: &[Point], after: &[Point], leg: usize, stub: f64) -> bool {
    let last = before.len() - 2;
    [leg - 1, leg + 1].into_iter().all(|beside| {
        let run = |points: &[Point]| {
            let (a, b) = (points[beside], points[beside + 1]);
            (b.x - a.x) + (b.y - a.y)
        };
        let (was, is) = (run(before), run(after));
        let least = if beside == 0 || beside == last {
            stub
        } else {
            LANE
        };
        was * is > 0.0 && is.abs() >= least.min(was.abs())
    })
}
