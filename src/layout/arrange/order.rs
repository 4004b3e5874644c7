//! The order of cards in their columns and their heights: few crossings, straight lines.

use super::super::geometry::snap;
use super::layered::Local;

/// Sweeps over the columns; later ones seldom find better.
const SWEEPS: usize = 14;
/// What a column more to be crossed costs, in pixels of line.
const COLUMN: f64 = 320.0;
/// What a crossing costs, in pixels of line.
const CROSSING: f64 = 250.0;

/// Most rounds of swapping neighbours.
const SWAPS: usize = 3;
/// With more lines than this, swaps, each of which compares all lines, would take too long.
const SWAPPED_LINES: usize = 400;

/// The outcome of [`order`].
#[derive(Clone, Debug)]
pub(super) struct Ordered {
    /// By card: its top, a multiple of 8 and not negative.
    pub tops: Vec<f64>,
    /// Crossings and lengths, in pixels.
    pub cost: f64,
}

/// Orders each column and finds the top of every card.
///
/// Barycentre sweeps: each column in turn is sorted by where its cards' relatives are, seen from port to port, and
/// moved there as far as the other cards of the column allow. The best state met is kept.
pub(super) fn order(local: &Local, columns: &mut [Vec<usize>], height: f64) -> Ordered {
    let mut state = State::new(local, columns, height);
    let mut best = (state.cost(columns), columns.to_vec(), state.tops.clone());
    for sweep in 0..SWEEPS {
        for step in 0..columns.len() {
            let index = if sweep % 2 == 0 {
                step
            } else {
                columns.len() - 1 - step
            };
            state.settle(&mut columns[index], index, sweep % 4 >= 2);
        }
        let cost = state.cost(columns);
        if cost < best.0 {
            best = (cost, columns.to_vec(), state.tops.clone());
        }
    }
    columns.clone_from_slice(&best.1);
    Ordered {
        tops: best.2,
        cost: best.0,
    }
}

/// Improves an order further: swaps cards that stand above each other as long as that makes it better.
pub(super) fn swap(local: &Local, columns: &mut [Vec<usize>], height: f64, ordered: &mut Ordered) {
    if local.links.iter().map(Vec::len).sum::<usize>() > 2 * SWAPPED_LINES {
        return;
    }
    let mut state = State::new(local, columns, height);
    state.tops.clone_from(&ordered.tops);
    for _ in 0..SWAPS {
        let before = ordered.cost;
        for index in 0..columns.len() {
            for upper in 1..columns[index].len() {
                columns[index].swap(upper - 1, upper);
                let wanted = state.all_wanted(index, false);
                state.stack(&columns[index], &wanted);
                let cost = state.cost(columns);
                if cost < ordered.cost {
                    ordered.cost = cost;
                    ordered.tops.clone_from(&state.tops);
                } else {
                    columns[index].swap(upper - 1, upper);
                    state.tops.clone_from(&ordered.tops);
                }
            }
        }
        if ordered.cost >= before {
            break;
        }
    }
}

struct State<'a> {
    local: &'a Local,
    /// By card: its column.
    column: Vec<usize>,
    tops: Vec<f64>,
    height: f64,
}

impl<'a> State<'a> {
    fn new(local: &'a Local, columns: &[Vec<usize>], height: f64) -> Self {
        let mut column = vec![0; local.sizes.len()];
        let mut tops = vec![0.0; local.sizes.len()];
        let mut tallest = height;
        for (index, members) in columns.iter().enumerate() {
            let mut y = 0.0;
            for &node in members {
                column[node] = index;
                tops[node] = y;
                y += local.step(node);
            }
            tallest = tallest.max(y);
        }
        Self {
            local,
            column,
            tops,
            height: tallest,
        }
    }

    /// Sorts a column by where its cards want to be and moves them there. With `one_sided` only relatives in columns
    /// further left count, which lets parents decide.
    fn settle(&mut self, members: &mut [usize], index: usize, one_sided: bool) {
        let wanted = self.all_wanted(index, one_sided);
        members.sort_by(|&a, &b| {
            let middle = |node: usize| wanted[node] + self.local.sizes[node].height / 2.0;
            middle(a).total_cmp(&middle(b)).then(a.cmp(&b))
        });
        self.stack(members, &wanted);
    }

    /// By card: where it wants to be, 0 for those of other columns.
    fn all_wanted(&self, index: usize, one_sided: bool) -> Vec<f64> {
        (0..self.tops.len())
            .map(|node| {
                if self.column[node] == index {
                    self.wanted(node, one_sided)
                } else {
                    0.0
                }
            })
            .collect()
    }

    fn wanted(&self, node: usize, one_sided: bool) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for link in &self.local.links[node] {
            let apart = self.column[node].abs_diff(self.column[link.other]);
            let left = self.column[link.other] < self.column[node];
            if apart == 0 || (one_sided && !left) {
                continue;
            }
            let weight = link.weight / apart as f64;
            sum += weight * (self.tops[link.other] + link.other_port - link.port);
            weights += weight;
        }
        if weights > 0.0 {
            sum / weights
        } else {
            self.tops[node]
        }
    }

    /// Gives the cards of a column, in order, the tops that are nearest to the wanted ones in the sum of squares: pool
    /// adjacent violators over what each wants less what stands above it.
    fn stack(&mut self, members: &[usize], wanted: &[f64]) {
        let mut above = 0.0;
        let mut offsets = Vec::with_capacity(members.len());
        // Pools of cards that touch: sum of wishes, number of cards.
        let mut pools: Vec<(f64, usize)> = Vec::new();
        for &node in members {
            offsets.push(above);
            let mut pool = (wanted[node] - above, 1);
            while let Some(&(sum, count)) = pools.last() {
                if sum / (count as f64) < pool.0 / pool.1 as f64 {
                    break;
                }
                pool = (sum + pool.0, count + pool.1);
                pools.pop();
            }
            pools.push(pool);
            above += self.local.step(node);
        }
        let most = (self.height - above).max(0.0);
        let shifts = pools
            .iter()
            .flat_map(|&(sum, count)| std::iter::repeat_n(sum / count as f64, count));
        for ((&node, offset), shift) in members.iter().zip(offsets).zip(shifts) {
            self.tops[node] = offset + snap(shift.clamp(0.0, most));
        }
    }

    /// Crossings and length of the lines, hubs' lines counting less.
    fn cost(&self, columns: &[Vec<usize>]) -> f64 {
        let mut lines: Vec<(usize, usize, f64, f64, f64)> = Vec::new();
        let mut across = 0.0;
        for node in columns.iter().flatten().copied() {
            for link in &self.local.links[node] {
                let (a, b) = (self.column[node], self.column[link.other]);
                if a < b {
                    let from = self.tops[node] + link.port;
                    let to = self.tops[link.other] + link.other_port;
                    lines.push((a, b, from, to, link.weight));
                    across += link.weight * (b - a) as f64;
                }
            }
        }
        let mut cost = across * COLUMN;
        for (index, one) in lines.iter().enumerate() {
            cost += one.4 * (one.2 - one.3).abs();
            for other in &lines[..index] {
                if cross(one, other) {
                    cost += CROSSING * one.4.min(other.4);
                }
            }
        }
        cost
    }
}

/// Whether two lines, each from a column to one further right, cross where both run.
fn cross(one: &(usize, usize, f64, f64, f64), other: &(usize, usize, f64, f64, f64)) -> bool {
    let (left, right) = (one.0.max(other.0) as f64, one.1.min(other.1) as f64);
    if left >= right {
        return false;
    }
    let at = |line: &(usize, usize, f64, f64, f64), x: f64| {
        let part = (x - line.0 as f64) / (line.1 - line.0) as f64;
        line.2 + (line.3 - line.2) * part
    };
    let before = at(one, left) - at(other, left);
    let after = at(one, right) - at(other, right);
    before * after < 0.0
}
