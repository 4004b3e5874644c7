//! Constraints and indexes: what is in the way goes before the columns change, what the target asks for comes after.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Planner;
use super::dependents;
use super::locks::Operation;
use super::statement::{
    add_constraint, comment_move, create_index, create_policy, create_trigger, create_view,
};
use super::step::{Move, Place};
use super::type_change;
use crate::model::*;
use crate::sql::{names, quote, writer};

/// Properties of a constraint that change without making it again.
const CONSTRAINT_IN_PLACE: &[&str] = &["name", "comment", "inherited", "validated"];
/// Properties of an index that change without making it again.
const INDEX_IN_PLACE: &[&str] = &["name", "comment", "inherited", "options", "attached to"];

impl Planner<'_> {
    /// Takes out of the way what would stop the changes of columns and types, or is replaced.
    pub(super) fn loosen(&mut self) {
        let in_the_way = self.columns_in_the_way();
        self.loosen_views(&in_the_way);
        self.loosen_programs(&in_the_way);
        let mut parts = BTreeSet::new();
        self.collect_retyped_parts(&mut parts);
        self.collect_replaced_parts(&mut parts);
        self.collect_relying_foreign_keys(&mut parts);
        self.drop_parts(&parts);
        self.loose_parts.extend(parts);
    }

    /// Columns whose dependents PostgreSQL wants gone: those that change type or are made again, and those the same
    /// transaction drops.
    fn columns_in_the_way(&self) -> Vec<(TableId, ColumnId)> {
        let mut found = Vec::new();
        for (id, before) in &self.before.tables {
            let Some(after) = self.after.tables.get(id) else {
                continue;
            };
            for old in &before.columns {
                let changes = match after.column(old.id) {
                    Some(new) => {
                        old.data_type != new.data_type
                            || old.collation != new.collation
                            || super::columns::must_be_made_again(old, new)
                    }
                    None => self.is_single(),
                };
                if changes {
                    found.push((*id, old.id));
                }
            }
        }
        found
    }

    fn loosen_views(&mut self, columns: &[(TableId, ColumnId)]) {
        let mut found: BTreeSet<ViewId> = dependents::views_over(&self.before, columns)
            .into_iter()
            .collect();
        let in_place = ["name", "schema", "comment", "column comments"];
        for id in self.before.views.keys() {
            let reference = ObjectRef::View(*id);
            let removed_now = self.is_single() && self.is_removed(reference);
            if removed_now || self.differs_beyond(reference, &in_place) {
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
        let title = format!("Drop trigger {}", self.name_before(reference));
        let moves = create_trigger(&owner, one).reversed();
        self.step_on(table, Operation::DropTrigger, title, moves)
            .object(reference);
        self.loose_parts.insert(reference);
    }

    /// Parts that hold literals or operators of a column's old type, or that go with a column that is made again.
    fn collect_retyped_parts(&self, parts: &mut BTreeSet<ObjectRef>) {
        for (id, before) in &self.before.tables {
            let Some(after) = self.after.tables.get(id) else {
                continue;
            };
            for old in &before.columns {
                let Some(new) = after.column(old.id) else {
                    continue;
                };
                let remade = super::columns::must_be_made_again(old, new);
                if remade {
                    parts.extend(parts_holding(before, old.id));
                }
                let rewritten = old.data_type != new.data_type
                    && type_change::operation(old, new) == Operation::TypeRewrite;
                if !rewritten && !remade {
                    continue;
                }
                parts.extend(dependents::expressions_over(before, old));
                if remade || type_change::breaks_foreign_keys(&old.data_type, &new.data_type) {
                    let keys = dependents::foreign_keys_over(&self.before, *id, old.id);
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
        for (id, before) in &self.before.tables {
            let Some(after) = self.after.tables.get(id) else {
                // Foreign keys of tables that go leave first, so that the tables may go in any order.
                let keys = before.foreign_keys().filter(|(one, _)| !one.inherited);
                if self.is_single() {
                    parts.extend(keys.map(|(one, _)| ObjectRef::Constraint(*id, one.id)));
                }
                continue;
            };
            for constraint in before.constraints.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Constraint(*id, constraint.id);
                let gone = after.constraint(constraint.id).is_none();
                if gone
                    || (self.is_made_again(reference) && !self.is_swapped_online(*id, constraint))
                {
                    parts.insert(reference);
                }
            }
            for index in before.indexes.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Index(*id, index.id);
                let gone = after.index(index.id).is_none();
                let live = self.is_live(*id);
                if !live && (gone || self.differs_beyond(reference, INDEX_IN_PLACE)) {
                    parts.insert(reference);
                }
            }
        }
    }

    /// Whether a constraint of both schemas must be dropped and added: anything but its name, comment, proof, and a foreign
    /// key's deferrability changed, or a proved constraint becomes unproved.
    fn is_made_again(&self, reference: ObjectRef) -> bool {
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

    fn constraint_of(&self, reference: ObjectRef) -> Option<&Constraint> {
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
        let other = self.standing(constraint.foreign_key().and_then(|key| key.target.table()));
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
        let moves = add_constraint(&self.before, &owner, constraint, false).reversed();
        let step = self.step_on(table, operation, title, moves);
        step.at(place).object(reference).locks_other(other);
        if !again {
            step.is_lossy(format!(
                "Down fails while rows written since break {}.",
                constraint.name
            ));
        }
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

    /// Adds what the target asks for: keys, checks, indexes, then foreign keys, which rely on keys.
    pub(super) fn tighten(&mut self) {
        let all: Vec<Arc<Table>> = self.after.tables.values().cloned().collect();
        let kept: Vec<Arc<Table>> = all
            .iter()
            .filter(|table| self.is_kept(table.id))
            .cloned()
            .collect();
        for table in &kept {
            self.tighten_indexes(table, true);
            for constraint in table.constraints.iter().filter(|one| !one.inherited) {
                if constraint.foreign_key().is_none() {
                    self.tighten_constraint(table, constraint);
                }
            }
        }
        for table in &all {
            for (constraint, _) in table.foreign_keys().filter(|(one, _)| !one.inherited) {
                self.tighten_constraint(table, constraint);
            }
        }
        for table in &kept {
            self.tighten_indexes(table, false);
        }
    }

    fn tighten_constraint(&mut self, table: &Table, constraint: &Constraint) {
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let table_is_new = self.is_added(ObjectRef::Table(table.id));
        let is_new =
            self.is_added(reference) || table_is_new || self.loose_parts.contains(&reference);
        if is_new {
            self.add_constraint_step(table, constraint);
            return;
        }
        if self.change(reference).is_none() {
            return;
        }
        if self.is_made_again(reference) {
            self.swap_constraint(table, constraint);
            return;
        }
        self.change_constraint(table, constraint);
    }

    /// Comment, proof and deferrability change in place.
    fn change_constraint(&mut self, table: &Table, constraint: &Constraint) {
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let Some(old) = self.constraint_of(reference).cloned() else {
            return;
        };
        let name = format!("{} of {}", constraint.name, table.qualified_name());
        let other = self.standing(constraint.foreign_key().and_then(|key| key.target.table()));
        if old.deferrable != constraint.deferrable && constraint.foreign_key().is_some() {
            let moves = Move::new(
                writer::alter_constraint_deferrable(table, constraint),
                writer::alter_constraint_deferrable(
                    table,
                    &Constraint {
                        name: constraint.name.clone(),
                        ..old.clone()
                    },
                ),
            );
            let title = format!("Change when {name} is checked");
            self.step_on(table.id, Operation::AlterConstraint, title, moves)
                .object(reference)
                .locks_other(other.clone());
        }
        if !old.validated && constraint.validated {
            let operation = if constraint.foreign_key().is_some() {
                Operation::ValidateForeignKey
            } else {
                Operation::ValidateCheck
            };
            let mut down = vec![writer::drop_constraint(table, &constraint.name)];
            down.push(writer::add_constraint_not_valid(
                self.after, table, constraint,
            ));
            let moves = Move::of(
                vec![writer::validate_constraint(table, &constraint.name)],
                down,
            );
            let title = format!("Prove {name} for every row");
            self.step_on(table.id, operation, title, moves)
                .at(Place::Validate)
                .object(reference)
                .locks_other(other);
        }
        let moves = comment_move(&old, constraint, old.comment != constraint.comment, |one| {
            writer::comment_on_constraint(
                table,
                &Constraint {
                    name: constraint.name.clone(),
                    ..one.clone()
                },
            )
        });
        let title = format!("Comment on {name}");
        self.step_on(table.id, Operation::Comment, title, moves)
            .object(reference);
    }

    fn add_constraint_step(&mut self, table: &Table, constraint: &Constraint) {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                self.add_key(table, constraint, key);
            }
            ConstraintKind::Check(_) => self.add_proved(
                table,
                constraint,
                [
                    Operation::AddCheck,
                    Operation::AddCheckNotValid,
                    Operation::ValidateCheck,
                ],
            ),
            ConstraintKind::ForeignKey(_) => self.add_proved(
                table,
                constraint,
                [
                    Operation::AddForeignKey,
                    Operation::AddForeignKeyNotValid,
                    Operation::ValidateForeignKey,
                ],
            ),
            ConstraintKind::Exclusion(_) => {
                let moves = add_constraint(self.after, table, constraint, false);
                let title = format!("Add {}", said(table, constraint));
                let live = self.is_live(table.id);
                let step = self.step_on(table.id, Operation::AddKey, title, moves);
                step.object(ObjectRef::Constraint(table.id, constraint.id));
                if live {
                    step.at(Place::Enforce).note(
                        "PostgreSQL cannot build an exclusion constraint beside running writers: run this when few write.",
                    );
                }
            }
        }
    }

    /// A primary or unique key: over an index built beside running writers where the table is in use.
    fn add_key(&mut self, table: &Table, constraint: &Constraint, key: &Key) {
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let title = format!("Add {}", said(table, constraint));
        if !self.is_live(table.id) || table.partitioning.is_some() {
            let moves = add_constraint(self.after, table, constraint, false);
            let place = if self.is_live(table.id) {
                Place::Enforce
            } else {
                Place::Expand
            };
            self.step_on(table.id, Operation::AddKey, title, moves)
                .at(place)
                .object(reference);
            return;
        }
        // The new index cannot bear the name while an old key of that name stands.
        let taken = self.before.tables.get(&table.id).is_some_and(|before| {
            before
                .constraints
                .iter()
                .any(|one| one.name == constraint.name)
        });
        let name = if taken {
            with_suffix(&constraint.name, "_new")
        } else {
            constraint.name.clone()
        };
        let index = Index {
            name: name.clone(),
            unique: true,
            include: key.include.clone(),
            nulls_not_distinct: key.nulls_not_distinct,
            options: key.options.clone(),
            tablespace: key.tablespace.clone(),
            ..Index::btree(IndexId(0), &name, &key.columns)
        };
        let mut build = create_index(self.after, table, &index, true);
        // Dropping the key drops its index; only an index that never became one is left to drop.
        build.down = vec![format!(
            "DROP INDEX CONCURRENTLY IF EXISTS {}",
            quote::unless_public(&table.schema, &name)
        )];
        let built = format!("Build the index of {}", said(table, constraint));
        self.step_on(table.id, Operation::CreateIndexConcurrently, built, build)
            .at(Place::Indexes)
            .object(reference)
            .note(format!(
                "If it fails on duplicates it leaves an invalid index: drop {name}, remove the duplicates, run the file again."
            ));
        let mut up = vec![writer::add_key_using_index(table, constraint, &name)];
        if constraint.comment.is_some() {
            up.push(writer::comment_on_constraint(table, constraint));
        }
        let moves = Move::of(up, vec![writer::drop_constraint(table, &constraint.name)]);
        self.step_on(table.id, Operation::AddKeyUsingIndex, title, moves)
            .at(Place::Enforce)
            .object(reference);
    }

    /// A check or foreign key: for new rows first, then proved for old ones, where the table is in use.
    fn add_proved(&mut self, table: &Table, constraint: &Constraint, operations: [Operation; 3]) {
        let [at_once, not_valid, validate] = operations;
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let other = self.standing(constraint.foreign_key().and_then(|key| key.target.table()));
        let (early, late) = if self.waits_for_key(constraint) {
            (Place::LateNotValid, Place::LateValidate)
        } else {
            (Place::NotValid, Place::Validate)
        };
        // Version 18 takes a NOT VALID foreign key on a partitioned table, versions before it refuse it.
        let whole = table.partitioning.is_some()
            && constraint.foreign_key().is_some()
            && self.options.postgresql < 18;
        if !self.is_live(table.id) || whole {
            let moves = add_constraint(self.after, table, constraint, false);
            let title = format!("Add {}", said(table, constraint));
            let place = if self.is_live(table.id) || early == Place::LateNotValid {
                early
            } else {
                Place::Expand
            };
            let operation = if constraint.validated {
                at_once
            } else {
                not_valid
            };
            self.step_on(table.id, operation, title, moves)
                .at(place)
                .object(reference)
                .locks_other(other);
            return;
        }
        let moves = add_constraint(self.after, table, constraint, true);
        let title = format!("Add {} for new rows", said(table, constraint));
        self.step_on(table.id, not_valid, title, moves)
            .at(early)
            .object(reference)
            .locks_other(other.clone());
        if constraint.validated {
            let up = writer::validate_constraint(table, &constraint.name);
            let title = format!("Prove {} for every row", said(table, constraint));
            self.step_on(table.id, validate, title, Move::of(vec![up], Vec::new()))
                .at(late)
                .object(reference)
                .locks_other(other)
                .note("The statement fails if a row breaks it; the rest of the migration stands.");
        }
    }

    /// Whether a foreign key references a key that this plan builds on a table in use.
    fn waits_for_key(&self, constraint: &Constraint) -> bool {
        let Some(key) = constraint.foreign_key() else {
            return false;
        };
        let Some(target) = key.target.table().filter(|target| self.is_live(*target)) else {
            return false;
        };
        let wanted: BTreeSet<ColumnId> = key.target.columns().iter().copied().collect();
        self.after.tables.get(&target).is_some_and(|target| {
            target.constraints.iter().any(|one| {
                let reference = ObjectRef::Constraint(target.id, one.id);
                let is_new = self.is_added(reference) || self.loose_parts.contains(&reference);
                is_new
                    && one.key().is_some_and(|key| {
                        key.columns.iter().copied().collect::<BTreeSet<_>>() == wanted
                    })
            })
        })
    }

    /// Replaces a check or foreign key online: the new one is proved beside the old one and then takes its name.
    fn swap_constraint(&mut self, table: &Table, constraint: &Constraint) {
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let Some(old) = self.constraint_of(reference).cloned() else {
            return;
        };
        let Some(owner) = self.before.tables.get(&table.id).cloned() else {
            return;
        };
        let (not_valid, validate, drop) = if constraint.foreign_key().is_some() {
            (
                Operation::AddForeignKeyNotValid,
                Operation::ValidateForeignKey,
                Operation::DropForeignKey,
            )
        } else {
            (
                Operation::AddCheckNotValid,
                Operation::ValidateCheck,
                Operation::DropConstraint,
            )
        };
        let other = self.standing(constraint.foreign_key().and_then(|key| key.target.table()));
        let beside = Constraint {
            name: with_suffix(&constraint.name, "_new"),
            comment: None,
            ..constraint.clone()
        };
        let moves = add_constraint(self.after, table, &beside, true);
        let title = format!("Add the new {} for new rows", said(table, constraint));
        self.step_on(table.id, not_valid, title, moves)
            .at(Place::NotValid)
            .object(reference)
            .locks_other(other.clone());
        if constraint.validated {
            let up = writer::validate_constraint(table, &beside.name);
            let title = format!("Prove the new {} for every row", said(table, constraint));
            self.step_on(table.id, validate, title, Move::of(vec![up], Vec::new()))
                .at(Place::Validate)
                .object(reference)
                .locks_other(other.clone());
        }
        let put = add_constraint(&self.before, &owner, &old, false)
            .reversed()
            .then(Move::new(
                writer::rename_constraint(table, &beside.name, &constraint.name),
                writer::rename_constraint(table, &constraint.name, &beside.name),
            ));
        let mut put = put;
        if constraint.comment.is_some() {
            put.up
                .push(writer::comment_on_constraint(table, constraint));
        }
        let title = format!(
            "Put the new {} in the place of the old",
            said(table, constraint)
        );
        self.step_on(table.id, drop, title, put)
            .at(Place::Enforce)
            .object(reference)
            .locks_other(other)
            .is_lossy(format!(
                "Down fails while rows written since break the old {}.",
                constraint.name
            ));
    }

    /// Indexes of a kept table: unique ones before foreign keys, which may rely on them, the others after.
    fn tighten_indexes(&mut self, table: &Table, unique: bool) {
        for index in table
            .indexes
            .iter()
            .filter(|one| !one.inherited && one.unique == unique)
        {
            let reference = ObjectRef::Index(table.id, index.id);
            if self.is_added(reference) || self.loose_parts.contains(&reference) {
                self.add_index(table, index);
            } else if self.differs_beyond(reference, INDEX_IN_PLACE) {
                self.swap_index(table, index);
            } else if self.change(reference).is_some() {
                self.change_index(table, index);
            }
        }
    }

    fn add_index(&mut self, table: &Table, index: &Index) {
        // Neither a partitioned index nor one that is attached at once can be built concurrently.
        let concurrently =
            self.is_live(table.id) && table.partitioning.is_none() && index.attached_to.is_none();
        let mut moves = create_index(self.after, table, index, concurrently);
        // What runs outside a transaction runs alone: runners send a file as one string, which is a transaction otherwise.
        let comments = moves
            .up
            .split_off(if concurrently { 1 } else { moves.up.len() });
        let (operation, place) = if concurrently {
            (Operation::CreateIndexConcurrently, Place::Indexes)
        } else {
            (Operation::CreateIndex, Place::Expand)
        };
        let kind = if index.unique {
            "unique index"
        } else {
            "index"
        };
        let title = format!("Create {kind} {} on {}", index.name, table.qualified_name());
        let step = self.step_on(table.id, operation, title, moves);
        step.at(place).object(ObjectRef::Index(table.id, index.id));
        if concurrently {
            step.note(format!(
                "If it is interrupted it leaves an invalid index: drop {} and run the file again.",
                index.name
            ));
        }
        let title = format!("Comment on index {}", index.name);
        self.step_on(
            table.id,
            Operation::Comment,
            title,
            Move::of(comments, Vec::new()),
        )
        .at(Place::NotValid)
        .object(ObjectRef::Index(table.id, index.id));
    }

    /// Drops an index of a table in use, alone in its file; its comment comes back in a file of its own.
    fn drop_index_alone(&mut self, table: &Table, index: &Index, title: String) {
        let reference = ObjectRef::Index(table.id, index.id);
        let mut moves = create_index(&self.before, table, index, true);
        let comments = moves.up.split_off(1);
        let forget = format!("Forget the comment of index {}", index.name);
        self.step_on(
            table.id,
            Operation::Comment,
            forget,
            Move::of(Vec::new(), comments),
        )
        .at(Place::LateValidate)
        .object(reference);
        self.step_on(
            table.id,
            Operation::DropIndexConcurrently,
            title,
            moves.reversed(),
        )
        .at(Place::DropIndexes)
        .object(reference);
    }

    /// Replaces an index online: the old one serves under another name until the new one is built.
    fn swap_index(&mut self, table: &Table, index: &Index) {
        let Some(owner) = self.before.tables.get(&table.id).cloned() else {
            return;
        };
        let Some(old) = owner.index(index.id) else {
            return;
        };
        let reference = ObjectRef::Index(table.id, index.id);
        let aside = Index {
            name: with_suffix(&old.name, "_old"),
            ..old.clone()
        };
        let moves = Move::new(
            writer::rename_index(&table.schema, old, &aside.name),
            writer::rename_index(&table.schema, &aside, &old.name),
        );
        let title = format!("Put index {} aside as {}", old.name, aside.name);
        self.step_on(table.id, Operation::RenameIndex, title, moves)
            .object(reference);
        self.add_index(table, index);
        let title = format!("Drop the old index {}", aside.name);
        self.drop_index_alone(&owner, &aside, title);
    }

    /// Comment, storage parameters and attachment change in place.
    fn change_index(&mut self, table: &Table, index: &Index) {
        let reference = ObjectRef::Index(table.id, index.id);
        let Some(old) = self
            .before
            .tables
            .get(&table.id)
            .and_then(|before| before.index(index.id))
            .cloned()
        else {
            return;
        };
        let name = quote::unless_public(&table.schema, &index.name);
        if old.options != index.options {
            // Storage parameters of an index are set as those of a table are, under another keyword.
            let carrier = Table::new(table.id, &table.schema, &index.name);
            let say = |from: &Index, to: &Index| {
                writer::alter_table_options(&carrier, &from.options, &to.options)
                    .into_iter()
                    .map(|statement| statement.replacen("ALTER TABLE", "ALTER INDEX", 1))
                    .collect()
            };
            let moves = Move::of(say(&old, index), say(index, &old));
            let title = format!("Change the options of index {name}");
            self.step_on(table.id, Operation::StorageParameters, title, moves)
                .object(reference);
        }
        if old.attached_to.is_none()
            && let Some(attach) = super::statement::attachment(self.after, table, index)
        {
            let moves = Move::of(vec![attach], Vec::new());
            let title = format!("Attach index {name}");
            self.step_on(table.id, Operation::AttachIndex, title, moves)
                .object(reference)
                .is_lossy(format!("Index {name} stays attached on the way down: PostgreSQL has no statement to detach it."));
        }
        let moves = comment_move(&old, index, old.comment != index.comment, |one| {
            writer::comment_on_index(
                &table.schema,
                &Index {
                    name: index.name.clone(),
                    ..one.clone()
                },
            )
        });
        let title = format!("Comment on index {name}");
        self.step_on(table.id, Operation::Comment, title, moves)
            .object(reference);
    }

    /// Drops indexes of tables in use that the target no longer has, each alone.
    pub(super) fn drop_indexes(&mut self) {
        let live: Vec<Arc<Table>> = self
            .before
            .tables
            .values()
            .filter(|table| self.is_kept(table.id) && self.is_live(table.id))
            .cloned()
            .collect();
        for table in live {
            for index in table.indexes.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Index(table.id, index.id);
                if !self.is_removed(reference) || self.loose_parts.contains(&reference) {
                    continue;
                }
                let title = format!("Drop index {} of {}", index.name, table.qualified_name());
                if table.partitioning.is_none() && index.attached_to.is_none() {
                    self.drop_index_alone(&table, index, title);
                } else {
                    let moves = create_index(&self.before, &table, index, false).reversed();
                    self.step_on(table.id, Operation::DropIndex, title, moves)
                        .at(Place::Contract)
                        .object(reference);
                }
            }
        }
    }
}

/// `foreign key orders_user_id_fkey of orders`.
fn said(table: &Table, constraint: &Constraint) -> String {
    format!(
        "{} {} of {}",
        kind_name(constraint),
        constraint.name,
        table.qualified_name()
    )
}

/// What a constraint is, in words.
pub(super) fn kind_name(constraint: &Constraint) -> &'static str {
    match constraint.kind {
        ConstraintKind::PrimaryKey(_) => "primary key",
        ConstraintKind::Unique(_) => "unique constraint",
        ConstraintKind::Check(_) => "check",
        ConstraintKind::ForeignKey(_) => "foreign key",
        ConstraintKind::Exclusion(_) => "exclusion constraint",
    }
}

/// A name with a suffix, within 63 bytes.
pub(super) fn with_suffix(name: &str, suffix: &str) -> String {
    let mut stem = names::truncate(name).to_string();
    while stem.len() + suffix.len() > 63 && stem.pop().is_some() {}
    format!("{stem}{suffix}")
}

/// Constraints and indexes of a table that hold the column itself.
fn parts_holding(table: &Table, column: ColumnId) -> Vec<ObjectRef> {
    let constraints = table
        .constraints
        .iter()
        .filter(|one| !one.inherited && one.columns().contains(&column))
        .map(|one| ObjectRef::Constraint(table.id, one.id));
    let indexes = table
        .indexes
        .iter()
        .filter(|one| !one.inherited)
        .filter(|one| {
            one.include.contains(&column) || one.keys.iter().any(|key| key.column() == Some(column))
        })
        .map(|one| ObjectRef::Index(table.id, one.id));
    constraints.chain(indexes).collect()
}
