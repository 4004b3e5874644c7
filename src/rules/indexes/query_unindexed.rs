//! `query-unindexed`.

use crate::rules::prelude::*;

use crate::query::{SMALL, Serving};
use crate::rules::queries::{create_indexes, each, report, suggestion_of};

declare_rule! {
    /// # What
    /// An index begins with what each declared query asks of a table: its tenant, then what is compared with a value, then
    /// the order or the range.
    ///
    /// # Why
    /// Without one the whole table is read each time. It is advice, told by the rules a planner goes by; EXPLAIN on real rows
    /// has the last word. A query that is not among the five most frequent is told as information.
    ///
    /// # When it is safe to ignore
    /// The table is small, what is asked leaves most rows anyway, or the query runs rarely and may take its time: give its
    /// latency target and the rows of the table, and it is told as fast enough. Left alone: tables of less than 10,000 rows
    /// where you said how many, and reference tables.
    ///
    /// # Fix
    /// Creates the index; one that another query needs as well is created once, and an index that it makes needless goes.
    "query-unindexed", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["0:30", "0:128", "0:153", "0:172", "0:181", "0:197", "1:17", "1:32", "1:81", "2:46", "2:47", "2:122", "2:151", "3:74", "3:75", "4:48", "4:443", "4:444", "4:460", "4:605", "4:643", "sp/pganalyze/index_advisor"],
    fail: "-- query SELECT user_id FROM users WHERE email=$1",
    pass: "-- query SELECT name FROM organizations WHERE org_id=$1",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let top: Vec<AccessPatternId> = context.most_frequent(5);
    each(context, out, |pattern, judged, out| {
        if !judged.problems.is_empty() || judged.verdict().is_covered() {
            return;
        }
        let mut told = Vec::new();
        for one in &judged.uses {
            let Some(table) = context
                .table(one.table)
                .filter(|table| !told.contains(&table.id))
            else {
                continue;
            };
            let small = context.rows(table.id).is_some_and(|rows| rows < SMALL);
            let reference = context.class(table.id) == TenancyClass::Reference
                && context.rows(table.id).is_none();
            if small || reference || !matches!(one.serving, Serving::None | Serving::Part) {
                continue;
            }
            told.push(table.id);
            let rows = one
                .rows_read
                .map_or_else(String::new, |rows| format!(" (about {rows} rows)"));
            let (title, what) = match one.serving {
                Serving::Part => (
                    format!("looks through all rows of a tenant in {}", table.name),
                    format!(
                        "{} finds the tenant{rows}; what else is asked, or the order, it does not hold.",
                        one.index_name.as_deref().unwrap_or("An index")
                    ),
                ),
                _ => (
                    format!("is served by no index of {}", table.name),
                    format!(
                        "No index of {} begins with what is asked, so all of it is read{rows}.",
                        table.name
                    ),
                ),
            };
            let serves = suggestion_of(context, pattern.id, table.id);
            let finding = report(
                out,
                pattern,
                title,
                what,
                format!("It takes longer as {} grows.", table.name),
            );
            finding.columns(&one.equal);
            if one.serving == Serving::Part || !top.contains(&pattern.id) {
                finding.at_most(if top.contains(&pattern.id) {
                    Severity::Warning
                } else {
                    Severity::Info
                });
            }
            match serves {
                Some(index) => finding.fix(format!("Create an {index}.")),
                None => finding
                    .advice("Ask for something an index can hold, or say how many rows there are."),
            };
        }
    });
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    create_indexes(context, finding, ids)
}
