//! `require-primary-key`.

use crate::declare_rule;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintId, ConstraintKind, DataType, Identity, Key, ObjectRef,
    Op, Persistence, Table,
};
use crate::rules::types::pk_style::is_refused;
use crate::rules::{
    Check, Context, Criterion, Finding, Findings, Group, IdSource, Severity, fix, shape,
};

declare_rule! {
    /// # What
    /// Every table has a primary key.
    ///
    /// # Why
    /// Without one the same row can stand there twice and nothing can point at either; logical replication and most tools cannot
    /// update or delete a single row.
    ///
    /// # When it is safe to ignore
    /// Unlogged staging tables that are only filled and emptied, which are left alone. Partitions have their parent's key.
    ///
    /// # Fix
    /// Makes a not-null unique key the primary key where there is one; else the foreign keys of a junction; else adds `id` in the
    /// style the settings ask for.
    "require-primary-key", Group::Integrity, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["0:59", "0:152", "2:34", "2:149", "splinter 0004", "pglinter B001"],
    fail: "CREATE TABLE t(a int)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if table.persistence == Persistence::Unlogged || !table.inherits.is_empty() {
        return;
    }
    out.looked_at(1);
    if table.primary_key().is_some() || table.columns.is_empty() {
        return;
    }
    let name = table.qualified_name();
    let finding = out.report(
        ObjectRef::Table(table.id),
        "has no primary key",
        format!("No key tells the rows of {name} apart."),
        format!("The same row can stand in {name} twice, no foreign key can point at one, and an update by a tool may hit both."),
    );
    // A table partitioned by an expression can have no key.
    let by_columns = table
        .partitioning
        .iter()
        .flat_map(|partitioning| &partitioning.keys)
        .all(|key| key.column().is_some());
    let existing = existing_key(table);
    let odd = match existing.as_deref() {
        Some([id]) => table
            .column(*id)
            .filter(|key| is_refused(context, table, key)),
        _ => None,
    };
    if let Some(key) = odd {
        finding.advice(format!(
            "Make {} the primary key and accept its type, or give the table a key as pk.style says.",
            key.name
        ));
        return;
    }
    match existing {
        Some(columns) if by_columns => finding.fix(format!(
            "Make ({}) the primary key.",
            table.column_names(&columns).join(", ")
        )),
        None if by_columns && table.column_named("id").is_none() => {
            finding.fix("Add an id column as the primary key.")
        }
        _ => finding.advice("Make the columns that tell rows apart the primary key."),
    };
}

/// Columns that already tell rows apart, or that do so in a pure junction.
fn existing_key(table: &Table) -> Option<Vec<ColumnId>> {
    let not_null = |columns: &[ColumnId]| {
        !columns.is_empty()
            && columns
                .iter()
                .all(|id| table.column(*id).is_some_and(|column| column.not_null))
    };
    let unique = table.constraints.iter().find_map(|constraint| {
        let key = constraint.key()?;
        not_null(&key.columns).then(|| key.columns.clone())
    });
    // An id that fills itself is one by intent.
    let id = table
        .column_named("id")
        .filter(|id| id.not_null && (id.default.is_some() || id.identity.is_some()));
    unique.or_else(|| id.map(|id| vec![id.id])).or_else(|| {
        let mut columns = shape::referencing_columns(table);
        columns.dedup();
        let distinct = columns
            .iter()
            .enumerate()
            .all(|(at, id)| !columns[..at].contains(id));
        (shape::is_pure_junction(table) && distinct && not_null(&columns)).then_some(columns)
    })
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut ops = Vec::new();
    let mut columns = existing_key(table);
    if columns.is_none() {
        let column = surrogate(context, table, ids)?;
        columns = Some(vec![column.id]);
        ops = fix::add_column(context, table, column, Some(0), ids);
    }
    // A unique key over the same columns would only repeat the primary key.
    let mut columns = columns?;
    if let Some(repeated) = table
        .constraints
        .iter()
        .find(|c| c.key().is_some_and(|key| key.columns == columns))
    {
        let referenced = context.neighbours.incoming(table.id).next().is_some();
        if !referenced {
            ops.push(Op::RemovePart(ObjectRef::Constraint(table.id, repeated.id)));
        }
    }
    // The key of a partitioned table must hold the partition key (PostgreSQL manual, 5.11.2.3).
    for key in table
        .partitioning
        .iter()
        .flat_map(|partitioning| &partitioning.keys)
    {
        let column = key.column()?;
        if !columns.contains(&column) {
            columns.push(column);
            ops.extend(fix::change_column(context, table, column, |column| {
                column.not_null = true
            })?);
        }
    }
    let name = fix::relation_name(context, table, "pk", &[])
        .trim_end_matches('_')
        .to_string();
    let kind = ConstraintKind::PrimaryKey(Key::over(columns));
    ops.push(fix::put_constraint(
        table.id,
        Constraint::new(ids.fresh::<ConstraintId>(), &name, kind),
    ));
    Some(ops)
}

/// An `id` column in the style the settings ask for: uuid unless identity or bigint.
fn surrogate(context: &Context<'_>, table: &Table, ids: &mut IdSource) -> Option<Column> {
    if table.column_named("id").is_some() {
        return None;
    }
    let identity = matches!(context.stances.value("pk.style"), "identity" | "bigint-any");
    let data_type = DataType::named(if identity { "bigint" } else { "uuid" });
    let mut column = Column::new(ids.fresh::<ColumnId>(), "id", data_type);
    column.not_null = true;
    if identity {
        column.identity = Some(Identity::default());
    } else {
        column.default = Some("gen_random_uuid()".to_string());
    }
    Some(column)
}
