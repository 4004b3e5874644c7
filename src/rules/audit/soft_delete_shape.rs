//! `soft-delete-shape`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// deleted_at is a nullable time without a default; is_deleted is a boolean that refuses null and is false by default.
    ///
    /// # Why
    /// A deleted_at with a default marks every new row as deleted, and an is_deleted that is null is in neither list.
    ///
    /// # When it is safe to ignore
    /// Never: the marker cannot say what its name says.
    ///
    /// # Fix
    /// Gives the marker its shape.
    "soft-delete-shape", Group::Audit, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["3:70", "3:246", "4:362"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,deleted_at timestamptz NOT NULL DEFAULT now())",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,deleted_at timestamptz)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if shape::soft_delete(table).is_none() {
        return;
    }
    if let Some(column) = table
        .column_named("deleted_at")
        .filter(|column| column.generated.is_none())
    {
        out.looked_at(1);
        let time = column.data_type.name.starts_with("timestamp");
        let filled = column
            .default
            .as_deref()
            .is_some_and(|default| !default.eq_ignore_ascii_case("null"));
        if time && (column.not_null || filled) {
            out.report(
                ObjectRef::Column(table.id, column.id),
                "marks every row as deleted",
                format!(
                    "deleted_at {}.",
                    if column.not_null {
                        "refuses null"
                    } else {
                        "has a default"
                    }
                ),
                format!("No row of {} can be live.", table.name),
            )
            .fix("Let it be null, without a default.");
        }
    }
    if let Some(column) = table
        .column_named("is_deleted")
        .filter(|column| column.generated.is_none())
    {
        out.looked_at(1);
        if column.data_type.is("boolean") && (!column.not_null || column.default.is_none()) {
            out.report(
                ObjectRef::Column(table.id, column.id),
                "can be neither true nor false",
                "is_deleted is nullable or has no default.",
                format!("A row of {} where it is null is in no list, neither of live rows nor of deleted ones.", table.name),
            )
            .fix("Set NOT NULL and DEFAULT false.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let flag = column.data_type.is("boolean");
    fix::change_column(context, table, column.id, |column| {
        column.not_null = flag;
        column.default = match column.default.take() {
            Some(default) if flag => Some(default),
            _ => flag.then(|| "false".to_string()),
        };
    })
}
