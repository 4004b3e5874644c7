//! `query-missing-tenant`.

use crate::rules::prelude::*;

use crate::query::{Access, TableUse, TenantFilter};
use crate::rules::queries::amend::{fresh_parameter, with_condition};
use crate::rules::queries::{each, pattern_of, report, rewrite};
use crate::sql::quote;

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
    /// Adds the tenant column with a parameter to the conditions. An INSERT, or a query with an outer join, is changed by hand.
    "query-missing-tenant", Group::Queries, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:46", "0:85", "0:87", "1:55", "1:56", "1:74", "3:93", "3:243", "0:92"],
    fail: "-- query SELECT email FROM users WHERE user_id=$1",
    pass: "-- query SELECT email FROM users WHERE org_id=$1 AND user_id=$2",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
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
            let mendable = amended(pattern, one, column).is_some();
            let finding = report(
                out,
                pattern,
                title,
                format!(
                    "{} holds rows of every tenant, and nothing here holds them to one.",
                    table.name
                ),
                "One tenant is shown, or changes, the rows of another.",
            );
            finding.columns(&[column.id]);
            if mendable {
                finding.fix(advice);
            } else {
                finding.advice(advice);
            }
        }
    });
}

/// The query with the table held to one tenant by a parameter of its own; `None` for rows that are added.
fn amended(pattern: &AccessPattern, one: &TableUse, column: &Column) -> Option<String> {
    if one.access == Access::Insert {
        return None;
    }
    let parameter = fresh_parameter(&pattern.sql, &column.name)?;
    let (alias, name) = (
        quote::identifier(&one.alias),
        quote::identifier(&column.name),
    );
    with_condition(
        &pattern.sql,
        one.span.start,
        &format!("{alias}.{name} = {parameter}"),
    )
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let tenant = finding.columns.first()?;
    let judged = context.judged().get(pattern.id)?;
    judged.uses.iter().find_map(|one| {
        let column = context.table(one.table)?.column(*tenant)?;
        (one.tenant == TenantFilter::Missing)
            .then(|| amended(pattern, one, column))
            .flatten()
            .map(|sql| vec![rewrite(pattern, sql)])
    })
}
