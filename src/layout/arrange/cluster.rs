//! Communities: which tables of a large drawing belong together.
//!
//! Label propagation, in the order of the nodes so that it is deterministic, begun from the groups the caller knows and
//! with a greatest size, because a column layout of more than some fifty tables cannot be read.

use std::collections::BTreeMap;

use super::ArrangeNode;
use super::graph::Graph;

/// Most cards in one community.
const LARGEST: usize = 48;
/// Communities smaller than this are joined to the one they are tied to most.
const SMALL: usize = 6;
/// Rounds of propagation; it settles in fewer.
const ROUNDS: usize = 10;
/// What belonging to the group from which a community grew counts, in relationships.
const GROUP_WEIGHT: f64 = 0.75;
/// Least number of names that make a group of a prefix.
const GROUP_LEAST: usize = 3;

/// Groups by the first word of each name, where at least three names share it: `order_lines` and `orders` belong to
/// `order`. Names that share theirs with too few have none.
pub fn prefix_groups(names: &[&str]) -> Vec<Option<String>> {
    let words: Vec<&str> = names
        .iter()
        .map(|name| {
            let word = name
                .split('_')
                .find(|word| !word.is_empty())
                .unwrap_or(name);
            word.strip_suffix('s').unwrap_or(word)
        })
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in &words {
        *counts.entry(word).or_default() += 1;
    }
    words
        .iter()
        .map(|word| {
            (counts.get(word).copied().unwrap_or(0) >= GROUP_LEAST).then(|| (*word).to_owned())
        })
        .collect()
}

/// The communities of `members`, each in ascending order, ordered by their first member.
pub(super) fn clusters(graph: &Graph, nodes: &[ArrangeNode], members: &[usize]) -> Vec<Vec<usize>> {
    let mut result = Vec::new();
    for component in components(graph, nodes.len(), members) {
        if component.len() <= LARGEST {
            result.push(component);
        } else {
            result.extend(Communities::new(graph, nodes, &component).found());
        }
    }
    result.sort();
    result
}

/// Connected components of `members`, links to others disregarded.
fn components(graph: &Graph, count: usize, members: &[usize]) -> Vec<Vec<usize>> {
    let mut waiting = vec![false; count];
    for &member in members {
        waiting[member] = true;
    }
    let mut found = Vec::new();
    for &first in members {
        if !waiting[first] {
            continue;
        }
        waiting[first] = false;
        let mut component = vec![first];
        let mut next = 0;
        while let Some(&at) = component.get(next) {
            next += 1;
            for link in graph.links(at) {
                if waiting[link.other] {
                    waiting[link.other] = false;
                    component.push(link.other);
                }
            }
        }
        component.sort_unstable();
        found.push(component);
    }
    found
}

struct Communities<'a> {
    graph: &'a Graph,
    component: &'a [usize],
    /// By node: its label, none outside of the component.
    labels: Vec<Option<usize>>,
    /// By node: the label its group began with.
    home: Vec<Option<usize>>,
    /// By label: how many nodes carry it.
    sizes: Vec<usize>,
}

impl<'a> Communities<'a> {
    fn new(graph: &'a Graph, nodes: &'a [ArrangeNode], component: &'a [usize]) -> Self {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &index in component {
            if let Some(group) = &nodes[index].group {
                groups.entry(group).or_default().push(index);
            }
        }
        let mut home = vec![None; nodes.len()];
        for group in groups.values() {
            if (GROUP_LEAST..=LARGEST).contains(&group.len()) {
                for &index in group {
                    home[index] = group.first().copied();
                }
            }
        }
        let mut labels = vec![None; nodes.len()];
        let mut sizes = vec![0; nodes.len()];
        for &index in component {
            let label = home[index].unwrap_or(index);
            labels[index] = Some(label);
            sizes[label] += 1;
        }
        Self {
            graph,
            component,
            labels,
            home,
            sizes,
        }
    }

    fn found(mut self) -> Vec<Vec<usize>> {
        for _ in 0..ROUNDS {
            if !self.propagate() {
                break;
            }
        }
        while self.join_small() {}
        self.bundle_small();
        let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &index in self.component {
            if let Some(label) = self.labels[index] {
                found.entry(label).or_default().push(index);
            }
        }
        found.into_values().collect()
    }

    /// Gives each node the label that its neighbours carry most, if there is room; whether any changed.
    fn propagate(&mut self) -> bool {
        let mut changed = false;
        for &index in self.component {
            let Some(own) = self.labels[index] else {
                continue;
            };
            let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
            for link in self.graph.links(index) {
                if let Some(label) = self.labels[link.other] {
                    *scores.entry(label).or_default() += link.weight;
                }
            }
            if let Some(home) = self.home[index] {
                *scores.entry(home).or_default() += GROUP_WEIGHT;
            }
            let mut best = (scores.get(&own).copied().unwrap_or(0.0) + 1e-9, own);
            for (&label, &score) in &scores {
                if score > best.0 && self.sizes[label] < LARGEST {
                    best = (score, label);
                }
            }
            if best.1 != own {
                self.sizes[own] -= 1;
                self.sizes[best.1] += 1;
                self.labels[index] = Some(best.1);
                changed = true;
            }
        }
        changed
    }

    /// By label: the labels it is tied to and how much.
    fn ties(&self) -> BTreeMap<usize, BTreeMap<usize, f64>> {
        let mut ties: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        for &index in self.component {
            let Some(own) = self.labels[index] else {
                continue;
            };
            let row = ties.entry(own).or_default();
            for link in self.graph.links(index) {
                if let Some(label) = self.labels[link.other].filter(|&label| label != own) {
                    *row.entry(label).or_default() += link.weight;
                }
            }
        }
        ties
    }

    /// Joins small communities to those they are tied to most and that have room; whether any was joined.
    fn join_small(&mut self) -> bool {
        let mut joined: BTreeMap<usize, usize> = BTreeMap::new();
        for (label, row) in self.ties() {
            let size = self.sizes[label];
            if size == 0 || size >= SMALL {
                continue;
            }
            let mut best: Option<(f64, usize)> = None;
            for (other, weight) in row {
                // One that is itself being joined elsewhere this round is left for the next.
                let free = self.sizes[other] > 0
                    && self.sizes[other] + size <= LARGEST
                    && !joined.contains_key(&other);
                if free && best.is_none_or(|(most, _)| weight > most) {
                    best = Some((weight, other));
                }
            }
            if let Some((_, other)) = best {
                self.sizes[other] += size;
                self.sizes[label] = 0;
                joined.insert(label, other);
            }
        }
        self.relabel(&joined);
        !joined.is_empty()
    }

    /// Bundles the small communities that found no room, hundreds around one hub, by what they are tied to most.
    fn bundle_small(&mut self) {
        let mut by_tie: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (label, row) in self.ties() {
            if self.sizes[label] < SMALL {
                let most =
                    row.into_iter()
                        .fold(None, |best: Option<(f64, usize)>, (other, weight)| {
                            if best.is_none_or(|(most, _)| weight > most) {
                                Some((weight, other))
                            } else {
                                best
                            }
                        });
                by_tie
                    .entry(most.map(|(_, other)| other))
                    .or_default()
                    .push(label);
            }
        }
        let mut joined = BTreeMap::new();
        for mut labels in by_tie.into_values() {
            labels.sort_by_key(|&label| (self.home[label], label));
            let mut into: Option<usize> = None;
            for label in labels {
                match into {
                    Some(other) if self.sizes[other] + self.sizes[label] <= LARGEST => {
                        self.sizes[other] += self.sizes[label];
                        self.sizes[label] = 0;
                        joined.insert(label, other);
                    }
                    _ => into = Some(label),
                }
            }
        }
        self.relabel(&joined);
    }

    fn relabel(&mut self, joined: &BTreeMap<usize, usize>) {
        for &index in self.component {
            while let Some(&other) = self.labels[index].and_then(|label| joined.get(&label)) {
                self.labels[index] = Some(other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_need_three_names() {
        let names = [
            "orders",
            "order_lines",
            "order_notes",
            "users",
            "user_keys",
            "_x",
        ];
        let groups = prefix_groups(&names);
        assert_eq!(groups[0].as_deref(), Some("order"));
        assert_eq!(groups[2].as_deref(), Some("order"));
        assert_eq!(groups[3], None);
        assert_eq!(groups[5], None);
    }
}
