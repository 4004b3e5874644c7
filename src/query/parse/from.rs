//! FROM: relations, subqueries, functions and the joins between them.

use super::super::ast::*;
use super::cursor::{Cursor, Parsed};
use super::{data_type, expression, parameter, primary, select};

/// Words after a relation that are no alias of it.
const AFTER_RELATION: &[&str] = &[
    "on",
    "using",
    "join",
    "left",
    "right",
    "full",
    "inner",
    "cross",
    "natural",
    "where",
    "group",
    "having",
    "window",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "union",
    "intersect",
    "except",
    "set",
    "returning",
    "tablesample",
    "with",
    "lateral",
    "when",
    "values",
    "default",
    "do",
    "as",
    "select",
    "overriding",
];

/// The entries that stand after a word (`from`, `using`), which may be left out.
pub(super) fn list_after(cursor: &mut Cursor<'_>, word: &str) -> Parsed<Vec<From>> {
    let mut entries = Vec::new();
    if !cursor.take_word(word) {
        return Ok(entries);
    }
    loop {
        entries.push(joined(cursor)?);
        if !cursor.take_sign(",") {
            return Ok(entries);
        }
    }
}

/// One entry with the joins after it.
pub(super) fn joined(cursor: &mut Cursor<'_>) -> Parsed<From> {
    let mut left = single(cursor)?;
    let mut joins = 0;
    while let Some((natural, kind)) = join(cursor)? {
        joins += 1;
        if joins > 200 {
            return Err(cursor.unexpected("fewer than 200 joins"));
        }
        let right = single(cursor)?;
        // `a JOIN b JOIN c ON ... ON ...`: what is joined on the right has its own condition first.
        let right =
            cursor.deeper(|cursor| nested(cursor, right, natural || kind == JoinKind::Cross))?;
        let mut entry = (None, Vec::new());
        if !natural && kind != JoinKind::Cross {
            entry = condition(cursor)?;
        }
        left = From::Join {
            left: Box::new(left),
            right: Box::new(right),
            kind,
            natural,
            on: entry.0,
            using: entry.1,
        };
    }
    Ok(left)
}

fn nested(cursor: &mut Cursor<'_>, mut right: From, closed: bool) -> Parsed<From> {
    while !closed && !cursor.is_word("on") && !cursor.is_word("using") {
        let Some((natural, kind)) = join(cursor)? else {
            break;
        };
        let inner = single(cursor)?;
        let inner =
            cursor.deeper(|cursor| nested(cursor, inner, natural || kind == JoinKind::Cross))?;
        let mut entry = (None, Vec::new());
        if !natural && kind != JoinKind::Cross {
            entry = condition(cursor)?;
        }
        right = From::Join {
            left: Box::new(right),
            right: Box::new(inner),
            kind,
            natural,
            on: entry.0,
            using: entry.1,
        };
    }
    Ok(right)
}

type Condition = (Option<Expr>, Vec<Ident>);

fn condition(cursor: &mut Cursor<'_>) -> Parsed<Condition> {
    if cursor.take_word("using") {
        let columns = cursor.names()?;
        if cursor.take_word("as") {
            cursor.name("an alias")?;
        }
        return Ok((None, columns));
    }
    if !cursor.take_word("on") {
        return Err(cursor.unexpected("ON or USING"));
    }
    Ok((Some(expression::expression(cursor)?), Vec::new()))
}

fn join(cursor: &mut Cursor<'_>) -> Parsed<Option<(bool, JoinKind)>> {
    let natural = cursor.take_word("natural");
    let kind = if cursor.take_words(&["cross", "join"]) {
        return Ok(Some((false, JoinKind::Cross)));
    } else if cursor.take_word("left") {
        JoinKind::Left
    } else if cursor.take_word("right") {
        JoinKind::Right
    } else if cursor.take_word("full") {
        JoinKind::Full
    } else {
        let inner = cursor.take_word("inner");
        if !cursor.is_word("join") && !inner && !natural {
            return Ok(None);
        }
        JoinKind::Inner
    };
    cursor.take_word("outer");
    cursor.expect_word("join")?;
    Ok(Some((natural, kind)))
}

fn single(cursor: &mut Cursor<'_>) -> Parsed<From> {
    let start = cursor.start();
    if parameter::is_interpolated(cursor) {
        parameter::take(cursor);
        let span = cursor.since(start);
        return Ok(From::Interpolated(span, alias(cursor)?));
    }
    let lateral = cursor.take_word("lateral");
    if cursor.is_sign("(") {
        return parenthesised(cursor, lateral, start);
    }
    if cursor.is_words_rows_from() {
        return rows_from(cursor, start);
    }
    cursor.take_word("only");
    let grouped = cursor.take_sign("(");
    // Functions with a grammar of their own stand here by their keyword.
    if !grouped && (lateral || primary::is_call(cursor)) {
        let call = primary::primary(cursor)?;
        return function(cursor, vec![call], start);
    }
    let name = cursor.qualified("a table")?;
    if grouped {
        cursor.expect_sign(")")?;
    }
    if cursor.is_sign("*") {
        cursor.at += 1;
    }
    let alias = alias(cursor)?;
    let mut sample = Vec::new();
    if cursor.take_word("tablesample") {
        cursor.qualified("a sampling method")?;
        cursor.expect_sign("(")?;
        sample = expression::list(cursor)?;
        cursor.expect_sign(")")?;
        if cursor.take_word("repeatable") {
            cursor.expect_sign("(")?;
            sample.extend(expression::list(cursor)?);
            cursor.expect_sign(")")?;
        }
    }
    Ok(From::Relation {
        name,
        alias,
        sample,
    })
}

/// A subquery, or joins in parentheses.
fn parenthesised(cursor: &mut Cursor<'_>, lateral: bool, start: usize) -> Parsed<From> {
    let mut by = 0;
    while cursor.is_sign_at(by, "(") {
        by += 1;
    }
    let query = ["select", "with", "values", "table"]
        .iter()
        .any(|word| cursor.is_word_at(by, word));
    if query {
        // `((SELECT ...) UNION ...)` is a query too, and `((SELECT ...) AS a JOIN b ...)` is not: the first is tried.
        let before = cursor.at;
        cursor.at += 1;
        let query = select::query(cursor).and_then(|query| cursor.expect_sign(")").map(|()| query));
        match query {
            Ok(query) => {
                return Ok(From::Subquery {
                    lateral,
                    query: Box::new(query),
                    span: cursor.since(start),
                    alias: alias(cursor)?,
                });
            }
            Err(error) if by == 1 || !cursor.may_try_again() => return Err(error),
            Err(_) => cursor.at = before,
        }
    }
    cursor.expect_sign("(")?;
    let inner = cursor.deeper(joined)?;
    cursor.expect_sign(")")?;
    // `(a JOIN b ...) AS j` hides the names inside; they are bound under the alias all the same.
    alias(cursor)?;
    Ok(inner)
}

fn rows_from(cursor: &mut Cursor<'_>, start: usize) -> Parsed<From> {
    cursor.at += 2;
    cursor.expect_sign("(")?;
    let mut calls = Vec::new();
    loop {
        calls.push(primary::primary(cursor)?);
        if cursor.take_word("as") {
            cursor.expect_sign("(")?;
            cursor.skip_to_closing()?;
        }
        if !cursor.take_sign(",") {
            break;
        }
    }
    cursor.expect_sign(")")?;
    function(cursor, calls, start)
}

fn function(cursor: &mut Cursor<'_>, calls: Vec<Expr>, start: usize) -> Parsed<From> {
    cursor.take_words(&["with", "ordinality"]);
    let span = cursor.since(start);
    // `f(...) AS (a integer, b text)` has columns and no name of its own.
    let bare = cursor.is_word("as") && cursor.is_sign_at(1, "(");
    let mut alias = if bare {
        cursor.at += 1;
        let columns = definitions(cursor)?;
        let name = match calls.first().map(|call| &call.kind) {
            Some(ExprKind::Call(call)) => call.function().to_string(),
            _ => String::new(),
        };
        Some(Alias {
            name: Ident { name, span },
            columns,
        })
    } else {
        alias(cursor)?
    };
    if alias.is_none()
        && let Some(ExprKind::Call(call)) = calls.first().map(|call| &call.kind)
        && let Some(name) = call.name.last()
    {
        alias = Some(Alias {
            name: name.clone(),
            columns: Vec::new(),
        });
    }
    Ok(From::Function { calls, alias, span })
}

/// `[AS] alias [(columns)]`; a function's columns may have types.
fn alias(cursor: &mut Cursor<'_>) -> Parsed<Option<Alias>> {
    let name = if cursor.take_word("as") {
        match cursor.any_name() {
            Some(name) => name,
            None => return Err(cursor.unexpected("an alias")),
        }
    } else if cursor.is_any_word(AFTER_RELATION) {
        return Ok(None);
    } else {
        match cursor.try_name() {
            Some(name) => name,
            None => return Ok(None),
        }
    };
    let columns = if cursor.is_sign("(") {
        definitions(cursor)?
    } else {
        Vec::new()
    };
    Ok(Some(Alias { name, columns }))
}

/// `(a, b)` or `(a integer, b text COLLATE "C")`.
fn definitions(cursor: &mut Cursor<'_>) -> Parsed<Vec<Ident>> {
    cursor.expect_sign("(")?;
    let mut columns = Vec::new();
    loop {
        columns.push(cursor.name("a column name")?);
        if !cursor.is_sign(",") && !cursor.is_sign(")") {
            data_type::data_type(cursor)?;
            if cursor.take_word("collate") {
                cursor.qualified("a collation")?;
            }
        }
        if !cursor.take_sign(",") {
            break;
        }
    }
    cursor.expect_sign(")")?;
    Ok(columns)
}

impl Cursor<'_> {
    fn is_words_rows_from(&self) -> bool {
        self.is_word("rows") && self.is_word_at(1, "from") && self.is_sign_at(2, "(")
    }
}
