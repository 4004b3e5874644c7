//! Reads queries: what PostgreSQL's grammar allows of SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES, with the parameters
//! that drivers write. A statement that is not understood is an error with its place, and the next one is read.

mod call;
mod cursor;
mod data_type;
mod expression;
mod from;
mod parameter;
mod primary;
mod select;
mod write;

use crate::sql::tokens::Kind;

use super::Span;
use super::ast::{Statement, StatementKind};
use cursor::{Cursor, Parsed};

pub(super) use parameter::positional;

/// Why a text cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub span: Span,
    pub message: String,
}

/// The statements of a text, in order; one that cannot be read stands as its error.
pub(super) fn statements(source: &str) -> Vec<Result<Statement, SyntaxError>> {
    let mut cursor = Cursor::new(source);
    let mut statements = Vec::new();
    loop {
        while cursor.take_sign(";") {}
        if cursor.peek().is_none() {
            return statements;
        }
        let result = statement(&mut cursor).and_then(|statement| {
            if cursor.peek().is_none() || cursor.is_sign(";") {
                Ok(statement)
            } else {
                Err(cursor.unexpected("the end of the statement"))
            }
        });
        if result.is_err() {
            while cursor.peek().is_some() && !cursor.is_sign(";") {
                cursor.at += 1;
            }
        }
        statements.push(result);
    }
}

/// The query of a view, or another text that holds one query.
pub(super) fn query(source: &str) -> Result<super::ast::Query, SyntaxError> {
    let mut cursor = Cursor::new(source);
    select::query(&mut cursor)
}

/// An expression by itself, as the predicate of an index is.
pub(super) fn expression(source: &str) -> Result<super::ast::Expr, SyntaxError> {
    let mut cursor = Cursor::new(source);
    let expression = expression::expression(&mut cursor)?;
    match cursor.peek() {
        None => Ok(expression),
        Some(_) => Err(cursor.unexpected("the end of the expression")),
    }
}

/// One statement, without its semicolon.
fn statement(cursor: &mut Cursor<'_>) -> Parsed<Statement> {
    let start = cursor.start();
    let kind = if cursor.is_word("with") {
        let with = select::with(cursor)?;
        write::after_with(cursor, Some(with))?
    } else if cursor.is_any_word(&["select", "values", "table"]) || cursor.is_sign("(") {
        StatementKind::Query(Box::new(select::query(cursor)?))
    } else if cursor.is_any_word(&["insert", "update", "delete", "merge"]) {
        write::after_with(cursor, None)?
    } else if cursor.take_any_word(&["explain"]) {
        explained(cursor)?
    } else if cursor.take_any_word(&["begin"]) || cursor.take_words(&["start", "transaction"]) {
        rest(cursor);
        StatementKind::Begin
    } else if cursor.take_any_word(&["commit", "end", "rollback", "abort"]) {
        let savepoint = cursor.is_word("to") || cursor.is_word_at(1, "to");
        rest(cursor);
        if savepoint {
            StatementKind::Other
        } else {
            StatementKind::End
        }
    } else if cursor.is_word("set") {
        search_path(cursor)
    } else if cursor.is_any_word(&[
        "savepoint",
        "release",
        "reset",
        "lock",
        "show",
        "notify",
        "listen",
        "unlisten",
        "call",
        "deallocate",
        "discard",
        "refresh",
        "fetch",
        "close",
        "move",
    ]) {
        rest(cursor);
        StatementKind::Other
    } else {
        return Err(cursor.unexpected("SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES or WITH"));
    };
    Ok(Statement {
        kind,
        span: cursor.since(start),
    })
}

/// `EXPLAIN [(options)] statement`: the statement.
fn explained(cursor: &mut Cursor<'_>) -> Parsed<StatementKind> {
    if cursor.take_sign("(") {
        cursor.skip_to_closing()?;
    }
    while cursor.take_any_word(&["analyze", "analyse", "verbose"]) {}
    cursor.deeper(|cursor| Ok(statement(cursor)?.kind))
}

fn rest(cursor: &mut Cursor<'_>) {
    while cursor.peek().is_some() && !cursor.is_sign(";") {
        cursor.at += 1;
    }
}

/// `SET [LOCAL] search_path { TO | = } a, 'b'`; any other `SET` says nothing of rows.
fn search_path(cursor: &mut Cursor<'_>) -> StatementKind {
    cursor.at += 1;
    cursor.take_any_word(&["local", "session"]);
    let path = cursor.take_word("search_path") && (cursor.take_word("to") || cursor.take_sign("="));
    let mut schemas = Vec::new();
    while let Some(token) = cursor.peek().filter(|token| !token.is(cursor.source, ";")) {
        let text = token.text(cursor.source);
        if token.kind == Kind::Text {
            schemas.push(text.trim_matches('\'').to_string());
        } else {
            schemas.extend(token.name(cursor.source));
        }
        cursor.at += 1;
    }
    if path {
        StatementKind::SearchPath(schemas)
    } else {
        StatementKind::Other
    }
}
