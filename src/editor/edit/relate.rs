//! Drawing a relationship: the column, the foreign key that keeps tenants apart, and the index it needs.

use super::foreign_key::add_foreign_key;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::tenant::Tenant;
use crate::model::naming::singular;
use crate::model::{Column, ColumnId, ConstraintId, IndexId, ReferentialAction, Table, TableId};

/// What a relationship was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The referencing table.
    pub table: TableId,
    /// The referencing columns, the tenant column first where it is in the key.
    pub columns: Vec<ColumnId>,
    /// The columns that were made for it.
    pub created: Vec<ColumnId>,
    /// The foreign key.
    pub constraint: ConstraintId,
    /// The index that was made, unless one served already.
    pub index: Option<IndexId>,
}

/// Relates a table to another, from one of its columns or from a new one named after the other table.
///
/// Between two tenant-scoped tables the key carries the tenant column, so that no row can point into another tenant
/// (rule `cross-tenant-fk`); the other table gets the unique key this needs. ON DELETE is RESTRICT, and CASCADE to the
/// tenant root (seed 000, line 63).
///
/// # Errors
/// When the other table has no primary key, or the given column's type does not match it.
pub fn relate(
    draft: &mut Draft,
    from: TableId,
    column: Option<ColumnId>,
    to: TableId,
) -> Result<Related, EditError> {
    let parent = draft.table(to)?.clone();
    let child_name = draft.table(from)?.name.clone();
    draft.say(|| format!("Relate {child_name} to {}", parent.name));
    let tenant = Tenant::of(draft.document());
    let action = if tenant.root == Some(to) {
        ReferentialAction::Cascade
    } else {
        ReferentialAction::Restrict
    };
    relate_with(draft, from, column, to, action)
}

/// As [`relate`], with the action on delete given.
pub(in crate::editor) fn relate_with(
    draft: &mut Draft,
    from: TableId,
    column: Option<ColumnId>,
    to: TableId,
    on_delete: ReferentialAction,
) -> Result<Related, EditError> {
    let parent = draft.table(to)?.clone();
    let key = referenced_key(&parent)?;
    let tenant = Tenant::of(draft.document());
    let shared = match (
        tenant.column_of(draft.table(from)?),
        tenant.column_of(&parent),
    ) {
        (Some(own), Some(theirs)) if tenant.root != Some(to) => Some((own, theirs)),
        _ => None,
    };
    let mut columns = Vec::new();
    let mut referenced = Vec::new();
    let mut created = Vec::new();
    if let Some((own, theirs)) = shared {
        columns.push(own);
        referenced.push(theirs);
    }
    let own_part: Vec<ColumnId> = key
        .iter()
        .copied()
        .filter(|id| shared.is_none_or(|(_, theirs)| theirs != *id))
        .collect();
    for (place, id) in own_part.iter().enumerate() {
        let given = column.filter(|_| place == 0);
        let own = match given {
            Some(column) => column,
            None => referencing_column(draft, from, &parent, *id, &tenant, &mut created)?,
        };
        columns.push(own);
        referenced.push(*id);
    }
    let constraint = add_foreign_key(draft, from, &columns, to, &referenced, Some(on_delete))?;
    let index = if served(draft.table(from)?, &columns) {
        None
    } else {
        Some(super::add_index(draft, from, &columns)?)
    };
    Ok(Related {
        table: from,
        columns,
        created,
        constraint,
        index,
    })
}

/// The columns a relationship refers to: the primary key, or the first unique key.
fn referenced_key(parent: &Table) -> Result<Vec<ColumnId>, EditError> {
    let primary = parent.primary_key_columns();
    if !primary.is_empty() {
        return Ok(primary.to_vec());
    }
    parent
        .constraints
        .iter()
        .find_map(|constraint| constraint.key())
        .map(|key| key.columns.clone())
        .ok_or_else(|| EditError::NoKey(parent.name.clone()))
}

/// The column that refers to `key`: one that has the name and type already and refers to nothing yet, or a new one.
fn referencing_column(
    draft: &mut Draft,
    from: TableId,
    parent: &Table,
    key: ColumnId,
    tenant: &Tenant,
    created: &mut Vec<ColumnId>,
) -> Result<ColumnId, EditError> {
    let key = parent
        .column(key)
        .ok_or(EditError::Missing("column"))?
        .clone();
    let itself = from == parent.id;
    let name = if itself {
        "parent_id".to_string()
    } else if tenant.root == Some(parent.id) {
        tenant.column_name.clone()
    } else if key.name == "id" {
        format!("{}_id", singular(&parent.name))
    } else if key.name.contains('_') {
        key.name.clone()
    } else {
        format!("{}_{}", singular(&parent.name), key.name)
    };
    let held = draft.table(from)?;
    if let Some(free) = held.column_named(&name).filter(|column| {
        column.data_type == key.data_type
            && !held
                .foreign_keys()
                .any(|(_, foreign)| foreign.columns.contains(&column.id))
    }) {
        return Ok(free.id);
    }
    let name = crate::editor::name::numbered(&name, |name| held.column_named(name).is_some());
    let data_type = Some(key.data_type.clone());
    let id = super::add_column(draft, from, Some(&name), data_type, None)?;
    let collation: Option<String> = key.collation.clone();
    draft.change_column(from, id, |column: &mut Column| column.collation = collation)?;
    // A row that must have a parent of its own table could never be the first.
    if !itself {
        super::set_not_null(draft, from, id, true)?;
    }
    created.push(id);
    Ok(id)
}

/// Whether a key or a whole index begins with the columns, in whichever order.
fn served(table: &Table, columns: &[ColumnId]) -> bool {
    let begins = |key: &[ColumnId]| {
        key.len() >= columns.len()
            && key
                .iter()
                .take(columns.len())
                .all(|id| columns.contains(id))
    };
    table
        .constraints
        .iter()
        .filter_map(|constraint| constraint.key())
        .any(|key| begins(&key.columns))
        || table
            .indexes
            .iter()
            .filter(|index| index.predicate.is_none() && index.method == "btree")
            .any(|index| begins(&index.leading_columns()))
}
