//! `timestamp-default`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// created_at and updated_at refuse null and are now() by default.
    ///
    /// # Why
    /// The one insert that leaves them out has no time, and sorts first or last in every list.
    ///
    /// # When it is safe to ignore
    /// The application sets them always, and nothing else writes. In the profile st44 it is information.
    ///
    /// # Fix
    /// Sets NOT NULL and the default now().
    "timestamp-default", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:70", "0:71", "3:237", "4:495"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,created_at timestamptz)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,created_at timestamptz NOT NULL DEFAULT now())",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for name in ["created_at", "updated_at"] {
        let Some(column) = table.column_named(name).filter(|column| !column.inherited) else {
            continue;
        };
        out.looked_at(1);
        // What makes the value, a trigger included, needs no default, and what refuses null is enough for the application.
        let set = column.default.is_some() || column.generated.is_some();
        if column.not_null || !column.data_type.name.starts_with("timestamp") {
            continue;
        }
        let title = if set {
            "can be null"
        } else {
            "can be null and has no default"
        };
        out.report(
            ObjectRef::Column(table.id, column.id),
            title,
            format!(
                "{name} is nullable{}.",
                if set { "" } else { " without a default" }
            ),
            format!(
                "A row of {} written without it has no time, and drops out of every range.",
                table.name
            ),
        )
        .fix("Set NOT NULL and DEFAULT now().");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::change_column(context, table, column.id, |column| {
        column.not_null = true;
        if column.default.is_none() {
            column.default = Some("now()".to_string());
        }
    })
}
