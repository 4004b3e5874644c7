//! CREATE and ALTER TYPE.

use std::sync::Arc;

use crate::model::*;
use crate::sql::label::RenamedLabel;
use crate::sql::mention::respell::Change;
use crate::sql::{names, quote};

use super::alter_table::{Action, ColumnChange};
use super::builder::{Applied, Builder, Done, Fault, Relation, exists, missing};
use super::columns;
use super::cursor::{Cursor, Read};

impl Builder {
    /// CREATE TYPE, after `CREATE TYPE`.
    pub fn create_type(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.qualified_name()?;
        let kind = if cursor.take("AS ENUM") {
            UserTypeKind::Enum {
                labels: labels(cursor)?,
            }
        } else if cursor.take("AS RANGE") {
            UserTypeKind::Range {
                options: cursor.options()?,
            }
        } else if cursor.take("AS") {
            UserTypeKind::Composite {
                fields: self.fields(cursor)?,
            }
        } else {
            // Shell and base types need functions in C.
            return Err(Fault::Keep);
        };
        cursor.finish()?;
        let done = Done::new(kind_name(&kind), &name);
        let result = self.make_type(&name, kind).map(|()| done.clone());
        self.unless_exists(false, result, done)
    }

    /// Stores a type and its name.
    pub fn make_type(&mut self, name: &QualifiedName, kind: UserTypeKind) -> Applied<()> {
        let schema = self.schema_for(name);
        if self.types.contains(&schema, &name.name) {
            return Err(exists(&format!(
                "type {}",
                QualifiedName::new(&schema, &name.name)
            )));
        }
        let id: TypeId = self.allocate();
        if matches!(kind, UserTypeKind::Composite { .. }) {
            self.free_relation(&schema, &name.name)?;
            self.relations
                .insert(&schema, &name.name, Relation::CompositeType(id));
        }
        self.types.insert(&schema, &name.name, id);
        self.made(ObjectRef::Type(id));
        self.grant_defaults("TYPE", &schema, &name.name);
        self.schema.types.insert(
            id,
            Arc::new(UserType {
                id,
                schema,
                name: name.name.clone(),
                kind,
                comment: None,
            }),
        );
        Ok(())
    }

    fn fields(&mut self, cursor: &mut Cursor<'_>) -> Read<Vec<CompositeField>> {
        let inner = cursor.group_tokens()?;
        let mut list = cursor.over(inner);
        let mut fields = Vec::new();
        while !list.is_done() {
            fields.push(self.field(&mut list)?);
            if !list.take_mark(b',') {
                list.finish()?;
            }
        }
        Ok(fields)
    }

    fn field(&mut self, cursor: &mut Cursor<'_>) -> Read<CompositeField> {
        let name = cursor.name()?;
        let mut data_type = cursor.data_type()?;
        self.qualify_type(&mut data_type);
        let collation = if cursor.take("COLLATE") {
            Some(columns::any_name(cursor)?)
        } else {
            None
        };
        Ok(CompositeField {
            name,
            data_type,
            collation,
            comment: None,
        })
    }

    /// ALTER TYPE, after `ALTER TYPE`.
    pub fn alter_type(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.qualified_name()?;
        let Some((schema, id)) = self.user_type(&name) else {
            if cursor.take("OWNER TO") {
                return Ok(Done::skipped("owner", &name));
            }
            let renamed = self.rename_kept(*cursor);
            return renamed.ok_or_else(|| missing("type", &name));
        };
        let kind = self
            .schema
            .types
            .get(&id)
            .map_or("type", |user_type| kind_name(&user_type.kind));
        let done = Done::new(kind, &name);
        if cursor.take("OWNER TO") {
            return Ok(Done::skipped("owner", &name));
        }
        if cursor.take("ADD VALUE") {
            let result = self.add_value(cursor, id).map(|()| done.clone());
            return result;
        }
        if cursor.take("RENAME VALUE") {
            let old = cursor.string()?;
            cursor.expect("TO")?;
            let new = cursor.string()?;
            cursor.finish()?;
            return self.rename_value(id, &old, &new).map(|()| done);
        }
        if cursor.take("RENAME ATTRIBUTE") {
            let old = cursor.name()?;
            cursor.expect("TO")?;
            let new = cursor.name()?;
            self.change_fields(id, |fields| {
                for field in fields.iter_mut().filter(|field| field.name == old) {
                    field.name.clone_from(&new);
                }
                Ok(())
            })?;
            for table in self.tables_of(&schema, &name.name) {
                self.table_action(
                    table,
                    false,
                    &Action::RenameColumn {
                        old: old.clone(),
                        new: new.clone(),
                    },
                )?;
            }
            return Ok(done);
        }
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            cursor.finish()?;
            return self.rename_type(id, &schema, &schema, &new).map(|()| done);
        }
        if cursor.take("SET SCHEMA") {
            let new = cursor.name()?;
            cursor.finish()?;
            return self
                .rename_type(id, &schema, &new, &name.name)
                .map(|()| done);
        }
        let tables = self.tables_of(&schema, &name.name);
        self.alter_attributes(cursor, id, &tables).map(|()| done)
    }

    fn add_value(&mut self, cursor: &mut Cursor<'_>, id: TypeId) -> Applied<()> {
        let if_not_exists = cursor.take("IF NOT EXISTS") || self.lenient;
        let label = cursor.string()?;
        let before = cursor.take("BEFORE");
        let neighbour = if before || cursor.take("AFTER") {
            Some(cursor.string()?)
        } else {
            None
        };
        cursor.finish()?;
        let labels = self.labels_mut(id)?;
        if labels.contains(&label) {
            return if if_not_exists {
                Ok(())
            } else {
                Err(exists(&format!("label {label}")))
            };
        }
        let place = match neighbour {
            None => labels.len(),
            Some(neighbour) => match labels.iter().position(|other| *other == neighbour) {
                Some(place) if before => place,
                Some(place) => place + 1,
                None => return Err(Fault::Missing(format!("the type has no label {neighbour}"))),
            },
        };
        labels.insert(place, label);
        Ok(())
    }

    fn labels_mut(&mut self, id: TypeId) -> Applied<&mut Vec<String>> {
        match self.schema.types.get_mut(&id).map(Arc::make_mut) {
            Some(UserType {
                kind: UserTypeKind::Enum { labels },
                ..
            }) => Ok(labels),
            _ => Err(Fault::Refused(
                "the type is no enum".to_string(),
                "Only enums have labels.".to_string(),
            )),
        }
    }

    fn rename_value(&mut self, id: TypeId, old: &str, new: &str) -> Applied<()> {
        let labels = self.labels_mut(id)?;
        match labels.iter_mut().find(|label| *label == old) {
            Some(label) => *label = new.to_string(),
            None => return Err(Fault::Missing(format!("the type has no label {old}"))),
        }
        let Some(own) = self.schema.types.get(&id).cloned() else {
            return Ok(());
        };
        let renamed = RenamedLabel {
            of: (&own.schema, &own.name),
            old,
            new,
        };
        for object in self.mentioning(&own.name) {
            renamed.follow(&mut self.schema, object);
        }
        Ok(())
    }

    fn change_fields(
        &mut self,
        id: TypeId,
        change: impl FnOnce(&mut Vec<CompositeField>) -> Applied<()>,
    ) -> Applied<()> {
        match self.schema.types.get_mut(&id).map(Arc::make_mut) {
            Some(UserType {
                kind: UserTypeKind::Composite { fields },
                ..
            }) => change(fields),
            _ => Err(Fault::Keep),
        }
    }

    /// ADD, DROP, ALTER ATTRIBUTE, several parted by commas.
    /// Tables of the type, which PostgreSQL changes along only with CASCADE, have each change too.
    fn alter_attributes(
        &mut self,
        cursor: &mut Cursor<'_>,
        id: TypeId,
        tables: &[TableId],
    ) -> Applied<()> {
        loop {
            if cursor.take("ADD ATTRIBUTE") {
                let field = self.field(cursor)?;
                for table in tables {
                    let owner = self.table_ref(*table)?.clone();
                    let column = self.column_of_field(&owner, &field)?;
                    self.expand_stars(*table);
                    self.table_mut(*table)?.columns.push(column);
                }
                self.change_fields(id, |fields| {
                    fields.push(field);
                    Ok(())
                })?;
            } else if cursor.take("DROP ATTRIBUTE") {
                cursor.take("IF EXISTS");
                let name = cursor.name()?;
                for table in tables {
                    self.drop_column_named(&[*table], true, &name, true)?;
                }
                self.change_fields(id, |fields| {
                    fields.retain(|field| field.name != name);
                    Ok(())
                })?;
            } else if cursor.take("ALTER ATTRIBUTE") {
                let name = cursor.name()?;
                cursor.take("SET DATA");
                cursor.expect("TYPE")?;
                let mut data_type = cursor.data_type()?;
                self.qualify_type(&mut data_type);
                let collation = match cursor.take("COLLATE") {
                    true => Some(columns::any_name(cursor)?),
                    false => None,
                };
                for table in tables {
                    let change = ColumnChange::Type {
                        data_type: data_type.clone(),
                        collation: collation.clone(),
                    };
                    let column = name.clone();
                    self.table_action(*table, false, &Action::AlterColumn { column, change })?;
                }
                self.change_fields(id, |fields| {
                    for field in fields.iter_mut().filter(|field| field.name == name) {
                        field.data_type = data_type.clone();
                        field.collation.clone_from(&collation);
                    }
                    Ok(())
                })?;
            } else {
                return Err(Fault::Keep);
            }
            let _ = cursor.take("CASCADE") || cursor.take("RESTRICT");
            if !cursor.take_mark(b',') {
                cursor.finish()?;
                return Ok(());
            }
        }
    }

    /// Renames a type, or moves it to another schema.
    pub fn rename_type(
        &mut self,
        id: TypeId,
        schema: &str,
        new_schema: &str,
        new: &str,
    ) -> Applied<()> {
        if self.types.contains(new_schema, new) {
            return Err(exists(&format!("type {new}")));
        }
        let Some(user_type) = self.schema.types.get_mut(&id).map(Arc::make_mut) else {
            return Ok(());
        };
        if let UserTypeKind::Range { options } = &mut user_type.kind
            && !options.iter().any(|(key, _)| key == "multirange_type_name")
        {
            // Its multirange type keeps the name that was generated for it.
            let generated = names::multirange(&user_type.name);
            let written = quote::qualified(schema, &generated);
            options.push(("multirange_type_name".to_string(), written));
        }
        let old = std::mem::replace(&mut user_type.name, new.to_string());
        user_type.schema = new_schema.to_string();
        self.types.remove(schema, &old);
        self.types.insert(new_schema, new, id);
        if let Some(relation) = self.relations.remove(schema, &old) {
            self.relations.insert(new_schema, new, relation);
        }
        self.follow(Change::Type((schema, &old), (new_schema, new)));
        self.regrant(schema, &old, new_schema, new);
        Ok(())
    }
}

fn kind_name(kind: &UserTypeKind) -> &'static str {
    match kind {
        UserTypeKind::Enum { .. } => "enum",
        UserTypeKind::Domain { .. } => "domain",
        UserTypeKind::Composite { .. } => "composite type",
        UserTypeKind::Range { .. } => "range type",
    }
}

fn labels(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    cursor.expect_mark(b'(')?;
    let mut labels = Vec::new();
    if cursor.take_mark(b')') {
        return Ok(labels);
    }
    loop {
        labels.push(cursor.string()?);
        if cursor.take_mark(b')') {
            return Ok(labels);
        }
        if !cursor.take_mark(b',') {
            return cursor.broken("a comma or )");
        }
    }
}
