//! Names and strings as SQL text: quoted when they must be, bare otherwise.

use crate::model::{QualifiedName, Table};

use super::keywords;

/// A name as SQL, quoted only where PostgreSQL would read it differently bare (upper case, other characters than
/// `a-z 0-9 _`, keywords that are not unreserved).
pub fn identifier(name: &str) -> String {
    if is_bare(name) {
        name.to_string()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// `schema.name` as SQL.
pub fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", identifier(schema), identifier(name))
}

/// `schema.name` as SQL with `public` left out.
pub fn unless_public(schema: &str, name: &str) -> String {
    if schema == "public" || schema.is_empty() {
        identifier(name)
    } else {
        qualified(schema, name)
    }
}

/// A table's name as SQL with `public` left out.
pub fn table(table: &Table) -> String {
    unless_public(&table.schema, &table.name)
}

/// A name with an optional schema as SQL, `public` left out.
pub fn name(name: &QualifiedName) -> String {
    unless_public(name.schema.as_deref().unwrap_or("public"), &name.name)
}

/// A list of names as SQL: `a, "B"`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| identifier(name.as_ref())).collect();
    quoted.join(", ")
}

/// A string as an SQL literal. Backslashes need no care: with `standard_conforming_strings` on, the default since
/// PostgreSQL 9.1, they stand for themselves.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn is_bare(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first == '_')
        && characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !keywords::needs_quotes(name)
}

/// An identifier as PostgreSQL understands the text: quotes taken off, bare letters folded to lower case (ASCII only, as
/// in a UTF-8 database), nothing cut.
pub fn unquote(text: &str) -> String {
    let text = text.trim();
    match text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_what_needs_it() {
        assert_eq!(identifier("users"), "users");
        assert_eq!(identifier("Users"), "\"Users\"");
        assert_eq!(identifier("user"), "\"user\"");
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(identifier("1st"), "\"1st\"");
        assert_eq!(identifier("größe"), "\"größe\"");
        assert_eq!(identifier("name"), "name");
        assert_eq!(identifier("position"), "\"position\"");
        assert_eq!(identifier(""), "\"\"");
        assert_eq!(qualified("public", "t"), "public.t");
        assert_eq!(unless_public("public", "order"), "\"order\"");
    }

    #[test]
    fn literals_double_their_quotes() {
        assert_eq!(literal("it's \\"), "'it''s \\'");
    }

    #[test]
    fn unquoting_is_the_inverse() {
        for name in ["a", "A", "a\"b", "ß", "select"] {
            assert_eq!(unquote(&identifier(name)), name);
        }
        assert_eq!(unquote("Users"), "users");
    }
}
