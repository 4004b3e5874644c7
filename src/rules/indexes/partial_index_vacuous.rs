//! `partial-index-vacuous`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A partial index leaves some rows out.
    ///
    /// # Why
    /// IS NOT NULL on a column that refuses null holds for every row. The index is whole, yet the planner uses it only for
    /// queries that repeat the condition.
    ///
    /// # When it is safe to ignore
    /// The column is about to allow null.
    ///
    /// # Fix
    /// Takes the condition off.
    "partial-index-vacuous", Group::Indexes, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["pg-index-health 31"],
    fail: "CREATE TABLE t(a int NOT NULL); CREATE INDEX i ON t(a) WHERE a IS NOT NULL",
    pass: "CREATE TABLE t(a int); CREATE INDEX i ON t(a) WHERE a IS NOT NULL",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for index in &table.indexes {
        let Some(predicate) = index.predicate.as_deref() else {
            continue;
        };
        out.looked_at(1);
        let predicate = expression::normal(predicate);
        let column = predicate
            .strip_suffix(" is not null")
            .and_then(|name| table.column_named(name));
        let Some(column) = column.filter(|column| column.not_null) else {
            continue;
        };
        out.report(
            ObjectRef::Index(table.id, index.id),
            "leaves no row out",
            format!(
                "{} holds for rows where {} is not null, and it never is.",
                index.name, column.name
            ),
            format!(
                "Queries that do not repeat the condition cannot use {}.",
                index.name
            ),
        )
        .columns(&[column.id])
        .fix("Take the condition off.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    Some(vec![fix::put_index(
        table.id,
        Index {
            predicate: None,
            ..index.clone()
        },
    )])
}
