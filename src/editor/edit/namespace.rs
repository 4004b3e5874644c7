//! Schemas: renaming one with everything that stands in it, and moving objects between them.

use super::parameter::refusal;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{
    ConstraintKind, DataType, IndexKey, IndexKeySource, NamespaceId, Object, ObjectRef, Schema,
    Table, UserTypeKind,
};
use crate::sql::{quote, tokens};

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

/// Renames a schema; what stands in it and what names it follows, as on the server: types, grants, defaults, checks, policies,
/// triggers and the queries of views. Bodies of functions keep the old name.
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
                requalify_optional(&mut column.default, old, new);
                if let Some(generated) = &mut column.generated {
                    requalify(&mut generated.expression, old, new);
                }
            })?;
        }
        move_texts(draft, &table, old, new)?;
        draft.change_header(table.id, |header| {
            if header.schema == old {
                header.schema = new.to_string();
            }
        })?;
    }
    Ok(())
}

/// Rewrites the constraints, indexes, triggers and policies of a table that name the schema.
fn move_texts(draft: &mut Draft, table: &Table, old: &str, new: &str) -> Result<(), EditError> {
    for before in &table.constraints {
        let mut constraint = before.clone();
        match &mut constraint.kind {
            ConstraintKind::Check(check) => requalify(&mut check.expression, old, new),
            ConstraintKind::Exclusion(exclusion) => {
                requalify_optional(&mut exclusion.predicate, old, new);
                for element in &mut exclusion.elements {
                    requalify_key(&mut element.key, old, new);
                }
            }
            _ => continue,
        }
        draft.put_constraint(table.id, constraint)?;
    }
    for before in &table.indexes {
        let mut index = before.clone();
        requalify_optional(&mut index.predicate, old, new);
        for key in &mut index.keys {
            requalify_key(key, old, new);
        }
        draft.put_index(table.id, index)?;
    }
    for before in &table.triggers {
        let mut trigger = before.clone();
        requalify(&mut trigger.clause, old, new);
        requalify(&mut trigger.function, old, new);
        if trigger != *before {
            draft.put_trigger(table.id, trigger)?;
        }
    }
    for before in &table.policies {
        let mut policy = before.clone();
        requalify_optional(&mut policy.using, old, new);
        requalify_optional(&mut policy.with_check, old, new);
        if policy != *before {
            draft.put_policy(table.id, policy)?;
        }
    }
    Ok(())
}

fn requalify_key(key: &mut IndexKey, old: &str, new: &str) {
    if let IndexKeySource::Expression(text) = &mut key.source {
        requalify(text, old, new);
    }
}

fn requalify_optional(text: &mut Option<String>, old: &str, new: &str) {
    if let Some(text) = text {
        requalify(text, old, new);
    }
}

/// Replaces the schema before a dot.
fn requalify(text: &mut String, old: &str, new: &str) {
    let words = tokens::significant(text);
    let mut written = String::with_capacity(text.len());
    let mut done = 0;
    for (at, word) in words.iter().enumerate() {
        let dot = |at: usize| words.get(at).is_some_and(|word| word.is(text, "."));
        let qualifies = dot(at + 1) && !at.checked_sub(1).is_some_and(dot);
        if qualifies && word.name(text).as_deref() == Some(old) {
            written.push_str(text.get(done..word.range.start).unwrap_or_default());
            written.push_str(&quote::identifier(new));
            done = word.range.end;
        }
    }
    if done > 0 {
        written.push_str(text.get(done..).unwrap_or_default());
        *text = written;
    }
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
    let defaults = schema.default_privileges.keys();
    references.extend(defaults.map(|id| ObjectRef::DefaultPrivilege(*id)));
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
        Object::View(one) => {
            moved(&mut one.schema);
            requalify(&mut one.query, old, new);
            for trigger in &mut one.triggers {
                requalify(&mut trigger.clause, old, new);
                requalify(&mut trigger.function, old, new);
            }
        }
        // Their statements are written under the schema the model gives them.
        Object::Function(one) => moved(&mut one.schema),
        Object::Statistics(one) => moved(&mut one.schema),
        Object::Extension(one) if one.schema.as_deref() == Some(old) => {
            one.schema = Some(new.to_string());
        }
        Object::Grant(one) => {
            one.object = granted_in(&one.object, &one.object_kind, old, new);
        }
        Object::DefaultPrivilege(one) => {
            let words = tokens::significant(&one.definition);
            let named = words.windows(2).find(|pair| {
                pair.first()
                    .is_some_and(|word| word.is_word(&one.definition, "schema"))
            });
            let name = named.and_then(|pair| pair.get(1));
            if let Some(name) = name
                && name.name(&one.definition).as_deref() == Some(old)
            {
                let range = name.range.clone();
                one.definition.replace_range(range, &quote::identifier(new));
                one.schema = Some(new.to_string());
            }
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
