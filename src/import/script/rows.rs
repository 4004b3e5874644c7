//! UPDATE and DELETE: how much of a table they take at once.

use crate::model::QualifiedName;
use crate::model::script::RowChange;

use super::super::cursor::{Cursor, Read};
use super::super::lexer::{Token, TokenKind};

/// Words that end the list of SET.
const AFTER_SET: [&str; 4] = ["FROM", "WHERE", "RETURNING", "LOOP"];

/// Reads what follows UPDATE.
pub(super) fn update(cursor: &mut Cursor<'_>) -> Read<(QualifiedName, RowChange)> {
    cursor.take("ONLY");
    let table = cursor.qualified_name()?;
    cursor.take_until(|cursor| cursor.is_word("SET"));
    cursor.expect("SET")?;
    let mut change = RowChange::default();
    loop {
        if cursor.is(b'(') {
            change.columns.extend(cursor.name_list()?);
        } else {
            change.columns.push(cursor.name()?);
        }
        cursor.take_until(|cursor| {
            cursor.is(b',') || cursor.is(b';') || AFTER_SET.iter().any(|word| cursor.is_word(word))
        });
        if !cursor.take_mark(b',') {
            break;
        }
    }
    rest(cursor, &mut change);
    Ok((table, change))
}

/// Reads what follows DELETE FROM.
pub(super) fn delete(cursor: &mut Cursor<'_>) -> Read<(QualifiedName, RowChange)> {
    cursor.take("ONLY");
    let table = cursor.qualified_name()?;
    let mut change = RowChange::default();
    cursor
        .take_until(|cursor| cursor.is(b';') || cursor.is_word("USING") || cursor.is_word("WHERE"));
    rest(cursor, &mut change);
    Ok((table, change))
}

fn rest(cursor: &mut Cursor<'_>, change: &mut RowChange) {
    if cursor.is_word("FROM") || cursor.is_word("USING") {
        change.joins = true;
        cursor.take_until(|cursor| cursor.is(b';') || cursor.is_word("WHERE"));
    }
    change.restricted = cursor.is_word("WHERE");
    while let Some(token) = cursor.token(0) {
        if token.is(b';') {
            break;
        }
        change.joins |= cursor.is_word("SELECT");
        change.picks |= cursor.is_operator("=") && cursor.token(1).is_some_and(is_value);
        // LIMIT, BETWEEN and `IN (1, 2)` take a part; so do two bounds of a range.
        change.batched |= cursor.is_word("LIMIT") || cursor.is_word("BETWEEN");
        change.batched |= cursor.is_operator("<") || cursor.is_operator("<=");
        change.batched |=
            cursor.is_words("CURRENT OF") || cursor.is_word("CTID") || in_list(cursor);
        cursor.skip(1);
    }
}

fn is_value(token: Token) -> bool {
    token.is_string() || matches!(token.kind, TokenKind::Number | TokenKind::Parameter)
}

/// `IN (1, ...`: keys by name, not a query.
fn in_list(cursor: &Cursor<'_>) -> bool {
    cursor.is_word("IN")
        && cursor.token(1).is_some_and(|token| token.is(b'('))
        && !cursor.is_word_at(2, "SELECT")
}
