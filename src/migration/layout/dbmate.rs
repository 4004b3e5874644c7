//! One file with both ways for dbmate, which runs each in a transaction unless the way's line says `transaction:false`.

use super::script::{self, Transaction};
use super::{Companion, File, Layout, Numbering, one_file};

pub const LAYOUT: Layout = Layout {
    name: "dbmate",
    title: "dbmate",
    description: "NNN_name.sql with the parts migrate:up and migrate:down.",
    numbering: Numbering::Timestamp,
    folder: "db/migrations",
    write: |piece| {
        let outside = match piece.transactional() {
            true => "",
            false => " transaction:false",
        };
        let way = |word: &str, up: bool| {
            format!(
                "-- migrate:{word}{outside}\n{}",
                script::whole(piece, up, Transaction::Runner)
            )
        };
        vec![File {
            path: format!("{}.sql", piece.stem()),
            text: format!("{}\n{}", way("up", true), way("down", false)),
        }]
    },
    recognise: |path, text| one_file(path, text, "-- migrate:up"),
    preamble: None,
    companion: Companion::None,
};
