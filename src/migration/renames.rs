//! Renames: first of all steps, so that every later statement says the target's names.
//!
//! A name may be taken by an object that is itself renamed (a swap) or dropped later; it then steps aside under a name of
//! its own first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::statement::alter;
use super::step::Move;
use crate::model::*;
use crate::sql::{names, quote};

/// Schema and name; the schema is empty for parts of a table.
type Name = (String, String);

/// One rename to run.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Renaming {
    id: u32,
    from: Name,
    to: Name,
}

/// Orders renames so that each finds its new name free. `standing` holds the old names of all objects of the name space.
fn schedule(mut standing: BTreeMap<Name, u32>, wanted: &[(u32, Name, Name)]) -> Vec<Renaming> {
    let mut waiting: Vec<(u32, Name, Name)> = wanted.to_vec();
    let mut done = Vec::new();
    let reserved: BTreeSet<&Name> = wanted.iter().map(|(_, _, to)| to).collect();
    while !waiting.is_empty() {
        let free = waiting
            .iter()
            .position(|(id, _, to)| standing.get(to).is_none_or(|holder| holder == id));
        let position = match free {
            Some(position) => position,
            None => {
                let Some((_, _, to)) = waiting.first() else {
                    break;
                };
                let to = to.clone();
                let Some(holder) = standing.remove(&to) else {
                    break;
                };
                let aside = aside(&to, &standing, &reserved);
                standing.insert(aside.clone(), holder);
                for (id, from, _) in &mut waiting {
                    if *id == holder {
                        *from = aside.clone();
                    }
                }
                done.push(Renaming {
                    id: holder,
                    from: to,
                    to: aside,
                });
                continue;
            }
        };
        let (id, from, to) = waiting.remove(position);
        standing.remove(&from);
        standing.insert(to.clone(), id);
        done.push(Renaming { id, from, to });
    }
    done
}

/// A free name next to the taken one.
fn aside(name: &Name, standing: &BTreeMap<Name, u32>, reserved: &BTreeSet<&Name>) -> Name {
    for number in 1_u32.. {
        let suffix = if number == 1 {
            "_old".to_string()
        } else {
            format!("_old{number}")
        };
        // Names hold 63 bytes; the suffix must not be what is cut off.
        let mut stem = names::truncate(&name.1).to_string();
        while stem.len() + suffix.len() > 63 && stem.pop().is_some() {}
        let free = (name.0.clone(), format!("{stem}{suffix}"));
        if !standing.contains_key(&free) && !reserved.contains(&free) {
            return free;
        }
    }
    name.clone()
}

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
        let kept: Vec<TableId> = self
            .diff
            .base
            .tables
            .keys()
            .copied()
            .filter(|id| self.after.tables.contains_key(id))
            .collect();
        for table in kept {
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
        let base = &self.diff.base;
        let here = |schema: &str| moved.get(schema).map_or(schema, String::as_str).to_string();
        let mut standing = BTreeMap::new();
        let mut wanted = Vec::new();
        for (id, old) in &base.tables {
            let name = (here(&old.schema), old.name.clone());
            standing.insert(name.clone(), id.0);
            if let Some(new) = self.after.tables.get(id) {
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
        }
        for (id, old) in &base.views {
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
        wanted.retain(|(_, from, to)| from != to);
        for renaming in schedule(standing, &wanted) {
            self.rename_relation(&renaming);
        }
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
        for Renaming { id, from, to } in schedule(standing, &wanted) {
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

    fn rename_columns(&mut self, id: TableId) {
        let (Some(old), Some(new)) = (self.diff.base.tables.get(&id), self.after.tables.get(&id))
        else {
            return;
        };
        let own = |name: &str| (String::new(), name.to_string());
        let mut standing = BTreeMap::new();
        let mut wanted = Vec::new();
        for column in &old.columns {
            standing.insert(own(&column.name), column.id.0);
            if let Some(after) = new.column(column.id)
                && after.name != column.name
                && !after.inherited
            {
                wanted.push((column.id.0, own(&column.name), own(&after.name)));
            }
        }
        for Renaming { id: part, from, to } in schedule(standing, &wanted) {
            let column = ColumnId(part);
            if let Some(table) = self.before.tables.get_mut(&id)
                && let Some(column) = Arc::make_mut(table)
                    .columns
                    .iter_mut()
                    .find(|one| one.id == column)
            {
                column.name = to.1.clone();
            }
            let say = |from: &Name, to: &Name| {
                format!(
                    "{} RENAME COLUMN {} TO {}",
                    alter(new),
                    quote::identifier(&from.1),
                    quote::identifier(&to.1)
                )
            };
            let title = format!(
                "Rename column {}.{} to {}",
                new.qualified_name(),
                from.1,
                to.1
            );
            self.step_on(
                id,
                Operation::Rename,
                title,
                Move::new(say(&from, &to), say(&to, &from)),
            )
            .object(ObjectRef::Column(id, column))
            .note("Queries that say the old name fail from here on.");
        }
    }

    fn rename_constraints(&mut self, id: TableId) {
        let (Some(old), Some(new)) = (self.diff.base.tables.get(&id), self.after.tables.get(&id))
        else {
            return;
        };
        let own = |name: &str| (String::new(), name.to_string());
        let mut standing = BTreeMap::new();
        let mut wanted = Vec::new();
        for constraint in &old.constraints {
            standing.insert(own(&constraint.name), constraint.id.0);
            if let Some(after) = new.constraint(constraint.id)
                && after.name != constraint.name
                && !after.inherited
            {
                wanted.push((constraint.id.0, own(&constraint.name), own(&after.name)));
            }
        }
        for Renaming { id: part, from, to } in schedule(standing, &wanted) {
            let part = ConstraintId(part);
            if let Some(table) = self.before.tables.get_mut(&id)
                && let Some(constraint) = Arc::make_mut(table)
                    .constraints
                    .iter_mut()
                    .find(|one| one.id == part)
            {
                constraint.name = to.1.clone();
            }
            let say = |from: &Name, to: &Name| {
                format!(
                    "{} RENAME CONSTRAINT {} TO {}",
                    alter(new),
                    quote::identifier(&from.1),
                    quote::identifier(&to.1)
                )
            };
            let title = format!(
                "Rename constraint {} of {} to {}",
                from.1,
                new.qualified_name(),
                to.1
            );
            self.step_on(
                id,
                Operation::Rename,
                title,
                Move::new(say(&from, &to), say(&to, &from)),
            )
            .object(ObjectRef::Constraint(id, part));
        }
    }

    /// Triggers and policies.
    fn rename_programs(&mut self, id: TableId) {
        let (Some(old), Some(new)) = (self.diff.base.tables.get(&id), self.after.tables.get(&id))
        else {
            return;
        };
        let mut wanted = Vec::new();
        for trigger in &old.triggers {
            if let Some(after) = new.triggers.iter().find(|one| one.id == trigger.id)
                && !after.inherited
            {
                let reference = ObjectRef::Trigger(id, trigger.id);
                wanted.push((
                    reference,
                    "TRIGGER",
                    trigger.name.clone(),
                    after.name.clone(),
                ));
            }
        }
        for policy in &old.policies {
            if let Some(after) = new.policies.iter().find(|one| one.id == policy.id) {
                let reference = ObjectRef::Policy(id, policy.id);
                wanted.push((reference, "POLICY", policy.name.clone(), after.name.clone()));
            }
        }
        for (reference, kind, from, to) in wanted {
            if from == to {
                continue;
            }
            let say = |from: &str, to: &str| {
                format!(
                    "ALTER {kind} {} ON {} RENAME TO {}",
                    quote::identifier(from),
                    quote::table(new),
                    quote::identifier(to)
                )
            };
            let title = format!(
                "Rename {} {from} of {} to {to}",
                kind.to_lowercase(),
                new.qualified_name()
            );
            self.step_on(
                id,
                Operation::Rename,
                title,
                Move::new(say(&from, &to), say(&to, &from)),
            )
            .object(reference);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        (String::new(), text.to_string())
    }

    fn run(standing: &[(&str, u32)], wanted: &[(u32, &str, &str)]) -> Vec<String> {
        let standing = standing
            .iter()
            .map(|(text, id)| (name(text), *id))
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(id, from, to)| (*id, name(from), name(to)))
            .collect();
        schedule(standing, &wanted)
            .into_iter()
            .map(|one| format!("{}>{}", one.from.1, one.to.1))
            .collect()
    }

    #[test]
    fn names_are_freed_before_they_are_taken() {
        assert_eq!(
            run(&[("a", 1), ("b", 2)], &[(1, "a", "b"), (2, "b", "c")]),
            ["b>c", "a>b"]
        );
    }

    #[test]
    fn swaps_go_around_a_third_name() {
        assert_eq!(
            run(&[("a", 1), ("b", 2)], &[(1, "a", "b"), (2, "b", "a")]),
            ["b>b_old", "a>b", "b_old>a"]
        );
    }

    #[test]
    fn an_object_to_be_dropped_steps_aside() {
        assert_eq!(
            run(&[("a", 1), ("b", 2), ("b_old", 3)], &[(1, "a", "b")]),
            ["b>b_old2", "a>b"]
        );
    }
}
