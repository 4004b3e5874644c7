//! `V001__name.sql` and its undo `U001__name.sql` for Flyway, which runs a file in a transaction unless a script
//! configuration file beside it says `executeInTransaction=false`.

use super::script::{self, Transaction};
use super::{Companion, File, Known, Layout, Numbering, known, split};

pub const LAYOUT: Layout = Layout {
    name: "flyway",
    title: "Flyway",
    description: "VNNN__name.sql and UNNN__name.sql, with a .conf file where no transaction may be open.",
    numbering: Numbering::Sequence { digits: 3 },
    folder: "db/migration",
    write: |piece| {
        let mut files = Vec::new();
        for (up, letter) in [(true, 'V'), (false, 'U')] {
            let path = format!("{letter}{}__{}.sql", piece.version, piece.name);
            if !piece.transactional() {
                files.push(File {
                    path: format!("{path}.conf"),
                    text: "executeInTransaction=false\n".to_string(),
                });
            }
            files.push(File {
                path,
                text: script::whole(piece, up, Transaction::Runner),
            });
        }
        files
    },
    recognise: |path, _| recognise(path),
    preamble: None,
    companion: Companion::None,
};

fn recognise(path: &str) -> Option<Known> {
    let (folder, file) = split(path);
    let stem = file.strip_suffix(".conf").unwrap_or(file);
    let stem = stem.strip_suffix(".sql")?;
    let (version, name) = stem.strip_prefix(['V', 'U'])?.split_once("__")?;
    let digits = version
        .chars()
        .all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '_'));
    (digits && !version.is_empty()).then(|| known(folder, version, name))
}
