//! `float-for-money`.

use super::is_money;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Money is numeric, or an integer of the smallest coin.
    ///
    /// # Why
    /// Floating point cannot hold 0.10: sums drift by cents and two ways of adding the same rows differ. The type money rounds by
    /// the server's locale and loses the currency when that changes.
    ///
    /// # When it is safe to ignore
    /// The column is a measure of cost, such as a planner's, and no money.
    ///
    /// # Fix
    /// Changes the type to numeric(12,2).
    "float-for-money", Group::Types, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["2:35", "3:36", "4:47", "4:603", "sqlcheck 2001", "pg-index-health 33"],
    fail: "CREATE TABLE t(price double precision)",
    pass: "CREATE TABLE t(price numeric(12,2))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in &table.columns {
        let money = column.data_type.is("money");
        if !money && !is_money(column) {
            continue;
        }
        out.looked_at(1);
        if money || column.data_type.is("double precision") || column.data_type.is("real") {
            out.report(
                ObjectRef::Column(table.id, column.id),
                format!("holds money as {}", column.data_type),
                format!("{} is {}.", column.name, column.data_type),
                if money {
                    format!(
                        "{} is read in whatever currency the server's locale names.",
                        column.name
                    )
                } else {
                    format!(
                        "Sums of {} are off by cents, and differ with the order of the rows.",
                        column.name
                    )
                },
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
