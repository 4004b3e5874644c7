//! `text-search-unindexed`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A search vector column has a GIN or GiST index.
    ///
    /// # Why
    /// Without it every search reads the whole table and each row's vector with it.
    ///
    /// # When it is safe to ignore
    /// The table is small or rarely searched.
    ///
    /// # Fix
    /// Creates a GIN index on the column.
    "text-search-unindexed", Group::Indexes, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["3:75", "3:281", "4:374", "4:377"],
    fail: "CREATE TABLE t(search_vector tsvector)",
    pass: "CREATE TABLE t(search_vector tsvector); CREATE INDEX i ON t USING gin(search_vector)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in table
        .columns
        .iter()
        .filter(|column| column.data_type.is("tsvector"))
    {
        out.looked_at(1);
        let indexed = table.indexes.iter().any(|index| {
            index.method != "btree" && index.keys.iter().any(|key| key.column() == Some(column.id))
        });
        if indexed {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            "has no index to search by",
            format!(
                "{} is a search vector, and no GIN or GiST index holds it.",
                column.name
            ),
            format!("Every search reads all of {}.", table.name),
        )
        .fix(format!("Create a GIN index on {}.", column.name));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let name = fix::relation_name(context, table, "idx", &[&column.name]);
    let mut index = Index::btree(ids.fresh(), &name, &[column.id]);
    index.method = "gin".to_string();
    Some(vec![fix::put_index(table.id, index)])
}
