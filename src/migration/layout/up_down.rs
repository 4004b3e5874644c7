//! `NNN_name.up.sql` and `NNN_name.down.sql`, each whole in itself, for golang-migrate and for psql: golang-migrate sends a
//! file as it is, so the file opens its own transaction (its documentation, "Transactions" of the postgres driver).

use super::script::{self, Transaction};
use super::{Companion, File, Known, Layout, Numbering, Piece, known, numbered, split};

/// Files for golang-migrate and psql.
pub const LAYOUT: Layout = Layout {
    name: "updown",
    title: "Up and down files",
    description: "NNN_name.up.sql and NNN_name.down.sql with BEGIN and COMMIT, as golang-migrate and psql read them.",
    numbering: Numbering::Sequence { digits: 3 },
    folder: "migrations",
    write: |piece| pair(piece, Transaction::File),
    recognise: |path, text| recognise(path).filter(|_| begins(text) || text.starts_with(OUTSIDE)),
    preamble: None,
    companion: Companion::None,
};

/// What a file outside of a transaction begins with: sqlx reads it, on the very first line only.
const OUTSIDE: &str = "-- no-transaction\n";

/// The two files.
pub(super) fn pair(piece: &Piece, transaction: Transaction) -> Vec<File> {
    [(true, "up"), (false, "down")]
        .map(|(up, way)| {
            let outside = match piece.transactional() {
                true => "",
                false => OUTSIDE,
            };
            File {
                path: format!("{}.{way}.sql", piece.stem()),
                text: format!("{outside}{}", script::whole(piece, up, transaction)),
            }
        })
        .into()
}

/// `NNN_name.up.sql` or `NNN_name.down.sql`.
pub(super) fn recognise(path: &str) -> Option<Known> {
    let (folder, file) = split(path);
    let stem = file
        .strip_suffix(".up.sql")
        .or_else(|| file.strip_suffix(".down.sql"))?;
    let (version, name) = numbered(stem)?;
    Some(known(folder, version, name))
}

/// Whether a file opens a transaction itself.
pub(super) fn begins(text: &str) -> bool {
    text.lines().any(|line| {
        // PL/pgSQL has a BEGIN too, without a semicolon.
        let line = line.trim().to_ascii_uppercase();
        matches!(
            line.as_str(),
            "BEGIN;" | "BEGIN TRANSACTION;" | "START TRANSACTION;"
        )
    })
}
