//! `soft-delete-flag-drift`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table that has both deleted_at and is_deleted keeps the two from saying different things.
    ///
    /// # Why
    /// One path sets the one, another the other. The row is then gone from one list and there in the next, and nobody knows which
    /// is right.
    ///
    /// # When it is safe to ignore
    /// A trigger sets one from the other. Tables where one of the two is generated, or a check ties them, are left alone.
    ///
    /// # Fix
    /// Makes is_deleted a generated column: true where deleted_at is set.
    "soft-delete-flag-drift", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:70", "3:246"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,deleted_at timestamptz,is_deleted boolean NOT NULL DEFAULT false)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,deleted_at timestamptz,is_deleted boolean GENERATED ALWAYS AS(deleted_at IS NOT NULL) STORED)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let (Some(time), Some(flag)) = (
        table.column_named("deleted_at"),
        table.column_named("is_deleted"),
    ) else {
        return;
    };
    out.looked_at(1);
    let generated = time.generated.is_some() || flag.generated.is_some();
    let tied = shape::checks(table).any(|check| {
        expression::mentions(check, &time.name) && expression::mentions(check, &flag.name)
    });
    if generated || tied || flag.inherited {
        return;
    }
    let finding = out.report(
        ObjectRef::Column(table.id, flag.id),
        "may say something else than deleted_at",
        "Both are stored, and nothing ties them.",
        format!(
            "A row of {} can be deleted by one and live by the other.",
            table.name
        ),
    );
    finding.columns(&[time.id, flag.id]);
    if flag.data_type.is("boolean") {
        finding.fix("Generate is_deleted from deleted_at.");
    } else {
        finding.advice("Keep deleted_at alone.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::change_column(context, table, column.id, |column| {
        column.default = None;
        column.generated = Some(Generated {
            expression: "deleted_at IS NOT NULL".to_string(),
            stored: true,
        });
    })
}
