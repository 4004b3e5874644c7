//! Primary keys, unique keys and checks; changing and removing any constraint.

use std::collections::BTreeSet;

use super::Dropped;
use super::copies::{change_copies, copy_to_child, drop_copies};
use super::drop_column::drop_waivers;
use super::family::descendants;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{
    Check, ColumnId, Constraint, ConstraintId, ConstraintKind, Exclusion, ExclusionElement,
    IndexKey, Key, ObjectRef, Table, TableId,
};
use crate::sql::types::{self, Family};

/// Makes the columns the primary key, in their order; none removes it. The key's columns become NOT NULL.
///
/// Foreign keys that refer to the old key keep a unique key to refer to when the new one is another.
///
/// # Errors
/// When a column does not exist or is given twice.
pub fn set_primary_key(
    draft: &mut Draft,
    table: TableId,
    columns: &[ColumnId],
) -> Result<(), EditError> {
    check_columns(draft, table, columns)?;
    let held = draft.table(table)?.clone();
    if held.primary_key_columns() == columns {
        return Ok(());
    }
    draft.say(|| format!("Change the primary key of {}", held.name));
    let old = held.primary_key().cloned();
    for column in columns {
        super::set_not_null(draft, table, *column, true)?;
    }
    match (old, columns.is_empty()) {
        (None, true) => {}
        (Some(old), true) => {
            drop_constraint(draft, table, old.id)?;
        }
        (Some(old), false) => {
            let needed = incoming(draft, table, held.primary_key_columns());
            let mut changed = old.clone();
            if let ConstraintKind::PrimaryKey(key) = &mut changed.kind {
                key.columns = columns.to_vec();
                key.include.retain(|column| !columns.contains(column));
            }
            draft.put_constraint(table, changed.clone())?;
            change_copies(draft, table, &old, &changed)?;
            if !needed.is_empty() && !has_key(draft, table, held.primary_key_columns())? {
                add_unique(draft, table, held.primary_key_columns())?;
            }
        }
        (None, false) => {
            let kind = ConstraintKind::PrimaryKey(Key::over(columns.to_vec()));
            add(draft, table, kind, None)?;
        }
    }
    Ok(())
}

/// Makes the columns a unique key.
///
/// # Errors
/// When none is given, one does not exist or is given twice.
pub fn add_unique(
    draft: &mut Draft,
    table: TableId,
    columns: &[ColumnId],
) -> Result<ConstraintId, EditError> {
    if columns.is_empty() {
        return Err(EditError::NoColumns);
    }
    check_columns(draft, table, columns)?;
    let names = draft.table(table)?.column_names(columns).join(", ");
    draft.say(|| format!("Make {names} unique"));
    let kind = ConstraintKind::Unique(Key::over(columns.to_vec()));
    add(draft, table, kind, None)
}

/// Adds a check, with a name or the one PostgreSQL would generate. The expression stands without outer parentheses.
///
/// # Errors
/// When the expression is blank or its parentheses do not close, or the name cannot be used or is taken.
pub fn add_check(
    draft: &mut Draft,
    table: TableId,
    expression: &str,
    name: Option<&str>,
) -> Result<ConstraintId, EditError> {
    let expression = expression_text(expression)?;
    draft.say(|| "Add a check".to_string());
    add(
        draft,
        table,
        ConstraintKind::Check(Check { expression }),
        name,
    )
}

/// Adds an exclusion over a column: ranges and shapes must not overlap, other values must not be equal.
///
/// # Errors
/// When the column does not exist.
pub fn add_exclusion(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
) -> Result<ConstraintId, EditError> {
    let held = draft.column(table, column)?;
    let spans = matches!(
        types::family(&held.data_type),
        Family::Range | Family::Geometry
    );
    let (method, operator) = if spans {
        ("gist", "&&")
    } else {
        ("btree", "=")
    };
    let name = held.name.clone();
    draft.say(|| format!("Exclude rows alike in {name}"));
    let exclusion = Exclusion {
        method: method.to_string(),
        elements: vec![ExclusionElement {
            key: IndexKey::column_key(column),
            operator: operator.to_string(),
        }],
        include: Vec::new(),
        predicate: None,
        options: Vec::new(),
        tablespace: None,
    };
    add(draft, table, ConstraintKind::Exclusion(exclusion), None)
}

/// Adds a constraint under a given name, or one as PostgreSQL would generate it, here and in partitions.
pub(in crate::editor) fn add(
    draft: &mut Draft,
    table: TableId,
    kind: ConstraintKind,
    name: Option<&str>,
) -> Result<ConstraintId, EditError> {
    let id: ConstraintId = draft.allocate();
    let mut constraint = Constraint::new(id, "", kind);
    let held = draft.table(table)?.clone();
    constraint.name = match name {
        Some(name) => {
            let name = name::usable(name)?;
            name::free_constraint(draft.schema(), &held, name, name::has_index(&constraint))?;
            name.to_string()
        }
        None => name::of_constraint(draft.schema(), &held, &constraint),
    };
    // The primary key is written in the table, where its generated name needs no words.
    constraint.named = name.is_some() || !constraint.is_primary_key();
    draft.put_constraint(table, constraint.clone())?;
    for child in descendants(draft.schema(), table) {
        copy_to_child(draft, table, child, &constraint)?;
    }
    Ok(id)
}

/// Replaces a constraint by its id, as the inspector edits it.
///
/// # Errors
/// When it does not exist, its name or a column cannot be used, or the columns of a foreign key do not match.
pub fn change_constraint(
    draft: &mut Draft,
    table: TableId,
    constraint: Constraint,
) -> Result<(), EditError> {
    let old = draft.constraint(table, constraint.id)?.clone();
    if constraint == old {
        return Ok(());
    }
    let held = draft.table(table)?.clone();
    let mut constraint = constraint;
    constraint.name = name::usable(&constraint.name)?.to_string();
    if constraint.name != old.name {
        name::free_constraint(
            draft.schema(),
            &held,
            &constraint.name,
            name::has_index(&constraint),
        )?;
        constraint.named = true;
    }
    draft.say(|| format!("Change {}", old.name));
    check_columns(draft, table, &constraint.columns())?;
    super::constraint_rules::constraint(draft, table, &old, &mut constraint)?;
    match &mut constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            if key.columns.is_empty() {
                return Err(EditError::NoColumns);
            }
        }
        ConstraintKind::Check(check) => check.expression = expression_text(&check.expression)?,
        ConstraintKind::ForeignKey(key) => {
            if key.columns.is_empty() {
                return Err(EditError::NoColumns);
            }
            super::column_type::comparable(draft, table, &key.columns, &key.target)?;
        }
        ConstraintKind::Exclusion(_) => {}
    }
    if let ConstraintKind::PrimaryKey(key) = &constraint.kind {
        for column in key.columns.clone() {
            super::set_not_null(draft, table, column, true)?;
        }
    }
    let held_by = |key: &Key| (key.columns.clone(), key.without_overlaps);
    if old.key().map(held_by) != constraint.key().map(held_by) {
        let mut dropped = Dropped::default();
        release(draft, table, &old, &mut dropped)?;
    }
    draft.put_constraint(table, constraint.clone())?;
    if constraint.name != old.name {
        super::storage::follow_index(draft, table, &old.name, Some(&constraint.name))?;
    }
    change_copies(draft, table, &old, &constraint)
}

/// Renames a constraint.
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn rename_constraint(
    draft: &mut Draft,
    table: TableId,
    id: ConstraintId,
    name: &str,
) -> Result<(), EditError> {
    let old = draft.constraint(table, id)?.clone();
    if old.name == name.trim() {
        return Ok(());
    }
    draft.say(|| format!("Rename {} to {}", old.name, name.trim()));
    let renamed = Constraint {
        name: name.to_string(),
        ..old
    };
    change_constraint(draft, table, renamed)
}

/// Removes a constraint. A key goes with the foreign keys that no other key of the table could serve.
///
/// # Errors
/// When it does not exist.
pub fn drop_constraint(
    draft: &mut Draft,
    table: TableId,
    id: ConstraintId,
) -> Result<Dropped, EditError> {
    let old = draft.constraint(table, id)?.clone();
    if let (true, Some(parent)) = (old.inherited, parent_of(draft.table(table)?)) {
        return Err(EditError::Inherited {
            name: old.name.clone(),
            parent: draft.table_label(parent),
        });
    }
    draft.say(|| format!("Delete {}", old.name));
    let mut dropped = Dropped::default();
    release(draft, table, &old, &mut dropped)?;
    drop_waivers(draft, ObjectRef::Constraint(table, id))?;
    drop_copies(draft, table, &old, &mut dropped)?;
    if name::has_index(&old) {
        super::storage::follow_index(draft, table, &old.name, None)?;
    }
    // A foreign key of the table to itself may have gone with its key.
    if draft.constraint(table, id).is_ok() {
        draft.remove(ObjectRef::Constraint(table, id))?;
    }
    Ok(dropped)
}

/// The table a table's inherited parts come from.
fn parent_of(table: &Table) -> Option<TableId> {
    match &table.partition_of {
        Some(partition) => Some(partition.parent),
        None => table.inherits.first().copied(),
    }
}

/// Removes the foreign keys that refer to a key's columns when no other key serves them.
pub(super) fn release(
    draft: &mut Draft,
    table: TableId,
    old: &Constraint,
    dropped: &mut Dropped,
) -> Result<(), EditError> {
    let Some(key) = old.key() else {
        return Ok(());
    };
    let held = draft.table(table)?;
    let wanted: BTreeSet<ColumnId> = key.columns.iter().copied().collect();
    let served = unique_sets(held, key.without_overlaps)
        .into_iter()
        .any(|(owner, columns)| owner != Some(old.id) && columns == wanted);
    if served {
        return Ok(());
    }
    for (other, constraint) in incoming(draft, table, &key.columns) {
        let held = draft.constraint(other, constraint)?.foreign_key();
        if held.is_some_and(|held| held.period != key.without_overlaps) {
            continue;
        }
        let reference = ObjectRef::Constraint(other, constraint);
        dropped
            .with_it
            .extend(draft.schema().display_name(reference));
        draft.remove(reference)?;
    }
    Ok(())
}

/// The foreign keys that refer to exactly these columns, in whichever order.
fn incoming(draft: &Draft, table: TableId, columns: &[ColumnId]) -> Vec<(TableId, ConstraintId)> {
    let wanted: BTreeSet<ColumnId> = columns.iter().copied().collect();
    let mut found = Vec::new();
    for other in draft.schema().tables.values() {
        for (constraint, key) in other.foreign_keys() {
            let referenced: BTreeSet<ColumnId> = key.target.columns().iter().copied().collect();
            if key.target.table() == Some(table) && referenced == wanted {
                found.push((other.id, constraint.id));
            }
        }
    }
    found
}

/// The sets of columns that are unique, with the constraint that makes them so unless an index does; those without
/// overlaps or those of plain values.
fn unique_sets(
    table: &Table,
    without_overlaps: bool,
) -> Vec<(Option<ConstraintId>, BTreeSet<ColumnId>)> {
    let keys = table.constraints.iter().filter_map(move |constraint| {
        let key = constraint.key()?;
        if key.without_overlaps != without_overlaps {
            return None;
        }
        Some((Some(constraint.id), key.columns.iter().copied().collect()))
    });
    let indexes = table
        .indexes
        .iter()
        .filter(|index| {
            index.unique
                && !without_overlaps
                && index.predicate.is_none()
                && index.leading_columns().len() == index.keys.len()
        })
        .map(|index| (None, index.leading_columns().into_iter().collect()));
    keys.chain(indexes).collect()
}

/// Whether a key or unique index of the table is over exactly these columns.
pub(super) fn has_key(
    draft: &Draft,
    table: TableId,
    columns: &[ColumnId],
) -> Result<bool, EditError> {
    let wanted: BTreeSet<ColumnId> = columns.iter().copied().collect();
    Ok(unique_sets(draft.table(table)?, false)
        .iter()
        .any(|(_, columns)| *columns == wanted))
}

/// Refuses columns that do not exist or are given twice.
pub(super) fn check_columns(
    draft: &Draft,
    table: TableId,
    columns: &[ColumnId],
) -> Result<(), EditError> {
    let mut seen = BTreeSet::new();
    for column in columns {
        let held = draft.column(table, *column)?;
        if !seen.insert(*column) {
            return Err(EditError::ColumnTwice(held.name.clone()));
        }
    }
    Ok(())
}

/// An expression without the blanks and the parentheses around it.
pub(super) fn expression_text(text: &str) -> Result<String, EditError> {
    let text = crate::sql::expression::without_outer_parentheses(text.trim()).trim();
    if text.is_empty() {
        return Err(EditError::EmptyExpression);
    }
    let mut depth = 0_i32;
    for token in crate::sql::tokens::significant(text) {
        if token.is(text, "(") {
            depth += 1;
        } else if token.is(text, ")") {
            depth -= 1;
        }
        if depth < 0 {
            break;
        }
    }
    if depth != 0 {
        return Err(EditError::Expression(
            "The parentheses of the expression do not match.".to_string(),
        ));
    }
    Ok(text.to_string())
}
