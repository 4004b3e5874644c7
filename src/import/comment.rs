//! COMMENT ON anything the model holds.

use std::sync::Arc;

use crate::model::*;

use super::builder::{Applied, Builder, Done, Fault, Relation, missing};
use super::cursor::{Cursor, Read};
use super::kept::Head;

impl Builder {
    /// COMMENT, after `COMMENT ON`.
    pub fn comment(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        const RELATIONS: [&str; 6] = [
            "TABLE",
            "MATERIALIZED VIEW",
            "VIEW",
            "SEQUENCE",
            "INDEX",
            "FOREIGN TABLE",
        ];
        if cursor.take_one_of(&RELATIONS).is_some() {
            let name = cursor.qualified_name()?;
            let text = text(cursor)?;
            return self.comment_relation(&name, text).map(|()| done(&name));
        }
        if cursor.take("COLUMN") {
            return self.comment_column(cursor);
        }
        if let Some(kind) = cursor.take_one_of(&["CONSTRAINT", "TRIGGER", "POLICY"]) {
            return self.comment_part(cursor, kind);
        }
        if cursor.take("TYPE") || cursor.take("DOMAIN") {
            let name = cursor.qualified_name()?;
            let text = text(cursor)?;
            let Some((_, id)) = self.user_type(&name) else {
                // A base type is kept as written, and so is what is said of it.
                let held = Head::read(*cursor).and_then(|head| self.found_kept(&head));
                return Err(held.map_or_else(|| missing("type", &name), |_| Fault::Keep));
            };
            if let Some(user_type) = self.schema.types.get_mut(&id) {
                Arc::make_mut(user_type).comment = text;
            }
            return Ok(done(&name));
        }
        if cursor
            .take_one_of(&["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE"])
            .is_some()
        {
            return self.comment_function(cursor);
        }
        self.comment_named(cursor)
    }

    /// Schemas, extensions, roles, statistics.
    fn comment_named(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        if cursor.is_words("LARGE OBJECT") {
            return Ok(Done::skipped("rows", ""));
        }
        let Some(kind) = cursor.take_one_of(&["SCHEMA", "EXTENSION", "ROLE", "STATISTICS"]) else {
            return Err(Fault::Keep);
        };
        let name = cursor.qualified_name()?;
        let text = text(cursor)?;
        let mut text = text;
        if kind == "SCHEMA" && name.name == "public" {
            self.list_public();
            // It has a comment in every new database, so that it has none must be said.
            text.get_or_insert_default();
        }
        let found = match kind {
            "SCHEMA" => match self.namespaces.get(&name.name) {
                Some(id) => self
                    .schema
                    .namespaces
                    .get_mut(id)
                    .map(|object| Arc::make_mut(object).comment = text),
                None => None,
            },
            "EXTENSION" => self
                .schema
                .extensions
                .values_mut()
                .find(|extension| extension.name == name.name)
                .map(|object| Arc::make_mut(object).comment = text),
            "ROLE" => match self.role_id(&name.name) {
                Some(id) => self
                    .schema
                    .roles
                    .get_mut(&id)
                    .map(|object| Arc::make_mut(object).comment = text),
                None => None,
            },
            _ => {
                let schemas: Vec<String> = self.schemas_of(&name).map(str::to_string).collect();
                self.schema
                    .statistics
                    .values_mut()
                    .find(|object| object.name == name.name && schemas.contains(&object.schema))
                    .map(|object| Arc::make_mut(object).comment = text)
            }
        };
        match found {
            Some(()) => Ok(done(&name)),
            // What comes with every database may be commented on without being listed.
            None if name.name == "public" || name.name == "plpgsql" => Err(Fault::Keep),
            None => Err(missing(&kind.to_ascii_lowercase(), &name)),
        }
    }

    fn comment_relation(&mut self, name: &QualifiedName, text: Option<String>) -> Applied<()> {
        match self.relation(name) {
            Some((_, Relation::Table(id))) => self.table_mut(id)?.header.comment = text,
            Some((_, Relation::View(id))) => {
                if let Some(view) = self.schema.views.get_mut(&id) {
                    Arc::make_mut(view).comment = text;
                }
            }
            Some((_, Relation::Sequence(id))) => {
                if let Some(sequence) = self.schema.sequences.get_mut(&id) {
                    Arc::make_mut(sequence).comment = text;
                }
            }
            Some((_, Relation::Index(table, id))) => {
                if let Some(index) = self
                    .table_mut(table)?
                    .indexes
                    .iter_mut()
                    .find(|own| own.id == id)
                {
                    index.comment = text;
                }
            }
            Some((_, Relation::ViewIndex(view, id))) => {
                if let Some(view) = self.schema.views.get_mut(&view) {
                    for index in Arc::make_mut(view)
                        .indexes
                        .iter_mut()
                        .filter(|own| own.id == id)
                    {
                        index.comment.clone_from(&text);
                    }
                }
            }
            Some(_) => return Err(Fault::Keep),
            None => return Err(missing("relation", name)),
        }
        Ok(())
    }

    fn comment_column(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let mut parts = vec![cursor.name()?];
        while cursor.take_mark(b'.') {
            parts.push(cursor.name()?);
        }
        let text = text(cursor)?;
        let column = parts.pop().unwrap_or_default();
        let Some(relation) = parts.pop() else {
            return cursor.broken("table.column").map_err(Fault::from);
        };
        let name = QualifiedName {
            schema: parts.pop(),
            name: relation,
        };
        let label = format!("{name}.{column}");
        match self.relation(&name) {
            Some((_, Relation::Table(table))) => {
                let id = self.column_id(table, &column)?;
                self.change_column(table, id, |own| own.comment = text)?;
            }
            Some((_, Relation::View(id))) => {
                if let Some(view) = self.schema.views.get_mut(&id) {
                    let comments = &mut Arc::make_mut(view).column_comments;
                    match text {
                        Some(text) => comments.insert(column, text),
                        None => comments.remove(&column),
                    };
                }
            }
            Some((_, Relation::CompositeType(id))) => {
                if let Some(user_type) = self.schema.types.get_mut(&id)
                    && let UserTypeKind::Composite { fields } = &mut Arc::make_mut(user_type).kind
                {
                    for field in fields.iter_mut().filter(|field| field.name == column) {
                        field.comment.clone_from(&text);
                    }
                }
            }
            Some(_) => return Err(Fault::Keep),
            None => return Err(missing("table", &name)),
        }
        Ok(Done::new("comment", label))
    }

    /// `CONSTRAINT name ON table`, `TRIGGER ...`, `POLICY ...`.
    fn comment_part(&mut self, cursor: &mut Cursor<'_>, kind: &str) -> Applied {
        let name = cursor.name()?;
        cursor.expect("ON")?;
        let domain = cursor.take("DOMAIN");
        let table_name = cursor.qualified_name()?;
        let text = text(cursor)?;
        if domain {
            return self.comment_domain_check(&table_name, &name, text);
        }
        let table = match self.relation(&table_name) {
            Some((_, Relation::Table(table))) => table,
            Some((_, Relation::View(view))) if kind == "TRIGGER" => {
                if let Some(view) = self.schema.views.get_mut(&view) {
                    for trigger in &mut Arc::make_mut(view).triggers {
                        if trigger.name == name {
                            trigger.comment.clone_from(&text);
                        }
                    }
                }
                return Ok(Done::new("comment", name));
            }
            Some(_) => return Err(Fault::Keep),
            None => return Err(missing("table", &table_name)),
        };
        let mut found = false;
        if kind == "CONSTRAINT" {
            if self.constraint_id(table, &name).is_err()
                && let Some(column) = self.not_null_column(table, &name)
            {
                self.change_column(table, column, |own| own.not_null_comment = text)?;
                return Ok(Done::new("comment", name));
            }
            let id = self.constraint_id(table, &name)?;
            for own in &mut self.table_mut(table)?.constraints {
                if own.id == id {
                    own.comment.clone_from(&text);
                    found = true;
                }
            }
        }
        let owner = self.table_mut(table)?;
        if kind == "TRIGGER" {
            for own in owner.triggers.iter_mut().filter(|own| own.name == name) {
                own.comment.clone_from(&text);
                found = true;
            }
        } else if kind == "POLICY" {
            for own in owner.policies.iter_mut().filter(|own| own.name == name) {
                own.comment.clone_from(&text);
                found = true;
            }
        }
        if found {
            Ok(Done::new("comment", name))
        } else {
            Err(Fault::Missing(format!(
                "{table_name} has no {} {name}",
                kind.to_ascii_lowercase()
            )))
        }
    }

    fn comment_domain_check(
        &mut self,
        domain: &QualifiedName,
        name: &str,
        text: Option<String>,
    ) -> Applied {
        let Some((_, id)) = self.user_type(domain) else {
            return Err(missing("domain", domain));
        };
        if let Some(user_type) = self.schema.types.get_mut(&id)
            && let UserTypeKind::Domain { checks, .. } = &mut Arc::make_mut(user_type).kind
        {
            for check in checks.iter_mut().filter(|check| check.name == name) {
                check.comment.clone_from(&text);
            }
        }
        Ok(Done::new("comment", name))
    }

    fn comment_function(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.qualified_name()?;
        let arguments = if cursor.is(b'(') {
            let list = cursor.group_tokens()?;
            Some(self.identity_arguments(&cursor.over(list)))
        } else {
            None
        };
        let text = text(cursor)?;
        let Some(id) = self.find_function(&name, arguments.as_deref()) else {
            return Err(missing("function", &name));
        };
        if let Some(function) = self.schema.functions.get_mut(&id) {
            Arc::make_mut(function).comment = text;
        }
        Ok(done(&name))
    }
}

fn done(name: &QualifiedName) -> Done {
    Done::new("comment", name)
}

/// `IS 'text'` or `IS NULL`, to the end.
fn text(cursor: &mut Cursor<'_>) -> Read<Option<String>> {
    cursor.expect("IS")?;
    let text = if cursor.take("NULL") {
        None
    } else {
        Some(cursor.string()?).filter(|text| !text.is_empty())
    };
    cursor.finish()?;
    Ok(text)
}
