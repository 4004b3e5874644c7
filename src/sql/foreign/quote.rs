//! Names and texts as MySQL and SQLite take them.

use crate::model::Dialect;

/// A name, always quoted: what is reserved differs from version to version. MySQL has no characters beyond U+FFFF in names
/// and no blank at their end (manual, "Schema Object Names"); their numbers stand for them.
pub fn identifier(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql if !fits(dialect, name) => identifier(dialect, &fitted(name)),
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// Whether the dialect can have the name as it is.
pub fn fits(dialect: Dialect, name: &str) -> bool {
    let beyond = |character: char| character > '\u{ffff}' || character == '\0';
    dialect != Dialect::Mysql || !(name.contains(beyond) || name.ends_with(' '))
}

fn fitted(name: &str) -> String {
    let mut fitted = String::new();
    for character in name.chars() {
        match character {
            '\0' | '\u{10000}'.. => fitted.push_str(&format!("u{:x}", u32::from(character))),
            other => fitted.push(other),
        }
    }
    if fitted.ends_with(' ') {
        fitted.push('_');
    }
    fitted
}

/// Names with commas between them.
pub fn list<S: AsRef<str>>(dialect: Dialect, names: &[S]) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| identifier(dialect, name.as_ref()))
        .collect();
    names.join(", ")
}

/// A text. In MySQL a backslash begins an escape, so it is doubled.
pub fn literal(dialect: Dialect, text: &str) -> String {
    let text = text.replace('\'', "''");
    match dialect {
        Dialect::Mysql => format!("'{}'", text.replace('\\', "\\\\")),
        _ => format!("'{text}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_in_its_own_quotes() {
        assert_eq!(identifier(Dialect::Mysql, "a`b"), "`a``b`");
        assert_eq!(identifier(Dialect::Mysql, "a🙂 "), "`au1f642 _`");
        assert_eq!(identifier(Dialect::Sqlite, "a\"b"), "\"a\"\"b\"");
        assert_eq!(literal(Dialect::Mysql, "it's \\"), "'it''s \\\\'");
        assert_eq!(literal(Dialect::Sqlite, "it's \\"), "'it''s \\'");
    }
}
