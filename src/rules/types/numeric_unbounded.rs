//! `numeric-unbounded`.

use super::is_money;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An amount of money has a precision.
    ///
    /// # Why
    /// Without one 10.005 and 10.004999 are stored as they come, and totals do not match what the invoices show.
    ///
    /// # When it is safe to ignore
    /// Fractions of a coin are meant, such as prices per unit of use.
    ///
    /// # Fix
    /// Changes the type to numeric(12,2).
    "numeric-unbounded", Group::Types, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["2:35", "eslint-plugin-postgresql no-numeric-without-precision"],
    fail: "CREATE TABLE t(price numeric)",
    pass: "CREATE TABLE t(price numeric(12,2))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in table
        .columns
        .iter()
        .filter(|column| column.data_type.is("numeric") && is_money(column))
    {
        out.looked_at(1);
        if column.data_type.modifiers.is_empty() {
            out.report(
                ObjectRef::Column(table.id, column.id),
                "has no precision",
                format!("{} is numeric without a precision.", column.name),
                "Fractions of a coin are stored as they come, and totals do not match what people see.",
            )
            .fix("Change the type to numeric(12,2).");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::change_column(context, table, column.id, |column| {
        column.data_type = DataType::with_modifiers("numeric", &["12", "2"]);
    })
}
