//! `index-column-order`.

use crate::rules::prelude::*;

use crate::query::TableUse;
use crate::rules::queries::{each, pattern_of, report};

declare_rule! {
    /// # What
    /// In an index a declared query could use, columns compared with one value come before the one that is ranged over or
    /// sorted by.
    ///
    /// # Why
    /// An index is sorted by its first column. With the time first, all rows of the time are read to find those of one
    /// tenant; with the tenant first, only the tenant's own.
    ///
    /// # When it is safe to ignore
    /// Another query needs the order as it is: an index that serves another declared query is left alone.
    ///
    /// # Fix
    /// Builds the index with the compared columns first. In the migration the new one is built before the old one goes.
    "index-column-order", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:27", "3:78", "ih:34", "ck:2005"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid,created_at timestamptz); CREATE INDEX i ON t(created_at,org_id);\n-- query SELECT id FROM t WHERE org_id=$1 AND created_at>$2",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid,created_at timestamptz); CREATE INDEX i ON t(org_id,created_at);\n-- query SELECT id FROM t WHERE org_id=$1 AND created_at>$2",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

/// An index of a table, and the order its columns should have.
struct Misordered {
    index: Index,
    /// The range or order that stands too early, and the column with one value behind it.
    early: ColumnId,
    late: ColumnId,
}

/// The first index of the table that holds a range or order before a column with one value, for a use that no index serves.
fn misordered(context: &Context<'_>, table: &Table, one: &TableUse) -> Option<Misordered> {
    if one.serving.serves() {
        return None;
    }
    let early = |column: &ColumnId| {
        (one.ranged.contains(column) || one.sorted.contains(column)) && !one.equal.contains(column)
    };
    table.indexes.iter().find_map(|index| {
        let columns = index.leading_columns();
        let first = columns.iter().position(early)?;
        let late = columns
            .iter()
            .skip(first)
            .find(|column| one.equal.contains(column))?;
        let own = index.method == "btree" && !index.unique && !index.inherited;
        // Another query may need the order as it is.
        let wanted = context.judged().iter().any(|(_, judged)| {
            judged.uses.iter().any(|other| {
                other.index == Some(ObjectRef::Index(table.id, index.id)) && other.serving.serves()
            })
        });
        (own && !wanted && columns.len() == index.keys.len()).then(|| Misordered {
            index: index.clone(),
            early: columns.get(first).copied().unwrap_or(*late),
            late: *late,
        })
    })
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        for one in &judged.uses {
            let Some(table) = context.table(one.table) else {
                continue;
            };
            let Some(found) = misordered(context, table, one) else {
                continue;
            };
            let names = table.column_names(&[found.early, found.late]);
            let [early, late] = names.as_slice() else {
                continue;
            };
            report(
                out,
                pattern,
                format!("is not served by {}, which holds {early} before {late}", found.index.name),
                format!("{late} has one value here and {early} a range or an order; the index is sorted by {early} first."),
                format!("All rows of the range in {} are read to find those with the value.", table.name),
            )
            .cause(ObjectRef::Index(table.id, found.index.id))
            .columns(&[found.late, found.early])
            .fix(format!("Build the index anew with {late} first."));
        }
    });
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let judged = context.judged().get(pattern.id)?;
    let (table, one) = judged.uses.iter().find_map(|one| {
        let table = context
            .table(one.table)
            .filter(|table| finding.cause.table() == Some(table.id))?;
        Some((table, one))
    })?;
    let mut index = misordered(context, table, one)?.index;
    index.keys.sort_by_key(|key| {
        key.column()
            .is_none_or(|column| !one.equal.contains(&column))
    });
    Some(vec![fix::put_index(table.id, index)])
}
