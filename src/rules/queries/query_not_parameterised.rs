//! `query-not-parameterised`.

use crate::rules::prelude::*;

use crate::query::SmellKind;
use crate::rules::queries::{each, excerpt, report};

declare_rule! {
    /// # What
    /// A declared query sends its values as parameters, never as text put into the statement.
    ///
    /// # Why
    /// Text that is put into a statement is read as SQL. One field that takes a quote is enough to read or drop every table.
    ///
    /// # When it is safe to ignore
    /// What is put in is a name from a fixed list in the program, never what a person typed. Constant strings and enum values
    /// are not marked.
    ///
    /// # Fix
    /// Write $1 and send the value beside the statement.
    "query-not-parameterised", Group::Queries, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["0:89", "1:20", "1:22", "3:55", "3:114", "3:151", "3:268"],
    fail: "-- query SELECT email FROM users WHERE email='${email}'",
    pass: "-- query SELECT email FROM users WHERE email=$1",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        let Some(smell) = judged
            .smells
            .iter()
            .find(|smell| smell.kind == SmellKind::Interpolated)
        else {
            return;
        };
        let text = excerpt(&pattern.sql, smell.span);
        report(
            out,
            pattern,
            "puts text into the statement",
            format!("{text} is filled in by the program before the statement is sent."),
            "Whoever controls that text can read and change anything the application may.",
        )
        .advice("Write a parameter ($1) and send the value beside the statement.");
    });
}
