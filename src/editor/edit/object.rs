//! Objects that stand by themselves: schemas, views, functions, statements kept word for word.

use super::Dropped;
use super::mention::mentions;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{
    ColumnId, Namespace, NamespaceId, Object, ObjectRef, Schema, Sequence, SequenceId, TableId,
    View, ViewId,
};
use crate::sql::quote;

/// Creates a schema.
///
/// # Errors
/// When the name cannot be used or is taken; names that begin with `pg_` are PostgreSQL's own.
pub fn create_namespace(draft: &mut Draft, name: &str) -> Result<NamespaceId, EditError> {
    let name = name::usable(name)?.to_string();
    free_namespace(draft.schema(), &name)?;
    draft.say(|| format!("Create schema {name}"));
    let id = draft.allocate();
    draft.put(Namespace {
        id,
        name,
        comment: None,
    })?;
    Ok(id)
}

/// Refuses the name of a schema that there is, or that PostgreSQL keeps for itself.
pub(super) fn free_namespace(schema: &Schema, name: &str) -> Result<(), EditError> {
    let taken = name == "public"
        || name == "information_schema"
        || name.starts_with("pg_")
        || schema.namespaces.values().any(|one| one.name == name);
    if taken {
        return Err(EditError::NameTaken {
            name: name.to_string(),
            kind: "a schema",
            place: "The database".to_string(),
        });
    }
    Ok(())
}

/// Creates a view from its query.
///
/// # Errors
/// When the name cannot be used or is taken, or the query is blank.
pub fn create_view(
    draft: &mut Draft,
    namespace: &str,
    name: &str,
    query: &str,
) -> Result<ViewId, EditError> {
    let name = name::usable(name)?.to_string();
    name::free_relation(draft.schema(), namespace, &name)?;
    let query = statement(query)?;
    draft.say(|| format!("Create view {name}"));
    let id = draft.allocate();
    draft.put(View {
        id,
        schema: namespace.to_string(),
        name,
        materialized: false,
        recursive: false,
        columns: Vec::new(),
        options: Vec::new(),
        query,
        check_option: None,
        with_data: true,
        tablespace: None,
        access_method: None,
        cluster_on: None,
        column_settings: Default::default(),
        indexes: Vec::new(),
        triggers: Vec::new(),
        column_comments: std::collections::BTreeMap::new(),
        comment: None,
    })?;
    Ok(id)
}

/// Replaces a view's query.
///
/// # Errors
/// When the view does not exist or the query is blank.
pub fn set_view_query(draft: &mut Draft, view: ViewId, query: &str) -> Result<(), EditError> {
    let held = draft
        .schema()
        .views
        .get(&view)
        .ok_or(EditError::Missing("view"))?;
    let mut changed = (**held).clone();
    changed.query = statement(query)?;
    if changed == **held {
        return Ok(());
    }
    draft.say(|| format!("Change view {}", changed.name));
    draft.put(changed)
}

/// Replaces the text of a statement that is kept word for word.
///
/// # Errors
/// When it does not exist or the text is blank.
pub fn set_verbatim_sql(
    draft: &mut Draft,
    id: crate::model::VerbatimId,
    sql: &str,
) -> Result<(), EditError> {
    let held = draft
        .schema()
        .verbatim
        .get(&id)
        .ok_or(EditError::Missing("statement"))?;
    let mut changed = (**held).clone();
    changed.sql = statement(sql)?;
    if changed == **held {
        return Ok(());
    }
    draft.say(|| {
        format!("Change {} {}", changed.kind, changed.name)
            .trim_end()
            .to_string()
    });
    draft.put(changed)
}

/// A statement's text without the blanks around it and the final semicolon.
fn statement(text: &str) -> Result<String, EditError> {
    let text = text.trim().trim_end_matches(';').trim_end();
    if text.is_empty() {
        return Err(EditError::Expression("SQL text is needed.".to_string()));
    }
    Ok(text.to_string())
}

/// Creates or replaces an object that stands by itself, as given: functions read from their SQL, sequences, extensions,
/// roles, grants. Tables are changed by their own functions.
///
/// # Errors
/// When a function has the name and arguments of another.
pub fn put_object(draft: &mut Draft, object: Object) -> Result<ObjectRef, EditError> {
    let reference = object.reference();
    let old = draft.schema().object(reference);
    if old.as_ref() == Some(&object) {
        return Ok(reference);
    }
    if let Object::Function(function) = &object {
        super::program_object::free_signature(draft.schema(), function)?;
    }
    draft.apply(crate::model::Op::Put(object))?;
    let name = draft.schema().display_name(reference).unwrap_or_default();
    let verb = if old.is_some() { "Change" } else { "Create" };
    draft.say(|| format!("{verb} {name}"));
    Ok(reference)
}

/// Removes an object that stands by itself other than a table or type. Views that name it stay and are reported.
///
/// # Errors
/// When it does not exist.
pub fn drop_object(draft: &mut Draft, reference: ObjectRef) -> Result<Dropped, EditError> {
    match reference {
        ObjectRef::Table(table) => return super::drop_tables(draft, &[table]),
        ObjectRef::Type(id) => return super::drop_type(draft, id).map(|()| Dropped::default()),
        ObjectRef::Column(table, id) => return super::drop_columns(draft, table, &[id]),
        ObjectRef::Constraint(table, id) => return super::drop_constraint(draft, table, id),
        ObjectRef::Index(table, id) => {
            return super::drop_index(draft, table, id).map(|()| Dropped::default());
        }
        ObjectRef::Trigger(table, id) => {
            return super::drop_trigger(draft, table, id).map(|()| Dropped::default());
        }
        ObjectRef::Policy(table, id) => {
            return super::drop_policy(draft, table, id).map(|()| Dropped::default());
        }
        ObjectRef::Sequence(id) => leave_sequence(draft, id)?,
        ObjectRef::Namespace(id) => refuse_full_namespace(draft.schema(), id)?,
        _ => {}
    }
    let name = draft
        .schema()
        .display_name(reference)
        .ok_or(EditError::Missing("object"))?;
    draft.say(|| format!("Delete {name}"));
    let bare = match reference {
        ObjectRef::View(id) => draft.schema().views.get(&id).map(|view| view.name.clone()),
        ObjectRef::Function(id) => draft
            .schema()
            .functions
            .get(&id)
            .map(|one| one.name.clone()),
        _ => None,
    };
    draft.remove(reference)?;
    Ok(Dropped {
        with_it: Vec::new(),
        mentions: bare.map_or_else(Vec::new, |name| mentions(draft.schema(), &[name])),
    })
}

/// Takes the defaults away that draw from a sequence.
fn leave_sequence(draft: &mut Draft, id: SequenceId) -> Result<(), EditError> {
    let Some(sequence) = draft.schema().sequences.get(&id).cloned() else {
        return Err(EditError::Missing("sequence"));
    };
    draft.say(|| format!("Delete sequence {}", sequence.name));
    for (table, column) in drawing_from(draft.schema(), &sequence) {
        draft.change_column(table, column, |column| column.default = None)?;
    }
    Ok(())
}

/// Gives a sequence another name or schema, also in the defaults that draw from it.
pub(super) fn change_sequence(draft: &mut Draft, changed: Sequence) -> Result<(), EditError> {
    let Some(old) = draft.schema().sequences.get(&changed.id).cloned() else {
        return Err(EditError::Missing("sequence"));
    };
    let default = super::column_type::next_value(&changed.schema, &changed.name);
    for (table, column) in drawing_from(draft.schema(), &old) {
        draft.change_column(table, column, |column| {
            column.default = Some(default.clone());
        })?;
    }
    draft.put(changed)
}

/// The columns whose default draws from the sequence.
fn drawing_from(schema: &Schema, sequence: &Sequence) -> Vec<(TableId, ColumnId)> {
    let mut found = Vec::new();
    for table in schema.tables.values() {
        for column in &table.columns {
            let draws = column
                .default
                .as_deref()
                .is_some_and(|default| draws_from(default, sequence));
            if draws {
                found.push((table.id, column.id));
            }
        }
    }
    found
}

/// Whether a default is a `nextval` of the sequence, named with or without its schema.
fn draws_from(default: &str, sequence: &Sequence) -> bool {
    if !default.to_ascii_lowercase().contains("nextval") {
        return false;
    }
    let Some(named) = default.split('\'').nth(1) else {
        return false;
    };
    named == quote::identifier(&sequence.name)
        || named == quote::qualified(&sequence.schema, &sequence.name)
}

/// A schema that holds something is not removed.
fn refuse_full_namespace(schema: &Schema, id: NamespaceId) -> Result<(), EditError> {
    let Some(namespace) = schema.namespaces.get(&id) else {
        return Err(EditError::Missing("schema"));
    };
    let name = &namespace.name;
    let count = schema.tables.values().filter(|t| t.schema == *name).count()
        + schema.views.values().filter(|v| v.schema == *name).count()
        + schema.types.values().filter(|t| t.schema == *name).count()
        + schema
            .sequences
            .values()
            .filter(|s| s.schema == *name)
            .count()
        + schema
            .functions
            .values()
            .filter(|f| f.schema == *name)
            .count();
    if count > 0 {
        return Err(EditError::Expression(format!(
            "Schema `{name}` still holds {count} {}.",
            if count == 1 { "object" } else { "objects" }
        )));
    }
    Ok(())
}

/// Sets the comment of anything that carries one; `None` or blank text removes it.
///
/// # Errors
/// When it does not exist or carries no comment.
pub fn set_comment(
    draft: &mut Draft,
    reference: ObjectRef,
    comment: Option<&str>,
) -> Result<(), EditError> {
    let comment = comment.map(str::trim).filter(|text| !text.is_empty());
    let text = comment.map(str::to_string);
    match reference {
        ObjectRef::Table(table) => return super::set_table_comment(draft, table, comment),
        ObjectRef::Column(table, column) => {
            return super::set_column_comment(draft, table, column, comment);
        }
        _ => {}
    }
    let name = draft
        .schema()
        .display_name(reference)
        .ok_or(EditError::Missing("object"))?;
    draft.say(|| format!("Comment {name}"));
    match reference {
        ObjectRef::Constraint(table, id) => {
            let mut constraint = draft.constraint(table, id)?.clone();
            constraint.comment = text;
            draft.put_constraint(table, constraint)
        }
        ObjectRef::Index(table, id) => {
            let mut index = draft.index(table, id)?.clone();
            index.comment = text;
            draft.put_index(table, index)
        }
        ObjectRef::Trigger(table, id) => {
            let mut trigger = super::program::trigger(draft, table, id)?;
            trigger.comment = text;
            super::put_trigger(draft, table, trigger).map(|_| ())
        }
        ObjectRef::Policy(table, id) => {
            let mut policy = super::program::policy(draft, table, id)?;
            policy.comment = text;
            super::put_policy(draft, table, policy).map(|_| ())
        }
        _ => {
            let mut object = draft
                .schema()
                .object(reference)
                .ok_or(EditError::Missing("object"))?;
            match &mut object {
                Object::Namespace(one) => one.comment = text,
                Object::Extension(one) => one.comment = text,
                Object::Type(one) => one.comment = text,
                Object::Sequence(one) => one.comment = text,
                Object::View(one) => one.comment = text,
                Object::Function(one) => one.comment = text,
                Object::Role(one) => one.comment = text,
                Object::Statistics(one) => one.comment = text,
                Object::Table(_)
                | Object::Grant(_)
                | Object::DefaultPrivilege(_)
                | Object::Verbatim(_) => {
                    return Err(EditError::Expression(format!(
                        "`{name}` carries no comment."
                    )));
                }
            }
            if draft.schema().object(reference).as_ref() == Some(&object) {
                return Ok(());
            }
            draft.apply(crate::model::Op::Put(object))
        }
    }
}

/// Removes the sequences that a table's columns own, or one column's; tells their names.
pub(super) fn drop_owned_sequences(
    draft: &mut Draft,
    table: TableId,
    column: Option<ColumnId>,
) -> Result<Vec<String>, EditError> {
    let owned: Vec<_> = draft
        .schema()
        .sequences
        .values()
        .filter(|sequence| {
            sequence.owned_by.is_some_and(|(owner, of)| {
                owner == table && column.is_none_or(|column| column == of)
            })
        })
        .map(|sequence| (sequence.id, sequence.name.clone()))
        .collect();
    let mut names = Vec::new();
    for (id, name) in owned {
        leave_sequence(draft, id)?;
        draft.remove(ObjectRef::Sequence(id))?;
        names.push(name);
    }
    Ok(names)
}
