//! Exporters against golden files: each schema of `golden/export/*.sql` is read and written in every format.
//!
//! `UPDATE=1 cargo test` writes the golden files anew.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cadastre::export::{self, document};
use cadastre::import::{self, Outcome, Source};
use cadastre::model::Document;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/export")
}

/// Name and text of every fixture, the sample that people open first among them.
fn fixtures() -> Vec<(String, String)> {
    let mut fixtures: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(".sql")?;
            let is_input = !name.contains('.');
            is_input.then(|| (name.to_string(), fs::read_to_string(&path).unwrap()))
        })
        .collect();
    let sample = include_str!("../../src/editor/sample.sql");
    fixtures.push(("meetings".to_string(), sample.to_string()));
    fixtures.sort();
    fixtures
}

/// Reads SQL; every statement must be understood or kept.
fn read(name: &str, text: &str) -> Document {
    let source = Source {
        name: format!("{name}.sql"),
        text: text.to_string(),
    };
    let read = import::read(&[source], &import::Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    for statement in &read.report.statements {
        if let Outcome::Unreadable { reason, .. } = &statement.outcome {
            panic!("{name}.sql, line {}: {reason}", statement.line);
        }
    }
    Document::new(name, read.schema)
}

fn hold(file: &str, text: &str) {
    let path = folder().join(file);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    for (number, (ours, theirs)) in text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(
            ours,
            theirs,
            "{file}, line {}; UPDATE=1 cargo test writes it anew",
            number + 1
        );
    }
    assert!(
        text == golden,
        "{file} differs in length; UPDATE=1 cargo test writes it anew"
    );
}

#[test]
fn every_format_writes_what_it_wrote_before() {
    for (name, text) in fixtures() {
        let document = read(&name, &text);
        hold(&format!("{name}.init.sql"), &format("sql", &document));
        hold(&format!("{name}.md"), &format("markdown", &document));
        hold(&format!("{name}.mmd"), &format("mermaid", &document));
    }
}

fn format(name: &str, document: &Document) -> String {
    export::format(name).unwrap().write(document)
}

#[test]
fn the_written_script_reads_back_to_itself() {
    for (name, text) in fixtures() {
        let once = format("sql", &read(&name, &text));
        let twice = format("sql", &read(&name, &once));
        let thrice = format("sql", &read(&name, &twice));
        // What the author wrote in an order of their own may move once, into the order of the script.
        assert_eq!(sorted(&once), sorted(&twice), "{name}");
        assert_eq!(twice, thrice, "{name}");
    }
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("--"))
        .collect();
    lines.sort_unstable();
    lines
}

#[test]
fn a_saved_document_is_the_same_document() {
    for (name, text) in fixtures() {
        let mut document = read(&name, &text);
        document.base = Some(std::sync::Arc::new(document.schema.clone()));
        let saved = document::save(&document);
        assert!(document::load(&saved).unwrap() == document, "{name}");
        assert_eq!(saved, document::save(&document));
    }
    let (_, text) = fixtures()
        .into_iter()
        .find(|(name, _)| name == "keys")
        .unwrap();
    hold("keys.cadastre.json", &document::save(&read("keys", &text)));
}

#[test]
fn nothing_a_user_names_runs_in_the_documentation() {
    let (name, text) = fixtures()
        .into_iter()
        .find(|(name, _)| name == "names")
        .unwrap();
    let page = format("markdown", &read(&name, &text));
    let diagram = format("mermaid", &read(&name, &text));
    let mut in_block = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        }
        // Outside of code no angle bracket, inside of a table no bar that is not a border.
        let without_code: String = line.split('`').step_by(2).collect();
        assert!(in_block || !without_code.contains('<'), "{line}");
    }
    assert!(!diagram.contains("<script>") && !diagram.contains("alert(1)</"));
    for table in page.split("\n\n").filter(|block| block.starts_with("| ")) {
        let borders = |line: &str| line.replace("\\|", "").matches('|').count();
        let head = table.lines().next().map(borders);
        assert!(
            table.lines().all(|line| Some(borders(line)) == head),
            "{table}"
        );
    }
}

#[test]
fn an_empty_document_exports_in_every_format() {
    for format in export::FORMATS {
        let text = format.write(&Document::default());
        assert!(!text.is_empty() && text.ends_with('\n'), "{}", format.name);
    }
}
