//! Objects that are edited as the text of their statement: written, and read back.

use std::ops::ControlFlow;

use crate::editor::{Draft, EditError, edit};
use crate::import::{self, Options, Outcome, Source};
use crate::model::{Dialect, Object, ObjectRef, Schema, TypeId};
use crate::sql::writer;
use crate::ui::session::Session;

/// The text an object is edited as: a view's query, a statement without its semicolon; empty where there is nothing to edit.
pub fn text_of(schema: &Schema, object: &Object) -> String {
    match object {
        Object::View(one) => one.query.clone(),
        Object::Function(one) => one.definition.clone(),
        Object::Statistics(one) => one.definition.clone(),
        Object::DefaultPrivilege(one) => one.definition.clone(),
        Object::Verbatim(one) => one.sql.clone(),
        Object::Extension(one) => writer::create_extension(one),
        Object::Type(one) => writer::create_type(schema, one),
        Object::Sequence(one) => writer::create_sequence(one),
        Object::Role(one) => writer::create_role(one),
        Object::Grant(one) => writer::grant(one),
        Object::Namespace(_) | Object::Table(_) => String::new(),
    }
}

/// Keeps another text of an object.
///
/// # Errors
/// A sentence, when the text cannot be read as such an object.
pub fn keep(session: &Session, object: ObjectRef, text: &str) -> Result<(), String> {
    let text = text.trim().trim_end_matches(';');
    let result = match object {
        ObjectRef::View(id) => session.try_edit(|draft| edit::set_view_query(draft, id, text)),
        ObjectRef::Verbatim(id) => {
            session.try_edit(|draft| edit::set_verbatim_sql(draft, id, text))
        }
        object => {
            let now = session.document(|document| document.schema.object(object));
            let Some(now) = now else {
                return Err("This object does not exist any more.".to_string());
            };
            let read = read_again(&now, text)?;
            session.try_edit(|draft| edit::put_object(draft, read).map(|_| ()))
        }
    };
    result.map_err(|error| error.to_string())
}

/// Reads the statement and gives the object with the identity and comment of the one it replaces.
fn read_again(now: &Object, text: &str) -> Result<Object, String> {
    let source = Source {
        name: "definition".to_string(),
        text: format!("{text};"),
    };
    // Objects that are edited so are PostgreSQL's, whatever words stand in them.
    let options = Options {
        dialect: Some(Dialect::Postgresql),
        ..Options::default()
    };
    let read = import::read(&[source], &options, &mut |_| ControlFlow::Continue(()));
    let Ok(read) = read else {
        return Err("The statement could not be read.".to_string());
    };
    for statement in &read.report.statements {
        if let Outcome::Unreadable { reason, line, .. } = &statement.outcome {
            return Err(format!("Line {line}: {reason}."));
        }
    }
    let schema = read.schema;
    let object = match now {
        Object::Function(old) => schema.functions.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment = old.comment.clone();
            Object::from(one)
        }),
        Object::Statistics(old) => schema.statistics.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment = old.comment.clone();
            Object::from(one)
        }),
        Object::DefaultPrivilege(old) => {
            schema.default_privileges.into_values().next().map(|one| {
                let mut one = (*one).clone();
                one.id = old.id;
                Object::from(one)
            })
        }
        Object::Extension(old) => schema.extensions.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment = old.comment.clone();
            Object::from(one)
        }),
        Object::Type(old) => schema.types.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment = old.comment.clone();
            Object::from(one)
        }),
        Object::Sequence(old) => schema.sequences.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment = old.comment.clone();
            one.owned_by = old.owned_by;
            Object::from(one)
        }),
        Object::Role(old) => schema.roles.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment = old.comment.clone();
            Object::from(one)
        }),
        Object::Grant(old) => schema.grants.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            Object::from(one)
        }),
        Object::Namespace(_) | Object::Table(_) | Object::View(_) | Object::Verbatim(_) => None,
    };
    object.ok_or_else(|| "The statement makes something else than this object.".to_string())
}

/// Gives a view or a sequence another name.
///
/// # Errors
/// When the name is empty or taken in the schema.
pub fn rename(draft: &mut Draft, object: ObjectRef, name: &str) -> Result<(), EditError> {
    if name.is_empty() {
        return Err(EditError::EmptyName);
    }
    let Some(mut changed) = draft.schema().object(object) else {
        return Err(EditError::Missing("object"));
    };
    let (schema, slot) = match &mut changed {
        Object::View(one) => (one.schema.clone(), &mut one.name),
        Object::Sequence(one) => (one.schema.clone(), &mut one.name),
        _ => return Err(EditError::Missing("name")),
    };
    if slot == name {
        return Ok(());
    }
    if name_taken(draft.schema(), &schema, name) {
        return Err(EditError::NameTaken {
            name: name.to_string(),
            kind: "a relation",
            place: format!("Schema {schema}"),
        });
    }
    let old = std::mem::replace(slot, name.to_string());
    draft.say(|| format!("Rename {old} to {name}"));
    edit::put_object(draft, changed).map(|_| ())
}

/// Tables, views and sequences of a schema share their names.
fn name_taken(schema: &Schema, namespace: &str, name: &str) -> bool {
    schema.table_named(namespace, name).is_some()
        || schema
            .views
            .values()
            .any(|one| one.schema == namespace && one.name == name)
        || schema
            .sequences
            .values()
            .any(|one| one.schema == namespace && one.name == name)
}

/// The columns whose type is a user type, with their names.
pub fn columns_of_type(schema: &Schema, id: TypeId) -> Vec<(ObjectRef, String)> {
    let Some(wanted) = schema.types.get(&id) else {
        return Vec::new();
    };
    let mut columns = Vec::new();
    for table in schema.tables.values() {
        for column in &table.columns {
            if column.data_type.name == wanted.name
                && schema
                    .user_type(&column.data_type)
                    .is_some_and(|one| one.id == id)
            {
                columns.push((
                    ObjectRef::Column(table.id, column.id),
                    format!("{}.{}", table.qualified_name(), column.name),
                ));
            }
        }
    }
    columns
}
