//! Reads constraints and index keys as written.

use crate::model::{Deferrable, MatchType, QualifiedName, ReferentialAction};

use super::columns::any_name;
use super::cursor::{Cursor, Read, without_outer};
use super::definition::*;
use super::lexer::{Token, TokenKind};

/// A constraint with nothing said of when it is checked.
pub(super) fn with(name: Option<String>, kind: ConstraintShape, at: usize) -> ConstraintDefinition {
    ConstraintDefinition {
        name,
        kind,
        deferrable: Deferrable::No,
        validated: true,
        no_inherit: false,
        enforced: true,
        at,
    }
}

/// Whether a table constraint starts here.
pub(super) fn starts(cursor: &Cursor<'_>) -> bool {
    let next_is = |mark: u8| cursor.token(1).is_some_and(|token| token.is(mark));
    cursor.is_word("CONSTRAINT")
        || cursor.is_words("PRIMARY KEY")
        || cursor.is_words("FOREIGN KEY")
        || (cursor.is_word("UNIQUE")
            && (next_is(b'(') || cursor.is_word_at(1, "NULLS") || cursor.is_word_at(1, "USING")))
        || (cursor.is_word("CHECK") && next_is(b'('))
        || (cursor.is_word("EXCLUDE") && (next_is(b'(') || cursor.is_word_at(1, "USING")))
        || cursor.is_words("NOT NULL")
}

/// Reads a table constraint with its attributes.
pub(super) fn table_constraint(cursor: &mut Cursor<'_>) -> Read<ConstraintDefinition> {
    let at = cursor.offset();
    let name = if cursor.take("CONSTRAINT") {
        Some(cursor.name()?)
    } else {
        None
    };
    let mut constraint = with(name, shape(cursor)?, at);
    while attributes(cursor, &mut constraint)? {}
    Ok(constraint)
}

fn shape(cursor: &mut Cursor<'_>) -> Read<ConstraintShape> {
    if cursor.take("PRIMARY KEY") {
        return key(cursor, true, false);
    }
    if cursor.take("UNIQUE") {
        let not_distinct = nulls_not_distinct(cursor);
        return key(cursor, false, not_distinct);
    }
    if cursor.take("CHECK") {
        return Ok(ConstraintShape::Check(cursor.expression_group()?));
    }
    if cursor.take("FOREIGN KEY") {
        let (columns, period) = period_columns(cursor)?;
        return references(cursor, columns, period);
    }
    if cursor.take("EXCLUDE") {
        return exclusion(cursor);
    }
    if cursor.take("NOT NULL") {
        return Ok(ConstraintShape::NotNull(cursor.name()?));
    }
    cursor.broken("PRIMARY KEY, UNIQUE, CHECK, FOREIGN KEY or EXCLUDE")
}

/// `NULLS [NOT] DISTINCT`: true for NOT.
pub(super) fn nulls_not_distinct(cursor: &mut Cursor<'_>) -> bool {
    let not_distinct = cursor.take("NULLS NOT DISTINCT");
    if !not_distinct {
        cursor.take("NULLS DISTINCT");
    }
    not_distinct
}

fn key(cursor: &mut Cursor<'_>, primary: bool, not_distinct: bool) -> Read<ConstraintShape> {
    if cursor.take("USING INDEX") {
        return Ok(ConstraintShape::KeyFromIndex {
            primary,
            index: cursor.name()?,
        });
    }
    let (columns, without_overlaps) = key_columns(cursor)?;
    let mut shape = key_rest(cursor, primary, columns, not_distinct)?;
    if let ConstraintShape::Key {
        without_overlaps: own,
        ..
    } = &mut shape
    {
        *own = without_overlaps;
    }
    Ok(shape)
}

/// `(a, b WITHOUT OVERLAPS)`: the columns, and whether the last one is a period (PostgreSQL 18).
fn key_columns(cursor: &mut Cursor<'_>) -> Read<(Vec<String>, bool)> {
    cursor.expect_mark(b'(')?;
    let mut columns = Vec::new();
    loop {
        columns.push(cursor.name()?);
        let without_overlaps = cursor.take("WITHOUT OVERLAPS");
        if cursor.take_mark(b')') {
            return Ok((columns, without_overlaps));
        }
        if without_overlaps || !cursor.take_mark(b',') {
            return cursor.broken(if without_overlaps { ")" } else { ", or )" });
        }
    }
}

/// `(a, PERIOD b)`: the columns, and whether the last one is a period (PostgreSQL 18).
fn period_columns(cursor: &mut Cursor<'_>) -> Read<(Vec<String>, bool)> {
    cursor.expect_mark(b'(')?;
    let mut columns = Vec::new();
    loop {
        // A column may be called so too.
        let period = cursor.is_word("PERIOD") && cursor.token(1).is_some_and(Token::is_name);
        if period {
            cursor.skip(1);
        }
        columns.push(cursor.name()?);
        if cursor.take_mark(b')') {
            return Ok((columns, period));
        }
        if period || !cursor.take_mark(b',') {
            return cursor.broken(if period { ")" } else { ", or )" });
        }
    }
}

/// Reads what follows a key's columns.
pub(super) fn key_rest(
    cursor: &mut Cursor<'_>,
    primary: bool,
    columns: Vec<String>,
    nulls_not_distinct: bool,
) -> Read<ConstraintShape> {
    let mut include = Vec::new();
    let mut options = Vec::new();
    let mut tablespace = None;
    loop {
        if cursor.take("INCLUDE") {
            include = cursor.name_list()?;
        } else if cursor.is_word("WITH") && cursor.token(1).is_some_and(|token| token.is(b'(')) {
            cursor.skip(1);
            options = cursor.options()?;
        } else if cursor.take("USING INDEX TABLESPACE") {
            tablespace = Some(cursor.name()?);
        } else {
            break;
        }
    }
    Ok(ConstraintShape::Key {
        primary,
        columns,
        include,
        nulls_not_distinct,
        without_overlaps: false,
        options,
        tablespace,
    })
}

/// Reads `REFERENCES table ...`.
pub(super) fn references(
    cursor: &mut Cursor<'_>,
    columns: Vec<String>,
    period: bool,
) -> Read<ConstraintShape> {
    cursor.expect("REFERENCES")?;
    cursor.take("ONLY");
    let table: QualifiedName = cursor.qualified_name()?;
    let target_columns = if cursor.is(b'(') {
        period_columns(cursor)?.0
    } else {
        Vec::new()
    };
    let mut match_type = MatchType::Simple;
    let mut on_delete = None;
    let mut on_update = None;
    loop {
        if cursor.take("MATCH FULL") {
            match_type = MatchType::Full;
        } else if cursor.take("MATCH SIMPLE") || cursor.take("MATCH PARTIAL") {
            continue;
        } else if cursor.take("ON DELETE") {
            on_delete = Some(action(cursor)?);
        } else if cursor.take("ON UPDATE") {
            on_update = Some(action(cursor)?);
        } else {
            break;
        }
    }
    Ok(ConstraintShape::Foreign {
        columns,
        table,
        target_columns,
        match_type,
        on_delete,
        on_update,
        period,
    })
}

fn action(cursor: &mut Cursor<'_>) -> Read<ActionDefinition> {
    let action = if cursor.take("NO ACTION") {
        ReferentialAction::NoAction
    } else if cursor.take("RESTRICT") {
        ReferentialAction::Restrict
    } else if cursor.take("CASCADE") {
        ReferentialAction::Cascade
    } else if cursor.take("SET NULL") {
        ReferentialAction::SetNull(Vec::new())
    } else if cursor.take("SET DEFAULT") {
        ReferentialAction::SetDefault(Vec::new())
    } else {
        return cursor.broken("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT");
    };
    let limited = matches!(
        action,
        ReferentialAction::SetNull(_) | ReferentialAction::SetDefault(_)
    ) && cursor.is(b'(');
    let columns = if limited {
        cursor.name_list()?
    } else {
        Vec::new()
    };
    Ok(ActionDefinition { action, columns })
}

fn exclusion(cursor: &mut Cursor<'_>) -> Read<ConstraintShape> {
    let method = if cursor.take("USING") {
        cursor.name()?
    } else {
        "btree".to_string()
    };
    cursor.expect_mark(b'(')?;
    let mut elements = Vec::new();
    loop {
        let key = index_key(cursor)?;
        cursor.expect("WITH")?;
        let operator = cursor.take_until(|cursor| cursor.is(b','));
        let operator = cursor.text_of_tokens(operator).to_string();
        elements.push((key, operator));
        if cursor.take_mark(b')') {
            break;
        }
        if !cursor.take_mark(b',') {
            return cursor.broken(", or )");
        }
    }
    let rest = key_rest(cursor, false, Vec::new(), false)?;
    let (include, options, tablespace) = match rest {
        ConstraintShape::Key {
            include,
            options,
            tablespace,
            ..
        } => (include, options, tablespace),
        _ => (Vec::new(), Vec::new(), None),
    };
    let predicate = if cursor.take("WHERE") {
        Some(cursor.expression_group()?)
    } else {
        None
    };
    Ok(ConstraintShape::Exclusion {
        method,
        elements,
        include,
        predicate,
        options,
        tablespace,
    })
}

/// Reads one attribute of a constraint; false when none comes next.
pub(super) fn attributes(
    cursor: &mut Cursor<'_>,
    constraint: &mut ConstraintDefinition,
) -> Read<bool> {
    if cursor.take("DEFERRABLE") {
        if constraint.deferrable == Deferrable::No {
            constraint.deferrable = Deferrable::InitiallyImmediate;
        }
    } else if cursor.take("NOT DEFERRABLE") {
        constraint.deferrable = Deferrable::No;
    } else if cursor.take("INITIALLY DEFERRED") {
        constraint.deferrable = Deferrable::InitiallyDeferred;
    } else if cursor.take("INITIALLY IMMEDIATE") {
        // The default; DEFERRABLE before it has been noted.
    } else if cursor.take("NOT VALID") {
        constraint.validated = false;
    } else if cursor.take("NO INHERIT") {
        constraint.no_inherit = true;
    } else if cursor.take("NOT ENFORCED") {
        constraint.enforced = false;
    } else if cursor.take("ENFORCED") {
        constraint.enforced = true;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Reads one key of an index, exclusion constraint or partitioning.
pub(super) fn index_key(cursor: &mut Cursor<'_>) -> Read<KeyDefinition> {
    let source = key_source(cursor)?;
    let mut key = KeyDefinition {
        source,
        collation: None,
        operator_class: None,
        descending: false,
        nulls_first: None,
    };
    if cursor.take("COLLATE") {
        key.collation = Some(any_name(cursor)?);
    }
    let sorts = ["ASC", "DESC", "NULLS", "WITH", "USING"];
    if cursor.token(0).is_some_and(Token::is_name) && !sorts.iter().any(|word| cursor.is_word(word))
    {
        let start = cursor.offset();
        any_name(cursor)?;
        if cursor.is(b'(') {
            cursor.group_tokens()?;
        }
        key.operator_class = Some(cursor.since(start).to_string());
    }
    if cursor.take("DESC") {
        key.descending = true;
    } else {
        cursor.take("ASC");
    }
    if cursor.take("NULLS FIRST") {
        key.nulls_first = (!key.descending).then_some(true);
    } else if cursor.take("NULLS LAST") {
        key.nulls_first = key.descending.then_some(false);
    }
    Ok(key)
}

/// A column's name, a call, or an expression in parentheses, which is kept with the one pair it needs.
fn key_source(cursor: &mut Cursor<'_>) -> Read<KeySource> {
    if cursor.is(b'(') {
        let inner = cursor.group_tokens()?;
        let inner = without_outer(inner);
        if let [only] = inner
            && only.is_name()
            && !(only.kind == TokenKind::Word && is_value(cursor.text_of(*only)))
        {
            let mut name = cursor.over(inner);
            return Ok(KeySource::Column(name.name()?));
        }
        let text = cursor.text_of_tokens(inner);
        return Ok(KeySource::Expression(if is_call(cursor, inner) {
            text.to_string()
        } else {
            format!("({text})")
        }));
    }
    let start = cursor.offset();
    let first = *cursor;
    any_name(cursor)?;
    if cursor.is(b'(') {
        cursor.group_tokens()?;
        return Ok(KeySource::Expression(cursor.since(start).to_string()));
    }
    let mut again = first;
    let name = again.name()?;
    Ok(KeySource::Column(name))
}

/// Whether an unquoted word is a value or a function of its own, which no column can be called unquoted.
fn is_value(word: &str) -> bool {
    const VALUES: [&str; 10] = [
        "TRUE",
        "FALSE",
        "NULL",
        "CURRENT_CATALOG",
        "CURRENT_DATE",
        "CURRENT_ROLE",
        "CURRENT_TIMESTAMP",
        "CURRENT_USER",
        "SESSION_USER",
        "USER",
    ];
    VALUES.iter().any(|value| word.eq_ignore_ascii_case(value))
}

/// Whether the tokens are one function call and nothing else, so that they need no parentheses as a key.
fn is_call(cursor: &Cursor<'_>, tokens: &[Token]) -> bool {
    const NOT_CALLS: [&str; 5] = ["NOT", "ROW", "EXISTS", "ARRAY", "CASE"];
    let head = tokens.first().map_or("", |token| cursor.text_of(*token));
    if NOT_CALLS.iter().any(|word| head.eq_ignore_ascii_case(word)) {
        return false;
    }
    let opening = tokens.iter().position(|token| token.is(b'('));
    let Some(opening) = opening.filter(|at| *at > 0) else {
        return false;
    };
    let head_is_name = tokens
        .iter()
        .take(opening)
        .enumerate()
        .all(|(place, token)| {
            if place % 2 == 0 {
                token.is_name()
            } else {
                token.is(b'.')
            }
        });
    if !head_is_name || opening % 2 == 0 {
        return false;
    }
    let mut depth = 0usize;
    for (place, token) in tokens.iter().enumerate().skip(opening) {
        match token.kind {
            TokenKind::Punctuation(b'(') => depth += 1,
            TokenKind::Punctuation(b')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return place + 1 == tokens.len();
                }
            }
            _ => {}
        }
    }
    false
}

/// Reads `(key, ...)`.
pub(super) fn index_keys(cursor: &mut Cursor<'_>) -> Read<Vec<KeyDefinition>> {
    cursor.expect_mark(b'(')?;
    let mut keys = Vec::new();
    loop {
        keys.push(index_key(cursor)?);
        if cursor.take_mark(b')') {
            return Ok(keys);
        }
        if !cursor.take_mark(b',') {
            return cursor.broken(", or )");
        }
    }
}
