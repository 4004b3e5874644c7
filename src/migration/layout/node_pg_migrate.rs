//! SQL files for node-pg-migrate, which runs each way in a transaction. SQL has no word to say otherwise there, so what
//! must run outside of one is a JavaScript migration that calls `pgm.noTransaction()`.

use super::script::{self, Transaction, comment_line};
use super::{Companion, File, Known, Layout, Numbering, Piece, known, numbered, one_file, split};

pub const LAYOUT: Layout = Layout {
    name: "node-pg-migrate",
    title: "node-pg-migrate",
    description: "NNN_name.sql with the parts Up Migration and Down Migration; .cjs where no transaction may be open.",
    numbering: Numbering::Milliseconds,
    folder: "migrations",
    write: |piece| {
        vec![if piece.transactional() {
            sql(piece)
        } else {
            javascript(piece)
        }]
    },
    recognise,
    preamble: None,
    companion: Companion::None,
};

fn sql(piece: &Piece) -> File {
    let way = |up| script::whole(piece, up, Transaction::Runner);
    File {
        path: format!("{}.sql", piece.stem()),
        text: format!(
            "-- Up Migration\n{}\n-- Down Migration\n{}",
            way(true),
            way(false)
        ),
    }
}

fn javascript(piece: &Piece) -> File {
    let mut text = String::new();
    for line in script::header(piece, true).lines() {
        text.push_str(&format!("//{}\n", line.trim_start_matches("--")));
    }
    for (up, word) in [(true, "up"), (false, "down")] {
        text.push_str(&format!(
            "\nexports.{word} = (pgm) => {{\n  pgm.noTransaction();\n"
        ));
        for (step, statement) in piece.statements(up) {
            text.push_str(&format!(
                "  // {}\n  pgm.sql(`{}`);\n",
                comment_line(&step.title),
                template(statement)
            ));
        }
        text.push_str("};\n");
    }
    File {
        path: format!("{}.cjs", piece.stem()),
        text,
    }
}

/// Text between back quotes that JavaScript reads as it stands.
fn template(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('`', "\\`")
        .replace("${", "\\${")
}

fn recognise(path: &str, text: &str) -> Option<Known> {
    if let Some(known) = one_file(path, text, "-- Up Migration") {
        return Some(known);
    }
    let (folder, file) = split(path);
    let stem = [".cjs", ".js", ".mjs", ".ts"]
        .iter()
        .find_map(|ending| file.strip_suffix(ending))?;
    let (version, name) = numbered(stem)?;
    text.contains("pgm").then(|| known(folder, version, name))
}
