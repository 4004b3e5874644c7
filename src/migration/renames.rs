//! Renames: first of all steps, so that every later statement says the target's names.
//!
//! A name may be taken by an object that is itself renamed (a swap) or dropped later; it then steps aside under a name of
//! its own first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::rename_order::{Name, Renaming, schedule};
use super::step::Move;
use crate::model::*;
use crate::sql::quote;

/// `head RENAME TO ...` and `head SET SCHEMA ...`, as far as needed.
fn relation_move(kind: &str, from: &Name, to: &Name) -> Move {
    let mut moves = Move::default();
    if from.0 != to.0 {
        moves = moves.then(Move::new(
            format!(
                "ALTER {kind} {} SET SCHEMA {}",
                quote::unless_public(&from.0, &from.1),
                quote::identifier(&to.0)
            ),
            format!(
                "ALTER {kind} {} SET SCHEMA {}",
                quote::unless_public(&to.0, &from.1),
                quote::identifier(&from.0)
            ),
        ));
    }
    if from.1 != to.1 {
        moves = moves.then(Move::new(
            format!(
                "ALTER {kind} {} RENAME TO {}",
                quote::unless_public(&to.0, &from.1),
                quote::identifier(&to.1)
            ),
            format!(
                "ALTER {kind} {} RENAME TO {}",
                quote::unless_public(&to.0, &to.1),
                quote::identifier(&from.1)
            ),
        ));
    }
    moves
}

fn said(name: &Name) -> String {
    if name.0.is_empty() {
        name.1.clone()
    } else {
        QualifiedName::new(&name.0, &name.1).to_string()
    }
}

impl Planner<'_> {
    /// All renames. Those of schemas first, as they move what stands in them.
    pub(super) fn rename(&mut self) {
        let moved = self.rename_namespaces();
        self.rename_relations(&moved);
        self.rename_types(&moved);
        for table in self.touched_kept() {
            self.rename_columns(table);
            self.rename_constraints(table);
            self.rename_programs(table);
        }
    }

    /// Renames schemas; returns old and new names.
    fn rename_namespaces(&mut self) -> BTreeMap<String, String> {
        let mut moved = BTreeMap::new();
        let pairs: Vec<_> = self
            .diff
            .base
            .namespaces
            .iter()
            .filter_map(|(id, old)| {
                Some((*id, old.clone(), self.after.namespaces.get(id)?.clone()))
            })
            .filter(|(_, old, new)| old.name != new.name)
            .collect();
        for (id, old, new) in pairs {
            let say = |from: &str, to: &str| {
                format!(
                    "ALTER SCHEMA {} RENAME TO {}",
                    quote::identifier(from),
                    quote::identifier(to)
                )
            };
            let moves = Move::new(say(&old.name, &new.name), say(&new.name, &old.name));
            let title = format!("Rename schema {} to {}", old.name, new.name);
            self.step(Operation::NoTable, title, moves)
                .object(ObjectRef::Namespace(id))
                .note("Queries that say the old schema name fail from here on.");
            moved.insert(old.name.clone(), new.name.clone());
        }
        moved
    }

    /// Renames tables, views, sequences and indexes, which share one name space a schema.
    fn rename_relations(&mut self, moved: &BTreeMap<String, String>) {
        let mut needed = self.names_of_new_relations();
        if needed.is_empty() && !self.renames_relations() {
            return;
        }
        let base = &self.diff.base;
        let here = |schema: &str| moved.get(schema).map_or(schema, String::as_str).to_string();
        let mut standing = BTreeMap::new();
        let mut wanted = Vec::new();
        for (id, old) in &base.tables {
            let name = (here(&old.schema), old.name.clone());
            standing.insert(name.clone(), id.0);
            let Some(new) = self.after.tables.get(id) else {
                for index in &old.indexes {
                    standing.insert((here(&old.schema), index.name.clone()), index.id.0);
                }
                continue;
            };
            wanted.push((id.0, name, (new.schema.clone(), new.name.clone())));
            let schema = new.schema.clone();
            for index in &old.indexes {
                // An index moves with its table, so it is looked for where the table goes.
                let name = (schema.clone(), index.name.clone());
                standing.insert(name.clone(), index.id.0);
                if let Some(after) = new.index(index.id).filter(|one| !one.inherited) {
                    wanted.push((index.id.0, name, (schema.clone(), after.name.clone())));
                }
            }
        }
        for (id, old) in &base.views {
            if self.loose_views.contains(id) {
                continue;
            }
            let name = (here(&old.schema), old.name.clone());
            standing.insert(name.clone(), id.0);
            if let Some(new) = self.after.views.get(id) {
                wanted.push((id.0, name, (new.schema.clone(), new.name.clone())));
            }
        }
        for (id, old) in &base.sequences {
            let name = (here(&old.schema), old.name.clone());
            standing.insert(name.clone(), id.0);
            if let Some(new) = self.after.sequences.get(id) {
                wanted.push((id.0, name, (new.schema.clone(), new.name.clone())));
            }
        }
        let kept: BTreeSet<u32> = wanted.iter().map(|(id, _, _)| *id).collect();
        // What goes before anything is made is in nobody's way.
        needed.retain(|name| {
            standing
                .get(name)
                .is_none_or(|holder| !kept.contains(holder) && !self.goes_early(IndexId(*holder)))
        });
        for (name, id) in self.keys_of_removed_tables(&here) {
            standing.entry(name).or_insert(id);
        }
        wanted.retain(|(_, from, to)| from != to);
        for renaming in schedule(standing, &wanted, &needed) {
            self.rename_relation(&renaming);
        }
    }

    /// Whether a table, view, sequence or index gets another name or schema.
    fn renames_relations(&self) -> bool {
        self.diff.changes.iter().any(|change| {
            let relation = matches!(
                change.object,
                ObjectRef::Table(_)
                    | ObjectRef::View(_)
                    | ObjectRef::Sequence(_)
                    | ObjectRef::Index(..)
            );
            relation
                && ["name", "schema"]
                    .iter()
                    .any(|one| change.property(one).is_some())
        })
    }

    /// Whether the index is dropped before the plan makes anything.
    fn goes_early(&self, index: IndexId) -> bool {
        self.table_of_index(index)
            .is_some_and(|table| self.is_kept(table) && !self.is_live(table))
    }

    /// Names of the tables, views, sequences, indexes and keys that the plan makes.
    fn names_of_new_relations(&self) -> BTreeSet<Name> {
        let mut names = BTreeSet::new();
        for table in self.touched_tables() {
            let is_new = self.is_added(ObjectRef::Table(table.id));
            let mut name = |name: &str| names.insert((table.schema.clone(), name.to_string()));
            if is_new {
                name(&table.name);
            }
            for constraint in &table.constraints {
                let added = self.is_added(ObjectRef::Constraint(table.id, constraint.id));
                let indexed = constraint.key().is_some()
                    || matches!(constraint.kind, ConstraintKind::Exclusion(_));
                if indexed && (is_new || added) {
                    name(&constraint.name);
                }
            }
            for index in &table.indexes {
                if is_new || self.is_added(ObjectRef::Index(table.id, index.id)) {
                    name(&index.name);
                }
            }
        }
        for view in self.after.views.values() {
            if self.is_added(ObjectRef::View(view.id)) || self.loose_views.contains(&view.id) {
                names.insert((view.schema.clone(), view.name.clone()));
            }
        }
        for sequence in self.after.sequences.values() {
            if self.is_added(ObjectRef::Sequence(sequence.id)) {
                names.insert((sequence.schema.clone(), sequence.name.clone()));
            }
        }
        names
    }

    /// Names of the keys of tables that go, whose indexes stand among the relations until then.
    fn keys_of_removed_tables(&self, here: &dyn Fn(&str) -> String) -> Vec<(Name, u32)> {
        let removed = self
            .diff
            .base
            .tables
            .values()
            .filter(|table| self.is_removed(ObjectRef::Table(table.id)));
        removed
            .flat_map(|table| {
                let schema = here(&table.schema);
                table
                    .constraints
                    .iter()
                    .filter(|one| {
                        one.key().is_some() || matches!(one.kind, ConstraintKind::Exclusion(_))
                    })
                    .map(move |one| ((schema.clone(), one.name.clone()), one.id.0))
            })
            .collect()
    }

    /// Puts the index of a key of a table that goes aside; the key goes by the index's name.
    fn put_key_aside(&mut self, table: TableId, key: ConstraintId, from: &Name, to: &Name) {
        let Some(owner) = self.before.tables.get_mut(&table) else {
            return;
        };
        let owner = Arc::make_mut(owner);
        if let Some(one) = owner.constraints.iter_mut().find(|one| one.id == key) {
            one.name = to.1.clone();
        }
        let moves = Move::new(
            crate::sql::writer::rename_constraint(owner, &from.1, &to.1),
            crate::sql::writer::rename_constraint(owner, &to.1, &from.1),
        );
        let title = format!(
            "Rename constraint {} of {}, which goes, to {}",
            from.1,
            owner.qualified_name(),
            to.1
        );
        self.step_on(table, Operation::Rename, title, moves)
            .object(ObjectRef::Constraint(table, key));
    }

    fn rename_relation(&mut self, renaming: &Renaming) {
        let Renaming { id, from, to } = renaming;
        let (old, new) = (said(from), said(to));
        if self.diff.base.tables.contains_key(&TableId(*id)) {
            let moves = relation_move("TABLE", from, to);
            self.note_new_name(*id, to);
            let title = format!("Rename table {old} to {new}");
            self.step_on(TableId(*id), Operation::Rename, title, moves)
                .note("Queries that say the old name fail from here on.");
        } else if let Some(view) = self.diff.base.views.get(&ViewId(*id)) {
            let kind = if view.materialized {
                "MATERIALIZED VIEW"
            } else {
                "VIEW"
            };
            let title = format!("Rename view {old} to {new}");
            self.note_new_name(*id, to);
            self.step(Operation::NoTable, title, relation_move(kind, from, to))
                .object(ObjectRef::View(ViewId(*id)));
        } else if self.diff.base.sequences.contains_key(&SequenceId(*id)) {
            // A sequence that a column owns moves to another schema with its table.
            let owned = self
                .diff
                .base
                .sequences
                .get(&SequenceId(*id))
                .is_some_and(|sequence| sequence.owned_by.is_some());
            let from = if owned {
                (to.0.clone(), from.1.clone())
            } else {
                from.clone()
            };
            let title = format!("Rename sequence {old} to {new}");
            self.note_new_name(*id, to);
            self.step(
                Operation::NoTable,
                title,
                relation_move("SEQUENCE", &from, to),
            )
            .object(ObjectRef::Sequence(SequenceId(*id)));
        } else if let Some(table) = self.table_of_key(ConstraintId(*id)) {
            self.put_key_aside(table, ConstraintId(*id), from, to);
        } else if let Some(table) = self.table_of_index(IndexId(*id)) {
            let title = format!("Rename index {old} to {new}");
            self.note_new_index_name(table, IndexId(*id), &to.1);
            self.step_on(
                table,
                Operation::RenameIndex,
                title,
                relation_move("INDEX", from, to),
            )
            .object(ObjectRef::Index(table, IndexId(*id)));
        }
    }

    fn table_of_key(&self, key: ConstraintId) -> Option<TableId> {
        self.diff
            .base
            .tables
            .values()
            .find(|table| table.constraint(key).is_some())
            .map(|table| table.id)
    }

    fn table_of_index(&self, index: IndexId) -> Option<TableId> {
        self.diff
            .base
            .tables
            .values()
            .find(|table| table.index(index).is_some())
            .map(|table| table.id)
    }

    /// Later statements must say the name under which an object stands after the renames.
    fn note_new_name(&mut self, id: u32, to: &Name) {
        if let Some(table) = self.before.tables.get_mut(&TableId(id)) {
            let table = Arc::make_mut(table);
            table.header.schema = to.0.clone();
            table.header.name = to.1.clone();
        } else if let Some(view) = self.before.views.get_mut(&ViewId(id)) {
            let view = Arc::make_mut(view);
            view.schema = to.0.clone();
            view.name = to.1.clone();
        } else if let Some(sequence) = self.before.sequences.get_mut(&SequenceId(id)) {
            let sequence = Arc::make_mut(sequence);
            sequence.schema = to.0.clone();
            sequence.name = to.1.clone();
        }
    }

    fn note_new_index_name(&mut self, table: TableId, index: IndexId, name: &str) {
        if let Some(table) = self.before.tables.get_mut(&table) {
            let indexes = &mut Arc::make_mut(table).indexes;
            if let Some(index) = indexes.iter_mut().find(|one| one.id == index) {
                index.name = name.to_string();
            }
        }
    }

    fn rename_types(&mut self, moved: &BTreeMap<String, String>) {
        let here = |schema: &str| moved.get(schema).map_or(schema, String::as_str).to_string();
        let mut standing = BTreeMap::new();
        let mut wanted = Vec::new();
        for (id, old) in &self.diff.base.types {
            let name = (here(&old.schema), old.name.clone());
            standing.insert(name.clone(), id.0);
            if let Some(new) = self.after.types.get(id) {
                let to = (new.schema.clone(), new.name.clone());
                if name != to {
                    wanted.push((id.0, name, to));
                }
            }
        }
        for Renaming { id, from, to } in schedule(standing, &wanted, &BTreeSet::new()) {
            if let Some(user_type) = self.before.types.get_mut(&TypeId(id)) {
                let user_type = Arc::make_mut(user_type);
                user_type.schema = to.0.clone();
                user_type.name = to.1.clone();
            }
            let title = format!("Rename type {} to {}", said(&from), said(&to));
            self.step(
                Operation::AlterType,
                title,
                relation_move("TYPE", &from, &to),
            )
            .object(ObjectRef::Type(TypeId(id)));
        }
    }
}
