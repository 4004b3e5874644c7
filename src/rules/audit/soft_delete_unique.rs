//! `soft-delete-unique`.

use crate::rules::prelude::*;
use crate::rules::tenancy::unique_without_tenant::is_globally_unique;

declare_rule! {
    /// # What
    /// A unique key of a soft-delete table holds for live rows only.
    ///
    /// # Why
    /// A deleted row keeps its value taken. Whoever deletes a project and makes a new one of the same name is told that it exists,
    /// and cannot see it.
    ///
    /// # When it is safe to ignore
    /// A value must never be used again, such as a username: waive the finding and say so. Random keys, and keys that foreign keys
    /// use, are left alone.
    ///
    /// # Fix
    /// Replaces the key by a unique index over live rows.
    "soft-delete-unique", Group::Audit, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:95", "3:246"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,slug text,deleted_at timestamptz,UNIQUE(org_id,slug))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,slug text,deleted_at timestamptz); CREATE UNIQUE INDEX u ON t(org_id,slug) WHERE deleted_at IS NULL",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(marker) = shape::soft_delete(table) else {
        return;
    };
    let primary = table
        .primary_key()
        .map(|key| ObjectRef::Constraint(table.id, key.id));
    for served in
        shape::served(table).filter(|served| served.unique && Some(served.object) != primary)
    {
        out.looked_at(1);
        let tenant = context.tenancy.column_of(table);
        let own: Vec<&Column> = served
            .columns
            .iter()
            .filter(|id| Some(**id) != tenant)
            .filter_map(|id| table.column(*id))
            .collect();
        let referenced = context
            .neighbours
            .incoming(table.id)
            .any(|(from, constraint)| {
                let key = context
                    .table(from)
                    .and_then(|from| from.constraint(constraint)?.foreign_key());
                key.is_some_and(|key| shape::same_set(key.target.columns(), &served.columns))
            });
        let knows = served.columns.contains(&marker.id)
            || served
                .predicate
                .is_some_and(|predicate| expression::mentions(predicate, &marker.name));
        let random = own.iter().any(|column| is_globally_unique(context, column));
        if own.is_empty() || referenced || knows || random || !served.plain {
            continue;
        }
        let names: Vec<&str> = own.iter().map(|column| column.name.as_str()).collect();
        out.report_columns(
            table,
            served.object,
            &served.columns,
            "stays taken after a delete",
            format!("{} holds for deleted rows too.", served.name),
            format!(
                "Who deletes a row of {} cannot make another with the same {}.",
                table.name,
                names.join(", ")
            ),
        )
        .fix(format!(
            "Make it a unique index over rows where {}.",
            shape::live_predicate(marker)
        ));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    if let Some((table, index)) = fix::index(context, finding.cause) {
        let live = shape::live_predicate(shape::soft_delete(table)?);
        let predicate = match &index.predicate {
            Some(predicate) => format!("({predicate}) AND {live}"),
            None => live,
        };
        return Some(vec![fix::put_index(
            table.id,
            Index {
                predicate: Some(predicate),
                ..index.clone()
            },
        )]);
    }
    let (table, constraint) = fix::constraint(context, finding.cause)?;
    let marker = shape::soft_delete(table)?;
    let key = constraint.key()?;
    let name = fix::relation_name(context, table, "uq", &table.column_names(&key.columns));
    let mut index = Index::btree(ids.fresh(), &name, &key.columns);
    index.unique = true;
    index.nulls_not_distinct = key.nulls_not_distinct;
    index.include = key.include.clone();
    index.predicate = Some(shape::live_predicate(marker));
    let mut ops = vec![
        Op::RemovePart(finding.cause),
        fix::put_index(table.id, index),
    ];
    let mut after = table.clone();
    after.constraints.retain(|other| other.id != constraint.id);
    ops.extend(fix::indexes_for_keys(context, table, &after, ids));
    Some(ops)
}
