//! The signs at the two ends of a relationship: crow's feet, bars and rings.

use super::geometry::Point;
use super::path::push_number;
use super::route::Side;

/// Length of a crow's foot.
pub const FOOT_LENGTH: f64 = 10.0;
/// Spread of a crow's foot, each way.
pub const FOOT_SPREAD: f64 = 5.0;
/// Half the length of a bar.
pub const BAR_HALF: f64 = 4.5;
/// Radius of a ring.
pub const RING_RADIUS: f64 = 3.0;

/// What an end says about the rows on its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndKind {
    /// The child of a plain foreign key: zero or more rows.
    ChildMany,
    /// The child of a unique foreign key: zero or one row.
    ChildOne,
    /// The parent of a foreign key that is not null: it must exist.
    ParentMandatory,
    /// The parent of a nullable foreign key: it may be absent.
    ParentOptional,
    /// The common end of a trunk whose relationships differ.
    Merged,
}

/// A ring, filled with the ground's colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ring {
    /// Its middle.
    pub center: Point,
    /// Its radius.
    pub radius: f64,
}

/// The strokes of one end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndGlyph {
    /// Polylines that are stroked.
    pub lines: Vec<Vec<Point>>,
    /// Rings, drawn after the lines.
    pub rings: Vec<Ring>,
}

/// The strokes of an end of `kind` at `port`, which lies on `side` of its card.
pub fn end_glyph(port: Point, side: Side, kind: EndKind) -> EndGlyph {
    let at = |out: f64, down: f64| port.moved(side.sign() * out, down);
    let bar = |out: f64| vec![at(out, -BAR_HALF), at(out, BAR_HALF)];
    let ring = |out: f64| Ring {
        center: at(out, 0.0),
        radius: RING_RADIUS,
    };
    match kind {
        EndKind::ChildMany => EndGlyph {
            lines: vec![vec![
                at(0.0, -FOOT_SPREAD),
                at(FOOT_LENGTH, 0.0),
                at(0.0, FOOT_SPREAD),
            ]],
            rings: vec![ring(13.5)],
        },
        EndKind::ChildOne => EndGlyph {
            lines: vec![bar(5.0)],
            rings: vec![ring(11.0)],
        },
        EndKind::ParentMandatory => EndGlyph {
            lines: vec![bar(5.0), bar(9.0)],
            rings: Vec::new(),
        },
        EndKind::ParentOptional => EndGlyph {
            lines: vec![bar(5.0)],
            rings: vec![ring(10.5)],
        },
        EndKind::Merged => EndGlyph {
            lines: vec![bar(6.0)],
            rings: Vec::new(),
        },
    }
}

impl EndGlyph {
    /// SVG path data of the lines.
    pub fn lines_svg(&self) -> String {
        let mut data = String::new();
        for line in &self.lines {
            for (index, point) in line.iter().enumerate() {
                data.push(if index == 0 { 'M' } else { 'L' });
                push_number(&mut data, point.x);
                data.push(' ');
                push_number(&mut data, point.y);
            }
        }
        data
    }

    /// SVG path data of the rings, each two half circles.
    pub fn rings_svg(&self) -> String {
        let mut data = String::new();
        for ring in &self.rings {
            let (left, right) = (ring.center.x - ring.radius, ring.center.x + ring.radius);
            data.push('M');
            push_number(&mut data, left);
            data.push(' ');
            push_number(&mut data, ring.center.y);
            for to in [right, left] {
                data.push('A');
                push_number(&mut data, ring.radius);
                data.push(' ');
                push_number(&mut data, ring.radius);
                data.push_str(" 0 0 1 ");
                push_number(&mut data, to);
                data.push(' ');
                push_number(&mut data, ring.center.y);
            }
            data.push('Z');
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(side: Side, kind: EndKind) -> (String, String) {
        let glyph = end_glyph(Point::new(100.0, 50.0), side, kind);
        (glyph.lines_svg(), glyph.rings_svg())
    }

    #[test]
    fn child_ends() {
        assert_eq!(
            drawn(Side::Right, EndKind::ChildMany),
            (
                "M100 45L110 50L100 55".into(),
                "M110.5 50A3 3 0 0 1 116.5 50A3 3 0 0 1 110.5 50Z".into()
            )
        );
        assert_eq!(
            drawn(Side::Left, EndKind::ChildOne),
            (
                "M95 45.5L95 54.5".into(),
                "M86 50A3 3 0 0 1 92 50A3 3 0 0 1 86 50Z".into()
            )
        );
    }

    #[test]
    fn parent_ends() {
        assert_eq!(
            drawn(Side::Right, EndKind::ParentMandatory),
            ("M105 45.5L105 54.5M109 45.5L109 54.5".into(), String::new())
        );
        assert_eq!(
            drawn(Side::Left, EndKind::ParentOptional),
            (
                "M95 45.5L95 54.5".into(),
                "M86.5 50A3 3 0 0 1 92.5 50A3 3 0 0 1 86.5 50Z".into()
            )
        );
        assert_eq!(
            drawn(Side::Right, EndKind::Merged),
            ("M106 45.5L106 54.5".into(), String::new())
        );
    }
}
