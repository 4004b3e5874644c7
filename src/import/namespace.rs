//! CREATE SCHEMA and CREATE EXTENSION.

use std::sync::Arc;

use crate::model::*;

use super::builder::{Applied, Builder, Done, Fault, exists};
use super::cursor::{Cursor, Read};
use super::headline::headline;

/// What a schema can be made with, in the order in which it is made (`transformCreateSchemaStmtElements`).
const ELEMENTS: [&str; 6] = ["SEQUENCE", "TABLE", "VIEW", "INDEX", "TRIGGER", "GRANT"];

/// The statements that follow in CREATE SCHEMA without semicolons.
fn elements<'a>(cursor: &mut Cursor<'a>) -> Read<Vec<Cursor<'a>>> {
    let mut found = Vec::new();
    while !cursor.is_done() {
        if !cursor.is_word("CREATE") && !cursor.is_word("GRANT") {
            return cursor.broken("CREATE or GRANT").map(|()| found);
        }
        let mut first = true;
        let mut before_with = false;
        let element = cursor.take_until(|cursor| {
            let begins = cursor.is_word("CREATE") || (cursor.is_word("GRANT") && !before_with);
            before_with = cursor.is_word("WITH");
            begins && !std::mem::take(&mut first)
        });
        found.push(cursor.over(element));
    }
    Ok(found)
}

impl Builder {
    /// CREATE SCHEMA, after `CREATE SCHEMA`.
    pub fn create_schema(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = if cursor.take("AUTHORIZATION") {
            cursor.name()?
        } else {
            let name = cursor.name()?;
            if cursor.take("AUTHORIZATION") {
                cursor.name()?;
            }
            name
        };
        let elements = elements(cursor)?;
        let done = Done::new("schema", &name);
        if name == "public" {
            return Ok(done);
        }
        let result = if self.namespaces.contains_key(&name) {
            Err(exists(&format!("schema {name}")))
        } else {
            let id: NamespaceId = self.allocate();
            self.namespaces.insert(name.clone(), id);
            self.made(ObjectRef::Namespace(id));
            self.grant_defaults("SCHEMA", "", &name);
            self.schema.namespaces.insert(
                id,
                Arc::new(Namespace {
                    id,
                    name: name.clone(),
                    comment: None,
                }),
            );
            self.make_elements(&name, elements);
            Ok(done.clone())
        };
        self.unless_exists(if_not_exists, result, done)
    }

    /// What CREATE SCHEMA makes in the schema, in the order in which PostgreSQL does. What cannot be applied is kept.
    fn make_elements(&mut self, schema: &str, mut elements: Vec<Cursor<'_>>) {
        if elements.is_empty() {
            return;
        }
        let kind = |element: &Cursor<'_>| {
            ELEMENTS
                .iter()
                .position(|word| (0..4).any(|ahead| element.is_word_at(ahead, word)))
        };
        elements.sort_by_key(kind);
        let outside = self.search_path.clone();
        let mut inside = vec![schema.to_string()];
        inside.extend(outside.iter().filter(|own| *own != schema).cloned());
        self.set_search_path(inside);
        for element in elements {
            if let Err(Fault::Keep | Fault::Missing(_)) = self.apply(element) {
                let (kind, name) = headline(element);
                self.keep(element, &kind, &name);
            }
        }
        self.set_search_path(outside);
    }

    /// `public` is there without being listed; what is said of it must stand somewhere.
    pub fn list_public(&mut self) {
        if self.namespaces.contains_key("public") {
            return;
        }
        let id: NamespaceId = self.allocate();
        self.namespaces.insert("public".to_string(), id);
        self.made(ObjectRef::Namespace(id));
        self.schema.namespaces.insert(
            id,
            Arc::new(Namespace {
                id,
                name: "public".to_string(),
                comment: None,
            }),
        );
    }

    /// CREATE EXTENSION, after `CREATE EXTENSION`.
    pub fn create_extension(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_not_exists = cursor.take("IF NOT EXISTS");
        let name = cursor.name()?;
        cursor.take("WITH");
        let (mut schema, mut version, mut cascade) = (None, None, false);
        while !cursor.is_done() {
            if cursor.take("SCHEMA") {
                schema = Some(cursor.name()?);
            } else if cursor.take("VERSION") {
                version = Some(match cursor.string() {
                    Ok(version) => version,
                    Err(_) => cursor.name()?,
                });
            } else {
                cursor.expect("CASCADE")?;
                cascade = true;
            }
        }
        let done = Done::new("extension", &name);
        let known = self
            .schema
            .extensions
            .values()
            .any(|extension| extension.name == name);
        let result = if known {
            Err(exists(&format!("extension {name}")))
        } else {
            let id: ExtensionId = self.allocate();
            self.made(ObjectRef::Extension(id));
            self.schema.extensions.insert(
                id,
                Arc::new(Extension {
                    id,
                    name,
                    schema,
                    version,
                    cascade,
                    comment: None,
                }),
            );
            Ok(done.clone())
        };
        self.unless_exists(if_not_exists, result, done)
    }
}
