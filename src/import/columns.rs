//! Reads column definitions (PostgreSQL manual, CREATE TABLE, column_constraint).

use crate::model::{Generated, Identity};

use super::constraints::{self, attributes};
use super::cursor::{Cursor, Read, without_outer};
use super::definition::*;
use super::lexer::{Token, TokenKind};
use super::sequence;

/// Reads one column of CREATE TABLE or ADD COLUMN.
pub(super) fn column(cursor: &mut Cursor<'_>) -> Read<ColumnDefinition> {
    let at = cursor.offset();
    let name = cursor.name()?;
    let data_type = cursor.data_type()?;
    let mut column = ColumnDefinition::new(name, data_type, at);
    properties(cursor, &mut column)?;
    Ok(column)
}

/// Reads what follows a column's type, in any order.
pub(super) fn properties(cursor: &mut Cursor<'_>, column: &mut ColumnDefinition) -> Read<()> {
    while !cursor.is_done() && !cursor.is(b',') && !cursor.is(b')') {
        let at = cursor.offset();
        let name = if cursor.take("CONSTRAINT") {
            Some(cursor.name()?)
        } else {
            None
        };
        if cursor.take("NOT NULL") {
            column.not_null = true;
            column.not_null_name = name.or(column.not_null_name.take());
            column.not_null_no_inherit |= cursor.take("NO INHERIT");
            column.not_null_validated &= !cursor.take("NOT VALID");
        } else if cursor.take("NULL") {
            continue;
        } else if cursor.take("DEFAULT") {
            column.default = Some(default_expression(cursor)?);
        } else if cursor.take("GENERATED") {
            generated(cursor, column)?;
        } else if cursor.take("COLLATE") {
            column.collation = Some(any_name(cursor)?);
        } else if cursor.take("STORAGE") {
            column.storage = mode(cursor.name()?);
        } else if cursor.take("COMPRESSION") {
            column.compression = mode(cursor.name()?);
        } else if let Some(shape) = own_constraint(cursor, &column.name)? {
            column.constraints.push(constraints::with(name, shape, at));
        } else {
            let belongs = match column.constraints.last_mut() {
                Some(last) => attributes(cursor, last)?,
                None => false,
            };
            if !belongs {
                return cursor.broken("a column property, a comma or )");
            }
        }
    }
    Ok(())
}

/// `DEFAULT` as a storage or compression mode means none of its own.
pub(super) fn mode(name: String) -> Option<String> {
    (name != "default").then_some(name)
}

fn own_constraint(cursor: &mut Cursor<'_>, column: &str) -> Read<Option<ConstraintShape>> {
    let columns = vec![column.to_string()];
    if cursor.take("PRIMARY KEY") {
        return constraints::key_rest(cursor, true, columns, false).map(Some);
    }
    if cursor.take("UNIQUE") {
        let not_distinct = constraints::nulls_not_distinct(cursor);
        return constraints::key_rest(cursor, false, columns, not_distinct).map(Some);
    }
    if cursor.take("CHECK") {
        return Ok(Some(ConstraintShape::Check(cursor.expression_group()?)));
    }
    if cursor.is_word("REFERENCES") {
        return constraints::references(cursor, columns, false).map(Some);
    }
    Ok(None)
}

fn generated(cursor: &mut Cursor<'_>, column: &mut ColumnDefinition) -> Read<()> {
    let always = cursor.take("ALWAYS");
    if !always {
        cursor.expect("BY DEFAULT")?;
    }
    cursor.expect("AS")?;
    if cursor.is_word("IDENTITY") {
        column.identity = Some(identity(cursor, always)?);
        column.not_null = true;
        return Ok(());
    }
    let expression = cursor.expression_group()?;
    let stored = cursor.take("STORED");
    if !stored {
        cursor.take("VIRTUAL");
    }
    column.generated = Some(Generated { expression, stored });
    Ok(())
}

/// Reads `IDENTITY [(options)]`.
pub(super) fn identity(cursor: &mut Cursor<'_>, always: bool) -> Read<Identity> {
    cursor.expect("IDENTITY")?;
    let mut identity = Identity {
        always,
        ..Identity::default()
    };
    if cursor.is(b'(') {
        let inner = cursor.group_tokens()?;
        let mut options = cursor.over(inner);
        let read = sequence::options(&mut options)?;
        options.finish()?;
        identity.sequence_name = read.name.map(|name| name.name);
        identity.options = read.options;
    }
    Ok(identity)
}

/// A name of any depth as SQL text (`pg_catalog."C"`).
pub(super) fn any_name(cursor: &mut Cursor<'_>) -> Read<String> {
    let start = cursor.offset();
    cursor.name()?;
    while cursor.take_mark(b'.') {
        cursor.name()?;
    }
    Ok(cursor.since(start).to_string())
}

/// Words that start the next property of a column.
const PROPERTY: [&str; 12] = [
    "CONSTRAINT",
    "NULL",
    "PRIMARY",
    "UNIQUE",
    "CHECK",
    "REFERENCES",
    "GENERATED",
    "DEFAULT",
    "COLLATE",
    "DEFERRABLE",
    "INITIALLY",
    "NOT",
];

/// Words that go on inside an expression after a complete operand.
const INFIX: [&str; 24] = [
    "AT",
    "TIME",
    "ZONE",
    "IS",
    "DISTINCT",
    "FROM",
    "WITH",
    "WITHOUT",
    "VARYING",
    "PRECISION",
    "OPERATOR",
    "ARRAY",
    "YEAR",
    "MONTH",
    "DAY",
    "HOUR",
    "MINUTE",
    "SECOND",
    "TO",
    "DOCUMENT",
    "OVER",
    "FILTER",
    "WITHIN",
    "LOCAL",
];

/// Words after which an operand or the rest of a type must come, unlike `VARYING` or `ZONE`, which complete one.
const OPEN: [&str; 11] = [
    "AT", "IS", "DISTINCT", "FROM", "WITH", "WITHOUT", "OPERATOR", "TO", "OVER", "FILTER", "WITHIN",
];

/// Reads a default: up to the next property, comma or parenthesis. Outer parentheses are kept where the expression inside
/// needs them (a default takes no bare AND, OR, NOT, IN or IS).
pub(super) fn default_expression(cursor: &mut Cursor<'_>) -> Read<String> {
    let tokens = default_tokens(cursor);
    if tokens.is_empty() {
        return cursor.broken("a default");
    }
    let inner = without_outer(tokens);
    let bare = needs_parentheses(cursor, inner);
    let kept = if bare && inner.len() < tokens.len() {
        // Exactly one pair.
        let extra = (tokens.len() - inner.len()) / 2 - 1;
        tokens.get(extra..tokens.len() - extra).unwrap_or(tokens)
    } else {
        inner
    };
    Ok(cursor.text_of_tokens(kept).to_string())
}

fn default_tokens<'a>(cursor: &mut Cursor<'a>) -> &'a [Token] {
    let all = cursor.rest();
    let mut depth = 0usize;
    let mut before: Option<Token> = None;
    let mut count = 0;
    for token in all {
        match token.kind {
            TokenKind::Punctuation(b'(' | b'[') => depth += 1,
            TokenKind::Word if is_any(cursor.text_of(*token), &["CASE"]) => depth += 1,
            TokenKind::Word if depth > 0 && is_any(cursor.text_of(*token), &["END"]) => depth -= 1,
            TokenKind::Punctuation(b')' | b']') if depth == 0 => break,
            TokenKind::Punctuation(b')' | b']') => depth -= 1,
            TokenKind::Punctuation(b',') if depth == 0 => break,
            TokenKind::Word if depth == 0 && ends_default(cursor, before, *token) => break,
            _ => {}
        }
        before = Some(*token);
        count += 1;
    }
    cursor.skip(count);
    all.get(..count).unwrap_or(&[])
}

/// Whether a word outside parentheses ends the default before it.
fn ends_default(cursor: &Cursor<'_>, before: Option<Token>, token: Token) -> bool {
    let Some(before) = before else {
        return false;
    };
    let operand = matches!(
        before.kind,
        TokenKind::Number
            | TokenKind::BitString
            | TokenKind::Parameter
            | TokenKind::Punctuation(b')' | b']')
    ) || before.is_string()
        || (before.is_name() && !is_any(cursor.text_of(before), &OPEN));
    let word = cursor.text_of(token);
    operand && (is_any(word, &PROPERTY) || !is_any(word, &INFIX))
}

fn is_any(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| word.eq_ignore_ascii_case(other))
}

fn needs_parentheses(cursor: &Cursor<'_>, tokens: &[Token]) -> bool {
    const BOOLEAN: [&str; 11] = [
        "AND", "OR", "NOT", "IN", "IS", "LIKE", "ILIKE", "BETWEEN", "SIMILAR", "ISNULL", "NOTNULL",
    ];
    let mut depth = 0usize;
    for token in tokens {
        match token.kind {
            TokenKind::Punctuation(b'(' | b'[') => depth += 1,
            TokenKind::Punctuation(b')' | b']') => depth = depth.saturating_sub(1),
            TokenKind::Word if depth == 0 => {
                let word = cursor.text_of(*token);
                if is_any(word, &BOOLEAN)
                    || word.eq_ignore_ascii_case("collate")
                    || word.eq_ignore_ascii_case("at")
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}
