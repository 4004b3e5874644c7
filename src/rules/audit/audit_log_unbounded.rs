//! `audit-log-unbounded`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table that only grows is partitioned by time, or says how long its rows are kept.
    ///
    /// # Why
    /// Deleting a month of rows from one big table takes hours and leaves it as big; dropping a partition takes a moment.
    ///
    /// # When it is safe to ignore
    /// The table stays small; say how many rows it has, and the finding is gone.
    ///
    /// # Fix
    /// None by itself: say how long rows are kept, or partition the table by range of its time when it is made.
    "audit-log-unbounded", Group::Audit, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["0:218", "2:21", "2:141", "2:169", "3:119"],
    fail: "CREATE TABLE audit_logs(id uuid PRIMARY KEY,created_at timestamptz)",
    pass: "CREATE TABLE audit_logs(id uuid,created_at timestamptz NOT NULL,PRIMARY KEY(id,created_at)) PARTITION BY RANGE(created_at)",
    check: Check::Table(check),
    fix: None,
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let name = naming::snake(&table.name);
    let last = name.rsplit('_').next().unwrap_or(&name);
    let grows = shape::is_audit_log(table) || matches!(last, "log" | "logs" | "events" | "history");
    let time = table
        .columns
        .iter()
        .find(|column| column.data_type.name.starts_with("timestamp"));
    let Some(time) = time.filter(|_| grows) else {
        return;
    };
    out.looked_at(1);
    let hint = context.scale.get(&table.id);
    let bounded = hint.is_some_and(|hint| {
        hint.retention.is_some() || hint.rows.is_some_and(|rows| rows < 1_000_000)
    });
    // A table others reference is a thing of its own, and not only a record of things.
    let referenced = context.neighbours.referrers(table.id) > 0;
    if table.partitioning.is_some() || bounded || referenced || !table.inherits.is_empty() {
        return;
    }
    out.report(
        ObjectRef::Table(table.id),
        "grows without partitions or retention",
        format!(
            "{} is added to and never emptied, as far as the schema says.",
            table.name
        ),
        "Removing old rows from one big table takes hours and leaves it as big as it was.",
    )
    .advice(format!(
        "Say how long rows are kept, or partition it by range of {}.",
        time.name
    ));
}
