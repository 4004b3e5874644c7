//! `tenant-column-nullable`.

use super::unique_without_tenant::{is_held, widened};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The tenant column refuses null.
    ///
    /// # Why
    /// A row without a tenant belongs to nobody: filters by tenant never find it, row security hides it from everyone, and it
    /// stays when the tenant is removed.
    ///
    /// # When it is safe to ignore
    /// Rows with null are shared by all tenants on purpose, such as system templates: waive the finding and say so, or keep shared
    /// rows in a table of their own.
    ///
    /// # Fix
    /// Sets the column NOT NULL and puts it into unique keys that would hold for all tenants. Rows that have null are filled in
    /// by the migration first.
    "tenant-column-nullable", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:63", "3:242"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid REFERENCES organizations)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(column) = context.tenant_column(table) else {
        return;
    };
    out.looked_at(1);
    if column.not_null {
        return;
    }
    let root = context.root().map_or("tenant", |root| root.name.as_str());
    let finding = out.report(
        ObjectRef::Column(table.id, column.id),
        "can be null, so a row can belong to no tenant",
        format!("{} allows null.", column.name),
        format!("A row of {} without {} is found by no tenant's query and stays behind when one of {root} goes.", table.name, column.name),
    );
    if is_held(context, table, column) {
        finding.advice(
            "Set it NOT NULL, and move the foreign keys that use a key without it to one that has it.",
        );
    } else if brings_in(context, table) {
        finding.advice(
            "Set it NOT NULL, and give the tables that reference this one the tenant's column too.",
        );
    } else {
        finding.fix("Set it NOT NULL.");
    }
}

/// Whether tables without the tenant's column reference the table: once each of its rows has a tenant, theirs have one as well.
fn brings_in(context: &Context<'_>, table: &Table) -> bool {
    let from = context.neighbours.incoming(table.id);
    let mut from = from.filter_map(|(from, _)| context.table(from));
    from.any(|from| {
        let class = context.class(from.id);
        let apart = matches!(class, TenancyClass::Reference | TenancyClass::Global);
        !apart && context.tenant_column(from).is_none()
    })
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let mut ops = fix::change_column(context, table, column.id, |column| column.not_null = true)?;
    // What cleared the column when the tenant went would now fail.
    for (constraint, key) in table.foreign_keys() {
        let Some(ReferentialAction::SetNull(listed)) = &key.on_delete else {
            continue;
        };
        let clears =
            key.columns.contains(&column.id) && (listed.is_empty() || listed.contains(&column.id));
        if clears {
            let others: Vec<ColumnId> = key
                .columns
                .iter()
                .copied()
                .filter(|id| *id != column.id)
                .collect();
            let action = if others.is_empty() {
                ReferentialAction::Cascade
            } else {
                ReferentialAction::SetNull(others)
            };
            ops.extend(fix::on_delete(
                context,
                ObjectRef::Constraint(table.id, constraint.id),
                action,
            )?);
        }
    }
    // Keys that held for the rows of nobody too are to hold within one tenant now.
    ops.extend(widened(context, table, column));
    Some(ops)
}
