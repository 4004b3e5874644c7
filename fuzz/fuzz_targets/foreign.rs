//! Any text as MySQL's and as SQLite's: the model whole, every format written, and what is written in the text's own dialect
//! read and written the same again.
#![no_main]

#[path = "../../tests/native/whole.rs"]
mod whole;

use cadastre::export::{self, Format};
use cadastre::import::Import;
use cadastre::model::{Dialect, Document};
use libfuzzer_sys::fuzz_target;
use whole::{assert_whole, read};

fuzz_target!(|text: &str| {
    for (dialect, name) in [(Dialect::Mysql, "mysql"), (Dialect::Sqlite, "sqlite")] {
        let Some(own) = export::format(name) else {
            panic!("no format {name}");
        };
        let first = read(text, Some(dialect));
        assert_whole(text, &first);
        let counts = first.report.counts();
        let is_understood = counts.understood == counts.statements;
        let document = document(first);
        for format in export::FORMATS {
            format.write(&document);
            format.losses(&document);
        }
        if is_understood {
            assert_settled(own, dialect, own.write(&document));
        }
    }
});

/// What is written settles: from the second time on it is the same.
fn assert_settled(own: &Format, dialect: Dialect, once: String) {
    let second = read(&once, Some(dialect));
    assert_whole(&once, &second);
    if second.report.counts().unreadable > 0 {
        // A word that no database would take as an expression or an option was believed; that is no claim.
        return;
    }
    let twice = own.write(&document(second));
    let thrice = own.write(&document(read(&twice, Some(dialect))));
    assert!(
        twice == thrice,
        "written once:\n{once}\ntwice:\n{twice}\nthen:\n{thrice}"
    );
}

fn document(import: Import) -> Document {
    let mut document = Document::new("Fuzz", import.schema);
    document.settings.dialect = import.dialect;
    document
}
