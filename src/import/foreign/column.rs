//! Reads a column's definition of MySQL and SQLite: the type, and what follows it in any order.

use crate::import::cursor::{Cursor, Read};
use crate::import::lexer::TokenKind;
use crate::model::{Column, ColumnId, Dialect, Generated, Identity};
use crate::sql::foreign::{key, types};

use super::definition::*;
use super::{keys, words};

/// Words that end a type in both.
const AFTER_TYPE: [&str; 14] = [
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
    "AUTOINCREMENT",
    "STORED",
    "VIRTUAL",
];

/// Words that end a type in MySQL; SQLite takes them for a part of it.
const AFTER_MYSQL_TYPE: [&str; 13] = [
    "ON",
    "AUTO_INCREMENT",
    "COMMENT",
    "CHARSET",
    "KEY",
    "VISIBLE",
    "INVISIBLE",
    "FIRST",
    "AFTER",
    "PERSISTENT",
    "SRID",
    "COLUMN_FORMAT",
    "STORAGE",
];

/// Words that belong to a type although they stand behind its length.
const TYPE_TAIL: [&str; 8] = [
    "UNSIGNED",
    "SIGNED",
    "ZEROFILL",
    "PRECISION",
    "VARYING",
    "BINARY",
    "ASCII",
    "UNICODE",
];

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

/// MariaDB writes JSON as what it makes of it: a long text with a check (manual, "JSON Data Type").
fn recognise_json(read: &mut ColumnText) {
    let column = &mut read.column;
    let is_text = column
        .native_type
        .as_deref()
        .is_some_and(|one| one.eq_ignore_ascii_case("longtext"))
        && column.collation.as_deref() == Some("utf8mb4_bin");
    let valid = format!("json_valid({})", column.name.to_lowercase());
    let is_check = |element: &Element| match element {
        Element::Check(check) if check.name.is_none() && check.enforced => {
            check.expression.to_lowercase().replace(['"', ' '], "") == valid
        }
        _ => false,
    };
    if is_text && read.elements.iter().any(is_check) {
        read.elements.retain(|element| !is_check(element));
        column.native_type = Some("json".to_string());
        column.data_type = types::read_type(Dialect::Mysql, "json");
        column.collation = None;
        column
            .options
            .retain(|(name, _)| name != key::CHARACTER_SET);
    }
}

struct TypeText {
    text: String,
    /// The tokens inside the parentheses, from this byte on.
    arguments: Option<String>,
}

fn type_text(cursor: &mut Cursor<'_>, dialect: Dialect) -> Read<TypeText> {
    let start = cursor.offset();
    let mut words = 0;
    while let Some(token) = cursor.token(0) {
        let is_word = token.kind == TokenKind::Word
            || (dialect == Dialect::Sqlite && token.kind == TokenKind::QuotedName);
        if !is_word || ends_type(cursor, dialect, words) {
            break;
        }
        words += 1;
        cursor.skip(1);
    }
    if words == 0 {
        return match dialect {
            Dialect::Sqlite => Ok(TypeText {
                text: String::new(),
                arguments: None,
            }),
            _ => cursor.broken("a type"),
        };
    }
    let arguments = if cursor.is(b'(') {
        Some(cursor.group()?.to_string())
    } else {
        None
    };
    while TYPE_TAIL.iter().any(|word| cursor.is_word(word)) {
        cursor.skip(1);
    }
    let text = cursor.since(start).split_whitespace().collect::<Vec<_>>();
    Ok(TypeText {
        text: text.join(" "),
        arguments,
    })
}

fn ends_type(cursor: &Cursor<'_>, dialect: Dialect, words: usize) -> bool {
    let set = words > 0 && cursor.is_words("CHARACTER SET");
    let mysql = dialect == Dialect::Mysql && (set || is_one_of(cursor, &AFTER_MYSQL_TYPE));
    mysql || is_one_of(cursor, &AFTER_TYPE)
}

fn is_one_of(cursor: &Cursor<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| cursor.is_word(word))
}

/// The labels, where the type is `ENUM('a', ...)`.
fn enum_labels(
    native: &TypeText,
    cursor: &Cursor<'_>,
    dialect: Dialect,
) -> Read<Option<Vec<String>>> {
    let is_enum = native
        .text
        .get(..4)
        .is_some_and(|word| word.eq_ignore_ascii_case("enum"));
    let Some(arguments) = native
        .arguments
        .as_ref()
        .filter(|_| is_enum && dialect == Dialect::Mysql)
    else {
        return Ok(None);
    };
    let mut lexer = crate::import::lexer::Lexer::new(arguments, 0);
    let tokens: Vec<_> = std::iter::from_fn(|| lexer.next()).collect();
    let mut list = Cursor::new(arguments, &tokens, arguments.len());
    let mut labels = Vec::new();
    loop {
        match list.string() {
            Ok(label) => labels.push(label),
            Err(_) => return cursor.broken("the values of the ENUM as quoted texts before this"),
        }
        if !list.take_mark(b',') {
            return Ok(Some(labels));
        }
    }
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
