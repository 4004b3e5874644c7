//! What DROP takes away in MySQL and SQLite, and what goes with it.

use crate::import::builder::{Applied, Done, Fault};
use crate::import::cursor::Cursor;
use crate::model::*;
use crate::sql::foreign::key;

use super::builder::{Foreign, Kind, fold, missing};
use super::words;

/// Reads from behind `DROP` on.
pub(super) fn drop_object(foreign: &mut Foreign, cursor: &mut Cursor<'_>) -> Applied {
    let _ = cursor.take("TEMPORARY") || cursor.take("TEMP");
    if cursor.take("TABLE") {
        return drop_all(foreign, cursor, "table", |foreign, name| {
            let id = foreign.table_named("table", name)?;
            foreign.drop_table(id)
        });
    }
    if cursor.take("VIEW") {
        return drop_all(foreign, cursor, "view", |foreign, name| {
            match foreign.views.remove(&fold(name)) {
                Some(id) => {
                    foreign.schema.views.remove(&id);
                    Ok(())
                }
                None => Err(missing("view", name)),
            }
        });
    }
    if cursor.take("TRIGGER") {
        return drop_all(foreign, cursor, "trigger", |foreign, name| {
            foreign.drop_trigger(name)
        });
    }
    if cursor.take("INDEX") {
        return drop_index(foreign, cursor);
    }
    if cursor.take("DATABASE") || cursor.take("SCHEMA") {
        let _ = cursor.take("IF EXISTS");
        let name = words::name(cursor)?;
        return Ok(Done::skipped("database", name));
    }
    for kind in ["PROCEDURE", "FUNCTION", "EVENT", "USER", "ROLE", "SEQUENCE"] {
        if cursor.take(kind) {
            let kind = kind.to_ascii_lowercase();
            return drop_verbatim(foreign, cursor, &kind);
        }
    }
    cursor
        .broken("TABLE, VIEW, INDEX, TRIGGER, PROCEDURE, FUNCTION or EVENT")
        .map_err(Fault::from)
}

fn drop_all(
    foreign: &mut Foreign,
    cursor: &mut Cursor<'_>,
    kind: &'static str,
    mut drop: impl FnMut(&mut Foreign, &str) -> Applied<()>,
) -> Applied {
    let lenient = cursor.take("IF EXISTS");
    let mut names = Vec::new();
    loop {
        names.push(words::object_name(cursor)?);
        if !cursor.take_mark(b',') {
            break;
        }
    }
    let _ = cursor.take("CASCADE") || cursor.take("RESTRICT");
    cursor.finish()?;
    let mut done = Done::new(kind, names.join(", "));
    for name in names {
        match drop(foreign, &name) {
            Err(Fault::Missing(reason)) if lenient => done.note = format!("{reason}: no effect"),
            Err(Fault::Temporary) => {
                foreign.temporary.remove(&fold(&name));
                return Err(Fault::Temporary);
            }
            other => other?,
        }
    }
    Ok(done)
}

fn drop_index(foreign: &mut Foreign, cursor: &mut Cursor<'_>) -> Applied {
    let lenient = cursor.take("IF EXISTS");
    let name = words::object_name(cursor)?;
    let done = Done::new("index", &name);
    let result = if cursor.take("ON") {
        let table = words::object_name(cursor)?;
        let table = foreign.table(&table)?;
        foreign.drop_key(table, Some(&name), "index")
    } else {
        match foreign.indexes.get(&fold(&name)).copied() {
            Some((table, _)) => foreign.drop_key(table, Some(&name), "index"),
            None => Err(missing("index", &name)),
        }
    };
    match result {
        Err(Fault::Missing(reason)) if lenient => Ok(Done {
            note: format!("{reason}: no effect"),
            ..done
        }),
        other => other.map(|()| done),
    }
}

/// Objects that are kept word for word go with their statement.
fn drop_verbatim(foreign: &mut Foreign, cursor: &mut Cursor<'_>, kind: &str) -> Applied {
    let lenient = cursor.take("IF EXISTS");
    let name = words::object_name(cursor)?;
    let found: Vec<VerbatimId> = foreign
        .schema
        .verbatim
        .values()
        .filter(|one| one.kind == kind && fold(&one.name) == fold(&name))
        .map(|one| one.id)
        .collect();
    let done = Done::new("object", &name);
    if found.is_empty() {
        let reason = format!("{kind} {name} is not in what was read");
        return if lenient {
            Ok(Done {
                note: format!("{reason}: no effect"),
                ..done
            })
        } else {
            Err(Fault::Missing(reason))
        };
    }
    for id in found {
        foreign.schema.verbatim.remove(&id);
    }
    Ok(done)
}

impl Foreign {
    /// Takes a table away with all that is its own; foreign keys to it keep its name.
    pub fn drop_table(&mut self, id: TableId) -> Applied<()> {
        self.release(id, None)?;
        self.forget_table(id)
    }

    /// Forgets a table.
    pub fn forget_table(&mut self, id: TableId) -> Applied<()> {
        let table = self.table_ref(id)?.clone();
        for column in &table.columns {
            self.drop_enum(column.id);
        }
        for index in &table.indexes {
            if self.indexes.get(&fold(&index.name)) == Some(&(id, index.id)) {
                self.indexes.remove(&fold(&index.name));
            }
        }
        for trigger in &table.triggers {
            self.triggers.remove(&fold(&trigger.name));
        }
        self.names.remove(&id);
        self.tables.remove(&fold(&table.name));
        self.schema.tables.remove(&id);
        Ok(())
    }

    fn drop_trigger(&mut self, name: &str) -> Applied<()> {
        let Some((owner, id)) = self.triggers.remove(&fold(name)) else {
            return Err(missing("trigger", name));
        };
        match owner {
            ObjectRef::Table(table) => self.table_mut(table)?.triggers.retain(|one| one.id != id),
            ObjectRef::View(view) => {
                if let Some(view) = self.schema.views.get_mut(&view) {
                    std::sync::Arc::make_mut(view)
                        .triggers
                        .retain(|one| one.id != id);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Drops a key, index or constraint by name; without a name, the primary key.
    pub fn drop_key(&mut self, table: TableId, name: Option<&str>, kind: &str) -> Applied<()> {
        let folded = name.map(fold);
        let of_kind = |one: &Constraint| match (&folded, kind) {
            (None, _) => one.is_primary_key(),
            (Some(name), _) if fold(&one.name) != *name => false,
            (_, "index") => one.key().is_some(),
            (_, "foreign key") => one.foreign_key().is_some(),
            (_, "check") => matches!(one.kind, ConstraintKind::Check(_)),
            _ => true,
        };
        let wants_index = matches!(kind, "index" | "constraint");
        let found = self.table_mut(table)?;
        let before = found.constraints.len() + found.indexes.len();
        let primary = found
            .constraints
            .iter()
            .any(|one| one.is_primary_key() && of_kind(one));
        let mut gone: Vec<(Kind, String)> = found
            .constraints
            .iter()
            .filter(|one| of_kind(one))
            .map(|one| (space(one), one.name.clone()))
            .collect();
        if wants_index {
            gone.extend(name.map(|name| (Kind::Index, name.to_string())));
        }
        found.constraints.retain(|one| !of_kind(one));
        found.indexes.retain(|one| {
            !(wants_index && folded.as_ref().is_some_and(|name| fold(&one.name) == *name))
        });
        if found.constraints.len() + found.indexes.len() == before {
            let owner = found.name.clone();
            return Err(Fault::Missing(
                format!("{owner} has no {kind} {}", name.unwrap_or_default())
                    .trim_end()
                    .to_string(),
            ));
        }
        if primary {
            for column in &mut found.columns {
                column.options.retain(|(name, _)| name != key::NULL_KEY);
            }
        }
        for (kind, name) in gone {
            self.give_name(table, kind, &name);
        }
        if let Some(name) = &folded
            && wants_index
            && self
                .indexes
                .get(name)
                .is_some_and(|(owner, _)| *owner == table)
        {
            self.indexes.remove(name);
        }
        Ok(())
    }

    /// Gives an index another name.
    pub fn rename_index(&mut self, table: TableId, old: &str, new: &str) -> Applied<()> {
        if fold(old) != fold(new) && !self.take_name(table, Kind::Index, new) {
            return Err(crate::import::builder::exists(new));
        }
        let found = self.table_mut(table)?;
        let index = found
            .indexes
            .iter_mut()
            .find(|one| fold(&one.name) == fold(old));
        if let Some(index) = index {
            (index.name, index.named) = (new.to_string(), true);
            let id = index.id;
            self.indexes.remove(&fold(old));
            self.indexes.insert(fold(new), (table, id));
        } else if let Some(key) = found
            .constraints
            .iter_mut()
            .find(|one| one.key().is_some() && fold(&one.name) == fold(old))
        {
            (key.name, key.named) = (new.to_string(), true);
        } else {
            let owner = found.name.clone();
            self.give_name(table, Kind::Index, new);
            return Err(Fault::Missing(format!("{owner} has no index {old}")));
        }
        self.give_name(table, Kind::Index, old);
        self.take_name(table, Kind::Index, new);
        Ok(())
    }

    /// ALTER INDEX ... [IN]VISIBLE and ALTER CHECK ... [NOT] ENFORCED.
    pub fn mark_key(
        &mut self,
        table: TableId,
        name: &str,
        hidden: Option<&str>,
        enforced: bool,
    ) -> Applied<()> {
        let found = self.table_mut(table)?;
        let owner = found.name.clone();
        let mark = |options: &mut Vec<(String, String)>| {
            options.retain(|(name, _)| name != key::INVISIBLE && name != key::IGNORED);
            if let Some(hidden) = hidden {
                key::set(options, hidden, "");
            }
        };
        if let Some(index) = found
            .indexes
            .iter_mut()
            .find(|one| fold(&one.name) == fold(name))
        {
            mark(&mut index.options);
            return Ok(());
        }
        match found
            .constraints
            .iter_mut()
            .find(|one| fold(&one.name) == fold(name))
        {
            Some(constraint) => {
                match &mut constraint.kind {
                    ConstraintKind::Check(_) => constraint.enforced = enforced,
                    ConstraintKind::Unique(key) => mark(&mut key.options),
                    _ => {}
                }
                Ok(())
            }
            None => Err(Fault::Missing(format!("{owner} has no index {name}"))),
        }
    }

    /// Takes a column away; keys lose it, and go when nothing is left of them.
    pub fn drop_column(&mut self, table: TableId, id: ColumnId) -> Applied<()> {
        self.release(table, Some(id))?;
        self.drop_enum(id);
        let found = self.table_mut(table)?;
        found.columns.retain(|column| column.id != id);
        let mut gone = Vec::new();
        found.constraints.retain_mut(|constraint| {
            let keep = match &mut constraint.kind {
                ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                    key.columns.retain(|column| *column != id);
                    !key.columns.is_empty()
                }
                ConstraintKind::ForeignKey(key) => !key.columns.contains(&id),
                _ => true,
            };
            if !keep {
                gone.push((space(constraint), constraint.name.clone()));
            }
            keep
        });
        found.indexes.retain_mut(|index| {
            index.keys.retain(|key| key.column() != Some(id));
            if index.keys.is_empty() {
                gone.push((Kind::Index, index.name.clone()));
            }
            !index.keys.is_empty()
        });
        for (kind, name) in gone {
            self.give_name(table, kind, &name);
            let name = fold(&name);
            if self
                .indexes
                .get(&name)
                .is_some_and(|(owner, _)| *owner == table)
            {
                self.indexes.remove(&name);
            }
        }
        Ok(())
    }
}

/// The space a constraint's name stands in.
fn space(constraint: &Constraint) -> Kind {
    match constraint.key() {
        Some(_) => Kind::Index,
        None => Kind::Constraint,
    }
}
