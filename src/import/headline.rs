//! Kind and name of a statement from its first words, for those the model does not take apart or cannot read.

use super::cursor::Cursor;

/// Words between CREATE and the kind that say nothing of the kind.
const MODIFIERS: [&str; 14] = [
    "OR",
    "REPLACE",
    "GLOBAL",
    "LOCAL",
    "TEMPORARY",
    "TEMP",
    "UNLOGGED",
    "UNIQUE",
    "RECURSIVE",
    "CONSTRAINT",
    "DEFAULT",
    "TRUSTED",
    "PROCEDURAL",
    "ONLY",
];

/// Kinds of more than one word, longest first.
const KINDS: [(&str, &str); 21] = [
    ("MATERIALIZED VIEW", "materialized view"),
    ("EVENT TRIGGER", "event trigger"),
    ("FOREIGN DATA WRAPPER", "foreign data wrapper"),
    ("FOREIGN TABLE", "foreign table"),
    ("USER MAPPING", "user mapping"),
    ("ACCESS METHOD", "access method"),
    ("OPERATOR CLASS", "operator class"),
    ("OPERATOR FAMILY", "operator family"),
    ("TEXT SEARCH CONFIGURATION", "text search configuration"),
    ("TEXT SEARCH DICTIONARY", "text search dictionary"),
    ("TEXT SEARCH PARSER", "text search parser"),
    ("TEXT SEARCH TEMPLATE", "text search template"),
    ("LARGE OBJECT", "large object"),
    ("PRIVILEGES", "default privileges"),
    ("USER", "role"),
    ("GROUP", "role"),
    ("TABLESPACE", "tablespace"),
    ("SECURITY LABEL", "security label"),
    ("SCHEMA AUTHORIZATION", "schema"),
    ("ROUTINE", "function"),
    ("TRANSFORM FOR", "transform"),
];

/// Where the name stands of the table that `SELECT ... INTO t` makes (manual, SELECT INTO). A temporary one is none of the schema.
/// In PL/pgSQL the same words fill variables, so this is asked of a script's own statements only.
pub(super) fn table_of_query(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    cursor.take_until(|cursor| cursor.is_word("INTO"));
    if !cursor.take("INTO") || cursor.is_word("TEMP") || cursor.is_word("TEMPORARY") {
        return None;
    }
    cursor.take("UNLOGGED");
    cursor.take("TABLE");
    Some(cursor)
}

/// Kind in words and name as written.
pub(super) fn headline(mut cursor: Cursor<'_>) -> (String, String) {
    let Some(verb) = cursor.word_at(0) else {
        return ("statement".to_string(), String::new());
    };
    let verb = verb.to_ascii_lowercase();
    cursor.skip(1);
    match verb.as_str() {
        "create" | "alter" | "drop" | "import" | "refresh" => {}
        "comment" => {
            cursor.take("ON");
            let (_, name) = object(&mut cursor);
            return ("comment".to_string(), name);
        }
        "security" => return ("security label".to_string(), String::new()),
        "insert" | "copy" | "delete" | "update" => {
            let _ = cursor.take("INTO") || cursor.take("FROM");
            return (verb, written_name(&mut cursor));
        }
        "do" => return ("do block".to_string(), String::new()),
        "select" => {
            return match table_of_query(cursor) {
                Some(mut table) => ("table".to_string(), written_name(&mut table)),
                None => (verb, String::new()),
            };
        }
        _ => return (verb, String::new()),
    }
    object(&mut cursor)
}

/// Passes the words before the name of an object and gives its kind.
pub(super) fn kind(cursor: &mut Cursor<'_>) -> Option<String> {
    while MODIFIERS.iter().any(|word| cursor.is_word(word)) {
        cursor.skip(1);
    }
    let mut kind = None;
    for (words, name) in KINDS {
        if cursor.take(words) {
            kind = Some(name.to_string());
            break;
        }
    }
    let kind = match kind {
        Some(kind) => kind,
        None => {
            let word = cursor.word_at(0)?.to_ascii_lowercase();
            cursor.skip(1);
            word
        }
    };
    cursor.take("CONCURRENTLY");
    let _ = cursor.take("IF NOT EXISTS") || cursor.take("IF EXISTS");
    cursor.take("ONLY");
    if kind == "user mapping" {
        cursor.take("FOR");
    }
    Some(kind)
}

fn object(cursor: &mut Cursor<'_>) -> (String, String) {
    let Some(kind) = kind(cursor) else {
        return ("statement".to_string(), String::new());
    };
    let name = match kind.as_str() {
        "cast" | "transform" => cursor.group().unwrap_or("").to_string(),
        "operator" => {
            let start = cursor.offset();
            while cursor.token(0).is_some_and(|token| !token.is(b'('))
                && cursor.since(start).len() < 80
            {
                cursor.skip(1);
            }
            cursor.since(start).to_string()
        }
        "index" if cursor.is_word("ON") => String::new(),
        _ => written_name(cursor),
    };
    (kind, name)
}

fn written_name(cursor: &mut Cursor<'_>) -> String {
    cursor
        .qualified_name()
        .map_or_else(|_| String::new(), |name| name.to_string())
}
