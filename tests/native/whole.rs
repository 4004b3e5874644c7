//! What holds of every text that is read, for the native suites and for the fuzz targets.

use std::ops::ControlFlow;

use cadastre::import::{self, Import, Options, Source};
use cadastre::model::Dialect;

/// Reads one text; `None` as the dialect lets its words decide.
pub fn read(text: &str, dialect: Option<Dialect>) -> Import {
    let source = Source {
        name: "hostile.sql".to_string(),
        text: text.to_string(),
    };
    let options = Options {
        dialect,
        ..Options::default()
    };
    match import::read(&[source], &options, &mut |_| ControlFlow::Continue(())) {
        Ok(import) => import,
        Err(cancelled) => panic!("{cancelled}"),
    }
}

/// What the model points at is there, and the report goes through the text in order.
pub fn assert_whole(text: &str, import: &Import) {
    let schema = &import.schema;
    for table in schema.tables.values() {
        for constraint in &table.constraints {
            for column in constraint.columns() {
                assert!(table.column(column).is_some(), "{constraint:?}");
            }
            let Some(key) = constraint.foreign_key() else {
                continue;
            };
            let target = key.target.table().map(|target| schema.table(target));
            for column in key.target.columns() {
                let target = target.flatten();
                assert!(
                    target.is_some_and(|target| target.column(*column).is_some()),
                    "{constraint:?}"
                );
            }
            assert!(
                target.is_none_or(|target| target.is_some()),
                "{constraint:?}"
            );
        }
        for index in &table.indexes {
            for column in index.leading_columns() {
                assert!(table.column(column).is_some(), "{index:?}");
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
        assert!(text.get(statement.range.clone()).is_some(), "{statement:?}");
        end = statement.range.end;
    }
}
