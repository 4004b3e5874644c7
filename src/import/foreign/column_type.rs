//! Reads the type of a column of MySQL or SQLite, as far as it goes.

use crate::import::cursor::{Cursor, Read};
use crate::import::lexer::TokenKind;
use crate::model::Dialect;
use crate::sql::foreign::{key, types};

use super::definition::*;

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

/// MariaDB writes JSON as what it makes of it: a long text with a check (manual, "JSON Data Type").
pub(super) fn recognise_json(read: &mut ColumnText) {
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

/// A type as written.
pub(super) struct TypeText {
    /// With one blank between its words.
    pub text: String,
    /// The tokens inside the parentheses, from this byte on.
    arguments: Option<String>,
}

/// Reads a type; nothing at all is one of SQLite.
pub(super) fn type_text(cursor: &mut Cursor<'_>, dialect: Dialect) -> Read<TypeText> {
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
    let serial = words > 0 && cursor.is_words("SERIAL DEFAULT VALUE");
    let mysql =
        dialect == Dialect::Mysql && (set || serial || is_one_of(cursor, &AFTER_MYSQL_TYPE));
    mysql || is_one_of(cursor, &AFTER_TYPE)
}

fn is_one_of(cursor: &Cursor<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| cursor.is_word(word))
}

/// The labels, where the type is `ENUM('a', ...)`.
pub(super) fn enum_labels(
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
