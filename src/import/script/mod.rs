//! Migration files read statement by statement: what each does, and how the tables stood before it.

mod alter;
mod rows;
mod watch;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::model::script::{Action, Change, Down, ScriptFile, Statement};
use crate::model::{Schema, TableId};
use crate::sql::tokens;

use super::builder::Builder;
use super::read::{Reader, Source};
use super::report::{Outcome, Report, StatementReport};
use super::sources::Pair;

/// What was read of migration files.
#[derive(Debug, Default)]
pub struct Script {
    /// The files that lead up, in order.
    pub files: Vec<ScriptFile>,
    /// The schema after each file and its way back, where there is one.
    pub undone: Vec<Option<Schema>>,
    /// The schema after the last file.
    pub schema: Schema,
    /// What became of each statement: those of `given` first, then those of the files, ways back left out.
    pub report: Report,
}

/// Reads migration files that run after what `given` makes.
///
/// Files named in `old` ran before and are not judged. With `together`, all others are one deploy: a table that one of them
/// makes is new to the rest too.
pub fn read_script(given: &[Source], pairs: &[Pair], old: &[String], together: bool) -> Script {
    let mut go_on = |_| ControlFlow::Continue(());
    let mut reader = Reader::new(Builder::new(), &mut go_on);
    for source in given {
        reader.add(source);
    }
    let mut script = Script::default();
    let mut known: BTreeSet<TableId> = tables(&reader.builder);
    for pair in pairs {
        if !together || script.files.iter().all(|file| !file.judged) {
            known = tables(&reader.builder);
        }
        let before = finished(&reader.builder);
        reader.watch();
        reader.add(&pair.up);
        let mut file = ScriptFile {
            name: pair.up.name.clone(),
            header: header(&pair.up.text),
            statements: reader.take_watched(),
            judged: !old.contains(&pair.up.name),
            hash: String::new(),
            down: None,
            before,
        };
        number_transactions(&mut file.statements);
        for change in file.statements.iter_mut().flat_map(|one| &mut one.changes) {
            let stood = |id| known.contains(&id);
            change.existed = change.before.as_ref().is_some_and(|table| stood(table.id));
        }
        let undone = pair.down.as_ref().map(|down| {
            let mut quietly = |_| ControlFlow::Continue(());
            let mut back = Reader::new(reader.builder.clone(), &mut quietly);
            back.watch();
            back.add(down);
            file.down = Some(Down {
                name: down.name.clone(),
                left_over: Vec::new(),
                runs: back.take_watched().iter().any(does_something),
                comments: comments(&down.text),
            });
            let mut builder = back.builder;
            builder.finish(&mut Report::default());
            builder.schema
        });
        script.files.push(file);
        script.undone.push(undone);
    }
    let mut builder = reader.builder;
    script.report = reader.report;
    builder.finish(&mut script.report);
    script.schema = builder.schema;
    script
}

fn tables(builder: &Builder) -> BTreeSet<TableId> {
    builder.schema.tables.keys().copied().collect()
}

/// The schema as it would be shown if the text ended here.
fn finished(builder: &Builder) -> Arc<Schema> {
    let mut copy = builder.clone();
    copy.finish(&mut Report::default());
    Arc::new(copy.schema)
}

/// Whether a statement of a way back does more than open, close and set.
fn does_something(statement: &Statement) -> bool {
    let idle = |change: &Change| {
        matches!(
            change.action,
            Action::Begin | Action::Commit | Action::Rollback | Action::Set(_) | Action::Query
        )
    };
    !statement.changes.iter().all(idle)
}

/// One statement of a source, from what the report says of it and what was seen of it.
pub(super) fn statement(text: &str, report: &StatementReport, changes: Vec<Change>) -> Statement {
    Statement {
        text: text.get(report.range.clone()).unwrap_or("").to_string(),
        line: report.line,
        column: report.column,
        transaction: None,
        changes,
        fault: match &report.outcome {
            Outcome::Unreadable { reason, .. } => reason.clone(),
            Outcome::Verbatim => report.note.clone(),
            _ => String::new(),
        },
    }
}

/// Says of each statement which BEGIN ... COMMIT it stands in.
fn number_transactions(statements: &mut [Statement]) {
    let (mut open, mut count) = (None, 0);
    for statement in statements {
        match statement.changes.first().map(|change| &change.action) {
            Some(Action::Begin) if open.is_none() => {
                count += 1;
                open = Some(count);
                statement.transaction = open;
            }
            Some(Action::Commit | Action::Rollback) => statement.transaction = open.take(),
            _ => statement.transaction = open,
        }
    }
}

/// The comments before the first statement, without their signs.
fn header(text: &str) -> String {
    let all = tokens::tokens(text);
    let head = all.iter().take_while(|token| !token.counts());
    let comments = head.filter(|token| token.kind == tokens::Kind::Comment);
    comments
        .map(|token| plain(token.text(text)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn comments(text: &str) -> String {
    let all = tokens::tokens(text);
    let comments = all
        .iter()
        .filter(|token| token.kind == tokens::Kind::Comment);
    let texts: Vec<String> = comments.map(|token| plain(token.text(text))).collect();
    texts.join("\n")
}

fn plain(comment: &str) -> String {
    let comment = comment.trim_start_matches("--").trim_start_matches("/*");
    comment.trim_end_matches("*/").trim().to_string()
}
