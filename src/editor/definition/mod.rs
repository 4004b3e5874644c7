//! What is edited as SQL text: written, and read back.

mod verbatim;

use std::ops::ControlFlow;

use super::{Draft, EditError, edit};
use crate::import::{self, Import, Options, Outcome, Source};
use crate::model::{Dialect, Index, Object, ObjectRef, Schema, Trigger, TypeId, View, ViewId};
use crate::sql::{quote, writer};

pub(super) use verbatim::script;

/// The text of a property that is SQL, without the final semicolon; `None` where the object has none.
pub fn text_of(schema: &Schema, object: &Object, property: &str) -> Option<String> {
    match (object, property) {
        (Object::View(one), "view.query") => Some(one.query.clone()),
        (Object::View(one), "view.indexes") => {
            one.materialized.then(|| joined(writer::view_indexes(one)))
        }
        (Object::View(one), "view.triggers") => {
            (!one.materialized).then(|| joined(writer::view_triggers(one)))
        }
        (Object::Function(one), _) => Some(writer::create_function(one)),
        (Object::Statistics(one), _) => Some(writer::create_statistics(one)),
        (Object::Verbatim(one), _) => Some(one.sql.clone()),
        _ => {
            let text = statement_of(schema, object);
            (!text.is_empty()).then_some(text)
        }
    }
}

fn joined(statements: Vec<String>) -> String {
    let mut text = String::new();
    for statement in statements {
        text.push_str(&statement);
        text.push_str(";\n");
    }
    text
}

/// The statement that makes an object a form is for; empty for those that are edited as text.
pub fn statement_of(schema: &Schema, object: &Object) -> String {
    match object {
        Object::Namespace(one) => writer::create_namespace(one),
        Object::Extension(one) => writer::create_extension(one),
        Object::Type(one) => writer::create_type(schema, one),
        Object::Sequence(one) => writer::create_sequence(one),
        Object::Role(one) => writer::create_role(one),
        Object::Grant(one) => writer::grant(one),
        Object::DefaultPrivilege(one) => writer::default_privilege(one),
        Object::Table(_)
        | Object::View(_)
        | Object::Function(_)
        | Object::Statistics(_)
        | Object::Verbatim(_) => String::new(),
    }
}

/// Keeps another text of a property. Gives the object it then is: the same one, or what a statement kept as written became
/// once it could be read.
///
/// # Errors
/// When the text cannot be read as such a thing; nothing is planned then.
pub fn keep(
    draft: &mut Draft,
    object: ObjectRef,
    property: &str,
    text: &str,
) -> Result<ObjectRef, EditError> {
    let text = text.trim();
    match (object, property) {
        (ObjectRef::View(id), "view.query") => edit::set_view_query(draft, id, text)?,
        (ObjectRef::View(id), _) => {
            let parts = view_parts(draft.schema(), id, text)?;
            keep_view_parts(draft, id, property, parts)?;
        }
        (ObjectRef::Verbatim(id), _) => return verbatim::keep(draft, id, text),
        (object, _) => {
            let now = draft.schema().object(object);
            let now = now.ok_or(EditError::Missing("object"))?;
            let read = read_again(&now, text)?;
            return edit::put_object(draft, read);
        }
    }
    Ok(object)
}

/// Reads SQL. Of the first `above` lines, which the user did not write, nothing is said.
pub(super) fn read(text: String, dialect: Dialect, above: usize) -> Result<Import, EditError> {
    let source = Source {
        name: "definition".to_string(),
        text,
    };
    let options = Options {
        dialect: Some(dialect),
        ..Options::default()
    };
    // Nothing cancels.
    let import = import::read(&[source], &options, &mut |_| ControlFlow::Continue(()));
    let import = import.unwrap_or_default();
    for statement in &import.report.statements {
        if let Outcome::Unreadable { reason, line, .. } = &statement.outcome
            && let Some(line) = (*line as usize).checked_sub(above).filter(|line| *line > 0)
        {
            let reason = reason.clone();
            return Err(EditError::Statement { line, reason });
        }
    }
    Ok(import)
}

/// Reads the statement and gives the object with the identity and comment of the one it replaces.
fn read_again(now: &Object, text: &str) -> Result<Object, EditError> {
    let text = text.trim_end_matches(';');
    // Statistics are over a table, which need not be read to keep their text.
    if let Object::Statistics(old) = now {
        let mut one = (**old).clone();
        one.definition = text.to_string();
        return Ok(Object::from(one));
    }
    // Objects that are edited so are PostgreSQL's, whatever words stand in them.
    let schema = read(format!("{text};"), Dialect::Postgresql, 0)?.schema;
    let mut functions = schema.functions.into_values();
    match (now, functions.next(), functions.next()) {
        (Object::Function(old), Some(one), None) => {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment.clone_from(&old.comment);
            Ok(Object::from(one))
        }
        _ => Err(EditError::OtherObject),
    }
}

/// The indexes and triggers of a view that statements make.
fn view_parts(
    schema: &Schema,
    id: ViewId,
    text: &str,
) -> Result<(Vec<Index>, Vec<Trigger>), EditError> {
    let now = schema.views.get(&id).ok_or(EditError::Missing("view"))?;
    let bare = View {
        cluster_on: None,
        indexes: Vec::new(),
        triggers: Vec::new(),
        ..(**now).clone()
    };
    let namespace = match bare.schema.as_str() {
        "public" | "" => String::new(),
        other => format!("CREATE SCHEMA {};\n", quote::identifier(other)),
    };
    let before = format!("{namespace}{};\n", writer::create_view(&bare));
    let lines = before.matches('\n').count();
    let import = read(format!("{before}{text};"), Dialect::Postgresql, lines)?;
    let read = import.schema;
    let made = read.views.into_values().next();
    let Some(made) = made.filter(|_| read.tables.is_empty() && read.verbatim.is_empty()) else {
        return Err(EditError::NotOfView);
    };
    Ok((made.indexes.clone(), made.triggers.clone()))
}

/// Puts indexes or triggers in place of those a view has; those of a name that was there keep their identity.
fn keep_view_parts(
    draft: &mut Draft,
    id: ViewId,
    property: &str,
    (mut indexes, mut triggers): (Vec<Index>, Vec<Trigger>),
) -> Result<(), EditError> {
    let old = draft.schema().views.get(&id).cloned();
    let old = old.ok_or(EditError::Missing("view"))?;
    for index in &mut indexes {
        match old.indexes.iter().find(|one| one.name == index.name) {
            Some(before) => index.id = before.id,
            None => index.id = draft.allocate(),
        }
    }
    for trigger in &mut triggers {
        match old.triggers.iter().find(|one| one.name == trigger.name) {
            Some(before) => {
                trigger.id = before.id;
                trigger.state.clone_from(&before.state);
            }
            None => trigger.id = draft.allocate(),
        }
    }
    let of_indexes = property == "view.indexes";
    edit::change_view(draft, id, |view| {
        if of_indexes {
            view.indexes = indexes;
        } else {
            view.triggers = triggers;
        }
        Ok(())
    })
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
