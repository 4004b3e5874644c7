//! ALTER of schemas, triggers, extensions and statistics.

use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::respell::Change;

use super::builder::{Applied, Builder, Done, Fault, Relation, exists};
use super::cursor::Cursor;

impl Builder {
    /// ALTER SCHEMA, after these words.
    pub fn alter_schema(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        if cursor.take("OWNER TO") {
            return Ok(Done::skipped("owner", name));
        }
        cursor.expect("RENAME TO")?;
        let new = cursor.name()?;
        cursor.finish()?;
        if self.namespaces.contains_key(&new) {
            return Err(exists(&format!("schema {new}")));
        }
        let Some(id) = self.namespaces.remove(&name) else {
            return Err(Fault::Missing(format!(
                "schema {name} is not in what was read"
            )));
        };
        self.namespaces.insert(new.clone(), id);
        if let Some(namespace) = self.schema.namespaces.get_mut(&id) {
            Arc::make_mut(namespace).name.clone_from(&new);
        }
        self.relations.rename_schema(&name, &new);
        self.types.rename_schema(&name, &new);
        self.functions.rename_schema(&name, &new);
        self.constraint_names.rename_schema(&name, &new);
        self.rename_schema_in_objects(&name, &new);
        self.regrant_schema(&name, &new);
        self.rename_schema_of_kept(&name, &new);
        self.follow(Change::Schema(&name, &new));
        Ok(Done::new("schema", new))
    }

    fn rename_schema_in_objects(&mut self, old: &str, new: &str) {
        for table in self.schema.tables.values_mut() {
            if table.header.schema == old {
                Arc::make_mut(table).header.schema = new.to_string();
            }
        }
        macro_rules! rename {
            ($store:ident) => {
                for object in self
                    .schema
                    .$store
                    .values_mut()
                    .filter(|own| own.schema == old)
                {
                    Arc::make_mut(object).schema = new.to_string();
                }
            };
        }
        rename!(views);
        rename!(types);
        rename!(functions);
        rename!(statistics);
        let sequences: Vec<SequenceId> = self
            .schema
            .sequences
            .values()
            .filter(|own| own.schema == old)
            .map(|own| own.id)
            .collect();
        for id in sequences {
            if let Some(sequence) = self.schema.sequences.get_mut(&id).map(Arc::make_mut) {
                sequence.schema = new.to_string();
                let (name, owner) = (sequence.name.clone(), sequence.owned_by);
                self.retarget_defaults(owner, (old, &name), (new, &name));
            }
        }
    }

    /// ALTER TRIGGER, after these words.
    pub fn alter_trigger(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        cursor.expect("ON")?;
        let table_name = cursor.qualified_name()?;
        if !cursor.take("RENAME TO") {
            return Err(Fault::Keep);
        }
        let new = cursor.name()?;
        cursor.finish()?;
        if let Some((_, Relation::View(view))) = self.relation(&table_name) {
            let own = self.schema.views.get_mut(&view).map(Arc::make_mut);
            return match own.and_then(|view| view.triggers.iter_mut().find(|own| own.name == name))
            {
                Some(trigger) => {
                    trigger.name.clone_from(&new);
                    Ok(Done::new("trigger", new))
                }
                None => Err(no_trigger(&table_name, &name)),
            };
        }
        let table = self.table(&table_name)?;
        let mut found = false;
        // The copies that partitions have follow.
        for (place, member) in self.family(table).into_iter().enumerate() {
            for trigger in &mut self.table_mut(member)?.triggers {
                if trigger.name == name && (place == 0 || trigger.inherited) {
                    trigger.name.clone_from(&new);
                    found = true;
                }
            }
        }
        match found {
            true => Ok(Done::new("trigger", new)),
            false => Err(no_trigger(&table_name, &name)),
        }
    }

    /// ALTER EXTENSION, after these words.
    pub fn alter_extension(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.name()?;
        let done = Done::new("extension", &name);
        let known = self
            .schema
            .extensions
            .values_mut()
            .find(|extension| extension.name == name)
            .map(Arc::make_mut);
        let Some(extension) = known else {
            return Err(Fault::Missing(format!(
                "extension {name} is not in what was read"
            )));
        };
        if cursor.take("SET SCHEMA") {
            extension.schema = Some(cursor.name()?);
        } else if cursor.take("UPDATE TO") {
            extension.version = Some(match cursor.string() {
                Ok(version) => version,
                Err(_) => cursor.name()?,
            });
        } else if cursor.take("UPDATE") {
            extension.version = None;
        } else {
            return Err(Fault::Keep);
        }
        cursor.finish()?;
        Ok(done)
    }

    /// ALTER STATISTICS, after these words.
    pub fn alter_statistics(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_exists = cursor.take("IF EXISTS");
        let name = cursor.qualified_name()?;
        let done = Done::new("statistics", &name);
        if cursor.take("OWNER TO") {
            return Ok(Done::skipped("owner", &name));
        }
        let schemas: Vec<String> = self.schemas_of(&name).map(str::to_string).collect();
        let known = self
            .schema
            .statistics
            .values_mut()
            .find(|own| own.name == name.name && schemas.contains(&own.schema))
            .map(Arc::make_mut);
        let Some(statistics) = known else {
            let missing = super::builder::missing("statistics", &name);
            return self.if_exists(if_exists, Err(missing), done);
        };
        let old = (statistics.schema.clone(), statistics.name.clone());
        if cursor.take("RENAME TO") {
            statistics.name = cursor.name()?;
        } else if cursor.take("SET SCHEMA") {
            statistics.schema = cursor.name()?;
        } else if cursor.take("SET STATISTICS") {
            let target = match cursor.take("DEFAULT") {
                true => -1,
                false => cursor.integer()?,
            };
            cursor.finish()?;
            statistics.target = i32::try_from(target).ok().filter(|target| *target >= 0);
            return Ok(done);
        } else {
            return Err(Fault::Keep);
        }
        cursor.finish()?;
        let new = (statistics.schema.clone(), statistics.name.clone());
        self.follow(Change::Relation((&old.0, &old.1), (&new.0, &new.1)));
        Ok(done)
    }
}

fn no_trigger(table: &QualifiedName, name: &str) -> Fault {
    Fault::Missing(format!("{table} has no trigger {name}"))
}
