//! CREATE TABLE of MySQL and SQLite.

use std::collections::HashSet;

use crate::import::builder::{Applied, Done, Fault, exists};
use crate::import::cursor::{Cursor, Read};
use crate::model::*;
use crate::sql::foreign::key;

use super::builder::{Foreign, fold};
use super::definition::*;
use super::{column, keys, words};

/// Everything between the parentheses.
struct Body {
    columns: Vec<ColumnText>,
    elements: Vec<Element>,
}

/// Reads from behind `TABLE` on.
pub(super) fn create_table(foreign: &mut Foreign, cursor: &mut Cursor<'_>) -> Applied {
    let lenient = cursor.take("IF NOT EXISTS");
    let name = words::object_name(cursor)?;
    let done = Done::new("table", &name);
    if cursor.take("LIKE") {
        let source = words::object_name(cursor)?;
        cursor.finish()?;
        return copy_table(foreign, &name, &source, lenient, done);
    }
    if cursor.is_word("AS") || cursor.is_word("SELECT") {
        return Err(Fault::Keep);
    }
    if foreign.dialect == Dialect::Mysql && is_beyond_the_model(cursor) {
        return Err(Fault::Keep);
    }
    let inner = cursor.group_tokens()?;
    if inner
        .first()
        .is_some_and(|token| cursor.text_of(*token).eq_ignore_ascii_case("LIKE"))
    {
        let mut list = cursor.over(inner);
        list.skip(1);
        let source = words::object_name(&mut list)?;
        list.finish()?;
        return copy_table(foreign, &name, &source, lenient, done);
    }
    let mut list = cursor.over(inner);
    let body = body(&mut list, foreign.dialect)?;
    let mut header = TableHeader::default();
    table_options(cursor, foreign.dialect, &mut header)?;
    if cursor.is_word("AS") || cursor.is_word("SELECT") {
        return Err(Fault::Keep);
    }
    cursor.finish()?;
    if let Err(fault) = foreign.free(&name) {
        return unless_exists(fault, lenient, done);
    }
    let id = foreign.add_table(&name);
    if let Err(fault) = fill(foreign, id, body, header) {
        foreign.forget_table(id)?;
        return Err(match fault {
            Fault::Missing(reason) => {
                Fault::Refused(reason, "Name a column that the table has.".to_string())
            }
            other => other,
        });
    }
    foreign.resolve(&fold(&name))?;
    Ok(done)
}

/// Tables of MariaDB with rows of the past, periods or vector indexes, of which the model holds nothing: they are kept whole.
fn is_beyond_the_model(cursor: &Cursor<'_>) -> bool {
    const MARKS: [&str; 6] = [
        "PERIOD FOR",
        "AS ROW START",
        "AS ROW END",
        "WITHOUT OVERLAPS",
        "VECTOR INDEX",
        "VECTOR KEY",
    ];
    let mut ahead = *cursor;
    while !ahead.is_done() {
        if MARKS.iter().any(|words| ahead.is_words(words)) {
            return true;
        }
        ahead.skip(1);
    }
    false
}

/// Turns "already there" into no effect where the author allowed for it.
pub(super) fn unless_exists(fault: Fault, lenient: bool, done: Done) -> Applied {
    match fault {
        Fault::Refused(reason, _) if lenient => Ok(Done {
            note: format!("{reason}: no effect"),
            ..done
        }),
        other => Err(other),
    }
}

fn body(list: &mut Cursor<'_>, dialect: Dialect) -> Read<Body> {
    let mut body = Body {
        columns: Vec::new(),
        elements: Vec::new(),
    };
    loop {
        match keys::element(list, dialect)? {
            Some(element) => body.elements.push(element),
            None => body.columns.push(column::column(list, dialect)?),
        }
        if list.take_mark(b',') {
            continue;
        }
        // SQLite asks for no comma between constraints.
        let goes_on = dialect == Dialect::Sqlite && !body.elements.is_empty() && !list.is_done();
        if !goes_on {
            break;
        }
    }
    list.finish()?;
    Ok(body)
}

fn fill(foreign: &mut Foreign, id: TableId, body: Body, header: TableHeader) -> Applied<()> {
    let table = foreign.table_mut(id)?;
    table.header.comment = header.comment;
    table.header.options = header.options;
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    let mut elements = Vec::new();
    for mut text in body.columns {
        if !seen.insert(fold(&text.column.name)) {
            return Err(exists(&format!("column {}", text.column.name)));
        }
        ids.push(foreign.add_column(id, &mut text)?);
        elements.append(&mut text.elements);
    }
    foreign.settle_columns(id, &ids)?;
    for element in elements.into_iter().chain(body.elements) {
        foreign.add_element(id, element)?;
    }
    Ok(())
}

/// What follows the parentheses: `ENGINE=InnoDB`, `WITHOUT ROWID`, `PARTITION BY ...`.
pub(super) fn table_options(
    cursor: &mut Cursor<'_>,
    dialect: Dialect,
    header: &mut TableHeader,
) -> Read<()> {
    while !cursor.is_done() && !cursor.is_word("AS") && !cursor.is_word("SELECT") {
        if cursor.take_mark(b',') {
            continue;
        }
        if dialect == Dialect::Sqlite {
            match cursor.take_one_of(&["WITHOUT ROWID", "STRICT"]) {
                Some("STRICT") => key::set(&mut header.options, key::STRICT, ""),
                Some(_) => key::set(&mut header.options, key::WITHOUT_ROWID, ""),
                None => return cursor.broken("WITHOUT ROWID or STRICT"),
            }
            continue;
        }
        if cursor.take("PARTITION BY") {
            let rest = cursor.take_until(|cursor| cursor.is_word("AS") || cursor.is_word("SELECT"));
            let text = cursor
                .text_of_tokens(rest)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            key::set(&mut header.options, key::PARTITION, &text);
            continue;
        }
        option(cursor, header)?;
    }
    Ok(())
}

/// One option of MySQL: its words, `=` or not, its value.
pub(super) fn option(cursor: &mut Cursor<'_>, header: &mut TableHeader) -> Read<()> {
    let default = cursor.take("DEFAULT");
    let prefix = if default { "default " } else { "" };
    if cursor.take("COMMENT") {
        let comment = words::value(cursor)?;
        header.comment = Some(comment).filter(|comment| !comment.is_empty());
        return Ok(());
    }
    let name = if cursor.take("CHARACTER SET") || cursor.take("CHARSET") {
        "charset".to_string()
    } else if let Some(words) = cursor.take_one_of(&[
        "DATA DIRECTORY",
        "INDEX DIRECTORY",
        "WITH SYSTEM VERSIONING",
    ]) {
        words.to_ascii_lowercase()
    } else {
        words::name(cursor)?.to_ascii_lowercase()
    };
    if name == "storage" {
        // `STORAGE DISK` takes no equals sign.
        let value = words::value(cursor)?.to_ascii_lowercase();
        key::set(&mut header.options, &format!("storage {value}"), "");
        return Ok(());
    }
    let value = if cursor.is_done() {
        String::new()
    } else {
        words::value(cursor)?
    };
    key::set(&mut header.options, &format!("{prefix}{name}"), &value);
    Ok(())
}

/// CREATE TABLE ... LIKE: columns and indexes, without foreign keys (MySQL manual).
fn copy_table(
    foreign: &mut Foreign,
    name: &str,
    source: &str,
    lenient: bool,
    done: Done,
) -> Applied {
    let source = foreign.table(source)?;
    if let Err(fault) = foreign.free(name) {
        return unless_exists(fault, lenient, done);
    }
    let original = foreign.table_ref(source)?.clone();
    let id = foreign.add_table(name);
    let mut map = std::collections::HashMap::new();
    for column in &original.columns {
        let labels = match foreign
            .enums
            .get(&column.id)
            .and_then(|one| foreign.schema.types.get(one))
            .map(|one| &one.kind)
        {
            Some(UserTypeKind::Enum { labels }) => Some(labels.clone()),
            _ => None,
        };
        let mut text = ColumnText {
            column: column.clone(),
            elements: Vec::new(),
            labels,
            place: Place::Kept,
        };
        map.insert(column.id, foreign.add_column(id, &mut text)?);
    }
    let mut copy = foreign.table_ref(id)?.clone();
    copy.header.options = original.header.options.clone();
    copy.header.comment = original.header.comment.clone();
    for constraint in &original.constraints {
        if constraint.foreign_key().is_some() {
            continue;
        }
        let mut constraint = constraint.clone();
        constraint.id = foreign.allocate();
        if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &mut constraint.kind
        {
            key.columns = key
                .columns
                .iter()
                .filter_map(|one| map.get(one).copied())
                .collect();
        }
        foreign.made(ObjectRef::Constraint(id, constraint.id));
        copy.constraints.push(constraint);
    }
    for index in &original.indexes {
        let mut index = index.clone();
        index.id = foreign.allocate();
        for key in &mut index.keys {
            if let IndexKeySource::Column(column) = &mut key.source {
                *column = map.get(column).copied().unwrap_or(*column);
            }
        }
        foreign.made(ObjectRef::Index(id, index.id));
        copy.indexes.push(index);
    }
    let names = foreign.names.get(&source).cloned().unwrap_or_default();
    foreign.names.insert(id, names);
    *foreign.table_mut(id)? = copy;
    foreign.resolve(&fold(name))?;
    Ok(done)
}
