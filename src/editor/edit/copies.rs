//! The copies of a table's constraints that its partitions and children hold.

use super::Dropped;
use super::family::descendants;
use super::key::release;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{ColumnId, Constraint, ConstraintKind, ObjectRef, Table, TableId};

/// Gives a partition its copy of a parent's constraint, and an inheritance child its copy of a parent's check.
pub(super) fn copy_to_child(
    draft: &mut Draft,
    table: TableId,
    child: TableId,
    constraint: &Constraint,
) -> Result<(), EditError> {
    let parent = draft.table(table)?.clone();
    let held = draft.table(child)?.clone();
    let is_check = matches!(constraint.kind, ConstraintKind::Check(_));
    if (!held.is_partition() && !is_check) || constraint.no_inherit {
        return Ok(());
    }
    let Some(kind) = in_child(&parent, &held, &constraint.kind) else {
        return Ok(());
    };
    if matches!(kind, ConstraintKind::PrimaryKey(_)) && held.primary_key().is_some() {
        return Ok(());
    }
    let mut copy = Constraint {
        id: draft.allocate(),
        kind,
        inherited: true,
        ..constraint.clone()
    };
    let keeps_name = is_check || matches!(copy.kind, ConstraintKind::ForeignKey(_));
    if keeps_name && held.constraints.iter().any(|one| one.name == copy.name) {
        return Ok(());
    }
    if !keeps_name {
        copy.named = false;
        copy.name = name::of_constraint(draft.schema(), &held, &copy);
    }
    draft.put_constraint(child, copy)
}

/// The constraint over the child's columns of the same names; none where one is missing.
fn in_child(parent: &Table, child: &Table, kind: &ConstraintKind) -> Option<ConstraintKind> {
    let map = |columns: &[ColumnId]| -> Option<Vec<ColumnId>> {
        columns
            .iter()
            .map(|id| Some(child.column_named(&parent.column(*id)?.name)?.id))
            .collect()
    };
    let mut kind = kind.clone();
    match &mut kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            key.columns = map(&key.columns)?;
            key.include = map(&key.include)?;
        }
        ConstraintKind::ForeignKey(key) => key.columns = map(&key.columns)?,
        ConstraintKind::Check(_) => {}
        ConstraintKind::Exclusion(_) => return None,
    }
    Some(kind)
}

/// Changes the copies that partitions and children hold as their parent's constraint was changed.
pub(super) fn change_copies(
    draft: &mut Draft,
    table: TableId,
    old: &Constraint,
    new: &Constraint,
) -> Result<(), EditError> {
    let parent = draft.table(table)?.clone();
    for child in descendants(draft.schema(), table) {
        let held = draft.table(child)?.clone();
        let (Some(before), Some(after)) = (
            in_child(&parent, &held, &old.kind),
            in_child(&parent, &held, &new.kind),
        ) else {
            continue;
        };
        let copy = held
            .constraints
            .iter()
            .find(|copy| copy.inherited && copy.kind == before);
        let Some(copy) = copy else {
            continue;
        };
        let shares_name = copy.name == old.name;
        if before != after {
            release(draft, child, copy, &mut Dropped::default())?;
        }
        let changed = Constraint {
            id: copy.id,
            name: if shares_name { &new.name } else { &copy.name }.clone(),
            named: if shares_name { new.named } else { copy.named },
            inherited: true,
            comment: copy.comment.clone(),
            kind: after,
            ..new.clone()
        };
        draft.put_constraint(child, changed)?;
    }
    Ok(())
}

/// Removes the copies that partitions and children hold.
pub(super) fn drop_copies(
    draft: &mut Draft,
    table: TableId,
    old: &Constraint,
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    let parent = draft.table(table)?.clone();
    for child in descendants(draft.schema(), table) {
        let held = draft.table(child)?.clone();
        let Some(kind) = in_child(&parent, &held, &old.kind) else {
            continue;
        };
        for copy in held.constraints.iter().filter(|one| one.inherited) {
            if copy.kind == kind && draft.constraint(child, copy.id).is_ok() {
                release(draft, child, copy, dropped)?;
                draft.remove(ObjectRef::Constraint(child, copy.id))?;
            }
        }
    }
    Ok(())
}
