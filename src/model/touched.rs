//! What an operation touched, so that only that is judged and drawn again.

use std::collections::BTreeSet;

use super::{ObjectRef, TableId};

/// The objects an operation changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Tables whose own content changed, were created or removed.
    pub tables: BTreeSet<TableId>,
    /// Objects other than tables that changed, were created or removed.
    pub objects: BTreeSet<ObjectRef>,
    /// Tables that were moved, pinned, collapsed, hidden.
    pub placements: BTreeSet<TableId>,
    /// The set of objects changed: something was created or removed.
    pub list: bool,
    /// Areas, notes or saved views changed.
    pub drawing: bool,
    /// Tenancy, profile, access patterns, scale, waivers, title, base or choices of the migration changed: everything may be judged differently.
    pub settings: bool,
    /// Proposals, rounds or what reviewers say changed.
    pub debate: bool,
}

impl Touched {
    /// Adds what another operation touched.
    pub fn merge(&mut self, other: &Touched) {
        self.tables.extend(&other.tables);
        self.objects.extend(&other.objects);
        self.placements.extend(&other.placements);
        self.list |= other.list;
        self.drawing |= other.drawing;
        self.settings |= other.settings;
        self.debate |= other.debate;
    }

    /// Whether the schema itself, or what it is judged by, changed; moving cards does not.
    pub fn schema_changed(&self) -> bool {
        !self.tables.is_empty() || !self.objects.is_empty() || self.settings
    }
}
