//! Schemas: renaming one with everything that stands in it, and moving objects between them.

use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{DataType, NamespaceId, Object, ObjectRef, Schema, UserTypeKind};
use crate::sql::quote;

/// Refuses a schema that does not exist.
pub(super) fn known(schema: &Schema, namespace: &str) -> Result<(), EditError> {
    let exists = namespace == "public"
        || schema.namespaces.values().any(|one| one.name == namespace)
        || schema.tables.values().any(|one| one.schema == namespace);
    if exists {
        return Ok(());
    }
    Err(refusal(format!(
        "There is no schema `{namespace}`. Create it first."
    )))
}

/// Renames a schema; what stands in it and what names it by type, grant or default follows. Texts of views and functions
/// keep the old name, as on the server.
///
/// # Errors
/// When the name cannot be used or is taken.
pub fn rename_namespace(draft: &mut Draft, id: NamespaceId, name: &str) -> Result<(), EditError> {
    let held = draft
        .schema()
        .namespaces
        .get(&id)
        .cloned()
        .ok_or(EditError::Missing("schema"))?;
    let name = name::usable(name)?.to_string();
    if held.name == name {
        return Ok(());
    }
    super::object::free_namespace(draft.schema(), &name)?;
    let old = held.name.clone();
    draft.say(|| format!("Rename schema {old} to {name}"));
    let mut renamed = (*held).clone();
    renamed.name = name.clone();
    draft.put(renamed)?;
    move_tables(draft, &old, &name)?;
    move_objects(draft, &old, &name)
}

fn follow(data_type: &mut DataType, old: &str, new: &str) {
    if data_type.schema.as_deref() == Some(old) {
        data_type.schema = Some(new.to_string());
    }
}

fn move_tables(draft: &mut Draft, old: &str, new: &str) -> Result<(), EditError> {
    let tables: Vec<_> = draft.schema().tables.values().cloned().collect();
    for table in tables {
        for column in &table.columns {
            draft.change_column(table.id, column.id, |column| {
                follow(&mut column.data_type, old, new);
            })?;
        }
        draft.change_header(table.id, |header| {
            if header.schema == old {
                header.schema = new.to_string();
            }
        })?;
    }
    Ok(())
}

fn move_objects(draft: &mut Draft, old: &str, new: &str) -> Result<(), EditError> {
    let schema = draft.schema();
    let mut references: Vec<ObjectRef> = Vec::new();
    references.extend(schema.types.keys().map(|id| ObjectRef::Type(*id)));
    references.extend(schema.views.keys().map(|id| ObjectRef::View(*id)));
    references.extend(schema.functions.keys().map(|id| ObjectRef::Function(*id)));
    references.extend(
        schema
            .statistics
            .keys()
            .map(|id| ObjectRef::Statistics(*id)),
    );
    references.extend(schema.extensions.keys().map(|id| ObjectRef::Extension(*id)));
    references.extend(schema.grants.keys().map(|id| ObjectRef::Grant(*id)));
    let sequences: Vec<_> = schema
        .sequences
        .values()
        .filter(|one| one.schema == old)
        .map(|one| one.id)
        .collect();
    for id in sequences {
        if let Some(sequence) = draft.schema().sequences.get(&id).cloned() {
            let mut sequence = (*sequence).clone();
            sequence.schema = new.to_string();
            super::object::change_sequence(draft, sequence)?;
        }
    }
    for reference in references {
        let Some(mut object) = draft.schema().object(reference) else {
            continue;
        };
        let before = object.clone();
        in_object(&mut object, old, new);
        if object != before {
            draft.apply(crate::model::Op::Put(object))?;
        }
    }
    Ok(())
}

fn in_object(object: &mut Object, old: &str, new: &str) {
    let moved = |schema: &mut String| {
        if schema == old {
            *schema = new.to_string();
        }
    };
    match object {
        Object::Type(one) => {
            moved(&mut one.schema);
            match &mut one.kind {
                UserTypeKind::Domain { base, .. } => follow(base, old, new),
                UserTypeKind::Composite { fields } => {
                    for field in fields {
                        follow(&mut field.data_type, old, new);
                    }
                }
                UserTypeKind::Enum { .. } | UserTypeKind::Range { .. } => {}
            }
        }
        Object::View(one) => moved(&mut one.schema),
        // Their statements are written under the schema the model gives them.
        Object::Function(one) => moved(&mut one.schema),
        Object::Statistics(one) => moved(&mut one.schema),
        Object::Extension(one) if one.schema.as_deref() == Some(old) => {
            one.schema = Some(new.to_string());
        }
        Object::Grant(one) => {
            one.object = granted_in(&one.object, &one.object_kind, old, new);
        }
        _ => {}
    }
}

/// What a grant names, with the schema renamed.
fn granted_in(object: &str, kind: &str, old: &str, new: &str) -> String {
    if kind.ends_with("SCHEMA") {
        return if quote::unquote(object) == old {
            quote::identifier(new)
        } else {
            object.to_string()
        };
    }
    match object.strip_prefix(&format!("{}.", quote::identifier(old))) {
        Some(rest) => format!("{}.{rest}", quote::identifier(new)),
        None => object.to_string(),
    }
}
