//! Constraints: what the target asks for comes after the columns, proved in steps where the table is in use.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Way;
use super::build::Planner;
use super::locks::Operation;
use super::statement::{add_constraint, comment_move, create_index};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{names, quote, writer};

impl Planner<'_> {
    /// Adds what the target asks for: keys, checks, indexes, then foreign keys, which rely on keys.
    pub(super) fn tighten(&mut self) {
        let all = self.touched_tables();
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
                .object(reference);
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
                .object(reference);
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
                    step.at(Place::Enforce).note("Run this when few write.");
                    step.reason = "At once: PostgreSQL cannot build an exclusion constraint beside running writers".to_string();
                }
            }
        }
    }

    /// A primary or unique key: over an index built beside running writers where the table is in use.
    fn add_key(&mut self, table: &Table, constraint: &Constraint, key: &Key) {
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let title = format!("Add {}", said(table, constraint));
        if let Some(index) = self.key_indexes.get(&(table.id, constraint.id)).copied() {
            self.add_key_over(table, constraint, index, title);
            return;
        }
        let careful = self.is_careful(table.id, reference);
        let reason = self.reason(table, careful);
        // PostgreSQL builds a key without overlaps with its constraint only.
        let whole = table.partitioning.is_some() || key.without_overlaps;
        let mut why_at_once = String::new();
        if careful && table.partitioning.is_some() && !key.without_overlaps {
            match self.why_not_by_partition(table, reference) {
                None => {
                    self.check_duplicates(table, &key.columns, None, reference);
                    let place = self.place_of_index(table.id, &key.columns);
                    return self.add_key_by_partition(table, constraint, key, place);
                }
                Some(reason) => why_at_once = reason,
            }
        }
        if !careful || whole {
            let moves = add_constraint(self.after, table, constraint, false);
            // Columns that the plan fills and requires are ready then, and not before.
            let stands = !self.is_single() && self.diff.base.tables.contains_key(&table.id);
            let place = if stands {
                Place::Enforce
            } else {
                Place::Expand
            };
            let step = self.step_on(table.id, Operation::AddKey, title, moves);
            step.at(place).object(reference);
            if stands && table.partitioning.is_none() {
                step.chosen(reference, Way::Direct, reason);
            } else {
                step.reason = why_at_once;
            }
            return;
        }
        self.check_duplicates(table, &key.columns, None, reference);
        let place = self.place_of_index(table.id, &key.columns);
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
            .at(place)
            .object(reference)
            .chosen(reference, Way::Phased, reason)
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

    /// A key over a unique index that stands: neither scan nor build.
    fn add_key_over(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        index: IndexId,
        title: String,
    ) {
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let Some(index) = self
            .before
            .tables
            .get(&table.id)
            .and_then(|one| one.index(index))
            .cloned()
        else {
            return;
        };
        let mut up = vec![writer::add_key_using_index(table, constraint, &index.name)];
        if constraint.comment.is_some() {
            up.push(writer::comment_on_constraint(table, constraint));
        }
        // Dropping the key drops its index, which the schema before has by itself.
        let mut down = vec![writer::drop_constraint(table, &constraint.name)];
        down.extend(create_index(&self.before, table, &index, false).up);
        self.step_on(
            table.id,
            Operation::AddKeyUsingIndex,
            title,
            Move::of(up, down),
        )
        .object(reference)
        .note("Down builds the index of the key again while nobody can read the table.");
    }

    /// A check or foreign key: for new rows first, then proved for old ones, where the table is in use.
    fn add_proved(&mut self, table: &Table, constraint: &Constraint, operations: [Operation; 3]) {
        let [at_once, not_valid, validate] = operations;
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let (early, late) = if self.waits_for_key(constraint) {
            (Place::LateNotValid, Place::LateValidate)
        } else {
            (Place::NotValid, Place::Validate)
        };
        // Version 18 takes a NOT VALID foreign key on a partitioned table, versions before it refuse it.
        let whole = table.partitioning.is_some()
            && constraint.foreign_key().is_some()
            && self.options.postgresql < 18;
        let careful = self.is_careful(table.id, reference);
        let reason = self.reason(table, careful);
        if !careful || whole {
            let moves = add_constraint(self.after, table, constraint, false);
            let title = format!("Add {}", said(table, constraint));
            let stands = !self.is_single() && self.diff.base.tables.contains_key(&table.id);
            let place = if stands || early == Place::LateNotValid {
                early
            } else {
                Place::Expand
            };
            let operation = if constraint.validated {
                at_once
            } else {
                not_valid
            };
            let step = self.step_on(table.id, operation, title, moves);
            step.at(place).object(reference);
            if stands && !whole {
                step.chosen(reference, Way::Direct, reason);
            } else if whole && careful {
                step.reason =
                    "At once: before version 18 a partitioned table takes no NOT VALID foreign key"
                        .to_string();
            }
            return;
        }
        let moves = add_constraint(self.after, table, constraint, true);
        let title = format!("Add {} for new rows", said(table, constraint));
        self.step_on(table.id, not_valid, title, moves)
            .at(early)
            .object(reference)
            .chosen(reference, Way::Phased, reason);
        if constraint.validated {
            let up = writer::validate_constraint(table, &constraint.name);
            let title = format!("Prove {} for every row", said(table, constraint));
            self.step_on(table.id, validate, title, Move::of(vec![up], Vec::new()))
                .at(late)
                .object(reference)
                .note("The statement fails if a row breaks it; the rest of the migration stands.");
        }
    }

    /// Whether a foreign key references a key that this plan builds on a table in use.
    fn waits_for_key(&self, constraint: &Constraint) -> bool {
        let Some(key) = constraint.foreign_key() else {
            return false;
        };
        let stands = |target: &TableId| !self.is_single() && self.is_kept(*target);
        let Some(target) = key.target.table().filter(stands) else {
            return false;
        };
        let wanted: BTreeSet<ColumnId> = key.target.columns().iter().copied().collect();
        self.after.tables.get(&target).is_some_and(|target| {
            let indexed = target.indexes.iter().any(|index| {
                let columns: BTreeSet<ColumnId> = index.leading_columns().into_iter().collect();
                index.unique
                    && columns == wanted
                    && self.is_added(ObjectRef::Index(target.id, index.id))
            });
            indexed
                || target.constraints.iter().any(|one| {
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
        let beside = Constraint {
            name: with_suffix(&constraint.name, "_new"),
            comment: None,
            ..constraint.clone()
        };
        let moves = add_constraint(self.after, table, &beside, true);
        let title = format!("Add the new {} for new rows", said(table, constraint));
        self.step_on(table.id, not_valid, title, moves)
            .at(Place::NotValid)
            .object(reference);
        if constraint.validated {
            let up = writer::validate_constraint(table, &beside.name);
            let title = format!("Prove the new {} for every row", said(table, constraint));
            // On the way down the old one is proved here, apart from where it takes its place again.
            let down = old
                .validated
                .then(|| writer::validate_constraint(table, &old.name));
            let moves = Move::of(vec![up], down.into_iter().collect());
            self.step_on(table.id, validate, title, moves)
                .at(Place::Validate)
                .object(reference);
        }
        let put = add_constraint(&self.before, &owner, &old, constraint.validated)
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
            .is_lossy(format!(
                "Down fails while rows written since break the old {}.",
                constraint.name
            ));
    }
}

/// `foreign key orders_user_id_fkey of orders`.
pub(super) fn said(table: &Table, constraint: &Constraint) -> String {
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
