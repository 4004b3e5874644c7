//! Some tables with their neighbours, the rest dimmed or left out.

use std::collections::BTreeSet;

use crate::model::{Document, Focus, TableId};

use super::Drawing;

/// Most steps a focus reaches.
pub const MOST_STEPS: u8 = 9;

impl Drawing {
    /// What is in focus.
    pub fn focus(&self) -> Option<&Focus> {
        self.focus.as_ref()
    }

    /// The tables in focus: those chosen and their neighbours. Empty without a focus.
    pub fn within(&self) -> &BTreeSet<TableId> {
        &self.within
    }

    /// Whether the table's card is dimmed.
    pub fn is_dim(&self, table: TableId) -> bool {
        self.focus.as_ref().is_some_and(|focus| !focus.hides) && !self.within.contains(&table)
    }

    /// Puts tables with their neighbours in focus, or nothing. Gives back whether cards came or went.
    pub fn set_focus(&mut self, document: &Document, focus: Option<Focus>) -> bool {
        let focus = focus.filter(|focus| {
            focus
                .tables
                .iter()
                .any(|table| document.schema.tables.contains_key(table))
        });
        let hid = self.hides();
        self.focus = focus;
        self.within = self.reach();
        let changes = hid || self.hides();
        if changes {
            self.rebuild(document);
        }
        changes
    }

    /// Whether what is not in focus is left out.
    pub(super) fn hides(&self) -> bool {
        self.focus.as_ref().is_some_and(|focus| focus.hides)
    }

    /// Looks again what is in focus, after relationships changed. Gives back whether cards came or went.
    pub(super) fn renew_focus(&mut self, document: &Document) -> bool {
        let Some(focus) = self.focus.clone() else {
            return false;
        };
        if self.reach() == self.within && focus.tables.iter().any(|one| self.exists(document, *one))
        {
            return false;
        }
        self.set_focus(document, Some(focus))
    }

    fn exists(&self, document: &Document, table: TableId) -> bool {
        document.schema.tables.contains_key(&table)
    }

    /// Whether a table is left out of the drawing.
    pub(super) fn is_hidden(&self, document: &Document, table: TableId) -> bool {
        let placed = document.placements.get(&table);
        placed.is_some_and(|placement| placement.hidden)
            || (self.hides() && !self.within.contains(&table))
    }

    /// The tables so many relationships away. A hub that was not chosen is reached but not passed: everything is its
    /// neighbour.
    pub(super) fn reach(&self) -> BTreeSet<TableId> {
        let Some(focus) = &self.focus else {
            return BTreeSet::new();
        };
        let mut within = focus.tables.clone();
        let mut edge: BTreeSet<TableId> = within.clone();
        for _ in 0..focus.steps.min(MOST_STEPS) {
            let mut next = BTreeSet::new();
            for table in edge {
                let chosen = focus.tables.contains(&table);
                for one in self.edges_of(table) {
                    let key = one.hub_key();
                    let all = self.keys.get(&key).map_or(0, BTreeSet::len);
                    if !chosen && one.to == table && self.folds(&key, all) {
                        continue;
                    }
                    let other = if one.from == table { one.to } else { one.from };
                    if within.insert(other) {
                        next.insert(other);
                    }
                }
            }
            edge = next;
        }
        within
    }
}
