//! Names and texts as MySQL and SQLite take them.

use crate::model::Dialect;

/// A name, always quoted: what is reserved differs from version to version.
pub fn identifier(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
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
        assert_eq!(identifier(Dialect::Sqlite, "a\"b"), "\"a\"\"b\"");
        assert_eq!(literal(Dialect::Mysql, "it's \\"), "'it''s \\\\'");
        assert_eq!(literal(Dialect::Sqlite, "it's \\"), "'it''s \\'");
    }
}
