//! `cross-tenant-fk`.

use crate::model::tenancy::is_actor;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A foreign key between two tenant tables carries the tenant column.
    ///
    /// # Why
    /// A key over the id alone lets a row of one tenant point at a row of another. The application's checks are then all that
    /// keeps them apart, and one bad id shows one tenant's data inside another's.
    ///
    /// # When it is safe to ignore
    /// The parent is shared by all tenants (set its class), or the child shares the parent's own key. Columns that only say who
    /// acted (created_by) are reported as information.
    ///
    /// # Fix
    /// Gives the parent a unique key on the tenant column and its id, and makes the foreign key composite over both, with an index.
    "cross-tenant-fk", Group::Tenancy, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["0:46", "2:186", "3:95", "citus"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,p_id uuid REFERENCES p(id))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,p_id uuid,FOREIGN KEY(org_id,p_id) REFERENCES p(org_id,id))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(tenant) = context.tenant_column(table) else {
        return;
    };
    for (constraint, key) in table.foreign_keys() {
        let Some(target) = context.target(key) else {
            continue;
        };
        let Some(their_tenant) = context.tenant_column(target) else {
            continue;
        };
        out.looked_at(1);
        let shares_key = shape::same_set(&key.columns, table.primary_key_columns());
        if carries(key, tenant.id) || shares_key || carried_beside(table, key, tenant.id) {
            continue;
        }
        let names = table.column_names(&key.columns).join(", ");
        let actor = is_actor(table, key);
        let finding = out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            "can point into another tenant",
            format!(
                "The foreign key ({names}) to {} leaves out {}.",
                target.qualified_name(),
                tenant.name
            ),
            format!(
                "A row of {} can belong to one tenant and point at another tenant's row of {}.",
                table.name, target.name
            ),
        );
        let text = format!(
            "Carry {} in the key: ({}, {names}) references {}.",
            tenant.name, tenant.name, target.name
        );
        if composite(context, key, tenant, target, their_tenant).is_some() {
            finding.fix(text);
        } else {
            finding.advice(text);
        }
        if actor {
            finding.at_most(Severity::Info);
        }
    }
}

fn carries(key: &ForeignKey, tenant: ColumnId) -> bool {
    key.columns.contains(&tenant)
}

/// Whether another foreign key over the same columns carries the tenant: the simple one is then on its way out.
fn carried_beside(table: &Table, key: &ForeignKey, tenant: ColumnId) -> bool {
    table.foreign_keys().any(|(_, other)| {
        carries(other, tenant)
            && other.target.table() == key.target.table()
            && key
                .columns
                .iter()
                .all(|column| other.columns.contains(column))
    })
}

/// The key with the tenant in front, where the columns allow it.
fn composite(
    context: &Context<'_>,
    key: &ForeignKey,
    tenant: &Column,
    target: &Table,
    their_tenant: &Column,
) -> Option<ForeignKey> {
    let in_target = key.target.columns();
    if in_target.contains(&their_tenant.id)
        || !context.same_type(&tenant.data_type, &their_tenant.data_type)
    {
        return None;
    }
    let mut columns = vec![tenant.id];
    columns.extend(&key.columns);
    let mut referenced = vec![their_tenant.id];
    referenced.extend(in_target);
    let partitioned = target.partitioning.as_ref().is_some_and(|partitioning| {
        partitioning.keys.iter().any(|key| {
            !key.column()
                .is_some_and(|column| referenced.contains(&column))
        })
    });
    let on_delete = match &key.on_delete {
        Some(ReferentialAction::SetNull(listed)) if listed.is_empty() => {
            if context.postgresql >= 15 {
                Some(ReferentialAction::SetNull(key.columns.clone()))
            } else {
                Some(ReferentialAction::Restrict)
            }
        }
        other => other.clone(),
    };
    let clears_on_update = matches!(
        key.on_update,
        Some(ReferentialAction::SetNull(_) | ReferentialAction::SetDefault(_))
    );
    let sets_default = matches!(on_delete, Some(ReferentialAction::SetDefault(_)));
    (!partitioned && !clears_on_update && !sets_default).then_some(ForeignKey {
        columns,
        target: ReferenceTarget::Table {
            table: target.id,
            columns: referenced,
        },
        match_type: key.match_type,
        on_delete,
        on_update: key.on_update.clone(),
        period: key.period,
    })
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    carry_tenant(context, finding.cause, ids)
}

/// Makes a foreign key between two tenant tables composite over the tenant column, with the keys it needs at both ends; `None`
/// where its columns do not allow it, or it carries the tenant already.
pub fn carry_tenant(
    context: &Context<'_>,
    constraint: ObjectRef,
    ids: &mut IdSource,
) -> Option<Vec<Op>> {
    let (table, constraint, key) = fix::foreign_key(context, constraint)?;
    let target = context.target(key)?;
    let tenant = context.tenant_column(table)?;
    let their_tenant = context.tenant_column(target)?;
    let composite = composite(context, key, tenant, target, their_tenant)?;
    let mut ops = Vec::new();
    if !shape::is_unique_over(target, composite.target.columns()) {
        let unique = fix::new_unique(context, target, composite.target.columns().to_vec(), ids);
        ops.push(fix::put_constraint(target.id, unique));
    }
    ops.extend(index_ops(context, table, key, &composite, ids));
    let mut changed = constraint.clone();
    if !changed.named {
        changed.name = fix::constraint_name(table, "fk", &table.column_names(&composite.columns));
        changed.named = true;
    }
    changed.kind = ConstraintKind::ForeignKey(composite);
    ops.push(fix::put_constraint(table.id, changed));
    Some(ops)
}

/// An index for the composite key: the one that served the simple key gets the tenant in front, or a new one is made.
fn index_ops(
    context: &Context<'_>,
    table: &Table,
    key: &ForeignKey,
    composite: &ForeignKey,
    ids: &mut IdSource,
) -> Vec<Op> {
    if shape::leads_with(table, &composite.columns) {
        return Vec::new();
    }
    let simple = table.indexes.iter().find(|index| {
        let plain = index.method == "btree" && !index.unique && index.predicate.is_none();
        plain && index.keys.len() == key.columns.len() && index.leading_columns() == key.columns
    });
    match (simple, composite.columns.first()) {
        (Some(index), Some(tenant)) => {
            let mut changed = index.clone();
            changed.keys.insert(0, IndexKey::column_key(*tenant));
            vec![fix::put_index(table.id, changed)]
        }
        _ => vec![fix::new_index(context, table, &composite.columns, ids)],
    }
}
