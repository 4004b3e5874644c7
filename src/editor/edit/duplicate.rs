//! Copying tables.

use std::collections::BTreeMap;

use super::table::place;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::layout::Point;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, ForeignKey, Identity, Index, IndexKey,
    IndexKeySource, Op, Policy, ReferenceTarget, ReferentialAction, Table, TableHeader, TableId,
    Trigger,
};

/// Copies tables with fresh ids and free names (`users_copy`), beside the originals. Foreign keys between copied tables
/// join the copies. Triggers come along; what is kept as text elsewhere (views, grants) does not.
///
/// # Errors
/// When one does not exist.
pub fn duplicate_tables(draft: &mut Draft, tables: &[TableId]) -> Result<Vec<TableId>, EditError> {
    let label = match tables {
        [table] => format!("Duplicate table {}", draft.table_label(*table)),
        _ => format!("Duplicate {} tables", tables.len()),
    };
    draft.say(|| label);
    let mut copies: BTreeMap<TableId, TableId> = BTreeMap::new();
    for table in tables {
        draft.table(*table)?;
        copies.insert(*table, draft.allocate());
    }
    let mut columns: BTreeMap<ColumnId, ColumnId> = BTreeMap::new();
    for table in tables {
        for column in draft.table(*table)?.clone().columns.iter() {
            columns.insert(column.id, draft.allocate());
        }
    }
    for table in tables {
        duplicate_columns(draft, *table, &copies, &columns)?;
    }
    for table in tables {
        duplicate_constraints(draft, *table, &copies, &columns)?;
    }
    Ok(tables
        .iter()
        .filter_map(|table| copies.get(table).copied())
        .collect())
}

/// World pixels a copy stands beside its original.
const COPY_OFFSET: f64 = 32.0;

fn duplicate_columns(
    draft: &mut Draft,
    original: TableId,
    copies: &BTreeMap<TableId, TableId>,
    columns: &BTreeMap<ColumnId, ColumnId>,
) -> Result<(), EditError> {
    let Some(id) = copies.get(&original).copied() else {
        return Ok(());
    };
    let held = draft.table(original)?.clone();
    let name = name::table(
        draft.schema(),
        &held.schema,
        &format!("{}_copy", name::cut(&held.name, 58)),
    );
    let mut copy = Table {
        id,
        ..Table::new(id, &held.schema, &name)
    };
    copy.header = TableHeader {
        name,
        partition_of: None,
        inherits: Vec::new(),
        inherits_external: Vec::new(),
        cluster_on: None,
        replica_identity: None,
        ..held.header.clone()
    };
    if let Some(partitioning) = &mut copy.header.partitioning {
        for key in &mut partitioning.keys {
            remap_key(key, columns);
        }
    }
    let mut serials = Vec::new();
    for column in &held.columns {
        let Some(new) = columns.get(&column.id).copied() else {
            continue;
        };
        let owned = draft
            .schema()
            .sequences
            .values()
            .find(|sequence| sequence.owned_by == Some((original, column.id)))
            .map(|sequence| sequence.data_type.clone());
        if owned.is_some() {
            serials.push((new, column.data_type.to_string()));
        }
        copy.columns.push(Column {
            id: new,
            inherited: false,
            default: column.default.clone().filter(|_| owned.is_none()),
            identity: column.identity.clone().map(|identity| Identity {
                sequence_name: None,
                ..identity
            }),
            ..column.clone()
        });
    }
    draft.put(copy)?;
    for (column, integer) in serials {
        let serial = match integer.as_str() {
            "smallint" => "smallserial",
            "integer" => "serial",
            _ => "bigserial",
        };
        super::column_type::set_type(draft, id, column, serial)?;
    }
    if let Some(class) = draft.document().tenancy.classes.get(&original).copied() {
        let mut tenancy = draft.document().tenancy.clone();
        tenancy.classes.insert(id, class);
        draft.apply(Op::SetTenancy(tenancy))?;
    }
    if let Some(at) = draft.document().placements.get(&original).cloned() {
        place(
            draft,
            id,
            Point::new(at.x + COPY_OFFSET, at.y + COPY_OFFSET),
        )?;
    }
    Ok(())
}

fn duplicate_constraints(
    draft: &mut Draft,
    original: TableId,
    copies: &BTreeMap<TableId, TableId>,
    columns: &BTreeMap<ColumnId, ColumnId>,
) -> Result<(), EditError> {
    let Some(id) = copies.get(&original).copied() else {
        return Ok(());
    };
    let held = draft.table(original)?.clone();
    for constraint in &held.constraints {
        let mut copy = Constraint {
            id: draft.allocate(),
            inherited: false,
            ..constraint.clone()
        };
        remap_constraint(&mut copy.kind, copies, columns);
        copy.name = name::of_constraint(draft.schema(), draft.table(id)?, &copy);
        draft.put_constraint(id, copy)?;
    }
    for index in &held.indexes {
        let mut copy = Index {
            id: draft.allocate(),
            named: true,
            inherited: false,
            attached_to: None,
            include: remap(&index.include, columns),
            ..index.clone()
        };
        for key in &mut copy.keys {
            remap_key(key, columns);
        }
        copy.name = name::of_index(draft.schema(), draft.table(id)?, &copy);
        draft.put_index(id, copy)?;
    }
    for trigger in &held.triggers {
        let copy = Trigger {
            id: draft.allocate(),
            inherited: false,
            ..trigger.clone()
        };
        draft.put_trigger(id, copy)?;
    }
    for policy in &held.policies {
        let copy = Policy {
            id: draft.allocate(),
            ..policy.clone()
        };
        draft.put_policy(id, copy)?;
    }
    Ok(())
}

fn remap(ids: &[ColumnId], columns: &BTreeMap<ColumnId, ColumnId>) -> Vec<ColumnId> {
    ids.iter()
        .map(|id| columns.get(id).copied().unwrap_or(*id))
        .collect()
}

fn remap_key(key: &mut IndexKey, columns: &BTreeMap<ColumnId, ColumnId>) {
    if let IndexKeySource::Column(id) = &mut key.source
        && let Some(new) = columns.get(id)
    {
        *id = *new;
    }
}

fn remap_constraint(
    kind: &mut ConstraintKind,
    copies: &BTreeMap<TableId, TableId>,
    columns: &BTreeMap<ColumnId, ColumnId>,
) {
    match kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            key.columns = remap(&key.columns, columns);
            key.include = remap(&key.include, columns);
        }
        ConstraintKind::Check(_) => {}
        ConstraintKind::ForeignKey(key) => remap_foreign_key(key, copies, columns),
        ConstraintKind::Exclusion(exclusion) => {
            for element in &mut exclusion.elements {
                remap_key(&mut element.key, columns);
            }
            exclusion.include = remap(&exclusion.include, columns);
        }
    }
}

fn remap_foreign_key(
    key: &mut ForeignKey,
    copies: &BTreeMap<TableId, TableId>,
    columns: &BTreeMap<ColumnId, ColumnId>,
) {
    key.columns = remap(&key.columns, columns);
    for action in [&mut key.on_delete, &mut key.on_update] {
        if let Some(ReferentialAction::SetNull(some) | ReferentialAction::SetDefault(some)) = action
        {
            *some = remap(some, columns);
        }
    }
    if let ReferenceTarget::Table {
        table,
        columns: referenced,
    } = &mut key.target
        && let Some(copy) = copies.get(table)
    {
        *table = *copy;
        *referenced = remap(referenced, columns);
    }
}
