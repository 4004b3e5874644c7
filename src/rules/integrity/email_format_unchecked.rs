//! `email-format-unchecked`.

use crate::rules::prelude::*;
use crate::sql::quote;

declare_rule! {
    /// # What
    /// A column for e-mail addresses has a check of their form, or a domain that has one.
    ///
    /// # Why
    /// An address without an at sign is stored, and the mail that was to go there is not sent.
    ///
    /// # When it is safe to ignore
    /// The application checks addresses, as most do: patterns that are too strict refuse valid ones. The rule is off unless the
    /// document switches it on. Columns of type citext are left alone.
    ///
    /// # Fix
    /// Adds a check that there is something on both sides of an at sign.
    "email-format-unchecked", Group::Integrity, None, Criterion::DataIntegrity,
    sources: ["4:277"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,email varchar(255) NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,email varchar(255) NOT NULL CHECK(email ~* '^[^@]+@[^@]+$'))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in &table.columns {
        let text = column.data_type.is("text") || column.data_type.is("character varying");
        if !text || !(column.name == "email" || column.name.ends_with("_email")) {
            continue;
        }
        out.looked_at(1);
        if column.inherited || shape::is_checked(table, column) {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            "takes what is no address",
            format!("{} is {} without a check.", column.name, column.data_type),
            format!(
                "A mistyped {} is found out when the mail does not arrive.",
                column.name
            ),
        )
        .fix("Check that something stands on both sides of an at sign.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let name = fix::constraint_name(table, "chk", &[&column.name]);
    let expression = format!("{} ~* '^[^@]+@[^@]+$'", quote::identifier(&column.name));
    let kind = ConstraintKind::Check(crate::model::Check { expression });
    Some(vec![fix::put_constraint(
        table.id,
        Constraint::new(ids.fresh(), &name, kind),
    )])
}
