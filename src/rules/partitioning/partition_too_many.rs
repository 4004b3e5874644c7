//! `partition-too-many`.

use super::{key_columns, partitions};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table has at most 100 partitions, unless they are ranges of time; and it is not partitioned by list of tenants where there are
    /// many.
    ///
    /// # Why
    /// Planning reads the catalogue of every partition a query may touch, and each needs its own indexes, statistics and place in the
    /// cache of every connection. A list of tenants also needs a new partition for each customer.
    ///
    /// # When it is safe to ignore
    /// Every query names its partition. Ranges of time are left alone from PostgreSQL 14 on, which leaves out what a query cannot
    /// touch before it plans.
    ///
    /// # Fix
    /// None by itself: wider ranges, or a hash over the tenants.
    "partition-too-many", Group::Partitioning, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:120", "3:121", "3:122", "pgdesigner I019"],
    fail: "CREATE TABLE t(org_id uuid NOT NULL REFERENCES organizations) PARTITION BY LIST(org_id)",
    pass: "CREATE TABLE t(org_id uuid NOT NULL REFERENCES organizations) PARTITION BY HASH(org_id)",
    check: Check::Schema(Reads::KeysOnly, check),
    fix: None,
}

const MOST: usize = 100;

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    for table in context.schema.tables.values() {
        let Some(by) = table.header.partitioning.as_ref() else {
            continue;
        };
        out.looked_at(1);
        let count = partitions(context, table).len();
        let columns = key_columns(table, by).unwrap_or_default();
        let tenant = context.tenancy.column_of(table);
        let by_tenant = columns
            .first()
            .is_some_and(|column| Some(column.id) == tenant);
        let tenants = context.tenancy.root.and_then(|root| context.rows(root));
        let by_time = columns.first().is_some_and(|column| {
            column.data_type.name.starts_with("timestamp") || column.data_type.name == "date"
        });
        let pruned = by.method == PartitionMethod::Range && by_time && context.postgresql >= 14;
        let list_of_tenants = by.method == PartitionMethod::List && by_tenant;
        if let Some(tenants) = tenants.filter(|tenants| list_of_tenants && *tenants > MOST as u64) {
            out.report(
                ObjectRef::Table(table.id),
                "wants a partition for each tenant",
                format!(
                    "{} is partitioned by list of tenants, and there are {tenants}.",
                    table.header.name
                ),
                "Every new tenant needs a migration, and planning grows with their number.",
            )
            .advice("Partition by hash of the tenant column.");
        } else if count > MOST && !pruned {
            out.report(
                ObjectRef::Table(table.id),
                format!("has {count} partitions"),
                format!("More than {MOST} partitions hang on {}.", table.header.name),
                "Planning a query reads the catalogue of each one it may touch.",
            )
            .advice("Use wider ranges, or a hash with fewer partitions.");
        }
    }
}
