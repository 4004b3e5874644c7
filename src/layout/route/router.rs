//! All cards and relationships of a drawing, and the routes found so far.

use std::collections::{BTreeMap, BTreeSet};

use super::super::geometry::Rect;
use super::{Route, RouteEdge, route_quick};

/// Cards and relationships, kept up to date by the caller, and the routes between them.
///
/// Routing all is done once; after an edit only [`Router::affected`] relationships are routed again.
#[derive(Clone, Debug, Default)]
pub struct Router {
    nodes: BTreeMap<u32, Rect>,
    edges: BTreeMap<u32, RouteEdge>,
    by_node: BTreeMap<u32, BTreeSet<u32>>,
    routes: BTreeMap<u32, Route>,
}

impl Router {
    /// A router without cards.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a card or gives it a new place or size. Routes stay as they are until they are routed again.
    pub fn update_node(&mut self, key: u32, rect: Rect) {
        self.nodes.insert(key, rect);
    }

    /// Takes a card away, with its relationships.
    pub fn remove_node(&mut self, key: u32) {
        self.nodes.remove(&key);
        for edge in self.edges_of(key) {
            self.remove_edge(edge);
        }
    }

    /// Adds a relationship or changes it. One whose cards are not known has no route.
    pub fn update_edge(&mut self, edge: RouteEdge) {
        self.remove_edge(edge.key);
        for node in [edge.from, edge.to] {
            self.by_node.entry(node).or_default().insert(edge.key);
        }
        self.edges.insert(edge.key, edge);
    }

    /// Takes a relationship away.
    pub fn remove_edge(&mut self, key: u32) {
        self.routes.remove(&key);
        if let Some(edge) = self.edges.remove(&key) {
            for node in [edge.from, edge.to] {
                if let Some(edges) = self.by_node.get_mut(&node) {
                    edges.remove(&key);
                }
            }
        }
    }

    /// The card's rectangle.
    pub fn node(&self, key: u32) -> Option<Rect> {
        self.nodes.get(&key).copied()
    }

    /// The relationships that begin or end at a card, in ascending order.
    pub fn edges_of(&self, node: u32) -> Vec<u32> {
        self.by_node
            .get(&node)
            .map(|edges| edges.iter().copied().collect())
            .unwrap_or_default()
    }

    /// The route found for a relationship.
    pub fn route(&self, key: u32) -> Option<&Route> {
        self.routes.get(&key)
    }

    /// All routes found, in ascending order of their keys.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.values()
    }

    /// The relationships to route again after the card `node` moved from `before` to where it is now: its own, and
    /// those whose routes pass too near to its new place.
    pub fn affected(&self, node: u32) -> Vec<u32> {
        self.edges_of(node)
    }

    /// Routes everything from scratch; the same cards and relationships give the same routes, whatever came before.
    pub fn route_all(&mut self) {
        self.routes.clear();
        let keys: Vec<u32> = self.edges.keys().copied().collect();
        self.route_edges(&keys);
    }

    /// Routes some relationships again, around the cards and beside the routes that stay.
    pub fn route_edges(&mut self, keys: &[u32]) {
        for key in keys {
            if let Some(route) = self.edges.get(key).and_then(|edge| self.quick(edge)) {
                self.routes.insert(*key, route);
            }
        }
    }

    fn quick(&self, edge: &RouteEdge) -> Option<Route> {
        Some(route_quick(
            edge,
            self.node(edge.from)?,
            self.node(edge.to)?,
        ))
    }
}
