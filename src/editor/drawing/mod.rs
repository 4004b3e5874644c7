//! What is drawn of a document: cards, relationships, hubs. The bridge from the model to `layout`.
//!
//! Kept beside the document and brought up to date by what an edit touched, so that moving one of 1,400 tables computes one
//! card and the relationships near it.

mod arrange;
mod card;
mod edge;
mod focus;
mod hub;
mod paint;
mod renew;

use std::collections::{BTreeMap, BTreeSet};

use crate::layout::Rect;
use crate::layout::geometry::bounds;

use crate::layout::route::{Route, RouteEdge, Router, Trunk, trunks};
use crate::model::{ConstraintId, Dialect, Document, Focus, TableId, Touched};

pub use arrange::{Arrangement, arrange, place_all, with_places};
pub use card::{Card, CardRow, IndexMark, KeyMark};
pub use edge::{Edge, Hub, HubKey};
pub use focus::MOST_STEPS;
pub use paint::{CardPaint, GhostCard, GhostRow, Paint, Sign};

/// Everything drawn of a document.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    cards: BTreeMap<TableId, Card>,
    edges: BTreeMap<ConstraintId, Edge>,
    /// Relationships by the tables at their ends.
    by_table: BTreeMap<TableId, BTreeSet<ConstraintId>>,
    /// Relationships by the key they refer to.
    keys: BTreeMap<HubKey, BTreeSet<ConstraintId>>,
    /// Keys whose relationships the user unfolded.
    unfolded: BTreeSet<HubKey>,
    /// Relationships to one key above this number fold.
    fold_above: usize,
    root: Option<TableId>,
    /// Whose types the cards show.
    dialect: Dialect,
    focus: Option<Focus>,
    /// The tables in focus.
    within: BTreeSet<TableId>,
    router: Router,
    /// Relationships whose line must be found again before it is drawn.
    stale: BTreeSet<u32>,
}

impl Drawing {
    /// Draws a whole document. `root` is the tenant root, whose relationships always fold.
    pub fn new(document: &Document, root: Option<TableId>) -> Self {
        let mut drawing = Drawing {
            root,
            ..Drawing::default()
        };
        drawing.rebuild(document);
        drawing
    }

    /// Draws everything anew; what the user unfolded and what is in focus stays so.
    fn rebuild(&mut self, document: &Document) {
        *self = Drawing {
            root: self.root,
            fold_above: document.settings.folds_above(),
            dialect: document.settings.dialect,
            unfolded: std::mem::take(&mut self.unfolded),
            focus: self.focus.take(),
            ..Drawing::default()
        };
        for table in document.schema.tables.values() {
            for edge in edge::edges_of(&document.schema, table) {
                self.keys
                    .entry(edge.hub_key())
                    .or_default()
                    .insert(edge.constraint);
                self.keep_edge(edge);
            }
        }
        self.within = self.reach();
        for id in document.schema.tables.keys() {
            self.build_card(document, *id);
        }
        self.send_edges(self.edges.keys().copied().collect());
    }

    /// Brings the drawing up to date with what an edit touched. Gives back the tables whose cards were drawn again.
    pub fn update(
        &mut self,
        document: &Document,
        touched: &Touched,
        root: Option<TableId>,
    ) -> BTreeSet<TableId> {
        let settings = &document.settings;
        if root != self.root
            || settings.dialect != self.dialect
            || settings.folds_above() != self.fold_above
        {
            self.root = root;
            self.rebuild(document);
            return document.schema.tables.keys().copied().collect();
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
        if !touched.tables.is_empty() && self.renew_focus(document) {
            return document.schema.tables.keys().copied().collect();
        }
        for id in &cards {
            self.build_card(document, *id);
            edges.extend(self.router.affected(id.0).into_iter().map(ConstraintId));
            edges.extend(self.by_table.get(id).into_iter().flatten());
        }
        self.send_edges(edges);
        cards
    }

    fn build_card(&mut self, document: &Document, id: TableId) {
        let drawn = document
            .schema
            .table(id)
            .filter(|_| !self.is_hidden(document, id));
        match drawn {
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

    /// Tells the router of relationships, and marks their lines as to be found. Those that are folded or lack an end have none.
    fn send_edges(&mut self, constraints: BTreeSet<ConstraintId>) {
        for constraint in constraints {
            let Some(edge) = self.edges.get(&constraint) else {
                continue;
            };
            let ends = (self.cards.get(&edge.from), self.cards.get(&edge.to));
            match ends {
                (Some(from), Some(to)) if !self.is_folded(edge) => {
                    self.router.update_edge(edge.to_route(from, to));
                    self.stale.insert(constraint.0);
                }
                _ => self.forget_line(constraint),
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

    /// The relationships that begin or end at a table, each once, folded ones too.
    pub fn edges_of(&self, table: TableId) -> impl Iterator<Item = &Edge> {
        let constraints = self.by_table.get(&table).into_iter().flatten();
        constraints.filter_map(|constraint| self.edges.get(constraint))
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
}
