//! Schemas of MySQL and SQLite: read, written again, and held against themselves in the database.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cadastre::export::format;
use cadastre::import::{self, Import, Options, Outcome, Source};
use cadastre::model::{Dialect, Document};

use crate::mariadb::Database;
use crate::sqlite;

/// Reads a text, which must be all of it readable.
pub fn read(text: &str, dialect: Option<Dialect>) -> Import {
    let source = Source {
        name: "case.sql".to_string(),
        text: text.to_string(),
    };
    let options = Options {
        dialect,
        ..Options::default()
    };
    let read = import::read(&[source], &options, &mut |_| ControlFlow::Continue(())).unwrap();
    for statement in &read.report.statements {
        assert!(
            !matches!(statement.outcome, Outcome::Unreadable { .. }),
            "{statement:?}"
        );
    }
    read
}

/// A document around what was read.
pub fn document(read: Import) -> Document {
    let mut document = Document::new("case", read.schema);
    document.settings.dialect = read.dialect;
    document
}

fn written(document: &Document, name: &str) -> String {
    format(name).unwrap().write(document)
}

fn cases(ending: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/databases/cases");
    let mut cases: Vec<(PathBuf, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

#[test]
fn mysql_comes_back_as_mariadb_had_it() {
    for (path, text) in cases(".mysql.sql") {
        let (before, after) = (Database::new(), Database::new());
        before
            .run(&text)
            .unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let document = document(read(&text, None));
        assert_eq!(document.settings.dialect, Dialect::Mysql, "{path:?}");
        let script = written(&document, "mysql");
        after
            .run(&script)
            .unwrap_or_else(|error| panic!("{path:?}: {error}\n{script}"));
        assert_eq!(before.dump(), after.dump(), "{path:?}\n{script}");
        // And the dump of the server, which is how most schemas are brought, says the same again.
        let dump = before.dump();
        let again = Database::new();
        let script = written(&self::document(read(&dump, Some(Dialect::Mysql))), "mysql");
        again
            .run(&script)
            .unwrap_or_else(|error| panic!("{path:?}: {error}\n{script}"));
        assert_eq!(dump, again.dump(), "{path:?}\n{script}");
    }
}

#[test]
fn sqlite_comes_back_as_sqlite_had_it() {
    for (path, text) in cases(".sqlite.sql") {
        let before = sqlite::load(&text, "").unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let document = document(read(&text, None));
        assert_eq!(document.settings.dialect, Dialect::Sqlite, "{path:?}");
        let script = written(&document, "sqlite");
        let after =
            sqlite::load(&script, "").unwrap_or_else(|error| panic!("{path:?}: {error}\n{script}"));
        assert_eq!(before, after, "{path:?}\n{script}");
    }
}

#[test]
fn import_export_import_is_the_same() {
    for (ending, name, dialect) in [
        (".mysql.sql", "mysql", Dialect::Mysql),
        (".sqlite.sql", "sqlite", Dialect::Sqlite),
    ] {
        for (path, text) in cases(ending) {
            let first = document(read(&text, Some(dialect)));
            let script = written(&first, name);
            let second = document(read(&script, Some(dialect)));
            let again = written(&second, name);
            assert_eq!(script, again, "{path:?}");
        }
    }
}

#[test]
fn each_loads_into_the_other_and_into_both() {
    for (ending, name) in [(".mysql.sql", "sqlite"), (".sqlite.sql", "mysql")] {
        for (path, text) in cases(ending) {
            let script = written(&document(read(&text, None)), name);
            let loaded = match name {
                "sqlite" => sqlite::load(&script, ""),
                _ => Database::new().run(&script),
            };
            loaded.unwrap_or_else(|error| panic!("{path:?}: {error}\n{script}"));
        }
    }
}
