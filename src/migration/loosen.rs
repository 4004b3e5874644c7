//! What is in the way of the plan goes first: views, policies and triggers over columns that change, constraints and indexes
//! that are replaced or gone.

use std::collections::BTreeSet;

use super::build::Planner;
use super::constraints::{kind_name, with_suffix};
use super::dependents;
use super::indexes::INDEX_IN_PLACE;
use super::locks::Operation;
use super::statement::{add_constraint, create_index, create_policy, create_trigger, create_view};
use super::step::{Move, Place};
use super::type_change;
use crate::model::*;
use crate::sql::writer;

/// Properties of a constraint that change without making it again.
const CONSTRAINT_IN_PLACE: &[&str] = &["name", "comment", "inherited", "validated"];

impl Planner<'_> {
    /// Takes off, before anything is renamed, the views that are in the way or change, and what reads a column whose name
    /// another column gets. Their texts say the old names, so the way down makes them when the old names stand again.
    pub(super) fn unbind(&mut self) {
        let mut columns = self.columns_in_the_way();
        columns.extend(self.rebound.iter().copied());
        let carried = std::mem::replace(&mut self.before, self.diff.base.clone());
        self.loosen_views(&columns);
        let rebound = std::mem::take(&mut self.rebound);
        self.loosen_programs(&rebound);
        self.before = carried;
    }

    /// Takes out of the way what would stop the changes of columns and types, or is replaced.
    pub(super) fn loosen(&mut self) {
        let in_the_way = self.columns_in_the_way();
        self.loosen_programs(&in_the_way);
        let mut parts = BTreeSet::new();
        self.collect_retyped_parts(&mut parts);
        self.collect_replaced_parts(&mut parts);
        self.collect_relying_foreign_keys(&mut parts);
        self.drop_parts(&parts);
        self.loose_parts.extend(parts);
        self.drop_statistics();
    }

    /// The [touched](Planner::touched) tables as they stand before the plan's other changes.
    fn before_of_touched(&self) -> impl Iterator<Item = (TableId, &Table)> {
        let tables = self.touched().into_iter();
        tables.filter_map(|id| Some((id, self.before.tables.get(&id)?.as_ref())))
    }

    /// Columns whose dependents PostgreSQL wants gone: those that change type or are made again, and those the same
    /// transaction drops.
    pub(super) fn columns_in_the_way(&self) -> Vec<(TableId, ColumnId)> {
        let mut found = Vec::new();
        for (id, before) in self.before_of_touched() {
            let Some(after) = self.after.tables.get(&id) else {
                continue;
            };
            for old in &before.columns {
                let changes = match after.column(old.id) {
                    Some(new) => {
                        old.data_type != new.data_type
                            || old.collation != new.collation
                            || self.is_remade(before, after, old, new)
                    }
                    None => self.is_single(),
                };
                if changes {
                    found.push((id, old.id));
                }
            }
        }
        found
    }

    fn loosen_views(&mut self, columns: &[(TableId, ColumnId)]) {
        let mut found: BTreeSet<ViewId> = dependents::views_over(&self.before, columns)
            .into_iter()
            .collect();
        for id in self.before.views.keys() {
            let reference = ObjectRef::View(*id);
            let removed_now = self.is_single() && self.is_removed(reference);
            if removed_now || self.differs_beyond(reference, &self.changed_in_place(*id)) {
                found.insert(*id);
            }
        }
        let replaced: Vec<String> = self
            .functions_made_again()
            .iter()
            .filter_map(|id| self.before.functions.get(id))
            .map(|function| function.name.clone())
            .collect();
        for view in self.before.views.values() {
            if replaced
                .iter()
                .any(|name| crate::diff::text::names(&view.query, name))
            {
                found.insert(view.id);
            }
        }
        let ordered = dependents::with_views_above(&self.before, found);
        for id in ordered.iter().rev() {
            let Some(view) = self.before.views.get(id).cloned() else {
                continue;
            };
            let moves = create_view(&self.before, &view).reversed();
            let again = self.after.views.contains_key(id);
            let what = if again { ", to make it again" } else { "" };
            let title = format!("Drop view {}{what}", self.name_before(ObjectRef::View(*id)));
            self.step(Operation::DropView, title, moves)
                .object(ObjectRef::View(*id));
        }
        self.loose_views = ordered;
    }

    /// What people call an object by its name before the plan's other changes.
    pub(super) fn name_before(&self, object: ObjectRef) -> String {
        self.before.display_name(object).unwrap_or_default()
    }

    fn loosen_programs(&mut self, columns: &[(TableId, ColumnId)]) {
        for (table, policy) in dependents::policies_over(&self.before, columns) {
            let Some(owner) = self.before.tables.get(&table).cloned() else {
                continue;
            };
            let Some(one) = owner.policies.iter().find(|one| one.id == policy) else {
                continue;
            };
            let reference = ObjectRef::Policy(table, policy);
            if self.loose_parts.contains(&reference) || !self.after.tables.contains_key(&table) {
                continue;
            }
            let title = format!("Drop policy {}", self.name_before(reference));
            let moves = create_policy(&owner, one).reversed();
            self.step_on(table, Operation::Policy, title, moves)
                .object(reference);
            self.loose_parts.insert(reference);
        }
        let replaced = self.functions_made_again();
        let mut triggers = dependents::triggers_over(&self.before, columns);
        for table in self.before.tables.values() {
            for trigger in table.triggers.iter().filter(|one| !one.inherited) {
                let calls = replaced.iter().any(|id| {
                    self.before
                        .functions
                        .get(id)
                        .is_some_and(|one| crate::diff::text::names(&trigger.function, &one.name))
                });
                if calls && !triggers.contains(&(table.id, trigger.id)) {
                    triggers.push((table.id, trigger.id));
                }
            }
        }
        for (table, trigger) in triggers {
            self.loosen_trigger(table, trigger);
        }
    }

    fn loosen_trigger(&mut self, table: TableId, trigger: TriggerId) {
        let reference = ObjectRef::Trigger(table, trigger);
        let (Some(owner), true) = (
            self.before.tables.get(&table).cloned(),
            self.after.tables.contains_key(&table),
        ) else {
            return;
        };
        let Some(one) = owner.triggers.iter().find(|one| one.id == trigger) else {
            return;
        };
        if self.loose_parts.contains(&reference) {
            return;
        }
        let title = format!("Drop trigger {}", self.name_before(reference));
        let moves = create_trigger(&owner, one).reversed();
        self.step_on(table, Operation::DropTrigger, title, moves)
            .object(reference);
        self.loose_parts.insert(reference);
    }

    /// Parts that hold literals or operators of a column's old type, or that go with a column that is made again.
    fn collect_retyped_parts(&self, parts: &mut BTreeSet<ObjectRef>) {
        for (id, before) in self.before_of_touched() {
            let Some(after) = self.after.tables.get(&id) else {
                continue;
            };
            for old in &before.columns {
                let Some(new) = after.column(old.id) else {
                    continue;
                };
                let remade = self.is_remade(before, after, old, new);
                if remade {
                    parts.extend(dependents::parts_holding(before, old.id));
                }
                let rewritten = old.data_type != new.data_type
                    && type_change::operation(old, new) == Operation::TypeRewrite;
                if !rewritten && !remade {
                    continue;
                }
                parts.extend(dependents::expressions_over(before, old));
                if remade || type_change::breaks_foreign_keys(&old.data_type, &new.data_type) {
                    let keys = dependents::foreign_keys_over(&self.before, id, old.id);
                    parts.extend(
                        keys.into_iter()
                            .map(|(table, key)| ObjectRef::Constraint(table, key)),
                    );
                }
            }
        }
    }

    /// Parts the target does not have, or has otherwise.
    fn collect_replaced_parts(&self, parts: &mut BTreeSet<ObjectRef>) {
        for (id, before) in self.before_of_touched() {
            let Some(after) = self.after.tables.get(&id) else {
                // Foreign keys of tables that go leave first, so that the tables may go in any order.
                let keys = before.foreign_keys().filter(|(one, _)| !one.inherited);
                if self.is_single() {
                    parts.extend(keys.map(|(one, _)| ObjectRef::Constraint(id, one.id)));
                }
                continue;
            };
            for constraint in before.constraints.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Constraint(id, constraint.id);
                let gone = after.constraint(constraint.id).is_none();
                if gone
                    || (self.is_made_again(reference) && !self.is_swapped_online(id, constraint))
                {
                    parts.insert(reference);
                }
            }
            for index in before.indexes.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Index(id, index.id);
                let gone = after.index(index.id).is_none();
                let goes = gone || self.differs_beyond(reference, INDEX_IN_PLACE);
                if self.becomes_key(index.id) || !goes {
                    continue;
                }
                // What a foreign key relies on cannot be put aside for another.
                let relied_on = || {
                    let columns = index.leading_columns();
                    let keys = dependents::foreign_keys_relying_on(&self.before, id, &columns);
                    index.unique && !keys.is_empty()
                };
                if !self.is_live(id) || relied_on() {
                    parts.insert(reference);
                }
            }
        }
    }

    /// Whether a constraint of both schemas must be dropped and added: anything but its name, comment, proof, and a foreign
    /// key's deferrability changed, or a proved constraint becomes unproved.
    pub(super) fn is_made_again(&self, reference: ObjectRef) -> bool {
        let is_foreign_key = self
            .constraint_of(reference)
            .is_some_and(|one| one.foreign_key().is_some());
        let mut in_place = CONSTRAINT_IN_PLACE.to_vec();
        if is_foreign_key {
            in_place.push("deferrable");
        }
        let unproved = self
            .change(reference)
            .and_then(|change| change.property("validated"))
            .is_some_and(|change| change.after == "no");
        unproved || self.differs_beyond(reference, &in_place)
    }

    pub(super) fn constraint_of(&self, reference: ObjectRef) -> Option<&Constraint> {
        match reference {
            ObjectRef::Constraint(table, id) => self.before.tables.get(&table)?.constraint(id),
            _ => None,
        }
    }

    /// Whether a changed check or foreign key is replaced online: the new one is proved beside the old one.
    fn is_swapped_online(&self, table: TableId, constraint: &Constraint) -> bool {
        let replaceable = matches!(
            constraint.kind,
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_)
        );
        self.is_live(table) && replaceable
    }

    /// Foreign keys that rely on a key that goes or is replaced.
    fn collect_relying_foreign_keys(&self, parts: &mut BTreeSet<ObjectRef>) {
        let mut relying = Vec::new();
        for reference in parts.iter() {
            let (table, columns) = match reference {
                ObjectRef::Constraint(table, _) => {
                    let key = self.constraint_of(*reference).and_then(Constraint::key);
                    (*table, key.map(|key| key.columns.clone()))
                }
                ObjectRef::Index(table, id) => {
                    let index = self.before.tables.get(table).and_then(|one| one.index(*id));
                    let columns = index
                        .filter(|index| index.unique && index.predicate.is_none())
                        .map(Index::leading_columns);
                    (*table, columns)
                }
                _ => continue,
            };
            if let Some(columns) = columns {
                relying.extend(dependents::foreign_keys_relying_on(
                    &self.before,
                    table,
                    &columns,
                ));
            }
        }
        let kept = relying
            .into_iter()
            .filter(|(table, _)| self.is_single() || self.after.tables.contains_key(table));
        parts.extend(kept.map(|(table, key)| ObjectRef::Constraint(table, key)));
    }

    /// Drops the parts: foreign keys first, as they rely on the others.
    fn drop_parts(&mut self, parts: &BTreeSet<ObjectRef>) {
        let is_foreign_key = |planner: &Self, one: &ObjectRef| {
            planner
                .constraint_of(*one)
                .is_some_and(|one| one.foreign_key().is_some())
        };
        let (keys, others): (Vec<ObjectRef>, Vec<ObjectRef>) = parts
            .iter()
            .copied()
            .partition(|one| is_foreign_key(self, one));
        for reference in keys.into_iter().chain(others) {
            match reference {
                ObjectRef::Constraint(table, id) => self.drop_constraint_step(table, id),
                ObjectRef::Index(table, id) => self.drop_index_step(table, id),
                _ => {}
            }
        }
    }

    pub(super) fn drop_constraint_step(&mut self, table: TableId, id: ConstraintId) {
        let Some(owner) = self.before.tables.get(&table).cloned() else {
            return;
        };
        let Some(constraint) = owner.constraint(id) else {
            return;
        };
        let reference = ObjectRef::Constraint(table, id);
        let operation = if constraint.foreign_key().is_some() {
            Operation::DropForeignKey
        } else {
            Operation::DropConstraint
        };
        let again = self
            .after
            .tables
            .get(&table)
            .is_some_and(|table| table.constraint(id).is_some());
        let what = if again { ", to make it again" } else { "" };
        let title = format!(
            "Drop {} {} of {}{what}",
            kind_name(constraint),
            constraint.name,
            owner.qualified_name()
        );
        let place = self.place_of_drop(&owner, constraint, again);
        let index = self.index_to_return(&owner, constraint);
        let mut moves = add_constraint(&self.before, &owner, constraint, false).reversed();
        if let (Some(index), Some(add)) = (&index, moves.down.first_mut()) {
            *add = writer::add_key_using_index(&owner, constraint, &index.name);
        }
        let step = self.step_on(table, operation, title, moves);
        step.at(place).object(reference);
        if !again {
            step.is_lossy(format!(
                "Down fails while rows written since break {}.",
                constraint.name
            ));
        }
        if let Some(index) = index {
            let built = create_index(&self.before, &owner, &index, true);
            let title = format!("Build the index of {} on the way down", constraint.name);
            let moves = Move::of(Vec::new(), built.up);
            self.step_on(table, Operation::CreateIndexConcurrently, title, moves)
                .at(match place {
                    Place::Expand => Place::Indexes,
                    _ => Place::LateNotValid,
                })
                .object(reference);
        }
    }

    /// The index that the way down builds beside running writers before a key of a table in use comes back.
    fn index_to_return(&self, table: &Table, constraint: &Constraint) -> Option<Index> {
        let key = match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key,
            _ => return None,
        };
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let whole = table.partitioning.is_some() || key.without_overlaps;
        let after = self.after.tables.get(&table.id)?;
        if whole || !self.is_careful(table.id, reference) {
            return None;
        }
        let taken = after
            .constraints
            .iter()
            .any(|one| one.name == constraint.name)
            || after.indexes.iter().any(|one| one.name == constraint.name);
        let name = match taken {
            true => with_suffix(&constraint.name, "_old"),
            false => constraint.name.clone(),
        };
        Some(Index {
            unique: true,
            include: key.include.clone(),
            nulls_not_distinct: key.nulls_not_distinct,
            options: key.options.clone(),
            tablespace: key.tablespace.clone(),
            ..Index::btree(IndexId(0), &name, &key.columns)
        })
    }

    /// When a constraint of a kept table goes: one that is replaced stays until the new one holds.
    fn place_of_drop(&self, table: &Table, constraint: &Constraint, again: bool) -> Place {
        if !self.is_live(table.id) {
            return Place::Expand;
        }
        let added = self
            .after
            .tables
            .get(&table.id)
            .into_iter()
            .flat_map(|after| {
                after
                    .constraints
                    .iter()
                    .filter(|one| self.is_added(ObjectRef::Constraint(table.id, one.id)))
            });
        let mut added = added.filter(|one| match (&constraint.kind, &one.kind) {
            (ConstraintKind::PrimaryKey(_), ConstraintKind::PrimaryKey(_)) => true,
            (ConstraintKind::ForeignKey(old), ConstraintKind::ForeignKey(new)) => old
                .columns
                .iter()
                .any(|column| new.columns.contains(column)),
            (ConstraintKind::Unique(old), ConstraintKind::Unique(new)) => old
                .columns
                .iter()
                .any(|column| new.columns.contains(column)),
            _ => false,
        });
        let replaced = added.next().is_some();
        match constraint.kind {
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) if again || replaced => {
                Place::Enforce
            }
            // Where a column of it changes its type the old foreign key cannot wait.
            ConstraintKind::ForeignKey(_) if replaced && !self.is_in_the_way(constraint) => {
                Place::Contract
            }
            _ => Place::Expand,
        }
    }

    /// Whether a foreign key's columns change their type, or the key it relies on goes.
    fn is_in_the_way(&self, constraint: &Constraint) -> bool {
        let Some(key) = constraint.foreign_key() else {
            return false;
        };
        let retyped = self.columns_in_the_way();
        let target = key.target.table();
        let relies_on_removed = target
            .and_then(|target| self.before.tables.get(&target))
            .is_some_and(|table| {
                table.constraints.iter().any(|one| {
                    let goes = self
                        .after
                        .tables
                        .get(&table.id)
                        .is_none_or(|after| after.constraint(one.id).is_none())
                        || self.is_made_again(ObjectRef::Constraint(table.id, one.id));
                    goes && one.key().is_some()
                })
            });
        relies_on_removed
            || retyped.iter().any(|(_, column)| {
                key.columns.contains(column) || key.target.columns().contains(column)
            })
    }

    fn drop_index_step(&mut self, table: TableId, id: IndexId) {
        let Some(owner) = self.before.tables.get(&table).cloned() else {
            return;
        };
        let Some(index) = owner.index(id) else {
            return;
        };
        let again = self
            .after
            .tables
            .get(&table)
            .is_some_and(|table| table.index(id).is_some());
        let what = if again { ", to make it again" } else { "" };
        let title = format!(
            "Drop index {} of {}{what}",
            index.name,
            owner.qualified_name()
        );
        let moves = create_index(&self.before, &owner, index, false).reversed();
        self.step_on(table, Operation::DropIndex, title, moves)
            .object(ObjectRef::Index(table, id));
    }
}
