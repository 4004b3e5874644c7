//! Expressions, from `OR` down to the operators; operands stand in `primary`.

use super::super::ast::*;
use super::cursor::{Cursor, Parsed};
use super::{parameter, primary, select};
use crate::sql::tokens::Kind;

/// Comparisons, which do not associate (manual, section 4.1.6).
const COMPARISONS: &[&str] = &["<", ">", "=", "<=", ">=", "<>", "!="];

/// Any expression.
pub(super) fn expression(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    cursor.deeper(|cursor| {
        parts(
            cursor,
            "or",
            |cursor| parts(cursor, "and", negation, ExprKind::And),
            ExprKind::Or,
        )
    })
}

/// Expressions with commas between them, at least one.
pub(super) fn list(cursor: &mut Cursor<'_>) -> Parsed<Vec<Expr>> {
    let mut all = Vec::new();
    loop {
        all.push(expression(cursor)?);
        if !cursor.take_sign(",") {
            return Ok(all);
        }
    }
}

fn parts(
    cursor: &mut Cursor<'_>,
    word: &str,
    next: impl Fn(&mut Cursor<'_>) -> Parsed<Expr>,
    join: fn(Vec<Expr>) -> ExprKind,
) -> Parsed<Expr> {
    let start = cursor.start();
    let first = next(cursor)?;
    if !cursor.is_word(word) {
        return Ok(first);
    }
    let mut all = vec![first];
    while cursor.take_word(word) {
        all.push(next(cursor)?);
    }
    Ok(made(cursor, start, join(all)))
}

fn made(cursor: &Cursor<'_>, start: usize, kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: cursor.since(start),
    }
}

fn negation(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let start = cursor.start();
    let mut negations = 0usize;
    while cursor.take_word("not") {
        negations += 1;
    }
    let inner = test(cursor)?;
    if negations % 2 == 0 {
        return Ok(inner);
    }
    Ok(made(cursor, start, ExprKind::Not(Box::new(inner))))
}

/// `IS ...`, which binds less than comparisons.
fn test(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let start = cursor.start();
    let mut left = comparison(cursor)?;
    for _ in 0..16 {
        let kind = if cursor.take_word("isnull") {
            ExprKind::IsNull(Box::new(left), false)
        } else if cursor.take_word("notnull") {
            ExprKind::IsNull(Box::new(left), true)
        } else if cursor.take_word("is") {
            let not = cursor.take_word("not");
            if cursor.take_word("null") {
                ExprKind::IsNull(Box::new(left), not)
            } else if cursor.take_words(&["distinct", "from"]) {
                let right = comparison(cursor)?;
                ExprKind::Distinct(Box::new(left), Box::new(right))
            } else {
                let mut words = if not {
                    "not".to_string()
                } else {
                    String::new()
                };
                let known = [
                    "true",
                    "false",
                    "unknown",
                    "document",
                    "nfc",
                    "nfd",
                    "nfkc",
                    "nfkd",
                    "normalized",
                    "json",
                    "value",
                    "scalar",
                    "array",
                    "object",
                    "with",
                    "without",
                    "unique",
                    "keys",
                ];
                let before = cursor.at;
                while let Some(word) = known.iter().find(|word| cursor.is_word(word)) {
                    words.push(' ');
                    words.push_str(word);
                    cursor.at += 1;
                }
                if cursor.at == before {
                    return Err(cursor.unexpected("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM"));
                }
                ExprKind::IsTest(Box::new(left), words.trim().to_string())
            }
        } else {
            break;
        };
        left = made(cursor, start, kind);
    }
    Ok(left)
}

fn comparison(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let start = cursor.start();
    let left = range(cursor)?;
    let Some(operator) = COMPARISONS.iter().find(|sign| cursor.is_sign(sign)) else {
        return Ok(left);
    };
    cursor.at += 1;
    let right = range(cursor)?;
    let kind = ExprKind::Compare(Box::new(left), (*operator).to_string(), Box::new(right));
    Ok(made(cursor, start, kind))
}

/// `BETWEEN`, `IN`, `LIKE`, `ILIKE`, `SIMILAR TO`, `OVERLAPS`.
fn range(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let start = cursor.start();
    let left = operand(cursor)?;
    let before = cursor.at;
    let not = cursor.take_word("not");
    let kind = if cursor.take_word("between") {
        cursor.take_any_word(&["symmetric", "asymmetric"]);
        let low = operand(cursor)?;
        cursor.expect_word("and")?;
        let high = operand(cursor)?;
        ExprKind::Between(Box::new(left), Box::new(low), Box::new(high), not)
    } else if cursor.take_word("in") {
        within(cursor, left, not)?
    } else if let Some(like) = like_word(cursor) {
        let pattern = operand(cursor)?;
        if cursor.take_word("escape") {
            operand(cursor)?;
        }
        ExprKind::Like(Box::new(left), like, Box::new(pattern), not)
    } else if !not && cursor.take_word("overlaps") {
        let right = operand(cursor)?;
        ExprKind::Chain(vec![left, right], vec!["overlaps".to_string()])
    } else {
        cursor.at = before;
        return Ok(left);
    };
    Ok(made(cursor, start, kind))
}

fn like_word(cursor: &mut Cursor<'_>) -> Option<LikeKind> {
    if cursor.take_word("like") {
        Some(LikeKind::Like)
    } else if cursor.take_word("ilike") {
        Some(LikeKind::Ilike)
    } else if cursor.take_words(&["similar", "to"]) {
        Some(LikeKind::Similar)
    } else {
        None
    }
}

fn within(cursor: &mut Cursor<'_>, left: Expr, not: bool) -> Parsed<ExprKind> {
    // Drivers expand `IN ?` and `IN %s` to a list.
    if !cursor.is_sign("(") {
        let list = operand(cursor)?;
        return Ok(ExprKind::In(Box::new(left), vec![list], not));
    }
    cursor.at += 1;
    if primary::is_query(cursor) {
        let query = select::query(cursor)?;
        cursor.expect_sign(")")?;
        return Ok(ExprKind::InQuery(Box::new(left), Box::new(query), not));
    }
    let items = list(cursor)?;
    cursor.expect_sign(")")?;
    Ok(ExprKind::In(Box::new(left), items, not))
}

/// Operands with any operators but comparisons between them.
pub(super) fn operand(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let start = cursor.start();
    let first = signed(cursor)?;
    let mut operands = Vec::new();
    let mut operators = Vec::new();
    while let Some(operator) = operator(cursor) {
        operators.push(operator);
        operands.push(signed(cursor)?);
    }
    if operators.is_empty() {
        return Ok(first);
    }
    operands.insert(0, first);
    Ok(made(cursor, start, ExprKind::Chain(operands, operators)))
}

/// Takes an operator that stands between operands.
fn operator(cursor: &mut Cursor<'_>) -> Option<String> {
    if cursor.take_words(&["at", "time", "zone"]) {
        return Some("at time zone".to_string());
    }
    if cursor.is_word("operator") && cursor.is_sign_at(1, "(") {
        cursor.at += 2;
        let mut sign = String::new();
        while let Some(token) = cursor.peek() {
            let text = token.text(cursor.source).to_string();
            cursor.at += 1;
            if text == ")" {
                break;
            }
            sign = text;
        }
        return Some(sign);
    }
    let token = cursor.peek().filter(|token| token.kind == Kind::Operator)?;
    let text = token.text(cursor.source);
    let stops =
        COMPARISONS.contains(&text) || matches!(text, ":" | "::" | ":=" | "=>" | "{" | "}" | "$");
    if stops || parameter::is_interpolated(cursor) {
        return None;
    }
    let text = text.to_string();
    cursor.at += 1;
    Some(text)
}

/// An operand with signs before it.
fn signed(cursor: &mut Cursor<'_>) -> Parsed<Expr> {
    let start = cursor.start();
    let mut signs = false;
    loop {
        let before = cursor.at;
        let placeholder = parameter::take(cursor).is_some();
        cursor.at = before;
        let sign = cursor
            .peek()
            .filter(|token| token.kind == Kind::Operator && !placeholder)
            .map(|token| token.text(cursor.source))
            .filter(|text| {
                !COMPARISONS.contains(text)
                    && text.bytes().all(|byte| b"+-~@|/!#&?^".contains(&byte))
            });
        if sign.is_none() {
            break;
        }
        signs = true;
        cursor.at += 1;
    }
    let inner = primary::primary(cursor)?;
    if !signs {
        return Ok(inner);
    }
    Ok(made(cursor, start, ExprKind::Sign(Box::new(inner))))
}

/// `([base] [PARTITION BY ...] [ORDER BY ...] [frame])`, or a window's name.
pub(super) fn window(cursor: &mut Cursor<'_>) -> Parsed<Window> {
    let mut window = Window::default();
    if !cursor.take_sign("(") {
        window.base = Some(cursor.name("a window")?);
        return Ok(window);
    }
    if !cursor.is_any_word(&["partition", "order", "range", "rows", "groups"]) {
        window.base = cursor.try_name();
    }
    if cursor.take_words(&["partition", "by"]) {
        window.partition = list(cursor)?;
    }
    if cursor.take_words(&["order", "by"]) {
        window.order = select::order(cursor)?;
    }
    if cursor.take_any_word(&["range", "rows", "groups"]) {
        frame(cursor, &mut window)?;
    }
    cursor.expect_sign(")")?;
    Ok(window)
}

fn frame(cursor: &mut Cursor<'_>, window: &mut Window) -> Parsed<()> {
    let between = cursor.take_word("between");
    loop {
        if !cursor.take_words(&["current", "row"]) {
            if !cursor.take_word("unbounded") {
                window.frame.push(operand(cursor)?);
            }
            if !cursor.take_any_word(&["preceding", "following"]) {
                return Err(cursor.unexpected("PRECEDING or FOLLOWING"));
            }
        }
        if !between || !cursor.take_word("and") {
            break;
        }
    }
    if cursor.take_word("exclude") {
        cursor.take_words(&["current", "row"]);
        cursor.take_words(&["no", "others"]);
        cursor.take_any_word(&["group", "ties"]);
    }
    Ok(())
}
