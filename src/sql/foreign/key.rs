//! Names of options that MySQL and SQLite have and PostgreSQL has not; they stand in the model's option lists.

/// Table: the next number of its AUTO_INCREMENT column.
pub const AUTO_INCREMENT: &str = "auto_increment";
/// Table: how MySQL divides it, from `BY` on.
pub const PARTITION: &str = "partition";
/// Table of SQLite: no hidden key.
pub const WITHOUT_ROWID: &str = "without rowid";
/// Table of SQLite: types are enforced.
pub const STRICT: &str = "strict";
/// Column: its character set.
pub const CHARACTER_SET: &str = "character set";
/// Column: what it is set to with every UPDATE.
pub const ON_UPDATE: &str = "on update";
/// Column: left out of `SELECT *`.
pub const INVISIBLE: &str = "invisible";
/// Index of MariaDB: plans do without it. MySQL says INVISIBLE.
pub const IGNORED: &str = "ignored";
/// Column of SQLite: numbers once used do not come again.
pub const AUTOINCREMENT: &str = "autoincrement";
/// Column of SQLite: part of the primary key and null for all that, which SQLite allows.
pub const NULL_KEY: &str = "null key";
/// Column: the spatial reference system.
pub const SRID: &str = "srid";
/// Key, constraint or column of SQLite: what happens to the row that breaks it.
pub const ON_CONFLICT: &str = "on conflict";
/// Index: how it is made, where written (`btree`, `hash`).
pub const USING: &str = "using";
/// Index: the text parser.
pub const PARSER: &str = "parser";

/// The value of an option.
pub fn get<'a>(options: &'a [(String, String)], key: &str) -> Option<&'a str> {
    options
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.as_str())
}

/// Sets an option, once.
pub fn set(options: &mut Vec<(String, String)>, key: &str, value: &str) {
    match options.iter_mut().find(|(name, _)| name == key) {
        Some((_, old)) => *old = value.to_string(),
        None => options.push((key.to_string(), value.to_string())),
    }
}
