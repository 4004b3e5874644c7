//! Inheritance: which tables a table takes columns and checks from.

use super::copies::copy_to_child;
use super::family::descendants;
use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{Column, Constraint, ConstraintKind, QualifiedName, TableId};

/// Sets the parents a table inherits from, in order. Columns a parent has and the table lacks are added; what came from a
/// parent that is taken away stays as the table's own (PostgreSQL manual, ALTER TABLE, INHERIT and NO INHERIT).
///
/// # Errors
/// When a parent is the table itself or below it, either is partitioned or a partition, or a column differs in type.
pub fn set_inherits(
    draft: &mut Draft,
    table: TableId,
    parents: &[TableId],
    external: &[QualifiedName],
) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    let label = draft.table_label(table);
    for (position, parent) in parents.iter().enumerate() {
        let above = draft.table(*parent)?;
        if parents.iter().take(position).any(|other| other == parent) {
            return Err(EditError::ColumnTwice(above.name.clone()));
        }
        if *parent == table || descendants(draft.schema(), table).contains(parent) {
            return Err(refusal(format!("`{label}` cannot inherit from itself.")));
        }
        if above.partitioning.is_some() || above.partition_of.is_some() {
            return Err(refusal(format!(
                "`{}` is partitioned or a partition; nothing inherits from it.",
                above.qualified_name()
            )));
        }
    }
    let any = !parents.is_empty() || !external.is_empty();
    if any && (held.partitioning.is_some() || held.partition_of.is_some()) {
        return Err(refusal(format!(
            "`{label}` is partitioned or a partition; it inherits from nothing else."
        )));
    }
    draft.say(|| format!("Change what {label} inherits"));
    draft.change_header(table, |header| {
        header.inherits = parents.to_vec();
        header.inherits_external = external.to_vec();
    })?;
    for parent in parents
        .iter()
        .filter(|parent| !held.inherits.contains(parent))
    {
        take_columns(draft, *parent, table)?;
        for constraint in draft.table(*parent)?.constraints.clone() {
            copy_to_child(draft, *parent, table, &constraint)?;
        }
    }
    keep_orphans(draft, table)
}

/// Adds the columns a parent has and the child lacks.
fn take_columns(draft: &mut Draft, parent: TableId, child: TableId) -> Result<(), EditError> {
    let above = draft.table(parent)?.clone();
    for column in &above.columns {
        let held = draft.table(child)?;
        match held.column_named(&column.name) {
            Some(own) if own.data_type != column.data_type => {
                return Err(EditError::TypesDiffer {
                    from: format!("{}.{}", held.qualified_name(), own.name),
                    from_type: own.data_type.to_string(),
                    to: format!("{}.{}", above.qualified_name(), column.name),
                    to_type: column.data_type.to_string(),
                });
            }
            Some(own) => {
                let id = own.id;
                draft.change_column(child, id, |own| own.not_null |= column.not_null)?;
            }
            None => {
                let copy = Column {
                    id: draft.allocate(),
                    inherited: true,
                    comment: None,
                    // Neither an identity nor a comment is inherited.
                    identity: None,
                    ..column.clone()
                };
                draft.put_column(child, copy, None)?;
            }
        }
    }
    Ok(())
}

/// Makes what no parent has any more the table's own.
fn keep_orphans(draft: &mut Draft, table: TableId) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    if !held.inherits_external.is_empty() {
        return Ok(());
    }
    let mut parents = Vec::new();
    for parent in &held.inherits {
        parents.push(draft.table(*parent)?.clone());
    }
    for column in held.columns.iter().filter(|column| column.inherited) {
        if !parents
            .iter()
            .any(|parent| parent.column_named(&column.name).is_some())
        {
            draft.change_column(table, column.id, |column| column.inherited = false)?;
        }
    }
    for check in held.constraints.iter().filter(|one| one.inherited) {
        let from_parent = |one: &Constraint| {
            one.name == check.name && matches!(one.kind, ConstraintKind::Check(_))
        };
        if !parents
            .iter()
            .any(|parent| parent.constraints.iter().any(from_parent))
        {
            let mut own = check.clone();
            own.inherited = false;
            draft.put_constraint(table, own)?;
        }
    }
    Ok(())
}
