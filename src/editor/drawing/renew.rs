//! Relationships read anew after an edit of their tables.

use std::collections::BTreeSet;

use crate::model::{ConstraintId, Document, TableId};

use super::{Drawing, Edge, edge};

impl Drawing {
    /// Reads the relationships of a table anew; gives back the tables whose cards may look different for it.
    pub(super) fn renew_edges(
        &mut self,
        document: &Document,
        id: TableId,
        changed: &mut BTreeSet<ConstraintId>,
    ) -> BTreeSet<TableId> {
        let mut cards = BTreeSet::new();
        let (old, incoming): (Vec<&Edge>, Vec<&Edge>) =
            self.edges_of(id).partition(|edge| edge.from == id);
        let old: Vec<ConstraintId> = old.into_iter().map(|edge| edge.constraint).collect();
        let incoming: Vec<ConstraintId> =
            incoming.into_iter().map(|edge| edge.constraint).collect();
        for constraint in old {
            if let Some(edge) = self.take_edge(constraint) {
                self.forget_key(&edge, &mut cards, changed);
                self.forget_line(constraint);
            }
        }
        if let Some(table) = document.schema.table(id) {
            for edge in edge::edges_of(&document.schema, table) {
                let constraint = edge.constraint;
                let key = edge.hub_key();
                self.keep_edge(edge);
                let members = self.keys.entry(key).or_default();
                members.insert(constraint);
                if members.len() == self.fold_above + 1 {
                    cards.extend(
                        members
                            .iter()
                            .filter_map(|member| self.edges.get(member))
                            .map(|edge| edge.from),
                    );
                    changed.extend(members.iter().copied());
                }
                changed.insert(constraint);
            }
        }
        for constraint in incoming {
            self.renew_incoming(document, constraint, &mut cards, changed);
        }
        cards
    }

    /// The referenced columns of others may have moved or gone.
    fn renew_incoming(
        &mut self,
        document: &Document,
        constraint: ConstraintId,
        cards: &mut BTreeSet<TableId>,
        changed: &mut BTreeSet<ConstraintId>,
    ) {
        let fresh = self.edges.get(&constraint).and_then(|edge| {
            let child = document.schema.table(edge.from)?;
            edge::edges_of(&document.schema, child)
                .into_iter()
                .find(|fresh| fresh.constraint == constraint)
        });
        changed.insert(constraint);
        let old = self.take_edge(constraint);
        let key = fresh.as_ref().map(Edge::hub_key);
        match fresh {
            Some(edge) => {
                self.keys
                    .entry(edge.hub_key())
                    .or_default()
                    .insert(constraint);
                self.keep_edge(edge);
            }
            None => self.forget_line(constraint),
        }
        if let Some(old) = old.filter(|old| Some(old.hub_key()) != key) {
            self.forget_key(&old, cards, changed);
        }
    }

    pub(super) fn keep_edge(&mut self, edge: Edge) {
        for table in [edge.from, edge.to] {
            self.by_table
                .entry(table)
                .or_default()
                .insert(edge.constraint);
        }
        self.edges.insert(edge.constraint, edge);
    }

    fn take_edge(&mut self, constraint: ConstraintId) -> Option<Edge> {
        let edge = self.edges.remove(&constraint)?;
        for table in [edge.from, edge.to] {
            if let Some(edges) = self.by_table.get_mut(&table) {
                edges.remove(&constraint);
                if edges.is_empty() {
                    self.by_table.remove(&table);
                }
            }
        }
        Some(edge)
    }

    pub(super) fn forget_line(&mut self, constraint: ConstraintId) {
        self.router.remove_edge(constraint.0);
        self.stale.remove(&constraint.0);
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
        if members.len() == self.fold_above {
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
}
