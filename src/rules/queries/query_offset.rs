//! `query-offset`.

use crate::rules::prelude::*;

use crate::query::{SMALL, SmellKind};
use crate::rules::queries::{each, report};

declare_rule! {
    /// # What
    /// A query that gives pages goes on from the last row of the page before (keyset), not by OFFSET.
    ///
    /// # Why
    /// OFFSET 10000 reads ten thousand rows to throw them away. Pages grow slower as people scroll, and rows added meanwhile
    /// move the pages.
    ///
    /// # When it is safe to ignore
    /// The table is small (less than 10,000 rows where you said how many), or only administrators page through it; or your
    /// house pages by OFFSET, which the setting pagination says.
    ///
    /// # Fix
    /// Compare with the last row: WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3.
    "query-offset", Group::Queries, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:99", "3:163", "4:404", "4:65"],
    fail: "-- query SELECT email FROM users ORDER BY email LIMIT $1 OFFSET $2",
    pass: "-- query SELECT email FROM users WHERE email>$1 ORDER BY email LIMIT $2",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.stances.value("pagination") != "keyset" {
        return;
    }
    each(context, out, |pattern, judged, out| {
        let small = judged
            .uses
            .iter()
            .all(|one| context.rows(one.table).is_some_and(|rows| rows < SMALL));
        let paged = judged
            .smells
            .iter()
            .any(|smell| smell.kind == SmellKind::Offset);
        if !paged || small || pattern.global.is_some() {
            return;
        }
        report(
            out,
            pattern,
            "pages with OFFSET",
            "OFFSET reads all rows before the page and throws them away.",
            "Each page takes longer than the one before, and rows that are added meanwhile show twice or never.",
        )
        .advice("Remember the last row of the page and ask for what follows it: WHERE (created_at, id) < ($1, $2).");
    });
}
