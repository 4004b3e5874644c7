//! Reads keys, indexes and constraints of MySQL and SQLite.

use crate::import::cursor::{Cursor, Read, without_outer};
use crate::import::lexer::{Token, TokenKind};
use crate::model::{Deferrable, Dialect, MatchType};
use crate::sql::foreign::key;

use super::definition::*;
use super::words;

/// A key, index or constraint of a table, `None` where a column begins instead.
pub(super) fn element(cursor: &mut Cursor<'_>, dialect: Dialect) -> Read<Option<Element>> {
    let mut name = None;
    let named = cursor.take("CONSTRAINT");
    let _ = named && cursor.take("IF NOT EXISTS");
    if named && !starts_element(cursor) {
        name = Some(words::name(cursor)?);
    }
    if cursor.take("PRIMARY KEY") {
        let _ = index_name(cursor, dialect)?;
        return Ok(Some(Element::Primary(KeyText {
            name,
            ..key_text(cursor, "btree")?
        })));
    }
    if cursor.is_word("UNIQUE") && !is_column(cursor, dialect) {
        cursor.skip(1);
        let _ = dialect == Dialect::Mysql && (cursor.take("KEY") || cursor.take("INDEX"));
        let own = index_name(cursor, dialect)?;
        return Ok(Some(Element::Unique(KeyText {
            name: own.or(name),
            ..key_text(cursor, "btree")?
        })));
    }
    if cursor.take("FOREIGN KEY") {
        let own = index_name(cursor, dialect)?;
        let columns = words::names(cursor)?;
        cursor.expect("REFERENCES")?;
        let mut foreign = references(cursor)?;
        (foreign.name, foreign.columns) = (name.or(own), columns);
        return Ok(Some(Element::Foreign(foreign)));
    }
    if cursor.is_word("CHECK") && cursor.token(1).is_some_and(|token| token.is(b'(')) {
        return check(cursor, name).map(|check| Some(Element::Check(check)));
    }
    if named {
        return cursor.broken("PRIMARY KEY, UNIQUE, FOREIGN KEY or CHECK");
    }
    index_element(cursor, dialect)
}

fn index_element(cursor: &mut Cursor<'_>, dialect: Dialect) -> Read<Option<Element>> {
    if dialect != Dialect::Mysql {
        return Ok(None);
    }
    let method = cursor.take_one_of(&["FULLTEXT", "SPATIAL"]);
    let index = cursor.take("INDEX") || cursor.take("KEY");
    if method.is_none() && !index {
        return Ok(None);
    }
    let name = index_name(cursor, dialect)?;
    let method = method.map_or("btree".to_string(), str::to_ascii_lowercase);
    Ok(Some(Element::Index(KeyText {
        name,
        ..key_text(cursor, &method)?
    })))
}

fn starts_element(cursor: &Cursor<'_>) -> bool {
    ["PRIMARY KEY", "UNIQUE", "FOREIGN KEY"]
        .iter()
        .any(|words| cursor.is_words(words))
        || (cursor.is_word("CHECK") && cursor.token(1).is_some_and(|token| token.is(b'(')))
}

/// Whether a word that begins a constraint is a column's name after all: SQLite reserves few words.
fn is_column(cursor: &Cursor<'_>, dialect: Dialect) -> bool {
    dialect == Dialect::Sqlite && !cursor.token(1).is_some_and(|token| token.is(b'('))
}

/// The name of an index, and `USING` before its columns is left to [`key_text`].
fn index_name(cursor: &mut Cursor<'_>, dialect: Dialect) -> Read<Option<String>> {
    // MariaDB; whether it exists is the caller's to see.
    let _ = dialect == Dialect::Mysql && cursor.take("IF NOT EXISTS");
    let named = dialect == Dialect::Mysql && !cursor.is(b'(') && !cursor.is_word("USING");
    named.then(|| words::name(cursor)).transpose()
}

/// `[USING method] (part, ...) [options]`.
pub(super) fn key_text(cursor: &mut Cursor<'_>, method: &str) -> Read<KeyText> {
    let mut key = KeyText {
        method: method.to_string(),
        ..KeyText::default()
    };
    using(cursor, &mut key)?;
    let inner = cursor.group_tokens()?;
    let mut list = cursor.over(inner);
    loop {
        let tokens = list.take_until(|cursor| cursor.is(b','));
        let part = part(&list, tokens, &mut key)?;
        key.parts.push(part);
        if !list.take_mark(b',') {
            break;
        }
    }
    list.finish()?;
    options(cursor, &mut key)?;
    Ok(key)
}

fn using(cursor: &mut Cursor<'_>, into: &mut KeyText) -> Read<()> {
    if cursor.take("USING") || cursor.take("TYPE") {
        let method = words::name(cursor)?.to_ascii_lowercase();
        key::set(&mut into.options, key::USING, &method);
        if into.method == "btree" && method == "hash" {
            into.method = method;
        }
    }
    Ok(())
}

fn options(cursor: &mut Cursor<'_>, into: &mut KeyText) -> Read<()> {
    loop {
        if cursor.is_word("USING") {
            using(cursor, into)?;
        } else if cursor.take("COMMENT") {
            into.comment = Some(cursor.string()?);
        } else if cursor.take("INVISIBLE") {
            key::set(&mut into.options, key::INVISIBLE, "");
        } else if cursor.take("IGNORED") {
            key::set(&mut into.options, key::IGNORED, "");
        } else if cursor.take("VISIBLE") || cursor.take("NOT IGNORED") {
        } else if cursor.take("KEY_BLOCK_SIZE") {
            let size = words::value(cursor)?;
            key::set(&mut into.options, "key_block_size", &size);
        } else if cursor.take("WITH PARSER") {
            let parser = words::name(cursor)?;
            key::set(&mut into.options, key::PARSER, &parser);
        } else if let Some(action) = on_conflict(cursor)? {
            key::set(&mut into.options, key::ON_CONFLICT, &action);
        } else {
            return Ok(());
        }
    }
}

/// `ON CONFLICT action` of SQLite.
pub(super) fn on_conflict(cursor: &mut Cursor<'_>) -> Read<Option<String>> {
    if !cursor.take("ON CONFLICT") {
        return Ok(None);
    }
    match cursor.take_one_of(&["ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"]) {
        Some(action) => Ok(Some(action.to_ascii_lowercase())),
        None => cursor.broken("ROLLBACK, ABORT, FAIL, IGNORE or REPLACE"),
    }
}

/// One part of a key: a column, its first characters, or an expression; with collation and order.
fn part<'a>(cursor: &Cursor<'a>, tokens: &'a [Token], key: &mut KeyText) -> Read<KeyPart> {
    let mut tokens = tokens;
    let ends = |tokens: &[Token], word: &str| {
        tokens.len() > 1
            && tokens.last().is_some_and(|last| {
                last.kind == TokenKind::Word && cursor.text_of(*last).eq_ignore_ascii_case(word)
            })
    };
    let shorter =
        |tokens: &'a [Token], by: usize| tokens.get(..tokens.len() - by).unwrap_or(tokens);
    let mut descending = false;
    if ends(tokens, "AUTOINCREMENT") {
        key.autoincrement = true;
        tokens = shorter(tokens, 1);
    }
    if ends(tokens, "DESC") || ends(tokens, "ASC") {
        descending = ends(tokens, "DESC");
        tokens = shorter(tokens, 1);
    }
    let mut collation = None;
    if tokens.len() > 2 && ends(shorter(tokens, 1), "COLLATE") {
        let mut name = cursor.over(tokens.get(tokens.len() - 1..).unwrap_or(&[]));
        collation = Some(words::name(&mut name)?);
        tokens = shorter(tokens, 2);
    }
    let mut inner = cursor.over(tokens);
    let single = tokens.len() == 1
        && tokens
            .iter()
            .all(|token| token.is_name() || token.is_string());
    let (source, prefix) = if single {
        (PartSource::Column(words::name(&mut inner)?), None)
    } else if let Some(length) = prefix_length(cursor, tokens) {
        (PartSource::Column(words::name(&mut inner)?), Some(length))
    } else if tokens.is_empty() {
        return inner.broken("a column");
    } else {
        let text = cursor.text_of_tokens(without_outer(tokens));
        (PartSource::Expression(text.to_string()), None)
    };
    Ok(KeyPart {
        source,
        prefix,
        collation,
        descending,
    })
}

/// `name(10)`.
fn prefix_length(cursor: &Cursor<'_>, tokens: &[Token]) -> Option<u32> {
    match tokens {
        [name, open, length, close] if name.is_name() && open.is(b'(') && close.is(b')') => {
            cursor.text_of(*length).parse().ok()
        }
        _ => None,
    }
}

/// `CHECK (expression) [[NOT] ENFORCED]`.
pub(super) fn check(cursor: &mut Cursor<'_>, name: Option<String>) -> Read<CheckText> {
    cursor.expect("CHECK")?;
    let expression = cursor.expression_group()?;
    let enforced = !cursor.take("NOT ENFORCED");
    let _ = enforced && cursor.take("ENFORCED");
    // SQLite reads a conflict clause here and does nothing with it.
    let _ = on_conflict(cursor)?;
    Ok(CheckText {
        name,
        expression,
        enforced,
    })
}

/// What follows `REFERENCES`.
pub(super) fn references(cursor: &mut Cursor<'_>) -> Read<ForeignText> {
    let mut foreign = ForeignText {
        name: None,
        columns: Vec::new(),
        table: words::object_name(cursor)?,
        targets: Vec::new(),
        on_delete: None,
        on_update: None,
        match_type: MatchType::Simple,
        deferrable: Deferrable::No,
    };
    if cursor.is(b'(') {
        foreign.targets = words::names(cursor)?;
    }
    loop {
        if cursor.take("ON DELETE") {
            foreign.on_delete = Some(action(cursor)?);
        } else if cursor.is_words("ON UPDATE") && is_action(cursor) {
            cursor.skip(2);
            foreign.on_update = Some(action(cursor)?);
        } else if cursor.take("MATCH") {
            let kind = words::name(cursor)?;
            if kind.eq_ignore_ascii_case("FULL") {
                foreign.match_type = MatchType::Full;
            }
        } else if cursor.take("NOT DEFERRABLE") {
            let _ = cursor.take("INITIALLY IMMEDIATE") || cursor.take("INITIALLY DEFERRED");
        } else if cursor.take("DEFERRABLE") {
            foreign.deferrable = if cursor.take("INITIALLY DEFERRED") {
                Deferrable::InitiallyDeferred
            } else {
                let _ = cursor.take("INITIALLY IMMEDIATE");
                Deferrable::InitiallyImmediate
            };
        } else {
            return Ok(foreign);
        }
    }
}

/// Whether `ON UPDATE` is the key's and not the column's own `ON UPDATE CURRENT_TIMESTAMP`.
fn is_action(cursor: &Cursor<'_>) -> bool {
    ["NO", "RESTRICT", "CASCADE", "SET"]
        .iter()
        .any(|word| cursor.is_word_at(2, word))
}

fn action(cursor: &mut Cursor<'_>) -> Read<Action> {
    let actions = [
        ("NO ACTION", Action::Nothing),
        ("RESTRICT", Action::Restrict),
        ("CASCADE", Action::Cascade),
        ("SET NULL", Action::SetNull),
        ("SET DEFAULT", Action::SetDefault),
    ];
    for (words, action) in actions {
        if cursor.take(words) {
            return Ok(action);
        }
    }
    cursor.broken("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT")
}
