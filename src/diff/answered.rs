//! Comparing under answers that were given some time ago.

use super::rename::Renames;
use super::{Diff, Matching, Rename, compare, compare_with};
use crate::model::Schema;

/// Compares two states of one document under the renames its author said are ones; gives back those that still hold: an answer
/// may be outlived by what it was about.
pub fn compare_answered(base: &Schema, target: &Schema, said: &[Rename]) -> (Diff, Vec<Rename>) {
    let holds = |one: &&Rename| Renames::resolve(std::slice::from_ref(*one), base, target).is_ok();
    let held: Vec<Rename> = said.iter().filter(holds).cloned().collect();
    match compare_with(base, target, Matching::Ids, &held) {
        Ok(diff) => (diff, held),
        // Each holds alone, but not beside the others.
        Err(_) => (compare(base, target, Matching::Ids), Vec::new()),
    }
}
