//! `query-multi-write-no-tx`.

use crate::rules::prelude::*;

use crate::rules::queries::{each, pattern_of, report, rewrite};

declare_rule! {
    /// # What
    /// Statements that write together stand in one transaction.
    ///
    /// # Why
    /// When the second statement fails, or the process stops between the two, what the first wrote stays.
    ///
    /// # When it is safe to ignore
    /// The runner opens the transaction: then declare the statements with BEGIN and COMMIT as they run. One statement that
    /// writes twice (WITH) is one transaction by itself.
    ///
    /// # Fix
    /// Puts BEGIN before and COMMIT after them.
    "query-multi-write-no-tx", Group::Queries, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:26", "2:92", "2:100", "2:140", "4:67", "4:504"],
    fail: "-- query UPDATE users SET email=$1 WHERE user_id=$2;INSERT INTO p(id,org_id) VALUES($1::uuid,$2)",
    pass: "-- query BEGIN;UPDATE users SET email=$1 WHERE user_id=$2;INSERT INTO p(id,org_id) VALUES($1::uuid,$2);COMMIT",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        if judged.writes < 2 || judged.transaction {
            return;
        }
        report(
            out,
            pattern,
            "writes more than once without a transaction",
            format!(
                "{} statements write, and each is kept by itself.",
                judged.writes
            ),
            "When the second fails, what the first wrote stays, and nobody knows.",
        )
        .fix("Put BEGIN before the first and COMMIT after the last.");
    });
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let inner = pattern.sql.trim().trim_end_matches(';');
    Some(vec![rewrite(pattern, format!("BEGIN;\n{inner};\nCOMMIT"))])
}
