//! One community in columns: parents to the left, children to the right.

use super::super::geometry::{Point, Size, snap_up};
use super::graph::{Graph, Link};
use super::order::{self, Ordered};
use super::pack::Block;
use super::{ASPECT, ArrangeNode, GAP_X, GAP_Y, spread};

/// Distance between two lanes of lines in a gap between columns.
const LANE: f64 = 8.0;
/// Room at both sides of a gap in which lines do not turn.
const STUBS: f64 = 48.0;
/// Widest gap between columns, however many lines it holds.
const GAP_X_MOST: f64 = 128.0;
/// Distance between two bands of columns above each other.
const BAND_GAP: f64 = 80.0;
/// A community wider than this, for its height, is broken into bands.
const WIDEST: f64 = 4.0;
/// Fewer columns stay beside each other, however low they are.
const LEAST_COLUMNS: usize = 7;

/// A community's cards and relationships under numbers of its own, 0 to `sizes.len()`.
pub(super) struct Local {
    pub sizes: Vec<Size>,
    pub links: Vec<Vec<Link>>,
    hubs: Vec<bool>,
}

impl Local {
    fn new(graph: &Graph, nodes: &[ArrangeNode], members: &[usize]) -> Self {
        let links = members
            .iter()
            .map(|&member| {
                graph
                    .links(member)
                    .iter()
                    .filter_map(|link| {
                        let other = members.binary_search(&link.other).ok()?;
                        Some(Link { other, ..*link })
                    })
                    .collect()
            })
            .collect();
        Self {
            sizes: members.iter().map(|&member| nodes[member].size()).collect(),
            links,
            hubs: members.iter().map(|&member| graph.is_hub(member)).collect(),
        }
    }

    fn count(&self) -> usize {
        self.sizes.len()
    }

    /// What a card takes in its column.
    pub(super) fn step(&self, node: usize) -> f64 {
        snap_up(self.sizes[node].height) + GAP_Y
    }

    fn strong(&self, node: usize) -> impl Iterator<Item = &Link> {
        let hub = self.hubs[node];
        self.links[node]
            .iter()
            .filter(move |link| !hub && !self.hubs[link.other])
    }
}

/// Heights tried for the columns, as parts of the ideal one.
const HEIGHTS: [f64; 4] = [0.85, 1.1, 1.4, 1.8];

/// Lays out `members`, which are in ascending order, in the best of a few heights.
pub(super) fn layout(graph: &Graph, nodes: &[ArrangeNode], members: &[usize]) -> Block {
    let local = Local::new(graph, nodes, members);
    let ideal = ideal_height(&local);
    let weights: f64 = local.links.iter().flatten().map(|link| link.weight).sum();
    let mut best: Option<(f64, Layout)> = None;
    for part in HEIGHTS {
        let layout = Layout::new(&local, ideal * part);
        // The mean length of a line and the reach of the whole grow alike with the size.
        let cost = 2.0 * layout.ordered.cost / weights.max(1.0) + spread(layout.place(&local).1);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, layout));
        }
    }
    let Some((_, mut layout)) = best else {
        return Block::new(Vec::new(), Size::default());
    };
    order::swap(
        &local,
        &mut layout.columns,
        layout.height,
        &mut layout.ordered,
    );
    let (places, size) = layout.place(&local);
    Block::new(members.iter().copied().zip(places).collect(), size)
}

/// Columns in order, for one height.
struct Layout {
    columns: Vec<Vec<usize>>,
    ordered: Ordered,
    height: f64,
}

impl Layout {
    fn new(local: &Local, height: f64) -> Self {
        let mut columns = columns(local, height);
        let ordered = order::order(local, &mut columns, height);
        Self {
            columns,
            ordered,
            height,
        }
    }

    /// The places of the cards and what they take together.
    fn place(&self, local: &Local) -> (Vec<Point>, Size) {
        let tops = &self.ordered.tops;
        let mut places = vec![Point::default(); local.count()];
        let (mut y, mut width) = (0.0, 0.0_f64);
        for band in bands(local, &self.columns, self.height) {
            let mut x = 0.0;
            let mut bottom = 0.0_f64;
            let top = band
                .iter()
                .flat_map(|&column| &self.columns[column])
                .map(|&node| tops[node])
                .fold(f64::INFINITY, f64::min);
            for &column in &band {
                let mut widest = 0.0_f64;
                for &node in &self.columns[column] {
                    places[node] = Point::new(x, y + tops[node] - top);
                    widest = widest.max(local.sizes[node].width);
                    bottom = bottom.max(tops[node] - top + local.sizes[node].height);
                }
                width = width.max(x + widest);
                x += snap_up(widest) + gap_after(local, &self.columns, column);
            }
            y += snap_up(bottom) + BAND_GAP;
        }
        (places, Size::new(width, (y - BAND_GAP).max(0.0)))
    }
}

/// The height at which the cards, packed evenly, have the shape of a screen.
fn ideal_height(local: &Local) -> f64 {
    let area: f64 = (0..local.count())
        .map(|node| (local.sizes[node].width + GAP_X) * local.step(node))
        .sum();
    let tallest = (0..local.count())
        .map(|node| local.step(node))
        .fold(0.0, f64::max);
    (area / ASPECT).sqrt().max(tallest)
}

/// The cards of each column from left to right, in no order yet.
fn columns(local: &Local, height: f64) -> Vec<Vec<usize>> {
    let (layers, loose) = layers(local);
    let mut columns: Vec<Vec<usize>> = Vec::new();
    let mut first_free = 0;
    for (index, layer) in layers.into_iter().enumerate() {
        if index == 0 && layer.iter().any(|&node| local.hubs[node]) {
            first_free = 1;
        }
        columns.extend(split(local, layer, height));
    }
    for node in loose {
        let column = (first_free..columns.len())
            .filter(|&column| filled(local, &columns[column]) + local.step(node) <= height)
            .min_by(|&a, &b| filled(local, &columns[a]).total_cmp(&filled(local, &columns[b])));
        match column {
            Some(column) => columns[column].push(node),
            None => columns.push(vec![node]),
        }
    }
    columns
}

/// A layer in as many columns as its height asks for. Neighbours in the layer come into different columns, so that each
/// column spans the whole height and cards stay at the height of what they are tied to.
fn split(local: &Local, layer: Vec<usize>, height: f64) -> Vec<Vec<usize>> {
    let total = filled(local, &layer);
    let count = if total <= height * 1.15 {
        1
    } else {
        (total / height).ceil() as usize
    };
    let mut columns = vec![Vec::new(); count];
    let mut heights = vec![0.0; count];
    for node in layer {
        let mut least = 0;
        for column in 1..count {
            if heights[column] < heights[least] {
                least = column;
            }
        }
        heights[least] += local.step(node);
        columns[least].push(node);
    }
    columns.retain(|column| !column.is_empty());
    columns
}

fn filled(local: &Local, column: &[usize]) -> f64 {
    column.iter().map(|&node| local.step(node)).sum()
}

/// Layers from left to right by the strong relationships, hubs and their parents first; and the cards that no strong
/// relationship ties to another, which go where there is room.
fn layers(local: &Local) -> (Vec<Vec<usize>>, Vec<usize>) {
    let is_core = |node: usize| {
        local.hubs[node]
            || (local.strong(node).next().is_none()
                && local.links[node].iter().any(|link| !link.is_parent)
                && local.links[node].iter().all(|link| !link.is_parent))
    };
    let (core, rest): (Vec<usize>, Vec<usize>) =
        (0..local.count()).partition(|&node| is_core(node));
    let (tied, loose): (Vec<usize>, Vec<usize>) = rest
        .into_iter()
        .partition(|&node| local.strong(node).next().is_some());
    let mut layers = longest_paths(local, &core, |node| local.links[node].iter().collect());
    layers.extend(longest_paths(local, &tied, |node| {
        local.strong(node).collect()
    }));
    (layers, loose)
}

/// Layers of `nodes` such that a card stands to the right of all its parents, cycles apart, and as near to its
/// neighbours as that allows.
fn longest_paths<'a>(
    local: &'a Local,
    nodes: &[usize],
    links: impl Fn(usize) -> Vec<&'a Link>,
) -> Vec<Vec<usize>> {
    let sequence = sequence(local, nodes, &links);
    let mut rank = vec![None; local.count()];
    for (position, &node) in sequence.iter().enumerate() {
        rank[node] = Some(position);
    }
    let mut layer = vec![0_usize; local.count()];
    let earlier = |node: usize, other: usize| rank[other].is_some() && rank[other] < rank[node];
    for &node in &sequence {
        let left = links(node)
            .into_iter()
            .filter(|link| earlier(node, link.other));
        layer[node] = left.map(|link| layer[link.other] + 1).max().unwrap_or(0);
    }
    for &node in sequence.iter().rev() {
        let (mut left, mut right, mut nearest) = (0, 0, usize::MAX);
        for link in links(node) {
            if earlier(node, link.other) {
                left += 1;
            } else if rank[link.other].is_some() {
                right += 1;
                nearest = nearest.min(layer[link.other]);
            }
        }
        if right > left && nearest > layer[node] {
            layer[node] = nearest - 1;
        }
    }
    let depth = nodes.iter().map(|&node| layer[node] + 1).max().unwrap_or(0);
    let mut layers = vec![Vec::new(); depth];
    for &node in nodes {
        layers[layer[node]].push(node);
    }
    layers.retain(|layer| !layer.is_empty());
    layers
}

/// The cards in an order in which few relationships point backwards: parents first, and where a cycle leaves no card
/// without parents, the one with most children over parents (after Eades, Lin and Smyth).
fn sequence<'a>(
    local: &'a Local,
    nodes: &[usize],
    links: &impl Fn(usize) -> Vec<&'a Link>,
) -> Vec<usize> {
    let mut waiting = vec![false; local.count()];
    for &node in nodes {
        waiting[node] = true;
    }
    let mut sequence = Vec::with_capacity(nodes.len());
    while sequence.len() < nodes.len() {
        let mut best: Option<(bool, i64, usize)> = None;
        for &node in nodes.iter().filter(|&&node| waiting[node]) {
            let (mut parents, mut children) = (0, 0);
            for link in links(node) {
                if waiting[link.other] {
                    if link.is_parent {
                        parents += 1;
                    } else {
                        children += 1;
                    }
                }
            }
            let rating = (parents == 0, children - parents);
            if best.is_none_or(|(free, surplus, _)| rating > (free, surplus)) {
                best = Some((rating.0, rating.1, node));
            }
        }
        let Some((_, _, node)) = best else {
            break;
        };
        waiting[node] = false;
        sequence.push(node);
    }
    sequence
}

/// The gap to the right of a column: wider the more keys are referred to across it, since each has its own lane.
fn gap_after(local: &Local, columns: &[Vec<usize>], column: usize) -> f64 {
    let mut of = vec![0; local.count()];
    for (index, members) in columns.iter().enumerate() {
        for &node in members {
            of[node] = index;
        }
    }
    let mut keys: Vec<(usize, i64)> = Vec::new();
    for node in 0..local.count() {
        for link in local.links[node].iter().filter(|link| link.is_parent) {
            let (a, b) = (of[node].min(of[link.other]), of[node].max(of[link.other]));
            if a <= column && column < b.max(a + 1) {
                keys.push((link.other, link.other_port.round() as i64));
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    (STUBS + LANE * keys.len() as f64).clamp(GAP_X, GAP_X_MOST)
}

/// Runs of columns to be set below each other, so that a long chain is no ribbon.
fn bands(local: &Local, columns: &[Vec<usize>], height: f64) -> Vec<Vec<usize>> {
    let widths: Vec<f64> = columns
        .iter()
        .map(|column| {
            let widest = column
                .iter()
                .map(|&node| local.sizes[node].width)
                .fold(0.0, f64::max);
            widest + GAP_X
        })
        .collect();
    let total: f64 = widths.iter().sum();
    let tallest = columns
        .iter()
        .map(|column| filled(local, column))
        .fold(0.0, f64::max);
    let all: Vec<usize> = (0..columns.len()).collect();
    if columns.len() < LEAST_COLUMNS || total <= WIDEST * tallest.max(height) {
        return vec![all];
    }
    let count = (total / (ASPECT * (tallest + BAND_GAP)))
        .sqrt()
        .round()
        .max(1.0);
    let room = total / count;
    let mut bands: Vec<Vec<usize>> = Vec::new();
    let mut used = f64::INFINITY;
    for column in all {
        if used + widths[column] / 2.0 > room {
            bands.push(Vec::new());
            used = 0.0;
        }
        used += widths[column];
        if let Some(band) = bands.last_mut() {
            band.push(column);
        }
    }
    bands
}
