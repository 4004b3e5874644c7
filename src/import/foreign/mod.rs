//! Reads MySQL's and SQLite's statements into the model.
//!
//! It follows the same promise as for PostgreSQL: no text is too broken, every statement ends in the report, and those that
//! alter or drop have their effect. Statements are first rewritten in standard quotes ([`scan`]); what reads them then
//! walks tokens with their bytes, for expressions and types are kept as their authors wrote them.

mod add_key;
mod alter_table;
mod builder;
mod column;
mod column_type;
mod create_table;
mod definition;
mod dispatch;
mod drop;
mod enums;
mod keys;
mod objects;
mod references;
mod rename;
mod scan;
mod words;

use std::ops::ControlFlow;

use crate::model::Dialect;

use super::builder::Fault;
use super::cursor::{Broken, Cursor};
use super::lexer::{Lexer, Token};
use super::read::{Cancelled, Import, Lines, Progress, Source};
use super::report::{Outcome, Report, StatementReport};
use builder::Foreign;
use scan::{Scanner, Statement};

/// Reads sources of MySQL or SQLite one after the other.
///
/// # Errors
/// Only when `tell` breaks.
pub(super) fn read(
    sources: &[Source],
    dialect: Dialect,
    every: usize,
    tell: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Import, Cancelled> {
    let mut foreign = Foreign::new(dialect);
    let mut report = Report {
        sources: sources.iter().map(|source| source.name.clone()).collect(),
        ..Report::default()
    };
    let mut progress = Progress {
        total_bytes: sources.iter().map(|source| source.text.len()).sum(),
        ..Progress::default()
    };
    let mut told = |progress: Progress| match tell(progress) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    };
    told(progress)?;
    for (number, source) in sources.iter().enumerate() {
        let before = progress.bytes;
        progress.source = number;
        let mut scanner = Scanner::new(&source.text, dialect);
        let mut lines = Lines::new(&source.text);
        // Going on inside a broken statement reads text again; the sum is bounded, so that the whole stays linear.
        let mut budget = source.text.len().saturating_mul(4) + (1 << 16);
        foreign.temporary.clear();
        while let Some(statement) = scanner.next() {
            let (line, column) = lines.locate(statement.range.start);
            foreign.place = (number, line);
            let mut done = one(&mut foreign, &statement, &lines);
            (done.source, done.line, done.column) = (number, line, column);
            let position = scanner.position();
            let resume = statement
                .unclosed
                .and_then(|_| next_beginning(&source.text, statement.range.start))
                .filter(|at| *at < position && position - at <= budget);
            if let Some(at) = resume {
                budget -= position - at;
                cut(&mut done, &lines, &source.text, at);
                scanner.resume(at);
            }
            report.statements.push(done);
            progress.statements += 1;
            progress.bytes = before + scanner.position().min(source.text.len());
            progress.tables = foreign.schema.tables.len();
            if progress.statements.is_multiple_of(every) {
                told(progress)?;
            }
        }
        progress.bytes = before + source.text.len();
    }
    foreign.finish();
    report.origins = std::mem::take(&mut foreign.origins);
    progress.tables = foreign.schema.tables.len();
    told(progress)?;
    Ok(Import {
        schema: foreign.schema,
        dialect,
        report,
    })
}

/// What became of a statement.
fn one(foreign: &mut Foreign, statement: &Statement, lines: &Lines<'_>) -> StatementReport {
    let mut report = StatementReport {
        source: 0,
        line: 0,
        column: 0,
        range: statement.range.clone(),
        outcome: Outcome::Skipped,
        kind: String::new(),
        name: String::new(),
        note: String::new(),
    };
    if statement.is_command {
        let program = match foreign.dialect {
            Dialect::Sqlite => "sqlite3",
            _ => "mysql",
        };
        report.kind = format!("{program} command");
        report.name = words::beginning(statement.text.split_whitespace().next().unwrap_or(""));
        return report;
    }
    let mut lexer = Lexer::new(&statement.text, 0);
    let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next()).collect();
    let cursor = Cursor::new(&statement.text, &tokens, statement.text.len());
    if let Some((at, reason)) = statement.unclosed {
        (report.kind, report.name) = dispatch::headline(cursor);
        unreadable(&mut report, lines, at, reason.to_string(), close_it());
        return report;
    }
    if tokens.is_empty() {
        report.kind = "comment".to_string();
        return report;
    }
    match dispatch::apply(foreign, cursor) {
        Ok(done) => {
            report.kind = done.kind.to_string();
            report.name = done.name;
            report.note = done.note;
            if done.understood {
                report.outcome = Outcome::Understood;
            }
        }
        Err(fault) => {
            (report.kind, report.name) = dispatch::headline(cursor);
            refused(foreign, statement, fault, &mut report, lines);
        }
    }
    report
}

fn close_it() -> String {
    "Close it, or leave the statement out.".to_string()
}

fn refused(
    foreign: &mut Foreign,
    statement: &Statement,
    fault: Fault,
    report: &mut StatementReport,
    lines: &Lines<'_>,
) {
    match fault {
        Fault::Broken(Broken { at, reason }) => {
            let at = statement.source_byte(at);
            unreadable(
                report,
                lines,
                at,
                reason,
                "Correct the statement, or leave it out.".to_string(),
            );
        }
        Fault::Refused(reason, advice) => {
            unreadable(report, lines, statement.range.start, reason, advice);
        }
        Fault::Temporary => {
            report.note = "a temporary table is no part of the schema".to_string();
        }
        Fault::Keep => {
            dispatch::keep(foreign, &statement.text, &report.kind, &report.name);
            report.outcome = Outcome::Verbatim;
        }
        Fault::Missing(reason) => {
            dispatch::keep(foreign, &statement.text, &report.kind, &report.name);
            report.note = reason;
            report.outcome = Outcome::Verbatim;
        }
    }
}

fn unreadable(
    report: &mut StatementReport,
    lines: &Lines<'_>,
    at: usize,
    reason: String,
    advice: String,
) {
    let (line, column) = lines.look_ahead(at);
    report.outcome = Outcome::Unreadable {
        reason,
        advice,
        line,
        column,
        resumed_at: None,
    };
}

/// The next line that begins a statement, after the line that holds `start`.
fn next_beginning(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += text.get(at..)?.find('\n')? + 1;
        let line = text.get(at..)?;
        let begins = ["CREATE ", "ALTER ", "DROP ", "INSERT "]
            .iter()
            .any(|word| {
                line.get(..word.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(word))
            });
        if begins {
            return Some(at);
        }
    }
}

/// Ends a report before the byte at which reading goes on.
fn cut(report: &mut StatementReport, lines: &Lines<'_>, text: &str, at: usize) {
    let length = text
        .get(report.range.start..at)
        .map_or(0, |text| text.trim_end().len());
    report.range.end = report.range.start + length;
    if let Outcome::Unreadable { resumed_at, .. } = &mut report.outcome {
        *resumed_at = Some(lines.look_ahead(at).0);
    }
}
