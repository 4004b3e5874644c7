//! `query-invalid`.

use crate::rules::prelude::*;

use crate::query::line_and_column;
use crate::rules::queries::{each, pattern_of, report, rewrite};

declare_rule! {
    /// # What
    /// Every table, view and column that a declared query names is there, and no name is ambiguous.
    ///
    /// # Why
    /// A misspelt column is found when the query first runs, which may be in production. The schema is here, so it can be
    /// found now.
    ///
    /// # When it is safe to ignore
    /// The query names what the schema does not hold: a table of an extension, or of another database. Functions and the
    /// columns they give are not looked at, and neither are catalogs.
    ///
    /// # Fix
    /// Writes the nearest name in its place, where one is near.
    "query-invalid", Group::Queries, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["1:21", "1:73", "0:89"],
    fail: "-- query SELECT emial FROM users",
    pass: "-- query SELECT email FROM users",
    refused: true,
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        for problem in &judged.problems {
            let (line, column) = line_and_column(&pattern.sql, problem.span.start);
            let finding = report(
                out,
                pattern,
                format!("does not run: {}", problem.message),
                format!(
                    "PostgreSQL refuses line {line}, column {column}: {}.",
                    problem.message
                ),
                "The application fails when it first runs this query.",
            );
            match &problem.suggestion {
                Some(name) if !problem.span.text(&pattern.sql).is_empty() => {
                    finding.fix(format!("Write {name} in its place."));
                }
                _ => {
                    finding.advice("Correct the query, or draw what it names.");
                }
            }
        }
    });
}

/// Puts the name that was meant in the place of the wrong one.
fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let judged = context.judged().get(pattern.id)?;
    let problem = judged
        .problems
        .iter()
        .find(|problem| finding.title.ends_with(&problem.message))?;
    let name = problem.suggestion.as_ref()?;
    let written: Vec<&str> = name.split('.').collect();
    let written: Vec<String> = written
        .into_iter()
        .map(crate::sql::quote::identifier)
        .collect();
    let mut sql = pattern.sql.clone();
    sql.get(problem.span.start..problem.span.end)?;
    sql.replace_range(problem.span.start..problem.span.end, &written.join("."));
    Some(vec![rewrite(pattern, sql)])
}
