//! What is edited as SQL text: written, and read back.

use std::ops::ControlFlow;

use crate::editor::{Draft, EditError, edit};
use crate::import::{self, Options, Outcome, Source};
use crate::model::{Dialect, Index, Object, ObjectRef, Schema, Trigger, TypeId, View, ViewId};
use crate::sql::writer;
use crate::ui::session::Session;

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

/// Keeps another text of a property.
///
/// # Errors
/// A sentence, when the text cannot be read as such a thing.
pub fn keep(
    session: &Session,
    object: ObjectRef,
    property: &str,
    text: &str,
) -> Result<(), String> {
    let text = text.trim();
    let result = match (object, property) {
        (ObjectRef::View(id), "view.query") => {
            session.try_edit(|draft| edit::set_view_query(draft, id, text))
        }
        (ObjectRef::View(id), _) => {
            let parts = view_parts(session, id, text)?;
            session.try_edit(|draft| keep_view_parts(draft, id, property, parts))
        }
        (ObjectRef::Verbatim(id), _) => {
            session.try_edit(|draft| edit::set_verbatim_sql(draft, id, text))
        }
        (object, _) => {
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

/// Reads SQL into a schema of its own.
fn read(text: String) -> Result<Schema, String> {
    let source = Source {
        name: "definition".to_string(),
        text,
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
    Ok(read.schema)
}

/// Reads the statement and gives the object with the identity and comment of the one it replaces.
fn read_again(now: &Object, text: &str) -> Result<Object, String> {
    let text = text.trim_end_matches(';');
    // Statistics are over a table, which need not be read to keep their text.
    if let Object::Statistics(old) = now {
        let mut one = (**old).clone();
        one.definition = text.to_string();
        return Ok(Object::from(one));
    }
    let schema = read(format!("{text};"))?;
    let object = match now {
        Object::Function(old) => schema.functions.into_values().next().map(|one| {
            let mut one = (*one).clone();
            one.id = old.id;
            one.comment.clone_from(&old.comment);
            Object::from(one)
        }),
        _ => None,
    };
    object.ok_or_else(|| "The statement makes something else than this object.".to_string())
}

/// The indexes and triggers of a view that statements make.
fn view_parts(
    session: &Session,
    id: ViewId,
    text: &str,
) -> Result<(Vec<Index>, Vec<Trigger>), String> {
    let now = session.document(|document| document.schema.views.get(&id).cloned());
    let Some(now) = now else {
        return Err("This view does not exist any more.".to_string());
    };
    let bare = View {
        cluster_on: None,
        indexes: Vec::new(),
        triggers: Vec::new(),
        ..(*now).clone()
    };
    let schema = match bare.schema.as_str() {
        "public" | "" => String::new(),
        other => format!("CREATE SCHEMA {};\n", crate::sql::quote::identifier(other)),
    };
    let before = format!("{schema}{};\n", writer::create_view(&bare));
    let lines = before.matches('\n').count();
    let read = read(format!("{before}{text};")).map_err(|reason| from_line(&reason, lines))?;
    let made = read.views.into_values().next();
    let Some(made) = made.filter(|_| read.tables.is_empty() && read.verbatim.is_empty()) else {
        return Err(
            "Write CREATE INDEX or CREATE TRIGGER statements on this view, with their comments."
                .to_string(),
        );
    };
    Ok((made.indexes.clone(), made.triggers.clone()))
}

/// The sentence with its line counted from the first the user sees.
fn from_line(reason: &str, above: usize) -> String {
    let rest = reason
        .strip_prefix("Line ")
        .and_then(|rest| rest.split_once(':'));
    match rest.and_then(|(line, words)| Some((line.parse::<usize>().ok()?, words))) {
        Some((line, words)) => format!("Line {}:{words}", line.saturating_sub(above).max(1)),
        None => reason.to_string(),
    }
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
