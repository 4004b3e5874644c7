//! Keys that so many relationships lead to that they fold into a badge.

use std::collections::BTreeSet;

use crate::layout::{Point, Rect};
use crate::model::{ConstraintId, Document, TableId};

use super::{Drawing, Edge, Hub, HubKey};

impl Drawing {
    /// Unfolds the relationships to a key, or folds them again. Gives back the tables whose cards may look different for it.
    pub fn toggle_hub(&mut self, document: &Document, key: HubKey) -> BTreeSet<TableId> {
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
        for id in &cards {
            // A chip more or less may change the card's width.
            self.build_card(document, *id);
            edges.extend(self.router.affected(id.0).into_iter().map(ConstraintId));
        }
        self.send_edges(edges);
        cards
    }

    pub(super) fn is_folded(&self, edge: &Edge) -> bool {
        let key = edge.hub_key();
        self.is_hub(&key) && !self.unfolded.contains(&key)
    }

    /// Whether the relationships to a key fold unless the user unfolded them.
    pub(super) fn is_hub(&self, key: &HubKey) -> bool {
        let members = self.keys.get(key);
        let count = match self.hides() {
            // Of few tables nothing needs to fold: those that are left out do not count.
            true => members.map_or(0, |members| {
                let drawn = |one: &&ConstraintId| {
                    let edge = self.edges.get(*one);
                    edge.is_some_and(|edge| self.within.contains(&edge.from))
                };
                members.iter().filter(drawn).count()
            }),
            false => members.map_or(0, BTreeSet::len),
        };
        self.folds(key, count)
    }

    /// Whether so many relationships to a key are too many to draw.
    pub(super) fn folds(&self, key: &HubKey, count: usize) -> bool {
        count > self.fold_above || (Some(key.table) == self.root && count > 1)
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

    /// The keys of a table that relationships fold to.
    pub fn hubs_of(&self, table: TableId) -> Vec<HubKey> {
        self.keys
            .keys()
            .filter(|key| key.table == table && self.is_hub(key))
            .copied()
            .collect()
    }

    /// The relationships to a key whose other end is drawn within a part of the world.
    pub fn members_in(&self, key: &HubKey, view: &Rect) -> Vec<&Edge> {
        let near = |edge: &&Edge| {
            self.cards
                .get(&edge.from)
                .is_some_and(|card| card.rect.intersects(view))
        };
        self.keys
            .get(key)
            .into_iter()
            .flatten()
            .filter_map(|member| self.edges.get(member))
            .filter(near)
            .collect()
    }

    /// Number of relationships that are folded.
    pub fn folded_count(&self) -> usize {
        self.edges
            .values()
            .filter(|edge| self.is_folded(edge))
            .count()
    }
}
