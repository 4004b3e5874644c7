//! `timestamps-missing`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table says when each row came and when it last changed: created_at and updated_at.
    ///
    /// # Why
    /// When something went wrong, the first question is since when. Without the columns nobody can tell, and no export can ask for
    /// what changed.
    ///
    /// # When it is safe to ignore
    /// Junctions, look-ups, and tables whose rows only live for a while are left alone; logs, and rows
    /// that expire, need only the time a row came.
    ///
    /// # Fix
    /// Adds the columns, NOT NULL with now() as the default.
    "timestamps-missing", Group::Audit, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["0:49", "0:182", "3:70", "3:151", "3:260", "schemalint mandatory-columns"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,created_at timestamptz NOT NULL DEFAULT now(),updated_at timestamptz NOT NULL DEFAULT now())",
    check: Check::Table(check),
    fix: Some(fix),
}

const CREATED: &[&str] = &[
    "created_at",
    "created",
    "created_on",
    "create_time",
    "creation_time",
    "created_time",
    "created_date",
    "create_date",
    "createdate",
    "creation_date",
    "inserted_at",
    "date_created",
    "createdat",
    "occurred_at",
    "recorded_at",
    "timestamp",
    "added_at",
    "registered_at",
    "ts",
];
const UPDATED: &[&str] = &[
    "updated_at",
    "updated",
    "updated_on",
    "update_time",
    "updated_time",
    "updated_date",
    "modified_at",
    "modified",
    "modified_date",
    "modifieddate",
    "modified_on",
    "last_update",
    "last_updated",
    "last_modified",
    "changed_at",
    "date_updated",
    "updatedat",
];

/// Words of tables that are copied, filled again, or looked into by tools alone.
const PASSING: &[&str] = &[
    "tmp",
    "temp",
    "temporary",
    "staging",
    "backup",
    "bak",
    "lookup",
];

/// The columns a table lacks, of `created_at` and `updated_at`.
fn missing(context: &Context<'_>, table: &Table) -> Vec<&'static str> {
    let small = context.class(table.id) == TenancyClass::Reference;
    if small
        || table.columns.is_empty()
        || !table.inherits.is_empty()
        || super::is_link(context, table)
        || shape::is_ephemeral(table)
        || shape::has_word(table, PASSING)
    {
        return Vec::new();
    }
    let has = |known: &[&str]| {
        let usual = known
            .first()
            .is_some_and(|name| table.column_named(name).is_some());
        usual
            || table
                .columns
                .iter()
                .any(|column| known.contains(&naming::snake(&column.name).as_ref()))
    };
    let log = shape::is_append_only(table) || shape::is_audit_log(table);
    let any_time = table
        .columns
        .iter()
        .any(|column| column.data_type.name.starts_with("timestamp"));
    let mut missing = Vec::new();
    let said = has(CREATED) || (log && any_time);
    if !said {
        missing.push("created_at");
    }
    // What expires is made once and goes; nobody changes it.
    let expires = table.column_named("expires_at").is_some();
    let kept = log || expires || has(UPDATED);
    if !kept {
        missing.push("updated_at");
    }
    missing
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let missing = missing(context, table);
    if missing.is_empty() {
        return;
    }
    let names = missing.join(" and ");
    let finding = out.report(
        ObjectRef::Table(table.id),
        format!("has no {names}"),
        format!(
            "{} does not say when a row {}.",
            table.name,
            if missing == ["updated_at"] {
                "last changed"
            } else {
                "came"
            }
        ),
        format!(
            "When a row of {} is wrong, nobody can tell since when.",
            table.name
        ),
    );
    finding.fix(format!("Add {names}, NOT NULL DEFAULT now()."));
    // Rows that say when they came may be written once.
    if missing == ["updated_at"] {
        finding.at_most(Severity::Warning);
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut ops = Vec::new();
    for name in missing(context, table) {
        let mut column = Column::new(
            ids.fresh(),
            name,
            DataType::named("timestamp with time zone"),
        );
        column.not_null = true;
        column.default = Some("now()".to_string());
        ops.extend(fix::add_column(context, table, column, None, ids));
    }
    Some(ops)
}
