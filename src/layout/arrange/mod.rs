//! Automatic arrangement: places for many cards that people keep.
//!
//! Parents stand to the left of their children. Large drawings are first taken apart into communities of tables that
//! refer to each other, each is laid out in columns, and the communities are packed beside those they are tied to.
//! Tables that nearly everything refers to would pull all into one heap, so their relationships count little. An own
//! layout rather than a general one: rows have ports, cards differ in height, and pinned cards must not move.

mod cluster;
mod graph;
mod layered;
mod order;
mod pack;
mod place;
mod quality;
#[cfg(test)]
mod tests;

use super::geometry::{Point, Rect, Size, bounds, snap_up};

pub use cluster::prefix_groups;
pub use place::place_new;
pub use quality::{Quality, quality};

use serde::{Deserialize, Serialize};

use graph::Graph;
use pack::Block;

/// Least distance between two cards side by side.
pub const GAP_X: f64 = 64.0;
/// Least distance between two cards above each other.
pub const GAP_Y: f64 = 40.0;
/// Distance between two communities.
pub const BLOCK_GAP: f64 = 96.0;
/// Width to height a drawing aims at.
pub const ASPECT: f64 = 1.6;
/// A table with more neighbours than this is a hub, whose relationships count little.
pub const HUB_DEGREE: usize = 12;

/// Most columns of unconnected cards.
const MOST_COLUMNS: usize = 120;

/// A card to be placed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ArrangeNode {
    /// The card's width.
    pub width: f64,
    /// The card's height.
    pub height: f64,
    /// The card's place if it must not move.
    pub pinned: Option<Point>,
    /// What the card belongs to, such as a schema or a prefix of names; see [`prefix_groups`].
    pub group: Option<String>,
}

impl ArrangeNode {
    /// Width and height.
    pub const fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }
}

/// A relationship between two cards, given by their indices. One that names no card is left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArrangeEdge {
    /// Index of the child.
    pub from: usize,
    /// Offset of the child row's port from its card's top.
    pub from_port: f64,
    /// Index of the parent.
    pub to: usize,
    /// Offset of the parent row's port from its card's top.
    pub to_port: f64,
}

/// A place for each of `nodes`, in their order: the top left corner.
///
/// Pinned cards are where they were. All others are on the grid of 8 and overlap nothing; between them and any other
/// card there are at least [`GAP_X`] sideways or [`GAP_Y`] up and down.
pub fn arrange(nodes: &[ArrangeNode], edges: &[ArrangeEdge]) -> Vec<Point> {
    let graph = Graph::new(nodes, edges);
    let fixed: Vec<(usize, Rect)> = nodes
        .iter()
        .enumerate()
        .filter_map(|(index, node)| Some((index, Rect::at(node.pinned?, node.size()))))
        .collect();
    let (isolated, connected): (Vec<usize>, Vec<usize>) = (0..nodes.len())
        .filter(|&index| nodes[index].pinned.is_none())
        .partition(|&index| graph.links(index).is_empty());
    let mut blocks: Vec<Block> = cluster::clusters(&graph, nodes, &connected)
        .iter()
        .map(|members| layered::layout(&graph, nodes, members))
        .collect();
    pack::pack(&graph, &mut blocks, &fixed, nodes.len());

    let mut places: Vec<Point> = nodes
        .iter()
        .map(|node| node.pinned.unwrap_or_default())
        .collect();
    let mut taken: Vec<Rect> = fixed.iter().map(|(_, rect)| *rect).collect();
    for block in &blocks {
        taken.push(block.rect());
        for (index, place) in block.placed() {
            places[index] = place;
        }
    }
    for (index, place) in isolated_grid(nodes, &isolated, bounds(&taken)) {
        places[index] = place;
    }
    if fixed.is_empty() {
        move_to_origin(&mut places);
    }
    places
}

/// Unconnected cards in even columns, below or to the right of everything else, whichever suits the whole better.
fn isolated_grid(
    nodes: &[ArrangeNode],
    isolated: &[usize],
    taken: Option<Rect>,
) -> Vec<(usize, Point)> {
    let mut members = isolated.to_vec();
    members.sort_by_key(|&index| (nodes[index].group.as_deref(), index));
    let sides = match taken {
        Some(taken) => vec![
            Point::new(snap_up(taken.x), snap_up(taken.bottom() + BLOCK_GAP)),
            Point::new(snap_up(taken.right() + BLOCK_GAP), snap_up(taken.y)),
        ],
        None => vec![Point::default()],
    };
    let mut best: Option<(f64, Point, Grid)> = None;
    for columns in 1..=members.len().min(MOST_COLUMNS) {
        let grid = grid(nodes, &members, columns);
        for at in &sides {
            let own = Rect::at(*at, grid.size);
            let whole = taken.map_or(own, |taken| taken.union(&own));
            // Of grids that reach equally far the one that is most like a screen itself.
            let reach = spread(whole.size()) + 0.01 * spread(grid.size);
            if best.as_ref().is_none_or(|(least, ..)| reach < *least) {
                best = Some((reach, *at, grid.clone()));
            }
        }
    }
    best.map_or_else(Vec::new, |(_, at, grid)| {
        grid.places
            .into_iter()
            .map(|(index, place)| (index, place.moved(at.x, at.y)))
            .collect()
    })
}

#[derive(Clone)]
struct Grid {
    places: Vec<(usize, Point)>,
    size: Size,
}

/// Cards in `columns` columns, each next one into the shortest column.
fn grid(nodes: &[ArrangeNode], members: &[usize], columns: usize) -> Grid {
    let step = column_step(nodes, members);
    let mut heights = vec![0.0_f64; columns.clamp(1, members.len().max(1))];
    let mut places = Vec::with_capacity(members.len());
    for &index in members {
        let mut column = 0;
        for (candidate, height) in heights.iter().enumerate() {
            if *height < heights[column] {
                column = candidate;
            }
        }
        places.push((index, Point::new(step * column as f64, heights[column])));
        heights[column] += snap_up(nodes[index].height) + GAP_Y;
    }
    let height = heights.iter().copied().fold(0.0, f64::max);
    let size = Size::new(step * heights.len() as f64 - GAP_X, height - GAP_Y);
    Grid { places, size }
}

fn column_step(nodes: &[ArrangeNode], members: &[usize]) -> f64 {
    let widest = members
        .iter()
        .map(|&index| nodes[index].width)
        .fold(0.0, f64::max);
    snap_up(widest) + GAP_X
}

/// How far something reaches, measured so that [`ASPECT`] is best for a given area.
fn spread(size: Size) -> f64 {
    (size.width / ASPECT).max(size.height)
}

fn move_to_origin(places: &mut [Point]) {
    let left = places
        .iter()
        .map(|place| place.x)
        .fold(f64::INFINITY, f64::min);
    let top = places
        .iter()
        .map(|place| place.y)
        .fold(f64::INFINITY, f64::min);
    for place in places {
        *place = place.moved(-left, -top);
    }
}
