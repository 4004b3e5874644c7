//! Views, triggers and indexes of MySQL and SQLite.

use std::sync::Arc;

use crate::import::builder::{Applied, Done, Fault};
use crate::import::cursor::{Cursor, Read};
use crate::import::lexer::Token;
use crate::model::*;
use crate::sql::foreign::key;

use super::builder::{Foreign, fold, missing};
use super::create_table::unless_exists;
use super::{keys, words};

/// What may stand between CREATE and the kind of an object in MySQL.
#[derive(Default)]
pub(super) struct Prefix {
    /// `OR REPLACE`.
    pub replace: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `ALGORITHM` and `SQL SECURITY`.
    options: Vec<(String, String)>,
    definer: bool,
}

/// Reads what stands between CREATE and the kind of the object.
pub(super) fn prefix(cursor: &mut Cursor<'_>) -> Read<Prefix> {
    let mut prefix = Prefix::default();
    loop {
        if cursor.take("OR REPLACE") {
            prefix.replace = true;
        } else if cursor.take("TEMPORARY") || cursor.take("TEMP") {
            prefix.temporary = true;
        } else if cursor.take("ALGORITHM") {
            let value = words::value(cursor)?.to_ascii_lowercase();
            if value != "undefined" {
                key::set(&mut prefix.options, "algorithm", &value);
            }
        } else if cursor.take("DEFINER") {
            let _ = cursor.take_operator("=");
            words::pass_user(cursor)?;
            prefix.definer = true;
        } else if cursor.take("SQL SECURITY") {
            let value = words::name(cursor)?.to_ascii_lowercase();
            if value != "definer" {
                key::set(&mut prefix.options, "sql security", &value);
            }
        } else {
            return Ok(prefix);
        }
    }
}

impl Prefix {
    /// Says that the user whose rights an object has is not taken along: another server does not know him.
    fn note(&self, done: Done) -> Done {
        match self.definer {
            true => Done {
                note: "DEFINER is left out: it becomes the user who loads it".to_string(),
                ..done
            },
            false => done,
        }
    }
}

/// Reads from behind `VIEW` on.
pub(super) fn create_view(
    foreign: &mut Foreign,
    cursor: &mut Cursor<'_>,
    prefix: &Prefix,
) -> Applied {
    let lenient = cursor.take("IF NOT EXISTS");
    let name = words::object_name(cursor)?;
    if prefix.temporary {
        return Err(Fault::Temporary);
    }
    let columns = if cursor.is(b'(') {
        words::names(cursor)?
    } else {
        Vec::new()
    };
    cursor.expect("AS")?;
    let (query, check_option) = query(cursor)?;
    let done = prefix.note(Done::new("view", &name));
    let old = foreign
        .views
        .get(&fold(&name))
        .copied()
        .filter(|_| prefix.replace);
    if old.is_none()
        && let Err(fault) = foreign.free(&name)
    {
        return unless_exists(fault, lenient, done);
    }
    let id: ViewId = old.unwrap_or_else(|| foreign.allocate());
    let view = View {
        tablespace: None,
        access_method: None,
        cluster_on: None,
        column_settings: Default::default(),
        id,
        schema: "public".to_string(),
        name: name.clone(),
        materialized: false,
        recursive: false,
        columns,
        options: prefix.options.clone(),
        query,
        check_option,
        with_data: true,
        indexes: Vec::new(),
        triggers: Vec::new(),
        column_comments: std::collections::BTreeMap::new(),
        comment: None,
    };
    foreign.schema.views.insert(id, Arc::new(view));
    foreign.views.insert(fold(&name), id);
    foreign.made(ObjectRef::View(id));
    Ok(done)
}

/// The rest of the statement, and the check option at its end.
fn query(cursor: &mut Cursor<'_>) -> Read<(String, Option<String>)> {
    if cursor.is_done() {
        return cursor.broken("a query");
    }
    let tokens = cursor.rest();
    let ends_with = |words: &str| {
        let count = words.split(' ').count();
        let last: Option<&[Token]> = tokens
            .len()
            .checked_sub(count)
            .and_then(|from| tokens.get(from..));
        last.is_some_and(|last| {
            last.iter()
                .zip(words.split(' '))
                .all(|(token, word)| cursor.text_of(*token).eq_ignore_ascii_case(word))
        })
    };
    let options = [
        ("WITH CASCADED CHECK OPTION", 4, "CASCADED CHECK OPTION"),
        ("WITH LOCAL CHECK OPTION", 4, "LOCAL CHECK OPTION"),
        ("WITH CHECK OPTION", 3, "CHECK OPTION"),
    ];
    let found = options.iter().find(|(words, ..)| ends_with(words));
    let length = tokens.len() - found.map_or(0, |(_, count, _)| *count);
    let text = cursor
        .text_of_tokens(tokens.get(..length).unwrap_or(tokens))
        .to_string();
    let option = found.map(|(_, _, option)| (*option).to_string());
    cursor.skip_all();
    Ok((text, option))
}

/// Reads from behind `TRIGGER` on.
pub(super) fn create_trigger(
    foreign: &mut Foreign,
    cursor: &mut Cursor<'_>,
    prefix: &Prefix,
) -> Applied {
    let lenient = cursor.take("IF NOT EXISTS");
    let name = words::object_name(cursor)?;
    let timing = cursor
        .take_one_of(&["BEFORE", "AFTER", "INSTEAD OF"])
        .unwrap_or("BEFORE");
    let Some(event) = cursor.take_one_of(&["INSERT", "UPDATE", "DELETE"]) else {
        return cursor
            .broken("INSERT, UPDATE or DELETE")
            .map_err(Fault::from);
    };
    let mut event = event.to_string();
    if cursor.take("OF") {
        let mut columns = Vec::new();
        loop {
            columns.push(crate::sql::quote::identifier(&words::name(cursor)?));
            if !cursor.take_mark(b',') {
                break;
            }
        }
        event = format!("{event} OF {}", columns.join(", "));
    }
    cursor.expect("ON")?;
    let owner_name = words::object_name(cursor)?;
    let start = cursor.offset();
    cursor.skip_all();
    let clause = cursor.since(start).to_string();
    let done = prefix.note(Done::new("trigger", format!("{owner_name}.{name}")));
    if prefix.temporary {
        return Err(Fault::Temporary);
    }
    let owner = match foreign.views.get(&fold(&owner_name)) {
        Some(view) => ObjectRef::View(*view),
        None => ObjectRef::Table(foreign.table(&owner_name)?),
    };
    if foreign.triggers.contains_key(&fold(&name)) {
        return unless_exists(crate::import::builder::exists(&name), lenient, done);
    }
    let id: TriggerId = foreign.allocate();
    let trigger = Trigger {
        id,
        name: name.clone(),
        timing: timing.to_string(),
        events: vec![event],
        for_each_row: true,
        function: String::new(),
        clause,
        constraint: false,
        state: None,
        inherited: false,
        comment: None,
    };
    match owner {
        ObjectRef::View(view) => {
            if let Some(view) = foreign.schema.views.get_mut(&view) {
                Arc::make_mut(view).triggers.push(trigger);
            }
        }
        _ => {
            let table = owner.table().ok_or_else(|| missing("table", &owner_name))?;
            foreign.table_mut(table)?.triggers.push(trigger);
            foreign.made(ObjectRef::Trigger(table, id));
        }
    }
    foreign.triggers.insert(fold(&name), (owner, id));
    Ok(done)
}

/// Reads from behind `INDEX` on. `kind`: `UNIQUE`, `FULLTEXT` or `SPATIAL` where it is one.
pub(super) fn create_index(
    foreign: &mut Foreign,
    cursor: &mut Cursor<'_>,
    kind: Option<&str>,
) -> Applied {
    let lenient = cursor.take("IF NOT EXISTS");
    let name = words::object_name(cursor)?;
    let method = match kind {
        Some("FULLTEXT") => "fulltext",
        Some("SPATIAL") => "spatial",
        _ => "btree",
    };
    let using = if cursor.take("USING") {
        Some(words::name(cursor)?.to_ascii_lowercase())
    } else {
        None
    };
    cursor.expect("ON")?;
    let table_name = words::object_name(cursor)?;
    let mut text = keys::key_text(cursor, method)?;
    if let Some(using) = using {
        key::set(&mut text.options, key::USING, &using);
        if using == "hash" {
            text.method = using;
        }
    }
    if cursor.take("WHERE") {
        let rest = cursor.rest();
        text.predicate = Some(cursor.text_of_tokens(rest).to_string());
        cursor.skip_all();
    }
    // MySQL: how the work is done, not what is made.
    while cursor.take("ALGORITHM") || cursor.take("LOCK") {
        words::value(cursor)?;
    }
    cursor.finish()?;
    text.name = Some(name.clone());
    let table = foreign.table(&table_name)?;
    let done = Done::new("index", &name);
    let taken = foreign.dialect == Dialect::Sqlite && foreign.indexes.contains_key(&fold(&name));
    let result = if taken {
        Err(crate::import::builder::exists(&name))
    } else if kind == Some("UNIQUE") && foreign.dialect == Dialect::Mysql {
        // In MySQL a unique index and a unique key are the same.
        foreign.add_element(table, super::definition::Element::Unique(text))
    } else {
        foreign
            .add_index(table, text, kind == Some("UNIQUE"))
            .map(|_| ())
    };
    match result {
        Ok(()) => Ok(done),
        Err(fault) => unless_exists(fault, lenient, done),
    }
}

/// `RENAME TABLE a TO b, ...`.
pub(super) fn rename_tables(foreign: &mut Foreign, cursor: &mut Cursor<'_>) -> Applied {
    let mut names = Vec::new();
    loop {
        let old = words::object_name(cursor)?;
        cursor.expect("TO")?;
        let new = words::object_name(cursor)?;
        let id = foreign.table(&old)?;
        foreign.rename_table(id, &new)?;
        names.push(new);
        if !cursor.take_mark(b',') {
            break;
        }
    }
    cursor.finish()?;
    Ok(Done::new("table", names.join(", ")))
}
