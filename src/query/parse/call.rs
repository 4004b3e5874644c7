//! Calls, with all that may stand in and after their parentheses.

use super::super::ast::*;
use super::cursor::{Cursor, Parsed};
use super::{expression, select};

pub(super) fn call(cursor: &mut Cursor<'_>, name: Vec<Ident>) -> Parsed<ExprKind> {
    let mut call = Call {
        name,
        ..Call::default()
    };
    arguments(cursor, &mut call)?;
    if cursor.take_words(&["within", "group"]) {
        cursor.expect_sign("(")?;
        if cursor.take_words(&["order", "by"]) {
            call.order = select::order(cursor)?;
        }
        cursor.expect_sign(")")?;
    }
    if cursor.is_word("filter") && cursor.is_sign_at(1, "(") {
        cursor.at += 2;
        cursor.expect_word("where")?;
        call.filter = Some(expression::expression(cursor)?);
        cursor.expect_sign(")")?;
    }
    if !cursor.take_words(&["respect", "nulls"]) {
        cursor.take_words(&["ignore", "nulls"]);
    }
    if cursor.take_word("over") {
        call.over = Some(expression::window(cursor)?);
    }
    Ok(ExprKind::Call(Box::new(call)))
}

/// Arguments up to the closing parenthesis. Between them stand commas, or the words of functions that have a grammar of their
/// own (`SUBSTRING(a FROM 1 FOR 2)`, `TRIM(BOTH ...)`, `JSON_OBJECT(k VALUE v)`).
fn arguments(cursor: &mut Cursor<'_>, call: &mut Call) -> Parsed<()> {
    let function = call.function().to_string();
    if function == "extract" {
        // The field is a word or a string, no column.
        cursor.at += 1;
        cursor.expect_word("from")?;
    }
    if function == "normalize"
        || function.starts_with("xml")
        || function.starts_with("json_")
        || function == "overlay"
    {
        let before = cursor.at;
        if let Ok(items) = plain_arguments(cursor) {
            call.arguments = items;
            return Ok(());
        }
        cursor.at = before;
        return cursor.skip_to_closing();
    }
    cursor.take_any_word(&["all"]);
    call.distinct = cursor.take_word("distinct");
    cursor.take_any_word(&["both", "leading", "trailing"]);
    cursor.take_word("from");
    loop {
        if cursor.take_sign(")") {
            return Ok(());
        }
        if cursor.is_sign("*") && cursor.is_sign_at(1, ")") {
            call.star = true;
            cursor.at += 2;
            return Ok(());
        }
        if cursor.take_words(&["order", "by"]) {
            call.order = select::order(cursor)?;
            cursor.expect_sign(")")?;
            return Ok(());
        }
        cursor.take_word("variadic");
        let named = cursor.is_sign_at(1, "=>") || cursor.is_sign_at(1, ":=");
        cursor.at += if named { 2 } else { 0 };
        call.arguments.push(if function == "position" {
            // `position(a IN b)`: IN parts the arguments here.
            expression::operand(cursor)?
        } else {
            expression::expression(cursor)?
        });
        if cursor.take_sign(",")
            || cursor.take_any_word(&["from", "for", "in", "placing", "using", "similar", "escape"])
        {
            continue;
        }
        if !cursor.is_sign(")") && !cursor.is_word("order") {
            return Err(cursor.unexpected("\u{201c},\u{201d} or \u{201c})\u{201d}"));
        }
    }
}

fn plain_arguments(cursor: &mut Cursor<'_>) -> Parsed<Vec<Expr>> {
    if cursor.take_sign(")") {
        return Ok(Vec::new());
    }
    let items = expression::list(cursor)?;
    cursor.expect_sign(")")?;
    Ok(items)
}
