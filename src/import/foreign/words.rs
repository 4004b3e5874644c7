//! Small parts of MySQL's and SQLite's statements: names, options, actions.

use crate::import::cursor::{Cursor, Read, shorten};
use crate::import::lexer::TokenKind;
use crate::import::text::decode_string;

/// Longest name read, in bytes; what is longer is no name (MySQL: 64 characters; SQLite has no limit).
const LONGEST_NAME: usize = 1024;

/// A name, its letters as written. SQLite takes a text for a name as well.
pub(super) fn name(cursor: &mut Cursor<'_>) -> Read<String> {
    let Some(token) = cursor.token(0).filter(|token| !token.open) else {
        return cursor.broken("a name");
    };
    let text = cursor.text_of(token);
    let name = match token.kind {
        TokenKind::Word => text.to_string(),
        TokenKind::QuotedName => text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(text)
            .replace("\"\"", "\""),
        TokenKind::String => decode_string(token.kind, text),
        _ => return cursor.broken("a name"),
    };
    if name.is_empty() || name.len() > LONGEST_NAME {
        return cursor.broken("a name");
    }
    cursor.skip(1);
    Ok(name)
}

/// The name of a table, view or index; the database it is in is left out.
pub(super) fn object_name(cursor: &mut Cursor<'_>) -> Read<String> {
    let mut last = name(cursor)?;
    while cursor.take_mark(b'.') {
        last = name(cursor)?;
    }
    Ok(last)
}

/// `(name, ...)`.
pub(super) fn names(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    cursor.expect_mark(b'(')?;
    let mut names = Vec::new();
    loop {
        names.push(name(cursor)?);
        if cursor.take_mark(b')') {
            return Ok(names);
        }
        if !cursor.take_mark(b',') {
            return cursor.broken(", or )");
        }
    }
}

/// The value of an option: `= value` or `value`, a text or one word; a text gives its inside.
pub(super) fn value(cursor: &mut Cursor<'_>) -> Read<String> {
    let _ = cursor.take_operator("=");
    let Some(token) = cursor.token(0).filter(|token| !token.open) else {
        return cursor.broken("a value");
    };
    match token.kind {
        TokenKind::String => cursor.string(),
        TokenKind::Word | TokenKind::Number | TokenKind::QuotedName => {
            cursor.skip(1);
            Ok(cursor.text_of(token).trim_matches('"').to_string())
        }
        TokenKind::Punctuation(b'(') => Ok(format!("({})", cursor.group()?)),
        _ => cursor.broken("a value"),
    }
}

/// A user as MySQL writes one after DEFINER: `name@host`, `CURRENT_USER()`.
pub(super) fn pass_user(cursor: &mut Cursor<'_>) -> Read<()> {
    name(cursor)?;
    if cursor.is(b'(') {
        cursor.group()?;
    }
    // `@` and what follows it may stand in one run of operators and words.
    while cursor.is_operator("@") {
        cursor.skip(1);
        name(cursor)?;
        while cursor.take_mark(b'.') {
            name(cursor)?;
        }
    }
    Ok(())
}

/// The first words of a statement, for a report.
pub(super) fn beginning(text: &str) -> String {
    shorten(text)
}
