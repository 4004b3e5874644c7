//! Keys and bounds of partitions, read from text.

use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{IndexKey, PartitionMethod, Partitioning, Table, TableId};
use crate::sql::tokens;

/// Reads `METHOD (key, ...)`.
pub(super) fn read_key(table: &Table, text: &str) -> Result<Partitioning, EditError> {
    let words = tokens::significant(text);
    let method = match words.first() {
        Some(word) if word.is_word(text, "range") => PartitionMethod::Range,
        Some(word) if word.is_word(text, "list") => PartitionMethod::List,
        Some(word) if word.is_word(text, "hash") => PartitionMethod::Hash,
        _ => {
            return Err(refusal(
                "A partition key is written RANGE (column), LIST (column) or HASH (column).",
            ));
        }
    };
    let inner = match (words.get(1), words.last()) {
        (Some(open), Some(close)) if open.is(text, "(") && close.is(text, ")") => text
            .get(open.range.end..close.range.start)
            .unwrap_or_default(),
        _ => {
            return Err(refusal(
                "The columns of a partition key stand in parentheses.",
            ));
        }
    };
    let mut keys = Vec::new();
    for part in parts(inner) {
        keys.push(read_part(table, part)?);
    }
    if keys.is_empty() {
        return Err(EditError::NoColumns);
    }
    if method == PartitionMethod::List && keys.len() > 1 {
        return Err(refusal("LIST takes one column."));
    }
    Ok(Partitioning { method, keys })
}

/// The parts between the commas that stand in no parentheses.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let mut start = 0;
    let mut found = Vec::new();
    for token in tokens::significant(text) {
        if token.is(text, "(") || token.is(text, "[") {
            depth += 1;
        } else if token.is(text, ")") || token.is(text, "]") {
            depth -= 1;
        } else if depth == 0 && token.is(text, ",") {
            found.push(text.get(start..token.range.start).unwrap_or_default());
            start = token.range.end;
        }
    }
    found.push(text.get(start..).unwrap_or_default());
    found.retain(|part| !part.trim().is_empty());
    found
}

fn read_part(table: &Table, part: &str) -> Result<IndexKey, EditError> {
    let key = super::index_key_of(table, part)?;
    if key.descending || key.nulls_first.is_some() {
        return Err(refusal("A partition key has no order."));
    }
    Ok(key)
}

/// Refuses a bound that is not of the parent's method.
pub(super) fn bound_text(parent: &Table, text: &str) -> Result<String, EditError> {
    let text = text.trim();
    let words = tokens::significant(text);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|one| one.is_word(text, word));
    let method = parent.partitioning.as_ref().map(|one| one.method);
    if is(0, "default") && words.len() == 1 {
        return match method {
            Some(PartitionMethod::Hash) => Err(refusal(
                "A hash-partitioned table has no default partition.",
            )),
            _ => Ok("DEFAULT".to_string()),
        };
    }
    let fits = is(0, "for")
        && is(1, "values")
        && match method {
            Some(PartitionMethod::Range) => {
                is(2, "from") && words.iter().any(|one| one.is_word(text, "to"))
            }
            Some(PartitionMethod::List) => is(2, "in"),
            Some(PartitionMethod::Hash) => is(2, "with"),
            None => false,
        };
    if fits {
        super::key::expression_text(text)?;
        return Ok(text.to_string());
    }
    Err(refusal(match method {
        Some(PartitionMethod::Range) => {
            "A bound is written FOR VALUES FROM (first) TO (end), or DEFAULT."
        }
        Some(PartitionMethod::List) => "A bound is written FOR VALUES IN (value, ...), or DEFAULT.",
        Some(PartitionMethod::Hash) => {
            "A bound is written FOR VALUES WITH (MODULUS n, REMAINDER m)."
        }
        None => "The table is not partitioned.",
    }))
}

/// Refuses a second default partition, or a bound another partition has.
pub(super) fn free_bound(
    draft: &Draft,
    parent: TableId,
    own: TableId,
    bound: &str,
) -> Result<(), EditError> {
    let words = |text: &str| {
        let tokens = tokens::significant(text);
        tokens
            .iter()
            .map(|token| token.text(text).to_lowercase())
            .collect::<Vec<_>>()
    };
    let wanted = words(bound);
    for other in draft.schema().tables.values() {
        let same = other.id != own
            && other
                .partition_of
                .as_ref()
                .is_some_and(|of| of.parent == parent && words(&of.bound) == wanted);
        if same {
            return Err(refusal(format!(
                "`{}` has this bound.",
                other.qualified_name()
            )));
        }
    }
    Ok(())
}
