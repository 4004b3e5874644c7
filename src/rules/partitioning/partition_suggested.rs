//! `partition-suggested`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table of more than 50 million rows, now or within a year, that has a time or a tenant is partitioned by it.
    ///
    /// # Why
    /// Vacuum and index builds take hours and cannot be cut in pieces, and old rows can only be deleted one by one. Dropping a
    /// partition takes a moment.
    ///
    /// # When it is safe to ignore
    /// Rows are read by key alone and never removed. The rule only speaks where the document says how many rows there are.
    ///
    /// # Fix
    /// None by itself, as keys and foreign keys change with it: when the table is made, partition it by range of its time, a month
    /// each.
    "partition-suggested", Group::Partitioning, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["0:153", "0:171", "2:169", "3:28", "3:71", "3:119"],
    fail: "CREATE TABLE metrics(id uuid PRIMARY KEY,at timestamptz)",
    pass: "CREATE TABLE metrics(id uuid,at timestamptz,PRIMARY KEY(id,at)) PARTITION BY RANGE(at)",
    check: Check::Table(check),
    fix: None,
}

const MANY: u64 = 50_000_000;

/// The time a row came, by the usual names first.
fn time_of(table: &Table) -> Option<&Column> {
    const NAMES: &[&str] = &[
        "created_at",
        "occurred_at",
        "recorded_at",
        "at",
        "time",
        "timestamp",
        "ts",
        "inserted_at",
    ];
    let is_time = |column: &&Column| {
        column.data_type.name.starts_with("timestamp") || column.data_type.name == "date"
    };
    NAMES
        .iter()
        .find_map(|name| table.column_named(name).filter(is_time))
        .or_else(|| {
            table
                .columns
                .iter()
                .filter(is_time)
                .find(|column| column.not_null)
        })
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(hint) = context.scale.get(&table.id) else {
        return;
    };
    out.looked_at(1);
    let now = hint.rows.unwrap_or_default();
    let year = now.saturating_add(hint.growth_per_month.unwrap_or_default().saturating_mul(12));
    let Some(key) = time_of(table).or_else(|| context.tenant_column(table)) else {
        return;
    };
    if year < MANY || table.partitioning.is_some() || !table.inherits.is_empty() {
        return;
    }
    let way = if Some(key.id) == context.tenant_column(table).map(|column| column.id) {
        format!("by hash of {}", key.name)
    } else {
        format!("by range of {}, a month each", key.name)
    };
    out.report(
        ObjectRef::Table(table.id),
        format!(
            "holds {} million rows in one piece",
            year.max(now) / 1_000_000
        ),
        format!("{} has {now} rows, and {year} in a year.", table.name),
        "Vacuum and index builds take hours, and old rows can only be deleted one by one.",
    )
    .columns(&[key.id])
    .advice(if context.is_legacy(table.id) {
        format!("Move the rows to a table partitioned {way}, while the old one is in use.")
    } else {
        format!("Partition it {way}.")
    });
}
