//! The parts of a suggested index.

use crate::model::{ColumnId, IndexId, IndexKey, IndexKeySource, Table};

use super::facts::{Operator, OrderKey, Shape};
use super::fit::{Asked, AskedOf};
use super::normal;
use super::suggest::Suggestion;

/// Functions whose result an index can keep, because it never changes.
const IMMUTABLE: &[&str] = &[
    "lower", "upper", "btrim", "trim", "md5", "length", "abs", "coalesce", "reverse", "left",
    "right",
];

/// One list of values may follow, when no order is asked for.
pub(super) fn lists(asked: &Asked, suggestion: &mut Suggestion) -> bool {
    let mut lists = asked.tests.iter().filter_map(|test| match test {
        (AskedOf::Column(id), Operator::Any) => Some(*id),
        _ => None,
    });
    let paged = asked.limit && !asked.order.is_empty();
    match lists.next().filter(|_| !paged) {
        Some(id) if !suggestion.keys.iter().any(|key| key.column() == Some(id)) => {
            suggestion.keys.push(IndexKey::column_key(id));
            suggestion.free += 1;
            true
        }
        _ => false,
    }
}

/// The columns of ORDER BY, where a page of rows is asked for.
pub(super) fn ordered(table: &Table, asked: &Asked, suggestion: &mut Suggestion) -> bool {
    if !asked.limit || asked.order.is_empty() {
        return false;
    }
    let mut keys = Vec::new();
    for wanted in &asked.order {
        let Some(column) = wanted.column.map(|column| column.column) else {
            return false;
        };
        let fixed = suggestion
            .keys
            .iter()
            .any(|key| key.column() == Some(column));
        if !fixed {
            let mut key = IndexKey::column_key(column);
            key.descending = wanted.descending;
            key.nulls_first = nulls(table, wanted, column);
            keys.push(key);
        }
    }
    suggestion.keys.append(&mut keys);
    true
}

/// Where nulls stand, when that is not the default of the order and there may be some.
pub(super) fn nulls(table: &Table, wanted: &OrderKey, column: ColumnId) -> Option<bool> {
    let first = wanted
        .nulls_first
        .filter(|first| *first != wanted.descending)?;
    let never = table.column(column).is_some_and(|column| column.not_null);
    (!never).then_some(first)
}

pub(super) fn ranged(asked: &Asked, suggestion: &mut Suggestion) {
    let range = asked.tests.iter().find_map(|test| match test {
        (AskedOf::Column(id), Operator::Range) => Some((*id, None)),
        (AskedOf::Column(id), Operator::Prefix) => {
            Some((*id, Some("text_pattern_ops".to_string())))
        }
        _ => None,
    });
    if let Some((id, class)) = range
        && !suggestion.keys.iter().any(|key| key.column() == Some(id))
    {
        let mut key = IndexKey::column_key(id);
        key.operator_class = class;
        suggestion.keys.push(key);
    }
}

/// A partial index over live rows, where the query asks for live rows alone.
pub(super) fn live_predicate(table: &Table, asked: &Asked) -> Option<String> {
    const NAMES: &[&str] = &["deleted_at", "archived_at", "removed_at", "discarded_at"];
    let column = asked.tests.iter().find_map(|test| match test {
        (AskedOf::Column(id), Operator::IsNull) => table.column(*id),
        _ => None,
    })?;
    NAMES
        .contains(&column.name.as_str())
        .then(|| format!("{} IS NULL", column.name))
}

/// Plain indexes whose keys begin the suggested one, with the same rows.
pub(super) fn replaced(table: &Table, suggestion: &Suggestion) -> Vec<IndexId> {
    let plain = table.indexes.iter().filter(|index| {
        !index.unique
            && index.include.is_empty()
            && index.method == suggestion.method
            && index.options.is_empty()
            && !index.inherited
    });
    plain
        .filter(|index| {
            let same_rows = index.predicate.as_deref().map(normal::expression)
                == suggestion.predicate.as_deref().map(normal::expression);
            same_rows
                && index.keys.len() < suggestion.keys.len()
                && suggestion.keys.starts_with(&index.keys)
        })
        .map(|index| index.id)
        .collect()
}

pub(super) fn expression_key(text: &str) -> IndexKey {
    let mut key = IndexKey::column_key(ColumnId(0));
    key.source = IndexKeySource::Expression(normal::key(text));
    key
}

pub(super) fn can_be_kept(shape: &Shape) -> bool {
    match shape {
        Shape::Function(name) => IMMUTABLE.contains(&name.as_str()),
        Shape::Json => true,
        Shape::Cast(_) | Shape::Operators => false,
    }
}
