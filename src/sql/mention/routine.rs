//! Reads `CREATE FUNCTION` and lists of arguments: their types, their defaults, and bodies that PostgreSQL takes apart.

use std::ops::Range;

use super::{Mention, Mentions, Role, Text, scan};
use crate::sql::tokens::{self, Kind, Token};

/// Words before the type of an argument or of a result.
const MODES: &[&str] = &["in", "out", "inout", "variadic", "setof", "table"];

/// Reads the names of a routine or of arguments.
pub(super) fn of(text: &str, kind: Text) -> Mentions {
    let tokens = tokens::significant(text);
    let mut found = Mentions {
        parents: vec![0],
        ..Mentions::default()
    };
    if kind == Text::Arguments {
        arguments(text, &tokens, &mut found);
    } else {
        routine(text, &tokens, &mut found);
    }
    found
}

fn routine(text: &str, tokens: &[Token], found: &mut Mentions) {
    let Some(open) = tokens.iter().position(|token| token.is(text, "(")) else {
        return;
    };
    let head = tokens.get(..open).unwrap_or_default();
    let is_aggregate = head.iter().any(|token| token.is_word(text, "aggregate"));
    chain_at_end(text, head, Role::Function, found);
    let close = closing(text, tokens, open);
    arguments(text, tokens.get(open + 1..close).unwrap_or_default(), found);
    let mut at = close + 1;
    if is_aggregate {
        return options(text, tokens.get(at..).unwrap_or_default(), found);
    }
    if tokens
        .get(at)
        .is_some_and(|token| token.is_word(text, "returns"))
    {
        let end = result_end(text, tokens, at + 1);
        arguments(text, tokens.get(at + 1..end).unwrap_or_default(), found);
        at = end;
    }
    let body = tokens.get(at..).and_then(|rest| {
        rest.windows(2).position(|pair| match pair {
            [one, two] => {
                (one.is_word(text, "begin") && two.is_word(text, "atomic"))
                    || one.is_word(text, "return")
            }
            _ => false,
        })
    });
    if let Some(body) = body.and_then(|body| tokens.get(at + body + 1..)) {
        let inner = scan::of_tokens(text, body, Text::Statement);
        found.names.extend(inner.names);
        found.common.extend(inner.common);
        found.parents = inner.parents;
    }
}

/// The token that closes the group opened at `open`, or the end.
fn closing(text: &str, tokens: &[Token], open: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is(text, "(") {
            depth += 1;
        } else if token.is(text, ")") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len()
}

/// Where the clauses after the result's type begin.
fn result_end(text: &str, tokens: &[Token], start: usize) -> usize {
    const CLAUSES: &[&str] = &[
        "language",
        "as",
        "immutable",
        "stable",
        "volatile",
        "strict",
        "called",
        "returns",
        "security",
        "external",
        "parallel",
        "cost",
        "rows",
        "support",
        "set",
        "window",
        "leakproof",
        "not",
        "transform",
        "begin",
        "return",
    ];
    let mut depth = 0i32;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        depth += i32::from(token.is(text, "(")) - i32::from(token.is(text, ")"));
        if depth == 0 && CLAUSES.iter().any(|word| token.is_word(text, word)) {
            return at;
        }
    }
    tokens.len()
}

/// Arguments parted by commas, or the one type of a result.
fn arguments(text: &str, tokens: &[Token], found: &mut Mentions) {
    let mut rest = tokens;
    // `TABLE (a int, b text)`: the columns are read as arguments are.
    if let [first, open, ..] = tokens
        && first.is_word(text, "table")
        && open.is(text, "(")
    {
        let close = closing(text, tokens, 1);
        rest = tokens.get(2..close).unwrap_or_default();
    }
    for argument in parted(text, rest) {
        one(text, argument, found);
    }
}

fn parted<'a>(text: &str, tokens: &'a [Token]) -> Vec<&'a [Token]> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0i32, 0);
    for (at, token) in tokens.iter().enumerate() {
        depth += i32::from(token.is(text, "(")) - i32::from(token.is(text, ")"));
        if depth == 0 && token.is(text, ",") {
            parts.push(tokens.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    parts.push(tokens.get(start..).unwrap_or_default());
    parts
}

/// `[mode] [name] type [DEFAULT expression]`.
fn one(text: &str, tokens: &[Token], found: &mut Mentions) {
    let default = tokens
        .iter()
        .position(|token| {
            token.is_word(text, "default") || token.is(text, "=") || token.is(text, ":=")
        })
        .unwrap_or(tokens.len());
    let mut head = tokens.get(..default).unwrap_or_default();
    let is_mode = |token: &Token| MODES.iter().any(|mode| token.is_word(text, mode));
    while let [first, rest @ ..] = head
        && is_mode(first)
        && !rest.is_empty()
    {
        head = rest;
    }
    // A name before the type: another name follows it, not a point.
    if let [first, second, ..] = head
        && is_name(first)
        && is_name(second)
    {
        head = head.get(1..).unwrap_or_default();
        while let [first, rest @ ..] = head
            && is_mode(first)
            && !rest.is_empty()
        {
            head = rest;
        }
    }
    let length = chain_length(text, head);
    chain_at_end(
        text,
        head.get(..length).unwrap_or_default(),
        Role::Type,
        found,
    );
    let expression = tokens.get(default + 1..).unwrap_or_default();
    found
        .names
        .extend(scan::of_tokens(text, expression, Text::Expression).names);
}

/// `(SFUNC = f, STYPE = t, ...)` of an aggregate.
fn options(text: &str, tokens: &[Token], found: &mut Mentions) {
    for option in parted(text, tokens.get(1..).unwrap_or_default()) {
        if let [_, sign, value @ ..] = option
            && sign.is(text, "=")
        {
            let length = chain_length(text, value);
            chain_at_end(
                text,
                value.get(..length).unwrap_or_default(),
                Role::Any,
                found,
            );
        }
    }
}

fn is_name(token: &Token) -> bool {
    matches!(token.kind, Kind::Word | Kind::QuotedName)
}

/// How many of the first tokens make up `a.b.c`.
fn chain_length(text: &str, tokens: &[Token]) -> usize {
    let mut length = 0;
    while tokens.get(length).is_some_and(is_name) {
        length += 1;
        if !tokens.get(length).is_some_and(|token| token.is(text, ".")) {
            break;
        }
        length += 1;
    }
    length
}

/// The `[schema.]name` at the end of some tokens.
fn chain_at_end(text: &str, tokens: &[Token], role: Role, found: &mut Mentions) {
    let part = |token: &Token| -> Option<(String, Range<usize>)> {
        Some((token.name(text)?, token.range.clone()))
    };
    let (name, schema) = match tokens {
        [.., schema, point, name] if point.is(text, ".") => (part(name), part(schema)),
        [.., name] => (part(name), None),
        [] => return,
    };
    let Some((name, range)) = name else { return };
    found.names.push(Mention {
        role,
        schema_range: schema.as_ref().map(|(_, range)| range.clone()),
        schema: schema.map(|(name, _)| name),
        name,
        range,
        alias: None,
        is_result: false,
        scope: 0,
    });
}
