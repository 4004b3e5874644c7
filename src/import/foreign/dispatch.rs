//! What each statement of MySQL or SQLite is.

use std::sync::Arc;

use crate::import::builder::{Applied, Done, Fault};
use crate::import::cursor::Cursor;
use crate::model::*;

use super::builder::{Foreign, fold};
use super::{alter_table, create_table, drop, objects, words};

/// Statements that say nothing about the schema, with what they are.
const SKIPPED: [(&str, &str); 44] = [
    ("INSERT", "rows"),
    ("REPLACE", "rows"),
    ("UPDATE", "rows"),
    ("DELETE", "rows"),
    ("LOAD", "rows"),
    ("TRUNCATE", "rows"),
    ("SELECT", "query"),
    ("WITH", "query"),
    ("VALUES", "query"),
    ("EXPLAIN", "query"),
    ("SHOW", "query"),
    ("DESCRIBE", "query"),
    ("DESC", "query"),
    ("HANDLER", "query"),
    ("SET", "setting"),
    ("USE", "setting"),
    ("PRAGMA", "setting"),
    ("RESET", "setting"),
    ("LOCK", "lock"),
    ("UNLOCK", "lock"),
    ("FLUSH", "maintenance"),
    ("ANALYZE", "maintenance"),
    ("OPTIMIZE", "maintenance"),
    ("VACUUM", "maintenance"),
    ("REINDEX", "maintenance"),
    ("CHECK", "maintenance"),
    ("REPAIR", "maintenance"),
    ("PURGE", "maintenance"),
    ("BEGIN", "transaction"),
    ("START", "transaction"),
    ("COMMIT", "transaction"),
    ("ROLLBACK", "transaction"),
    ("END", "transaction"),
    ("SAVEPOINT", "transaction"),
    ("RELEASE", "transaction"),
    ("XA", "transaction"),
    ("CALL", "call"),
    ("DO", "call"),
    ("PREPARE", "call"),
    ("EXECUTE", "call"),
    ("DEALLOCATE", "call"),
    ("ATTACH", "database"),
    ("DETACH", "database"),
    ("SOURCE", "client command"),
];

/// Objects that are kept word for word, by the word behind CREATE or ALTER.
const KEPT: [(&str, &str); 14] = [
    ("PROCEDURE", "procedure"),
    ("FUNCTION", "function"),
    ("AGGREGATE FUNCTION", "function"),
    ("EVENT", "event"),
    ("SEQUENCE", "sequence"),
    ("USER", "user"),
    ("ROLE", "role"),
    ("SERVER", "server"),
    ("TABLESPACE", "tablespace"),
    ("VIRTUAL TABLE", "virtual table"),
    ("PACKAGE", "package"),
    ("LOGFILE GROUP", "log file"),
    ("UNDO TABLESPACE", "tablespace"),
    ("SPATIAL REFERENCE SYSTEM", "spatial reference system"),
];

/// Gives the statement its effect on the schema.
pub(super) fn apply(foreign: &mut Foreign, mut cursor: Cursor<'_>) -> Applied {
    let cursor = &mut cursor;
    if cursor.take("CREATE") {
        return create(foreign, cursor);
    }
    if cursor.take("ALTER") {
        return alter(foreign, cursor);
    }
    if cursor.take("DROP") {
        return drop::drop_object(foreign, cursor);
    }
    if cursor.take("RENAME TABLE") {
        return objects::rename_tables(foreign, cursor);
    }
    if cursor.is_word("GRANT") || cursor.is_word("REVOKE") {
        return Err(Fault::Keep);
    }
    let skipped = SKIPPED.iter().find(|(word, _)| cursor.is_word(word));
    match skipped {
        Some((_, kind)) => Ok(Done::skipped(kind, "")),
        None => cursor
            .broken("a statement that begins with CREATE, ALTER, DROP or another known word")
            .map_err(Fault::from),
    }
}

fn create(foreign: &mut Foreign, cursor: &mut Cursor<'_>) -> Applied {
    let prefix = objects::prefix(cursor)?;
    if cursor.take("TABLE") {
        if prefix.temporary {
            let _ = cursor.take("IF NOT EXISTS");
            let name = words::object_name(cursor)?;
            foreign.temporary.insert(fold(&name));
            return Err(Fault::Temporary);
        }
        if prefix.replace {
            let mut ahead = *cursor;
            let old = words::object_name(&mut ahead)?;
            if let Ok(id) = foreign.table(&old) {
                foreign.drop_table(id)?;
            }
        }
        if let Some(done) = made_by_sqlite(foreign, cursor) {
            return Ok(done);
        }
        return create_table::create_table(foreign, cursor);
    }
    if cursor.take("VIEW") {
        return objects::create_view(foreign, cursor, &prefix);
    }
    if cursor.take("TRIGGER") {
        return objects::create_trigger(foreign, cursor, &prefix);
    }
    for kind in ["UNIQUE", "FULLTEXT", "SPATIAL"] {
        if cursor.is_words("SPATIAL REFERENCE") {
            break;
        }
        if cursor.take(kind) {
            cursor.expect("INDEX")?;
            return objects::create_index(foreign, cursor, Some(kind));
        }
    }
    if cursor.take("INDEX") {
        return objects::create_index(foreign, cursor, None);
    }
    database(cursor)?.map_or_else(|| kept(cursor), Ok)
}

/// Tables that SQLite makes by itself, and lists among the others in a dump: its own, and those behind a virtual table
/// (sqlite.org/fts5.html, section 9; fts3.html, section 9; rtree.html, section 6).
fn made_by_sqlite(foreign: &Foreign, cursor: &Cursor<'_>) -> Option<Done> {
    const BEHIND: [&str; 12] = [
        "_data",
        "_idx",
        "_content",
        "_docsize",
        "_config",
        "_segments",
        "_segdir",
        "_stat",
        "_rowid",
        "_node",
        "_parent",
        "_map",
    ];
    if foreign.dialect != Dialect::Sqlite {
        return None;
    }
    let mut ahead = *cursor;
    let _ = ahead.take("IF NOT EXISTS");
    let name = words::object_name(&mut ahead).ok()?;
    let folded = fold(&name);
    let behind = BEHIND.iter().find_map(|ending| {
        let stem = folded.strip_suffix(ending)?;
        foreign.virtual_tables.contains(stem).then_some(stem)
    });
    let note = match behind {
        Some(stem) => format!("SQLite makes it with the virtual table {stem}"),
        None if folded.starts_with("sqlite_") => "SQLite makes it by itself".to_string(),
        None => return None,
    };
    Some(Done {
        note,
        ..Done::skipped("table", name)
    })
}

fn alter(foreign: &mut Foreign, cursor: &mut Cursor<'_>) -> Applied {
    let prefix = objects::prefix(cursor)?;
    let _ = cursor.take("ONLINE") || cursor.take("IGNORE");
    if cursor.take("TABLE") {
        return alter_table::alter_table(foreign, cursor);
    }
    if cursor.take("VIEW") {
        let mut prefix = prefix;
        prefix.replace = true;
        return objects::create_view(foreign, cursor, &prefix);
    }
    database(cursor)?.map_or_else(|| kept(cursor), Ok)
}

fn database(cursor: &mut Cursor<'_>) -> Applied<Option<Done>> {
    if !(cursor.take("DATABASE") || cursor.take("SCHEMA")) {
        return Ok(None);
    }
    let _ = cursor.take("IF NOT EXISTS");
    let name = if cursor.is_done() {
        String::new()
    } else {
        words::name(cursor)?
    };
    Ok(Some(Done::skipped("database", name)))
}

/// Objects the model has no place for are kept; anything else is no statement.
fn kept(cursor: &Cursor<'_>) -> Applied {
    match KEPT.iter().any(|(words, _)| cursor.is_words(words)) {
        true => Err(Fault::Keep),
        false => cursor.broken("the kind of an object").map_err(Fault::from),
    }
}

/// Kind and name of a statement, as well as they can be told.
pub(super) fn headline(cursor: Cursor<'_>) -> (String, String) {
    let mut cursor = cursor.rewound();
    if let Some(word) = cursor.take_one_of(&["GRANT", "REVOKE"]) {
        return (word.to_ascii_lowercase(), String::new());
    }
    if cursor.take_one_of(&["CREATE", "ALTER", "DROP"]).is_none() {
        return (
            cursor.word_at(0).unwrap_or("").to_ascii_lowercase(),
            String::new(),
        );
    }
    let _ = objects::prefix(&mut cursor);
    let known = [
        ("TABLE", "table"),
        ("VIEW", "view"),
        ("TRIGGER", "trigger"),
        ("INDEX", "index"),
        ("UNIQUE INDEX", "index"),
        ("FULLTEXT INDEX", "index"),
        ("SPATIAL INDEX", "index"),
    ];
    for (words, kind) in known.into_iter().chain(KEPT) {
        if cursor.take(words) {
            let _ = cursor.take("IF NOT EXISTS") || cursor.take("IF EXISTS");
            return (
                kind.to_string(),
                words::object_name(&mut cursor).unwrap_or_default(),
            );
        }
    }
    (
        cursor.word_at(0).unwrap_or("").to_ascii_lowercase(),
        String::new(),
    )
}

/// Keeps a statement word for word.
pub(super) fn keep(foreign: &mut Foreign, text: &str, kind: &str, name: &str) {
    let id: VerbatimId = foreign.allocate();
    let verbatim = Verbatim {
        id,
        kind: kind.to_string(),
        name: name.to_string(),
        sql: text.to_string(),
    };
    if kind == "virtual table" {
        foreign.virtual_tables.insert(fold(name));
    }
    foreign.schema.verbatim.insert(id, Arc::new(verbatim));
    foreign.made(ObjectRef::Verbatim(id));
}
