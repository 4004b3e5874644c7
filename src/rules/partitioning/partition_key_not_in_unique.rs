//! `partition-key-not-in-unique`.

use super::key_columns;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Primary and unique keys of a partitioned table hold all columns it is partitioned by.
    ///
    /// # Why
    /// Each partition has an index of its own, and none sees the others' rows. PostgreSQL refuses a key that it could not keep.
    ///
    /// # When it is safe to ignore
    /// Never: the table cannot be created.
    ///
    /// # Fix
    /// Adds the missing columns to the key. Where foreign keys use it, they must take the columns along first.
    "partition-key-not-in-unique", Group::Partitioning, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["3:118", "pgdesigner E032"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,d date) PARTITION BY RANGE(d)",
    pass: "CREATE TABLE t(id uuid,d date,PRIMARY KEY(id,d)) PARTITION BY RANGE(d)",
    refused: true,
    check: Check::Table(check),
    fix: Some(fix),
}

/// The columns of the partition key that a key of the table lacks.
fn missing<'t>(by: &[&'t Column], key: &[ColumnId]) -> Vec<&'t Column> {
    by.iter()
        .filter(|column| !key.contains(&column.id))
        .copied()
        .collect()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(by) = table.partitioning.as_ref() else {
        return;
    };
    let columns = key_columns(table, by);
    for served in shape::served(table).filter(|served| served.unique) {
        out.looked_at(1);
        let lacks = columns
            .as_ref()
            .map(|columns| missing(columns, &served.columns));
        let (what, names) = match &lacks {
            Some(lacks) if lacks.is_empty() => continue,
            Some(lacks) => {
                let names: Vec<&str> = lacks.iter().map(|column| column.name.as_str()).collect();
                (
                    format!(
                        "{} lacks {}, by which the table is partitioned.",
                        served.name,
                        names.join(", ")
                    ),
                    names.join(", "),
                )
            }
            None => (
                format!(
                    "{} is partitioned by an expression, which no key can hold.",
                    table.name
                ),
                String::new(),
            ),
        };
        let used = context
            .neighbours
            .incoming(table.id)
            .any(|(from, constraint)| {
                let key = context
                    .table(from)
                    .and_then(|from| from.constraint(constraint)?.foreign_key());
                key.is_some_and(|key| shape::same_set(key.target.columns(), &served.columns))
            });
        let finding = out.report_columns(
            table,
            served.object,
            &served.columns,
            "cannot be unique over all partitions",
            what,
            format!("PostgreSQL refuses to create {}.", table.name),
        );
        if lacks.is_none() {
            finding.advice("Partition by columns, or do without the key.");
        } else if used {
            finding.advice(format!(
                "Add {names} to the key, and to the foreign keys that use it."
            ));
        } else {
            finding.fix(format!("Add {names} to the key."));
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.cause.table()?)?;
    let columns = key_columns(table, table.partitioning.as_ref()?)?;
    if let Some((_, index)) = fix::index(context, finding.cause) {
        let mut changed = index.clone();
        for column in missing(&columns, &index.leading_columns()) {
            changed.keys.push(IndexKey::column_key(column.id));
        }
        return Some(vec![fix::put_index(table.id, changed)]);
    }
    let (_, constraint) = fix::constraint(context, finding.cause)?;
    let lacks = missing(&columns, &constraint.key()?.columns);
    let mut ops = Vec::new();
    if constraint.is_primary_key() {
        for column in lacks.iter().filter(|column| !column.not_null) {
            ops.extend(fix::change_column(context, table, column.id, |column| {
                column.not_null = true
            })?);
        }
    }
    let mut changed = constraint.clone();
    if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &mut changed.kind {
        key.columns.extend(lacks.iter().map(|column| column.id));
        key.include
            .retain(|id| !lacks.iter().any(|column| column.id == *id));
    }
    ops.push(fix::put_constraint(table.id, changed));
    Some(ops)
}
