//! SQL that is understood to the last statement: what is written of it reads back and is written the same again.
#![no_main]

use std::ops::ControlFlow;

use cadastre::export;
use cadastre::import::{self, Import, Options, Source};
use cadastre::model::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let first = read(text.to_string());
    let counts = first.report.counts();
    if counts.understood < counts.statements {
        return;
    }
    let once = write(first);
    let second = read(once.clone());
    if second.report.counts().unreadable > 0 {
        // A word that no PostgreSQL would take as an expression or an option was believed; that is no claim.
        return;
    }
    let twice = write(second);
    let thrice = write(read(twice.clone()));
    assert!(
        twice == thrice,
        "written once:\n{once}\ntwice:\n{twice}\nthen:\n{thrice}"
    );
});

fn write(import: Import) -> String {
    export::sql::document(&Document::new("Fuzz", import.schema))
}

fn read(text: String) -> Import {
    let source = Source {
        name: "fuzz.sql".to_string(),
        text,
    };
    match import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    }) {
        Ok(import) => import,
        Err(cancelled) => panic!("{cancelled}"),
    }
}
