//! CREATE SCHEMA and CREATE EXTENSION.

use std::sync::Arc;

use crate::model::*;

use super::builder::{Applied, Builder, Done, Fault, exists};
use super::cursor::Cursor;

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
        if !cursor.is_done() {
            return Err(Fault::Keep);
        }
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
                    name,
                    comment: None,
                }),
            );
            Ok(done.clone())
        };
        self.unless_exists(if_not_exists, result, done)
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
