//! `index-covered-by-unique`.

use super::{drop_index, is_prefix, same_predicate};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A plain index does not repeat a primary key, unique key or unique index.
    ///
    /// # Why
    /// The key has an index of its own that serves the same queries. The second costs every write and serves nothing.
    ///
    /// # When it is safe to ignore
    /// Never for the same columns in the same order. Another order or operator class is another index.
    ///
    /// # Fix
    /// Drops the plain index.
    "index-covered-by-unique", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:79", "4:281", "4:447", "pglinter B002"],
    fail: "CREATE TABLE t(email text UNIQUE); CREATE INDEX i ON t(email)",
    pass: "CREATE TABLE t(email text UNIQUE)",
    check: Check::Table(check),
    fix: Some(drop_index),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for index in table
        .indexes
        .iter()
        .filter(|index| !index.unique && index.method == "btree")
    {
        out.looked_at(1);
        let Some(name) = covered_by(table, index) else {
            continue;
        };
        out.report(
            ObjectRef::Index(table.id, index.id),
            format!("repeats the unique {name}"),
            format!("{name} already indexes the same columns in the same order."),
            format!(
                "Every write to {} keeps both, and no query needs {}.",
                table.name, index.name
            ),
        )
        .columns(&index.leading_columns())
        .fix(format!("Drop {}.", index.name));
    }
}

/// The key or unique index over the same columns in the same order.
pub(crate) fn covered_by<'t>(table: &'t Table, index: &Index) -> Option<&'t str> {
    let plain = |columns: &[ColumnId]| -> Vec<IndexKey> {
        columns
            .iter()
            .map(|column| IndexKey::column_key(*column))
            .collect()
    };
    let in_includes =
        |include: &[ColumnId]| index.include.iter().all(|column| include.contains(column));
    let by_key = table.constraints.iter().find(|constraint| {
        constraint.key().is_some_and(|key| {
            index.predicate.is_none()
                && key.columns.len() == index.keys.len()
                && is_prefix(&index.keys, &plain(&key.columns))
                && in_includes(&key.include)
        })
    });
    if let Some(constraint) = by_key {
        return Some(&constraint.name);
    }
    let by_index = table.indexes.iter().find(|other| {
        other.unique
            && other.keys.len() == index.keys.len()
            && is_prefix(&index.keys, &other.keys)
            && in_includes(&other.include)
            && same_predicate(index, other)
    });
    by_index.map(|other| other.name.as_str())
}
