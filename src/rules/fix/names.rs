//! Free names for what fixes make.

use crate::model::Table;
use crate::rules::Context;

/// A name for an index or key that no relation of the table's schema bears.
pub fn relation_name(
    context: &Context<'_>,
    table: &Table,
    prefix: &str,
    columns: &[&str],
) -> String {
    let mut whole = format!("{prefix}_{}", table.name);
    for column in columns {
        whole.push('_');
        whole.push_str(column);
    }
    free_name(&whole, |name| is_relation(context, table, name))
}

/// The name itself, or with a number, such that no relation of the table's schema bears it.
pub fn free_relation_name(context: &Context<'_>, table: &Table, name: &str) -> String {
    free_name(name, |name| is_relation(context, table, name))
}

fn is_relation(context: &Context<'_>, table: &Table, name: &str) -> bool {
    let sequences = &context.schema.sequences;
    context.schema.tables.values().any(|other| {
        other.schema == table.schema
            && (other.name == name
                || other.indexes.iter().any(|index| index.name == name)
                || other
                    .constraints
                    .iter()
                    .any(|constraint| constraint.name == name))
    }) || context.schema.views.values().any(|view| view.name == name)
        || sequences.values().any(|sequence| sequence.name == name)
}

/// A name for a constraint that no other of the table bears.
pub fn constraint_name(table: &Table, prefix: &str, columns: &[&str]) -> String {
    let whole = format!("{prefix}_{}_{}", table.name, columns.join("_"));
    free_name(&whole, |name| {
        table
            .constraints
            .iter()
            .any(|constraint| constraint.name == name)
    })
}

/// Bytes PostgreSQL keeps of a name (NAMEDATALEN - 1).
pub const NAME_BYTES: usize = 63;

fn free_name(whole: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = cut(whole, NAME_BYTES).to_string();
    let mut number = 1;
    while taken(&name) {
        number += 1;
        let suffix = format!("_{number}");
        name = format!("{}{suffix}", cut(whole, NAME_BYTES - suffix.len()));
    }
    name
}

/// The longest head of `text` within `bytes` that does not cut a character.
pub fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_a_character_and_numbered_when_taken() {
        assert_eq!(cut("äöü", 3), "ä");
        let long = "x".repeat(80);
        let name = free_name(&long, |name| name.len() == 63 && !name.ends_with("_2"));
        assert!(name.ends_with("_2"));
        assert_eq!(name.len(), 63);
    }
}
