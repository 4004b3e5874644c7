//! What is drawn of a document: cards, relationships, hubs. The bridge from the model to `layout`.
//!
//! Kept beside the document and brought up to date by what an edit touched, so that moving one of 1,400 tables computes one
//! card and the relationships near it.

mod arrange;
mod card;
mod edge;
mod paint;

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::geometry::bounds;

use crate::layout::route::{Route, RouteEdge, Router, Trunk, trunks};
use crate::layout::{Point, Rect};
use crate::model::{ConstraintId, Dialect, Document, TableId, Touched};

pub use arrange::{Arrangement, arrange, place_all, with_places};
pub use card::{Card, CardRow, IndexMark, KeyMark};
pub use edge::{Edge, Hub, HubKey};
pub use paint::{CardPaint, GhostCard, GhostRow, Paint, Sign};

/// Relationships to one key above this number fold into a badge (look.md section 5).
pub const FOLD_ABOVE: usize = 12;

/// Everything drawn of a document.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    cards: BTreeMap<TableId, Card>,
    edges: BTreeMap<ConstraintId, Edge>,
    /// Relationships by the key they refer to.
    keys: BTreeMap<HubKey, BTreeSet<ConstraintId>>,
    /// Keys whose relationships the user unfolded.
    unfolded: BTreeSet<HubKey>,
    root: Option<TableId>,
    /// Whose types the cards show.
    dialect: Dialect,
    router: Router,
    /// Relationships whose line must be found again before it is drawn.
    stale: BTreeSet<u32>,
}

impl Drawing {
    /// Draws a whole document. `root` is the tenant root, whose relationships always fold.
    pub fn new(document: &Document, root: Option<TableId>) -> Self {
        let mut drawing = Drawing {
            root,
            dialect: document.settings.dialect,
            ..Drawing::default()
        };
        for table in document.schema.tables.values() {
            drawing.edges.extend(
                edge::edges_of(&document.schema, table)
                    .into_iter()
                    .map(|edge| (edge.constraint, edge)),
            );
        }
        for edge in drawing.edges.values() {
            drawing
                .keys
                .entry(edge.hub_key())
                .or_default()
                .insert(edge.constraint);
        }
        for id in document.schema.tables.keys() {
            drawing.build_card(document, *id);
        }
        let all: Vec<ConstraintId> = drawing.edges.keys().copied().collect();
        drawing.send_edges(&all);
        drawing
    }

    /// Brings the drawing up to date with what an edit touched.
    pub fn update(&mut self, document: &Document, touched: &Touched, root: Option<TableId>) {
        if root != self.root || document.settings.dialect != self.dialect {
            let unfolded = std::mem::take(&mut self.unfolded);
            *self = Drawing {
                unfolded,
                ..Drawing::new(document, root)
            };
            return;
        }
        let mut cards: BTreeSet<TableId> = touched
            .tables
            .iter()
            .chain(&touched.placements)
            .copied()
            .collect();
        let mut edges = BTreeSet::new();
        for id in &touched.tables {
            cards.extend(self.renew_edges(document, *id, &mut edges));
        }
        for id in cards {
            self.build_card(document, id);
            edges.extend(self.router.affected(id.0).into_iter().map(ConstraintId));
            edges.extend(self.router.edges_of(id.0).into_iter().map(ConstraintId));
        }
        self.send_edges(&edges.into_iter().collect::<Vec<_>>());
    }

    /// Reads the relationships of a table anew; gives back the tables whose cards may look different for it.
    fn renew_edges(
        &mut self,
        document: &Document,
        id: TableId,
        changed: &mut BTreeSet<ConstraintId>,
    ) -> BTreeSet<TableId> {
        let mut cards = BTreeSet::new();
        let old: Vec<ConstraintId> = self
            .edges
            .values()
            .filter(|edge| edge.from == id)
            .map(|edge| edge.constraint)
            .collect();
        for constraint in old {
            if let Some(edge) = self.edges.remove(&constraint) {
                self.forget_key(&edge, &mut cards, changed);
                self.router.remove_edge(constraint.0);
                self.stale.remove(&constraint.0);
            }
        }
        if let Some(table) = document.schema.table(id) {
            for edge in edge::edges_of(&document.schema, table) {
                let members = self.keys.entry(edge.hub_key()).or_default();
                members.insert(edge.constraint);
                if members.len() == FOLD_ABOVE + 1 {
                    cards.extend(
                        members
                            .iter()
                            .filter_map(|member| self.edges.get(member))
                            .map(|edge| edge.from),
                    );
                    changed.extend(members.iter().copied());
                }
                changed.insert(edge.constraint);
                self.edges.insert(edge.constraint, edge);
            }
        }
        // The referenced columns of others may have moved or gone.
        let incoming: Vec<ConstraintId> = self
            .edges
            .values()
            .filter(|edge| edge.to == id && edge.from != id)
            .map(|edge| edge.constraint)
            .collect();
        for constraint in incoming {
            let fresh = self.edges.get(&constraint).and_then(|edge| {
                let child = document.schema.table(edge.from)?;
                edge::edges_of(&document.schema, child)
                    .into_iter()
                    .find(|fresh| fresh.constraint == constraint)
            });
            changed.insert(constraint);
            let old = match fresh {
                Some(edge) => {
                    self.keys
                        .entry(edge.hub_key())
                        .or_default()
                        .insert(constraint);
                    let key = edge.hub_key();
                    self.edges
                        .insert(constraint, edge)
                        .filter(|old| old.hub_key() != key)
                }
                None => {
                    self.router.remove_edge(constraint.0);
                    self.stale.remove(&constraint.0);
                    self.edges.remove(&constraint)
                }
            };
            if let Some(old) = old {
                self.forget_key(&old, &mut cards, changed);
            }
        }
        cards
    }

    fn forget_key(
        &mut self,
        edge: &Edge,
        cards: &mut BTreeSet<TableId>,
        changed: &mut BTreeSet<ConstraintId>,
    ) {
        let key = edge.hub_key();
        let Some(members) = self.keys.get_mut(&key) else {
            return;
        };
        members.remove(&edge.constraint);
        if members.len() == FOLD_ABOVE {
            cards.extend(
                members
                    .iter()
                    .filter_map(|member| self.edges.get(member))
                    .map(|edge| edge.from),
            );
            changed.extend(members.iter().copied());
        }
        if members.is_empty() {
            self.keys.remove(&key);
            self.unfolded.remove(&key);
        }
    }

    fn build_card(&mut self, document: &Document, id: TableId) {
        match document.schema.table(id) {
            Some(table) => {
                let folded = |constraint| {
                    self.edges
                        .get(&constraint)
                        .filter(|edge| self.is_folded(edge))
                        .map(|edge| (edge.from_column, edge.to))
                };
                let card = card::build(document, table, folded);
                self.router.update_node(id.0, card.rect);
                self.cards.insert(id, card);
            }
            None => {
                self.router.remove_node(id.0);
                self.cards.remove(&id);
            }
        }
    }

    /// Tells the router of relationships, and marks their lines as to be found.
    fn send_edges(&mut self, constraints: &[ConstraintId]) {
        for constraint in constraints {
            let Some(edge) = self.edges.get(constraint) else {
                continue;
            };
            let (Some(from), Some(to)) = (self.cards.get(&edge.from), self.cards.get(&edge.to))
            else {
                continue;
            };
            if self.is_folded(edge) {
                self.router.remove_edge(constraint.0);
                self.stale.remove(&constraint.0);
            } else {
                self.router.update_edge(edge.to_route(from, to));
                self.stale.insert(constraint.0);
            }
        }
    }

    /// Finds the lines that must be found, all of them. Cheap when nothing changed.
    pub fn route(&mut self) {
        if self.stale.is_empty() {
            return;
        }
        let stale: Vec<u32> = std::mem::take(&mut self.stale).into_iter().collect();
        if stale.len() * 2 > self.edges.len() {
            self.router.route_all();
        } else {
            self.router.route_edges(&stale);
        }
    }

    /// How many lines must be found anew before they are drawn.
    pub fn lines_to_find(&self) -> usize {
        self.stale.len()
    }

    /// Unfolds the relationships to a key, or folds them again.
    pub fn toggle_hub(&mut self, document: &Document, key: HubKey) {
        if !self.unfolded.remove(&key) {
            self.unfolded.insert(key);
        }
        let members: Vec<ConstraintId> =
            self.keys.get(&key).into_iter().flatten().copied().collect();
        let cards: BTreeSet<TableId> = members
            .iter()
            .filter_map(|member| self.edges.get(member))
            .map(|edge| edge.from)
            .collect();
        let mut edges: BTreeSet<ConstraintId> = members.into_iter().collect();
        for id in cards {
            // A chip more or less may change the card's width.
            self.build_card(document, id);
            edges.extend(self.router.affected(id.0).into_iter().map(ConstraintId));
        }
        self.send_edges(&edges.into_iter().collect::<Vec<_>>());
    }

    fn is_folded(&self, edge: &Edge) -> bool {
        let key = edge.hub_key();
        self.is_hub(&key) && !self.unfolded.contains(&key)
    }

    /// Whether the relationships to a key fold unless the user unfolded them.
    fn is_hub(&self, key: &HubKey) -> bool {
        let count = self.keys.get(key).map_or(0, BTreeSet::len);
        count > FOLD_ABOVE || (Some(key.table) == self.root && count > 1)
    }

    /// The card of a table.
    pub fn card(&self, id: TableId) -> Option<&Card> {
        self.cards.get(&id)
    }

    /// All cards, by table.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.values()
    }

    /// A relationship.
    pub fn edge(&self, id: ConstraintId) -> Option<&Edge> {
        self.edges.get(&id)
    }

    /// The relationships that begin or end at a table, folded ones too.
    pub fn edges_of(&self, table: TableId) -> impl Iterator<Item = &Edge> {
        self.edges
            .values()
            .filter(move |edge| edge.from == table || edge.to == table)
    }

    /// The line of a relationship: none while it is folded or its line was not found yet ([`Drawing::route`]).
    pub fn route_of(&self, id: ConstraintId) -> Option<&Route> {
        self.router.route(id.0)
    }

    /// A relationship as the router wants it, for a line beside the one it keeps (while cards are dragged).
    pub fn request_of(&self, edge: &Edge) -> Option<RouteEdge> {
        Some(edge.to_route(self.cards.get(&edge.from)?, self.cards.get(&edge.to)?))
    }

    /// The lines that touch a part of the world.
    pub fn routes_in<'a>(
        &'a self,
        view: &'a Rect,
    ) -> impl Iterator<Item = (ConstraintId, &'a Route)> {
        self.router
            .routes()
            .filter(move |route| route.bounds().intersects(view))
            .map(|route| (ConstraintId(route.key), route))
    }

    /// The common ends of the lines that meet at the same key, for lines that touch a part of the world.
    pub fn trunks_in(&self, view: &Rect) -> Vec<Trunk> {
        let near = view.inflate(24.0);
        trunks(self.router.routes())
            .into_iter()
            .filter(|trunk| near.contains(trunk.point))
            .collect()
    }

    /// The tables whose cards touch a part of the world, in ascending order.
    pub fn tables_in(&self, view: &Rect) -> Vec<TableId> {
        self.cards
            .values()
            .filter(|card| card.rect.intersects(view))
            .map(|card| card.table)
            .collect()
    }

    /// The keys whose relationships fold, with the place of their badge.
    pub fn hubs(&self) -> Vec<Hub> {
        let hub = |key: &HubKey, members: &BTreeSet<ConstraintId>| {
            let card = self.cards.get(&key.table)?;
            let at = Point::new(card.rect.right(), card.rect.y + card.port_of(key.column));
            Some(Hub {
                key: *key,
                count: members.len(),
                at,
                folded: !self.unfolded.contains(key),
            })
        };
        self.keys
            .iter()
            .filter(|(key, _)| self.is_hub(key))
            .filter_map(|(key, members)| hub(key, members))
            .collect()
    }

    /// The rectangle around all cards.
    pub fn bounds(&self) -> Option<Rect> {
        bounds(self.cards.values().map(|card| &card.rect))
    }

    /// The rectangle around some cards.
    pub fn bounds_of(&self, tables: impl IntoIterator<Item = TableId>) -> Option<Rect> {
        let rects: Vec<Rect> = tables
            .into_iter()
            .filter_map(|table| self.cards.get(&table))
            .map(|card| card.rect)
            .collect();
        bounds(rects.iter())
    }

    /// Number of relationships, folded ones too.
    pub fn relationship_count(&self) -> usize {
        self.edges.len()
    }

    /// Number of relationships that are folded.
    pub fn folded_count(&self) -> usize {
        self.edges
            .values()
            .filter(|edge| self.is_folded(edge))
            .count()
    }
}
