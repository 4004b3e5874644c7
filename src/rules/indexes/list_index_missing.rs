//! `list-index-missing`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A tenant table that says when its rows came has an index on the tenant column and a time.
    ///
    /// # Why
    /// "The newest twenty of this tenant" is what nearly every screen asks. With the tenant alone in the index, all rows of the
    /// tenant are read and sorted for each page.
    ///
    /// # When it is safe to ignore
    /// The table is never listed by time, or each tenant has few rows. Left alone: tables of less than 10,000 rows where you said
    /// how many, junctions, and tables with an index on the tenant column and an id that grows.
    ///
    /// # Fix
    /// Creates the index, newest first, over live rows where they are soft-deleted; it takes the place of one on the tenant alone.
    "list-index-missing", Group::Indexes, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["0:31", "2:139", "2:168", "3:93", "4:282", "4:446"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,created_at timestamptz); CREATE INDEX i ON t(org_id)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,created_at timestamptz); CREATE INDEX i ON t(org_id,created_at DESC)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Whether a column sorts rows by the time they came or changed.
fn sorts_by_time(column: &Column) -> bool {
    let grows = column.identity.is_some()
        || column
            .default
            .as_deref()
            .is_some_and(|default| default.contains("nextval"));
    column.data_type.name.starts_with("timestamp") || column.data_type.name == "date" || grows
}

fn columns<'t>(context: &Context<'_>, table: &'t Table) -> Option<(&'t Column, &'t Column)> {
    let tenant = context.tenant_column(table)?;
    let time = table
        .column_named("created_at")
        .filter(|column| column.data_type.name.starts_with("timestamp"))?;
    Some((table.column(tenant.id)?, time))
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some((tenant, time)) = columns(context, table) else {
        return;
    };
    let small = context.rows(table.id).is_some_and(|rows| rows < 10_000);
    if small || shape::is_junction(table) || context.class(table.id) != TenancyClass::TenantScoped {
        return;
    }
    out.looked_at(1);
    let leads = |served: &shape::Served<'_>| served.columns.first() == Some(&tenant.id);
    // Without any index `tenant-unindexed` speaks, and its fix brings the time along.
    let mut indexed = false;
    for served in shape::served(table).filter(leads) {
        indexed |= served.btree;
        let rest = served
            .columns
            .iter()
            .skip(1)
            .filter_map(|id| table.column(*id));
        if served.btree && rest.into_iter().any(sorts_by_time) {
            return;
        }
    }
    if !indexed {
        return;
    }
    out.report(
        ObjectRef::Table(table.id),
        format!("has no index to list a tenant's rows by {}", time.name),
        format!("No index of {} holds {} and then a time.", table.name, tenant.name),
        format!("The newest rows of one tenant are found by reading and sorting all rows of that tenant in {}.", table.name),
    )
    .columns(&[tenant.id, time.id])
    .fix(format!("Create an index on ({}, {}), newest first.", tenant.name, time.name));
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let (tenant, time) = columns(context, table)?;
    let index = list_index(context, table, &[tenant.id, time.id], ids);
    let alone = table.indexes.iter().find(|other| {
        let plain = other.method == "btree" && !other.unique && other.include.is_empty();
        plain
            && other.predicate == index.predicate
            && other.leading_columns() == [tenant.id]
            && other.keys.len() == 1
    });
    let mut ops: Vec<Op> = alone
        .map(|alone| Op::RemovePart(ObjectRef::Index(table.id, alone.id)))
        .into_iter()
        .collect();
    ops.push(fix::put_index(table.id, index));
    Some(ops)
}

/// An index over live rows, the last of several columns newest first.
pub(crate) fn list_index(
    context: &Context<'_>,
    table: &Table,
    columns: &[ColumnId],
    ids: &mut IdSource,
) -> Index {
    let name = fix::relation_name(context, table, "idx", &table.column_names(columns));
    let mut index = Index::btree(ids.fresh(), &name, columns);
    index.predicate = shape::soft_delete(table).map(shape::live_predicate);
    if let Some(last) = index.keys.iter_mut().skip(1).next_back() {
        last.descending = true;
    }
    index
}
