//! `tenant-column-missing`.

use std::borrow::Cow;

use crate::declare_rule;
use crate::model::{
    Column, ColumnId, ObjectRef, Op, ReferentialAction, Table, TenancyClass, naming,
};
use crate::rules::{Check, Context, Criterion, Finding, Findings, Group, IdSource, Severity, fix};

declare_rule! {
    /// # What
    /// A tenant-scoped table has the tenant column itself.
    ///
    /// A table is tenant-scoped when its foreign keys lead to the table of tenants, however far.
    ///
    /// # Why
    /// Without the column every query must join to find out whose row it is, one forgotten join shows rows to the wrong tenant,
    /// and neither row security nor an index can begin with the tenant.
    ///
    /// # When it is safe to ignore
    /// The table is shared by all tenants or is a look-up: set its class in the inspector. Where every key to the tenant may be null,
    /// it is information. Junctions with global tables and
    /// tables of migration tools are left alone.
    ///
    /// # Fix
    /// Adds the tenant column after the key, its foreign key to the table of tenants and its index. Rows that exist are filled in
    /// by the path the keys show, in a phase of the migration.
    "tenant-column-missing", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:43", "0:123", "0:156", "1:23", "1:54", "1:82", "2:37", "2:155", "2:165", "3:70", "3:242", "3:264", "citus"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,p_id uuid NOT NULL REFERENCES p(id))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,p_id uuid NOT NULL REFERENCES p(id))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let class = context.class(table.id);
    // The stance may ask it of every table; what was classed by hand is known better.
    let all = context.stances.value("tenant.scope") == "all"
        && class != TenancyClass::Root
        && !context.tenancy_settings().classes.contains_key(&table.id);
    if class != TenancyClass::TenantScoped && !all {
        return;
    }
    out.looked_at(1);
    let (Some(root), Some(column)) = (context.root(), context.tenant_column_name()) else {
        return;
    };
    if context.tenancy.column_of(table).is_some() {
        return;
    }
    let name = table.qualified_name();
    let what = if class == TenancyClass::TenantScoped {
        format!(
            "{name} belongs to {}. {}",
            root.name,
            context.tenancy.reason(table.id)
        )
    } else {
        format!("The stance tenant.scope asks for {column} on every table.")
    };
    let finding = out.report(
        ObjectRef::Table(table.id),
        format!("has no {column}"),
        what,
        format!("Whose row it is shows only after a join; a query on {name} that leaves the join out reads every tenant's rows."),
    )
    ;
    finding.fix(format!(
        "Add {column} with its foreign key to {} and an index.",
        root.name
    ));
    if !all && !must_belong(context, table) {
        finding.at_most(Severity::Info);
    }
}

/// Whether a foreign key that refuses null leads to the root, or to a table whose rows cannot be without a tenant. A row that
/// may be without one need not name it.
fn must_belong(context: &Context<'_>, table: &Table) -> bool {
    table.foreign_keys().any(|(_, key)| {
        let required = |id: &ColumnId| table.column(*id).is_some_and(|column| column.not_null);
        let firm = key.target.table() == context.tenancy.root
            || context.target(key).is_some_and(|target| {
                let tenants = matches!(
                    context.class(target.id),
                    TenancyClass::TenantScoped | TenancyClass::Bridge
                );
                let own = context.tenant_column(target);
                tenants && own.is_none_or(|column| column.not_null)
            });
        firm && key.columns.iter().all(required)
    })
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    add_tenant_column(context, context.table(finding.object.table()?)?, ids)
}

/// A name in the spelling of a table's own columns: `tenantId` is `tenant_id` where no other has a capital letter.
fn spelt_as_in<'n>(table: &Table, name: &'n str) -> Cow<'n, str> {
    let snake = naming::snake(name);
    let is_snake = |column: &Column| naming::snake(&column.name) == column.name;
    match table.columns.iter().all(is_snake) && table.column_named(&snake).is_none() {
        true => snake,
        false => Cow::Borrowed(name),
    }
}

/// Adds the tenant column, its foreign key and its index; `None` when the tenant has no key of one column.
pub fn add_tenant_column(
    context: &Context<'_>,
    table: &Table,
    ids: &mut IdSource,
) -> Option<Vec<Op>> {
    let root = context.root()?;
    let [key] = root.primary_key_columns() else {
        return None;
    };
    let key = root.column(*key)?;
    let name = spelt_as_in(table, context.tenant_column_name()?);
    let mut column = Column::new(ids.fresh::<ColumnId>(), &name, key.data_type.clone());
    column.not_null = true;
    let at = table
        .primary_key_columns()
        .iter()
        .filter_map(|id| table.columns.iter().position(|c| c.id == *id))
        .max();
    let mut ops = fix::add_column(
        context,
        table,
        column.clone(),
        Some(at.map_or(0, |at| at + 1)),
        ids,
    );
    let constraint = fix::new_foreign_key(
        table,
        vec![(column.id, &column.name)],
        root,
        vec![key.id],
        Some(ReferentialAction::Cascade),
        ids,
    );
    ops.push(fix::put_constraint(table.id, constraint));
    let name = fix::relation_name(context, table, "idx", &[&column.name]);
    ops.push(fix::put_index(
        table.id,
        crate::model::Index::btree(ids.fresh(), &name, &[column.id]),
    ));
    // With the column, keys that held for all tenants are to hold within one.
    ops.extend(super::unique_without_tenant::widened(
        context, table, &column,
    ));
    Some(ops)
}
