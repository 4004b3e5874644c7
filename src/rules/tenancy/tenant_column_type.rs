//! `tenant-column-type`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The tenant column has the type of the tenant's own key.
    ///
    /// # Why
    /// Two types cannot be tied by a foreign key or can only be compared by a cast, and a cast passes over the index.
    ///
    /// # When it is safe to ignore
    /// Never in one database. A domain over the same type counts as that type.
    ///
    /// # Fix
    /// Gives the column, and those that reference it, the type of the key.
    "tenant-column-type", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["2:35", "3:242"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id text NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn root_key<'a>(context: &Context<'a>) -> Option<(&'a Table, &'a Column)> {
    let root = context.root()?;
    match root.primary_key_columns() {
        [key] => Some((root, root.column(*key)?)),
        _ => None,
    }
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let (Some(column), Some((root, key))) = (context.tenant_column(table), root_key(context))
    else {
        return;
    };
    out.looked_at(1);
    if context.same_type(&column.data_type, &key.data_type) {
        return;
    }
    let finding = out.report(
        ObjectRef::Column(table.id, column.id),
        format!(
            "is {} where {}.{} is {}",
            column.data_type,
            root.qualified_name(),
            key.name,
            key.data_type
        ),
        format!(
            "{} and the key of {} have different types.",
            column.name, root.name
        ),
        format!(
            "A join of {} to {} casts every row and uses no index on {}.",
            table.name, root.name, column.name
        ),
    );
    let text = format!("Change the type to {}.", key.data_type);
    if column.default.is_none() {
        finding.fix(text);
    } else {
        finding.advice(text);
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let (_, key) = root_key(context)?;
    fix::retype(context, table, column.id, &key.data_type)
}
