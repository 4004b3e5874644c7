//! `query-non-sargable`.

use crate::rules::prelude::*;

use crate::query::{NonSargableKind, SmellKind};
use crate::rules::queries::{create_indexes, each, excerpt, report, suggestion_of};

declare_rule! {
    /// # What
    /// Conditions are written so that an index can find the rows: the column stands alone on its side.
    ///
    /// # Why
    /// An index on email knows nothing of lower(email), of a cast, or of what ends in a word. All rows are read, however few
    /// fit. NOT IN with a null gives nothing at all.
    ///
    /// # When it is safe to ignore
    /// Another condition of the query already finds few rows by an index: these are not marked. Conditions with a matching
    /// expression index or trigram index are served, and so are tables of less than 10,000 rows where you said how many.
    ///
    /// # Fix
    /// Creates an index over the expression, or one of trigrams, where PostgreSQL can keep it; otherwise write the condition
    /// the other way round.
    "query-non-sargable", Group::Queries, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:45", "3:75", "4:64", "bb:statement.where.*", "ep:no-not-in-subquery", "ck:3007"],
    fail: "-- query SELECT email FROM users WHERE lower(email)=$1",
    pass: "-- query SELECT email FROM users WHERE email=$1",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        for one in judged
            .non_sargable
            .iter()
            .filter(|one| one.kind != NonSargableKind::Json)
        {
            let text = excerpt(&pattern.sql, one.span);
            let what = match &one.kind {
                NonSargableKind::Function(name) => format!(
                    "{text} calls {name}() on the column; an index holds the column as it is."
                ),
                NonSargableKind::Cast(name) => {
                    format!("{text} casts the column to {name}; an index holds it as it is.")
                }
                NonSargableKind::Operators | NonSargableKind::Json => {
                    format!("{text} reckons with the column; an index holds it as it is.")
                }
                NonSargableKind::Pattern => format!(
                    "{text} may begin with anything, and a btree is sorted by the beginning."
                ),
                NonSargableKind::Or => {
                    format!("{text} chooses between columns that do not all begin an index.")
                }
            };
            let advice = match &one.kind {
                NonSargableKind::Cast(_) | NonSargableKind::Operators | NonSargableKind::Json => {
                    "Leave the column alone on its side, and change the value instead."
                }
                NonSargableKind::Or => "Index each of the columns, or write UNION of two queries.",
                NonSargableKind::Function(_) | NonSargableKind::Pattern => {
                    "Index the expression, or write the condition without it."
                }
            };
            let serves = suggestion_of(context, pattern.id, one.table);
            let finding = report(
                out,
                pattern,
                "has a condition that no index finds",
                what,
                "Every row is read to test it.",
            );
            finding.columns(&one.column.into_iter().collect::<Vec<_>>());
            match (&one.kind, serves) {
                (NonSargableKind::Function(_) | NonSargableKind::Pattern, Some(index)) => {
                    finding.fix(format!("Create an {index}."))
                }
                _ => finding.advice(advice),
            };
        }
        for smell in &judged.smells {
            let (what, why, advice) = match smell.kind {
                SmellKind::NotInSubquery => (
                    "NOT IN gives nothing at all when one value of the subquery is null.",
                    "Rows go missing, and the planner cannot join.",
                    "Write NOT EXISTS.",
                ),
                SmellKind::CrossJoin => (
                    "Two tables stand in FROM, and no condition joins them.",
                    "Every row of the one is put beside every row of the other.",
                    "Join them, or write CROSS JOIN where that is meant.",
                ),
                _ => continue,
            };
            let title = match smell.kind {
                SmellKind::NotInSubquery => "asks NOT IN a subquery that may give null",
                _ => "puts two tables side by side",
            };
            report(out, pattern, title, what, why).advice(advice);
        }
    });
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    create_indexes(context, finding, ids)
}
