//! A new type in the place of an old one, where PostgreSQL cannot change the type itself: labels that go or move, domains
//! over another type. Everything that depends on the type's columns is taken off and put back within the step.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Planner;
use super::column_changes::default_move;
use super::constraints::with_suffix;
use super::dependents;
use super::locks::Operation;
use super::statement::{
    add_constraint, alter_column, create_function, create_index, create_policy, create_trigger,
    create_type, create_view,
};
use super::step::Move;
use crate::diff::text;
use crate::model::*;
use crate::sql::{quote, writer};

impl Planner<'_> {
    /// Puts a new type in the place of the old one and moves every column over.
    pub(super) fn swap_type(&mut self, old: &UserType, new: &UserType, note: Option<String>) {
        let target_defaults = self.target_defaults(old);
        let mut moves = self.swap_moves(old, new);
        // What follows the swap is undone by the reverse swap, which sets the old defaults itself.
        for (table, column, default) in target_defaults {
            moves.up.extend(default);
            self.settled_defaults.insert((table, column));
        }
        let name = self.name(ObjectRef::Type(new.id));
        let title = format!("Rebuild type {name}");
        let step = self.step(Operation::SwapType, title, moves);
        step.object(ObjectRef::Type(new.id)).is_lossy(format!(
            "Values of {name} that the other form does not have stop the migration, up and down."
        ));
        if let Some(note) = note {
            step.note(note);
        }
    }

    /// The target's defaults of columns of the type, as statements; `None` keeps what the swap has set.
    fn target_defaults(&self, old: &UserType) -> Vec<(TableId, ColumnId, Option<String>)> {
        let mut found = Vec::new();
        for (table, column) in dependents::columns_of_type(&self.before, old) {
            let Some(new_table) = self.after.tables.get(&table) else {
                continue;
            };
            let (Some(before), Some(after)) = (
                self.before
                    .tables
                    .get(&table)
                    .and_then(|one| one.column(column)),
                new_table.column(column),
            ) else {
                continue;
            };
            if before.data_type != after.data_type || before.default == after.default {
                continue;
            }
            let statement = after
                .default
                .as_deref()
                .map(|default| writer::alter_column_default(new_table, &after.name, Some(default)));
            found.push((table, column, statement));
        }
        found
    }

    /// Statements that make `from` into `to`, with everything that depends on the type's columns taken off and put back.
    /// Columns get their defaults back only where those mean something in the new type.
    pub(super) fn swap_moves(&self, from: &UserType, to: &UserType) -> Move {
        let columns = dependents::columns_of_type(&self.before, from);
        let kept_defaults: BTreeMap<(TableId, ColumnId), bool> = columns
            .iter()
            .map(|(table, column)| {
                let after = self
                    .after
                    .tables
                    .get(table)
                    .and_then(|one| one.column(*column));
                let before = self
                    .before
                    .tables
                    .get(table)
                    .and_then(|one| one.column(*column));
                let changed = matches!((before, after), (Some(before), Some(after))
                    if before.default != after.default && before.data_type == after.data_type);
                ((*table, *column), !changed)
            })
            .collect();
        let mut dependents = Move::default();
        for part in self.swap_dependents(from, &columns) {
            dependents = dependents.then(part.reversed());
        }
        let old_name = with_suffix(&from.name, "_old");
        let aside = |one: &UserType| UserType {
            name: old_name.clone(),
            ..one.clone()
        };
        let one_way = |from: &UserType, to: &UserType, back: bool| {
            if matches!(from.kind, UserTypeKind::Range { .. }) {
                return self.through_text(from, to, &columns);
            }
            let mut statements = vec![writer::rename_object(
                type_word(from),
                &from.schema,
                &from.name,
                &old_name,
            )];
            statements.extend(create_type(&self.before, to).up);
            for (table, column) in &columns {
                let keeps = back || kept_defaults.get(&(*table, *column)) == Some(&true);
                statements.extend(self.recast(*table, *column, keeps));
            }
            statements.push(writer::drop_type(&aside(from)));
            statements
        };
        let swap = Move::of(one_way(from, to, false), one_way(to, from, true));
        let off = dependents.up.clone();
        let on = dependents.down.clone();
        Move::of(
            [off.clone(), swap.up, on.clone()].concat(),
            [off, swap.down, on].concat(),
        )
    }

    /// A range takes the functions of its name with it, so the old one must go before the new one comes: its columns hold
    /// text in between.
    fn through_text(
        &self,
        from: &UserType,
        to: &UserType,
        columns: &[(TableId, ColumnId)],
    ) -> Vec<String> {
        let moved = |there: bool| {
            let all = columns.iter().filter_map(|(table, column)| {
                let owner = self.before.tables.get(table)?;
                let column = owner.column(*column)?;
                let written = match there {
                    true => "text".to_string(),
                    false => writer::data_type(&self.before, &column.data_type),
                };
                let head = alter_column(owner, column);
                let name = quote::identifier(&column.name);
                let retype = format!("{head} TYPE {written} USING {name}::{written}");
                let default = column.default.as_deref();
                Some(match there {
                    true => [
                        default.map(|_| format!("{head} DROP DEFAULT")),
                        Some(retype),
                    ],
                    false => [
                        Some(retype),
                        default.map(|one| format!("{head} SET DEFAULT {one}")),
                    ],
                })
            });
            all.flatten().flatten().collect::<Vec<String>>()
        };
        let mut statements = moved(true);
        statements.push(writer::drop_type(from));
        statements.extend(create_type(&self.before, to).up);
        statements.extend(moved(false));
        statements
    }

    /// Moves one column to the type that now bears the name.
    fn recast(&self, table: TableId, column: ColumnId, keeps_default: bool) -> Vec<String> {
        let Some(owner) = self.before.tables.get(&table) else {
            return Vec::new();
        };
        let Some(column) = owner.column(column) else {
            return Vec::new();
        };
        let head = alter_column(owner, column);
        let written = writer::data_type(&self.before, &column.data_type);
        let arrays = "[]".repeat(usize::from(column.data_type.dimensions));
        let mut statements = Vec::new();
        if column.default.is_some() {
            statements.push(format!("{head} DROP DEFAULT"));
        }
        statements.push(format!(
            "{head} TYPE {written} USING {}::text{arrays}::{written}",
            quote::identifier(&column.name)
        ));
        if keeps_default && column.default.is_some() {
            statements.extend(default_move(owner, column, None, column.default.as_deref()).up);
        }
        statements
    }

    /// What must be off while columns of the type are moved: views, policies, triggers, expressions over the columns, and
    /// functions that take or return the type. In the order in which they can be put back.
    fn swap_dependents(&self, user_type: &UserType, columns: &[(TableId, ColumnId)]) -> Vec<Move> {
        let schema = &self.before;
        let mut found = Vec::new();
        let views: Vec<ViewId> = dependents::views_over(schema, columns)
            .into_iter()
            .filter(|id| !self.loose_views.contains(id))
            .collect();
        let mut parts: BTreeSet<ObjectRef> = BTreeSet::new();
        for (table, column) in columns {
            if let Some(owner) = schema.tables.get(table)
                && let Some(column) = owner.column(*column)
            {
                parts.extend(dependents::expressions_over(owner, column));
            }
        }
        for (table, policy) in dependents::policies_over(schema, columns) {
            parts.insert(ObjectRef::Policy(table, policy));
        }
        for (table, trigger) in dependents::triggers_over(schema, columns) {
            parts.insert(ObjectRef::Trigger(table, trigger));
        }
        parts.retain(|part| !self.loose_parts.contains(part));
        for function in schema.functions.values() {
            let takes = text::names(&function.arguments, &user_type.name)
                || text::names(&function.identity_arguments, &user_type.name)
                || text::names(&function.returns, &user_type.name);
            if takes {
                found.push(create_function(function));
            }
        }
        found.extend(parts.into_iter().filter_map(|part| made_part(schema, part)));
        for id in views {
            if let Some(view) = schema.views.get(&id) {
                found.push(create_view(schema, view));
            }
        }
        found.reverse();
        found
    }
}

/// Makes a part of a table whole.
fn made_part(schema: &Schema, part: ObjectRef) -> Option<Move> {
    let table = schema.tables.get(&part.table()?)?;
    match part {
        ObjectRef::Constraint(_, id) => {
            Some(add_constraint(schema, table, table.constraint(id)?, false))
        }
        ObjectRef::Index(_, id) => Some(create_index(schema, table, table.index(id)?, false)),
        ObjectRef::Policy(_, id) => {
            let policy = table.policies.iter().find(|one| one.id == id)?;
            Some(create_policy(table, policy))
        }
        ObjectRef::Trigger(_, id) => {
            let trigger = table.triggers.iter().find(|one| one.id == id)?;
            Some(create_trigger(table, trigger))
        }
        _ => None,
    }
}

/// How `ALTER` calls a type.
fn type_word(user_type: &UserType) -> &'static str {
    match user_type.kind {
        UserTypeKind::Domain { .. } => "DOMAIN",
        _ => "TYPE",
    }
}
