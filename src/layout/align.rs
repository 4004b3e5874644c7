//! Lining boxes up and spreading them evenly.

use super::geometry::{Point, Rect, bounds};

/// To what boxes line up: an edge or the middle of the box around all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Left edges.
    Left,
    /// Middles, one above the other.
    Center,
    /// Right edges.
    Right,
    /// Top edges.
    Top,
    /// Middles, side by side.
    Middle,
    /// Bottom edges.
    Bottom,
}

/// A direction in which boxes are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

/// Between boxes that have no room left between them, in world pixels.
pub const LEAST_GAP: f64 = 24.0;

/// Where the top left corners go so that the boxes line up, on whole pixels, in the order of `rects`.
pub fn align(rects: &[Rect], to: Alignment) -> Vec<Point> {
    let Some(all) = bounds(rects) else {
        return Vec::new();
    };
    rects
        .iter()
        .map(|rect| match to {
            Alignment::Left => Point::new(all.x, rect.y),
            Alignment::Center => Point::new((all.center().x - rect.width / 2.0).round(), rect.y),
            Alignment::Right => Point::new(all.right() - rect.width, rect.y),
            Alignment::Top => Point::new(rect.x, all.y),
            Alignment::Middle => Point::new(rect.x, (all.center().y - rect.height / 2.0).round()),
            Alignment::Bottom => Point::new(rect.x, all.bottom() - rect.height),
        })
        .collect()
}

/// Where the top left corners go so that the empty stretches between the boxes are equal, in the order of `rects`. The first
/// and the last stay; where that leaves less than [`LEAST_GAP`] between them, the first alone does.
pub fn distribute(rects: &[Rect], axis: Axis) -> Vec<Point> {
    let start = |rect: &Rect| match axis {
        Axis::Across => rect.x,
        Axis::Down => rect.y,
    };
    let length = |rect: &Rect| match axis {
        Axis::Across => rect.width,
        Axis::Down => rect.height,
    };
    let mut places: Vec<Point> = rects.iter().map(Rect::origin).collect();
    let mut order: Vec<(usize, &Rect)> = rects.iter().enumerate().collect();
    order.sort_by(|a, b| start(a.1).total_cmp(&start(b.1)).then(a.0.cmp(&b.0)));
    let (Some((_, first)), Some((_, last))) = (order.first(), order.last()) else {
        return places;
    };
    let gaps = order.len().saturating_sub(1);
    if gaps < 2 {
        return places;
    }
    let taken: f64 = rects.iter().map(length).sum();
    let span = start(last) + length(last) - start(first);
    let gap = (span - taken) / gaps as f64;
    let gap = if gap < LEAST_GAP { LEAST_GAP } else { gap };
    let mut at = start(first);
    for (position, rect) in order {
        if let Some(place) = places.get_mut(position) {
            match axis {
                Axis::Across => place.x = at.round(),
                Axis::Down => place.y = at.round(),
            }
        }
        at += length(rect) + gap;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> [Rect; 3] {
        [
            Rect::new(0.0, 0.0, 200.0, 80.0),
            Rect::new(300.0, 40.0, 100.0, 40.0),
            Rect::new(900.0, 200.0, 240.0, 120.0),
        ]
    }

    #[test]
    fn every_edge_lines_up() {
        let rects = three();
        let x = |to| align(&rects, to).iter().map(|at| at.x).collect::<Vec<_>>();
        let y = |to| align(&rects, to).iter().map(|at| at.y).collect::<Vec<_>>();
        assert_eq!(x(Alignment::Left), [0.0; 3]);
        assert_eq!(x(Alignment::Right), [940.0, 1040.0, 900.0]);
        assert_eq!(x(Alignment::Center), [470.0, 520.0, 450.0]);
        assert_eq!(y(Alignment::Left), [0.0, 40.0, 200.0], "only one way");
        assert_eq!(y(Alignment::Top), [0.0; 3]);
        assert_eq!(y(Alignment::Bottom), [240.0, 280.0, 200.0]);
        assert_eq!(y(Alignment::Middle), [120.0, 140.0, 100.0]);
        assert!(align(&[], Alignment::Left).is_empty());
    }

    #[test]
    fn stretches_become_equal_and_the_ends_stay() {
        let places = distribute(&three(), Axis::Across);
        // 1,140 wide, 540 taken: two stretches of 300.
        let x: Vec<f64> = places.iter().map(|at| at.x).collect();
        assert_eq!(x, [0.0, 500.0, 900.0]);
        assert!(places.iter().zip(three()).all(|(at, rect)| at.y == rect.y));
        let two: Vec<Rect> = three().into_iter().take(2).collect();
        assert_eq!(
            distribute(&two, Axis::Down).get(1).map(|at| at.y),
            Some(40.0)
        );
    }

    #[test]
    fn boxes_that_overlap_are_spread_from_the_first() {
        let same = [Rect::new(0.0, 0.0, 100.0, 50.0); 3];
        let y: Vec<f64> = distribute(&same, Axis::Down)
            .iter()
            .map(|at| at.y)
            .collect();
        assert_eq!(y, [0.0, 74.0, 148.0]);
    }
}
