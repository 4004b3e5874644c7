//! `query-currval`.

use crate::rules::prelude::*;

use crate::query::SmellKind;
use crate::rules::queries::{each, report};

declare_rule! {
    /// # What
    /// The key of a row just added comes from RETURNING, not from currval().
    ///
    /// # Why
    /// currval() depends on the connection, and names the sequence a second time. RETURNING gives the row itself.
    ///
    /// # When it is safe to ignore
    /// A script that runs by itself on one connection.
    ///
    /// # Fix
    /// Write INSERT ... RETURNING id, in WITH where the next statement needs it.
    "query-currval", Group::Queries, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["4:507", "3:234"],
    fail: "CREATE SEQUENCE s1;\n-- query SELECT currval('s1')",
    pass: "-- query INSERT INTO organizations(org_id) VALUES($1) RETURNING org_id",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        if judged
            .smells
            .iter()
            .any(|smell| smell.kind == SmellKind::Currval)
        {
            report(
                out,
                pattern,
                "asks currval() for the row just added",
                "currval() gives the last number this connection drew, whoever drew it.",
                "A trigger that draws from the same sequence, or a pool that changes the connection, gives the number of another row.",
            )
            .advice("Write INSERT ... RETURNING and use what it gives.");
        }
    });
}
