//! Reads a column's definition of MySQL and SQLite: the type, and what follows it in any order.

use crate::import::cursor::{Cursor, Read};
use crate::import::lexer::TokenKind;
use crate::model::{Column, ColumnId, Dialect, Generated, Identity};
use crate::sql::foreign::{key, types};

use super::column_type::{enum_labels, recognise_json, type_text};
use super::definition::*;
use super::{keys, words};

/// Reads a column from its name on.
pub(super) fn column(cursor: &mut Cursor<'_>, dialect: Dialect) -> Read<ColumnText> {
    let name = words::name(cursor)?;
    let native = type_text(cursor, dialect)?;
    let labels = enum_labels(&native, cursor, dialect)?;
    let data_type = types::read_type(dialect, &native.text);
    let mut read = ColumnText {
        column: Column::new(ColumnId(0), &name, data_type),
        elements: Vec::new(),
        labels,
        place: Place::Kept,
    };
    if read.labels.is_none() {
        read.column.native_type = Some(native.text);
    }
    if dialect == Dialect::Mysql
        && read
            .column
            .native_type
            .as_deref()
            .is_some_and(|one| one.eq_ignore_ascii_case("serial"))
    {
        // MySQL manual, "Numeric Data Type Syntax": what SERIAL stands for.
        read.column.native_type = Some("bigint unsigned".to_string());
        read.column.not_null = true;
        read.column.identity = Some(Identity::default());
        read.elements.push(Element::Unique(own_key(&name)));
    }
    let mut parts = Parts {
        cursor,
        read: &mut read,
        dialect,
        constraint: None,
    };
    while parts.next()? {}
    recognise_json(&mut read);
    Ok(read)
}

fn own_key(column: &str) -> KeyText {
    KeyText {
        method: "btree".to_string(),
        parts: vec![KeyPart::column(column)],
        ..KeyText::default()
    }
}

/// Reads what follows the type, one part after the other.
struct Parts<'c, 'a> {
    cursor: &'c mut Cursor<'a>,
    read: &'c mut ColumnText,
    dialect: Dialect,
    /// The name that `CONSTRAINT` gave what comes next.
    constraint: Option<String>,
}

impl Parts<'_, '_> {
    /// Reads the next part; false where the column ends.
    fn next(&mut self) -> Read<bool> {
        if self.cursor.is_done() || self.cursor.is(b',') || self.cursor.is(b')') {
            return Ok(false);
        }
        if self.cursor.take("CONSTRAINT") {
            self.constraint = Some(words::name(self.cursor)?);
            return Ok(true);
        }
        let found = self.value()? || self.key()? || self.property()? || self.place()?;
        if !found {
            return self.cursor.broken("a column property, a comma or )");
        }
        self.constraint = None;
        Ok(true)
    }

    /// Null, default, generation.
    fn value(&mut self) -> Read<bool> {
        let cursor = &mut *self.cursor;
        let column = &mut self.read.column;
        if cursor.take("NOT NULL") {
            column.not_null = true;
            column.not_null_name = self.constraint.take();
            if let Some(action) = keys::on_conflict(cursor)? {
                key::set(&mut column.options, key::ON_CONFLICT, &action);
            }
        } else if cursor.take("NULL") {
        } else if self.dialect == Dialect::Mysql && cursor.take("SERIAL DEFAULT VALUE") {
            // MySQL manual, "Numeric Data Type Syntax": NOT NULL AUTO_INCREMENT UNIQUE.
            column.not_null = true;
            column.identity = Some(Identity::default());
            let key = own_key(&column.name);
            self.read.elements.push(Element::Unique(key));
        } else if cursor.take("DEFAULT") {
            column.default = default(cursor, self.dialect)?;
        } else if cursor.is_words("GENERATED ALWAYS AS") || cursor.is_word("AS") {
            let _ = cursor.take("GENERATED ALWAYS");
            cursor.expect("AS")?;
            let expression = cursor.expression_group()?;
            let stored = cursor.take("STORED") || cursor.take("PERSISTENT");
            let _ = !stored && cursor.take("VIRTUAL");
            column.generated = Some(Generated { expression, stored });
        } else if cursor.take("ON UPDATE") {
            let start = cursor.offset();
            words::name(cursor)?;
            if cursor.is(b'(') {
                cursor.group()?;
            }
            key::set(&mut column.options, key::ON_UPDATE, cursor.since(start));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Keys and constraints.
    fn key(&mut self) -> Read<bool> {
        let cursor = &mut *self.cursor;
        let name = self.read.column.name.clone();
        if self.dialect == Dialect::Mysql && cursor.take("AUTO_INCREMENT") {
            self.read.column.identity = Some(Identity::default());
        } else if cursor.take("PRIMARY KEY")
            || (self.dialect == Dialect::Mysql && cursor.take("KEY"))
        {
            let mut own = own_key(&name);
            own.with_column = true;
            own.name = self.constraint.take();
            let descending = cursor.take("DESC");
            let _ = !descending && cursor.take("ASC");
            own.parts
                .iter_mut()
                .for_each(|part| part.descending = descending);
            if let Some(action) = keys::on_conflict(cursor)? {
                key::set(&mut own.options, key::ON_CONFLICT, &action);
            }
            own.autoincrement = cursor.take("AUTOINCREMENT");
            self.read.elements.push(Element::Primary(own));
        } else if cursor.take("UNIQUE") {
            let _ = self.dialect == Dialect::Mysql && (cursor.take("KEY") || cursor.take("INDEX"));
            let mut own = own_key(&name);
            own.name = self.constraint.take();
            if let Some(action) = keys::on_conflict(cursor)? {
                key::set(&mut own.options, key::ON_CONFLICT, &action);
            }
            self.read.elements.push(Element::Unique(own));
        } else if cursor.is_word("CHECK") {
            let check = keys::check(cursor, self.constraint.take())?;
            self.read.elements.push(Element::Check(check));
        } else if cursor.take("REFERENCES") {
            let mut foreign = keys::references(cursor)?;
            (foreign.name, foreign.columns) = (self.constraint.take(), vec![name]);
            self.read.elements.push(Element::Foreign(foreign));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Comment, collation and the like.
    fn property(&mut self) -> Read<bool> {
        let cursor = &mut *self.cursor;
        let column = &mut self.read.column;
        if cursor.take("COMMENT") {
            column.comment = Some(cursor.string()?).filter(|comment| !comment.is_empty());
        } else if cursor.take("COLLATE") {
            column.collation = Some(words::value(cursor)?);
        } else if cursor.take("CHARACTER SET") || cursor.take("CHARSET") {
            let set = words::value(cursor)?;
            key::set(&mut column.options, key::CHARACTER_SET, &set);
        } else if cursor.take("INVISIBLE") {
            key::set(&mut column.options, key::INVISIBLE, "");
        } else if cursor.take("VISIBLE") {
        } else if cursor.take("SRID") {
            let srid = words::value(cursor)?;
            key::set(&mut column.options, key::SRID, &srid);
        } else if let Some(word) = cursor.take_one_of(&["COLUMN_FORMAT", "STORAGE"]) {
            let value = words::value(cursor)?;
            key::set(&mut column.options, &word.to_ascii_lowercase(), &value);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn place(&mut self) -> Read<bool> {
        if self.cursor.take("FIRST") {
            self.read.place = Place::First;
        } else if self.cursor.take("AFTER") {
            self.read.place = Place::After(words::name(self.cursor)?);
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

/// What follows `DEFAULT`: a constant with its sign, a word, a call, or an expression in parentheses. `NULL` is no default.
pub(super) fn default(cursor: &mut Cursor<'_>, dialect: Dialect) -> Read<Option<String>> {
    if cursor.is(b'(') {
        let expression = cursor.expression_group()?;
        return Ok(Some(expression).filter(|text| !text.eq_ignore_ascii_case("NULL")));
    }
    let start = cursor.offset();
    let _ = cursor.take_operator("-") || cursor.take_operator("+");
    let Some(token) = cursor.token(0).filter(|token| !token.open) else {
        return cursor.broken("a value");
    };
    let word = cursor.text_of(token);
    cursor.skip(1);
    match token.kind {
        TokenKind::Word if word.eq_ignore_ascii_case("NULL") => return Ok(None),
        TokenKind::Word if cursor.is(b'(') => {
            cursor.group()?;
        }
        // `_utf8mb4'text'`
        TokenKind::Word
            if word.starts_with('_')
                && cursor
                    .token(0)
                    .is_some_and(|next| next.kind == TokenKind::String) =>
        {
            cursor.skip(1);
        }
        TokenKind::Word if dialect == Dialect::Sqlite && !is_value(word) => {
            return Ok(Some(crate::sql::quote::literal(word)));
        }
        TokenKind::Word | TokenKind::Number | TokenKind::QuotedName | TokenKind::BitString => {}
        _ if token.is_string() => {}
        _ => {
            return Err(crate::import::cursor::Broken {
                at: token.start,
                reason: "expected a value after DEFAULT".to_string(),
            });
        }
    }
    Ok(Some(cursor.since(start).to_string()))
}

/// Words that SQLite does not take for a text after DEFAULT.
fn is_value(word: &str) -> bool {
    [
        "TRUE",
        "FALSE",
        "CURRENT_TIMESTAMP",
        "CURRENT_DATE",
        "CURRENT_TIME",
    ]
    .iter()
    .any(|known| word.eq_ignore_ascii_case(known))
}
