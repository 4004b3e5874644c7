//! Partitioned tables and their partitions: the key, the bounds, adding, attaching and detaching.

use super::copies::copy_to_child;
use super::family::descendants;
use super::parameter::refusal;
use super::partition_key::{bound_text, free_bound, read_key};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::layout::Point;
use crate::model::{
    Column, ConstraintKind, Identity, IndexKeySource, Partition, Partitioning, Table, TableId,
    Trigger,
};

/// Partitions a table by a key written as SQL: `RANGE (created_at)`, `LIST (region)`, `HASH (org_id)`; blank text makes it
/// an ordinary table again. PostgreSQL cannot do that to a table that exists; the migration says so.
///
/// # Errors
/// When the key cannot be read, partitions hang on the old one, or a primary or unique key lacks a column of it (PostgreSQL
/// manual, section 5.12.2.3).
pub fn set_partitioning(draft: &mut Draft, table: TableId, text: &str) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    let label = draft.table_label(table);
    let partitioning = match text.trim() {
        "" => None,
        text => Some(read_key(&held, text)?),
    };
    if partitioning == held.partitioning {
        return Ok(());
    }
    let has_partitions = draft.schema().tables.values().any(|other| {
        other
            .partition_of
            .as_ref()
            .is_some_and(|of| of.parent == table)
    });
    if has_partitions {
        return Err(refusal(format!(
            "`{label}` has partitions. Detach or delete them, then change its key."
        )));
    }
    if let Some(partitioning) = &partitioning {
        may_be_partitioned(draft, &held, partitioning)?;
    }
    draft.say(|| format!("Change the partitioning of {label}"));
    draft.change_header(table, |header| header.partitioning = partitioning)
}

fn may_be_partitioned(
    draft: &Draft,
    table: &Table,
    partitioning: &Partitioning,
) -> Result<(), EditError> {
    let label = table.qualified_name();
    if !table.inherits.is_empty() || !table.inherits_external.is_empty() {
        return Err(refusal(format!(
            "`{label}` inherits from a table, so it cannot be partitioned."
        )));
    }
    if draft
        .schema()
        .tables
        .values()
        .any(|other| other.inherits.contains(&table.id))
    {
        return Err(refusal(format!(
            "Tables inherit from `{label}`, so it cannot be partitioned."
        )));
    }
    if !table.options.is_empty() {
        return Err(refusal(format!(
            "`{label}` has storage parameters, which a partitioned table cannot have. Remove them first."
        )));
    }
    for constraint in &table.constraints {
        let Some(key) = constraint.key() else {
            continue;
        };
        for part in &partitioning.keys {
            let missing = match &part.source {
                IndexKeySource::Column(id) if key.columns.contains(id) => continue,
                IndexKeySource::Column(id) => table.column_names(&[*id]).join(""),
                IndexKeySource::Expression(text) => text.clone(),
            };
            return Err(refusal(format!(
                "`{}` must contain every part of the partition key; it lacks `{missing}`.",
                constraint.name
            )));
        }
    }
    Ok(())
}

/// Creates a partition with the columns, keys, checks, indexes and row triggers of its parent, beside it on the drawing.
///
/// # Errors
/// When the parent is not partitioned, the name cannot be used, or the bound is not of its method or taken.
pub fn add_partition(
    draft: &mut Draft,
    parent: TableId,
    name: &str,
    bound: &str,
) -> Result<TableId, EditError> {
    let held = draft.table(parent)?.clone();
    let name = name::usable(name)?.to_string();
    let bound = bound_text(&held, bound)?;
    free_bound(draft, parent, parent, &bound)?;
    name::free_relation(draft.schema(), &held.schema, &name)?;
    draft.say(|| format!("Add partition {name}"));
    let id: TableId = draft.allocate();
    let mut partition = Table::new(id, &held.schema, &name);
    partition.header.persistence = held.persistence;
    partition.header.partition_of = Some(Partition { parent, bound });
    draft.put(partition)?;
    for column in &held.columns {
        let copy = Column {
            id: draft.allocate(),
            inherited: true,
            comment: None,
            identity: column.identity.as_ref().map(|identity| Identity {
                sequence_name: None,
                ..identity.clone()
            }),
            ..column.clone()
        };
        draft.put_column(id, copy, None)?;
    }
    for constraint in &held.constraints {
        copy_to_child(draft, parent, id, constraint)?;
    }
    take_programs(draft, parent, id)?;
    let at = draft
        .document()
        .placements
        .get(&parent)
        .map(|place| Point::new(place.x + 320.0, place.y + 40.0));
    super::table::place(draft, id, at.unwrap_or_default())?;
    Ok(id)
}

/// Gives a partition its copies of the parent's indexes and row triggers.
fn take_programs(draft: &mut Draft, parent: TableId, child: TableId) -> Result<(), EditError> {
    let held = draft.table(parent)?.clone();
    for index in &held.indexes {
        super::index::copy_to_partition(draft, parent, child, index)?;
    }
    for trigger in held.triggers.iter().filter(|trigger| trigger.for_each_row) {
        let copy = Trigger {
            id: draft.allocate(),
            inherited: true,
            comment: None,
            ..trigger.clone()
        };
        if !draft
            .table(child)?
            .triggers
            .iter()
            .any(|one| one.name == copy.name)
        {
            draft.put_trigger(child, copy)?;
        }
    }
    Ok(())
}

/// Sets which rows a partition holds.
///
/// # Errors
/// When the table is no partition, or the bound is not of its parent's method or taken.
pub fn set_partition_bound(draft: &mut Draft, table: TableId, text: &str) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    let Some(of) = &held.partition_of else {
        return Err(refusal(format!(
            "`{}` is not a partition.",
            held.qualified_name()
        )));
    };
    let bound = bound_text(draft.table(of.parent)?, text)?;
    free_bound(draft, of.parent, table, &bound)?;
    draft.say(|| format!("Change the bound of {}", held.name));
    draft.change_header(table, |header| {
        if let Some(of) = &mut header.partition_of {
            of.bound = bound;
        }
    })
}

/// Makes a table a partition of another, its columns and constraints then the parent's.
///
/// # Errors
/// When the columns are not the same, the table inherits, or the bound is not of the parent's method or taken.
pub fn attach_partition(
    draft: &mut Draft,
    parent: TableId,
    table: TableId,
    bound: &str,
) -> Result<(), EditError> {
    let (above, held) = (draft.table(parent)?.clone(), draft.table(table)?.clone());
    let label = draft.table_label(table);
    if held.partition_of.is_some() || !held.inherits.is_empty() {
        return Err(refusal(format!(
            "`{label}` already belongs to another table."
        )));
    }
    if parent == table || descendants(draft.schema(), table).contains(&parent) {
        return Err(refusal(format!(
            "`{label}` cannot be a partition of itself."
        )));
    }
    let bound = bound_text(&above, bound)?;
    free_bound(draft, parent, table, &bound)?;
    for column in &above.columns {
        match held.column_named(&column.name) {
            Some(own) if own.data_type == column.data_type => {}
            Some(own) => {
                return Err(EditError::TypesDiffer {
                    from: format!("{label}.{}", own.name),
                    from_type: own.data_type.to_string(),
                    to: format!("{}.{}", above.qualified_name(), column.name),
                    to_type: column.data_type.to_string(),
                });
            }
            None => {
                return Err(refusal(format!(
                    "`{label}` lacks the column `{}`.",
                    column.name
                )));
            }
        }
    }
    if let Some(extra) = held
        .columns
        .iter()
        .find(|own| above.column_named(&own.name).is_none())
    {
        return Err(refusal(format!(
            "`{label}` has the column `{}`, which `{}` does not have.",
            extra.name,
            above.qualified_name()
        )));
    }
    draft.say(|| format!("Attach {label} to {}", above.name));
    draft.change_header(table, |header| {
        header.partition_of = Some(Partition { parent, bound })
    })?;
    for column in &held.columns {
        let not_null = above
            .column_named(&column.name)
            .is_some_and(|one| one.not_null);
        draft.change_column(table, column.id, |column| {
            column.inherited = true;
            column.not_null |= not_null;
        })?;
    }
    for own in &held.constraints {
        // A constraint the parent has by the same name or over the same columns becomes its copy.
        let shared = above
            .constraints
            .iter()
            .any(|one| same_constraint(&above, &held, one, own));
        if shared {
            let mut copy = own.clone();
            copy.inherited = true;
            draft.put_constraint(table, copy)?;
        }
    }
    for constraint in &above.constraints {
        if !held
            .constraints
            .iter()
            .any(|own| same_constraint(&above, &held, constraint, own))
        {
            copy_to_child(draft, parent, table, constraint)?;
        }
    }
    take_programs(draft, parent, table)
}

fn same_constraint(
    above: &Table,
    held: &Table,
    parents: &crate::model::Constraint,
    own: &crate::model::Constraint,
) -> bool {
    let names = |table: &Table, one: &crate::model::Constraint| -> Vec<String> {
        let columns = one.columns();
        table
            .column_names(&columns)
            .into_iter()
            .map(str::to_string)
            .collect()
    };
    match (&parents.kind, &own.kind) {
        (ConstraintKind::PrimaryKey(_), ConstraintKind::PrimaryKey(_)) => true,
        (ConstraintKind::Unique(_), ConstraintKind::Unique(_)) => {
            names(above, parents) == names(held, own)
        }
        (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) => {
            a.target == b.target && names(above, parents) == names(held, own)
        }
        (ConstraintKind::Check(a), ConstraintKind::Check(b)) => a == b,
        _ => false,
    }
}

/// Makes a partition a table of its own, its columns, constraints and indexes then its own too.
///
/// # Errors
/// When the table is no partition.
pub fn detach_partition(draft: &mut Draft, table: TableId) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    if held.partition_of.is_none() {
        return Err(refusal(format!(
            "`{}` is not a partition.",
            held.qualified_name()
        )));
    }
    draft.say(|| format!("Detach {}", held.name));
    draft.change_header(table, |header| header.partition_of = None)?;
    for column in &held.columns {
        draft.change_column(table, column.id, |column| column.inherited = false)?;
    }
    for constraint in held.constraints.iter().filter(|one| one.inherited) {
        let mut own = constraint.clone();
        (own.inherited, own.named) = (false, true);
        draft.put_constraint(table, own)?;
    }
    for index in &held.indexes {
        let mut own = index.clone();
        (own.inherited, own.named, own.attached_to) = (false, true, None);
        draft.put_index(table, own)?;
    }
    // PostgreSQL takes the parent's row triggers along.
    for trigger in held.triggers.iter().filter(|one| one.inherited) {
        super::drop_trigger(draft, table, trigger.id)?;
    }
    Ok(())
}
