//! ALTER INDEX, also of the indexes behind keys and of those of materialized views.

use crate::model::*;

use super::alter_table::{self, Action};
use super::builder::{Applied, Builder, Done, Fault, Relation, missing};
use super::cursor::{Cursor, Read};
use super::table_actions::set_options;

impl Builder {
    /// ALTER INDEX, after `ALTER INDEX`.
    pub fn alter_index(&mut self, cursor: &mut Cursor<'_>) -> Applied {
        if cursor.is_words("ALL IN TABLESPACE") {
            return Ok(Done::skipped("index", ""));
        }
        let if_exists = cursor.take("IF EXISTS");
        let name = cursor.qualified_name()?;
        let done = Done::new("index", &name);
        let result = self.change_index(cursor, &name).map(|()| done.clone());
        self.if_exists(if_exists, result, done)
    }

    fn change_index(&mut self, cursor: &mut Cursor<'_>, name: &QualifiedName) -> Applied<()> {
        let Some((schema, relation)) = self.relation(name) else {
            return Err(missing("index", name));
        };
        if cursor.take("RENAME TO") {
            let new = cursor.name()?;
            cursor.finish()?;
            return self.rename_relation(&schema, &name.name, relation, &new);
        }
        if cursor.take("ATTACH PARTITION") {
            let child = cursor.qualified_name()?;
            cursor.finish()?;
            return self.attach_index(&child, &name.name);
        }
        if cursor.is_word("DEPENDS") || cursor.is_words("NO DEPENDS") {
            return Err(Fault::Keep);
        }
        if let Some((place, target)) = statistics(cursor)? {
            return self.change_index_parts(relation, |index| {
                let key = place.checked_sub(1).and_then(|at| index.keys.get_mut(at));
                if let Some(key) = key {
                    key.statistics = i32::try_from(target).ok().filter(|target| *target >= 0);
                }
            });
        }
        let actions = alter_table::read(cursor)?;
        self.index_actions(relation, &actions)
    }

    /// Storage parameters and tablespace of an index, also of the one behind a key.
    pub fn index_actions(&mut self, relation: Relation, actions: &[Action]) -> Applied<()> {
        for action in actions {
            match (relation, action) {
                (_, Action::Nothing) => {}
                (Relation::ConstraintIndex(table, id), _) => {
                    self.key_index_action(table, id, action)?
                }
                (_, Action::Tablespace(name)) => {
                    let tablespace = Some(name.clone()).filter(|name| name != "pg_default");
                    self.change_index_parts(relation, |index| index.tablespace = tablespace)?;
                }
                (_, Action::SetOptions(options)) => {
                    self.change_index_parts(relation, |index| {
                        set_options(&mut index.options, options.clone());
                    })?;
                }
                (_, Action::ResetOptions(names)) => {
                    self.change_index_parts(relation, |index| {
                        index.options.retain(|(key, _)| !names.contains(key));
                    })?;
                }
                _ => return Err(Fault::Keep),
            }
        }
        Ok(())
    }

    fn key_index_action(
        &mut self,
        table: TableId,
        id: ConstraintId,
        action: &Action,
    ) -> Applied<()> {
        let owner = self.table_mut(table)?;
        let Some(constraint) = owner.constraints.iter_mut().find(|own| own.id == id) else {
            return Ok(());
        };
        let (options, tablespace) = match &mut constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                (&mut key.options, &mut key.tablespace)
            }
            ConstraintKind::Exclusion(exclusion) => {
                (&mut exclusion.options, &mut exclusion.tablespace)
            }
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => return Err(Fault::Keep),
        };
        match action {
            Action::Tablespace(name) => {
                *tablespace = Some(name.clone()).filter(|name| name != "pg_default");
            }
            Action::SetOptions(set) => set_options(options, set.clone()),
            Action::ResetOptions(names) => options.retain(|(key, _)| !names.contains(key)),
            _ => return Err(Fault::Keep),
        }
        Ok(())
    }

    fn change_index_parts(
        &mut self,
        relation: Relation,
        change: impl FnOnce(&mut Index),
    ) -> Applied<()> {
        let found = match relation {
            Relation::Index(table, id) => self
                .table_mut(table)?
                .indexes
                .iter_mut()
                .find(|index| index.id == id),
            Relation::ViewIndex(view, id) => self
                .schema
                .views
                .get_mut(&view)
                .map(std::sync::Arc::make_mut)
                .and_then(|view| view.indexes.iter_mut().find(|index| index.id == id)),
            _ => return Err(Fault::Keep),
        };
        if let Some(index) = found {
            change(index);
        }
        Ok(())
    }

    fn attach_index(&mut self, child: &QualifiedName, parent: &str) -> Applied<()> {
        match self.relation(child) {
            Some((_, Relation::Index(table, id))) => {
                let parent = parent.to_string();
                self.change_index_parts(Relation::Index(table, id), |index| {
                    index.attached_to = Some(parent);
                })
            }
            // A key of a partition becomes part of the parent's key when the partition is attached.
            Some((_, Relation::ConstraintIndex(..))) => Ok(()),
            _ => Err(missing("index", child)),
        }
    }
}

/// `ALTER [COLUMN] n SET STATISTICS target`, if it is that.
fn statistics(cursor: &mut Cursor<'_>) -> Read<Option<(usize, i64)>> {
    let mut ahead = *cursor;
    if !ahead.take("ALTER") {
        return Ok(None);
    }
    ahead.take("COLUMN");
    let Ok(place) = ahead.integer() else {
        return Ok(None);
    };
    ahead.expect("SET STATISTICS")?;
    let target = match ahead.take("DEFAULT") {
        true => -1,
        false => ahead.integer()?,
    };
    ahead.finish()?;
    *cursor = ahead;
    Ok(Some((usize::try_from(place).unwrap_or(0), target)))
}
