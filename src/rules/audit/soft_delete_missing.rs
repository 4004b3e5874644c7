//! `soft-delete-missing`.

use crate::rules::indexes::list_index_missing::list_index;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Documents that a business is asked for later can be deleted without being lost: their table has deleted_at. The stance
    /// `soft_delete` says which tables: important, all, or off.
    ///
    /// # Why
    /// Somebody deletes the wrong project, and the only way back is last night's backup of everything.
    ///
    /// # When it is safe to ignore
    /// The rows must go when they are deleted, as personal data must. Left alone: people's own data, junctions, look-ups, logs,
    /// tokens and other rows that live for a while, and tables that mark rows in another way (a status, archived_at).
    ///
    /// # Fix
    /// Adds deleted_at, and on a tenant table an index over live rows.
    "soft-delete-missing", Group::Audit, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["0:51", "2:21", "3:70", "3:246", "3:265"],
    fail: "CREATE TABLE invoices(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE invoices(id uuid PRIMARY KEY,deleted_at timestamptz)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Words of tables of people, whose data must go when they say so.
const PERSONAL: &[&str] = &[
    "user",
    "customer",
    "contact",
    "person",
    "profile",
    "patient",
    "employee",
    "lead",
    "member",
    "subscriber",
    "guest",
    "address",
    "consent",
];
/// Words of columns that mark a row as gone or closed.
const MARKS: &[&str] = &[
    "deleted",
    "archived",
    "archive",
    "active",
    "enabled",
    "disabled",
    "status",
    "state",
    "cancelled",
    "canceled",
    "closed",
    "voided",
    "removed",
    "discarded",
    "hidden",
    "trashed",
    "inactive",
    "completed",
    "revoked",
    "expires",
];

fn is_meant(context: &Context<'_>, table: &Table) -> bool {
    match context.stances.value("soft_delete") {
        "important" => shape::is_important(table),
        "all" => {
            let class = context.class(table.id);
            matches!(
                class,
                TenancyClass::TenantScoped | TenancyClass::Root | TenancyClass::Unclassified
            ) && !shape::has_word(table, PERSONAL)
        }
        _ => false,
    }
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if !is_meant(context, table) || !table.inherits.is_empty() {
        return;
    }
    if super::is_link(context, table)
        || shape::is_append_only(table)
        || shape::is_audit_log(table)
        || shape::is_ephemeral(table)
    {
        return;
    }
    out.looked_at(1);
    let both = context.stances.value("soft_delete.marker") == "both";
    if both && table.column_named("deleted_at").is_some() {
        if table.column_named("is_deleted").is_none() {
            out.report(
                ObjectRef::Table(table.id),
                "has no is_deleted beside deleted_at",
                format!("{} marks deleted rows by deleted_at alone.", table.name),
                "The project marks deletion by both, and a query that asks is_deleted fails here.",
            )
            .fix("Add is_deleted, generated from deleted_at.");
        }
        return;
    }
    let marked = table.columns.iter().any(|column| {
        naming::snake(&column.name)
            .split('_')
            .any(|word| MARKS.contains(&word))
    });
    if marked {
        return;
    }
    out.report(
        ObjectRef::Table(table.id),
        "has no deleted_at",
        format!("A row of {} is gone once it is deleted.", table.name),
        "Who deletes the wrong one gets it back from last night's backup, or not at all.",
    )
    .fix(if both {
        "Add deleted_at, null for live rows, and is_deleted generated from it."
    } else {
        "Add deleted_at, null for live rows."
    });
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let both = context.stances.value("soft_delete.marker") == "both";
    let mut flag = Column::new(ids.fresh(), "is_deleted", DataType::named("boolean"));
    flag.generated = Some(Generated {
        expression: "deleted_at IS NOT NULL".to_string(),
        stored: true,
    });
    if table.column_named("deleted_at").is_some() {
        return both.then(|| fix::add_column(context, table, flag, None, ids));
    }
    let column = Column::new(
        ids.fresh(),
        "deleted_at",
        DataType::named("timestamp with time zone"),
    );
    let mut after = table.clone();
    after.columns.push(column.clone());
    let mut ops = fix::add_column(context, table, column, None, ids);
    if both {
        ops.extend(fix::add_column(context, table, flag, None, ids));
    }
    if let Some(tenant) = context.tenant_column(table) {
        let created = table
            .column_named("created_at")
            .filter(|column| column.data_type.name.starts_with("timestamp"));
        let columns: Vec<ColumnId> = [tenant]
            .into_iter()
            .chain(created)
            .map(|column| column.id)
            .collect();
        let index = list_index(context, &after, &columns, ids);
        ops.push(fix::put_index(table.id, index));
    }
    Some(ops)
}
