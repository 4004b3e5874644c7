//! Any bytes: told to be no text, or read, written and read again without a panic, the model whole each time.
#![no_main]

use std::ops::ControlFlow;

use cadastre::export;
use cadastre::import::{self, Import, Options, Source};
use cadastre::model::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = import::sniff(bytes) else {
        return;
    };
    let import = read(text);
    assert_whole(&import);
    let document = Document::new("Fuzz", import.schema);
    for format in export::FORMATS {
        format.write(&document);
    }
    assert_whole(&read(export::sql::document(&document)));
});

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

/// What the model points at is there, and the report covers the text in order.
fn assert_whole(import: &Import) {
    let schema = &import.schema;
    for table in schema.tables.values() {
        for constraint in &table.constraints {
            for column in constraint.columns() {
                assert!(table.column(column).is_some(), "{constraint:?}");
            }
            if let Some(target) = constraint.foreign_key().and_then(|key| key.target.table()) {
                assert!(schema.table(target).is_some(), "{constraint:?}");
            }
        }
        if let Some(partition) = &table.partition_of {
            assert!(schema.table(partition.parent).is_some());
        }
    }
    for sequence in schema.sequences.values() {
        if let Some((table, column)) = sequence.owned_by {
            let owner = schema.table(table);
            assert!(owner.is_some_and(|owner| owner.column(column).is_some()));
        }
    }
    for object in import.report.origins.keys() {
        assert!(schema.contains(*object), "{object:?}");
    }
    let mut end = 0;
    for statement in &import.report.statements {
        assert!(statement.range.start >= end, "{statement:?}");
        end = statement.range.end;
    }
}
