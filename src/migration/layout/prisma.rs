//! A folder with `migration.sql` for Prisma, which sends the file as it is and opens no transaction. Prisma has no way
//! down of its own; `down.sql` stands beside it for `prisma db execute`.

use super::script::{self, Transaction};
use super::{Companion, File, Layout, Numbering, folder_of};

pub const LAYOUT: Layout = Layout {
    name: "prisma",
    title: "Prisma",
    description: "A folder with migration.sql, and down.sql for prisma db execute.",
    numbering: Numbering::Timestamp,
    folder: "prisma/migrations",
    write: |piece| {
        let file = |name: &str, up: bool| File {
            path: format!("{}/{name}", piece.stem()),
            text: script::whole(piece, up, Transaction::File),
        };
        vec![file("migration.sql", true), file("down.sql", false)]
    },
    recognise: |path, _| folder_of(path, &["migration.sql", "down.sql"]),
    preamble: None,
    companion: Companion::None,
};
