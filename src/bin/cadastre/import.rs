//! `cadastre import`: what became of each statement.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use cadastre::import::{Import, Outcome, Report, StatementReport};
use cadastre::model::{Schema, Table};
use serde::Serialize;

use crate::Verdict;
use crate::arguments::{ImportArguments, ReportFormat};
use crate::failure::Failure;
use crate::input::{self, source_name};
use crate::output::{aligned, counted, print, print_json};

#[derive(Serialize)]
struct Printed<'a> {
    statements: usize,
    understood: usize,
    verbatim: usize,
    skipped: usize,
    unreadable: Vec<Unreadable<'a>>,
}

#[derive(Serialize)]
struct Unreadable<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    reason: &'a str,
}

/// Reads what the paths hold and reports on it.
pub fn run(arguments: &ImportArguments) -> Result<Verdict, Failure> {
    let import = input::read_statements(&arguments.paths, arguments.dialect)?;
    match arguments.format {
        ReportFormat::Json => print_json(&printed(&import.report))?,
        ReportFormat::Text => print(&text(&import))?,
    }
    Ok(Verdict::Good)
}

fn printed(report: &Report) -> Printed<'_> {
    let counts = report.counts();
    Printed {
        statements: counts.statements,
        understood: counts.understood,
        verbatim: counts.verbatim,
        skipped: counts.skipped,
        unreadable: report
            .statements
            .iter()
            .filter_map(|statement| match &statement.outcome {
                Outcome::Unreadable {
                    reason,
                    line,
                    column,
                    ..
                } => Some(Unreadable {
                    file: source_name(report, statement.source),
                    line: *line,
                    column: *column,
                    reason,
                }),
                _ => None,
            })
            .collect(),
    }
}

fn text(import: &Import) -> String {
    let report = &import.report;
    let mut text = String::new();
    section(&mut text, "Not readable", unreadable(report));
    section(&mut text, "Kept as written", kept(report));
    section(&mut text, "Understood, with a remark", remarks(report));
    section(&mut text, "Skipped", skipped(report));
    section(&mut text, "It holds", holds(&import.schema));
    for note in &report.notes {
        let _ = writeln!(text, "{note}");
    }
    let _ = writeln!(text, "{}", report.summary());
    text
}

fn section(text: &mut String, title: &str, rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        let _ = writeln!(text, "{title}\n{}", aligned(&rows));
    }
}

fn unreadable(report: &Report) -> Vec<Vec<String>> {
    let rows = report
        .statements
        .iter()
        .filter_map(|statement| match &statement.outcome {
            Outcome::Unreadable {
                reason,
                advice,
                line,
                column,
                ..
            } => Some(vec![
                format!(
                    "  {}:{line}:{column}",
                    source_name(report, statement.source)
                ),
                subject(statement),
                format!("{reason}. {advice}"),
            ]),
            _ => None,
        });
    rows.collect()
}

fn kept(report: &Report) -> Vec<Vec<String>> {
    let kept = |statement: &&StatementReport| statement.outcome == Outcome::Verbatim;
    noted(report, report.statements.iter().filter(kept))
}

fn remarks(report: &Report) -> Vec<Vec<String>> {
    let remarked = |statement: &&StatementReport| {
        statement.outcome == Outcome::Understood && !statement.note.is_empty()
    };
    noted(report, report.statements.iter().filter(remarked))
}

fn noted<'a>(
    report: &Report,
    statements: impl Iterator<Item = &'a StatementReport>,
) -> Vec<Vec<String>> {
    let rows = statements.map(|statement| {
        let file = source_name(report, statement.source);
        vec![
            format!("  {file}:{}", statement.line),
            subject(statement),
            statement.note.clone(),
        ]
    });
    rows.collect()
}

fn subject(statement: &StatementReport) -> String {
    format!("{} {}", statement.kind, statement.name)
        .trim()
        .to_string()
}

/// Skipped statements by kind: they say nothing of the schema, so their places matter little.
fn skipped(report: &Report) -> Vec<Vec<String>> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for statement in &report.statements {
        if statement.outcome == Outcome::Skipped {
            *kinds.entry(&statement.kind).or_default() += 1;
        }
    }
    let rows = kinds.into_iter().map(|(kind, count)| {
        let kind = if kind.is_empty() { "other" } else { kind };
        vec![format!("  {count:>6}"), kind.to_string()]
    });
    rows.collect()
}

/// Objects by kind; kinds without an object are left out.
fn holds(schema: &Schema) -> Vec<Vec<String>> {
    let of_tables =
        |count: fn(&Table) -> usize| schema.tables.values().map(|table| count(table)).sum();
    let all: [(&str, usize); 14] = [
        ("schema", schema.namespaces.len()),
        ("extension", schema.extensions.len()),
        ("type", schema.types.len()),
        ("sequence", schema.sequences.len()),
        ("table", schema.tables.len()),
        ("column", of_tables(|table| table.columns.len())),
        (
            "relationship",
            of_tables(|table| table.foreign_keys().count()),
        ),
        ("index", of_tables(|table| table.indexes.len())),
        ("policy", of_tables(|table| table.policies.len())),
        ("trigger", of_tables(|table| table.triggers.len())),
        ("view", schema.views.len()),
        ("function", schema.functions.len()),
        (
            "grant",
            schema.grants.len() + schema.default_privileges.len(),
        ),
        ("statement kept as written", schema.verbatim.len()),
    ];
    let rows = all
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| {
            let words = match word {
                "statement kept as written" => "kept as written".to_string(),
                word => counted(count, word)
                    .split_once(' ')
                    .map_or_else(String::new, |(_, words)| words.to_string()),
            };
            vec![format!("  {count:>6}"), words]
        });
    rows.collect()
}
