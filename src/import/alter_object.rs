//! ALTER of schemas, views, functions and triggers.

use std::sync::Arc;

use crate::model::*;

use super::builder::{Applied, Builder, Done, Fault, Relation, exists, missing};
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
        Ok(Done::new("schema", new))
    }

    fn rename_schema_in_objects(&mut self, old: &str, new: &str) {
        for table in self.schema.tables.values_mut() {
            let typed = table
                .columns
                .iter()
                .any(|column| column.data_type.schema.as_deref() == Some(old));
            if table.header.schema == old || typed {
                let table = Arc::make_mut(table);
                if table.header.schema == old {
                    table.header.schema = new.to_string();
                }
                for column in &mut table.columns {
                    if column.data_type.schema.as_deref() == Some(old) {
                        column.data_type.schema = Some(new.to_string());
                    }
                }
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

    /// ALTER VIEW, MATERIALIZED VIEW, after these words.
    pub fn alter_view(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_exists = cursor.take("IF EXISTS");
        let name = cursor.qualified_name()?;
        let done = Done::new("view", &name);
        let result = self.change_view(cursor, &name).map(|skipped| {
            if skipped {
                Done::skipped("owner", &name)
            } else {
                done.clone()
            }
        });
        self.if_exists(if_exists, result, done)
    }

    /// True when the change says nothing about the schema.
    fn change_view(&mut self, cursor: &mut Cursor<'_>, name: &QualifiedName) -> Applied<bool> {
        let Some((schema, relation)) = self.relation(name) else {
            return Err(missing("view", name));
        };
        let Relation::View(id) = relation else {
            return Err(Fault::Keep);
        };
        if cursor.take("OWNER TO") {
            return Ok(true);
        }
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            self.rename_relation(&schema, &name.name, relation, &new)?;
        } else if cursor.take("SET SCHEMA") {
            let new = cursor.name()?;
            self.move_relation(&schema, &name.name, relation, &new)?;
        } else if cursor.is_word("SET") && cursor.token(1).is_some_and(|token| token.is(b'(')) {
            cursor.skip(1);
            let options = cursor.options()?;
            if let Some(view) = self.schema.views.get_mut(&id) {
                super::table_actions::set_options(&mut Arc::make_mut(view).options, options);
            }
        } else {
            return Err(Fault::Keep);
        }
        cursor.finish()?;
        Ok(false)
    }

    /// ALTER FUNCTION, PROCEDURE, AGGREGATE, after these words.
    pub fn alter_function(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let name = cursor.qualified_name()?;
        let arguments = if cursor.is(b'(') {
            let list = cursor.group_tokens()?;
            Some(self.identity_arguments(&cursor.over(list)))
        } else {
            None
        };
        if cursor.take("OWNER TO") {
            return Ok(Done::skipped("owner", &name));
        }
        if self.find_function(&name, arguments.as_deref()).is_none() {
            return Err(missing("function", &name));
        }
        // The text of the function is kept whole, so a change of it is kept beside it.
        Err(Fault::Keep)
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
        let table = self.table(&table_name)?;
        match self
            .table_mut(table)?
            .triggers
            .iter_mut()
            .find(|own| own.name == name)
        {
            Some(trigger) => {
                trigger.name.clone_from(&new);
                Ok(Done::new("trigger", new))
            }
            None => Err(Fault::Missing(format!(
                "{table_name} has no trigger {name}"
            ))),
        }
    }
}
