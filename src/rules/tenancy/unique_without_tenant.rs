//! `unique-without-tenant`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A unique key of a tenant table holds within one tenant: it has the tenant column in it.
    ///
    /// # Why
    /// Two tenants cannot both use the same value, and the error tells the second one that the first has it.
    ///
    /// # When it is safe to ignore
    /// The value is unique everywhere by nature: random keys, tokens, hashes, ids given by others, subdomains. Such names are
    /// listed in the stance `tenant.globally_unique`. A key that holds a foreign key to a tenant-scoped table is narrow enough.
    ///
    /// # Fix
    /// Puts the tenant column first in the key.
    "unique-without-tenant", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["3:95", "3:106", "3:242", "citus"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,email text NOT NULL UNIQUE)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,email text NOT NULL,UNIQUE(org_id,email))",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Whether a column's values are unique across tenants by nature: random, or named so in the stances.
pub(crate) fn is_globally_unique(context: &Context<'_>, column: &Column) -> bool {
    if context.stances.value("tenant.globally_unique").is_empty() {
        return false;
    }
    let name = naming::snake(&column.name);
    let parts: Vec<&str> = name.split('_').collect();
    let listed = context
        .stances
        .value("tenant.globally_unique")
        .split(',')
        .map(str::trim);
    let named = listed.filter(|word| !word.is_empty()).any(|word| {
        let at_end = name == word
            || name
                .strip_suffix(word)
                .is_some_and(|head| head.ends_with('_'));
        // `key_name` is no key, but `token_encrypted` is a token.
        at_end || (!["key", "domain"].contains(&word) && parts.contains(&word))
    });
    // An id without a foreign key is somebody else's: unique where it was given.
    named
        || column.data_type.is("uuid")
        || name.ends_with("_id")
        || name == "id"
        || column.identity.is_some()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if context.class(table.id) != TenancyClass::TenantScoped {
        return;
    }
    // With a tenant that may be null, the key would hold for none of the rows that all tenants share; that it may is found first.
    let Some(tenant) = context
        .tenant_column(table)
        .filter(|tenant| tenant.not_null)
    else {
        return;
    };
    for served in shape::served(table).filter(|served| served.unique) {
        let primary = table
            .primary_key()
            .is_some_and(|key| served.object == ObjectRef::Constraint(table.id, key.id));
        if primary {
            continue;
        }
        out.looked_at(1);
        let columns: Vec<&Column> = served
            .columns
            .iter()
            .filter_map(|id| table.column(*id))
            .collect();
        if is_narrow(context, table, tenant, &served, &columns) {
            continue;
        }
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let names = names.join(", ");
        let finding = out.report_columns(
            table,
            served.object,
            &served.columns,
            "is unique across all tenants",
            format!("{} holds for ({names}) without {}.", served.name, tenant.name),
            format!("Two tenants cannot both use the same {names}, and the error tells the second that the first has it."),
        );
        if referenced(context, table, &served.columns) {
            finding.advice(format!(
                "Foreign keys use {}; add a key on ({}, {names}) and move them to it.",
                served.name, tenant.name
            ));
        } else {
            finding.fix(format!(
                "Put {} first in the key: ({}, {names}).",
                tenant.name, tenant.name
            ));
        }
    }
}

/// Whether the key holds within a tenant, or everywhere by nature.
fn is_narrow(
    context: &Context<'_>,
    table: &Table,
    tenant: &Column,
    served: &shape::Served<'_>,
    columns: &[&Column],
) -> bool {
    let has = |id: ColumnId| served.columns.contains(&id);
    let expressions = match served.object {
        ObjectRef::Index(_, id) => table.index(id).is_some_and(|index| {
            let mut keys = index.keys.iter();
            let in_keys = keys.any(|key| matches!(&key.source, IndexKeySource::Expression(text) if expression::mentions(text, &tenant.name)));
            in_keys || index.predicate.as_deref().is_some_and(|text| expression::mentions(text, &tenant.name))
        }),
        _ => false,
    };
    let key = table.primary_key_columns();
    let referencing = table.foreign_keys().any(|(_, key)| {
        let class = key.target.table().map(|target| context.class(target));
        class.is_some_and(|class| class != TenancyClass::Reference)
            && key.columns.iter().any(|column| has(*column))
    });
    let by_nature = !columns.is_empty()
        && columns
            .iter()
            .any(|column| is_globally_unique(context, column));
    let of_nothing = columns.is_empty() && served.plain;
    has(tenant.id)
        || expressions
        || of_nothing
        || (!key.is_empty() && key.iter().all(|id| has(*id)))
        || (context.stances.value("tenant.strict_keys") != "on" && referencing)
        || by_nature
}

fn referenced(context: &Context<'_>, table: &Table, columns: &[ColumnId]) -> bool {
    context
        .neighbours
        .incoming(table.id)
        .any(|(from, constraint)| {
            let key = context
                .table(from)
                .and_then(|from| from.constraint(constraint)?.foreign_key());
            key.is_some_and(|key| shape::same_set(key.target.columns(), columns))
        })
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.cause.table()?)?;
    widen(context, table, context.tenant_column(table)?, finding.cause)
}

/// The operations that make every key of a table hold within one tenant that would hold for all once it has the column
/// `tenant`, and that no row is without one. Keys that foreign keys use stay.
pub(super) fn widened(context: &Context<'_>, table: &Table, tenant: &Column) -> Vec<Op> {
    let mut after = table.clone();
    if after.column(tenant.id).is_none() {
        after.columns.push(tenant.clone());
    }
    let keys: Vec<ObjectRef> = too_wide(context, &after, tenant)
        .filter(|served| !referenced(context, &after, &served.columns))
        .map(|served| served.object)
        .collect();
    keys.into_iter()
        .filter_map(|key| widen(context, &after, tenant, key))
        .flatten()
        .collect()
}

/// Whether a key would hold for all tenants that foreign keys use, so that it cannot be widened by itself.
pub(super) fn is_held(context: &Context<'_>, table: &Table, tenant: &Column) -> bool {
    too_wide(context, table, tenant).any(|served| referenced(context, table, &served.columns))
}

/// Unique keys beside the primary key that hold for all tenants, whether or not a row may be without one.
fn too_wide<'t>(
    context: &'t Context<'_>,
    table: &'t Table,
    tenant: &'t Column,
) -> impl Iterator<Item = shape::Served<'t>> {
    let primary = table.primary_key().map(|key| key.id);
    shape::served(table).filter(move |served| {
        let columns: Vec<&Column> = served
            .columns
            .iter()
            .filter_map(|id| table.column(*id))
            .collect();
        let key = primary.map(|key| ObjectRef::Constraint(table.id, key));
        served.unique
            && Some(served.object) != key
            && !is_narrow(context, table, tenant, served, &columns)
    })
}

/// Puts the tenant column first in a unique key or index.
fn widen(
    context: &Context<'_>,
    table: &Table,
    tenant: &Column,
    object: ObjectRef,
) -> Option<Vec<Op>> {
    if let ObjectRef::Index(_, id) = object {
        let mut changed = table.index(id)?.clone();
        changed.keys.insert(0, IndexKey::column_key(tenant.id));
        changed.include.retain(|column| *column != tenant.id);
        return Some(vec![fix::put_index(table.id, changed)]);
    }
    let ObjectRef::Constraint(_, id) = object else {
        return None;
    };
    let mut changed = table.constraint(id)?.clone();
    let ConstraintKind::Unique(key) = &mut changed.kind else {
        return None;
    };
    key.columns.insert(0, tenant.id);
    key.include.retain(|column| *column != tenant.id);
    let names = table.column_names(&key.columns);
    if !changed.named {
        // The generated name spoke of the old columns.
        changed.name = fix::relation_name(context, table, "uq", &names);
        changed.named = true;
    }
    Some(vec![fix::put_constraint(table.id, changed)])
}
