//! Places for the communities: beside those they are tied to, tightly, around what is pinned.

use super::super::geometry::{Point, Rect, SNAP, Size, snap_up};
use super::graph::Graph;
use super::{BLOCK_GAP, spread};

/// What a pixel to related communities counts against a pixel of spread of the whole.
const NEARNESS: f64 = 0.4;

/// A community laid out for itself.
pub(super) struct Block {
    members: Vec<(usize, Point)>,
    size: Size,
    at: Point,
}

impl Block {
    /// Cards by index at places relative to the block, which takes `size`.
    pub(super) fn new(members: Vec<(usize, Point)>, size: Size) -> Self {
        Self {
            members,
            size,
            at: Point::default(),
        }
    }

    pub(super) fn rect(&self) -> Rect {
        Rect::at(self.at, self.size)
    }

    /// The cards with their places in the world.
    pub(super) fn placed(&self) -> impl Iterator<Item = (usize, Point)> {
        self.members
            .iter()
            .map(|&(index, place)| (index, place.moved(self.at.x, self.at.y)))
    }
}

/// Gives each of `blocks` its place, around the `fixed` cards; `count` is the number of all cards.
pub(super) fn pack(graph: &Graph, blocks: &mut [Block], fixed: &[(usize, Rect)], count: usize) {
    let ties = ties(graph, blocks, fixed, count);
    let mut taken: Vec<(usize, Rect)> = fixed
        .iter()
        .enumerate()
        .map(|(index, (_, rect))| (blocks.len() + index, *rect))
        .collect();
    let mut pull = vec![0.0_f64; blocks.len()];
    for (unit, _) in &taken {
        add_pull(&mut pull, &ties[*unit]);
    }
    let mut waiting: Vec<usize> = (0..blocks.len()).collect();
    while !waiting.is_empty() {
        let mut next = 0;
        for position in 1..waiting.len() {
            let rating = |position: usize| {
                let block = waiting[position];
                let size = blocks[block].size;
                (pull[block], size.width * size.height)
            };
            if rating(position) > rating(next) {
                next = position;
            }
        }
        let block = waiting.remove(next);
        let at = best_place(blocks[block].size, &ties[block], &taken);
        blocks[block].at = at;
        taken.push((block, blocks[block].rect()));
        add_pull(&mut pull, &ties[block]);
    }
}

fn add_pull(pull: &mut [f64], ties: &[(usize, f64)]) {
    for (unit, weight) in ties {
        if let Some(sum) = pull.get_mut(*unit) {
            *sum += weight;
        }
    }
}

/// By unit (blocks first, then fixed cards): the units it is tied to and how much.
fn ties(
    graph: &Graph,
    blocks: &[Block],
    fixed: &[(usize, Rect)],
    count: usize,
) -> Vec<Vec<(usize, f64)>> {
    let mut unit_of = vec![None; count];
    for (unit, block) in blocks.iter().enumerate() {
        for (index, _) in &block.members {
            unit_of[*index] = Some(unit);
        }
    }
    for (position, (index, _)) in fixed.iter().enumerate() {
        unit_of[*index] = Some(blocks.len() + position);
    }
    let mut ties = vec![Vec::new(); blocks.len() + fixed.len()];
    for (index, unit) in unit_of.iter().enumerate() {
        let Some(unit) = *unit else { continue };
        for link in graph.links(index) {
            if let Some(other) = unit_of[link.other].filter(|&other| other != unit) {
                ties[unit].push((other, link.weight));
            }
        }
    }
    for row in &mut ties {
        row.sort_by_key(|(unit, _)| *unit);
        row.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
    }
    ties
}

/// The free place beside something taken that spreads the whole least and lies nearest to what it is tied to.
fn best_place(size: Size, ties: &[(usize, f64)], taken: &[(usize, Rect)]) -> Point {
    let Some(whole) = taken
        .iter()
        .map(|(_, rect)| *rect)
        .reduce(|a, b| a.union(&b))
    else {
        return Point::default();
    };
    let relatives: Vec<(Point, f64)> = taken
        .iter()
        .filter_map(|(unit, rect)| {
            let tie = ties.binary_search_by_key(unit, |(unit, _)| *unit).ok()?;
            Some((rect.center(), ties[tie].1))
        })
        .collect();
    let weights: f64 = relatives.iter().map(|(_, weight)| weight).sum();
    let mut candidates: Vec<(f64, Point)> = taken
        .iter()
        .flat_map(|(_, rect)| beside(rect, size))
        .map(|at| {
            let rect = Rect::at(at, size);
            let mut cost = spread(whole.union(&rect).size());
            // Of places that spread alike the one nearest to the middle.
            cost += 0.05 * rect.center().distance(whole.center());
            if weights > 0.0 {
                let pulled: f64 = relatives
                    .iter()
                    .map(|(point, weight)| weight * rect.center().distance(*point))
                    .sum();
                cost += NEARNESS * pulled / weights;
            }
            (cost, at)
        })
        .collect();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let gap = BLOCK_GAP - SNAP;
    candidates
        .iter()
        .map(|(_, at)| *at)
        .find(|at| {
            let room = Rect::at(*at, size).inflate(gap);
            !taken.iter().any(|(_, rect)| rect.intersects(&room))
        })
        // Right of everything there is always room.
        .unwrap_or(Point::new(
            snap_up(whole.right() + BLOCK_GAP),
            snap_up(whole.y),
        ))
}

/// Places for `size` around `rect`, flush with one of its edges.
fn beside(rect: &Rect, size: Size) -> [Point; 8] {
    let down = |value: f64| -snap_up(-value);
    let (left, right) = (
        down(rect.x - BLOCK_GAP - size.width),
        snap_up(rect.right() + BLOCK_GAP),
    );
    let (above, below) = (
        down(rect.y - BLOCK_GAP - size.height),
        snap_up(rect.bottom() + BLOCK_GAP),
    );
    let (top, bottom) = (snap_up(rect.y), down(rect.bottom() - size.height));
    let (start, end) = (snap_up(rect.x), down(rect.right() - size.width));
    [
        Point::new(right, top),
        Point::new(right, bottom),
        Point::new(start, below),
        Point::new(end, below),
        Point::new(left, top),
        Point::new(left, bottom),
        Point::new(start, above),
        Point::new(end, above),
    ]
}
