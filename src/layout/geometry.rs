//! Points, sizes and rectangles in world coordinates, and the grid positions snap to.
//!
//! Own structs of a few lines rather than a geometry library: they cross into workers and saved documents as plain
//! numbers.

use serde::{Deserialize, Serialize};

/// World pixels between two snapped positions of a card.
pub const SNAP: f64 = 8.0;

/// A place in world pixels; `y` grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Pixels to the right of the origin.
    pub x: f64,
    /// Pixels below the origin.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y`.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Distance in a straight line.
    pub fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Distance along the axes, which is what an orthogonal line is at least long.
    pub fn walk(self, other: Point) -> f64 {
        (self.x - other.x).abs() + (self.y - other.y).abs()
    }

    /// This point moved by `dx`, `dy`.
    pub fn moved(self, dx: f64, dy: f64) -> Self {
        Self::new(self.x + dx, self.y + dy)
    }

    /// The nearest point of the grid of [`SNAP`].
    pub fn snapped(self) -> Self {
        Self::new(snap(self.x), snap(self.y))
    }
}

/// A width and a height in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// Pixels across.
    pub width: f64,
    /// Pixels down.
    pub height: f64,
}

impl Size {
    /// The size of `width` by `height`.
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
}

/// An axis-parallel rectangle; `x`, `y` is its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Pixels across, not negative.
    pub width: f64,
    /// Pixels down, not negative.
    pub height: f64,
}

impl Rect {
    /// The rectangle of `width` by `height` with its top left corner at `x`, `y`.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// The rectangle of `size` with its top left corner at `at`.
    pub const fn at(at: Point, size: Size) -> Self {
        Self::new(at.x, at.y, size.width, size.height)
    }

    /// The rectangle between two opposite corners, in whichever order; a marquee is drawn this way.
    pub fn between(a: Point, b: Point) -> Self {
        Self::new(
            a.x.min(b.x),
            a.y.min(b.y),
            (a.x - b.x).abs(),
            (a.y - b.y).abs(),
        )
    }

    /// The x of the right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The y of the bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The top left corner.
    pub const fn origin(&self) -> Point {
        Point::new(self.x, self.y)
    }

    /// Width and height.
    pub const fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// The middle.
    pub fn center(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Whether `point` lies inside or on the border.
    pub fn contains(&self, point: Point) -> bool {
        point.x >= self.x
            && point.x <= self.right()
            && point.y >= self.y
            && point.y <= self.bottom()
    }

    /// Whether `other` lies wholly inside, borders included.
    pub fn contains_rect(&self, other: &Rect) -> bool {
        other.x >= self.x
            && other.right() <= self.right()
            && other.y >= self.y
            && other.bottom() <= self.bottom()
    }

    /// Whether the two share some area; rectangles that only touch do not.
    pub fn intersects(&self, other: &Rect) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The least rectangle that holds both.
    pub fn union(&self, other: &Rect) -> Rect {
        let x = self.x.min(other.x);
        let y = self.y.min(other.y);
        Rect::new(
            x,
            y,
            self.right().max(other.right()) - x,
            self.bottom().max(other.bottom()) - y,
        )
    }

    /// This rectangle grown by `by` on each side; a negative `by` shrinks it, at most to its middle.
    pub fn inflate(&self, by: f64) -> Rect {
        self.inflate_by(by, by)
    }

    /// This rectangle grown by `dx` at the left and right and by `dy` at the top and bottom.
    pub fn inflate_by(&self, dx: f64, dy: f64) -> Rect {
        let dx = dx.max(-self.width / 2.0);
        let dy = dy.max(-self.height / 2.0);
        Rect::new(
            self.x - dx,
            self.y - dy,
            self.width + 2.0 * dx,
            self.height + 2.0 * dy,
        )
    }

    /// This rectangle moved by `dx`, `dy`.
    pub fn moved(&self, dx: f64, dy: f64) -> Rect {
        Rect::new(self.x + dx, self.y + dy, self.width, self.height)
    }
}

/// The nearest multiple of [`SNAP`].
pub fn snap(value: f64) -> f64 {
    (value / SNAP).round() * SNAP
}

/// The least multiple of [`SNAP`] that is not below `value`.
pub fn snap_up(value: f64) -> f64 {
    (value / SNAP).ceil() * SNAP
}

/// The least rectangle that holds all of `rects`; none when there are none.
pub fn bounds<'a>(rects: impl IntoIterator<Item = &'a Rect>) -> Option<Rect> {
    rects
        .into_iter()
        .copied()
        .reduce(|all, rect| all.union(&rect))
}

/// The least rectangle that holds all of `points`; none when there are none.
pub fn bounds_of_points(points: &[Point]) -> Option<Rect> {
    points
        .iter()
        .map(|point| Rect::new(point.x, point.y, 0.0, 0.0))
        .reduce(|all, rect| all.union(&rect))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_is_not_intersecting() {
        let a = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(!a.intersects(&Rect::new(10.0, 0.0, 5.0, 5.0)));
        assert!(a.intersects(&Rect::new(9.0, 9.0, 5.0, 5.0)));
        assert!(a.contains(Point::new(10.0, 10.0)));
    }

    #[test]
    fn union_holds_both_and_inflate_stops_at_the_middle() {
        let a = Rect::new(0.0, 0.0, 10.0, 10.0);
        let b = Rect::new(-4.0, 20.0, 2.0, 2.0);
        let all = a.union(&b);
        assert_eq!(all, Rect::new(-4.0, 0.0, 14.0, 22.0));
        assert!(all.contains_rect(&a) && all.contains_rect(&b));
        assert_eq!(a.inflate(-50.0), Rect::new(5.0, 5.0, 0.0, 0.0));
        assert_eq!(a.inflate(2.0), Rect::new(-2.0, -2.0, 14.0, 14.0));
    }

    #[test]
    fn snapping_goes_to_eights() {
        assert_eq!(Point::new(11.0, -13.0).snapped(), Point::new(8.0, -16.0));
        assert_eq!(snap_up(9.0), 16.0);
        assert_eq!(snap_up(16.0), 16.0);
    }

    #[test]
    fn marquee_corners_come_in_any_order() {
        assert_eq!(
            Rect::between(Point::new(9.0, 1.0), Point::new(3.0, 5.0)),
            Rect::new(3.0, 1.0, 6.0, 4.0)
        );
    }
}
