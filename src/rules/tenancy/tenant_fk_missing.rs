//! `tenant-fk-missing`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The tenant column is held by a foreign key: to the table of tenants, or with it to another tenant-scoped table.
    ///
    /// # Why
    /// Without the key a row can name a tenant that does not exist, and removing a tenant leaves its rows behind.
    ///
    /// # When it is safe to ignore
    /// The table of tenants lives in another database. Partitions have their parent's keys, and a composite key that carries the
    /// tenant column counts.
    ///
    /// # Fix
    /// Adds the foreign key to the table of tenants, rows going with their tenant.
    "tenant-fk-missing", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:63", "2:165", "3:242"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let (Some(column), Some(root)) = (context.tenant_column(table), context.root()) else {
        return;
    };
    out.looked_at(1);
    let held = table.foreign_keys().any(|(_, key)| {
        let class = key.target.table().map(|target| context.class(target));
        key.columns.contains(&column.id)
            && (matches!(
                class,
                Some(TenancyClass::Root | TenancyClass::TenantScoped | TenancyClass::Bridge)
            ) || matches!(key.target, ReferenceTarget::External { .. }))
    });
    if held || !table.inherits.is_empty() {
        return;
    }
    let root_key = root_key(root);
    let finding = out.report(
        ObjectRef::Column(table.id, column.id),
        format!("does not reference {}", root.qualified_name()),
        format!("No foreign key ties {} to {}.", column.name, root.name),
        format!("A row of {} can name a tenant that does not exist, and stays when its tenant is removed.", table.name),
    );
    match root_key {
        Some(key) if context.same_type(&key.data_type, &column.data_type) => {
            finding.fix(format!(
                "Add a foreign key to {} ({}), ON DELETE CASCADE.",
                root.name, key.name
            ));
        }
        _ => {
            finding.advice(format!(
                "Give {} the type of the key of {}, then add a foreign key to it.",
                column.name, root.name
            ));
        }
    }
}

fn root_key(root: &Table) -> Option<&Column> {
    match root.primary_key_columns() {
        [key] => root.column(*key),
        _ => None,
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let root = context.root()?;
    let constraint = fix::new_foreign_key(
        table,
        vec![(column.id, &column.name)],
        root,
        vec![root_key(root)?.id],
        Some(ReferentialAction::Cascade),
        ids,
    );
    Some(vec![fix::put_constraint(table.id, constraint)])
}
