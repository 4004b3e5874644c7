//! Enums, domains and other types of the schema.

use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{ColumnId, DataType, ObjectRef, TableId, TypeId, UserType, UserTypeKind};

/// Creates an enum with its labels in order.
///
/// # Errors
/// When the name cannot be used or is taken, or a label is blank or given twice.
pub fn create_enum(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
    labels: &[&str],
) -> Result<TypeId, EditError> {
    let mut checked: Vec<String> = Vec::new();
    for label in labels {
        let label = label_text(label, &checked)?;
        checked.push(label);
    }
    let kind = UserTypeKind::Enum { labels: checked };
    create(draft, namespace, name, kind, "enum")
}

/// Creates a domain over a base type given as SQL text.
///
/// # Errors
/// When the name cannot be used or is taken, or the base is not a type.
pub fn create_domain(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
    base: &str,
) -> Result<TypeId, EditError> {
    let kind = UserTypeKind::Domain {
        base: super::column_type::parse(base)?,
        collation: None,
        default: None,
        not_null: false,
        checks: Vec::new(),
    };
    create(draft, namespace, name, kind, "domain")
}

pub(super) fn create(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
    kind: UserTypeKind,
    word: &str,
) -> Result<TypeId, EditError> {
    let name = name::usable(name)?.to_string();
    name::free_relation(draft.schema(), namespace, &name)?;
    draft.say(|| format!("Create {word} {name}"));
    let id = draft.allocate();
    draft.put(UserType {
        id,
        schema: namespace.to_string(),
        name,
        kind,
        comment: None,
    })?;
    Ok(id)
}

/// Renames a type; the columns, domains and composites of that type follow.
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn rename_type(draft: &mut Draft, id: TypeId, name: &str) -> Result<(), EditError> {
    let name = name::usable(name)?.to_string();
    let held = held(draft, id)?;
    if held.name == name {
        return Ok(());
    }
    name::free_relation(draft.schema(), &held.schema, &name)?;
    draft.say(|| format!("Rename type {} to {name}", held.name));
    let columns = users(draft, id);
    let types = dependents(draft, id);
    draft.put(UserType {
        name: name.clone(),
        ..held
    })?;
    for (table, column) in columns {
        draft.change_column(table, column, |column| column.data_type.name = name.clone())?;
    }
    for (dependent, places) in types {
        let mut dependent = dependent;
        match &mut dependent.kind {
            UserTypeKind::Domain { base, .. } => base.name = name.clone(),
            UserTypeKind::Composite { fields } => {
                for place in places {
                    if let Some(field) = fields.get_mut(place) {
                        field.data_type.name = name.clone();
                    }
                }
            }
            _ => continue,
        }
        draft.put(dependent)?;
    }
    Ok(())
}

/// Adds a label to an enum, at the end or before position `position`.
///
/// # Errors
/// When the label is blank or the enum has it.
pub fn add_enum_label(
    draft: &mut Draft,
    id: TypeId,
    label: &str,
    position: Option<usize>,
) -> Result<(), EditError> {
    change_labels(draft, id, |labels| {
        let label = label_text(label, labels)?;
        let position = position.unwrap_or(labels.len()).min(labels.len());
        labels.insert(position, label.clone());
        Ok(format!("Add label {label}"))
    })
}

/// Renames the label at `position`.
///
/// # Errors
/// When the label is blank, or the enum has it, or there is none at the position.
pub fn rename_enum_label(
    draft: &mut Draft,
    id: TypeId,
    position: usize,
    label: &str,
) -> Result<(), EditError> {
    change_labels(draft, id, |labels| {
        let old = labels
            .get(position)
            .ok_or(EditError::Missing("label"))?
            .clone();
        if old == label.trim() {
            return Ok(String::new());
        }
        let label = label_text(label, labels)?;
        if let Some(slot) = labels.get_mut(position) {
            *slot = label.clone();
        }
        Ok(format!("Rename label {old} to {label}"))
    })
}

/// Removes the label at `position`. PostgreSQL cannot remove one in place; the migration rebuilds the type.
///
/// # Errors
/// When there is none at the position, or it is the last one left.
pub fn remove_enum_label(draft: &mut Draft, id: TypeId, position: usize) -> Result<(), EditError> {
    change_labels(draft, id, |labels| {
        if position >= labels.len() {
            return Err(EditError::Missing("label"));
        }
        let old = labels.remove(position);
        Ok(format!("Delete label {old}"))
    })
}

/// Moves the label at `from` so that it stands at `to`.
///
/// # Errors
/// When there is none at the position.
pub fn move_enum_label(
    draft: &mut Draft,
    id: TypeId,
    from: usize,
    to: usize,
) -> Result<(), EditError> {
    change_labels(draft, id, |labels| {
        if from >= labels.len() {
            return Err(EditError::Missing("label"));
        }
        let label = labels.remove(from);
        let told = format!("Move label {label}");
        labels.insert(to.min(labels.len()), label);
        Ok(told)
    })
}

/// Removes a type that nothing uses.
///
/// # Errors
/// When columns or other types use it.
pub fn drop_type(draft: &mut Draft, id: TypeId) -> Result<(), EditError> {
    let held = held(draft, id)?;
    let mut names: Vec<String> = users(draft, id)
        .into_iter()
        .filter_map(|(table, column)| {
            draft
                .schema()
                .display_name(ObjectRef::Column(table, column))
        })
        .collect();
    names.extend(dependents(draft, id).into_iter().map(|(one, _)| one.name));
    if !names.is_empty() {
        let count = names.len();
        names.truncate(3);
        return Err(EditError::TypeUsed {
            name: held.name,
            users: count,
            list: names.join(", "),
        });
    }
    draft.say(|| format!("Delete type {}", held.name));
    super::drop_column::drop_waivers(draft, ObjectRef::Type(id))?;
    draft.remove(ObjectRef::Type(id))
}

pub(super) fn held(draft: &Draft, id: TypeId) -> Result<UserType, EditError> {
    draft
        .schema()
        .types
        .get(&id)
        .map(|held| (**held).clone())
        .ok_or(EditError::Missing("type"))
}

fn change_labels(
    draft: &mut Draft,
    id: TypeId,
    change: impl FnOnce(&mut Vec<String>) -> Result<String, EditError>,
) -> Result<(), EditError> {
    let mut changed = held(draft, id)?;
    let before = changed.clone();
    let UserTypeKind::Enum { labels } = &mut changed.kind else {
        return Err(EditError::NotEnum(changed.name));
    };
    let label = change(labels)?;
    if changed == before {
        return Ok(());
    }
    draft.say(|| label);
    draft.put(changed)
}

/// A label without the blanks around it. PostgreSQL keeps 63 bytes of it (manual, section 8.7).
fn label_text(label: &str, others: &[String]) -> Result<String, EditError> {
    let label = name::usable(label)?;
    if others.iter().any(|other| other == label) {
        return Err(EditError::NameTaken {
            name: label.to_string(),
            kind: "the label",
            place: "The enum".to_string(),
        });
    }
    Ok(label.to_string())
}

fn is_of(draft: &Draft, data_type: &DataType, id: TypeId) -> bool {
    draft
        .schema()
        .user_type(data_type)
        .is_some_and(|found| found.id == id)
}

/// The columns of a type or of arrays of it.
pub(super) fn users(draft: &Draft, id: TypeId) -> Vec<(TableId, ColumnId)> {
    let name = draft.schema().types.get(&id).map(|held| held.name.clone());
    let mut found = Vec::new();
    for table in draft.schema().tables.values() {
        for column in &table.columns {
            if Some(&column.data_type.name) == name.as_ref() && is_of(draft, &column.data_type, id)
            {
                found.push((table.id, column.id));
            }
        }
    }
    found
}

/// The domains over a type and the composites with fields of it, with the fields' positions.
pub(super) fn dependents(draft: &Draft, id: TypeId) -> Vec<(UserType, Vec<usize>)> {
    let mut found = Vec::new();
    for user_type in draft.schema().types.values() {
        match &user_type.kind {
            UserTypeKind::Domain { base, .. } if is_of(draft, base, id) => {
                found.push(((**user_type).clone(), Vec::new()));
            }
            UserTypeKind::Composite { fields } => {
                let places: Vec<usize> = fields
                    .iter()
                    .enumerate()
                    .filter(|(_, field)| is_of(draft, &field.data_type, id))
                    .map(|(place, _)| place)
                    .collect();
                if !places.is_empty() {
                    found.push(((**user_type).clone(), places));
                }
            }
            _ => {}
        }
    }
    found
}
