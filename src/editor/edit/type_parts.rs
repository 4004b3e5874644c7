//! The parts of domains, composite types and range types, and creating those.

use super::parameter::refusal;
use super::user_type::{create, dependents, held, users};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{CompositeField, DataType, DomainCheck, TypeId, UserType, UserTypeKind};
use crate::sql::{names, types};

/// Creates a composite type with its fields, each a name and a type as SQL text.
///
/// # Errors
/// When a name cannot be used or is taken, or a field's type is not a type.
pub fn create_composite(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
    fields: &[(&str, &str)],
) -> Result<TypeId, EditError> {
    let fields = fields
        .iter()
        .map(|(name, data_type)| {
            Ok(CompositeField {
                name: (*name).to_string(),
                data_type: super::column_type::parse(data_type)?,
                collation: None,
                comment: None,
            })
        })
        .collect::<Result<Vec<_>, EditError>>()?;
    let kind = UserTypeKind::Composite { fields };
    create(draft, namespace, name, kind, "composite type")
}

/// Creates a range type over a subtype given as SQL text.
///
/// # Errors
/// When the name cannot be used or is taken, or the subtype is not a type.
pub fn create_range(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
    subtype: &str,
) -> Result<TypeId, EditError> {
    let subtype = types::write(&super::column_type::parse(subtype)?);
    let kind = UserTypeKind::Range {
        options: vec![("subtype".to_string(), subtype)],
    };
    create(draft, namespace, name, kind, "range type")
}

/// Changes what a type is made of. Its name is changed by [`rename_type`](super::rename_type).
///
/// # Errors
/// When it could not be such a type: a part without a usable name or with one that is taken, a type that is none, a range
/// without a subtype.
pub fn change_type(
    draft: &mut Draft,
    id: TypeId,
    change: impl FnOnce(&mut UserTypeKind) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let old = held(draft, id)?;
    let mut changed = old.clone();
    change(&mut changed.kind)?;
    if changed == old {
        return Ok(());
    }
    check(&mut changed)?;
    draft.say(|| format!("Change type {}", old.name));
    draft.put(changed)
}

/// Reads a type as a user types it.
///
/// # Errors
/// When the text is not a type.
pub fn type_of(text: &str) -> Result<DataType, EditError> {
    super::column_type::parse(text)
}

/// Moves a type to another schema; the columns, domains and fields of the type follow.
///
/// # Errors
/// When there is no such schema, or it has something of the type's name.
pub fn set_type_schema(draft: &mut Draft, id: TypeId, namespace: &str) -> Result<(), EditError> {
    let old = held(draft, id)?;
    if old.schema == namespace {
        return Ok(());
    }
    super::namespace::known(draft.schema(), namespace)?;
    name::free_relation(draft.schema(), namespace, &old.name)?;
    draft.say(|| format!("Move type {} to schema {namespace}", old.name));
    let columns = users(draft, id);
    let types = dependents(draft, id);
    draft.put(UserType {
        schema: namespace.to_string(),
        ..old
    })?;
    let schema = (namespace != "public").then(|| namespace.to_string());
    for (table, column) in columns {
        draft.change_column(table, column, |column| {
            column.data_type.schema.clone_from(&schema);
        })?;
    }
    for (mut dependent, places) in types {
        match &mut dependent.kind {
            UserTypeKind::Domain { base, .. } => base.schema.clone_from(&schema),
            UserTypeKind::Composite { fields } => {
                for place in places {
                    if let Some(field) = fields.get_mut(place) {
                        field.data_type.schema.clone_from(&schema);
                    }
                }
            }
            UserTypeKind::Enum { .. } | UserTypeKind::Range { .. } => continue,
        }
        draft.put(dependent)?;
    }
    Ok(())
}

fn check(user_type: &mut UserType) -> Result<(), EditError> {
    let name = user_type.name.clone();
    match &mut user_type.kind {
        UserTypeKind::Enum { .. } => Ok(()),
        UserTypeKind::Domain { checks, .. } => check_domain(&name, checks),
        UserTypeKind::Composite { fields } => {
            let mut seen = Vec::new();
            for field in fields {
                field.name = name::usable(&field.name)?.to_string();
                if seen.contains(&field.name) {
                    return Err(EditError::ColumnTwice(field.name.clone()));
                }
                seen.push(field.name.clone());
            }
            Ok(())
        }
        UserTypeKind::Range { options } => check_range(options),
    }
}

/// What CREATE TYPE ... AS RANGE takes (PostgreSQL manual, CREATE TYPE).
const RANGE: [&str; 6] = [
    "subtype",
    "subtype_opclass",
    "collation",
    "canonical",
    "subtype_diff",
    "multirange_type_name",
];

fn check_range(options: &mut Vec<(String, String)>) -> Result<(), EditError> {
    options.retain(|(name, value)| !(name.trim().is_empty() && value.trim().is_empty()));
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in options.iter_mut() {
        *name = name.trim().to_lowercase();
        *value = value.trim().to_string();
        if !RANGE.contains(&name.as_str()) {
            return Err(refusal(format!(
                "A range type has no option `{name}`. It has {}.",
                RANGE.join(", ")
            )));
        }
        if value.is_empty() {
            return Err(refusal(format!("`{name}` needs a value.")));
        }
        if seen.contains(name) {
            return Err(refusal(format!("`{name}` is given twice.")));
        }
        seen.push(name.clone());
    }
    match options.iter().find(|(name, _)| name == "subtype") {
        Some((_, subtype)) => super::column_type::parse(subtype).map(|_| ()),
        None => Err(refusal("A range type needs a subtype.")),
    }
}

fn check_domain(domain: &str, checks: &mut Vec<DomainCheck>) -> Result<(), EditError> {
    checks.retain(|check| !(check.name.trim().is_empty() && check.expression.trim().is_empty()));
    for position in 0..checks.len() {
        let taken: Vec<String> = checks
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != position)
            .map(|(_, check)| check.name.trim().to_string())
            .collect();
        let Some(check) = checks.get_mut(position) else {
            continue;
        };
        check.expression = super::key::expression_text(&check.expression)?;
        check.name = match check.name.trim() {
            "" => names::check(domain, None, &|name| {
                taken.iter().any(|other| other == name)
            }),
            name => name::usable(name)?.to_string(),
        };
        if taken.contains(&check.name) {
            return Err(EditError::NameTaken {
                name: check.name.clone(),
                kind: "a check",
                place: format!("`{domain}`"),
            });
        }
    }
    Ok(())
}
