//! `query-select-star`.

use crate::rules::prelude::*;

use crate::query::{Judged, SmellKind};
use crate::rules::queries::{each, pattern_of, report, rewrite};
use crate::sql::quote;

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
    /// Names the columns of the table in the place of `*`. Where several tables are read it is done by hand.
    "query-select-star", Group::Queries, None, Criterion::SchemaClarity,
    sources: ["ck:3001", "ep:no-select-star", "bb:statement.select.no-select-all"],
    fail: "-- query SELECT * FROM users WHERE org_id=$1",
    pass: "-- query SELECT email FROM users WHERE org_id=$1",
    check: Check::Schema(Reads::Queries, check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    each(context, out, |pattern, judged, out| {
        if judged
            .smells
            .iter()
            .any(|smell| smell.kind == SmellKind::SelectStar)
        {
            let mendable = named(context, pattern, judged).is_some();
            let finding = report(
                out,
                pattern,
                "selects every column",
                "It says * in place of the columns it needs.",
                "A column that is added later is read and sent too, however long it is.",
            );
            if mendable {
                finding.fix("Name the columns that it reads.");
            } else {
                finding.advice("Name the columns.");
            }
        }
    });
}

/// The query with the columns of its only table in the place of its only `*`.
fn named(context: &Context<'_>, pattern: &AccessPattern, judged: &Judged) -> Option<String> {
    let mut stars = judged
        .smells
        .iter()
        .filter(|smell| smell.kind == SmellKind::SelectStar);
    let (star, [one]) = (stars.next()?, judged.uses.as_slice()) else {
        return None;
    };
    if stars.next().is_some() || star.span.text(&pattern.sql) != "*" {
        return None;
    }
    let columns = context.table(one.table)?.columns.iter();
    let names: Vec<String> = columns
        .map(|column| quote::identifier(&column.name))
        .collect();
    let mut sql = pattern.sql.clone();
    sql.replace_range(star.span.start..star.span.end, &names.join(", "));
    Some(sql)
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let pattern = pattern_of(context, finding)?;
    let judged = context.judged().get(pattern.id)?;
    Some(vec![rewrite(pattern, named(context, pattern, judged)?)])
}
