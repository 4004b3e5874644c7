//! Types of the schema: made, changed in place where PostgreSQL can, and otherwise swapped for a new one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::build::Planner;
use super::columns::default_move;
use super::constraints::with_suffix;
use super::dependents;
use super::locks::Operation;
use super::statement::{
    add_constraint, alter_column, comment_move, create_function, create_index, create_policy,
    create_trigger, create_type, create_view,
};
use super::step::{Move, Place};
use crate::diff::text;
use crate::model::*;
use crate::sql::{quote, writer};

impl Planner<'_> {
    /// New types in the order in which they need each other, then changed ones.
    pub(super) fn types(&mut self) {
        let added: Vec<TypeId> = self
            .after
            .types
            .keys()
            .copied()
            .filter(|id| self.is_added(ObjectRef::Type(*id)))
            .collect();
        for id in types_in_order(self.after, &added) {
            if let Some(user_type) = self.after.types.get(&id) {
                let moves = create_type(self.after, user_type);
                let title = format!("Create type {}", self.name(ObjectRef::Type(id)));
                self.step(Operation::NoTable, title, moves)
                    .object(ObjectRef::Type(id));
            }
        }
        let changed: Vec<Arc<UserType>> = self
            .after
            .types
            .values()
            .filter(|one| self.differs_beyond(ObjectRef::Type(one.id), &["name", "schema"]))
            .cloned()
            .collect();
        for new in changed {
            if let Some(old) = self.before.types.get(&new.id).cloned() {
                self.change_type_definition(&old, &new);
            }
        }
    }

    fn change_type_definition(&mut self, old: &UserType, new: &UserType) {
        match (&old.kind, &new.kind) {
            (UserTypeKind::Enum { labels: before }, UserTypeKind::Enum { labels: after }) => {
                self.change_labels(old, new, before, after);
            }
            (
                UserTypeKind::Composite { fields: before },
                UserTypeKind::Composite { fields: after },
            ) => {
                self.change_fields(new, before, after);
            }
            (
                UserTypeKind::Domain {
                    base: before,
                    collation: left,
                    ..
                },
                UserTypeKind::Domain {
                    base: after,
                    collation: right,
                    ..
                },
            ) if before == after && left == right => {
                self.change_domain(old, new);
            }
            (before, after) if before == after => {}
            _ => self.swap_type(old, new, None),
        }
        if new.comment != old.comment {
            let named = |one: &UserType| UserType {
                schema: new.schema.clone(),
                name: new.name.clone(),
                kind: new.kind.clone(),
                ..one.clone()
            };
            let moves = comment_move(old, new, true, |one| writer::comment_on_type(&named(one)));
            let title = format!("Comment on type {}", self.name(ObjectRef::Type(new.id)));
            self.step(Operation::AlterType, title, moves)
                .object(ObjectRef::Type(new.id));
        }
    }

    fn change_labels(
        &mut self,
        old: &UserType,
        new: &UserType,
        before: &[String],
        after: &[String],
    ) {
        if before == after {
            return;
        }
        let kept: Vec<&String> = after
            .iter()
            .filter(|label| before.contains(label))
            .collect();
        let only_added = kept.len() == before.len() && kept.iter().copied().eq(before.iter());
        if only_added {
            self.add_labels(old, new, before, after);
            return;
        }
        if let Some((from, to)) = one_renamed(before, after) {
            let moves = Move::new(
                writer::rename_enum_label(new, from, to),
                writer::rename_enum_label(new, to, from),
            );
            let title = format!(
                "Rename value {from} of type {} to {to}",
                self.name(ObjectRef::Type(new.id))
            );
            self.step(Operation::AlterType, title, moves)
                .object(ObjectRef::Type(new.id))
                .note(format!("Rows that hold {from} hold {to} from here on."));
            return;
        }
        self.swap_type(old, new, None);
    }

    /// Adds labels one by one. There is no statement that takes one away, so the way down swaps the type.
    fn add_labels(&mut self, old: &UserType, new: &UserType, before: &[String], after: &[String]) {
        let mut standing: Vec<String> = before.to_vec();
        let mut up = Vec::new();
        for (position, label) in after.iter().enumerate() {
            if standing.contains(label) {
                continue;
            }
            let previous = position.checked_sub(1).and_then(|place| after.get(place));
            let place = match (previous, after.get(position + 1)) {
                _ if position == standing.len() => writer::LabelPlace::Last,
                (Some(previous), _) => writer::LabelPlace::After(previous),
                (None, Some(next)) => writer::LabelPlace::Before(next),
                (None, None) => writer::LabelPlace::Last,
            };
            up.push(writer::add_enum_label(new, label, place));
            standing.insert(position.min(standing.len()), label.clone());
        }
        let grown = UserType {
            kind: new.kind.clone(),
            ..old.clone()
        };
        let down = self.swap_moves(old, &grown).down;
        let added: Vec<&str> = after
            .iter()
            .filter(|label| !before.contains(label))
            .map(String::as_str)
            .collect();
        let name = self.name(ObjectRef::Type(new.id));
        let list = added.join(", ");
        let title = format!("Add {list} to type {name}");
        self.step(Operation::AddEnumValue, title, Move::of(up, down))
            .at(Place::Values)
            .object(ObjectRef::Type(new.id))
            .is_lossy(format!(
                "Down rebuilds type {name} without {list} and rewrites the tables that use it; it stops while a row holds one of them."
            ));
    }

    /// Puts a new type in the place of the old one and moves every column over.
    fn swap_type(&mut self, old: &UserType, new: &UserType, note: Option<String>) {
        let target_defaults = self.target_defaults(old);
        let mut moves = self.swap_moves(old, new);
        // What follows the swap is undone by the reverse swap, which sets the old defaults itself.
        for (table, column, default) in target_defaults {
            moves.up.extend(default);
            self.settled_defaults.insert((table, column));
        }
        let tables: BTreeSet<TableId> = dependents::columns_of_type(&self.before, old)
            .into_iter()
            .map(|(table, _)| table)
            .collect();
        let name = self.name(ObjectRef::Type(new.id));
        let names: Vec<String> = tables
            .iter()
            .filter_map(|table| self.standing(Some(*table)))
            .collect();
        let title = format!("Rebuild type {name}");
        let step = self.step(Operation::SwapType, title, moves);
        step.object(ObjectRef::Type(new.id)).is_lossy(format!(
            "Values of {name} that the other form does not have stop the migration, up and down."
        ));
        if let Some(note) = note {
            step.note(note);
        }
        for name in names {
            step.locks(name, super::Lock::AccessExclusive);
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
    fn swap_moves(&self, from: &UserType, to: &UserType) -> Move {
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

    fn change_fields(
        &mut self,
        new: &UserType,
        before: &[CompositeField],
        after: &[CompositeField],
    ) {
        let head = format!("ALTER TYPE {}", writer::type_reference(new));
        let written = |schema: &Schema, field: &CompositeField| {
            let collation = field
                .collation
                .as_ref()
                .map(|collation| format!(" COLLATE {collation}"));
            format!(
                "{}{}",
                writer::data_type(schema, &field.data_type),
                collation.unwrap_or_default()
            )
        };
        let add = |schema: &Schema, field: &CompositeField| {
            let name = quote::identifier(&field.name);
            Move::new(
                format!("{head} ADD ATTRIBUTE {name} {}", written(schema, field)),
                format!("{head} DROP ATTRIBUTE {name}"),
            )
        };
        let mut moves = Move::default();
        let mut loses = false;
        for old in before {
            let Some(field) = after.iter().find(|field| field.name == old.name) else {
                moves = moves.then(add(&self.before, old).reversed());
                loses = true;
                continue;
            };
            if field.data_type != old.data_type || field.collation != old.collation {
                let name = quote::identifier(&field.name);
                moves = moves.then(Move::new(
                    format!(
                        "{head} ALTER ATTRIBUTE {name} TYPE {}",
                        written(self.after, field)
                    ),
                    format!(
                        "{head} ALTER ATTRIBUTE {name} TYPE {}",
                        written(&self.before, old)
                    ),
                ));
            }
        }
        for field in after {
            let old = before.iter().find(|old| old.name == field.name);
            if old.is_none() {
                moves = moves.then(add(self.after, field));
            }
            let comment = old.and_then(|old| old.comment.as_deref());
            if comment != field.comment.as_deref() {
                let name = format!(
                    "{}.{}",
                    writer::type_reference(new),
                    quote::identifier(&field.name)
                );
                let mut said = Move::new(
                    writer::comment("COLUMN", &name, field.comment.as_deref()),
                    writer::comment("COLUMN", &name, comment),
                );
                if old.is_none() {
                    said.down.clear();
                }
                moves = moves.then(said);
            }
        }
        let name = self.name(ObjectRef::Type(new.id));
        let title = format!("Change the fields of type {name}");
        let step = self.step(Operation::AlterType, title, moves);
        step.object(ObjectRef::Type(new.id));
        if loses {
            step.loses_rows(format!("The values of dropped fields of {name} are gone; down brings back the fields empty."));
        } else {
            step.is_lossy(format!(
                "Down drops new fields of {name} with the values written since."
            ));
        }
    }

    /// Default, NOT NULL and checks of a domain.
    fn change_domain(&mut self, old: &UserType, new: &UserType) {
        let (
            UserTypeKind::Domain {
                default: old_default,
                not_null: old_required,
                checks: old_checks,
                ..
            },
            UserTypeKind::Domain {
                default,
                not_null,
                checks,
                ..
            },
        ) = (&old.kind, &new.kind)
        else {
            return;
        };
        let head = format!("ALTER DOMAIN {}", writer::type_reference(new));
        let mut moves = Move::default();
        let mut checked = false;
        for check in old_checks {
            let kept = checks.iter().any(|other| same_check(check, other));
            if !kept {
                moves = moves.then(Move::new(
                    writer::drop_domain_check(new, &check.name),
                    writer::add_domain_check(new, check),
                ));
            }
        }
        if old_default != default {
            let say = |default: Option<&String>| match default {
                Some(default) => {
                    format!("{head} SET DEFAULT {}", writer::default_expression(default))
                }
                None => format!("{head} DROP DEFAULT"),
            };
            moves = moves.then(Move::new(say(default.as_ref()), say(old_default.as_ref())));
        }
        if old_required != not_null {
            checked |= *not_null;
            let say = |required: bool| {
                format!("{head} {} NOT NULL", if required { "SET" } else { "DROP" })
            };
            moves = moves.then(Move::new(say(*not_null), say(*old_required)));
        }
        for check in checks {
            if !old_checks.iter().any(|other| same_check(other, check)) {
                checked = true;
                moves = moves.then(Move::new(
                    writer::add_domain_check(new, check),
                    writer::drop_domain_check(new, &check.name),
                ));
            }
        }
        let operation = if checked {
            Operation::CheckDomain
        } else {
            Operation::AlterType
        };
        let tables: BTreeSet<TableId> = dependents::columns_of_type(&self.before, old)
            .into_iter()
            .map(|(table, _)| table)
            .collect();
        let names: Vec<String> = tables
            .iter()
            .filter_map(|table| self.standing(Some(*table)))
            .collect();
        let title = format!("Change domain {}", self.name(ObjectRef::Type(new.id)));
        let step = self.step(operation, title, moves);
        step.object(ObjectRef::Type(new.id));
        for name in names {
            step.locks(name, operation.fact().lock);
        }
    }

    /// Types only the base has, those that need others first.
    pub(super) fn drop_types(&mut self) {
        let removed: Vec<TypeId> = self
            .before
            .types
            .keys()
            .copied()
            .filter(|id| self.is_removed(ObjectRef::Type(*id)))
            .collect();
        let mut ordered = types_in_order(&self.before, &removed);
        ordered.reverse();
        for id in ordered {
            if let Some(user_type) = self.before.types.get(&id).cloned() {
                let moves = create_type(&self.before, &user_type).reversed();
                let title = format!("Drop type {}", self.name_before(ObjectRef::Type(id)));
                self.step(Operation::NoTable, title, moves)
                    .at(Place::Contract)
                    .object(ObjectRef::Type(id));
            }
        }
    }
}

fn same_check(left: &DomainCheck, right: &DomainCheck) -> bool {
    left.name == right.name
        && left.validated == right.validated
        && text::same(&left.expression, &right.expression)
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

/// The one label that bears another name at the same place, if that is all that differs.
fn one_renamed<'a>(before: &'a [String], after: &'a [String]) -> Option<(&'a str, &'a str)> {
    if before.len() != after.len() {
        return None;
    }
    let mut differing = before.iter().zip(after).filter(|(old, new)| old != new);
    let (old, new) = differing.next()?;
    let single = differing.next().is_none() && !before.contains(new) && !after.contains(old);
    single.then_some((old.as_str(), new.as_str()))
}

/// Types so that those a type is made of come first.
fn types_in_order(schema: &Schema, ids: &[TypeId]) -> Vec<TypeId> {
    super::order::before(ids, |id| {
        let Some(user_type) = schema.types.get(&id) else {
            return Vec::new();
        };
        let mut needed: Vec<TypeId> = writer::type_parts(user_type)
            .into_iter()
            .filter_map(|part| schema.user_type(part))
            .map(|one| one.id)
            .filter(|other| *other != id)
            .collect();
        if let Some(subtype) = writer::range_subtype(user_type) {
            needed.extend(schema.user_type(&subtype).map(|one| one.id));
        }
        needed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_label_under_another_name_is_a_rename() {
        let before = labels(&["draft", "open", "done"]);
        assert_eq!(
            one_renamed(&before, &labels(&["draft", "active", "done"])),
            Some(("open", "active"))
        );
        assert_eq!(
            one_renamed(&before, &labels(&["draft", "done", "open"])),
            None
        );
        assert_eq!(one_renamed(&before, &labels(&["draft", "open"])), None);
    }
}
