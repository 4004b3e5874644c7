//! ALTER VIEW and ALTER MATERIALIZED VIEW.

use std::sync::Arc;

use crate::model::*;
use crate::sql::{mention, quote};

use super::builder::{Applied, Builder, Done, Fault, Relation, exists, missing};
use super::cursor::Cursor;

impl Builder {
    /// ALTER VIEW, MATERIALIZED VIEW, after these words.
    pub fn alter_view(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        let if_exists = cursor.take("IF EXISTS");
        if cursor.is_words("ALL IN TABLESPACE") {
            return Ok(Done::skipped("setting", ""));
        }
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
    pub fn change_view(&mut self, cursor: &mut Cursor<'_>, name: &QualifiedName) -> Applied<bool> {
        let Some((schema, relation)) = self.relation(name) else {
            return Err(missing("view", name));
        };
        let Relation::View(id) = relation else {
            return Err(Fault::Keep);
        };
        if cursor.take("OWNER TO") || cursor.take("SET TABLESPACE PG_DEFAULT") {
            return Ok(true);
        }
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            self.rename_relation(&schema, &name.name, relation, &new)?;
        } else if cursor.take("RENAME") {
            cursor.take("COLUMN");
            let old = cursor.name()?;
            cursor.expect("TO")?;
            let new = cursor.name()?;
            self.rename_view_column(id, &old, &new)?;
        } else if cursor.take("SET SCHEMA") {
            let new = cursor.name()?;
            self.move_relation(&schema, &name.name, relation, &new)?;
        } else if cursor.is_word("SET") && cursor.token(1).is_some_and(|token| token.is(b'(')) {
            cursor.skip(1);
            let options = cursor.options()?;
            self.change_options(id, |own| super::table_actions::set_options(own, options));
        } else if cursor.take("RESET") {
            let names = cursor.options()?;
            self.change_options(id, |own| {
                own.retain(|(key, _)| !names.iter().any(|(name, _)| name == key));
            });
        } else {
            return Err(Fault::Keep);
        }
        cursor.finish()?;
        Ok(false)
    }

    /// `check_option` is an option like another, and a clause of its own.
    fn change_options(&mut self, id: ViewId, change: impl FnOnce(&mut Vec<(String, String)>)) {
        if let Some(view) = self.schema.views.get_mut(&id).map(Arc::make_mut) {
            change(&mut view.options);
        }
    }

    /// The columns of a view have names of their own: the list of them says the new one.
    pub fn rename_view_column(&mut self, id: ViewId, old: &str, new: &str) -> Applied<()> {
        let Some(view) = self.schema.views.get(&id) else {
            return Ok(());
        };
        let (schema, name) = (view.schema.clone(), view.name.clone());
        let mut names = match view.columns.as_slice() {
            [] => mention::results(&view.query).ok_or(Fault::Keep)?,
            given => given.to_vec(),
        };
        if names.iter().any(|name| name == new) {
            return Err(exists(&format!("{schema}.{name}.{new}")));
        }
        let Some(found) = names.iter_mut().find(|name| *name == old) else {
            return Err(Fault::Missing(format!("{name} has no column {old}")));
        };
        *found = new.to_string();
        if let Some(view) = self.schema.views.get_mut(&id).map(Arc::make_mut) {
            view.columns = names;
            if let Some(comment) = view.column_comments.remove(old) {
                view.column_comments.insert(new.to_string(), comment);
            }
            for index in &mut view.indexes {
                for key in &mut index.keys {
                    if let IndexKeySource::Expression(text) = &mut key.source {
                        *text = match *text == quote::identifier(old) {
                            true => quote::identifier(new),
                            false => crate::sql::expression::rename(text, old, new),
                        };
                    }
                }
                if let Some(predicate) = &mut index.predicate {
                    *predicate = crate::sql::expression::rename(predicate, old, new);
                }
            }
        }
        self.follow_result(id, old, new);
        Ok(())
    }
}
