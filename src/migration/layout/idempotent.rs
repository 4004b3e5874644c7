//! Numbered files that may be run twice: header, one transaction, guards, a record in `schema_migrations`; the way back
//! stands apart in `rollback/` (seed 004). Run by psql, in the order of their names.

use std::fmt::Write as _;

use super::guards::{Guard, Names, guard};
use super::script::{self, comment_line, ended};
use super::statement::Statement;
use super::{Companion, File, Known, Layout, Numbering, Piece, known, numbered, split};
use crate::sql::quote;

pub const LAYOUT: Layout = Layout {
    name: "idempotent",
    title: "Idempotent files",
    description: "NNN_name.sql that may run twice and records itself in schema_migrations, with rollback/ and init.sql.",
    numbering: Numbering::Sequence { digits: 3 },
    folder: "migrations",
    write: |piece| {
        vec![
            File {
                path: format!("{}.sql", piece.stem()),
                text: text(piece, true),
            },
            File {
                path: format!("rollback/{}.sql", piece.stem()),
                text: text(piece, false),
            },
        ]
    },
    recognise,
    preamble: Some(preamble),
    companion: Companion::InitScript,
};

/// The name of the migration that makes the table of records.
const PREAMBLE: &str = "create_schema_migrations";

fn preamble(version: &str, date: Option<&str>) -> Vec<File> {
    let head = head(
        &format!("{version}_{PREAMBLE}"),
        "The record of the migrations that have run",
        date,
    );
    vec![File {
        path: format!("{version}_{PREAMBLE}.sql"),
        text: format!(
            "{head}\nBEGIN;\n\n{TABLE}{}\nCOMMIT;\n",
            record(version, PREAMBLE)
        ),
    }]
}

/// The table of records.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    version text PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
";

/// The end of a script that builds a whole database: the migrations it need not run, recorded.
pub fn records(with_table: bool, versions: &[(String, String)]) -> String {
    let mut text = String::from("\n-- What these migrations do is done above.\n");
    if with_table {
        text.push_str(TABLE);
    }
    for (version, name) in versions {
        text.push_str(&record(version, name));
    }
    text
}

fn head(migration: &str, description: &str, date: Option<&str>) -> String {
    let mut text = format!("-- Migration: {migration}\n-- Description: {description}\n");
    if let Some(date) = date {
        let _ = writeln!(text, "-- Date: {date}");
    }
    text
}

/// Records a migration.
fn record(version: &str, name: &str) -> String {
    format!(
        "\nINSERT INTO schema_migrations (version, name, applied_at)\nVALUES ({}, {}, now())\nON CONFLICT (version) DO NOTHING;\n",
        quote::literal(version),
        quote::literal(name)
    )
}

fn text(piece: &Piece, up: bool) -> String {
    let titles: Vec<String> = piece
        .steps
        .iter()
        .map(|step| comment_line(&step.title))
        .collect();
    let undo = if up { "" } else { "Undo: " };
    let mut text = head(
        &piece.stem(),
        &format!("{undo}{}", titles.join("; ")),
        piece.date.as_deref(),
    );
    text.push_str(&script::facts(piece, up));
    text.push('\n');
    let transactional = piece.transactional();
    if transactional {
        text.push_str("BEGIN;\n");
        text.push_str(script::LOCK_TIMEOUT);
    } else {
        text.push_str("-- Outside of a transaction: PostgreSQL refuses it in one, or each batch commits by itself.\n");
    }
    text.push_str(&guarded(piece, up));
    text.push_str(&match up {
        true => record(&piece.version, &piece.name),
        false => format!(
            "\nDELETE FROM schema_migrations WHERE version = {};\n",
            quote::literal(&piece.version)
        ),
    });
    if transactional {
        text.push_str("\nCOMMIT;\n");
    }
    text
}

/// The statements with their guards; what runs under the record shares one block where it can.
fn guarded(piece: &Piece, up: bool) -> String {
    let all = piece.plan.steps.iter().flat_map(|step| match up {
        true => step.up.iter(),
        false => step.down.iter(),
    });
    let names = Names::of(all.map(String::as_str));
    let condition = format!(
        "{}EXISTS (SELECT FROM schema_migrations WHERE version = {})",
        if up { "NOT " } else { "" },
        quote::literal(&piece.version)
    );
    let mut text = String::new();
    let mut waiting = Vec::new();
    let mut titles: Vec<&str> = Vec::new();
    for (step, statement) in piece.statements(up) {
        let fresh = titles.last() != Some(&step.title.as_str());
        let title = match fresh {
            true => script::title(&step.title, up),
            false => String::new(),
        };
        if fresh {
            titles.push(&step.title);
        }
        match guard(statement, &names) {
            Guard::Record(statement) => {
                waiting.push((title, statement));
                continue;
            }
            other => {
                text.push_str(&block(&condition, std::mem::take(&mut waiting)));
                text.push_str(&title);
                match other {
                    Guard::If {
                        condition,
                        statement,
                    } => text.push_str(&block(&condition, vec![(String::new(), statement)])),
                    Guard::Itself(statement) | Guard::Record(statement) => {
                        text.push_str(&leftover(&statement));
                        let _ = writeln!(text, "{};", ended(&statement));
                    }
                    Guard::RecordAlone(statement) => {
                        text.push_str(&leftover(&statement));
                        text.push_str(&query(&condition, &statement));
                    }
                }
            }
        }
    }
    text.push_str(&block(&condition, waiting));
    if text.is_empty() {
        text.push_str(script::nothing(up));
    }
    text
}

/// Statements under a condition, as a block of PL/pgSQL; nothing for no statement.
fn block(condition: &str, statements: Vec<(String, String)>) -> String {
    if statements.is_empty() {
        return String::new();
    }
    let mut body = String::new();
    for (title, statement) in &statements {
        body.push_str(title);
        let _ = writeln!(body, "{};", ended(&performed(statement)));
    }
    let mut tag = "$guard$".to_string();
    while body.contains(&tag) {
        tag.insert(1, '_');
    }
    let space = match statements.first() {
        Some((title, _)) if !title.is_empty() => "\n",
        _ => "",
    };
    let body = body.trim_start_matches('\n');
    format!("{space}DO {tag}\nBEGIN\nIF {condition} THEN\n{body}END IF;\nEND\n{tag};\n")
}

/// A statement that psql runs if a condition holds: a query that gives it, and `\gexec`.
fn query(condition: &str, statement: &str) -> String {
    let mut tag = "$run$".to_string();
    while statement.contains(&tag) {
        tag.insert(1, '_');
    }
    format!("SELECT {tag}{statement}{tag} WHERE {condition}\n\\gexec\n")
}

/// PL/pgSQL wants PERFORM where a query's rows are not used.
fn performed(statement: &str) -> String {
    match statement.get(..7) {
        Some(word) if word.eq_ignore_ascii_case("SELECT ") => {
            format!("PERFORM {}", statement.get(7..).unwrap_or_default())
        }
        _ => statement.to_string(),
    }
}

/// An interrupted CREATE INDEX CONCURRENTLY leaves an index that is not valid, which IF NOT EXISTS would take for good.
fn leftover(statement: &str) -> String {
    let parsed = Statement::new(statement);
    let (Some(name), true, true) = (
        parsed.name(),
        parsed.word(0) == "CREATE",
        parsed.has(&["CONCURRENTLY"]),
    ) else {
        return String::new();
    };
    let name_of_index = match parsed.on().and_then(|table| schema_of(&table)) {
        Some(schema) => format!("{schema}.{name}"),
        None => name,
    };
    let condition = format!(
        "EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass({}) AND NOT indisvalid)",
        quote::literal(&name_of_index)
    );
    format!(
        "-- An interrupted run leaves an index that is not valid and stands in the way.\n{}",
        block(
            &condition,
            vec![(String::new(), format!("DROP INDEX {name_of_index}"))]
        )
    )
}

/// The schema of a name as written, if it has one.
fn schema_of(name: &str) -> Option<String> {
    let statement = Statement::new(name);
    (statement.word(1) == ".").then(|| name.split('.').next().unwrap_or_default().to_string())
}

fn recognise(path: &str, text: &str) -> Option<Known> {
    let (folder, file) = split(path);
    let (version, name) = numbered(file.strip_suffix(".sql")?)?;
    if name.ends_with(".up") || name.ends_with(".down") {
        return None;
    }
    let (folder, _) = match split(folder) {
        (above, "rollback") => (above, true),
        ("", _) if folder == "rollback" => ("", true),
        _ => (folder, false),
    };
    text.to_ascii_lowercase()
        .contains("schema_migrations")
        .then(|| known(folder, version, name))
}
