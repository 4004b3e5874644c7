//! Operands: names, literals, calls, and all that has a grammar of its own.

use super::super::ast::*;
use super::call::call;
use super::cursor::{Cursor, Parsed};
use super::data_type::{data_type, interval_fields};
use super::parameter::{self, Placeholder};
use super::{expression, select};
use crate::sql::tokens::Kind;

/// Values that are called without parentheses.
const VALUES: &[&str] = &[
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "current_user",
    "session_user",
    "system_user",
    "user",
    "current_role",
    "current_catalog",
    "current_schema",
];

/// Words that begin a type before a literal: `date '2020-01-01'`.
const TYPES: &[&str] = &[
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "interval",
    "bytea",
    "uuid",
    "json",
    "jsonb",
    "inet",
    "cidr",
    "point",
    "box",
    "circle",
    "numeric",
    "integer",
    "int",
    "bigint",
    "float8",
    "text",
    "regclass",
    "daterange",
    "tstzrange",
    "int4range",
    "bit",
    "bool",
    "boolean",
    "xml",
    "double",
    "character",
    "varchar",
    "name",
    "macaddr",
    "money",
    "real",
];

/// Whether a query begins here, however many parentheses stand before it.
pub(super) fn is_query(cursor: &Cursor<'_>) -> bool {
    let mut by = 0;
    while cursor.is_sign_at(by, "(") {
        by += 1;
    }
    ["select", "with", "values", "table"]
        .iter()
        .any(|word| cursor.is_word_at(by, word))
}

/// Whether a function call begins here.
pub(super) fn is_call(cursor: &Cursor<'_>) -> bool {
    let mut by = 0;
    loop {
        if cursor
            .ahead(by)
            .and_then(|token| token.name(cursor.source))
            .is_none()
        {
            return false;
        }
        if cursor.is_sign_at(by + 1, ".") {
            by += 2;
            continue;
        }
        return cursor.is_sign_at(by + 1, "(");
    }
}

/// An operand with its casts, subscripts and collation.
pub(super) fn primary(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let start = cursor.start();
    let kind = head(cursor)?;
    let mut expression = Expr {
        kind,
        span: cursor.since(start),
    };
    for _ in 0..64 {
        let kind = if cursor.take_sign("::") {
            let name = data_type(cursor)?;
            ExprKind::Cast(Box::new(expression), name)
        } else if cursor.is_sign("[") {
            ExprKind::Part(Box::new(expression), subscript(cursor)?)
        } else if cursor.take_word("collate") {
            cursor.qualified("a collation")?;
            ExprKind::Collate(Box::new(expression))
        } else if cursor.is_sign(".") && !matches!(expression.kind, ExprKind::Literal) {
            cursor.at += 1;
            if !cursor.take_sign("*") && cursor.any_name().is_none() {
                return Err(cursor.unexpected("a name"));
            }
            ExprKind::Part(Box::new(expression), Vec::new())
        } else {
            break;
        };
        expression = Expr {
            kind,
            span: cursor.since(start),
        };
    }
    Ok(expression)
}

fn subscript(cursor: &mut Cursor<'_>) -> Parsed<Vec<Expr>> {
    cursor.expect_sign("[")?;
    let mut bounds = Vec::new();
    if !cursor.is_sign(":") && !cursor.is_sign("]") {
        bounds.push(expression::expression(cursor)?);
    }
    if cursor.take_sign(":") && !cursor.is_sign("]") {
        bounds.push(expression::expression(cursor)?);
    }
    cursor.expect_sign("]")?;
    Ok(bounds)
}

fn head(cursor: &mut Cursor<'_>) -> Parsed<ExprKind> {
    match parameter::take(cursor) {
        Some(Placeholder::Parameter) => return Ok(ExprKind::Parameter),
        Some(Placeholder::Interpolated) => return Ok(ExprKind::Interpolated),
        None => {}
    }
    let Some(token) = cursor.peek() else {
        return Err(cursor.unexpected("an expression"));
    };
    match token.kind {
        Kind::Text => {
            cursor.at += 1;
            // Strings on several lines are one.
            while cursor.peek().is_some_and(|next| next.kind == Kind::Text) {
                cursor.at += 1;
            }
            Ok(ExprKind::Literal)
        }
        Kind::Number => {
            cursor.at += 1;
            Ok(ExprKind::Literal)
        }
        Kind::Mark if cursor.is_sign("(") => parenthesised(cursor),
        Kind::Operator if cursor.is_sign("*") => {
            cursor.at += 1;
            Ok(ExprKind::Star(Vec::new()))
        }
        Kind::QuotedName => named(cursor),
        Kind::Word => word(cursor),
        _ => Err(cursor.unexpected("an expression")),
    }
}

fn parenthesised(cursor: &mut Cursor<'_>) -> Parsed<ExprKind> {
    if is_query(cursor) {
        // `((SELECT 1) + 2)` begins as a query does.
        let before = cursor.at;
        cursor.at += 1;
        let query = select::query(cursor).and_then(|query| cursor.expect_sign(")").map(|()| query));
        match query {
            Ok(query) => return Ok(ExprKind::Subquery(Box::new(query))),
            Err(error) if !cursor.is_open(before + 1) || !cursor.may_try_again() => {
                return Err(error);
            }
            Err(_) => cursor.at = before,
        }
    }
    cursor.expect_sign("(")?;
    let mut items = expression::list(cursor)?;
    cursor.expect_sign(")")?;
    match (items.len(), items.pop()) {
        (1, Some(single)) => Ok(single.kind),
        (_, last) => {
            items.extend(last);
            Ok(ExprKind::Row(items))
        }
    }
}

fn word(cursor: &mut Cursor<'_>) -> Parsed<ExprKind> {
    if cursor.is_sign_at(1, ".") || !is_own_grammar(cursor) {
        return named(cursor);
    }
    if cursor.take_any_word(&["null", "true", "false", "default"]) {
        return Ok(ExprKind::Literal);
    }
    if cursor.take_any_word(VALUES) {
        if cursor.take_sign("(") {
            cursor.skip_to_closing()?;
        }
        return Ok(ExprKind::Value);
    }
    if cursor.take_word("case") {
        return case(cursor);
    }
    if cursor.take_word("exists") {
        cursor.expect_sign("(")?;
        let query = select::query(cursor)?;
        cursor.expect_sign(")")?;
        return Ok(ExprKind::Exists(Box::new(query)));
    }
    if cursor.take_word("array") {
        return array(cursor);
    }
    if cursor.take_word("row") {
        cursor.expect_sign("(")?;
        let items = if cursor.is_sign(")") {
            Vec::new()
        } else {
            expression::list(cursor)?
        };
        cursor.expect_sign(")")?;
        return Ok(ExprKind::Row(items));
    }
    if cursor.is_any_word(&["any", "some", "all"]) && cursor.is_sign_at(1, "(") {
        let all = cursor.is_word("all");
        cursor.at += 1;
        let inner = Expr {
            span: cursor.since(cursor.start()),
            kind: parenthesised(cursor)?,
        };
        return Ok(ExprKind::Quantified(all, Box::new(inner)));
    }
    if cursor.take_word("cast") {
        cursor.expect_sign("(")?;
        let inner = expression::expression(cursor)?;
        cursor.expect_word("as")?;
        let name = data_type(cursor)?;
        cursor.expect_sign(")")?;
        return Ok(ExprKind::Cast(Box::new(inner), name));
    }
    Err(cursor.unexpected("an expression"))
}

/// Whether the word is no name but begins something with its own grammar.
fn is_own_grammar(cursor: &Cursor<'_>) -> bool {
    let calls = cursor.is_sign_at(1, "(");
    cursor.is_reserved()
        || (cursor.is_word("current_schema") && !calls)
        || (cursor.is_any_word(&["exists", "row", "cast"]) && calls)
}

fn case(cursor: &mut Cursor<'_>) -> Parsed<ExprKind> {
    let mut parts = Vec::new();
    if !cursor.is_word("when") {
        parts.push(expression::expression(cursor)?);
    }
    while cursor.take_word("when") {
        parts.push(expression::expression(cursor)?);
        cursor.expect_word("then")?;
        parts.push(expression::expression(cursor)?);
    }
    if cursor.take_word("else") {
        parts.push(expression::expression(cursor)?);
    }
    cursor.expect_word("end")?;
    Ok(ExprKind::Case(parts))
}

fn array(cursor: &mut Cursor<'_>) -> Parsed<ExprKind> {
    if cursor.take_sign("(") {
        let query = select::query(cursor)?;
        cursor.expect_sign(")")?;
        return Ok(ExprKind::ArrayQuery(Box::new(query)));
    }
    array_items(cursor)
}

fn array_items(cursor: &mut Cursor<'_>) -> Parsed<ExprKind> {
    cursor.expect_sign("[")?;
    let mut items = Vec::new();
    while !cursor.is_sign("]") {
        if cursor.is_sign("[") {
            let start = cursor.start();
            let kind = cursor.deeper(array_items)?;
            items.push(Expr {
                kind,
                span: cursor.since(start),
            });
        } else {
            items.push(expression::expression(cursor)?);
        }
        if !cursor.take_sign(",") {
            break;
        }
    }
    cursor.expect_sign("]")?;
    Ok(ExprKind::Array(items))
}

/// A name: a column, `t.*`, a call, or a type before a literal.
fn named(cursor: &mut Cursor<'_>) -> Parsed<ExprKind> {
    if cursor.is_any_word(TYPES) && is_typed_literal(cursor) {
        data_type(cursor)?;
        cursor.at += 1;
        interval_fields(cursor);
        return Ok(ExprKind::Literal);
    }
    let name = cursor.qualified("an expression")?;
    if cursor.is_sign(".") && cursor.is_sign_at(1, "*") {
        cursor.at += 2;
        return Ok(ExprKind::Star(name));
    }
    if !cursor.is_sign("(") {
        // `ltree 'a.b'`: any type may stand before a string.
        if cursor.peek().is_some_and(|token| token.kind == Kind::Text) {
            cursor.at += 1;
            return Ok(ExprKind::Literal);
        }
        return Ok(ExprKind::Column(name));
    }
    cursor.at += 1;
    call(cursor, name)
}

/// Whether a type and a string stand here.
fn is_typed_literal(cursor: &Cursor<'_>) -> bool {
    let mut by = 1;
    if cursor.is_any_word(&["double", "character"])
        && (cursor.is_word_at(1, "precision") || cursor.is_word_at(1, "varying"))
    {
        by += 1;
    }
    if cursor.is_sign_at(by, "(") && cursor.is_sign_at(by + 2, ")") {
        by += 3;
    }
    if (cursor.is_word_at(by, "with") || cursor.is_word_at(by, "without"))
        && cursor.is_word_at(by + 1, "time")
    {
        by += 3;
    }
    cursor
        .ahead(by)
        .is_some_and(|token| token.kind == Kind::Text)
}
