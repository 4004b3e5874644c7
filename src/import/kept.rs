//! What the statements kept word for word make, by kind and name: found again when a later statement renames, moves, drops
//! or speaks of it.

use std::ops::Range;
use std::sync::Arc;

use crate::model::*;
use crate::sql::quote;

use super::builder::Builder;
use super::cursor::Cursor;
use super::headline;
use super::lexer::Lexer;

/// Kinds that stand in a schema.
const IN_SCHEMAS: [&str; 12] = [
    "collation",
    "conversion",
    "operator class",
    "operator family",
    "text search configuration",
    "text search dictionary",
    "text search parser",
    "text search template",
    "foreign table",
    "table",
    "type",
    "aggregate",
];

/// Kinds that are told apart by more than their name, with the word that the rest stands behind.
const TOLD_BY: [(&str, &str); 4] = [
    ("operator class", "USING"),
    ("operator family", "USING"),
    ("rule", "ON"),
    ("user mapping", "SERVER"),
];

/// Whose effect a statement has, and where that name stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// `create`, `alter`, `drop` or `comment`.
    pub verb: String,
    /// Kind of the object in lower case words; every relation that holds rows is a table.
    pub kind: String,
    /// Its name.
    pub name: QualifiedName,
    /// Access method, table or server, where the name alone does not tell.
    pub of: Option<QualifiedName>,
    /// Where the name stands.
    pub range: Range<usize>,
    /// The token behind it.
    pub after: usize,
}

impl Head {
    /// Reads the head of a statement; `None` for what names nothing by a name alone (casts, operators).
    pub fn read(statement: Cursor<'_>) -> Option<Head> {
        let statement = statement.rewound();
        let mut cursor = statement;
        let mut verb = cursor.word_at(0)?.to_ascii_lowercase();
        cursor.skip(1);
        let mut kind = match verb.as_str() {
            "create" | "alter" | "drop" => headline::kind(&mut cursor)?,
            "comment" if cursor.take("ON") => headline::kind(&mut cursor)?,
            "select" => {
                cursor = headline::table_of_query(cursor)?;
                verb = "create".to_string();
                "table".to_string()
            }
            _ => return None,
        };
        if ["cast", "transform", "operator", "column"].contains(&kind.as_str()) {
            return None;
        }
        if kind == "foreign table" {
            kind = "table".to_string();
        }
        let start = cursor.offset();
        let name = cursor.qualified_name().ok()?;
        let range = start..cursor.last_end();
        let after = statement.rest().len() - cursor.rest().len();
        let of = TOLD_BY.iter().find(|(told, _)| *told == kind);
        let of = of.and_then(|(_, word)| {
            let word = match (kind.as_str(), verb.as_str()) {
                ("rule", "create") => "TO",
                _ => word,
            };
            cursor.take_until(|cursor| cursor.is_word(word));
            cursor.skip(1);
            cursor.qualified_name().ok()
        });
        Some(Head {
            verb,
            kind,
            name,
            of,
            range,
            after,
        })
    }

    /// The head of a statement that is held.
    pub fn of_text(sql: &str) -> Option<Head> {
        let mut lexer = Lexer::new(sql, 0);
        let tokens: Vec<_> = std::iter::from_fn(|| lexer.next()).collect();
        Head::read(Cursor::new(sql, &tokens, sql.len()))
    }

    /// Whether such an object stands in a schema.
    pub fn stands_in_schema(&self) -> bool {
        IN_SCHEMAS.contains(&self.kind.as_str())
    }

    /// The rest of the statement that was read, behind the name and what tells it apart.
    pub fn tail<'a>(&self, statement: Cursor<'a>) -> Cursor<'a> {
        let mut cursor = statement.rewound();
        cursor.skip(self.after);
        if let Some((_, word)) = TOLD_BY.iter().find(|(told, _)| *told == self.kind)
            && cursor.take(word)
        {
            // What was read once can be read again.
            let _ = cursor.qualified_name();
        }
        cursor
    }

    /// The schema that the name means in a statement that is held; empty for kinds that stand in none.
    pub fn schema_held(&self) -> String {
        match (self.stands_in_schema(), &self.name.schema) {
            (false, _) => String::new(),
            (true, Some(schema)) => schema.clone(),
            (true, None) => "public".to_string(),
        }
    }

    /// What it is looked up by in its schema.
    pub fn key(&self) -> String {
        let of = self.of.as_ref().filter(|_| self.kind == "user mapping");
        let of = of.map_or("", |of| &of.name);
        format!("{} {} {of}", self.kind, self.name.name)
    }

    /// Whether both name one thing, when the other's name means the schema given. Statements that are held say every schema
    /// but `public`.
    fn is_same(&self, other: &Head, schema: &str) -> bool {
        let own = self.name.schema.as_deref().unwrap_or("public");
        self.kind == other.kind
            && self.name.name == other.name.name
            && (own == schema || !self.stands_in_schema())
            && match (&self.of, &other.of) {
                (Some(one), Some(two)) => one.name == two.name,
                (one, two) => one.is_none() == two.is_none(),
            }
    }
}

/// The name as it is shown and looked up by.
fn shown(name: &QualifiedName) -> String {
    match name.schema.as_deref() {
        Some("public") | None => name.name.clone(),
        Some(_) => name.to_string(),
    }
}

impl Builder {
    /// Notes what a statement that was just kept makes. Under another search path than `public` it says the schema of what it
    /// makes or changes, for what is written says none.
    pub fn note_kept(&mut self, id: VerbatimId, statement: Cursor<'_>) {
        let Some(head) = Head::read(statement) else {
            return;
        };
        let creates = head.verb == "create";
        if !head.stands_in_schema() {
            if creates {
                self.kept.entry("", &head.key()).push(id);
            }
            return;
        }
        let schema = match creates {
            true => self.schema_for(&head.name),
            false => match self.found_kept(&head) {
                Some(schema) => schema,
                None => return,
            },
        };
        if creates {
            self.kept.entry(&schema, &head.key()).push(id);
        }
        if head.name.schema.is_none() && schema != "public" {
            self.respell_head(id, (&schema, &head.name.name));
        }
    }

    /// Writes another name into the head of a statement that is held.
    pub fn respell_head(&mut self, id: VerbatimId, (schema, name): (&str, &str)) {
        let Some(held) = self.schema.verbatim.get_mut(&id).map(Arc::make_mut) else {
            return;
        };
        let Some(head) = Head::of_text(&held.sql) else {
            return;
        };
        let (written, name) = match head.stands_in_schema() {
            true => (
                quote::unless_public(schema, name),
                shown(&QualifiedName::new(schema, name)),
            ),
            false => (quote::identifier(name), name.to_string()),
        };
        held.sql.replace_range(head.range, &written);
        held.name = name;
        self.touch(ObjectRef::Verbatim(id));
    }

    /// The schema of what a statement changes, drops or comments on, if a statement that is held made it; empty for kinds that
    /// stand in none.
    pub fn found_kept(&self, head: &Head) -> Option<String> {
        let is_made = |schema: &str| {
            let same_name = self.kept.get(schema, &head.key()).into_iter().flatten();
            // One for each access method.
            same_name.rev().take(8).any(|id| {
                let held = self.schema.verbatim.get(id);
                let made = held.and_then(|held| Head::of_text(&held.sql));
                let within = if schema.is_empty() { "public" } else { schema };
                made.is_some_and(|made| made.is_same(head, within))
            })
        };
        if !head.stands_in_schema() {
            return is_made("").then(String::new);
        }
        self.schemas_of(&head.name)
            .find(|schema| is_made(schema))
            .map(str::to_string)
    }

    /// The statements that are held and make, change or comment on what a head names, which stands in this schema.
    pub fn kept_of(&mut self, head: &Head, schema: &str) -> Vec<VerbatimId> {
        let schema = if schema.is_empty() { "public" } else { schema };
        let mut found = Vec::new();
        for object in self.mentioning(&head.name.name) {
            if let ObjectRef::Verbatim(id) = object
                && let Some(held) = self.schema.verbatim.get(&id)
                && let Some(own) = Head::of_text(&held.sql)
                && own.verb != "drop"
                && own.is_same(head, schema)
            {
                found.push(id);
            }
        }
        found
    }

    /// The schema in which the search path finds what is kept under a name, unless it is `public`.
    pub fn schema_of_kept(&self, name: &str, kind: &str) -> Option<&str> {
        let key = format!("{kind} {name} ");
        let is_made = |schema: &&str| {
            let same_name = self.kept.get(schema, &key);
            same_name.is_some_and(|ids| !ids.is_empty())
        };
        let mut path = self.search_path.iter().map(String::as_str);
        path.find(is_made).filter(|schema| *schema != "public")
    }

    /// A bare name with the schema in which the search path finds what is kept under it.
    pub fn kept_under_path(&self, written: &str, kind: &str) -> Option<String> {
        let (name, rest) = written.split_at(written.find('(').unwrap_or(written.len()));
        if name.contains('.') {
            return None;
        }
        let name = quote::unquote(name);
        let schema = self.schema_of_kept(&name, kind)?;
        Some(format!("{}{rest}", quote::qualified(schema, &name)))
    }

    /// What is kept stands under the new name of its schema too.
    pub fn rename_schema_of_kept(&mut self, old: &str, new: &str) {
        self.kept.rename_schema(old, new);
        for object in self.mentioning(old) {
            let ObjectRef::Verbatim(id) = object else {
                continue;
            };
            let held = self.schema.verbatim.get(&id);
            let head = held.and_then(|held| Head::of_text(&held.sql));
            if let Some(head) = head.filter(|head| head.name.schema.as_deref() == Some(old)) {
                self.respell_head(id, (new, &head.name.name));
            }
        }
    }
}
