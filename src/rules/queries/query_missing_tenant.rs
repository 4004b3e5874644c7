//! `query-missing-tenant`.

use crate::rules::prelude::*;

use crate::query::{Access, TenantFilter};
use crate::rules::queries::{each, report};

declare_rule! {
    /// # What
    /// A declared query holds every tenant table it reads or writes to one tenant: by a value for the tenant column, by a
    /// join to a table that is held, by a foreign key that carries the tenant column, or by row security.
    ///
    /// # Why
    /// The rows of all tenants stand in one table. A query without the filter shows one customer the data of another, and no
    /// test with one tenant notices.
    ///
    /// # When it is safe to ignore
    /// A worker or report that is meant to read all tenants: mark the query as global and say why. Memberships found by their
    /// person are left alone, and so are tables whose row security compares the tenant column.
    ///
    /// # Fix
    /// Add the tenant column to the conditions of each table, or to the values of an INSERT.
    "query-missing-tenant", Group::Queries, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:46", "0:85", "0:87", "1:55", "1:56", "1:74", "3:93", "3:243", "0:92"],
    fail: "-- query SELECT email FROM users WHERE user_id=$1",
    pass: "-- query SELECT email FROM users WHERE org_id=$1 AND user_id=$2",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        let mut told = Vec::new();
        for one in judged
            .uses
            .iter()
            .filter(|one| one.tenant == TenantFilter::Missing)
        {
            let Some(table) = context.table(one.table) else {
                continue;
            };
            let Some(column) = context
                .tenant_column(table)
                .filter(|_| !told.contains(&one.alias))
            else {
                continue;
            };
            told.push(one.alias.clone());
            let (title, advice) = if one.access == Access::Insert {
                (
                    format!("adds rows to {} without {}", table.name, column.name),
                    format!("Give {} a value.", column.name),
                )
            } else {
                (
                    format!("reads {} without a filter on {}", table.name, column.name),
                    format!(
                        "Add {}.{} = $n to its conditions, or join {} on {}.",
                        one.alias, column.name, one.alias, column.name
                    ),
                )
            };
            report(
                out,
                pattern,
                title,
                format!(
                    "{} holds rows of every tenant, and nothing here holds them to one.",
                    table.name
                ),
                "One tenant is shown, or changes, the rows of another.",
            )
            .columns(&[column.id])
            .advice(advice);
        }
    });
}
