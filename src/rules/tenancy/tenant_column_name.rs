//! `tenant-column-name`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The tenant column has one name in the whole schema: the one that most tables use, or the one that the stance
    /// tenant.column says.
    ///
    /// # Why
    /// Queries, policies and reviews look for one word. Where the column has another name, the filter is forgotten and no search
    /// finds the place.
    ///
    /// # When it is safe to ignore
    /// The column is a second reference beside the tenant column (partner_org_id), which is left alone where the table has both.
    ///
    /// # Fix
    /// Renames the column, and the expressions of its table that name it.
    "tenant-column-name", Group::Tenancy, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["0:43", "0:123", "3:242"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,tenant_id uuid NOT NULL REFERENCES organizations)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let (Some(column), Some(name)) = (context.tenant_column(table), context.tenant_column_name())
    else {
        return;
    };
    out.looked_at(1);
    if column.name == name {
        return;
    }
    let said = match context.tenancy.column.as_deref() {
        Some(known) if known == name => "Most tables name their tenant column",
        _ => "The stance tenant.column names it",
    };
    let finding = out.report(
        ObjectRef::Column(table.id, column.id),
        format!("names the tenant differently from {name}"),
        format!("{said} {name}; {} calls it {}.", table.name, column.name),
        format!(
            "A filter, policy or search written for {name} passes {} by.",
            table.name
        ),
    );
    let text = format!("Rename it to {name}.");
    if fix::rename_column(context, table, column, name).is_some() {
        finding.fix(text);
    } else {
        finding.advice(format!(
            "{text} A view or function names it and changes with it."
        ));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::rename_column(context, table, column, context.tenant_column_name()?)
}
