//! All cards and relationships of a drawing, and the routes found so far.

use std::collections::{BTreeMap, BTreeSet};

use super::super::geometry::Rect;
use super::lanes::Lanes;
use super::obstacles::Obstacles;
use super::part::part;
use super::shapes::Ground;
use super::{CLEARANCE, Route, RouteEdge};

/// Cards and relationships, kept up to date by the caller, and the routes between them.
///
/// Routing all is done once; after an edit only [`Router::affected`] relationships are routed again.
#[derive(Clone, Debug, Default)]
pub struct Router {
    obstacles: Obstacles,
    lanes: Lanes,
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
        self.obstacles.insert(key, rect);
    }

    /// Takes a card away, with its relationships.
    pub fn remove_node(&mut self, key: u32) {
        self.obstacles.remove(key);
        for edge in self.edges_of(key) {
            self.remove_edge(edge);
        }
        self.by_node.remove(&key);
    }

    /// Adds a relationship or changes it. It has no route until it is routed, and none while a card of it is unknown.
    pub fn update_edge(&mut self, edge: RouteEdge) {
        self.remove_edge(edge.key);
        for node in [edge.from, edge.to] {
            self.by_node.entry(node).or_default().insert(edge.key);
        }
        self.edges.insert(edge.key, edge);
    }

    /// Takes a relationship away.
    pub fn remove_edge(&mut self, key: u32) {
        self.forget(key);
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
        self.obstacles.get(key)
    }

    /// The relationship as it was given.
    pub fn edge(&self, key: u32) -> Option<&RouteEdge> {
        self.edges.get(&key)
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

    /// The relationships to route again after the card `node` was moved or sized anew: its own, and those whose routes
    /// now come too near to it. In ascending order.
    pub fn affected(&self, node: u32) -> Vec<u32> {
        let mut keys: BTreeSet<u32> = self.edges_of(node).into_iter().collect();
        if let Some(rect) = self.node(node) {
            let room = rect.inflate(CLEARANCE);
            keys.extend(
                self.routes
                    .values()
                    .filter(|route| route.legs().any(|leg| leg.inflate(0.5).intersects(&room)))
                    .map(|route| route.key),
            );
        }
        keys.into_iter().collect()
    }

    /// Routes everything from scratch: the same cards and relationships give the same routes, whatever came before.
    pub fn route_all(&mut self) {
        self.routes.clear();
        self.lanes.clear();
        let keys: Vec<u32> = self.edges.keys().copied().collect();
        self.route_edges(&keys);
    }

    /// Routes some relationships again, around the cards and beside the routes that stay.
    pub fn route_edges(&mut self, keys: &[u32]) {
        for key in keys {
            self.forget(*key);
        }
        let bounds = self.obstacles.bounds();
        let mut jobs: Vec<(f64, RouteEdge, Rect, Rect)> = keys
            .iter()
            .filter_map(|key| {
                let edge = *self.edges.get(key)?;
                let (from, to) = (self.node(edge.from)?, self.node(edge.to)?);
                Some((from.center().walk(to.center()), edge, from, to))
            })
            .collect();
        // Short ones first: they have the fewest lanes to choose from.
        jobs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.key.cmp(&b.1.key)));
        jobs.dedup_by_key(|job| job.1.key);
        for (_, edge, from, to) in jobs {
            let route = self.find(&edge, &from, &to, bounds);
            self.lanes.insert(&route);
            self.routes.insert(edge.key, route);
        }
    }

    fn find(&self, edge: &RouteEdge, from: &Rect, to: &Rect, bounds: Rect) -> Route {
        let ground = Ground {
            obstacles: &self.obstacles,
            lanes: &self.lanes,
            bounds,
        };
        let mut shape = ground.shape(edge, from, to);
        let target = edge.target(shape.sides.1);
        part(&self.obstacles, &self.lanes, edge, target, &mut shape);
        let clear = shape.room.is_some();
        Route::new(edge, shape.sides, shape.points, clear)
    }

    fn forget(&mut self, key: u32) {
        if let Some(route) = self.routes.remove(&key) {
            self.lanes.remove(&route);
        }
    }
}
