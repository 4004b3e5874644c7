//! `partition-key-unused`.

use crate::rules::prelude::*;

use crate::rules::queries::{each, report};

declare_rule! {
    /// # What
    /// A declared query over a partitioned table names the column that the table is parted by.
    ///
    /// # Why
    /// Only then PostgreSQL leaves out the partitions that cannot hold the rows. Without it every partition is opened, each
    /// with its own index.
    ///
    /// # When it is safe to ignore
    /// A query that keeps the partitions, or a report over all time: mark it as global and say why.
    ///
    /// # Fix
    /// Add a condition on the partition key.
    "partition-key-unused", Group::Partitioning, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:28", "3:122", "0:45"],
    fail: "CREATE TABLE pt(m int,d date) PARTITION BY RANGE(d);\n-- query SELECT m FROM pt WHERE m=$1",
    pass: "CREATE TABLE pt(m int,d date) PARTITION BY RANGE(d);\n-- query SELECT m FROM pt WHERE d>=$1 AND m=$2",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        // Whoever keeps the partitions reads all of them.
        for one in judged
            .uses
            .iter()
            .filter(|one| one.partition_key_unused && pattern.global.is_none())
        {
            let Some(table) = context.table(one.table) else {
                continue;
            };
            let keys = table
                .partitioning
                .as_ref()
                .map_or(&[][..], |parts| &parts.keys);
            let columns: Vec<ColumnId> = keys.iter().filter_map(IndexKey::column).collect();
            let names = table.column_names(&columns).join(", ");
            report(
                out,
                pattern,
                format!("reads every partition of {}", table.name),
                format!(
                    "{} is parted by {names}, which no condition names.",
                    table.name
                ),
                "Each partition that is added makes it slower, though the rows are in one of them.",
            )
            .columns(&columns)
            .advice(format!("Add a condition on {names}."));
        }
    });
}
