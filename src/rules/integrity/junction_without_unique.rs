//! `junction-without-unique`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table that joins two others holds each pair once.
    ///
    /// # Why
    /// The same pair gets in twice on a double click or a retry, and every count over the join is then too high.
    ///
    /// # When it is safe to ignore
    /// The table is a history in which a pair comes again. Tables with attributes of their own are left alone.
    ///
    /// # Fix
    /// Adds a unique key on the pair.
    "junction-without-unique", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:25", "3:35"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,user_id uuid REFERENCES users,p_id uuid REFERENCES p(id))",
    pass: "CREATE TABLE t(user_id uuid REFERENCES users,p_id uuid REFERENCES p(id),PRIMARY KEY(user_id,p_id))",
    check: Check::Table(check),
    fix: Some(fix),
}

/// The two columns a pure junction joins by, the tenant column aside.
fn pair(context: &Context<'_>, table: &Table) -> Option<Vec<ColumnId>> {
    if !shape::is_pure_junction(table)
        || shape::is_append_only(table)
        || table.partitioning.is_some()
    {
        return None;
    }
    let tenant = context.tenant_column(table).map(|column| column.id);
    let mut columns = Vec::new();
    for (_, key) in table.foreign_keys() {
        for column in key.columns.iter().filter(|id| Some(**id) != tenant) {
            let name = table
                .column(*column)
                .map_or("", |column| column.name.as_str());
            if !name.ends_with("_by") && !columns.contains(column) {
                columns.push(*column);
            }
        }
    }
    (columns.len() == 2).then_some(columns)
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(columns) = pair(context, table) else {
        return;
    };
    out.looked_at(1);
    let mut with_tenant = columns.clone();
    with_tenant.extend(context.tenant_column(table).map(|column| column.id));
    if shape::tells_apart(table, &with_tenant) {
        return;
    }
    let names = table.column_names(&columns).join(", ");
    out.report(
        ObjectRef::Table(table.id),
        "can hold the same pair twice",
        format!("No key of {} holds for ({names}).", table.name),
        format!("The same ({names}) stands there twice after a retry, and counts over the join are too high."),
    )
    .columns(&columns)
    .fix(format!("Add a unique key on ({names})."));
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut columns = pair(context, table)?;
    if let Some(tenant) = context.tenant_column(table) {
        columns.insert(0, tenant.id);
    }
    let unique = fix::new_unique(context, table, columns, ids);
    Some(vec![fix::put_constraint(table.id, unique)])
}
