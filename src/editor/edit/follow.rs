//! What speaks of a table, view or column by its text follows a new name, in the same step: queries of views, policies,
//! triggers, statistics, statements kept as written, and the bodies of functions where they are certain to mean it. What may
//! mean it and cannot be told for certain is noted ([`Draft::leave`]).

use std::collections::HashMap;

use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::model::{Function, Object, ObjectRef, Schema, Table, TableId};
use crate::sql::mention::Text;
use crate::sql::mention::columns::{RenamedColumn, without_stars};
use crate::sql::mention::respell::{Change, respell, respell_part};
use crate::sql::texts::{Part, may_say, speakers_of, visit};
use crate::sql::{expression, tokens};

/// Schema and name.
type Pair<'a> = (&'a str, &'a str);

/// Follows a relation that bears another name or stands in another schema now. `old` is what it was.
pub(super) fn relation(draft: &mut Draft, old: Pair<'_>, new: Pair<'_>) -> Result<(), EditError> {
    // A name without its schema is the only one there is, or `public`'s.
    let alone = old.0 != "public" && !is_relation(draft.schema(), old.1);
    let mut changes = vec![Change::Relation(old, new)];
    if alone {
        changes.push(Change::Relation(("public", old.1), ("public", new.1)));
    }
    let renamed_table = |schema: &Schema, object: ObjectRef| {
        let table = object.table().and_then(|id| schema.table(id));
        table.is_some_and(|table| (table.schema.as_str(), table.name.as_str()) == new)
    };
    let mut scratch = draft.schema().clone();
    for object in speakers_of(draft.schema(), old.1) {
        let own = renamed_table(draft.schema(), object);
        for change in &changes {
            visit(&mut scratch, object, &mut |part| {
                respell_part(part, *change, own);
            });
        }
        if let ObjectRef::Function(id) = object
            && let Some(function) = scratch.functions.get_mut(&id)
        {
            let function = std::sync::Arc::make_mut(function);
            in_body(function, &|text| {
                let mut text = text.to_string();
                let mut found = false;
                for change in &changes {
                    if let Some(new) = respell(&text, Text::Statement, *change, false) {
                        (text, found) = (new, true);
                    }
                }
                found.then_some(text)
            });
        }
        put_back(draft, &scratch, object)?;
    }
    if old.1 != new.1 {
        tell(draft, &[old.1], None);
    }
    Ok(())
}

/// Whether a table or view of `public` has the name.
fn is_relation(schema: &Schema, name: &str) -> bool {
    let views = schema.views.values();
    schema.table_named("public", name).is_some()
        || views
            .into_iter()
            .any(|view| view.schema == "public" && view.name == name)
}

/// What a column is called by those outside its table.
pub(super) struct ColumnName<'a> {
    pub table: TableId,
    pub old: &'a str,
    pub new: &'a str,
}

/// Before a column is renamed: views name the columns they give, and those that `*` stands for, as the server has them.
pub(super) fn keep_view_columns(draft: &mut Draft, name: &ColumnName<'_>) -> Result<(), EditError> {
    let relations = relations(draft.schema());
    let find = |schema: &str, name: &str| find(&relations, schema, name);
    let renamed = RenamedColumn {
        relation: name.table.0,
        table: None,
        old: name.old,
        new: name.new,
        find: &find,
    };
    let schema = draft.schema().clone();
    let columns = |id: u32| -> Option<Vec<String>> {
        let table = schema.table(TableId(id))?;
        Some(table.columns.iter().map(|one| one.name.clone()).collect())
    };
    for view in schema.views.values() {
        let mut changed = (**view).clone();
        if view.query.contains('*')
            && let Some(query) = without_stars(&view.query, name.table.0, &find, &columns)
        {
            changed.query = query;
        }
        if view.columns.is_empty()
            && let Some(names) = renamed.results_named_after(&changed.query)
        {
            changed.columns = names;
        }
        if changed != **view {
            draft.put(changed)?;
        }
    }
    Ok(())
}

/// Follows a column that is renamed; the table's own expressions have followed before.
pub(super) fn column(draft: &mut Draft, name: &ColumnName<'_>) -> Result<(), EditError> {
    let relations = relations(draft.schema());
    let find = |schema: &str, name: &str| find(&relations, schema, name);
    let table = draft.table(name.table)?.clone();
    let renamed = RenamedColumn {
        relation: name.table.0,
        table: Some(&table.name),
        old: name.old,
        new: name.new,
        find: &find,
    };
    let mut scratch = draft.schema().clone();
    for object in speakers_of(draft.schema(), name.old) {
        let own = object == ObjectRef::Table(name.table);
        visit(&mut scratch, object, &mut |part| {
            let Part::Text(kind, text) = part else { return };
            if let Some(new) = renamed.respell(text, kind, own) {
                *text = new;
            }
        });
        if let ObjectRef::Function(id) = object
            && let Some(function) = scratch.functions.get_mut(&id)
            && function.language == "sql"
        {
            let function = std::sync::Arc::make_mut(function);
            in_body(function, &|text| {
                renamed.respell(text, Text::Statement, false)
            });
        }
        put_back(draft, &scratch, object)?;
    }
    tell(draft, &[&table.name, name.old], Some(&table));
    Ok(())
}

type Relations = HashMap<String, Vec<(String, u32)>>;

/// Tables and views by name: the schemas they stand in, and their numbers.
fn relations(schema: &Schema) -> Relations {
    let mut all = Relations::new();
    let mut note = |name: &str, schema: &str, id: u32| {
        let known = all.entry(name.to_string()).or_default();
        known.push((schema.to_string(), id));
    };
    for table in schema.tables.values() {
        note(&table.name, &table.schema, table.id.0);
    }
    for view in schema.views.values() {
        note(&view.name, &view.schema, view.id.0);
    }
    all
}

/// A name without its schema is `public`'s, or the only one there is.
fn find(relations: &Relations, schema: &str, name: &str) -> Option<u32> {
    let known = relations.get(name)?;
    let there = known.iter().find(|(own, _)| own == schema);
    match (there, known.as_slice()) {
        (Some((_, id)), _) => Some(*id),
        (None, [(_, id)]) if schema == "public" => Some(*id),
        _ => None,
    }
}

/// Rewrites a string body statement by statement, where the definition holds it as it is.
fn in_body(function: &mut Function, rewrite: &dyn Fn(&str) -> Option<String>) {
    let body = function.body.clone();
    if body.is_empty() || function.definition.matches(&body).count() != 1 {
        return;
    }
    let mut written = String::with_capacity(body.len());
    let mut start = 0;
    let ends = tokens::significant(&body)
        .into_iter()
        .filter(|token| token.is(&body, ";"))
        .map(|token| token.range.start);
    for end in ends.chain([body.len()]) {
        let statement = body.get(start..end).unwrap_or_default();
        match rewrite(statement) {
            Some(new) => written.push_str(&new),
            None => written.push_str(statement),
        }
        start = end;
    }
    if written != body {
        function.definition = function.definition.replacen(&body, &written, 1);
        function.body = written;
    }
}

/// Puts what differs in an object of a scratch copy into the draft.
fn put_back(draft: &mut Draft, scratch: &Schema, object: ObjectRef) -> Result<(), EditError> {
    let ObjectRef::Table(id) = object else {
        return match scratch.object(object) {
            Some(new) if draft.schema().object(object).as_ref() != Some(&new) => draft.put(new),
            _ => Ok(()),
        };
    };
    let (Some(old), Some(new)) = (draft.schema().table(id).cloned(), scratch.table(id)) else {
        return Ok(());
    };
    if old == *new {
        return Ok(());
    }
    draft.put(Object::from((**new).clone()))
}

/// Notes the functions and statements whose texts still say all of these names. A column may also be read by the triggers of
/// its table, which call it by the row alone.
fn tell(draft: &mut Draft, names: &[&str], table: Option<&Table>) {
    let says = |text: &str, names: &[&str]| {
        if !names.iter().all(|name| may_say(text, name)) {
            return false;
        }
        let words = expression::words(text);
        names.iter().all(|name| words.contains(*name))
    };
    let last = names.last().copied().unwrap_or_default();
    let called = |function: &Function| {
        let triggers = table.map(|table| table.triggers.iter());
        triggers.into_iter().flatten().any(|trigger| {
            let name = trigger.function.rsplit('.').next().unwrap_or_default();
            crate::sql::quote::unquote(name) == function.name
        })
    };
    let mut left = Vec::new();
    for function in draft.schema().functions.values() {
        let text = format!("{} {}", function.body, strings_of(&function.body));
        if says(&text, names) || (called(function) && says(&text, &[last])) {
            left.push(format!("{}()", function.name));
        }
    }
    for statement in draft.schema().verbatim.values() {
        if says(&statement.sql, names) {
            let name = format!("{} {}", statement.kind, statement.name);
            left.push(name.trim_end().to_string());
        }
    }
    for name in left {
        draft.leave(name);
    }
}

/// The strings in a body: statements that are put together and run may stand in them.
fn strings_of(body: &str) -> String {
    tokens::significant(body)
        .iter()
        .filter(|token| token.kind == tokens::Kind::Text)
        .map(|token| token.text(body).trim_matches('\''))
        // One word is a value.
        .filter(|text| text.contains(' '))
        .collect::<Vec<_>>()
        .join(" ")
}
