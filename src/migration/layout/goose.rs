//! One file with both ways for goose, which cuts it at semicolons unless a statement stands between `StatementBegin` and
//! `StatementEnd`, and runs it in a transaction unless it says `NO TRANSACTION`.

use super::script::{self, ended, titled};
use super::{Companion, File, Layout, Numbering, Piece, one_file};

pub const LAYOUT: Layout = Layout {
    name: "goose",
    title: "goose",
    description: "NNN_name.sql with the parts +goose Up and +goose Down.",
    numbering: Numbering::Timestamp,
    folder: "migrations",
    write: |piece| {
        let outside = match piece.transactional() {
            true => "",
            false => "-- +goose NO TRANSACTION\n",
        };
        let (up, down) = (way(piece, true), way(piece, false));
        vec![File {
            path: format!("{}.sql", piece.stem()),
            text: format!("{outside}-- +goose Up\n{up}\n-- +goose Down\n{down}"),
        }]
    },
    recognise: |path, text| one_file(path, text, "-- +goose Up"),
    preamble: None,
    companion: Companion::None,
};

fn way(piece: &Piece, up: bool) -> String {
    let mut text = script::header(piece, up);
    if piece.transactional() && !piece.statements(up).is_empty() {
        text.push('\n');
        text.push_str(script::LOCK_TIMEOUT);
    }
    text.push_str(&titled(piece, up, |statement| {
        let statement = ended(statement);
        // goose looks for a semicolon at the end of a line, whatever it stands in.
        if statement.contains(';') {
            format!("-- +goose StatementBegin\n{statement};\n-- +goose StatementEnd\n")
        } else {
            format!("{statement};\n")
        }
    }));
    text
}
