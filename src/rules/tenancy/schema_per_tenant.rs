//! `schema-per-tenant`.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// One set of tables serves all tenants; it is not repeated in a schema for each.
    ///
    /// # Why
    /// Every migration must run once a tenant, catalogues grow with each, and a query across tenants is a union of all schemas.
    ///
    /// # When it is safe to ignore
    /// Tenants have schemas of their own on purpose: set the tenancy mode to schema, and the rules of shared tables fall silent.
    ///
    /// # Fix
    /// None by itself: set the tenancy mode, or move the rows into one set of tables with a tenant column.
    "schema-per-tenant", Group::Tenancy, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["2:19", "2:68", "3:90"],
    fail: "CREATE SCHEMA tenant_a; CREATE SCHEMA tenant_b; CREATE TABLE tenant_a.o(id uuid PRIMARY KEY); CREATE TABLE tenant_b.o(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    check: Check::Schema(Reads::Names, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut schemas: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for table in context
        .schema
        .tables
        .values()
        .filter(|table| !table.is_partition())
    {
        schemas
            .entry(&table.header.schema)
            .or_default()
            .insert(&table.header.name);
    }
    if context.mode != TenancyMode::Shared || schemas.len() < 2 {
        return;
    }
    out.looked_at(1);
    let mut alike: BTreeSet<&str> = BTreeSet::new();
    for (schema, tables) in &schemas {
        for (other, others) in schemas.range(*schema..).skip(1) {
            let common = tables.intersection(others).count();
            // At least four in five of the larger one's tables.
            if common * 5 >= tables.len().max(others.len()) * 4 {
                alike.extend([*schema, *other]);
            }
        }
    }
    if alike.is_empty() {
        return;
    }
    let names: Vec<&str> = alike.into_iter().collect();
    out.report(
        ObjectRef::Whole,
        "holds the same tables in several schemas",
        format!("{} have four in five tables in common.", names.join(", ")),
        "Each migration runs once a schema, and a question across tenants asks each in turn.",
    )
    .subject("The schema")
    .advice("Set the tenancy mode to schema, or keep one set of tables with a tenant column.");
}
