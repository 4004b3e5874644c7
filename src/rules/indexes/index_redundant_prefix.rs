//! `index-redundant-prefix`.

use super::{drop_index, is_prefix};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An index is not just the first columns of another.
    ///
    /// # Why
    /// The longer one serves every query of the shorter. The shorter costs every write and a share of memory.
    ///
    /// # When it is safe to ignore
    /// The shorter is much smaller and read all the time. Left alone: unique, partial and including indexes, and methods other than
    /// btree.
    ///
    /// # Fix
    /// Drops the shorter one.
    "index-redundant-prefix", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:79", "3:127", "3:272", "pg-index-health 3"],
    fail: "CREATE TABLE t(a int,b int); CREATE INDEX i ON t(a); CREATE INDEX j ON t(a,b)",
    pass: "CREATE TABLE t(a int,b int); CREATE INDEX j ON t(a,b)",
    check: Check::Table(check),
    fix: Some(drop_index),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for index in &table.indexes {
        if index.unique
            || index.method != "btree"
            || index.predicate.is_some()
            || !index.include.is_empty()
        {
            continue;
        }
        out.looked_at(1);
        let Some(longer) = longer(table, index) else {
            continue;
        };
        out.report(
            ObjectRef::Index(table.id, index.id),
            format!("is the beginning of {longer}"),
            format!("{longer} begins with the columns of {}.", index.name),
            format!(
                "Every write to {} keeps both, and {longer} serves every query of {}.",
                table.name, index.name
            ),
        )
        .columns(&index.leading_columns())
        .fix(format!("Drop {}.", index.name));
    }
}

/// A whole index or key that begins with the index's keys and has more.
fn longer<'t>(table: &'t Table, index: &Index) -> Option<&'t str> {
    let by_index = table.indexes.iter().find(|other| {
        other.method == "btree"
            && other.predicate.is_none()
            && other.keys.len() > index.keys.len()
            && is_prefix(&index.keys, &other.keys)
    });
    by_index.map(|other| other.name.as_str()).or_else(|| {
        let by_key = table.constraints.iter().find(|constraint| {
            constraint.key().is_some_and(|key| {
                let keys: Vec<IndexKey> = key
                    .columns
                    .iter()
                    .map(|column| IndexKey::column_key(*column))
                    .collect();
                keys.len() > index.keys.len() && is_prefix(&index.keys, &keys)
            })
        });
        by_key.map(|constraint| constraint.name.as_str())
    })
}
