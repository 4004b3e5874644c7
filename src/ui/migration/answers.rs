//! What the user said of a document's migration: which pairs are renames, how changes are made.

use std::collections::BTreeMap;

use crate::diff::Rename;
use crate::migration::Way;
use crate::model::ObjectRef;

/// The answers, of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// The document they were given for.
    pub document: String,
    /// Pairs that are one thing under a new name.
    pub renames: Vec<Rename>,
    /// Pairs that are two things.
    pub apart: Vec<Rename>,
    /// How changes are made where the user chose.
    pub ways: BTreeMap<ObjectRef, Way>,
}

impl Answers {
    /// Notes whether a pair is a rename.
    pub fn answer(&mut self, pair: &Rename, is_rename: bool) {
        self.renames.retain(|one| one != pair);
        self.apart.retain(|one| one != pair);
        let list = if is_rename {
            &mut self.renames
        } else {
            &mut self.apart
        };
        list.push(pair.clone());
    }
}
