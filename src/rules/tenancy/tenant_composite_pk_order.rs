//! `tenant-composite-pk-order`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A composite key that holds the tenant column begins with it.
    ///
    /// # Why
    /// The index behind the key can then find one tenant's rows; in any other order it cannot.
    ///
    /// # When it is safe to ignore
    /// Another index begins with the tenant column: such tables are left alone.
    ///
    /// # Fix
    /// Puts the tenant column first in the key. Foreign keys to it do not depend on the order.
    "tenant-composite-pk-order", Group::Tenancy, Some(Severity::Info), Criterion::MultiTenancy,
    sources: ["3:93", "citus"],
    fail: "CREATE TABLE t(id uuid,org_id uuid REFERENCES organizations,PRIMARY KEY(id,org_id))",
    pass: "CREATE TABLE t(id uuid,org_id uuid REFERENCES organizations,PRIMARY KEY(org_id,id))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(tenant) = context.tenant_column(table) else {
        return;
    };
    let leads = shape::leads_with(table, &[tenant.id]);
    for constraint in &table.constraints {
        let Some(key) = constraint
            .key()
            .filter(|key| key.columns.len() > 1 && key.columns.contains(&tenant.id))
        else {
            continue;
        };
        out.looked_at(1);
        if leads || key.columns.first() == Some(&tenant.id) {
            continue;
        }
        out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            "does not begin with the tenant",
            format!(
                "{} holds {} after other columns.",
                constraint.name, tenant.name
            ),
            format!(
                "The index behind it cannot find one tenant's rows of {}.",
                table.name
            ),
        )
        .fix(format!("Put {} first.", tenant.name));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, constraint) = fix::constraint(context, finding.cause)?;
    let tenant = context.tenant_column(table)?.id;
    let mut changed = constraint.clone();
    let (ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key)) = &mut changed.kind else {
        return None;
    };
    key.columns.retain(|column| *column != tenant);
    key.columns.insert(0, tenant);
    let mut after = table.clone();
    for other in after
        .constraints
        .iter_mut()
        .filter(|other| other.id == changed.id)
    {
        *other = changed.clone();
    }
    let mut ops = vec![fix::put_constraint(table.id, changed)];
    ops.extend(fix::indexes_for_keys(context, table, &after, ids));
    Some(ops)
}
