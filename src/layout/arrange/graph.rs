//! The relationships of a drawing as the arrangement sees them: who is tied to whom, and how much it counts.

use super::{ArrangeEdge, ArrangeNode, HUB_DEGREE};

/// One relationship as seen from one of its cards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Index of the card at the other end.
    pub other: usize,
    /// Offset of the port on this card.
    pub port: f64,
    /// Offset of the port on the other card.
    pub other_port: f64,
    /// Whether the other card is the parent.
    pub is_parent: bool,
    /// How much the relationship counts: 1, and less at hubs.
    pub weight: f64,
}

/// The relationships by card. Self-references and relationships that name no card are left out.
pub(super) struct Graph {
    links: Vec<Vec<Link>>,
    hubs: Vec<bool>,
}

impl Graph {
    pub(super) fn new(nodes: &[ArrangeNode], edges: &[ArrangeEdge]) -> Self {
        let mut links: Vec<Vec<Link>> = vec![Vec::new(); nodes.len()];
        for edge in edges {
            if edge.from == edge.to || edge.from >= nodes.len() || edge.to >= nodes.len() {
                continue;
            }
            links[edge.from].push(Link {
                other: edge.to,
                port: edge.from_port,
                other_port: edge.to_port,
                is_parent: true,
                weight: 1.0,
            });
            links[edge.to].push(Link {
                other: edge.from,
                port: edge.to_port,
                other_port: edge.from_port,
                is_parent: false,
                weight: 1.0,
            });
        }
        let degrees: Vec<usize> = links.iter().map(|links| degree(links)).collect();
        for (index, own) in links.iter_mut().enumerate() {
            for link in own {
                let most = degrees[index].max(degrees[link.other]);
                if most > HUB_DEGREE {
                    link.weight = 0.5 * HUB_DEGREE as f64 / most as f64;
                }
            }
        }
        let hubs = degrees.iter().map(|&degree| degree > HUB_DEGREE).collect();
        Self { links, hubs }
    }

    pub(super) fn links(&self, index: usize) -> &[Link] {
        &self.links[index]
    }

    /// Whether the card has so many neighbours that its relationships count little.
    pub(super) fn is_hub(&self, index: usize) -> bool {
        self.hubs[index]
    }
}

/// Number of distinct neighbours.
fn degree(links: &[Link]) -> usize {
    let mut others: Vec<usize> = links.iter().map(|link| link.other).collect();
    others.sort_unstable();
    others.dedup();
    others.len()
}
