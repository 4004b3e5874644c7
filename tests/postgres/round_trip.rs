//! The proof of a round trip: what SQL builds in PostgreSQL, and what the script exported of it builds, must dump alike.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use cadastre::export;
use cadastre::import::{Import, Options, Source, read};
use cadastre::model::Document;

use crate::server::{Database, statements_of_dump};

/// What became of one round trip.
pub enum Outcome {
    /// Both dumps are alike; so many statements.
    Equal(usize),
    /// Statements only the original makes, and only the export makes.
    Differs(Vec<String>, Vec<String>),
    /// The export does not load: why, and the script.
    Refused(String, String),
}

impl Outcome {
    /// Whether both dumps are alike.
    pub fn is_equal(&self) -> bool {
        matches!(self, Outcome::Equal(_))
    }

    /// What differs, statement by statement; empty for equal dumps.
    pub fn detail(&self) -> String {
        match self {
            Outcome::Equal(_) => String::new(),
            Outcome::Refused(error, _) => error.clone(),
            Outcome::Differs(missing, extra) => {
                let signed = |sign: char, statements: &[String]| -> String {
                    let lines = statements.iter().flat_map(|one| one.lines());
                    lines.map(|line| format!("  {sign} {line}\n")).collect()
                };
                signed('-', missing) + &signed('+', extra)
            }
        }
    }
}

/// Reads sources as one after the other.
pub fn import(sources: &[Source]) -> Import {
    read(sources, &Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap()
}

/// The SQL exported of what was read.
pub fn script(import: Import) -> String {
    export::sql::document(&Document::new("Round trip", import.schema))
}

/// One text as the only source.
pub fn source(text: &str) -> Vec<Source> {
    vec![Source {
        name: "schema.sql".to_string(),
        text: text.to_string(),
    }]
}

/// Whether what is written of the sources reads back and is written the same, byte for byte.
pub fn same_bytes(sources: &[Source]) -> Result<(), String> {
    let once = script(import(sources));
    let twice = script(import(&source(&once)));
    if once == twice {
        return Ok(());
    }
    let (one, other): (Vec<&str>, Vec<&str>) = (once.lines().collect(), twice.lines().collect());
    let place = one
        .iter()
        .zip(&other)
        .position(|(line, again)| line != again)
        .unwrap_or(one.len().min(other.len()));
    let line = |lines: &[&str]| lines.get(place).copied().unwrap_or_default().to_string();
    Err(format!(
        "line {} is written once as\n  {}\nand then as\n  {}",
        place + 1,
        line(&one),
        line(&other)
    ))
}

/// Loads the script exported of the sources into `exported`, and compares its dump with the original's.
pub fn prove(
    original: &Database,
    sources: &[Source],
    prelude: &str,
    exported: &Database,
) -> Outcome {
    let script = script(import(sources));
    if let Err(error) = exported.run(prelude).and_then(|_| exported.run(&script)) {
        return Outcome::Refused(error, script);
    }
    let (before, after) = (counted(original), counted(exported));
    let missing = more(&before, &after);
    let extra = more(&after, &before);
    if missing.is_empty() && extra.is_empty() {
        Outcome::Equal(before.values().sum())
    } else {
        Outcome::Differs(missing, extra)
    }
}

/// How often a dump has each statement.
fn counted(database: &Database) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for statement in statements_of_dump(&database.dump()) {
        *counts.entry(statement).or_default() += 1;
    }
    counts
}

/// The statements of which the one has more than the other.
fn more(one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>) -> Vec<String> {
    one.iter()
        .filter(|(statement, count)| other.get(*statement).is_none_or(|found| found < *count))
        .map(|(statement, _)| statement.clone())
        .collect()
}
