//! Colours for SQL shown to people: what every stretch of a text is.
//!
//! Any text is taken, also half of one: what is not closed runs to the end. Linear in the text.

use std::ops::Range;

use super::{
    keywords,
    tokens::{self, Kind},
    types,
};

/// What a stretch of SQL is shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A keyword.
    Keyword,
    /// A string.
    String,
    /// A number or parameter.
    Number,
    /// A built-in type.
    Type,
    /// A comment.
    Comment,
    /// A name.
    Identifier,
    /// An operator.
    Operator,
    /// Blanks, punctuation, copied rows.
    Plain,
}

/// Words that make up built-in types, alone or with others.
const TYPE_WORDS: &[&str] = &[
    "int",
    "int2",
    "int4",
    "int8",
    "float",
    "float4",
    "float8",
    "decimal",
    "dec",
    "bool",
    "char",
    "nchar",
    "varchar",
    "varbit",
    "timestamptz",
    "timestamp",
    "timetz",
    "serial2",
    "serial4",
    "serial8",
    "double",
    "precision",
    "citext",
    "character",
];

/// Stretches of a text with their kinds, in order, without a gap; neighbours of one kind are joined.
pub fn highlight(source: &str) -> Vec<(Range<usize>, TokenKind)> {
    let mut stretches: Vec<(Range<usize>, TokenKind)> = Vec::new();
    let mut after_dot = false;
    for token in tokens::tokens(source) {
        let text = token.text(source);
        let kind = match token.kind {
            Kind::Space | Kind::Mark | Kind::CopyData => TokenKind::Plain,
            Kind::Comment | Kind::Command => TokenKind::Comment,
            Kind::Text => TokenKind::String,
            Kind::Number | Kind::Parameter => TokenKind::Number,
            Kind::Operator => TokenKind::Operator,
            Kind::QuotedName => TokenKind::Identifier,
            Kind::Word if after_dot => TokenKind::Identifier,
            Kind::Word => word(text),
        };
        after_dot = text == ".";
        match stretches.last_mut() {
            Some((range, last)) if *last == kind => range.end = token.range.end,
            _ => stretches.push((token.range, kind)),
        }
    }
    stretches
}

fn word(text: &str) -> TokenKind {
    let lower = text.to_ascii_lowercase();
    let data_type = crate::model::DataType::named(&lower);
    // `name` and `text` are types, but `name` is far more often a column.
    if TYPE_WORDS.contains(&lower.as_str())
        || (types::is_built_in(&data_type)
            && !matches!(
                lower.as_str(),
                "name" | "path" | "line" | "box" | "point" | "record" | "trigger"
            ))
    {
        TokenKind::Type
    } else if keywords::is_coloured(&lower) {
        TokenKind::Keyword
    } else {
        TokenKind::Identifier
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_coloured() {
        let source = "CREATE TABLE t (name text DEFAULT 'x' NOT NULL); -- é";
        let coloured: Vec<(&str, TokenKind)> = highlight(source)
            .into_iter()
            .filter(|(_, kind)| *kind != TokenKind::Plain)
            .map(|(range, kind)| (&source[range], kind))
            .collect();
        assert_eq!(
            coloured,
            vec![
                ("CREATE", TokenKind::Keyword),
                ("TABLE", TokenKind::Keyword),
                ("t", TokenKind::Identifier),
                ("name", TokenKind::Identifier),
                ("text", TokenKind::Type),
                ("DEFAULT", TokenKind::Keyword),
                ("'x'", TokenKind::String),
                ("NOT", TokenKind::Keyword),
                ("NULL", TokenKind::Keyword),
                ("-- é", TokenKind::Comment),
            ]
        );
    }

    #[test]
    fn stretches_cover_the_text() {
        for source in [
            "",
            "'open",
            "a$$b",
            "☃ /* ",
            "COPY t FROM stdin;\n1\n\\.\nSELECT 1",
        ] {
            let mut end = 0;
            for (range, _) in highlight(source) {
                assert_eq!(range.start, end);
                end = range.end;
            }
            assert_eq!(end, source.len());
        }
    }
}
