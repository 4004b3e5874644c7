//! `tenant-unindexed`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Some index or key of a tenant table begins with the tenant column, over all rows or all live ones.
    ///
    /// # Why
    /// Every query of a tenant filters by it. Without the index each reads all tenants' rows to find one tenant's, and removing a
    /// tenant reads the whole table.
    ///
    /// # When it is safe to ignore
    /// The table stays small; say how many rows it has (under 10,000) and the finding is gone. It stands for `fk-unindexed` on
    /// the tenant column, which is not said twice.
    ///
    /// # Fix
    /// Creates an index on the tenant column, with created_at after it where the table has one, newest first.
    "tenant-unindexed", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:45", "0:79", "3:93", "3:242"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE INDEX idx_t_org_id ON t(org_id)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(column) = context.tenant_column(table) else {
        return;
    };
    out.looked_at(1);
    if leads(table, column.id) || context.rows(table.id).is_some_and(|rows| rows < 10_000) {
        return;
    }
    let (columns, order) = match created_at(table) {
        Some(time) => (format!("{}, {}", column.name, time.name), ", newest first"),
        None => (column.name.clone(), ""),
    };
    out.report(
        ObjectRef::Column(table.id, column.id),
        "leads no index",
        format!(
            "No whole index or key of {} begins with {}.",
            table.name, column.name
        ),
        match context.rows(table.id) {
            Some(rows) => format!(
                "Each tenant's query reads all {rows} rows of {}.",
                table.name
            ),
            None => format!("Each tenant's query reads every tenant's {}.", table.name),
        },
    )
    .fix(format!(
        "Create an index on {} ({columns}){order}.",
        table.name
    ));
}

/// Whether an index begins with the column and holds every row, or every live one of a soft-delete table.
fn leads(table: &Table, column: ColumnId) -> bool {
    let live = shape::soft_delete(table)
        .map(shape::live_predicate)
        .map(|live| expression::normal(&live));
    shape::leads_with(table, &[column])
        || shape::served(table).any(|served| {
            served.btree
                && served.columns.first() == Some(&column)
                && served
                    .predicate
                    .is_some_and(|predicate| Some(expression::normal(predicate)) == live)
        })
}

fn created_at(table: &Table) -> Option<&Column> {
    table
        .column_named("created_at")
        .filter(|column| column.data_type.name.starts_with("timestamp"))
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let mut columns = vec![column.id];
    columns.extend(created_at(table).map(|time| time.id));
    let name = fix::relation_name(context, table, "idx", &table.column_names(&columns));
    let mut index = Index::btree(ids.fresh(), &name, &columns);
    if let Some(key) = index.keys.get_mut(1) {
        key.descending = true;
    }
    Some(vec![fix::put_index(table.id, index)])
}
