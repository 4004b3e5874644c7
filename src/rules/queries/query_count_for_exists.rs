//! `query-count-for-exists`.

use crate::rules::prelude::*;

use crate::query::SmellKind;
use crate::rules::queries::amend::count_as_exists;
use crate::rules::queries::{each, excerpt, pattern_of, report, rewrite};

declare_rule! {
    /// # What
    /// Whether a row is there is asked with EXISTS, not with a count compared to zero.
    ///
    /// # Why
    /// EXISTS stops at the first row it finds. A count reads all of them for an answer of one bit.
    ///
    /// # When it is safe to ignore
    /// The number itself is shown as well.
    ///
    /// # Fix
    /// Write EXISTS (SELECT 1 FROM ...) in its place.
    "query-count-for-exists", Group::Queries, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["3:101", "3:45"],
    fail: "-- query SELECT count(*)>0 FROM users WHERE org_id=$1",
    pass: "-- query SELECT EXISTS(SELECT 1 FROM users WHERE org_id=$1)",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        let Some(smell) = judged
            .smells
            .iter()
            .find(|smell| smell.kind == SmellKind::CountForExists)
        else {
            return;
        };
        let finding = report(
            out,
            pattern,
            "counts all rows to see whether there is one",
            format!(
                "{} reads every row that fits.",
                excerpt(&pattern.sql, smell.span)
            ),
            "EXISTS stops at the first row; a count reads them all.",
        );
        match count_as_exists(&pattern.sql) {
            Some(_) => finding.fix("Write EXISTS (SELECT 1 FROM ...) in place of the count."),
            None => finding.advice("Write EXISTS (SELECT 1 FROM ...), or NOT EXISTS."),
        };
    });
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    Some(vec![rewrite(pattern, count_as_exists(&pattern.sql)?)])
}
