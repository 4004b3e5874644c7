//! Types, of casts and of columns that a function gives.

use super::cursor::{Cursor, Parsed};

/// A type: its words in lower case, without modifiers but with array bounds as `[]`.
pub(super) fn data_type(cursor: &mut Cursor<'_>) -> Parsed<String> {
    cursor.take_word("setof");
    let Some(first) = cursor.any_name() else {
        return Err(cursor.unexpected("a type"));
    };
    let mut name = first.name;
    while cursor.is_sign(".") {
        cursor.at += 1;
        if let Some(part) = cursor.any_name() {
            name = part.name;
        }
    }
    if name == "double" {
        cursor.take_word("precision");
    }
    if matches!(name.as_str(), "character" | "char" | "bit" | "national") {
        cursor.take_any_word(&["varying", "character", "char"]);
        cursor.take_word("varying");
    }
    if name == "interval" {
        interval_fields(cursor);
    }
    if cursor.take_sign("(") {
        cursor.skip_to_closing()?;
    }
    if name.starts_with("time") && !cursor.take_words(&["with", "time", "zone"]) {
        cursor.take_words(&["without", "time", "zone"]);
    }
    if cursor.take_sign("%") {
        cursor.take_word("type");
    }
    while cursor.is_sign("[") || cursor.is_word("array") {
        if cursor.take_word("array") && !cursor.is_sign("[") {
            name.push_str("[]");
            break;
        }
        cursor.at += 1;
        if !cursor.is_sign("]") {
            cursor.at += 1;
        }
        cursor.expect_sign("]")?;
        name.push_str("[]");
    }
    Ok(name)
}

/// `INTERVAL '1' DAY TO SECOND(3)`.
pub(super) fn interval_fields(cursor: &mut Cursor<'_>) {
    let fields = ["year", "month", "day", "hour", "minute", "second"];
    if cursor.take_any_word(&fields) && cursor.take_word("to") {
        cursor.take_any_word(&fields);
    }
    if cursor.is_sign("(") && cursor.is_sign_at(2, ")") {
        cursor.at += 3;
    }
}
