//! SQL that is understood to the last statement: what is written of it reads back and is written the same again.
#![no_main]

#[path = "../../tests/native/whole.rs"]
mod whole;

use cadastre::export;
use cadastre::import::Import;
use cadastre::model::{Dialect, Document};
use libfuzzer_sys::fuzz_target;
use whole::{assert_whole, read};

fuzz_target!(|text: &str| {
    let first = read(text, Some(Dialect::Postgresql));
    assert_whole(text, &first);
    let counts = first.report.counts();
    if counts.understood < counts.statements {
        return;
    }
    let once = write(first);
    let second = read(&once, Some(Dialect::Postgresql));
    if second.report.counts().unreadable > 0 {
        // A word that no PostgreSQL would take as an expression or an option was believed; that is no claim.
        return;
    }
    let twice = write(second);
    let thrice = write(read(&twice, Some(Dialect::Postgresql)));
    assert!(
        twice == thrice,
        "written once:\n{once}\ntwice:\n{twice}\nthen:\n{thrice}"
    );
});

fn write(import: Import) -> String {
    export::sql::document(&Document::new("Fuzz", import.schema))
}
