//! Creating, duplicating and removing tables, and what is said of a table as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::Dropped;
use super::family::partitions;
use super::object::{change_sequence, drop_owned_sequences, grants_on, mentions, statistics_on};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::editor::template::{self, Template};
use crate::layout::Point;
use crate::model::{
    Column, ColumnId, Constraint, ConstraintKind, ForeignKey, IndexKey, IndexKeySource, ObjectRef,
    Op, Placement, ReferenceTarget, ReferentialAction, Table, TableId,
};

/// Creates a table from a template, with the given name or one that is free, its top left corner at `at`.
///
/// # Errors
/// When the name cannot be used or is taken, or the template needs what the document does not have.
pub fn create_table(
    draft: &mut Draft,
    template: &Template,
    name: Option<&str>,
    at: Point,
) -> Result<TableId, EditError> {
    let name = match name {
        Some(name) => {
            let name = name::usable(name)?.to_string();
            name::free_relation(draft.schema(), "public", &name)?;
            name
        }
        None => {
            let base = template::default_name(draft, template)?;
            name::table(draft.schema(), "public", &base)
        }
    };
    draft.say(|| format!("Create table {name}"));
    let table = template::build(draft, template, &name)?;
    place(draft, table, at)?;
    Ok(table)
}

/// Puts a table's top left corner on the grid point nearest to `at`.
pub(super) fn place(draft: &mut Draft, table: TableId, at: Point) -> Result<(), EditError> {
    let at = at.snapped();
    let old = draft.document().placements.get(&table).cloned();
    let placement = Placement {
        x: at.x,
        y: at.y,
        ..old.clone().unwrap_or_default()
    };
    if old.as_ref() == Some(&placement) {
        return Ok(());
    }
    draft.apply(Op::Place {
        table,
        placement: Some(placement),
    })
}

/// Says what the table is for; `None` or blank text removes the comment.
///
/// # Errors
/// When the table does not exist.
pub fn set_table_comment(
    draft: &mut Draft,
    table: TableId,
    comment: Option<&str>,
) -> Result<(), EditError> {
    let name = draft.table(table)?.name.clone();
    draft.say(|| format!("Comment {name}"));
    let comment = comment.map(str::trim).filter(|text| !text.is_empty());
    draft.change_header(table, |header| {
        header.comment = comment.map(str::to_string);
    })
}

/// Moves a table into another schema, with the sequences its columns own (PostgreSQL manual, ALTER TABLE SET SCHEMA).
///
/// # Errors
/// When the schema does not exist or has something with the table's name.
pub fn set_table_schema(
    draft: &mut Draft,
    table: TableId,
    namespace: &str,
) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    if held.schema == namespace {
        return Ok(());
    }
    let known = namespace == "public"
        || draft
            .schema()
            .namespaces
            .values()
            .any(|object| object.name == namespace);
    if !known {
        return Err(EditError::Missing("schema"));
    }
    draft.say(|| format!("Move {} to schema {namespace}", held.name));
    name::free_relation(draft.schema(), namespace, &held.name)?;
    let owned: Vec<_> = draft
        .schema()
        .sequences
        .values()
        .filter(|sequence| sequence.owned_by.is_some_and(|(owner, _)| owner == table))
        .cloned()
        .collect();
    draft.change_header(table, |header| header.schema = namespace.to_string())?;
    for sequence in owned {
        let mut sequence = (*sequence).clone();
        sequence.schema = namespace.to_string();
        change_sequence(draft, sequence)?;
    }
    for mut grant in grants_on(draft.schema(), &held) {
        grant.object = crate::sql::quote::qualified(namespace, &held.name);
        draft.put(grant)?;
    }
    Ok(())
}

/// Removes tables with their partitions, the foreign keys of other tables to them, the sequences their columns own, and
/// what the document says of them.
///
/// # Errors
/// When one does not exist.
pub fn drop_tables(draft: &mut Draft, tables: &[TableId]) -> Result<Dropped, EditError> {
    let mut going: BTreeSet<TableId> = BTreeSet::new();
    for table in tables {
        draft.table(*table)?;
        going.insert(*table);
        going.extend(partitions(draft.schema(), *table));
    }
    let label = match tables {
        [table] => format!("Delete table {}", draft.table_label(*table)),
        _ => format!("Delete {} tables", tables.len()),
    };
    draft.say(|| label);
    let mut dropped = Dropped::default();
    for table in going.iter().filter(|table| !tables.contains(table)) {
        dropped.with_it.push(draft.table_label(*table));
    }
    let names: Vec<String> = going
        .iter()
        .filter_map(|id| draft.schema().table(*id))
        .map(|table| table.name.clone())
        .collect();
    drop_incoming(draft, &going, &mut dropped)?;
    for table in &going {
        drop_one(draft, *table, &mut dropped)?;
    }
    dropped.mentions = mentions(draft.schema(), &names);
    Ok(dropped)
}

/// Removes the foreign keys of tables that stay to tables that go, and their place among parents.
fn drop_incoming(
    draft: &mut Draft,
    going: &BTreeSet<TableId>,
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    let staying: Vec<_> = draft
        .schema()
        .tables
        .values()
        .filter(|table| !going.contains(&table.id))
        .cloned()
        .collect();
    for table in staying {
        for (constraint, key) in table.foreign_keys() {
            if key
                .target
                .table()
                .is_some_and(|target| going.contains(&target))
            {
                dropped
                    .with_it
                    .push(format!("{}.{}", table.qualified_name(), constraint.name));
                draft.remove(ObjectRef::Constraint(table.id, constraint.id))?;
            }
        }
        if table.inherits.iter().any(|parent| going.contains(parent)) {
            draft.change_header(table.id, |header| {
                header.inherits.retain(|parent| !going.contains(parent));
            })?;
            if draft.table(table.id)?.inherits.is_empty() {
                own_columns(draft, table.id)?;
            }
        }
    }
    Ok(())
}

/// A child without parents owns its columns and constraints.
fn own_columns(draft: &mut Draft, table: TableId) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    for column in held.columns.iter().filter(|column| column.inherited) {
        draft.change_column(table, column.id, |column| column.inherited = false)?;
    }
    for constraint in held.constraints.iter().filter(|one| one.inherited) {
        let own = Constraint {
            inherited: false,
            ..constraint.clone()
        };
        draft.put_constraint(table, own)?;
    }
    Ok(())
}

/// Removes one table and what the document says of it.
fn drop_one(draft: &mut Draft, table: TableId, dropped: &mut Dropped) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    dropped
        .with_it
        .extend(drop_owned_sequences(draft, table, None)?);
    for grant in grants_on(draft.schema(), &held) {
        draft.remove(ObjectRef::Grant(grant.id))?;
    }
    for statistics in statistics_on(draft.schema(), &held) {
        dropped.with_it.push(statistics.name.clone());
        draft.remove(ObjectRef::Statistics(statistics.id))?;
    }
    let document = draft.document();
    let placed = document.placements.contains_key(&table);
    let scaled = document.scale.contains_key(&table);
    let waivers: Vec<_> = document
        .waivers
        .values()
        .filter(|waiver| waiver.object.table() == Some(table))
        .map(|waiver| waiver.id)
        .collect();
    let mut tenancy = document.tenancy.clone();
    let classed = tenancy.classes.remove(&table).is_some();
    let was_root = tenancy.root == Some(table);
    if was_root {
        tenancy.root = None;
    }
    if placed {
        draft.apply(Op::Place {
            table,
            placement: None,
        })?;
    }
    if scaled {
        draft.apply(Op::SetScale { table, scale: None })?;
    }
    if classed || was_root {
        draft.apply(Op::SetTenancy(tenancy))?;
    }
    for id in waivers {
        draft.apply(Op::SetWaiver { id, waiver: None })?;
    }
    draft.remove(ObjectRef::Table(table))
}

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
    copy.header = crate::model::TableHeader {
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
            identity: column
                .identity
                .clone()
                .map(|identity| crate::model::Identity {
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
        let mut copy = crate::model::Index {
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
        let copy = crate::model::Trigger {
            id: draft.allocate(),
            inherited: false,
            ..trigger.clone()
        };
        draft.put_trigger(id, copy)?;
    }
    for policy in &held.policies {
        let copy = crate::model::Policy {
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
