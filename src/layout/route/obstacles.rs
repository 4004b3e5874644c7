//! Where the cards are: a grid of cells that answers what a horizontal or vertical line meets.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::super::geometry::{Point, Rect, bounds};
use super::{CLEARANCE, Room};

/// Side of a cell: about a card, so that a cell holds few.
const CELL: f64 = 320.0;
/// Cards further out than this are taken to be here, so that no line crosses more cells than can be looked at.
const FURTHEST: f64 = 1e6;
/// Cards longer than this are taken to be this long.
const LONGEST: f64 = 1e5;
/// Cards in the way of one leg that are counted: in a heap of cards it is no matter how many more there are.
const MOST_COUNTED: usize = 40;
/// A line this far inside a card's clearance does not meet it yet; rounding errors are smaller.
const TOUCH: f64 = 1e-6;

/// Hashes two small integers by multiplication. The default hasher guards against hostile keys, of which cells of a
/// drawing are none, and was most of the time of a search.
#[derive(Clone, Copy, Default)]
pub(super) struct CellHasher(u64);

impl Hasher for CellHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_i32(i32::from(*byte));
        }
    }

    fn write_i32(&mut self, value: i32) {
        let mixed =
            (self.0.rotate_left(26) ^ u64::from(value as u32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

/// A map from small integers. Only looked up, never walked, so that its order never shows.
pub(super) type CellMap<K, V> = HashMap<K, V, BuildHasherDefault<CellHasher>>;

/// One of the four ways along the axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heading {
    Right,
    Left,
    Down,
    Up,
}

impl Heading {
    pub(super) fn is_level(self) -> bool {
        matches!(self, Heading::Right | Heading::Left)
    }

    pub(super) fn sign(self) -> f64 {
        match self {
            Heading::Right | Heading::Down => 1.0,
            Heading::Left | Heading::Up => -1.0,
        }
    }

    /// The two ways across this one.
    pub(super) fn across(self) -> [Heading; 2] {
        if self.is_level() {
            [Heading::Up, Heading::Down]
        } else {
            [Heading::Right, Heading::Left]
        }
    }

    /// The coordinate of `point` that changes on this way.
    pub(super) fn along(self, point: Point) -> f64 {
        if self.is_level() { point.x } else { point.y }
    }

    /// `point` moved on this way until its coordinate is `value`.
    pub(super) fn at(self, point: Point, value: f64) -> Point {
        if self.is_level() {
            Point::new(value, point.y)
        } else {
            Point::new(point.x, value)
        }
    }
}

/// The cards, by cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Obstacles {
    cells: CellMap<(i32, i32), Vec<(u32, Rect)>>,
    rects: BTreeMap<u32, Rect>,
}

impl Obstacles {
    /// Adds a card or moves it.
    pub(super) fn insert(&mut self, key: u32, rect: Rect) {
        self.remove(key);
        let rect = finite(rect);
        let grown = rect.inflate(CLEARANCE);
        for cell in cells(&grown) {
            self.cells.entry(cell).or_default().push((key, grown));
        }
        self.rects.insert(key, rect);
    }

    pub(super) fn remove(&mut self, key: u32) {
        if let Some(rect) = self.rects.remove(&key) {
            for cell in cells(&rect.inflate(CLEARANCE)) {
                if let Some(cards) = self.cells.get_mut(&cell) {
                    cards.retain(|(other, _)| *other != key);
                }
            }
        }
    }

    pub(super) fn get(&self, key: u32) -> Option<Rect> {
        self.rects.get(&key).copied()
    }

    /// The least rectangle that holds all cards.
    pub(super) fn bounds(&self) -> Rect {
        bounds(self.rects.values()).unwrap_or_default()
    }

    /// Whether the level or upright leg from `a` to `b` comes nearer than `room` asks for to a card not in `skip`.
    pub(super) fn blocks(&self, a: Point, b: Point, room: Room, skip: [Option<u32>; 2]) -> bool {
        let leg = Rect::between(a, b);
        cells(&leg).any(|cell| {
            self.in_cell(cell)
                .iter()
                .any(|(key, card)| meets(&kept(card, room), &leg) && !skip.contains(&Some(*key)))
        })
    }

    /// Number of cards that a leg comes too near to, those in `skip` left out; many count as [`MOST_COUNTED`].
    pub(super) fn count(&self, a: Point, b: Point, skip: [Option<u32>; 2]) -> usize {
        let leg = Rect::between(a, b);
        let mut met: Vec<u32> = cells(&leg)
            .flat_map(|cell| self.in_cell(cell))
            .filter(|(key, card)| meets(card, &leg) && !skip.contains(&Some(*key)))
            .map(|(key, _)| *key)
            .take(MOST_COUNTED)
            .collect();
        met.sort_unstable();
        met.dedup();
        met.len()
    }

    /// The nearest card, grown by the clearance, that a line from `from` meets before its coordinate is `limit`.
    pub(super) fn first(
        &self,
        from: Point,
        heading: Heading,
        limit: f64,
        room: Room,
    ) -> Option<Rect> {
        let start = heading.along(from);
        if (limit - start) * heading.sign() <= 0.0 {
            return None;
        }
        let leg = Rect::between(from, heading.at(from, limit));
        let (first, last) = (cell_of(start), cell_of(limit));
        let fixed = cell_of(if heading.is_level() { from.y } else { from.x });
        let mut at = first;
        loop {
            let cell = if heading.is_level() {
                (at, fixed)
            } else {
                (fixed, at)
            };
            let mut nearest: Option<(f64, u32, Rect)> = None;
            for (key, card) in self.in_cell(cell) {
                let card = kept(card, room);
                if !meets(&card, &leg) {
                    continue;
                }
                let distance = (facing(&card, heading) - start) * heading.sign();
                if nearest.is_none_or(|(least, other, _)| (distance, *key) < (least, other)) {
                    nearest = Some((distance, *key, card));
                }
            }
            // A card that reaches into this cell may begin behind another one that begins in the next cell, never
            // before: the nearest of the first cell that has any is the nearest of all.
            if let Some((_, _, card)) = nearest {
                return Some(card);
            }
            if at == last {
                return None;
            }
            at += heading.sign() as i32;
        }
    }

    fn in_cell(&self, cell: (i32, i32)) -> &[(u32, Rect)] {
        self.cells.get(&cell).map_or(&[], Vec::as_slice)
    }
}

/// The edge of `card` that a line on this way meets first.
pub(super) fn facing(card: &Rect, heading: Heading) -> f64 {
    match heading {
        Heading::Right => card.x,
        Heading::Left => card.right(),
        Heading::Down => card.y,
        Heading::Up => card.bottom(),
    }
}

/// What of a card, which is stored grown by [`CLEARANCE`], is to be kept away from.
fn kept(card: &Rect, room: Room) -> Rect {
    let less = CLEARANCE - room.clearance;
    if less == 0.0 {
        *card
    } else {
        card.inflate(-less)
    }
}

/// Whether a leg, a rectangle without width or without height, runs through the inside of `card`.
fn meets(card: &Rect, leg: &Rect) -> bool {
    card.x + TOUCH < leg.right()
        && leg.x + TOUCH < card.right()
        && card.y + TOUCH < leg.bottom()
        && leg.y + TOUCH < card.bottom()
}

fn cell_of(value: f64) -> i32 {
    (value / CELL).floor() as i32
}

fn cells(rect: &Rect) -> impl Iterator<Item = (i32, i32)> + use<> {
    let (left, right) = (cell_of(rect.x), cell_of(rect.right()));
    let (top, bottom) = (cell_of(rect.y), cell_of(rect.bottom()));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

/// `rect` with places and lengths that can be computed with, whatever a damaged document says.
fn finite(rect: Rect) -> Rect {
    let number = |value: f64, most: f64| {
        if value.is_nan() {
            0.0
        } else {
            value.clamp(-most, most)
        }
    };
    Rect::new(
        number(rect.x, FURTHEST),
        number(rect.y, FURTHEST),
        number(rect.width, LONGEST).max(0.0),
        number(rect.height, LONGEST).max(0.0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_cards() -> Obstacles {
        let mut obstacles = Obstacles::default();
        obstacles.insert(1, Rect::new(0.0, 0.0, 200.0, 100.0));
        obstacles.insert(2, Rect::new(400.0, 0.0, 200.0, 1000.0));
        obstacles
    }

    #[test]
    fn legs_keep_their_distance() {
        let obstacles = two_cards();
        let leg = |y: f64, skip| {
            obstacles.blocks(
                Point::new(-500.0, y),
                Point::new(300.0, y),
                Room::WIDE,
                [skip, None],
            )
        };
        assert!(leg(50.0, None));
        assert!(!leg(50.0, Some(1)));
        assert!(leg(111.0, None));
        assert!(!leg(112.0, None));
        assert_eq!(
            obstacles.count(Point::new(-50.0, 50.0), Point::new(900.0, 50.0), [None; 2]),
            2
        );
    }

    #[test]
    fn lines_meet_the_nearest_card() {
        let mut obstacles = two_cards();
        let first = |obstacles: &Obstacles, x: f64, heading, limit| {
            obstacles
                .first(Point::new(x, 50.0), heading, limit, Room::WIDE)
                .map(|card| facing(&card, heading).round())
        };
        assert_eq!(
            first(&obstacles, -900.0, Heading::Right, 2000.0),
            Some(-12.0)
        );
        assert_eq!(
            first(&obstacles, 212.0, Heading::Right, 2000.0),
            Some(388.0)
        );
        assert_eq!(first(&obstacles, 212.0, Heading::Right, 380.0), None);
        assert_eq!(first(&obstacles, 900.0, Heading::Left, -900.0), Some(612.0));
        obstacles.insert(2, Rect::new(400.0, 200.0, 200.0, 1000.0));
        assert_eq!(first(&obstacles, 900.0, Heading::Left, -900.0), Some(212.0));
        obstacles.remove(1);
        assert_eq!(first(&obstacles, 900.0, Heading::Left, -900.0), None);
    }

    #[test]
    fn damaged_places_are_survived() {
        let mut obstacles = two_cards();
        obstacles.insert(3, Rect::new(f64::NAN, f64::INFINITY, -5.0, 1.0));
        assert_eq!(obstacles.get(3), Some(Rect::new(0.0, 1e6, 0.0, 1.0)));
    }
}
