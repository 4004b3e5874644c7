//! `fk-on-delete-implicit`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A foreign key says what happens to its rows when the row they reference is deleted.
    ///
    /// # Why
    /// Where nothing is said PostgreSQL refuses the delete, and nobody can tell whether that was meant. It shows when the first
    /// customer asks for their data to be removed.
    ///
    /// # When it is safe to ignore
    /// NO ACTION is what is meant: write it, and the finding is gone. (A dump leaves NO ACTION out, so a schema read from a dump
    /// cannot show that it was written.)
    ///
    /// # Fix
    /// States the action that fits: rows go with their tenant and with the tables a junction joins, an optional reference is
    /// cleared, anything else refuses.
    "fk-on-delete-implicit", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:37", "3:106", "3:107", "4:498", "schemalint reference-actions"],
    fail: "CREATE TABLE t(p_id uuid REFERENCES p(id))",
    pass: "CREATE TABLE t(p_id uuid REFERENCES p(id) ON DELETE RESTRICT)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn words(table: &Table, action: &ReferentialAction) -> String {
    match action {
        ReferentialAction::Cascade => "CASCADE".to_string(),
        ReferentialAction::SetNull(columns) if columns.is_empty() => "SET NULL".to_string(),
        ReferentialAction::SetNull(columns) => {
            format!("SET NULL ({})", table.column_names(columns).join(", "))
        }
        ReferentialAction::NoAction => "NO ACTION".to_string(),
        ReferentialAction::SetDefault(_) => "SET DEFAULT".to_string(),
        ReferentialAction::Restrict => "RESTRICT".to_string(),
    }
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for (constraint, key) in table.foreign_keys() {
        out.looked_at(1);
        if key.on_delete.is_some() || constraint.inherited {
            continue;
        }
        let target = match &key.target {
            ReferenceTarget::Table { table, .. } => context.name(*table),
            ReferenceTarget::External { table, .. } => table.to_string(),
        };
        let action = fix::natural_on_delete(context, table, key);
        out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            "does not say what a delete does",
            format!("{} states no ON DELETE action.", constraint.name),
            format!(
                "Deleting a row of {target} that {} still references fails, meant or not.",
                table.name
            ),
        )
        .fix(format!("State ON DELETE {}.", words(table, &action)));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, _, key) = fix::foreign_key(context, finding.cause)?;
    fix::on_delete(
        context,
        finding.cause,
        fix::natural_on_delete(context, table, key),
    )
}
