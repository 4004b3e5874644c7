//! `value-range-unchecked`.

use crate::rules::prelude::*;
use crate::sql::quote;

declare_rule! {
    /// # What
    /// A quantity, price, amount, age, percentage or count that cannot be negative has a check that says so.
    ///
    /// # Why
    /// Two requests that each take the last item leave minus one, and nobody is told. The check refuses the second one.
    ///
    /// # When it is safe to ignore
    /// Negative values are meant. Left alone: ledgers, adjustments and other tables of movements, columns named as a balance, a
    /// difference or a change, and counts that only ever grow (retry_count).
    ///
    /// # Fix
    /// Adds a check for each such column: zero or more.
    "value-range-unchecked", Group::Integrity, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["0:23", "2:95", "3:106", "4:74", "4:492"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,quantity int NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,quantity int NOT NULL CHECK(quantity>=0))",
    check: Check::Table(check),
    fix: Some(fix),
}

const RANGED: &[&str] = &[
    "quantity",
    "qty",
    "price",
    "amount",
    "age",
    "percent",
    "percentage",
    "count",
];
/// Words of column names that may be negative.
const SIGNED: &[&str] = &[
    "delta",
    "diff",
    "difference",
    "change",
    "balance",
    "adjustment",
    "net",
    "offset",
    "signed",
    "profit",
];
/// Words of counts that only ever grow.
const GROWING: &[&str] = &[
    "retry",
    "retries",
    "attempt",
    "attempts",
    "failure",
    "failures",
    "failed",
    "error",
    "errors",
    "invocation",
    "sign",
    "transition",
    "view",
    "views",
    "click",
    "clicks",
    "impression",
    "impressions",
    "login",
    "download",
    "downloads",
    "hit",
    "hits",
    "run",
    "runs",
    "event",
    "events",
    "request",
    "requests",
    "access",
    "play",
    "visit",
    "visits",
    "usage",
    "version",
    "row",
    "rows",
];
/// Words of tables whose rows are movements, or measurements of any sign.
const MOVEMENTS: &[&str] = &[
    "ledger",
    "transaction",
    "entry",
    "journal",
    "adjustment",
    "movement",
    "balance",
    "delta",
    "diff",
    "refund",
    "posting",
];

fn is_ranged(column: &Column) -> bool {
    const NUMBERS: &[&str] = &[
        "integer",
        "bigint",
        "smallint",
        "numeric",
        "double precision",
        "real",
    ];
    let name = naming::snake(&column.name);
    let last = shape::last_word(&name);
    // Of counts only the stored ones: `count` alone is a column of a report.
    RANGED.contains(&last)
        && (last != "count" || name.len() > last.len())
        && NUMBERS.iter().any(|number| column.data_type.is(number))
        && !name
            .split('_')
            .any(|word| SIGNED.contains(&word) || (last == "count" && GROWING.contains(&word)))
}

fn unchecked(table: &Table) -> Vec<&Column> {
    let ranged = table
        .columns
        .iter()
        .filter(|column| is_ranged(column) && column.generated.is_none() && !column.inherited);
    let referencing = shape::referencing_columns(table);
    ranged
        .filter(|column| !shape::is_checked(table, column) && !referencing.contains(&column.id))
        .collect()
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if !table.columns.iter().any(is_ranged) || shape::has_word(table, MOVEMENTS) {
        return;
    }
    out.looked_at(1);
    let columns = unchecked(table);
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let ids: Vec<ColumnId> = columns.iter().map(|column| column.id).collect();
    if columns.is_empty() {
        return;
    }
    let (subject, verb) = (
        names.join(", "),
        if names.len() == 1 { "has" } else { "have" },
    );
    out.report_columns(
        table,
        ObjectRef::Table(table.id),
        &ids,
        "may be negative",
        format!("{subject} {verb} no check."),
        format!(
            "Two requests at once that each lower {} below zero both succeed.",
            names.join(" or ")
        ),
    )
    .fix(format!(
        "Check that {subject} {} zero or more.",
        if names.len() == 1 { "is" } else { "are" }
    ));
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let check = |column: &Column| {
        let name = fix::constraint_name(table, "chk", &[&column.name]);
        let kind = ConstraintKind::Check(crate::model::Check {
            expression: format!("{} >= 0", quote::identifier(&column.name)),
        });
        fix::put_constraint(table.id, Constraint::new(ids.fresh(), &name, kind))
    };
    Some(unchecked(table).into_iter().map(check).collect())
}
