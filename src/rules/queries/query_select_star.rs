//! `query-select-star`.

use crate::rules::prelude::*;

use crate::query::SmellKind;
use crate::rules::queries::{each, report};

declare_rule! {
    /// # What
    /// A query names the columns it wants.
    ///
    /// # Why
    /// With * a column that is added later is sent to every caller, and the order of columns becomes part of the contract.
    ///
    /// # When it is safe to ignore
    /// Your house style allows it, which is why the rule is off by default.
    ///
    /// # Fix
    /// Name the columns.
    "query-select-star", Group::Queries, None, Criterion::SchemaClarity,
    sources: ["ck:3001", "ep:no-select-star", "bb:statement.select.no-select-all"],
    fail: "-- query SELECT * FROM users WHERE org_id=$1",
    pass: "-- query SELECT email FROM users WHERE org_id=$1",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        if judged
            .smells
            .iter()
            .any(|smell| smell.kind == SmellKind::SelectStar)
        {
            report(
                out,
                pattern,
                "selects every column",
                "It says * in place of the columns it needs.",
                "A column that is added later is read and sent too, however long it is.",
            )
            .advice("Name the columns.");
        }
    });
}
