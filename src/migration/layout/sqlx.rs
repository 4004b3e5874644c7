//! `NNN_name.up.sql` and `NNN_name.down.sql` for sqlx, which runs a file in a transaction together with its own record of
//! it. A file's own COMMIT would end that transaction before the record is made; `-- no-transaction` on the first line
//! makes sqlx run the file outside of one.

use super::script::Transaction;
use super::up_down::{begins, pair, recognise};
use super::{Companion, Layout, Numbering};

pub const LAYOUT: Layout = Layout {
    name: "sqlx",
    title: "sqlx",
    description: "NNN_name.up.sql and NNN_name.down.sql without BEGIN, since sqlx opens the transaction.",
    numbering: Numbering::Timestamp,
    folder: "migrations",
    write: |piece| pair(piece, Transaction::Runner),
    recognise: |path, text| recognise(path).filter(|_| !begins(text)),
    preamble: None,
    companion: Companion::None,
};
