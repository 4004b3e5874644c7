//! `index-tenant-not-first`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A btree index of a tenant table begins with the tenant column.
    ///
    /// # Why
    /// Queries filter by tenant first. An index that begins with another column mixes all tenants' rows: it reads more than the
    /// one tenant has, and the busier the other tenants, the slower.
    ///
    /// # When it is safe to ignore
    /// The index serves work across tenants, such as a cleanup by age. Left alone: indexes that lead with a foreign key, a key
    /// column or a globally unique column, and every method but btree.
    ///
    /// # Fix
    /// Puts the tenant column before the others.
    "index-tenant-not-first", Group::Tenancy, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["0:45", "2:124", "2:139", "2:168", "3:93", "3:242", "3:264"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,created_at timestamptz); CREATE INDEX i ON t(created_at)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,created_at timestamptz); CREATE INDEX i ON t(org_id,created_at DESC)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(tenant) = context.tenant_column(table) else {
        return;
    };
    let referencing = shape::referencing_columns(table);
    for index in table
        .indexes
        .iter()
        .filter(|index| index.method == "btree" && !index.unique)
    {
        out.looked_at(1);
        let Some(first) = index
            .keys
            .first()
            .and_then(IndexKey::column)
            .and_then(|id| table.column(id))
        else {
            continue;
        };
        let narrows = first.id == tenant.id
            || referencing.contains(&first.id)
            || table.primary_key_columns().contains(&first.id)
            || first.name.ends_with("_id")
            || super::unique_without_tenant::is_globally_unique(context, first);
        let pinned = index
            .predicate
            .as_deref()
            .is_some_and(|predicate| expression::mentions(predicate, &tenant.name));
        // A marker of work to be done is looked up by a worker across tenants.
        if narrows
            || pinned
            || index.predicate.is_some() && context.stances.value("tenant.strict_keys") != "on"
        {
            continue;
        }
        out.report_columns(
            table,
            ObjectRef::Index(table.id, index.id),
            &[first.id],
            format!("leads the index {} before the tenant", index.name),
            format!(
                "{} begins with {}, not with {}.",
                index.name, first.name, tenant.name
            ),
            format!(
                "One tenant's query through {} walks over every tenant's entries.",
                index.name
            ),
        )
        .fix(format!("Put {} first in {}.", tenant.name, index.name));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    let tenant = context.tenant_column(table)?;
    let mut changed = index.clone();
    changed.keys.retain(|key| key.column() != Some(tenant.id));
    changed.keys.insert(0, IndexKey::column_key(tenant.id));
    changed.include.retain(|column| *column != tenant.id);
    Some(vec![fix::put_index(table.id, changed)])
}
