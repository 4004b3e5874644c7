//! Reads sources statement by statement.

use std::ops::ControlFlow;

use thiserror::Error;

use crate::model::script::Statement;
use crate::model::{Dialect, Schema};

use super::builder::{Builder, Fault};
use serde::{Deserialize, Serialize};

use super::cursor::{Broken, Cursor};
use super::dialect;
use super::foreign;
use super::headline::{headline, table_of_query};
use super::lexer::{Token, TokenKind};
use super::report::{Outcome, Report, StatementReport};
use super::script;
use super::split::{Piece, PieceKind, Splitter, resume_point};
use super::transaction;

/// One text to read: a file, or what was pasted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Path or title, for messages.
    pub name: String,
    /// SQL.
    pub text: String,
}

/// How to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Progress is told each time so many statements were read.
    pub progress_every: usize,
    /// Whose SQL it is; `None`: what its words tell.
    pub dialect: Option<Dialect>,
    /// Whether ALTER DEFAULT PRIVILEGES gives something to what is made behind it.
    pub grants_by_default: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            progress_every: 250,
            dialect: None,
            grants_by_default: true,
        }
    }
}

/// How far reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Source being read.
    pub source: usize,
    /// Statements read so far, in all sources.
    pub statements: usize,
    /// Bytes read so far, in all sources.
    pub bytes: usize,
    /// Bytes of all sources.
    pub total_bytes: usize,
    /// Tables so far.
    pub tables: usize,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The schema after the last statement.
    pub schema: Schema,
    /// Whose SQL it was read as.
    pub dialect: Dialect,
    /// What became of each statement.
    pub report: Report,
}

/// Reading was stopped by its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the import was cancelled")]
pub struct Cancelled;

/// Reads SQL into a schema, the sources one after the other as a database would run them.
///
/// Bad SQL is no error: the report says what became of each statement. `progress` is called before the first statement,
/// every [`Options::progress_every`] statements, and at the end.
///
/// # Errors
/// Only when `progress` breaks.
pub fn read(
    sources: &[Source],
    options: &Options,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Import, Cancelled> {
    let dialect = options.dialect.unwrap_or_else(|| dialect::detect(sources));
    let every = options.progress_every.max(1);
    if dialect != Dialect::Postgresql {
        let mut import = foreign::read(sources, dialect, every, progress)?;
        let note = dialect::note(dialect, options.dialect.is_some());
        import.report.notes.push(note);
        return Ok(import);
    }
    let mut builder = Builder::new();
    builder.grants_nothing = !options.grants_by_default;
    let mut reader = Reader::new(builder, progress);
    reader.every = every;
    reader.report.sources = sources.iter().map(|source| source.name.clone()).collect();
    reader.progress.total_bytes = sources.iter().map(|source| source.text.len()).sum();
    reader.tell()?;
    for (number, source) in sources.iter().enumerate() {
        reader.source(number, &source.text)?;
    }
    let mut report = reader.report;
    reader.builder.finish(&mut report);
    report.notes = dialect::notes(sources, &report);
    reader.progress.bytes = reader.progress.total_bytes;
    reader.progress.tables = reader.builder.schema.tables.len();
    if (reader.tell)(reader.progress).is_break() {
        return Err(Cancelled);
    }
    Ok(Import {
        schema: reader.builder.schema,
        dialect,
        report,
    })
}

/// Reads sources one after the other into one schema.
pub(super) struct Reader<'a> {
    pub builder: Builder,
    pub report: Report,
    progress: Progress,
    every: usize,
    tell: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    /// The statements read since somebody asked what they do.
    watched: Option<Vec<Statement>>,
}

/// Line and column of bytes that only grow, found by counting on.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    line_start: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lines {
            text,
            at: 0,
            line: 1,
            line_start: 0,
        }
    }

    /// Line and column (in characters) of a byte at or after the last one asked for.
    pub(super) fn locate(&mut self, byte: usize) -> (u32, u32) {
        let passed = self.text.as_bytes().get(self.at..byte).unwrap_or(&[]);
        for (offset, character) in passed.iter().enumerate() {
            if *character == b'\n' {
                self.line += 1;
                self.line_start = self.at + offset + 1;
            }
        }
        self.at = self.at.max(byte);
        let column = self
            .text
            .get(self.line_start..byte)
            .map_or(0, |before| before.chars().count());
        (self.line, column as u32 + 1)
    }

    /// The same for a byte further on, without going there.
    pub(super) fn look_ahead(&self, byte: usize) -> (u32, u32) {
        Lines {
            text: self.text,
            ..*self
        }
        .locate(byte)
    }
}

impl<'a> Reader<'a> {
    /// Goes on with what `builder` holds.
    pub fn new(
        builder: Builder,
        tell: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Reader<'a> {
        Reader {
            builder,
            report: Report::default(),
            progress: Progress::default(),
            every: usize::MAX,
            tell,
            watched: None,
        }
    }

    /// Reads one more source, as the next of the report. Nothing stops it.
    pub fn add(&mut self, source: &Source) {
        let number = self.report.sources.len();
        self.report.sources.push(source.name.clone());
        let _ = self.source(number, &source.text);
    }

    /// Notes from now on what each statement does.
    pub fn watch(&mut self) {
        self.watched = Some(Vec::new());
        self.builder.watched = Some(Vec::new());
    }

    /// The statements read since [`Reader::watch`], which ends with this.
    pub fn take_watched(&mut self) -> Vec<Statement> {
        self.builder.watched = None;
        self.watched.take().unwrap_or_default()
    }

    fn tell(&mut self) -> Result<(), Cancelled> {
        self.progress.tables = self.builder.schema.tables.len();
        match (self.tell)(self.progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Cancelled),
        }
    }

    fn source(&mut self, number: usize, text: &str) -> Result<(), Cancelled> {
        let before = self.progress.bytes;
        self.progress.source = number;
        self.builder.start_source();
        let whole = text.len();
        let text = super::sources::way_up(text);
        let mut undone = transaction::rolled_back(text).into_iter().peekable();
        let mut splitter = Splitter::new(text);
        let mut tokens: Vec<Token> = Vec::new();
        let mut lines = Lines::new(text);
        // Going on inside a broken statement reads text again; the sum is bounded, so that the whole stays linear.
        let mut budget = text.len().saturating_mul(4) + (1 << 16);
        while let Some(piece) = splitter.next(&mut tokens) {
            let (line, column) = lines.locate(piece.range.start);
            self.builder.place = (number, line);
            self.builder.declare_renames(splitter.take_renames());
            while undone
                .next_if(|range| range.end <= piece.range.start)
                .is_some()
            {}
            let is_undone = undone
                .peek()
                .is_some_and(|range| range.contains(&piece.range.start));
            let (mut report, fault) = match is_undone {
                true => (undone_piece(text, &tokens, &piece), None),
                false => self.piece(text, &tokens, &piece),
            };
            (report.source, report.line, report.column) = (number, line, column);
            if let Some(fault) = fault {
                let end = splitter.position();
                let resume = resume_point(text, &tokens, fault)
                    .filter(|at| *at > piece.range.start && *at < end && end - at <= budget);
                locate_fault(&mut report, &lines, text, &tokens, fault);
                if let Some(at) = resume {
                    budget -= end - at;
                    cut(&mut report, &lines, text, at);
                    splitter.resume(at);
                }
            }
            if let Some(watched) = &mut self.watched {
                let changes = self.builder.watched.replace(Vec::new());
                watched.push(script::statement(
                    text,
                    &report,
                    changes.unwrap_or_default(),
                ));
            }
            self.report.statements.push(report);
            self.progress.statements += 1;
            self.progress.bytes = before + splitter.position();
            if self.progress.statements.is_multiple_of(self.every) {
                self.tell()?;
            }
        }
        self.progress.bytes = before + whole;
        Ok(())
    }

    /// What became of a piece, and the byte of the fault where it is not readable.
    fn piece(
        &mut self,
        text: &str,
        tokens: &[Token],
        piece: &Piece,
    ) -> (StatementReport, Option<usize>) {
        let mut report = blank_report(piece);
        let fault = match piece.kind {
            PieceKind::PsqlCommand => {
                report.kind = "psql command".to_string();
                report.name = text
                    .get(piece.range.clone())
                    .and_then(|line| line.split_whitespace().next())
                    .unwrap_or("")
                    .to_string();
                None
            }
            PieceKind::CopyData => {
                report.kind = "rows".to_string();
                None
            }
            PieceKind::Statement => self.statement(text, tokens, &mut report),
        };
        (report, fault)
    }

    fn statement(
        &mut self,
        text: &str,
        tokens: &[Token],
        report: &mut StatementReport,
    ) -> Option<usize> {
        let cursor = Cursor::new(text, tokens, report.range.end);
        let result = match tokens.iter().find(|token| token.open) {
            Some(open) => Err(Fault::Broken(Broken {
                at: open.start,
                reason: open_reason(open.kind).to_string(),
            })),
            None if cursor.is_word("SELECT") && table_of_query(cursor).is_some() => {
                Err(Fault::Keep)
            }
            None => self.builder.apply(cursor),
        };
        match result {
            Ok(done) => {
                report.kind = done.kind.to_string();
                report.name = done.name;
                report.note = done.note;
                if done.understood {
                    report.outcome = Outcome::Understood;
                }
                None
            }
            Err(fault) => {
                (report.kind, report.name) = headline(cursor);
                self.fault(cursor, fault, report)
            }
        }
    }

    fn fault(
        &mut self,
        cursor: Cursor<'_>,
        fault: Fault,
        report: &mut StatementReport,
    ) -> Option<usize> {
        let (at, reason, advice) = match fault {
            Fault::Broken(broken) => (
                broken.at,
                broken.reason,
                "Correct the statement, or leave it out.".to_string(),
            ),
            Fault::Refused(reason, advice) => (report.range.start, reason, advice),
            Fault::Temporary => {
                report.note = "what is temporary is no part of the schema".to_string();
                return None;
            }
            Fault::Keep => {
                self.builder.keep(cursor, &report.kind, &report.name);
                report.outcome = Outcome::Verbatim;
                return None;
            }
            Fault::Missing(reason) => {
                self.builder.keep(cursor, &report.kind, &report.name);
                report.note = reason;
                report.outcome = Outcome::Verbatim;
                return None;
            }
        };
        report.outcome = Outcome::Unreadable {
            reason,
            advice,
            line: 0,
            column: 0,
            resumed_at: None,
        };
        Some(at)
    }
}

fn blank_report(piece: &Piece) -> StatementReport {
    StatementReport {
        source: 0,
        line: 0,
        column: 0,
        range: piece.range.clone(),
        outcome: Outcome::Skipped,
        kind: String::new(),
        name: String::new(),
        note: String::new(),
    }
}

/// What a later ROLLBACK takes back is passed over.
fn undone_piece(text: &str, tokens: &[Token], piece: &Piece) -> StatementReport {
    let mut report = blank_report(piece);
    let cursor = Cursor::new(text, tokens, piece.range.end);
    (report.kind, report.name) = match piece.kind {
        PieceKind::Statement => headline(cursor),
        PieceKind::PsqlCommand => ("psql command".to_string(), String::new()),
        PieceKind::CopyData => ("rows".to_string(), String::new()),
    };
    let ends = [
        "BEGIN",
        "START",
        "ROLLBACK",
        "ABORT",
        "SAVEPOINT",
        "RELEASE",
    ];
    if ends.iter().any(|word| cursor.is_word(word)) {
        report.kind = "transaction".to_string();
    } else {
        report.note = "rolled back: no effect".to_string();
    }
    report
}

/// Writes where the fault is into the report, and says more of an apostrophe that ended a text.
fn locate_fault(
    report: &mut StatementReport,
    lines: &Lines<'_>,
    text: &str,
    tokens: &[Token],
    fault: usize,
) {
    let Outcome::Unreadable {
        reason,
        advice,
        line,
        column,
        ..
    } = &mut report.outcome
    else {
        return;
    };
    let mut at = fault;
    if let Some((quote, better, advised)) = explain_quote(text, tokens, fault) {
        (at, *reason, *advice) = (quote, better, advised);
    }
    (*line, *column) = lines.look_ahead(at);
}

/// Ends the report's statement where reading goes on.
fn cut(report: &mut StatementReport, lines: &Lines<'_>, text: &str, at: usize) {
    let line_after = lines.look_ahead(at).0;
    if let Outcome::Unreadable {
        resumed_at,
        reason,
        advice,
        line,
        column,
    } = &mut report.outcome
    {
        *resumed_at = Some(line_after);
        if (*line, *column) == (line_after, 1) {
            *reason = "the next statement begins before this one ends".to_string();
            *advice = format!(
                "Close what is open and end the statement with a semicolon before line {line_after}."
            );
        }
    }
    report.range.end = text
        .get(report.range.start..at)
        .map_or(at, |kept| report.range.start + kept.trim_end().len());
}

fn open_reason(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::OpenComment => "a comment opens that never closes",
        TokenKind::DollarString => "a dollar quote opens that never closes",
        _ => "unclosed quote",
    }
}

/// When a word stands right behind a closing quote, the quote was meant as an apostrophe: where it stands, reason, advice.
fn explain_quote(text: &str, tokens: &[Token], fault: usize) -> Option<(usize, String, String)> {
    // A later quote that never closes may have its cause in an earlier one.
    let open = tokens
        .iter()
        .any(|token| token.open && token.start == fault);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    for (string, word) in pairs {
        let touching = string.kind == TokenKind::String
            && word.kind == TokenKind::Word
            && string.end == word.start;
        if touching && (open || word.start == fault) {
            let head = text.get(string.start..string.end - 1)?;
            let last = head
                .rsplit(|c: char| c.is_whitespace() || c == '\'')
                .next()?;
            let tail = text.get(word.start..word.end)?;
            return Some((
                string.end - 1,
                "unclosed quote".to_string(),
                format!("The quote in {last}'{tail} ends the text. Write {last}''{tail}."),
            ));
        }
    }
    None
}
