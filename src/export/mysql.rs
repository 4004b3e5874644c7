//! `mysql.sql`: the schema for MySQL and MariaDB.

use super::foreign::{self, Loss};
use crate::model::{Dialect, Document};

/// The script; at its head stands what it does not hold.
pub fn write(document: &Document) -> String {
    foreign::write(document, Dialect::Mysql).text
}

/// What the script does not hold, object by object.
pub fn losses(document: &Document) -> Vec<Loss> {
    foreign::write(document, Dialect::Mysql).losses
}
