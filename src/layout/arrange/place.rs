//! A place for one new card, where people are looking and nothing is covered.

use super::super::geometry::{Point, Rect, Size, snap, snap_up};
use super::{GAP_X, GAP_Y};

/// A free place for a card of `size` among `rects`.
///
/// With `near`, the card it will be tied to, the place is to its right if there is room, else as near to it as possible;
/// without it is the one nearest to the middle of `viewport`. On the grid of 8, [`GAP_X`] or [`GAP_Y`] from any card.
pub fn place_new(rects: &[Rect], size: Size, near: Option<Rect>, viewport: &Rect) -> Point {
    let wish = match near {
        Some(near) => Point::new(near.right() + GAP_X, near.y),
        None => {
            let middle = viewport.center();
            Point::new(middle.x - size.width / 2.0, middle.y - size.height / 2.0)
        }
    };
    let wish = Point::new(snap_up(wish.x), snap(wish.y));
    let mut candidates = vec![wish];
    for rect in rects.iter().chain(near.as_ref()) {
        let left = -snap_up(-(rect.x - GAP_X - size.width));
        let right = snap_up(rect.right() + GAP_X);
        let above = -snap_up(-(rect.y - GAP_Y - size.height));
        let below = snap_up(rect.bottom() + GAP_Y);
        for x in [left, right] {
            candidates.push(Point::new(x, wish.y));
            candidates.push(Point::new(x, snap(rect.y)));
        }
        for y in [above, below] {
            candidates.push(Point::new(wish.x, y));
            candidates.push(Point::new(snap(rect.x), y));
        }
    }
    candidates.sort_by(|a, b| {
        let cost = |point: &Point| point.distance(wish);
        cost(a).total_cmp(&cost(b))
    });
    // Right of the rightmost card, at the wished height, is among the candidates and free.
    candidates
        .iter()
        .copied()
        .find(|at| {
            let room = Rect::at(*at, size).inflate_by(GAP_X, GAP_Y);
            !rects.iter().any(|rect| rect.intersects(&room))
        })
        .unwrap_or(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size::new(200.0, 104.0);
    const VIEW: Rect = Rect::new(0.0, 0.0, 1000.0, 600.0);

    #[test]
    fn empty_drawing_takes_the_middle_of_the_view() {
        assert_eq!(place_new(&[], SIZE, None, &VIEW), Point::new(400.0, 248.0));
    }

    #[test]
    fn beside_a_relative_when_free() {
        let near = Rect::new(0.0, 0.0, 200.0, 200.0);
        assert_eq!(
            place_new(&[near], SIZE, Some(near), &VIEW),
            Point::new(264.0, 0.0)
        );
    }

    #[test]
    fn never_on_another_card() {
        let mut rects = Vec::new();
        for _ in 0..60 {
            let at = place_new(&rects, SIZE, rects.first().copied(), &VIEW);
            let rect = Rect::at(at, SIZE);
            assert_eq!(at, at.snapped());
            assert!(rects.iter().all(|other: &Rect| !other.intersects(&rect)));
            rects.push(rect);
        }
        let all = super::super::super::geometry::bounds(&rects).unwrap();
        assert!(all.width < 4000.0 && all.height < 3000.0, "{all:?}");
    }
}
