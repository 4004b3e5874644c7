//! `mig-not-null-without-backfill`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column of a table with rows is filled before it becomes NOT NULL.
    ///
    /// # Why
    /// One row without a value is enough for PostgreSQL to refuse the statement, in the middle of the deploy.
    ///
    /// # When it is safe to ignore
    /// You know that every row has a value; a validated check says it to PostgreSQL and to this rule.
    ///
    /// # Fix
    /// Put an UPDATE in batches before it.
    "mig-not-null-without-backfill", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:106", "0:107", "0:190", "1:64", "2:111"],
    fail: "ALTER TABLE t ALTER x2 SET NOT NULL",
    pass: "UPDATE t SET x2='' WHERE x2 IS NULL;\n-- next file\nALTER TABLE t ALTER x2 SET NOT NULL",
    refused: true,
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script) {
        let (Action::SetNotNull(column), Some(before)) = (&at.change.action, at.before()) else {
            continue;
        };
        found.looked_at(1);
        let already = before.column_named(column).is_some_and(|one| one.not_null);
        if already || proves_not_null(before, column) || is_filled(&at, column) {
            continue;
        }
        at.report(
            found,
            at.column(column),
            "becomes NOT NULL, and nothing fills it before",
            "No statement before it gives a value to rows that have none.".to_string(),
            "One such row is enough for PostgreSQL to refuse the statement.",
        )
        .advice(format!(
            "Fill {column} where it is null, in batches, in a file before this one."
        ));
    }
}

/// Whether an UPDATE, or the column's default when it was added, gave every row a value.
fn is_filled(at: &At<'_>, column: &str) -> bool {
    at.earlier().any(|other| {
        other.same_table(at)
            && match &other.change.action {
                Action::Update(change) => change.columns.iter().any(|name| name == column),
                Action::AddColumn(new) => new.column.name == column && new.column.default.is_some(),
                _ => false,
            }
    })
}
