//! `sqlite.sql`: the schema for SQLite.

use super::foreign::{self, Loss};
use crate::model::{Dialect, Document};

/// The script; at its head stands what it does not hold.
pub fn write(document: &Document) -> String {
    foreign::write(document, Dialect::Sqlite).text
}

/// What the script does not hold, object by object.
pub fn losses(document: &Document) -> Vec<Loss> {
    foreign::write(document, Dialect::Sqlite).losses
}
