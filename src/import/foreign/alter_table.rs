//! ALTER TABLE of MySQL and SQLite, action by action.

use crate::import::builder::{Applied, Done, Fault};
use crate::import::cursor::Cursor;
use crate::model::*;
use crate::sql::foreign::key;

use super::builder::Foreign;
use super::definition::*;
use super::rename::{rename, rename_column};
use super::{column, create_table, keys, words};

/// Clauses that say how MySQL does its work, not what the table is.
const MANNER: [&str; 9] = [
    "ALGORITHM",
    "LOCK",
    "DISABLE KEYS",
    "ENABLE KEYS",
    "FORCE",
    "ORDER BY",
    "WITH VALIDATION",
    "WITHOUT VALIDATION",
    "WAIT",
];

/// Clauses about partitions, which are kept word for word.
const PARTITIONS: [&str; 12] = [
    "ADD PARTITION",
    "DROP PARTITION",
    "TRUNCATE PARTITION",
    "REORGANIZE PARTITION",
    "COALESCE PARTITION",
    "EXCHANGE PARTITION",
    "ANALYZE PARTITION",
    "REBUILD PARTITION",
    "REMOVE PARTITIONING",
    "DISCARD",
    "IMPORT",
    "PARTITION BY",
];

/// Clauses of MariaDB about rows of the past, which the model has no place for.
const SYSTEM_TIME: [&str; 4] = [
    "ADD SYSTEM VERSIONING",
    "DROP SYSTEM VERSIONING",
    "ADD PERIOD",
    "DROP PERIOD",
];

/// Reads from behind `ALTER TABLE` on.
pub(super) fn alter_table(foreign: &mut Foreign, cursor: &mut Cursor<'_>) -> Applied {
    let lenient = cursor.take("IF EXISTS");
    let name = words::object_name(cursor)?;
    let head = cursor.slice(cursor.rewound().offset(), cursor.last_end());
    let mut done = Done::new("table", &name);
    let table = match foreign.table(&name) {
        Err(Fault::Missing(reason)) if lenient => {
            return Ok(Done {
                note: format!("{reason}: no effect"),
                ..done
            });
        }
        other => other?,
    };
    if PARTITIONS.iter().any(|words| cursor.is_words(words)) {
        return Err(Fault::Keep);
    }
    let only = alone(cursor);
    let mut remarks = Vec::new();
    loop {
        let before = *cursor;
        let fault = match action(foreign, table, cursor) {
            Ok(()) => None,
            // MySQL makes indexes for foreign keys that no statement names; dropping one changes nothing here.
            Err(Fault::Missing(reason)) if drops_index(foreign, &before) => {
                Some(format!("{reason}: no effect"))
            }
            // What the others of its actions do is done: only this one is kept as written.
            Err(Fault::Missing(reason)) if !only => Some(reason),
            Err(Fault::Keep) if !only => Some("one action is kept as written".to_string()),
            Err(fault) => return Err(fault),
        };
        if let Some(remark) = fault {
            *cursor = before;
            let tokens = cursor.take_until(|cursor| cursor.is(b','));
            if !remark.ends_with("no effect") {
                let action = cursor.text_of_tokens(tokens);
                super::dispatch::keep(foreign, &format!("{head} {action}"), "table", &name);
            }
            remarks.push(remark);
        }
        if !cursor.take_mark(b',') {
            break;
        }
    }
    cursor.finish()?;
    done.note = remarks.join("; ");
    Ok(done)
}

/// Whether one action is all there is.
fn alone(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let _ = ahead.take_until(|cursor| cursor.is(b','));
    ahead.is_done()
}

fn drops_index(foreign: &Foreign, cursor: &Cursor<'_>) -> bool {
    foreign.dialect == Dialect::Mysql
        && (cursor.is_words("DROP INDEX") || cursor.is_words("DROP KEY"))
}

fn action(foreign: &mut Foreign, table: TableId, cursor: &mut Cursor<'_>) -> Applied<()> {
    if SYSTEM_TIME.iter().any(|words| cursor.is_words(words)) {
        Err(Fault::Keep)
    } else if MANNER.iter().any(|words| cursor.is_words(words)) {
        let _ = cursor.take_until(|cursor| cursor.is(b','));
        Ok(())
    } else if cursor.take("ADD") {
        add(foreign, table, cursor)
    } else if cursor.take("DROP") {
        drop_part(foreign, table, cursor)
    } else if cursor.take("MODIFY") {
        let _ = cursor.take("COLUMN");
        let lenient = cursor.take("IF EXISTS");
        let text = column::column(cursor, foreign.dialect)?;
        match foreign.column_id(table, &text.column.name.clone()) {
            Err(Fault::Missing(_)) if lenient => Ok(()),
            id => redefine(foreign, table, id?, text),
        }
    } else if cursor.take("CHANGE") {
        let _ = cursor.take("COLUMN");
        let old = words::name(cursor)?;
        let text = column::column(cursor, foreign.dialect)?;
        let id = foreign.column_id(table, &old)?;
        rename_column(foreign, table, id, &text.column.name)?;
        redefine(foreign, table, id, text)
    } else if cursor.take("RENAME") {
        rename(foreign, table, cursor)
    } else if cursor.take("ALTER") {
        alter_column(foreign, table, cursor)
    } else if cursor.take("CONVERT TO") {
        convert(foreign, table, cursor)
    } else if foreign.dialect == Dialect::Mysql && !cursor.is_done() {
        let mut header = foreign.table_ref(table)?.header.clone();
        create_table::option(cursor, &mut header)?;
        foreign.table_mut(table)?.header = header;
        Ok(())
    } else {
        cursor.broken("ADD, DROP or RENAME").map_err(Fault::from)
    }
}

fn add(foreign: &mut Foreign, table: TableId, cursor: &mut Cursor<'_>) -> Applied<()> {
    let optional = (0..4).any(|ahead| {
        let mut at = *cursor;
        at.skip(ahead);
        at.is_words("IF NOT EXISTS")
    });
    if !cursor.is_word("COLUMN")
        && let Some(element) = keys::element(cursor, foreign.dialect)?
    {
        return match foreign.add_element(table, element) {
            Err(Fault::Refused(..)) if optional => Ok(()),
            other => other,
        };
    }
    let _ = cursor.take("COLUMN");
    let lenient = cursor.take("IF NOT EXISTS");
    if cursor.take_mark(b'(') {
        loop {
            match keys::element(cursor, foreign.dialect)? {
                Some(element) => foreign.add_element(table, element)?,
                None => {
                    let text = column::column(cursor, foreign.dialect)?;
                    add_column(foreign, table, text, lenient)?;
                }
            }
            if !cursor.take_mark(b',') {
                break;
            }
        }
        return cursor.expect_mark(b')').map_err(Fault::from);
    }
    let text = column::column(cursor, foreign.dialect)?;
    add_column(foreign, table, text, lenient)
}

fn add_column(
    foreign: &mut Foreign,
    table: TableId,
    mut text: ColumnText,
    lenient: bool,
) -> Applied<()> {
    if foreign.column_id(table, &text.column.name).is_ok() {
        if lenient {
            return Ok(());
        }
        return Err(crate::import::builder::exists(&format!(
            "column {}",
            text.column.name
        )));
    }
    let id = foreign.add_column(table, &mut text)?;
    place(foreign, table, id, &text.place)?;
    foreign.settle_columns(table, &[id])?;
    for element in text.elements {
        foreign.add_element(table, element)?;
    }
    Ok(())
}

fn place(foreign: &mut Foreign, table: TableId, id: ColumnId, place: &Place) -> Applied<()> {
    let after = match place {
        Place::Kept => return Ok(()),
        Place::First => None,
        Place::After(name) => Some(foreign.column_id(table, name)?),
    };
    let table = foreign.table_mut(table)?;
    let Some(at) = table.columns.iter().position(|column| column.id == id) else {
        return Ok(());
    };
    let column = table.columns.remove(at);
    let to = after
        .and_then(|after| table.columns.iter().position(|column| column.id == after))
        .map_or(0, |at| at + 1);
    table.columns.insert(to, column);
    Ok(())
}

/// MODIFY and CHANGE: the new definition takes the place of the old one; keys stay.
fn redefine(
    foreign: &mut Foreign,
    table: TableId,
    id: ColumnId,
    mut text: ColumnText,
) -> Applied<()> {
    let in_key = foreign
        .table_ref(table)?
        .primary_key_columns()
        .contains(&id);
    match text.labels.take() {
        Some(labels) => {
            text.column.data_type = foreign.make_enum(table, id, &text.column.name, labels)?
        }
        None => foreign.drop_enum(id),
    }
    let mut new = text.column;
    new.id = id;
    new.not_null |= in_key;
    foreign.change_column(table, id, |column| {
        new.name = column.name.clone();
        *column = new;
    })?;
    place(foreign, table, id, &text.place)?;
    foreign.settle_columns(table, &[id])?;
    for element in text.elements {
        foreign.add_element(table, element)?;
    }
    Ok(())
}

fn drop_part(foreign: &mut Foreign, table: TableId, cursor: &mut Cursor<'_>) -> Applied<()> {
    if cursor.take("PRIMARY KEY") {
        return foreign.drop_key(table, None, "primary key");
    }
    let kinds = [
        ("INDEX", "index"),
        ("KEY", "index"),
        ("FOREIGN KEY", "foreign key"),
        ("CONSTRAINT", "constraint"),
        ("CHECK", "check"),
    ];
    for (word, kind) in kinds {
        if cursor.take(word) {
            let lenient = cursor.take("IF EXISTS");
            let name = words::name(cursor)?;
            return match foreign.drop_key(table, Some(&name), kind) {
                Err(Fault::Missing(_)) if lenient => Ok(()),
                other => other,
            };
        }
    }
    let _ = cursor.take("COLUMN");
    let lenient = cursor.take("IF EXISTS");
    let name = words::name(cursor)?;
    let _ = cursor.take("CASCADE") || cursor.take("RESTRICT");
    match foreign.column_id(table, &name) {
        Err(Fault::Missing(_)) if lenient => Ok(()),
        id => foreign.drop_column(table, id?),
    }
}

fn alter_column(foreign: &mut Foreign, table: TableId, cursor: &mut Cursor<'_>) -> Applied<()> {
    if cursor.take("INDEX") || cursor.take("CHECK") || cursor.take("CONSTRAINT") {
        let name = words::name(cursor)?;
        let hidden = match cursor.take_one_of(&["INVISIBLE", "IGNORED"]) {
            Some("IGNORED") => Some(key::IGNORED),
            other => other.map(|_| key::INVISIBLE),
        };
        let enforced = !cursor.take("NOT ENFORCED");
        let _ = cursor.take("VISIBLE") || cursor.take("NOT IGNORED") || cursor.take("ENFORCED");
        return foreign.mark_key(table, &name, hidden, enforced);
    }
    let _ = cursor.take("COLUMN");
    let name = words::name(cursor)?;
    let id = foreign.column_id(table, &name)?;
    if cursor.take("SET DEFAULT") {
        let default = column::default(cursor, foreign.dialect)?;
        foreign.change_column(table, id, |column| column.default = default)?;
        return foreign.settle_columns(table, &[id]);
    }
    if let Some(word) = cursor.take_one_of(&["SET VISIBLE", "SET INVISIBLE"]) {
        return foreign.change_column(table, id, |column| {
            column.options.retain(|(name, _)| name != key::INVISIBLE);
            if word == "SET INVISIBLE" {
                key::set(&mut column.options, key::INVISIBLE, "");
            }
        });
    }
    cursor.expect("DROP DEFAULT")?;
    foreign.change_column(table, id, |column| column.default = None)
}

fn convert(foreign: &mut Foreign, table: TableId, cursor: &mut Cursor<'_>) -> Applied<()> {
    let _ = cursor.take("CHARACTER SET") || cursor.take("CHARSET");
    let set = words::value(cursor)?;
    let collation = if cursor.take("COLLATE") {
        Some(words::value(cursor)?)
    } else {
        None
    };
    let header = &mut foreign.table_mut(table)?.header;
    header
        .options
        .retain(|(name, _)| !name.ends_with("charset") && !name.ends_with("collate"));
    header.options.push(("default charset".to_string(), set));
    if let Some(collation) = collation {
        header.options.push(("collate".to_string(), collation));
    }
    Ok(())
}
