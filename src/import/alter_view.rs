//! ALTER VIEW and ALTER MATERIALIZED VIEW.

use std::sync::Arc;

use crate::model::*;
use crate::sql::{mention, quote};

use super::alter_table::{self, Action, ColumnChange};
use super::builder::{Applied, Builder, Done, Fault, Relation, exists, missing};
use super::cursor::Cursor;
use super::table_actions::set_options;

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
        let Some((_, relation)) = self.relation(name) else {
            return Err(missing("view", name));
        };
        let Relation::View(id) = relation else {
            return Err(Fault::Keep);
        };
        if cursor.is_word("DEPENDS") || cursor.is_words("NO DEPENDS") {
            return Err(Fault::Keep);
        }
        let actions = alter_table::read(cursor)?;
        if actions.iter().all(|action| *action == Action::Nothing) {
            return Ok(true);
        }
        for action in &actions {
            self.view_action(id, action)?;
        }
        Ok(false)
    }

    /// Applies one action of ALTER VIEW, ALTER MATERIALIZED VIEW or, of a view, ALTER TABLE.
    pub fn view_action(&mut self, id: ViewId, action: &Action) -> Applied<()> {
        let Some(held) = self.schema.views.get(&id) else {
            return Ok(());
        };
        let (schema, name) = (held.schema.clone(), held.name.clone());
        match action {
            Action::Rename(new) => {
                return self.rename_relation(&schema, &name, Relation::View(id), new);
            }
            Action::SetSchema(new) => {
                return self.move_relation(&schema, &name, Relation::View(id), new);
            }
            Action::RenameColumn { old, new } => return self.rename_view_column(id, old, new),
            Action::Nothing => return Ok(()),
            _ => {}
        }
        let Some(view) = self.schema.views.get_mut(&id).map(Arc::make_mut) else {
            return Ok(());
        };
        match action {
            Action::AlterColumn { column, change } => {
                let mut set = view.column_settings.remove(column).unwrap_or_default();
                change_column(&mut set, change)?;
                if set != ViewColumn::default() {
                    view.column_settings.insert(column.clone(), set);
                }
            }
            Action::SetOptions(options) => {
                let mut options = options.clone();
                // What WITH CHECK OPTION said is the same option by another spelling.
                if view.check_option.is_some()
                    && let Some(at) = options.iter().position(|(key, _)| key == "check_option")
                {
                    let (_, way) = options.remove(at);
                    let way = way.trim_matches('\'').to_ascii_uppercase();
                    view.check_option = Some(format!("{way} CHECK OPTION"));
                }
                set_options(&mut view.options, options);
            }
            Action::ResetOptions(names) => {
                if names.iter().any(|name| name == "check_option") {
                    view.check_option = None;
                }
                view.options.retain(|(key, _)| !names.contains(key));
            }
            Action::Tablespace(name) => {
                view.tablespace = Some(name.clone()).filter(|name| name != "pg_default");
            }
            Action::AccessMethod(name) => {
                view.access_method = Some(name.clone()).filter(|name| name != "heap");
            }
            Action::Cluster(index) => view.cluster_on.clone_from(index),
            _ => return Err(Fault::Keep),
        }
        Ok(())
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
            if let Some(set) = view.column_settings.remove(old) {
                view.column_settings.insert(new.to_string(), set);
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
                for name in index.include_names.iter_mut().filter(|name| *name == old) {
                    *name = new.to_string();
                }
            }
        }
        self.follow_result(id, old, new);
        Ok(())
    }
}

fn change_column(set: &mut ViewColumn, change: &ColumnChange) -> Applied<()> {
    match change {
        ColumnChange::SetDefault(default) => set.default = Some(default.clone()),
        ColumnChange::DropDefault => set.default = None,
        ColumnChange::Statistics(target) => {
            set.statistics = i32::try_from(*target).ok().filter(|target| *target >= 0);
        }
        ColumnChange::Storage(storage) => set.storage.clone_from(storage),
        ColumnChange::Compression(compression) => set.compression.clone_from(compression),
        ColumnChange::SetOptions(options) => set_options(&mut set.options, options.clone()),
        ColumnChange::ResetOptions(names) => set.options.retain(|(key, _)| !names.contains(key)),
        _ => return Err(Fault::Keep),
    }
    Ok(())
}
