//! The schema as a Mermaid entity relationship diagram (mermaid.js.org, syntax of `erDiagram`).
//!
//! Mermaid's names are narrower than PostgreSQL's: an entity may stand in quotes but hold no quote, percent sign or backslash,
//! an attribute is a word. What does not fit is replaced, and the column's own name stands beside it as the comment.

use std::collections::BTreeSet;

use crate::model::{Column, ConstraintKind, Document, ForeignKey, Table};
use crate::sql::foreign::shown_type;

/// How much of a table is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// All columns.
    Columns,
    /// Columns of keys only.
    Keys,
    /// Names and relationships only.
    Names,
}

/// The diagram with all columns.
pub fn write(document: &Document) -> String {
    write_with(document, Detail::Columns)
}

/// The diagram with as much of each table as `detail` says.
pub fn write_with(document: &Document, detail: Detail) -> String {
    let schema = &document.schema;
    let mut text = String::from("erDiagram\n");
    for table in schema.tables.values() {
        text.push_str(&entity_block(document, table, detail));
    }
    for table in schema.tables.values() {
        for (constraint, key) in table.foreign_keys() {
            let target = key.target.table().and_then(|target| schema.table(target));
            if let Some(target) = target.filter(|_| !constraint.inherited) {
                text.push_str(&relationship(table, target, key));
            }
        }
    }
    text
}

/// The most detailed diagram that stays within `limit` characters, if any does; renderers refuse long ones.
pub fn write_within(document: &Document, limit: usize) -> Option<(Detail, String)> {
    [Detail::Columns, Detail::Keys, Detail::Names]
        .into_iter()
        .map(|detail| (detail, write_with(document, detail)))
        .find(|(_, text)| text.len() <= limit)
}

fn entity_block(document: &Document, table: &Table, detail: Detail) -> String {
    let name = entity_name(table);
    let keys = key_columns(table);
    let mut used = BTreeSet::new();
    let rows: Vec<String> = table
        .columns
        .iter()
        .filter(|column| match detail {
            Detail::Columns => true,
            Detail::Keys => keys.iter().any(|(_, columns)| columns.contains(&column.id)),
            Detail::Names => false,
        })
        .map(|column| attribute(document, column, &keys, &mut used))
        .collect();
    if rows.is_empty() {
        format!("    {name}\n")
    } else {
        format!(
            "    {name} {{\n        {}\n    }}\n",
            rows.join("\n        ")
        )
    }
}

type Keys = Vec<(&'static str, Vec<crate::model::ColumnId>)>;

fn key_columns(table: &Table) -> Keys {
    let mut keys = Vec::new();
    for constraint in &table.constraints {
        let word = match &constraint.kind {
            ConstraintKind::PrimaryKey(_) => "PK",
            ConstraintKind::ForeignKey(_) => "FK",
            // A column is unique only where it is so by itself.
            ConstraintKind::Unique(key) if key.columns.len() == 1 => "UK",
            _ => continue,
        };
        keys.push((word, constraint.columns()));
    }
    keys
}

fn attribute(
    document: &Document,
    column: &Column,
    keys: &Keys,
    used: &mut BTreeSet<String>,
) -> String {
    let mut name = word(&column.name);
    // Mermaid reads these words as keys, whatever their case.
    if matches!(name.to_ascii_uppercase().as_str(), "PK" | "FK" | "UK") {
        name.push('_');
    }
    while !used.insert(name.clone()) {
        name.push('_');
    }
    let mut text = format!("{} {name}", attribute_type(document, column));
    let marks: Vec<&str> = ["PK", "FK", "UK"]
        .into_iter()
        .filter(|mark| {
            keys.iter()
                .any(|(word, columns)| word == mark && columns.contains(&column.id))
        })
        .collect();
    if !marks.is_empty() {
        text.push_str(&format!(" {}", marks.join(", ")));
    }
    if name != column.name {
        text.push_str(&format!(" \"{}\"", quoted(&column.name)));
    }
    text
}

fn attribute_type(document: &Document, column: &Column) -> String {
    let shown = shown_type(document.settings.dialect, &document.schema, column);
    // The values of an ENUM or SET are no word.
    let head = match shown.split_once('(') {
        Some((head, values)) if values.contains('\'') => head,
        _ => shown.as_str(),
    };
    let short = head.trim().replace(' ', "_");
    // `numeric(12,2)`: a comma would end the word.
    word(&short.replace(',', "-"))
}

/// A word as Mermaid takes it: letters, digits, `_`, `-`, brackets; a letter or `_` first.
fn word(text: &str) -> String {
    let mut word = String::new();
    for character in text.chars() {
        let plain = character.is_ascii_alphanumeric()
            || matches!(character, '_' | '-' | '(' | ')' | '[' | ']');
        // Mermaid takes letters beyond ASCII up to U+FFFF.
        let letter = character.is_alphabetic() && ('\u{c0}'..='\u{ffff}').contains(&character);
        word.push(if plain || letter { character } else { '_' });
    }
    if !word.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        word.insert(0, '_');
    }
    word
}

fn entity_name(table: &Table) -> String {
    format!("\"{}\"", quoted(&table.qualified_name().to_string()))
}

/// Text that may stand in Mermaid's quotes. Angle brackets go too: a renderer may take labels for HTML.
fn quoted(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| match character {
            '"' => '\'',
            '%' => '％',
            '\\' => '/',
            '<' => '‹',
            '>' => '›',
            '`' => '\'',
            other if other.is_control() => ' ',
            other => other,
        })
        .collect();
    if text.trim().is_empty() {
        "_".to_string()
    } else {
        text
    }
}

fn relationship(table: &Table, target: &Table, key: &ForeignKey) -> String {
    let nullable = key
        .columns
        .iter()
        .filter_map(|id| table.column(*id))
        .any(|column| !column.not_null);
    let unique = table
        .constraints
        .iter()
        .filter_map(|constraint| constraint.key())
        .any(|other| {
            other
                .columns
                .iter()
                .all(|column| key.columns.contains(column))
        });
    let parent = if nullable { "|o" } else { "||" };
    let child = if unique { "o|" } else { "o{" };
    let label = quoted(&table.column_names(&key.columns).join(", "));
    format!(
        "    {} {parent}--{child} {} : \"{label}\"\n",
        entity_name(target),
        entity_name(table)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ColumnId, Dialect, TableId};
    use crate::sql::types;

    #[test]
    fn names_are_made_to_fit() {
        assert_eq!(word("1st name"), "_1st_name");
        assert_eq!(word("größe"), "größe");
        assert_eq!(word("🙂"), "_");
        assert_eq!(quoted("a\"b%\\</script>\n"), "a'b％/‹/script› ");
        let mut document = Document::default();
        let said = |document: &Document, native: Option<&str>, meant: &str| {
            let data_type = types::parse(meant).expect("a type");
            let mut column = Column::new(ColumnId(1), "a", data_type);
            column.native_type = native.map(str::to_string);
            attribute_type(document, &column)
        };
        assert_eq!(said(&document, None, "numeric(12,2)[]"), "numeric(12-2)[]");
        document.settings.dialect = Dialect::Mysql;
        assert_eq!(
            said(&document, Some("int unsigned"), "bigint"),
            "int_unsigned"
        );
        assert_eq!(said(&document, Some("set('a','b')"), "text"), "set");
    }

    #[test]
    fn columns_stay_apart() {
        let mut table = Table::new(TableId(1), "public", "t");
        for (id, name) in [(1, "a b"), (2, "a_b"), (3, "pk")] {
            table.columns.push(Column::new(
                ColumnId(id),
                name,
                types::parse("text").expect("a type"),
            ));
        }
        assert_eq!(
            entity_block(&Document::default(), &table, Detail::Columns),
            "    \"t\" {\n        text a_b \"a b\"\n        text a_b_ \"a_b\"\n        text pk_ \"pk\"\n    }\n"
        );
    }
}
