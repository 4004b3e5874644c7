//! Renames of what belongs to a table: columns, constraints, triggers, policies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::rename_order::{Name, Renaming, schedule};
use super::statement::alter;
use super::step::Move;
use crate::model::*;
use crate::sql::quote;

impl Planner<'_> {
    pub(super) fn rename_columns(&mut self, id: TableId) {
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
        for Renaming { id: part, from, to } in schedule(standing, &wanted, &BTreeSet::new()) {
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

    pub(super) fn rename_constraints(&mut self, id: TableId) {
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
        for Renaming { id: part, from, to } in schedule(standing, &wanted, &BTreeSet::new()) {
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
    pub(super) fn rename_programs(&mut self, id: TableId) {
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
