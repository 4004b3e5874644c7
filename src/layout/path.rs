//! Polylines drawn with rounded corners, as steps for a canvas and as SVG path data.

use std::fmt::Write;

use super::geometry::Point;

/// Radius of a corner, where both legs are long enough.
pub const CORNER_RADIUS: f64 = 6.0;

/// One step of a rounded polyline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Lift the pen and set it down here.
    Move(Point),
    /// A straight line to here.
    Line(Point),
    /// A quadratic curve: the control point (the corner itself), then the end.
    Curve(Point, Point),
}

/// The steps of a polyline whose corners have the radius [`CORNER_RADIUS`], or half of the shorter leg where that is
/// less. Points that repeat the one before add nothing.
pub fn rounded(points: &[Point]) -> Vec<Step> {
    let mut line: Vec<Point> = points.to_vec();
    line.dedup();
    let Some(first) = line.first() else {
        return Vec::new();
    };
    let mut steps = vec![Step::Move(*first)];
    for corner in line.windows(3) {
        if let [before, at, after] = corner {
            let radius = CORNER_RADIUS
                .min(before.distance(*at) / 2.0)
                .min(at.distance(*after) / 2.0);
            if is_straight(*before, *at, *after) {
                steps.push(Step::Line(*at));
            } else {
                steps.push(Step::Line(towards(*at, *before, radius)));
                steps.push(Step::Curve(*at, towards(*at, *after, radius)));
            }
        }
    }
    if let (Some(last), true) = (line.last(), line.len() > 1) {
        steps.push(Step::Line(*last));
    }
    steps
}

/// SVG path data of `steps`, with at most two decimals.
pub fn svg(steps: &[Step]) -> String {
    let mut data = String::with_capacity(steps.len() * 14);
    for step in steps {
        match step {
            Step::Move(to) => push(&mut data, 'M', &[*to]),
            Step::Line(to) => push(&mut data, 'L', &[*to]),
            Step::Curve(control, to) => push(&mut data, 'Q', &[*control, *to]),
        }
    }
    data
}

/// SVG path data of a polyline with rounded corners: [`svg`] of [`rounded`].
pub fn svg_path(points: &[Point]) -> String {
    svg(&rounded(points))
}

/// Appends a number with at most two decimals and no needless zeros.
pub(super) fn push_number(data: &mut String, value: f64) {
    let hundredths = (value * 100.0).round();
    if hundredths % 100.0 == 0.0 {
        // Through an integer, so that -0 is written 0. Writing to a string cannot fail.
        let _ = write!(data, "{}", (hundredths / 100.0) as i64);
    } else if hundredths % 10.0 == 0.0 {
        let _ = write!(data, "{:.1}", hundredths / 100.0);
    } else {
        let _ = write!(data, "{:.2}", hundredths / 100.0);
    }
}

fn push(data: &mut String, command: char, points: &[Point]) {
    for (index, point) in points.iter().enumerate() {
        data.push(if index == 0 { command } else { ' ' });
        push_number(data, point.x);
        data.push(' ');
        push_number(data, point.y);
    }
}

fn is_straight(a: Point, b: Point, c: Point) -> bool {
    ((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)).abs() < 1e-9
}

/// The point `length` from `from` on the way to `to`.
fn towards(from: Point, to: Point, length: f64) -> Point {
    let whole = from.distance(to).max(f64::MIN_POSITIVE);
    let part = length / whole;
    Point::new(
        from.x + (to.x - from.x) * part,
        from.y + (to.y - from.y) * part,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_rounded() {
        let points = [
            Point::new(0.0, 0.0),
            Point::new(24.0, 0.0),
            Point::new(24.0, 48.0),
            Point::new(60.5, 48.0),
        ];
        assert_eq!(
            svg_path(&points),
            "M0 0L18 0Q24 0 24 6L24 42Q24 48 30 48L60.5 48"
        );
    }

    #[test]
    fn short_legs_get_smaller_corners() {
        let points = [
            Point::new(0.0, 0.0),
            Point::new(24.0, 0.0),
            Point::new(24.0, 5.0),
            Point::new(48.0, 5.0),
        ];
        assert_eq!(
            svg_path(&points),
            "M0 0L21.5 0Q24 0 24 2.5L24 2.5Q24 5 26.5 5L48 5"
        );
    }

    #[test]
    fn straight_and_degenerate_lines() {
        assert_eq!(svg_path(&[]), "");
        assert_eq!(svg_path(&[Point::new(-0.001, 3.0)]), "M0 3");
        let straight = [
            Point::new(0.0, 1.25),
            Point::new(5.0, 1.25),
            Point::new(5.0, 1.25),
            Point::new(9.0, 1.25),
        ];
        assert_eq!(svg_path(&straight), "M0 1.25L5 1.25L9 1.25");
    }
}
