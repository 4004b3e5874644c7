//! What is selected: any mix of objects, notes and areas, in the order in which they were chosen.

use std::collections::BTreeSet;

use crate::model::{AreaId, Document, NoteId, ObjectRef, TableId};

/// One selectable thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// An object of the schema or a part of a table; a relationship is its foreign key constraint.
    Object(ObjectRef),
    /// A note.
    Note(NoteId),
    /// An area.
    Area(AreaId),
}

impl Item {
    /// Whether it still exists in the document.
    pub fn exists(self, document: &Document) -> bool {
        match self {
            Item::Object(reference) => document.schema.contains(reference),
            Item::Note(id) => document.notes.contains_key(&id),
            Item::Area(id) => document.areas.contains_key(&id),
        }
    }
}

impl From<ObjectRef> for Item {
    fn from(reference: ObjectRef) -> Self {
        Item::Object(reference)
    }
}

impl From<TableId> for Item {
    fn from(table: TableId) -> Self {
        Item::Object(ObjectRef::Table(table))
    }
}

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    items: Vec<Item>,
}

impl Selection {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// One thing.
    pub fn one(item: impl Into<Item>) -> Self {
        Selection {
            items: vec![item.into()],
        }
    }

    /// Several tables.
    pub fn tables_of(tables: impl IntoIterator<Item = TableId>) -> Self {
        tables.into_iter().map(Item::from).collect()
    }

    /// The items, in the order in which they were chosen.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the item is selected.
    pub fn contains(&self, item: impl Into<Item>) -> bool {
        let item = item.into();
        self.items.contains(&item)
    }

    /// The item chosen last; the inspector shows it.
    pub fn primary(&self) -> Option<Item> {
        self.items.last().copied()
    }

    /// The object chosen last, if the item chosen last is one.
    pub fn primary_object(&self) -> Option<ObjectRef> {
        match self.primary()? {
            Item::Object(reference) => Some(reference),
            _ => None,
        }
    }

    /// The tables selected as such, in the order in which they were chosen.
    pub fn tables(&self) -> Vec<TableId> {
        self.items
            .iter()
            .filter_map(|item| match item {
                Item::Object(ObjectRef::Table(table)) => Some(*table),
                _ => None,
            })
            .collect()
    }

    /// The tables selected as such or through one of their parts.
    pub fn touched_tables(&self) -> BTreeSet<TableId> {
        self.items
            .iter()
            .filter_map(|item| match item {
                Item::Object(reference) => reference.table(),
                _ => None,
            })
            .collect()
    }

    /// Adds the item as the one chosen last.
    pub fn add(&mut self, item: impl Into<Item>) {
        let item = item.into();
        self.items.retain(|other| *other != item);
        self.items.push(item);
    }

    /// Adds the item, or takes it out if it is in (Shift and click).
    pub fn toggle(&mut self, item: impl Into<Item>) {
        let item = item.into();
        if self.items.contains(&item) {
            self.items.retain(|other| *other != item);
        } else {
            self.items.push(item);
        }
    }

    /// Takes out what does not exist any more; tells whether anything was.
    pub fn prune(&mut self, document: &Document) -> bool {
        let before = self.items.len();
        self.items.retain(|item| item.exists(document));
        self.items.len() != before
    }
}

impl FromIterator<Item> for Selection {
    fn from_iter<T: IntoIterator<Item = Item>>(items: T) -> Self {
        let mut selection = Selection::default();
        let mut seen = BTreeSet::new();
        for item in items {
            if seen.insert(item) {
                selection.items.push(item);
            }
        }
        selection
    }
}
