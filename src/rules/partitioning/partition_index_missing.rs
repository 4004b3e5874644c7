//! `partition-index-missing`.

use super::partitions;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An index of a partition is an index of the partitioned table, and so of all partitions.
    ///
    /// # Why
    /// The next partition is made without it. Queries are fast on old rows and slow on new ones, and nothing says why.
    ///
    /// # When it is safe to ignore
    /// The index is meant for some partitions only, such as those that are written to. Partial indexes are left alone.
    ///
    /// # Fix
    /// Creates the index on the partitioned table; the partitions' own ones become part of it.
    "partition-index-missing", Group::Partitioning, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:122"],
    fail: "CREATE TABLE t(a int) PARTITION BY RANGE(a); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM(0)TO(9); CREATE INDEX ON t1(a)",
    pass: "CREATE TABLE t(a int) PARTITION BY RANGE(a); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM(0)TO(9); CREATE INDEX ON t(a)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// An index with its columns as those of another table that has columns of the same names.
fn carried(from: &Table, to: &Table, index: &Index) -> Option<Index> {
    let column = |id: &ColumnId| {
        let name = &from.column(*id)?.name;
        to.column_named(name).map(|column| column.id)
    };
    let mut carried = index.clone();
    for key in &mut carried.keys {
        if let IndexKeySource::Column(id) = &mut key.source {
            *id = column(id)?;
        }
    }
    carried.include = index.include.iter().map(column).collect::<Option<_>>()?;
    Some(carried)
}

fn is_same(one: &Index, other: &Index) -> bool {
    one.method == other.method
        && one.unique == other.unique
        && one.keys == other.keys
        && one.include == other.include
        && one.predicate == other.predicate
}

/// The indexes that partitions have by themselves, as the table's own, each with the partitions that have it.
fn own_indexes<'a>(
    context: &Context<'a>,
    table: &Table,
) -> Vec<(Index, Vec<(&'a Table, &'a Index)>)> {
    let mut found: Vec<(Index, Vec<(&Table, &Index)>)> = Vec::new();
    for part in partitions(context, table) {
        let own = part.indexes.iter().filter(|index| {
            !index.inherited
                && index.attached_to.is_none()
                && index.predicate.is_none()
                && !index.unique
        });
        for index in own {
            let Some(carried) = carried(part, table, index) else {
                continue;
            };
            match found.iter_mut().find(|(known, _)| is_same(known, &carried)) {
                Some((_, parts)) => parts.push((part, index)),
                None => found.push((carried, vec![(part, index)])),
            }
        }
    }
    found
}

fn is_served(table: &Table, index: &Index) -> bool {
    let columns = index.leading_columns();
    table.indexes.iter().any(|own| is_same(own, index))
        || (columns.len() == index.keys.len()
            && shape::served(table).any(|served| {
                served.constraint && index.method == "btree" && served.columns == columns
            }))
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if table.partitioning.is_none() {
        return;
    }
    out.looked_at(1);
    let count = partitions(context, table).len();
    for (index, parts) in own_indexes(context, table) {
        let Some((part, own)) = parts.first().filter(|_| !is_served(table, &index)) else {
            continue;
        };
        let columns = table.column_names(&index.leading_columns()).join(", ");
        let mut tables: Vec<TableId> = parts.iter().map(|(part, _)| part.id).collect();
        // A partition may have the same index twice.
        tables.dedup();
        out.report(
            ObjectRef::Index(part.id, own.id),
            format!(
                "is on {} of {count} partitions of {}",
                tables.len(),
                table.name
            ),
            format!(
                "{} is no index of {} itself, which has none on ({columns}).",
                own.name, table.name
            ),
            "The next partition is made without it.",
        )
        .fix(format!(
            "Create the index on {}; those of its partitions become part of it.",
            table.name
        ));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (part, own) = fix::index(context, finding.cause)?;
    let table = context.table(part.partition_of.as_ref()?.parent)?;
    let wanted = carried(part, table, own)?;
    let columns = table.column_names(&wanted.leading_columns());
    let name = fix::relation_name(context, table, "idx", &columns);
    let index = Index {
        id: ids.fresh(),
        name: name.clone(),
        named: true,
        comment: None,
        ..wanted.clone()
    };
    let mut ops = vec![fix::put_index(table.id, index)];
    for (_, parts) in own_indexes(context, table)
        .iter()
        .filter(|(known, _)| is_same(known, &wanted))
    {
        for (part, own) in parts {
            let attached = Index {
                attached_to: Some(name.clone()),
                ..(*own).clone()
            };
            ops.push(fix::put_index(part.id, attached));
        }
    }
    Some(ops)
}
