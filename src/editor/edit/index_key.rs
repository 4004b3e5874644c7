//! One key of an index as people write it: a column or expression, then collation, operator class and order.

use super::key::expression_text;
use super::parameter::refusal;
use crate::editor::error::EditError;
use crate::model::{ColumnId, IndexKey, IndexKeySource, Table};
use crate::sql::tokens::{self, Token};

/// Reads `lower(email) COLLATE "C" text_pattern_ops DESC NULLS LAST`.
///
/// # Errors
/// When it begins with neither a column of the table nor an expression in parentheses or a call, or something follows that
/// a key does not take.
pub fn index_key_of(table: &Table, text: &str) -> Result<IndexKey, EditError> {
    let text = text.trim();
    let words = tokens::significant(text);
    let (source, used) = source(table, text, &words)?;
    let mut key = IndexKey::column_key(ColumnId(0));
    key.source = source;
    let rest = words.get(used..).unwrap_or_default();
    ending(text, rest, &mut key)?;
    Ok(key)
}

/// What the key is taken from, and how many tokens that is.
fn source(
    table: &Table,
    text: &str,
    words: &[Token],
) -> Result<(IndexKeySource, usize), EditError> {
    let opens = |at: usize| words.get(at).is_some_and(|word| word.is(text, "("));
    let mut at = 0;
    // A call may have a schema before its name.
    while words.get(at).and_then(|word| word.name(text)).is_some()
        && words.get(at + 1).is_some_and(|word| word.is(text, "."))
    {
        at += 2;
    }
    let named = words.get(at).and_then(|word| word.name(text));
    if let Some(name) = &named
        && at == 0
        && !opens(1)
    {
        return match table.column_named(name) {
            Some(column) => Ok((IndexKeySource::Column(column.id), 1)),
            None => Err(refusal(format!(
                "`{}` has no column `{name}`. An expression stands in parentheses.",
                table.qualified_name()
            ))),
        };
    }
    let open = if named.is_some() { at + 1 } else { at };
    if !opens(open) {
        return Err(refusal(
            "A key is a column, a call, or an expression in parentheses.",
        ));
    }
    let mut depth = 0_i32;
    for (position, word) in words.iter().enumerate().skip(open) {
        if word.is(text, "(") {
            depth += 1;
        } else if word.is(text, ")") {
            depth -= 1;
        }
        if depth == 0 {
            let written = text.get(..word.range.end).unwrap_or_default();
            return Ok((
                IndexKeySource::Expression(expression_text(written)?),
                position + 1,
            ));
        }
    }
    Err(refusal("The parentheses of the expression do not match."))
}

/// Collation, operator class and order, each at most once and in this order.
fn ending(text: &str, words: &[Token], key: &mut IndexKey) -> Result<(), EditError> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|one| one.is_word(text, word));
    let mut at = 0;
    if is(at, "collate") {
        let (name, used) = name_at(text, words, at + 1);
        key.collation = Some(name.ok_or_else(|| refusal("COLLATE names a collation."))?);
        at += 1 + used;
    }
    if !["asc", "desc", "nulls"].iter().any(|word| is(at, word)) && at < words.len() {
        let (name, used) = name_at(text, words, at);
        key.operator_class = name;
        at += used.max(1);
    }
    if is(at, "asc") || is(at, "desc") {
        key.descending = is(at, "desc");
        at += 1;
    }
    if is(at, "nulls") && (is(at + 1, "first") || is(at + 1, "last")) {
        key.nulls_first = Some(is(at + 1, "first"));
        at += 2;
    }
    match words.get(at) {
        None => Ok(()),
        Some(word) => Err(refusal(format!(
            "A key does not take `{}`.",
            word.text(text)
        ))),
    }
}

/// A qualified name, with parameters in parentheses where it has them, as written; and how many tokens it is.
fn name_at(text: &str, words: &[Token], from: usize) -> (Option<String>, usize) {
    let mut at = from;
    if words.get(at).and_then(|word| word.name(text)).is_none() {
        return (None, 0);
    }
    while words.get(at + 1).is_some_and(|word| word.is(text, ".")) {
        at += 2;
    }
    if words.get(at + 1).is_some_and(|word| word.is(text, "(")) {
        let close =
            (at + 1..words.len()).find(|at| words.get(*at).is_some_and(|word| word.is(text, ")")));
        at = close.unwrap_or(words.len().saturating_sub(1));
    }
    let span = words
        .get(from)
        .zip(words.get(at.min(words.len().saturating_sub(1))));
    let written = span.and_then(|(first, last)| text.get(first.range.start..last.range.end));
    (written.map(str::to_string), at + 1 - from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, DataType, TableId};

    fn read(text: &str) -> Result<IndexKey, String> {
        let mut table = Table::new(TableId(1), "public", "users");
        table
            .columns
            .push(Column::new(ColumnId(2), "email", DataType::named("text")));
        index_key_of(&table, text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let mut table = Table::new(TableId(1), "public", "users");
        table
            .columns
            .push(Column::new(ColumnId(2), "email", DataType::named("text")));
        for text in [
            "email",
            "email DESC",
            "lower(email) COLLATE \"C\" text_pattern_ops DESC NULLS LAST",
            "(email || 'x')",
            "email public.gist_trgm_ops(siglen=32)",
            "app.fold(email) NULLS FIRST",
        ] {
            let key = read(text).unwrap();
            assert_eq!(crate::sql::writer::index_key(&table, &key), text);
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(read("mail").unwrap_err().contains("no column `mail`"));
        assert!(read("").is_err());
        assert!(read("lower(email").is_err());
        assert!(
            read("email DESC DESC")
                .unwrap_err()
                .contains("does not take `DESC`")
        );
        assert!(read("email COLLATE").is_err());
    }
}
