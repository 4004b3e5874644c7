//! `fk-missing`.

use crate::rules::neighbours::{ends_in_id, stem};
use crate::rules::prelude::*;
use crate::rules::tenancy::tenant_column_missing::add_tenant_column;

declare_rule! {
    /// # What
    /// A column named after exactly one table, with the type of that table's key, references it.
    ///
    /// # Why
    /// Without the foreign key a row can name something that does not exist or no longer does, and whoever reads the schema must
    /// guess what the column means.
    ///
    /// # When it is safe to ignore
    /// The id is another system's, or must outlive the row it names. Left alone: columns beside a `_type` column, logs and audit
    /// tables, and names that fit no table or several.
    ///
    /// # Fix
    /// Adds the foreign key and, where none leads with the column, its index.
    "fk-missing", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:22", "0:127", "0:180", "2:34", "2:149", "4:49", "4:71", "4:604"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,user_id uuid NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,user_id uuid NOT NULL REFERENCES users)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if shape::is_append_only(table) || shape::is_audit_log(table) {
        return;
    }
    let tenant = context.tenancy.column_of(table);
    let referencing = shape::referencing_columns(table);
    for column in &table.columns {
        // A look at the ending first: most names need not be taken apart.
        if column.name == "id" || !(ends_in_id(&column.name) || column.name.ends_with("_by")) {
            continue;
        }
        out.looked_at(1);
        let primary = table.primary_key_columns() == [column.id];
        if primary || Some(column.id) == tenant || referencing.contains(&column.id) {
            continue;
        }
        let Some(stem) = stem(&column.name).filter(|_| shape::type_beside(table, column).is_none())
        else {
            continue;
        };
        let Some((target, key)) = candidate(context, table, column, &stem) else {
            continue;
        };
        if on_partitions(context, table, column) {
            continue;
        }
        let name = target.qualified_name();
        out.report(
            ObjectRef::Column(table.id, column.id),
            format!("references nothing, though {name} is there"),
            format!(
                "{} has the name and the type of the key of {name}, and no foreign key.",
                column.name
            ),
            format!(
                "A row of {} can name a row of {} that does not exist.",
                table.name, target.name
            ),
        )
        .fix(format!(
            "Add a foreign key to {} ({}).",
            target.name, key.name
        ));
    }
}

/// Whether the table's partitions, which hold the rows, have the foreign key.
fn on_partitions(context: &Context<'_>, table: &Table, column: &Column) -> bool {
    let mut parts = context
        .neighbours
        .children(table.id)
        .filter_map(|id| context.table(id));
    parts.any(|part| {
        let own = part.column_named(&column.name).map(|column| column.id);
        own.is_some_and(|own| {
            part.foreign_keys()
                .any(|(_, key)| key.columns.contains(&own))
        })
    })
}

/// The one table a column's name and type point to: of its own schema first, else of all.
fn candidate<'a>(
    context: &Context<'a>,
    table: &Table,
    column: &Column,
    stem: &str,
) -> Option<(&'a Table, &'a Column)> {
    let fits = |target: &'a Table| {
        let [key] = target.primary_key_columns() else {
            return None;
        };
        let key = target.column(*key)?;
        let same = !target.is_partition() && context.same_type(&key.data_type, &column.data_type);
        same.then_some((target, key))
    };
    let found: Vec<_> = context
        .neighbours
        .named(stem)
        .filter_map(|id| fits(context.table(id)?))
        .collect();
    let near: Vec<_> = found
        .iter()
        .copied()
        .filter(|(target, _)| target.schema == table.schema)
        .collect();
    match (near.as_slice(), found.as_slice()) {
        ([one], _) | ([], [one]) => Some(*one),
        _ => None,
    }
}

/// Whether the foreign key would show that the table's rows belong to a tenant, though it has no tenant column.
fn joins_tenancy(context: &Context<'_>, table: &Table, column: &Column, target: &Table) -> bool {
    let outside = matches!(
        context.class(table.id),
        TenancyClass::Unclassified | TenancyClass::Reference | TenancyClass::Global
    );
    let actor = column.name.ends_with("_by");
    outside && !actor && context.class(target.id) == TenancyClass::TenantScoped
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let (target, key) = candidate(context, table, column, &stem(&column.name)?)?;
    let mut constraint = fix::new_foreign_key(
        table,
        vec![(column.id, &column.name)],
        target,
        vec![key.id],
        None,
        ids,
    );
    if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
        key.on_delete = Some(fix::natural_on_delete(context, table, key));
    }
    let mut ops = vec![fix::put_constraint(table.id, constraint)];
    if !shape::leads_with(table, &[column.id]) {
        ops.push(fix::new_index(context, table, &[column.id], ids));
    }
    if joins_tenancy(context, table, column, target) {
        ops.extend(add_tenant_column(context, table, ids)?);
    }
    Some(ops)
}
