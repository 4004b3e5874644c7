//! `timestamp-without-tz`.

use crate::declare_rule;
use crate::model::{ObjectRef, Op, Table};
use crate::rules::{Check, Context, Criterion, Finding, Findings, Group, IdSource, Severity, fix};

declare_rule! {
    /// # What
    /// Instants are stored as `timestamp with time zone`.
    ///
    /// # Why
    /// A plain timestamp is a clock on a wall: which instant it means depends on the session that reads it. Two servers in two
    /// zones order the same rows differently, and the hour when clocks go back happens twice.
    ///
    /// # When it is safe to ignore
    /// The column is a wall clock by intent, such as an opening hour: end its name in `_local` or `local_time` and it is left
    /// alone. The stance `ts.type = any` switches the rule off.
    ///
    /// # Fix
    /// Changes the type to `timestamp with time zone`. Rows that exist are read as in the server's time zone.
    "timestamp-without-tz", Group::Types, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["0:70", "3:236", "3:238", "3:261", "squawk prefer-timestamp-tz"],
    fail: "CREATE TABLE t(created_at timestamp)",
    pass: "CREATE TABLE t(created_at timestamptz)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if context.stances.value("ts.type") != "timestamptz" {
        return;
    }
    for column in &table.columns {
        let name = column.name.as_str();
        if name.contains("local")
            || !column.data_type.name.starts_with("timestamp")
            || column.inherited
        {
            continue;
        }
        out.looked_at(1);
        if column.data_type.name == "timestamp without time zone" {
            out.report(
                ObjectRef::Column(table.id, column.id),
                "has no time zone",
                format!(
                    "{}.{name} is a {}.",
                    table.qualified_name(),
                    column.data_type
                ),
                format!(
                    "Which instant {name} means depends on the zone of the session that reads it."
                ),
            )
            .fix("Change the type to timestamp with time zone.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::change_column(context, table, column.id, |column| {
        column.data_type.name = "timestamp with time zone".to_string();
    })
}
