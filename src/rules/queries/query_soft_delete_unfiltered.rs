//! `query-soft-delete-unfiltered`.

use crate::rules::prelude::*;

use crate::query::{Access, Serving};
use crate::rules::queries::{each, report};

declare_rule! {
    /// # What
    /// A query over a table with soft deletion says whether it wants deleted rows.
    ///
    /// # Why
    /// Soft deletion works only as long as every query leaves out what is deleted. The one that forgets shows people what
    /// they removed.
    ///
    /// # When it is safe to ignore
    /// A report, a restore or an administrator reads deleted rows on purpose. A row found by its key is left alone, and so
    /// are global queries and views that leave out what is deleted.
    ///
    /// # Fix
    /// Add deleted_at IS NULL to the conditions, or read a view that has it.
    "query-soft-delete-unfiltered", Group::Queries, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["4:367", "4:402"],
    fail: "CREATE TABLE sd(id uuid PRIMARY KEY,org_id uuid,deleted_at timestamptz);\n-- query SELECT id FROM sd WHERE org_id=$1",
    pass: "CREATE TABLE sd(id uuid PRIMARY KEY,org_id uuid,deleted_at timestamptz);\n-- query SELECT id FROM sd WHERE org_id=$1 AND deleted_at IS NULL",
    check: Check::Schema(Reads::Queries, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        let mut told = Vec::new();
        for one in judged.uses.iter().filter(|one| one.access == Access::Read) {
            let Some(table) = context
                .table(one.table)
                .filter(|table| !told.contains(&table.id))
            else {
                continue;
            };
            let Some(marker) = shape::soft_delete(table) else {
                continue;
            };
            // A row found by its key may be wanted though it is deleted: to restore it, or to say that it is gone.
            let lookup = one.serving == Serving::Row;
            if lookup || one.tested.contains(&marker.id) || pattern.global.is_some() {
                continue;
            }
            told.push(table.id);
            let live = shape::live_predicate(marker);
            report(
                out,
                pattern,
                format!("reads deleted rows of {}", table.name),
                format!(
                    "{} marks deleted rows with {}, which no condition names.",
                    table.name, marker.name
                ),
                "Rows that people deleted show up again.",
            )
            .columns(&[marker.id])
            .advice(format!("Add {live} to its conditions."));
        }
    });
}
