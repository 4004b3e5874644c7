//! The fixtures of `golden/exact` and `golden/export`: read whole, and written again to the same bytes. PostgreSQL holds
//! them in its own suite.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cadastre::export::{self, document};
use cadastre::import::{self, Import, Outcome, Source};
use cadastre::model::Document;

/// Name and text of every fixture.
pub fn all() -> Vec<(String, String)> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden");
    let mut fixtures = Vec::new();
    for folder in ["exact", "export"] {
        for entry in fs::read_dir(golden.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name
                .strip_suffix(".sql")
                .is_some_and(|stem| !stem.contains('.'))
            {
                fixtures.push((
                    format!("{folder}/{name}"),
                    fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    fixtures.sort();
    fixtures
}

/// Reads a text.
pub fn read(text: &str) -> Import {
    let source = Source {
        name: "schema.sql".to_string(),
        text: text.to_string(),
    };
    import::read(&[source], &import::Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// The SQL written of what was read.
pub fn write(import: Import) -> String {
    export::sql::document(&Document::new("Fixture", import.schema))
}

/// What the model keeps word for word: statements by their beginning.
const VERBATIM: &[&str] = &[
    "CREATE RULE",
    "CREATE OR REPLACE RULE",
    "CREATE COLLATION",
    "CREATE SERVER",
    "CREATE USER MAPPING",
    "CREATE FOREIGN TABLE",
    "CREATE OPERATOR",
    "CREATE CAST",
    "CREATE TEXT SEARCH",
    "CREATE PUBLICATION",
    "CREATE EVENT TRIGGER",
    "CREATE CONVERSION",
    "CREATE DEFAULT CONVERSION",
    "CREATE SUBSCRIPTION",
    // Base types and their shells.
    "CREATE TYPE whole",
    "CREATE TYPE only_shell",
    "CREATE TYPE app.far",
    "CREATE TYPE gone",
    "COMMENT ON TYPE whole",
    "ALTER SUBSCRIPTION",
    "ALTER FOREIGN DATA WRAPPER",
    // What is said of these.
    "COMMENT ON SERVER",
    "COMMENT ON FOREIGN",
    "COMMENT ON COLUMN remote.note",
    "COMMENT ON COLUMN of_query.one",
    "COMMENT ON COLLATION",
    "COMMENT ON OPERATOR",
    "COMMENT ON CONVERSION",
    "COMMENT ON TEXT SEARCH",
    "COMMENT ON PUBLICATION",
    "COMMENT ON SUBSCRIPTION",
    "COMMENT ON EVENT TRIGGER",
    "COMMENT ON RULE",
    "CREATE ACCESS METHOD",
    "CREATE FOREIGN DATA WRAPPER",
    "ALTER TEXT SEARCH",
    // Tables of a composite type or of a query.
    "CREATE TABLE typed OF",
    "CREATE TABLE people OF",
    "CREATE TABLE no_longer_typed OF",
    "CREATE TABLE of_query AS",
    "ALTER TABLE to_be_typed OF",
    "ALTER TABLE no_longer_typed NOT OF",
    "ALTER MATERIALIZED VIEW m DEPENDS",
    "ALTER MATERIALIZED VIEW m NO DEPENDS",
    // What is left.
    "ALTER TABLE t DISABLE RULE",
    "ALTER TABLE t ENABLE R",
    "ALTER INDEX t_b",
    "ALTER FUNCTION fire() DEPENDS",
    "ALTER FUNCTION fire() NO DEPENDS",
    "ALTER TRIGGER fires",
    "ALTER OPERATOR",
    "ALTER COLLATION",
    "ALTER EVENT TRIGGER",
    "ALTER SERVER",
    "ALTER USER MAPPING",
    "ALTER FOREIGN TABLE",
    "ALTER PUBLICATION",
    "ALTER ROLE exact_renamed SET",
    "ALTER ROLE exact_first SET",
];

#[test]
fn every_statement_is_taken_into_the_model() {
    let mut wrong = String::new();
    for (name, text) in all().iter().filter(|(name, _)| name.starts_with("exact/")) {
        for statement in read(text).report.statements {
            let fine = match statement.outcome {
                Outcome::Understood | Outcome::Skipped => true,
                Outcome::Verbatim => {
                    let written = &text[statement.range.clone()];
                    VERBATIM.iter().any(|known| written.starts_with(known))
                }
                Outcome::Unreadable { .. } => false,
            };
            if !fine {
                wrong.push_str(&format!(
                    "{name}, line {}: {} {} {:?} {}\n",
                    statement.line,
                    statement.kind,
                    statement.name,
                    statement.outcome,
                    statement.note
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_written_reads_back_to_the_same_bytes() {
    let mut wrong = String::new();
    for (name, text) in all() {
        let once = write(read(&text));
        let twice = write(read(&once));
        let differs = once
            .lines()
            .zip(twice.lines())
            .enumerate()
            .find(|(_, (line, again))| line != again);
        if let Some((number, (line, again))) = differs {
            wrong.push_str(&format!(
                "{name}, line {}:\n  {line}\n  {again}\n",
                number + 1
            ));
        } else if once.len() != twice.len() {
            wrong.push_str(&format!("{name} differs in length\n"));
        }
        let held = Document::new("Fixture", read(&text).schema);
        let saved = document::save(&held);
        let loaded = document::load(&saved).unwrap();
        assert!(loaded == held && document::save(&loaded) == saved, "{name}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}
