//! `query-unbounded`.

use crate::rules::prelude::*;

use crate::query::SMALL;
use crate::rules::queries::amend::with_last_clause;
use crate::rules::queries::{each, pattern_of, report, rewrite};

declare_rule! {
    /// # What
    /// A query that lists rows says how many at most.
    ///
    /// # Why
    /// What lists ten rows today lists all a tenant ever made. The first large tenant takes the memory of the application and
    /// the patience of the user.
    ///
    /// # When it is safe to ignore
    /// The table stays small. Lookups, counts, rows of one parent, reference tables, global queries and tables of less than
    /// 10,000 rows where you said how many are left alone.
    ///
    /// # Fix
    /// Add ORDER BY and LIMIT, and page on from the last row.
    "query-unbounded", Group::Queries, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["4:65", "3:99", "ep:require-limit"],
    fail: "-- query SELECT email FROM users WHERE org_id=$1 ORDER BY email",
    pass: "-- query SELECT email FROM users WHERE org_id=$1 ORDER BY email LIMIT 50",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        if !judged.unbounded || pattern.global.is_some() {
            return;
        }
        let large = judged.uses.iter().filter(|one| {
            let known_small = context.rows(one.table).is_some_and(|rows| rows < SMALL);
            let few = matches!(
                context.class(one.table),
                TenancyClass::Reference | TenancyClass::Root
            );
            !known_small && !few
        });
        let Some(table) = large.filter_map(|one| context.table(one.table)).next() else {
            return;
        };
        let finding = report(
            out,
            pattern,
            format!("lists all of {} at once", table.name),
            "It has no LIMIT, and nothing but the tenant holds its rows back.",
            "The first tenant with a hundred thousand rows gets them all, in one answer.",
        );
        match limited(&pattern.sql) {
            Some(_) => finding.fix("Add LIMIT 50, and page on from the last row."),
            None => finding.advice("Add ORDER BY and LIMIT, and page on from the last row."),
        };
    });
}

fn limited(sql: &str) -> Option<String> {
    with_last_clause(sql, "LIMIT 50")
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    Some(vec![rewrite(pattern, limited(&pattern.sql)?)])
}
