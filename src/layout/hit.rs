//! Which relationship lies under the pointer.

use super::geometry::Point;
use super::route::Route;

/// World pixels at zoom 1 within which a line counts as pointed at.
pub const TOLERANCE: f64 = 6.0;

/// Distance from `point` to the nearest place of a polyline; infinite for an empty one.
pub fn distance_to_polyline(point: Point, line: &[Point]) -> f64 {
    match line {
        [only] => point.distance(*only),
        _ => line
            .windows(2)
            .map(|leg| match leg {
                [a, b] => distance_to_leg(point, *a, *b),
                _ => f64::INFINITY,
            })
            .fold(f64::INFINITY, f64::min),
    }
}

/// The key of the route nearest to `point` and at most `tolerance` away; of two equally near the one that comes later,
/// which is drawn above.
pub fn route_at<'a>(
    point: Point,
    routes: impl IntoIterator<Item = &'a Route>,
    tolerance: f64,
) -> Option<u32> {
    let mut best: Option<(f64, u32)> = None;
    for route in routes {
        if !route.bounds().inflate(tolerance).contains(point) {
            continue;
        }
        let distance = distance_to_polyline(point, &route.points);
        if distance <= tolerance && best.is_none_or(|(least, _)| distance <= least) {
            best = Some((distance, route.key));
        }
    }
    best.map(|(_, key)| key)
}

fn distance_to_leg(point: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let square = dx * dx + dy * dy;
    if square == 0.0 {
        return point.distance(a);
    }
    let along = (((point.x - a.x) * dx + (point.y - a.y) * dy) / square).clamp(0.0, 1.0);
    point.distance(Point::new(a.x + dx * along, a.y + dy * along))
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Rect;
    use super::super::route::{RouteEdge, route_quick};
    use super::*;

    #[test]
    fn distance_is_to_the_nearest_leg() {
        let line = [
            Point::new(0.0, 0.0),
            Point::new(10.0, 0.0),
            Point::new(10.0, 10.0),
        ];
        assert_eq!(distance_to_polyline(Point::new(5.0, 3.0), &line), 3.0);
        assert_eq!(distance_to_polyline(Point::new(13.0, 14.0), &line), 5.0);
        assert_eq!(
            distance_to_polyline(Point::new(1.0, 0.0), &[]),
            f64::INFINITY
        );
        assert_eq!(
            distance_to_polyline(Point::new(3.0, 4.0), &[Point::default()]),
            5.0
        );
    }

    #[test]
    fn nearest_route_within_tolerance() {
        let from = Rect::new(400.0, 0.0, 200.0, 200.0);
        let to = Rect::new(0.0, 0.0, 200.0, 200.0);
        let edge = |key, port| RouteEdge {
            key,
            from: 1,
            from_port: port,
            to: 2,
            to_port: port,
            unique: false,
            nullable: false,
        };
        let routes = [
            route_quick(&edge(7, 44.0), from, to),
            route_quick(&edge(8, 92.0), from, to),
        ];
        let at = |y| route_at(Point::new(300.0, y), &routes, TOLERANCE);
        assert_eq!(at(46.0), Some(7));
        assert_eq!(at(90.0), Some(8));
        assert_eq!(at(68.0), None);
    }
}
