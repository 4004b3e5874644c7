//! The importer on its own cases: one `.sql` file a case beside what is read from it. `UPDATE=1 cargo test` rewrites these.

use std::fmt::Write;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use cadastre::import::{self, Import, Options, Outcome, Source};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/import")
}

fn read(name: &str, text: &str) -> Import {
    let source = Source {
        name: name.to_string(),
        text: text.to_string(),
    };
    import::read(&[source], &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// The report line by line, then the schema.
fn describe(import: &Import) -> String {
    let mut text = import.report.summary();
    text.push('\n');
    for note in &import.report.notes {
        writeln!(text, "note: {note}").unwrap();
    }
    for statement in &import.report.statements {
        let outcome = match &statement.outcome {
            Outcome::Understood => "understood".to_string(),
            Outcome::Verbatim => "verbatim".to_string(),
            Outcome::Skipped => "skipped".to_string(),
            Outcome::Unreadable {
                reason,
                advice,
                line,
                column,
                resumed_at,
            } => {
                let resumed =
                    resumed_at.map_or(String::new(), |line| format!(" goes on at {line}"));
                format!("unreadable at {line}:{column}: {reason} | {advice}{resumed}\n   ")
            }
        };
        let (line, column) = (statement.line, statement.column);
        let (kind, name) = (&statement.kind, &statement.name);
        write!(text, "{line}:{column} {outcome} {kind} {name}").unwrap();
        if !statement.note.is_empty() {
            write!(text, " ({})", statement.note).unwrap();
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    for rename in &import.report.renames {
        let name = import.schema.display_name(rename.object).unwrap();
        writeln!(text, "renamed: {name} was {}", rename.from).unwrap();
    }
    text.push_str(&serde_json::to_string_pretty(&import.schema).unwrap());
    text.push('\n');
    text
}

#[test]
fn cases_read_as_recorded() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut different = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        count += 1;
        let name = path.file_name().unwrap().to_string_lossy().to_string();
        let read = describe(&read(&name, &fs::read_to_string(&path).unwrap()));
        let golden = path.with_extension("txt");
        if update {
            fs::write(&golden, read).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != read {
            different.push(name);
        }
    }
    assert!(count >= 17, "the cases are gone from {:?}", folder());
    assert!(
        different.is_empty(),
        "read otherwise than recorded (UPDATE=1 rewrites): {different:?}"
    );
}

#[test]
fn every_byte_of_a_statement_is_in_its_report() {
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let mut end = 0;
        for statement in &read("case", &text).report.statements {
            let skipped = &text[end..statement.range.start];
            let left_out = skipped.lines().map(str::trim).find(|line| {
                !line.is_empty()
                    && !line.starts_with("--")
                    && !line.starts_with('\\')
                    && !line.chars().all(|character| character == ';')
            });
            assert_eq!(left_out, None, "{path:?} leaves text out");
            end = statement.range.end;
        }
    }
}

#[test]
fn sources_apply_one_after_the_other() {
    let sources: Vec<Source> = [
        "CREATE SCHEMA app; SET search_path TO app; CREATE TABLE t (a int);",
        "ALTER TABLE app.t RENAME a TO b; CREATE TABLE u (id int);",
    ]
    .iter()
    .enumerate()
    .map(|(number, text)| Source {
        name: format!("{number}.sql"),
        text: text.to_string(),
    })
    .collect();
    let import = import::read(&sources, &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    let table = import.schema.table_named("app", "t").unwrap();
    assert!(table.column_named("b").is_some());
    // The search path was the first session's.
    let other = import.schema.table_named("public", "u").unwrap();
    let origin = import.report.origins[&cadastre::model::ObjectRef::Table(other.id)];
    assert_eq!(origin, (1, 1));
}

#[test]
fn reading_can_be_cancelled() {
    let text = "CREATE TABLE t (a int);".repeat(100);
    let source = Source {
        name: "long.sql".to_string(),
        text,
    };
    let mut calls = 0;
    let options = Options {
        progress_every: 10,
        ..Options::default()
    };
    let result = import::read(&[source], &options, &mut |progress| {
        calls += 1;
        if progress.statements >= 30 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!(result, Err(import::Cancelled));
    assert_eq!(calls, 4);
}
