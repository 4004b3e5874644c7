//! `tenant-fk-set-null`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A composite foreign key that carries the tenant column does not clear it when the parent goes.
    ///
    /// # Why
    /// ON DELETE SET NULL without a column list clears every column of the key. The delete then fails where the tenant column
    /// refuses null, and where it does not, the row loses its tenant.
    ///
    /// # When it is safe to ignore
    /// Never: PostgreSQL 15 and later take a column list; before that, RESTRICT says what is meant.
    ///
    /// # Fix
    /// Lists the other columns: ON DELETE SET NULL (those that may be null). Before PostgreSQL 15: RESTRICT.
    "tenant-fk-set-null", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["3:107", "squawk#1136"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,p_id uuid,FOREIGN KEY(org_id,p_id) REFERENCES p(org_id,id) ON DELETE SET NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,p_id uuid,FOREIGN KEY(org_id,p_id) REFERENCES p(org_id,id) ON DELETE SET NULL (p_id))",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Whether deleting the parent clears the tenant column of a composite key.
pub(crate) fn clears_tenant(key: &ForeignKey, tenant: ColumnId) -> bool {
    let listed = matches!(&key.on_delete, Some(ReferentialAction::SetNull(listed)) if listed.is_empty() || listed.contains(&tenant));
    listed && key.columns.len() > 1 && key.columns.contains(&tenant)
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(tenant) = context.tenant_column(table) else {
        return;
    };
    for (constraint, key) in table
        .foreign_keys()
        .filter(|(_, key)| key.columns.len() > 1)
    {
        out.looked_at(1);
        if !clears_tenant(key, tenant.id) {
            continue;
        }
        let target = context
            .target(key)
            .map_or("the parent", |target| target.name.as_str());
        let action = remedy(context, table, key, tenant.id);
        out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            "loses its tenant when the parent goes",
            format!(
                "{} sets {} to null with the rest of the key.",
                constraint.name, tenant.name
            ),
            if tenant.not_null {
                format!(
                    "Deleting a row of {target} fails, as {} refuses null.",
                    tenant.name
                )
            } else {
                format!(
                    "Deleting a row of {target} leaves rows of {} that belong to no tenant.",
                    table.name
                )
            },
        )
        .fix(match &action {
            ReferentialAction::SetNull(columns) => format!(
                "Clear only {}: ON DELETE SET NULL ({}).",
                table.column_names(columns).join(", "),
                table.column_names(columns).join(", ")
            ),
            _ => "Refuse the delete: ON DELETE RESTRICT.".to_string(),
        });
    }
}

fn remedy(
    context: &Context<'_>,
    table: &Table,
    key: &ForeignKey,
    tenant: ColumnId,
) -> ReferentialAction {
    let clearable =
        |id: &ColumnId| *id != tenant && table.column(*id).is_some_and(|column| !column.not_null);
    let others: Vec<ColumnId> = key.columns.iter().copied().filter(clearable).collect();
    if others.is_empty() || context.postgresql < 15 {
        ReferentialAction::Restrict
    } else {
        ReferentialAction::SetNull(others)
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, _, key) = fix::foreign_key(context, finding.cause)?;
    let tenant = context.tenant_column(table)?;
    fix::on_delete(
        context,
        finding.cause,
        remedy(context, table, key, tenant.id),
    )
}
