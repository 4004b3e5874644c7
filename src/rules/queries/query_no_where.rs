//! `query-no-where`.

use crate::rules::prelude::*;

use crate::query::SmellKind;
use crate::rules::queries::{each, report};

declare_rule! {
    /// # What
    /// An UPDATE or DELETE says in WHERE which rows it changes.
    ///
    /// # Why
    /// Without WHERE one run changes every row of every tenant. It is the most costly line to leave out.
    ///
    /// # When it is safe to ignore
    /// A script that fills an empty table. Temporary tables are not in the schema and not looked at.
    ///
    /// # Fix
    /// Add the conditions; to empty a table, write TRUNCATE.
    "query-no-where", Group::Queries, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["0:46", "0:122", "pgls:banUpdateWithoutWhere", "dg:mutation_without_where", "ep:require-where-in-delete"],
    fail: "-- query DELETE FROM users",
    pass: "-- query DELETE FROM users WHERE org_id=$1",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        for smell in judged
            .smells
            .iter()
            .filter(|smell| smell.kind == SmellKind::NoWhere)
        {
            // Tables of this connection alone are not in the schema.
            let Some(table) = smell.table.and_then(|id| context.table(id)) else {
                continue;
            };
            report(
                out,
                pattern,
                format!("changes every row of {}", table.name),
                "It has no WHERE, or one that is always true.",
                "One run changes or removes the rows of every tenant, and holds a lock on all of them until it is done.",
            )
            .advice("Say which rows in WHERE; to empty a table, TRUNCATE says so.");
        }
    });
}
