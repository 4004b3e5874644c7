//! `query-soft-delete-unfiltered`.

use crate::rules::prelude::*;

use crate::query::{Access, Serving, TableUse};
use crate::rules::queries::amend::with_condition;
use crate::rules::queries::{each, pattern_of, report, rewrite};
use crate::sql::quote;

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
    fix: Some(fix),
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
            let condition = amended(pattern, one, marker);
            let finding = report(
                out,
                pattern,
                format!("reads deleted rows of {}", table.name),
                format!(
                    "{} marks deleted rows with {}, which no condition names.",
                    table.name, marker.name
                ),
                "Rows that people deleted show up again.",
            );
            finding.columns(&[marker.id]);
            let text = format!("Add {live} to its conditions.");
            match condition {
                Some(_) => finding.fix(text),
                None => finding.advice(text),
            };
        }
    });
}

/// The query with the condition that leaves deleted rows of a table out.
fn amended(pattern: &AccessPattern, one: &TableUse, marker: &Column) -> Option<String> {
    let live = shape::live_predicate(marker);
    let named = format!("{}.{live}", quote::identifier(&one.alias));
    // A flag is told by NOT, whose column stands second.
    let condition = match live.strip_prefix("NOT ") {
        Some(flag) => format!("NOT {}.{flag}", quote::identifier(&one.alias)),
        None => named,
    };
    with_condition(&pattern.sql, one.span.start, &condition)
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let marked = finding.columns.first()?;
    let judged = context.judged().get(pattern.id)?;
    judged.uses.iter().find_map(|one| {
        let marker = context.table(one.table)?.column(*marked)?;
        (one.access == Access::Read && !one.tested.contains(marked))
            .then(|| amended(pattern, one, marker))
            .flatten()
            .map(|sql| vec![rewrite(pattern, sql)])
    })
}
