//! Types of MySQL and SQLite as a user types them.

use super::types::{known_to_mysql, parts, sqlite};
use crate::model::{DataType, Dialect};

/// The types of MySQL to offer where one is chosen, the usual ones first.
pub const COMMON_OF_MYSQL: &[&str] = &[
    "int",
    "bigint",
    "bigint unsigned",
    "varchar(255)",
    "char(36)",
    "text",
    "longtext",
    "tinyint(1)",
    "smallint",
    "decimal(12,2)",
    "double",
    "float",
    "datetime",
    "datetime(6)",
    "timestamp",
    "date",
    "time",
    "json",
    "enum('a','b')",
    "binary(16)",
    "varbinary(255)",
    "blob",
    "longblob",
    "bit(1)",
];
/// The types of SQLite to offer where one is chosen: those of STRICT tables, then names that say more.
pub const COMMON_OF_SQLITE: &[&str] = &[
    "INTEGER",
    "TEXT",
    "REAL",
    "BLOB",
    "NUMERIC",
    "ANY",
    "BOOLEAN",
    "DATETIME",
    "DATE",
    "VARCHAR(255)",
    "DECIMAL(12,2)",
];

/// A type as a user types it: what it means, and its words with one blank between them. `None` where the database has no
/// such type; SQLite takes any word. `SERIAL` and `ENUM` stand for more than a type and are the caller's.
pub fn typed_in(dialect: Dialect, text: &str) -> Option<(DataType, String)> {
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !is_type(&tidy) {
        return None;
    }
    let meant = match dialect {
        Dialect::Sqlite => sqlite(&parts(&tidy)),
        _ => known_to_mysql(&parts(&tidy))?,
    };
    Some((meant, tidy))
}

/// Words, one list of numbers or quoted texts, and words again: nothing that could go on behind the type.
fn is_type(text: &str) -> bool {
    let (head, rest) = match text.split_once('(') {
        Some((head, rest)) => (head, Some(rest)),
        None => (text, None),
    };
    let is_words = |text: &str| {
        text.chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_' || one == ' ')
    };
    let starts = head.starts_with(|first: char| first.is_ascii_alphabetic());
    let closes = match rest.map(|rest| rest.rsplit_once(')')) {
        None => true,
        Some(None) => false,
        Some(Some((inner, tail))) => is_list(inner) && is_words(tail),
    };
    starts && is_words(head) && closes
}

/// `10, 2` or `'a', 'it''s'`.
fn is_list(inner: &str) -> bool {
    let mut rest = inner.trim();
    loop {
        let length = match rest.strip_prefix('\'') {
            Some(_) => text_length(rest),
            None => rest
                .find(|one: char| !one.is_ascii_digit() && one != '-')
                .unwrap_or(rest.len()),
        };
        if length == 0 {
            return false;
        }
        rest = rest.get(length..).unwrap_or("").trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return rest.is_empty(),
        }
    }
}

/// How long the quoted text is that begins here; 0 when it does not close. A backslash, which would escape in MySQL, has no
/// place in it.
fn text_length(text: &str) -> usize {
    let mut quotes = 0;
    let mut last = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '\\' => return 0,
            '\'' => quotes += 1,
            _ if quotes % 2 == 0 && last == '\'' => return at,
            _ => {}
        }
        last = character;
    }
    if quotes > 1 && quotes % 2 == 0 && last == '\'' {
        text.len()
    } else {
        0
    }
}

/// The values, where a text is `ENUM('a', ...)`.
pub fn enum_values(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    let head = text.get(..4)?;
    let inner = text.get(4..)?.trim_start().strip_prefix('(')?;
    let mut rest = inner.strip_suffix(')')?.trim();
    if !head.eq_ignore_ascii_case("enum") || !is_list(rest) {
        return None;
    }
    let mut values = Vec::new();
    loop {
        let length = text_length(rest);
        let value = rest.get(1..length.checked_sub(1)?)?;
        values.push(value.replace("''", "'"));
        rest = rest.get(length..)?.trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return Some(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_type_or_nothing() {
        let typed = |dialect, text: &str| {
            typed_in(dialect, text).map(|(meant, tidy)| format!("{meant} = {tidy}"))
        };
        for (text, meant) in [
            (" int(10)  unsigned", Some("bigint = int(10) unsigned")),
            ("DECIMAL(10, 2)", Some("numeric(10,2) = DECIMAL(10, 2)")),
            ("set('a','it''s')", Some("text = set('a','it''s')")),
            ("uuid[]", None),
            ("jsonb", None),
            ("enum('a')", None),
            ("int, b int", None),
            ("set('a', 'b)", None),
            ("set('a\\', 'b')", None),
            ("varchar(20", None),
            ("varchar()", None),
            ("", None),
        ] {
            assert_eq!(typed(Dialect::Mysql, text).as_deref(), meant, "{text}");
        }
        assert_eq!(
            typed(Dialect::Sqlite, "FLAG BIG INT").as_deref(),
            Some("bigint = FLAG BIG INT")
        );
        assert_eq!(typed(Dialect::Sqlite, "a); DROP TABLE b"), None);
        assert_eq!(
            enum_values("ENUM ('a', 'it''s','')"),
            Some(vec!["a".to_string(), "it's".to_string(), String::new()])
        );
        assert_eq!(enum_values("enum(1)"), None);
        assert_eq!(enum_values("enum('a' 'b')"), None);
    }
}
