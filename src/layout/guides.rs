//! Where a box that is dragged lines up with those around it, or stands as far from one as others stand from each other.

use super::geometry::{Point, Rect};

/// Most boxes that a drag looks at: a step of it then takes the same time in a drawing of any size.
pub const MOST_AROUND: usize = 400;

/// A line to draw while something is dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// What it shows.
    pub kind: GuideKind,
    /// Whether it stands upright: then `at` is its x, and `from` and `to` are heights. Otherwise the other way round.
    pub upright: bool,
    /// Where it stands.
    pub at: f64,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

/// What a guide shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuideKind {
    /// Edges or middles in line.
    Line,
    /// An empty stretch that is as long as another.
    Gap,
}

/// What a box is drawn to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// How far it is to move across to stand exactly; `None` where nothing is near.
    pub x: Option<f64>,
    /// How far it is to move down.
    pub y: Option<f64>,
    /// What to show once it has moved so.
    pub guides: Vec<Guide>,
}

/// What the box is drawn to: at most `tolerance` away in each direction, the nearest first. `around` are the other boxes.
pub fn draw(moving: &Rect, around: &[Rect], tolerance: f64) -> Drawn {
    let flipped: Vec<Rect> = around.iter().map(flip).collect();
    let x = nearest(moving, around, tolerance);
    let y = nearest(&flip(moving), &flipped, tolerance);
    let moved = moving.moved(x.unwrap_or(0.0), y.unwrap_or(0.0));
    let mut guides = Vec::new();
    if x.is_some() {
        guides.extend(guides_of(&moved, around));
    }
    if y.is_some() {
        let down = guides_of(&flip(&moved), &flipped);
        guides.extend(down.into_iter().map(|guide| Guide {
            upright: !guide.upright,
            ..guide
        }));
    }
    Drawn { x, y, guides }
}

/// The boxes nearest to a point, [`MOST_AROUND`] at most.
pub fn around(rects: Vec<Rect>, point: Point) -> Vec<Rect> {
    let mut rects = rects;
    if rects.len() > MOST_AROUND {
        let far = |rect: &Rect| rect.center().distance(point);
        rects.select_nth_unstable_by(MOST_AROUND, |a, b| far(a).total_cmp(&far(b)));
        rects.truncate(MOST_AROUND);
    }
    rects
}

fn flip(rect: &Rect) -> Rect {
    Rect::new(rect.y, rect.x, rect.height, rect.width)
}

/// Half a pixel apart is in line.
const SAME: f64 = 0.5;

fn nearest(moving: &Rect, around: &[Rect], tolerance: f64) -> Option<f64> {
    let lines = around.iter().flat_map(|other| {
        let (left, right) = (other.x, other.right());
        [
            left - moving.x,
            right - moving.x,
            left - moving.right(),
            right - moving.right(),
            other.center().x - moving.center().x,
        ]
    });
    let gaps = Beside::of(moving, around).places(moving);
    let gaps = gaps.into_iter().map(|x| x - moving.x);
    // Of two equally near, lines are preferred: they come first.
    lines
        .chain(gaps)
        .filter(|by| by.abs() <= tolerance)
        .min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// What holds exactly across: lines through edges and middles, and equal stretches.
fn guides_of(moved: &Rect, around: &[Rect]) -> Vec<Guide> {
    let mut guides: Vec<Guide> = Vec::new();
    let mut line = |at: f64, other: &Rect| {
        let (from, to) = (moved.y.min(other.y), moved.bottom().max(other.bottom()));
        match guides.iter_mut().find(|guide| (guide.at - at).abs() < SAME) {
            Some(guide) => {
                guide.from = guide.from.min(from);
                guide.to = guide.to.max(to);
            }
            None => guides.push(Guide {
                kind: GuideKind::Line,
                upright: true,
                at,
                from,
                to,
            }),
        }
    };
    let same = |a: f64, b: f64| (a - b).abs() < SAME;
    for other in around {
        for edge in [moved.x, moved.right()] {
            if same(edge, other.x) || same(edge, other.right()) {
                line(edge, other);
            }
        }
        if same(moved.center().x, other.center().x) {
            line(moved.center().x, other);
        }
    }
    guides.extend(Beside::of(moved, around).equal(moved));
    guides
}

/// The boxes next to another at its left and right, and those next to them.
#[derive(Default)]
struct Beside {
    left: Option<Rect>,
    left_of_left: Option<Rect>,
    right: Option<Rect>,
    right_of_right: Option<Rect>,
}

impl Beside {
    fn of(rect: &Rect, around: &[Rect]) -> Beside {
        let left = next(rect, around, true);
        let right = next(rect, around, false);
        Beside {
            left_of_left: left.and_then(|left| next(&left, around, true)),
            right_of_right: right.and_then(|right| next(&right, around, false)),
            left,
            right,
        }
    }

    /// The x at which the box would stand at equal distances.
    fn places(&self, moving: &Rect) -> Vec<f64> {
        let mut places = Vec::new();
        if let (Some(left), Some(right)) = (&self.left, &self.right) {
            let free = right.x - left.right() - moving.width;
            if free >= 0.0 {
                places.push((left.right() + free / 2.0).round());
            }
        }
        if let (Some(left), Some(before)) = (&self.left, &self.left_of_left) {
            places.push(left.right() + left.x - before.right());
        }
        if let (Some(right), Some(after)) = (&self.right, &self.right_of_right) {
            places.push(right.x - (after.x - right.right()) - moving.width);
        }
        places
    }

    /// The stretches that are equal.
    fn equal(&self, moved: &Rect) -> Vec<Guide> {
        let stretch = |a: &Rect, b: &Rect| Guide {
            kind: GuideKind::Gap,
            upright: false,
            at: (a.y.max(b.y) + a.bottom().min(b.bottom())) / 2.0,
            from: a.right(),
            to: b.x,
        };
        let mut pairs = Vec::new();
        if let Some(left) = &self.left {
            if let Some(right) = &self.right {
                pairs.push((stretch(left, moved), stretch(moved, right)));
            }
            if let Some(before) = &self.left_of_left {
                pairs.push((stretch(before, left), stretch(left, moved)));
            }
        }
        if let (Some(right), Some(after)) = (&self.right, &self.right_of_right) {
            pairs.push((stretch(moved, right), stretch(right, after)));
        }
        let length = |guide: &Guide| guide.to - guide.from;
        let mut guides: Vec<Guide> = Vec::new();
        for (one, other) in pairs {
            // Whole pixels leave a stretch one longer than the other.
            if length(&one) > 0.0 && (length(&one) - length(&other)).abs() <= 1.0 {
                for guide in [one, other] {
                    if !guides.contains(&guide) {
                        guides.push(guide);
                    }
                }
            }
        }
        guides
    }
}

/// The nearest box that stands wholly at the left, or right, and beside some of its height.
fn next(rect: &Rect, around: &[Rect], left: bool) -> Option<Rect> {
    let beside = around
        .iter()
        .filter(|other| other.y < rect.bottom() && rect.y < other.bottom());
    match left {
        true => beside
            .filter(|other| other.right() <= rect.x + SAME && *other != rect)
            .max_by(|a, b| a.right().total_cmp(&b.right())),
        false => beside
            .filter(|other| other.x >= rect.right() - SAME && *other != rect)
            .min_by(|a, b| a.x.total_cmp(&b.x)),
    }
    .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_and_middles_in_reach_draw() {
        let around = [Rect::new(0.0, 0.0, 200.0, 100.0)];
        let near = draw(&Rect::new(4.0, 300.0, 240.0, 80.0), &around, 6.0);
        assert_eq!((near.x, near.y), (Some(-4.0), None));
        assert_eq!(
            near.guides,
            [Guide {
                kind: GuideKind::Line,
                upright: true,
                at: 0.0,
                from: 0.0,
                to: 380.0
            }]
        );
        let middle = draw(&Rect::new(-23.0, 300.0, 240.0, 80.0), &around, 6.0);
        assert_eq!(middle.x, Some(3.0), "100 is the middle of both");
        let far = draw(&Rect::new(9.0, 300.0, 260.0, 80.0), &around, 6.0);
        assert_eq!(far, Drawn::default());
    }

    #[test]
    fn down_is_as_across() {
        let around = [Rect::new(0.0, 0.0, 100.0, 200.0)];
        let near = draw(&Rect::new(300.0, 197.0, 80.0, 40.0), &around, 6.0);
        assert_eq!((near.x, near.y), (None, Some(3.0)));
        let [guide] = near.guides[..] else {
            panic!("one line");
        };
        assert_eq!((guide.upright, guide.at), (false, 200.0));
        assert_eq!((guide.from, guide.to), (0.0, 380.0));
    }

    #[test]
    fn equal_stretches_draw() {
        let left = Rect::new(0.0, 0.0, 100.0, 100.0);
        let right = Rect::new(500.0, 0.0, 100.0, 100.0);
        // 300 free for 100 of its own: 150 at each side.
        let between = draw(&Rect::new(246.0, 10.0, 100.0, 60.0), &[left, right], 6.0);
        assert_eq!(between.x, Some(4.0));
        let gaps: Vec<&Guide> = between
            .guides
            .iter()
            .filter(|guide| guide.kind == GuideKind::Gap)
            .collect();
        assert_eq!(gaps.len(), 2);
        assert!(
            gaps.iter()
                .all(|gap| gap.to - gap.from == 150.0 && !gap.upright)
        );
        // As far from the second as the second is from the first.
        let row = [left, Rect::new(140.0, 0.0, 100.0, 100.0)];
        let after = draw(&Rect::new(283.0, 30.0, 90.0, 50.0), &row, 6.0);
        assert_eq!(after.x, Some(-3.0));
        let before = draw(&Rect::new(-128.0, 30.0, 90.0, 50.0), &row, 6.0);
        assert_eq!(before.x, Some(-2.0));
    }

    #[test]
    fn only_so_many_boxes_are_looked_at() {
        let many: Vec<Rect> = (0..1401)
            .map(|place| Rect::new(f64::from(place) * 300.0, 0.0, 200.0, 100.0))
            .collect();
        let near = around(many, Point::new(150_000.0, 0.0));
        assert_eq!(near.len(), MOST_AROUND);
        assert!(
            near.iter()
                .all(|rect| (rect.x - 150_000.0).abs() < 70_000.0)
        );
    }
}
