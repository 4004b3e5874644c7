//! Indexes.

use super::drop_column::drop_waivers;
use super::family::descendants;
use super::key::check_columns;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{ColumnId, Index, IndexId, IndexKeySource, ObjectRef, Table, TableId};

/// Adds a B-tree index over columns, named `idx_table_columns`; partitions get theirs, attached to it.
///
/// # Errors
/// When no column is given, one does not exist or is given twice.
pub fn add_index(
    draft: &mut Draft,
    table: TableId,
    columns: &[ColumnId],
) -> Result<IndexId, EditError> {
    if columns.is_empty() {
        return Err(EditError::NoColumns);
    }
    check_columns(draft, table, columns)?;
    let held = draft.table(table)?.clone();
    draft.say(|| format!("Index {}", held.column_names(columns).join(", ")));
    let id = draft.allocate();
    let mut index = Index::btree(id, "", columns);
    index.name = name::of_index(draft.schema(), &held, &index);
    draft.put_index(table, index.clone())?;
    copy_to_partitions(draft, table, &index)?;
    Ok(id)
}

/// Gives each partition its copy of the parent's index, as PostgreSQL does.
fn copy_to_partitions(draft: &mut Draft, table: TableId, index: &Index) -> Result<(), EditError> {
    for child in descendants(draft.schema(), table) {
        let held = draft.table(child)?.clone();
        let Some(parent) = held.partition_of.as_ref().map(|partition| partition.parent) else {
            continue;
        };
        let parent = draft.table(parent)?.clone();
        let Some(mut copy) = in_child(draft.table(table)?, &held, index) else {
            continue;
        };
        let attached = parent
            .indexes
            .iter()
            .find(|other| other.id == index.id || other.attached_to.as_ref() == Some(&index.name))
            .map(|other| other.name.clone());
        copy.id = draft.allocate();
        copy.inherited = true;
        copy.named = false;
        copy.attached_to = attached;
        copy.name = name::of_index(draft.schema(), &held, &copy);
        draft.put_index(child, copy)?;
    }
    Ok(())
}

/// Gives one partition its copy of an index of its parent, or attaches the equal one it has (PostgreSQL manual, ALTER TABLE,
/// ATTACH PARTITION).
pub(super) fn copy_to_partition(
    draft: &mut Draft,
    parent: TableId,
    child: TableId,
    index: &Index,
) -> Result<(), EditError> {
    let held = draft.table(child)?.clone();
    let Some(mut copy) = in_child(draft.table(parent)?, &held, index) else {
        return Ok(());
    };
    copy.attached_to = Some(index.name.clone());
    let equal = held.indexes.iter().find(|own| {
        own.attached_to.is_none()
            && own.method == copy.method
            && own.keys == copy.keys
            && own.predicate == copy.predicate
            && own.unique == copy.unique
            && own.include == copy.include
    });
    if let Some(own) = equal {
        let mut own = own.clone();
        own.attached_to = copy.attached_to;
        return draft.put_index(child, own);
    }
    copy.id = draft.allocate();
    copy.inherited = true;
    copy.named = false;
    copy.comment = None;
    copy.name = name::of_index(draft.schema(), &held, &copy);
    draft.put_index(child, copy)
}

/// The index over the child's columns of the same names; none where one is missing.
fn in_child(parent: &Table, child: &Table, index: &Index) -> Option<Index> {
    let map = |id: ColumnId| Some(child.column_named(&parent.column(id)?.name)?.id);
    let mut copy = index.clone();
    for key in &mut copy.keys {
        if let IndexKeySource::Column(id) = &mut key.source {
            *id = map(*id)?;
        }
    }
    copy.include = index
        .include
        .iter()
        .map(|id| map(*id))
        .collect::<Option<_>>()?;
    Some(copy)
}

/// Replaces an index by its id, as the inspector edits it.
///
/// # Errors
/// When it does not exist, has no key, or its name or a column cannot be used.
pub fn change_index(draft: &mut Draft, table: TableId, index: Index) -> Result<(), EditError> {
    let old = draft.index(table, index.id)?.clone();
    let mut index = index;
    index.name = name::usable(&index.name)?.to_string();
    if index.name != old.name {
        let held = draft.table(table)?.clone();
        name::free_relation(draft.schema(), &held.schema, &index.name)?;
        index.named = true;
    }
    draft.say(|| format!("Change {}", old.name));
    if index.keys.is_empty() {
        return Err(EditError::NoColumns);
    }
    for key in &mut index.keys {
        match &mut key.source {
            IndexKeySource::Column(column) => {
                draft.column(table, *column)?;
            }
            IndexKeySource::Expression(text) => *text = super::key::expression_text(text)?,
        }
    }
    check_columns(draft, table, &index.include)?;
    super::constraint_rules::index(draft, table, &old, &mut index)?;
    index.predicate = match index.predicate.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(text) => Some(super::key::expression_text(text)?),
    };
    if index.name != old.name {
        super::storage::follow_index(draft, table, &old.name, Some(&index.name))?;
    }
    draft.put_index(table, index)
}

/// Renames an index.
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn rename_index(
    draft: &mut Draft,
    table: TableId,
    id: IndexId,
    name: &str,
) -> Result<(), EditError> {
    let old = draft.index(table, id)?.clone();
    if old.name == name.trim() {
        return Ok(());
    }
    draft.say(|| format!("Rename {} to {}", old.name, name.trim()));
    let renamed = Index {
        name: name.to_string(),
        ..old
    };
    change_index(draft, table, renamed)
}

/// Removes an index, and those of partitions that are attached to it.
///
/// # Errors
/// When it does not exist.
pub fn drop_index(draft: &mut Draft, table: TableId, id: IndexId) -> Result<(), EditError> {
    let old = draft.index(table, id)?.clone();
    draft.say(|| format!("Delete {}", old.name));
    let mut names = vec![old.name.clone()];
    for child in descendants(draft.schema(), table) {
        let held = draft.table(child)?.clone();
        for index in &held.indexes {
            let attached = index
                .attached_to
                .as_ref()
                .is_some_and(|name| names.contains(name));
            if attached {
                names.push(index.name.clone());
                draft.remove(ObjectRef::Index(child, index.id))?;
            }
        }
    }
    super::storage::follow_index(draft, table, &old.name, None)?;
    drop_waivers(draft, ObjectRef::Index(table, id))?;
    draft.remove(ObjectRef::Index(table, id))
}
