//! The list of hashes that notices a migration edited after it was written. It has the form of `sha256sum`, so that
//! `sha256sum --check .cadastre.sum` says the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::migration::layout::hash;

/// Its name in the folder of migrations. Hidden, since node-pg-migrate takes every other file for a migration.
pub const LOCK_FILE: &str = ".cadastre.sum";

/// Hashes by path in the folder of migrations. What is no line of a list is passed over.
pub fn read(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| {
            let (hash, path) = line.split_once("  ")?;
            let is_hash = hash.len() == 64 && hash.chars().all(|letter| letter.is_ascii_hexdigit());
            is_hash.then(|| (path.trim().to_string(), hash.to_string()))
        })
        .collect()
}

/// What became of the migrations in the list: one sentence for each that was edited or is gone.
pub(super) fn notices(
    list: &BTreeMap<String, String>,
    files: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut notices = Vec::new();
    for (path, known) in list {
        match files.get(path) {
            Some(text) if hash(text) == *known => {}
            Some(_) => notices.push(format!(
                "`{path}` was edited after it was written. Databases that have run it do not have the edit: undo it, and write a new migration."
            )),
            None => notices.push(format!(
                "`{path}` is in {LOCK_FILE} and no longer in the folder."
            )),
        }
    }
    notices
}

/// The list with these files added. What it has already stays, so that an edit is noticed until it is undone.
pub(super) fn with(list: &BTreeMap<String, String>, files: &BTreeMap<String, String>) -> String {
    let mut all = list.clone();
    for (path, text) in files {
        all.entry(path.clone()).or_insert_with(|| hash(text));
    }
    let mut text = String::new();
    for (path, hash) in all {
        let _ = writeln!(text, "{hash}  {path}");
    }
    text
}
