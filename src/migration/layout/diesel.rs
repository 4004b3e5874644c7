//! A folder with `up.sql` and `down.sql` for diesel, which runs a file in a transaction unless `metadata.toml` beside it says
//! `run_in_transaction = false`.

use super::script::{self, Transaction};
use super::{Companion, File, Layout, Numbering, Piece, folder_of};

pub const LAYOUT: Layout = Layout {
    name: "diesel",
    title: "Diesel",
    description: "A folder with up.sql and down.sql, and metadata.toml where no transaction may be open.",
    numbering: Numbering::Dashed,
    folder: "migrations",
    write: |piece| {
        let file = |name: &str, text: String| File {
            path: format!("{}/{name}", piece.stem()),
            text,
        };
        let mut files = vec![
            file("up.sql", text(piece, true)),
            file("down.sql", text(piece, false)),
        ];
        if !piece.transactional() {
            files.push(file(
                "metadata.toml",
                "run_in_transaction = false\n".to_string(),
            ));
        }
        files
    },
    recognise: |path, _| folder_of(path, &["up.sql", "down.sql", "metadata.toml"]),
    preamble: None,
    companion: Companion::None,
};

fn text(piece: &Piece, up: bool) -> String {
    let mut text = script::whole(piece, up, Transaction::Runner);
    // diesel takes a file of comments alone for an error.
    if piece.statements(up).is_empty() {
        text.push_str("SELECT 1;\n");
    }
    text
}
