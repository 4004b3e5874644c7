//! `index-too-wide`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An index has at most three key columns beside the tenant column.
    ///
    /// # Why
    /// From the fourth on a key column narrows next to nothing, and each makes every entry longer and the index harder to use for
    /// other queries. Values that are only read along belong in INCLUDE.
    ///
    /// # When it is safe to ignore
    /// A query sorts by all of them. Left alone: unique indexes, and those that serve a foreign key of as many columns.
    ///
    /// # Fix
    /// Moves the columns after the third to INCLUDE.
    "index-too-wide", Group::Indexes, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["3:46", "3:76", "strong_migrations add_index_columns", "bytebase index.key-number-limit", "diesel-guard wide_index"],
    fail: "CREATE TABLE t(a int,b int,c int,d int); CREATE INDEX i ON t(a,b,c,d)",
    pass: "CREATE TABLE t(a int,b int,c int,d int); CREATE INDEX i ON t(a,b) INCLUDE(c,d)",
    check: Check::Table(check),
    fix: Some(fix),
}

const MOST: usize = 3;

/// How many keys stay: three, and the tenant column where it is among the first.
fn kept(context: &Context<'_>, table: &Table, index: &Index) -> usize {
    let tenant = context.tenancy.column_of(table);
    let is_tenant = |id: ColumnId| {
        let column = table.column(id);
        Some(id) == tenant || column.is_some_and(|column| context.is_called_as_tenant(column))
    };
    let head = index.keys.iter().take(MOST + 1);
    let with_tenant = head.filter_map(IndexKey::column).any(is_tenant);
    MOST + usize::from(with_tenant)
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for index in table
        .indexes
        .iter()
        .filter(|index| index.method == "btree" && !index.unique)
    {
        out.looked_at(1);
        if index.keys.len() <= MOST || index.inherited {
            continue;
        }
        let kept = kept(context, table, index);
        let columns = index.leading_columns();
        let serves_key = table.foreign_keys().any(|(_, key)| {
            key.columns.len() > kept && key.columns.iter().all(|id| columns.contains(id))
        });
        if index.keys.len() <= kept || serves_key {
            continue;
        }
        let finding = out.report(
            ObjectRef::Index(table.id, index.id),
            format!("has {} key columns", index.keys.len()),
            format!("{} is on ({}).", index.name, table.column_names(&columns).join(", ")),
            format!("Each write to {} keeps long entries in order whose last columns narrow next to nothing.", table.name),
        );
        finding.columns(&columns);
        let tail = index.keys.get(kept..).unwrap_or_default();
        let names: Vec<&str> = tail
            .iter()
            .filter_map(|key| table.column(key.column()?))
            .map(|column| column.name.as_str())
            .collect();
        if names.len() == tail.len() {
            finding.fix(format!("Move {} to INCLUDE.", names.join(", ")));
        } else {
            finding.advice("Leave out the last keys, or index what they narrow by itself.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    let mut changed = index.clone();
    for key in changed.keys.split_off(kept(context, table, index)) {
        let column = key.column()?;
        if !changed.include.contains(&column) {
            changed.include.push(column);
        }
    }
    Some(vec![fix::put_index(table.id, changed)])
}
