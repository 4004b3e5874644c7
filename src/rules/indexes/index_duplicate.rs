//! `index-duplicate`.

use super::{drop_index, is_prefix, same_predicate};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// No two indexes of a table are equal.
    ///
    /// # Why
    /// Both are written on every insert and update and kept in memory; the planner ever uses one.
    ///
    /// # When it is safe to ignore
    /// Never for true copies. Indexes that differ in method, order, operator class, collation, predicate, included columns or
    /// uniqueness are not copies.
    ///
    /// # Fix
    /// Drops the later one.
    "index-duplicate", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:79", "3:127", "3:272", "splinter 0009", "pg-index-health 2"],
    fail: "CREATE TABLE t(a int); CREATE INDEX i ON t(a); CREATE INDEX j ON t(a)",
    pass: "CREATE TABLE t(a int); CREATE INDEX i ON t(a)",
    check: Check::Table(check),
    fix: Some(drop_index),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for (at, index) in table.indexes.iter().enumerate() {
        out.looked_at(1);
        let first = table
            .indexes
            .iter()
            .take(at)
            .find(|other| same(index, other));
        let Some(first) = first else { continue };
        out.report(
            ObjectRef::Index(table.id, index.id),
            format!("repeats {}", first.name),
            format!(
                "{} and {} hold the same keys in the same order for the same rows.",
                index.name, first.name
            ),
            format!(
                "Every write to {} keeps both, and no query needs the second.",
                table.name
            ),
        )
        .columns(&index.leading_columns())
        .fix(format!("Drop {}.", index.name));
    }
}

fn same(left: &Index, right: &Index) -> bool {
    left.method == right.method
        && left.unique == right.unique
        && left.nulls_not_distinct == right.nulls_not_distinct
        && left.keys.len() == right.keys.len()
        && is_prefix(&left.keys, &right.keys)
        && shape::same_set(&left.include, &right.include)
        && same_predicate(left, right)
}
