//! How good an arrangement is, in numbers.

use super::super::geometry::{Point, Rect, bounds};
use super::{ArrangeEdge, ArrangeNode};

/// The measures of an arrangement; less is better in each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// Pairs of relationships whose straight lines, from port to port, cross.
    pub crossings: usize,
    /// Length of those lines together, in world pixels.
    pub total_edge_length: f64,
    /// Area of the least rectangle that holds all cards, in square world pixels.
    pub area: f64,
    /// Pairs of cards that cover each other.
    pub overlaps: usize,
}

/// Measures the arrangement that gives `nodes` the `positions`; the shorter of the two lists counts.
pub fn quality(nodes: &[ArrangeNode], edges: &[ArrangeEdge], positions: &[Point]) -> Quality {
    let rects: Vec<Rect> = nodes
        .iter()
        .zip(positions)
        .map(|(node, at)| Rect::at(*at, node.size()))
        .collect();
    let lines: Vec<(Point, Point)> = edges
        .iter()
        .filter(|edge| edge.from != edge.to)
        .filter_map(|edge| line(edge, &rects))
        .collect();
    let mut quality = Quality {
        area: bounds(&rects).map_or(0.0, |all| all.width * all.height),
        ..Quality::default()
    };
    for (index, one) in rects.iter().enumerate() {
        quality.overlaps += rects[..index]
            .iter()
            .filter(|rect| rect.intersects(one))
            .count();
    }
    for (index, one) in lines.iter().enumerate() {
        quality.total_edge_length += one.0.distance(one.1);
        quality.crossings += lines[..index]
            .iter()
            .filter(|line| cross(one, line))
            .count();
    }
    quality
}

/// From port to port on the sides that face each other.
fn line(edge: &ArrangeEdge, rects: &[Rect]) -> Option<(Point, Point)> {
    let (from, to) = (rects.get(edge.from)?, rects.get(edge.to)?);
    let (from_x, to_x) = if from.center().x > to.center().x {
        (from.x, to.right().min(from.x))
    } else {
        (from.right(), to.x.max(from.right()))
    };
    Some((
        Point::new(from_x, from.y + edge.from_port),
        Point::new(to_x, to.y + edge.to_port),
    ))
}

/// Whether two lines cross; lines that only touch, as at a common end, do not.
fn cross(a: &(Point, Point), b: &(Point, Point)) -> bool {
    let turn = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    turn(a.0, a.1, b.0) * turn(a.0, a.1, b.1) < 0.0
        && turn(b.0, b.1, a.0) * turn(b.0, b.1, a.1) < 0.0
}
