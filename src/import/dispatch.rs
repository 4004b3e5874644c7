//! Sends a statement to what reads it, by its first words.

use super::builder::{Applied, Builder, Done, Fault};
use super::cursor::{Broken, Cursor};

/// First words of statements that say nothing about the schema, with what the report calls them.
const SKIPPED: [(&str, &str); 45] = [
    ("SET", "setting"),
    ("RESET", "setting"),
    ("SHOW", "setting"),
    ("DISCARD", "setting"),
    ("BEGIN", "transaction"),
    ("START TRANSACTION", "transaction"),
    ("COMMIT", "transaction"),
    ("END", "transaction"),
    ("ROLLBACK", "transaction"),
    ("ABORT", "transaction"),
    ("SAVEPOINT", "transaction"),
    ("RELEASE", "transaction"),
    ("PREPARE TRANSACTION", "transaction"),
    ("LOCK", "lock"),
    ("SELECT", "query"),
    ("WITH", "query"),
    ("VALUES", "query"),
    ("TABLE", "query"),
    ("EXPLAIN", "query"),
    ("PREPARE", "query"),
    ("EXECUTE", "query"),
    ("DEALLOCATE", "query"),
    ("DECLARE", "query"),
    ("FETCH", "query"),
    ("MOVE", "query"),
    ("CLOSE", "query"),
    ("INSERT", "rows"),
    ("UPDATE", "rows"),
    ("DELETE", "rows"),
    ("MERGE", "rows"),
    ("COPY", "rows"),
    ("TRUNCATE", "rows"),
    ("CALL", "call"),
    ("ANALYZE", "maintenance"),
    ("ANALYSE", "maintenance"),
    ("VACUUM", "maintenance"),
    ("REINDEX", "maintenance"),
    ("CLUSTER", "maintenance"),
    ("CHECKPOINT", "maintenance"),
    ("REFRESH", "maintenance"),
    ("REASSIGN OWNED", "owner"),
    ("NOTIFY", "message"),
    ("LISTEN", "message"),
    ("UNLISTEN", "message"),
    ("LOAD", "maintenance"),
];

/// Kinds behind CREATE, ALTER, DROP that are PostgreSQL's but not taken apart.
const VERBATIM: [&str; 27] = [
    "RULE",
    "EVENT TRIGGER",
    "FOREIGN",
    "SERVER",
    "USER MAPPING",
    "CAST",
    "OPERATOR",
    "PUBLICATION",
    "SUBSCRIPTION",
    "LANGUAGE",
    "TRUSTED",
    "PROCEDURAL",
    "CONVERSION",
    "DEFAULT CONVERSION",
    "COLLATION",
    "TEXT SEARCH",
    "TRANSFORM",
    "ACCESS METHOD",
    "TABLESPACE",
    "DATABASE",
    "GROUP",
    "AGGREGATE",
    "ROUTINE",
    "LARGE OBJECT",
    "SYSTEM",
    "EXTENSION",
    "OWNED",
];

impl Builder {
    /// Applies a statement.
    pub fn apply(&mut self, mut cursor: Cursor<'_>) -> Applied {
        self.watch(cursor);
        let cursor = &mut cursor;
        if cursor.take("CREATE") {
            return self.create(cursor);
        }
        if cursor.take("ALTER") {
            return self.alter(cursor);
        }
        if cursor.take("DROP") {
            return self.drop_statement(cursor);
        }
        if cursor.take("COMMENT ON") {
            return self.comment(cursor);
        }
        if cursor.take("GRANT") {
            return self.grant(cursor, false);
        }
        if cursor.take("REVOKE") {
            return self.grant(cursor, true);
        }
        if cursor.take("DO") {
            return self.do_block(cursor);
        }
        if cursor.is_words("SECURITY LABEL") || cursor.is_words("IMPORT FOREIGN SCHEMA") {
            return Err(Fault::Keep);
        }
        self.skip_statement(cursor)
    }

    fn skip_statement(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        if cursor.is(b'(') {
            return Ok(Done::skipped("query", ""));
        }
        let Some(kind) = SKIPPED
            .iter()
            .find(|(words, _)| cursor.is_words(words))
            .map(|(_, kind)| *kind)
        else {
            return Err(Fault::Broken(unknown(
                cursor,
                "no statement of PostgreSQL starts with",
            )));
        };
        match kind {
            "setting" => {
                cursor.skip(1);
                self.set_variable(cursor);
            }
            "transaction"
                if ["COMMIT", "END", "ROLLBACK", "ABORT"]
                    .iter()
                    .any(|end| cursor.is_word(end)) =>
            {
                self.end_transaction();
            }
            "query" => self.set_config(cursor),
            "maintenance" if cursor.is_word("CLUSTER") => self.cluster(cursor),
            _ => {}
        }
        let (_, name) = super::headline::headline(*cursor);
        Ok(Done::skipped(
            kind,
            if kind == "rows" { name } else { String::new() },
        ))
    }

    /// `CLUSTER [VERBOSE] t USING i` and the older `CLUSTER i ON t` mark the index as the one to cluster on.
    fn cluster(&mut self, cursor: &mut Cursor<'_>) {
        let mut clause = *cursor;
        clause.skip(1);
        clause.take("VERBOSE");
        if clause.is(b'(') && clause.group_tokens().is_err() {
            return;
        }
        let (Ok(first), using) = (clause.qualified_name(), clause.take("USING")) else {
            return;
        };
        let (table, index) = match using || clause.take("ON") {
            true => match clause.qualified_name() {
                Ok(second) if using => (first, second),
                Ok(second) => (second, first),
                Err(_) => return,
            },
            false => return,
        };
        if let Some(table) = self.find_table(&table)
            && let Ok(table) = self.table_mut(table)
        {
            table.header.cluster_on = Some(index.name);
        }
    }

    /// `SET search_path TO a, b`, which decides where unqualified names go.
    fn set_variable(&mut self, cursor: &mut Cursor<'_>) {
        let local = cursor.take("LOCAL");
        let _ = !local && cursor.take("SESSION");
        if !cursor.take("SEARCH_PATH") {
            return;
        }
        if !cursor.take("TO") && !cursor.take_operator("=") {
            return;
        }
        let mut path = Vec::new();
        while let Some(token) = cursor.token(0) {
            if token.is_string() {
                path.extend(cursor.string().ok());
            } else if let Ok(name) = cursor.name() {
                path.push(name);
            } else {
                break;
            }
            if !cursor.take_mark(b',') {
                break;
            }
        }
        if local {
            self.path_outside.get_or_insert(self.search_path.clone());
        } else {
            self.path_outside = None;
        }
        self.set_search_path(path);
    }

    /// SET LOCAL lasts to the end of the transaction.
    fn end_transaction(&mut self) {
        if let Some(path) = self.path_outside.take() {
            self.set_search_path(path);
        }
    }

    pub fn set_search_path(&mut self, path: Vec<String>) {
        self.qualify_changed();
        self.search_path = if path.first().is_some_and(|name| name == "default") {
            vec!["public".to_string()]
        } else {
            path.into_iter()
                .map(|name| name.trim().to_string())
                .filter(|name| !name.is_empty() && name != "$user" && name != "pg_catalog")
                .collect()
        };
    }

    /// `SELECT pg_catalog.set_config('search_path', '', false)`, as pg_dump writes it.
    fn set_config(&mut self, cursor: &mut Cursor<'_>) {
        cursor.skip(1);
        cursor.take("PG_CATALOG");
        cursor.take_mark(b'.');
        if !cursor.take("SET_CONFIG") || !cursor.take_mark(b'(') {
            return;
        }
        let (Ok(variable), true) = (cursor.string(), cursor.take_mark(b',')) else {
            return;
        };
        if variable.eq_ignore_ascii_case("search_path")
            && let Ok(path) = cursor.string()
        {
            self.set_search_path(
                path.split(',')
                    .map(|name| name.trim().trim_matches('"').to_string())
                    .collect(),
            );
        }
    }

    fn create(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let replace = cursor.take("OR REPLACE");
        let first = cursor.word_at(0).unwrap_or("").to_ascii_uppercase();
        match first.as_str() {
            "TABLE" | "UNLOGGED" | "GLOBAL" | "LOCAL" if self.is_kind(cursor, "TABLE") => {
                self.create_table(cursor)
            }
            "UNLOGGED" => self.create_sequence(cursor),
            "TEMP" | "TEMPORARY" => self.create_temporary(cursor, replace),
            "INDEX" | "UNIQUE" => self.create_index(cursor),
            "VIEW" | "RECURSIVE" | "MATERIALIZED" => self.create_view(cursor, replace),
            "FUNCTION" | "PROCEDURE" | "AGGREGATE" => self.create_function(cursor, replace),
            "TRIGGER" | "CONSTRAINT" => self.create_trigger(cursor, replace),
            "SEQUENCE" => self.create_sequence(cursor),
            "TYPE" => self.after(cursor, Self::create_type),
            "DOMAIN" => self.after(cursor, Self::create_domain),
            "SCHEMA" => self.after(cursor, Self::create_schema),
            "EXTENSION" => self.after(cursor, Self::create_extension),
            "POLICY" => self.after(cursor, Self::create_policy),
            "STATISTICS" => self.after(cursor, Self::create_statistics),
            "ROLE" | "GROUP" => {
                cursor.skip(1);
                self.create_role(cursor, false)
            }
            "USER" if !cursor.is_word_at(1, "MAPPING") => {
                cursor.skip(1);
                self.create_role(cursor, true)
            }
            _ => self.other(cursor, "CREATE"),
        }
    }

    fn after(
        &mut self,
        cursor: &mut Cursor<'_>,
        read: fn(&mut Self, &mut Cursor<'_>) -> Applied,
    ) -> Applied {
        cursor.skip(1);
        read(self, cursor)
    }

    /// Whether this word stands among the first three.
    fn is_kind(&self, cursor: &Cursor<'_>, word: &str) -> bool {
        (0..3).any(|ahead| cursor.is_word_at(ahead, word))
    }

    fn create_temporary(&mut self, cursor: &mut Cursor<'_>, replace: bool) -> Applied {
        if self.is_kind(cursor, "TABLE") {
            self.create_table(cursor)
        } else if self.is_kind(cursor, "SEQUENCE") {
            self.create_sequence(cursor)
        } else {
            self.create_view(cursor, replace)
        }
    }

    fn alter(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        if cursor.take("DEFAULT PRIVILEGES") {
            return self.default_privileges(cursor);
        }
        let materialized = cursor.take("MATERIALIZED");
        let first = cursor.word_at(0).unwrap_or("").to_ascii_uppercase();
        match first.as_str() {
            "TABLE" => self.after(cursor, Self::alter_table),
            "INDEX" => self.after(cursor, Self::alter_index),
            "SEQUENCE" => self.after(cursor, Self::alter_sequence),
            "TYPE" => self.after(cursor, Self::alter_type),
            "DOMAIN" => self.after(cursor, Self::alter_domain),
            "SCHEMA" => self.after(cursor, Self::alter_schema),
            "VIEW" => self.after(cursor, Self::alter_view),
            "FUNCTION" | "PROCEDURE" | "ROUTINE" | "AGGREGATE" => {
                self.after(cursor, Self::alter_function)
            }
            "TRIGGER" => self.after(cursor, Self::alter_trigger),
            "POLICY" => self.after(cursor, Self::alter_policy),
            "ROLE" => self.after(cursor, Self::alter_role),
            "GROUP" => self.after(cursor, Self::alter_group),
            "USER" if !cursor.is_word_at(1, "MAPPING") => self.after(cursor, Self::alter_role),
            "DATABASE" | "SYSTEM" => Ok(outside(cursor)),
            _ if materialized => cursor.broken("VIEW").map_err(Fault::from),
            "STATISTICS" => self.after(cursor, Self::alter_statistics),
            "EXTENSION" => self.after(cursor, Self::alter_extension),
            _ if owner_only(cursor) => Ok(Done::skipped("owner", "")),
            _ => self.other(cursor, "ALTER"),
        }
    }

    /// What is kept word for word, or no statement at all.
    fn other(&mut self, cursor: &mut Cursor<'_>, verb: &str) -> Applied {
        if VERBATIM.iter().any(|words| cursor.is_words(words)) {
            if verb == "ALTER"
                && let Some(done) = self.rename_kept(*cursor)
            {
                return Ok(done);
            }
            return Err(Fault::Keep);
        }
        Err(Fault::Broken(unknown(cursor, &format!("{verb} knows no"))))
    }
}

/// ALTER DATABASE and ALTER SYSTEM, which no dump of a schema holds.
fn outside(cursor: &Cursor<'_>) -> Done {
    let (_, name) = super::headline::headline(cursor.rewound());
    let of = match cursor.is_word("SYSTEM") {
        true => "the server",
        false => "the database",
    };
    Done {
        note: format!("it belongs to {of} and not to its schema: no effect"),
        ..Done::skipped("setting", name)
    }
}

/// `ALTER something name OWNER TO role`.
fn owner_only(cursor: &Cursor<'_>) -> bool {
    let tokens = cursor.rest();
    let mut tail = *cursor;
    tail.skip(tokens.len().saturating_sub(3));
    tail.is_words("OWNER TO")
}

fn unknown(cursor: &Cursor<'_>, prefix: &str) -> Broken {
    let found = cursor.token(0).map_or_else(
        || "nothing".to_string(),
        |token| super::cursor::shorten(cursor.text_of(token)),
    );
    Broken {
        at: cursor.offset(),
        reason: format!("{prefix} {found}"),
    }
}
