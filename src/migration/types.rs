//! Types of the schema: made, changed in place where PostgreSQL can, and otherwise swapped for a new one.

use std::sync::Arc;

use super::build::Planner;
use super::dependents;
use super::locks::Operation;
use super::statement::{check_comments, comment_move, comment_on_check, create_type};
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
            self.settle_renamed_defaults(old, from, to);
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
        let gone: Vec<&String> = before
            .iter()
            .filter(|label| !after.contains(label))
            .collect();
        self.check_labels(old, &gone);
        let waits = kept.len() == after.len() && self.may_wait(old);
        self.swap_type(old, new, None);
        let online = !self.is_single();
        let live = dependents::columns_of_type(&self.before, old)
            .iter()
            .any(|(table, _)| self.is_live(*table));
        if let Some(step) = self.steps.last_mut().filter(|_| online && live) {
            step.reason = "At once: PostgreSQL takes no value from an enum and moves none; every column moves to a new type of the name in one transaction".to_string();
            if waits {
                step.at(Place::Contract)
                    .note("It comes last, when nothing writes the values that go any more.");
            }
        }
    }

    /// Whether a type may lose values after all else: nothing else of the plan concerns the columns of the type.
    fn may_wait(&self, old: &UserType) -> bool {
        let columns = dependents::columns_of_type(&self.before, old);
        let touched = self.touched();
        let tables = columns.iter().any(|(table, _)| touched.contains(table));
        let views = dependents::views_over(&self.before, &columns)
            .iter()
            .any(|view| self.change(ObjectRef::View(*view)).is_some());
        let functions = self.before.functions.values().any(|one| {
            let speaks =
                text::names(&one.arguments, &old.name) || text::names(&one.returns, &old.name);
            speaks && self.change(ObjectRef::Function(one.id)).is_some()
        });
        let added = self.after.tables.values().any(|table| {
            let mut columns = table.columns.iter();
            self.is_added(ObjectRef::Table(table.id))
                && columns.any(|column| column.data_type.name == old.name)
        });
        !self.is_single() && !tables && !views && !functions && !added
    }

    /// Stops the plan while rows hold values that the type loses.
    fn check_labels(&mut self, old: &UserType, gone: &[&String]) {
        if gone.is_empty() {
            return;
        }
        let labels: Vec<String> = gone.iter().map(|label| quote::literal(label)).collect();
        let labels = labels.join(", ");
        for (table, column) in dependents::columns_of_type(&self.before, old) {
            let base = self.diff.base.tables.get(&table).cloned();
            let Some(base) = base.filter(|_| self.is_live(table)) else {
                continue;
            };
            if let Some(column) = base.column(column) {
                self.check_unused(&base, column, &labels);
            }
        }
    }

    /// A default that says the renamed label says its new name by itself.
    fn settle_renamed_defaults(&mut self, of: &UserType, from: &str, to: &str) {
        for (table, column) in dependents::columns_of_type(&self.before, of) {
            let default = |schema: &Schema| {
                let column = schema.tables.get(&table)?.column(column)?;
                column.default.clone()
            };
            if let (Some(before), Some(after)) = (default(&self.before), default(self.after))
                && text::same(
                    &before.replace(&quote::literal(from), &quote::literal(to)),
                    &after,
                )
            {
                self.settled_defaults.insert((table, column));
            }
        }
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
                let mut down = vec![writer::add_domain_check(new, check)];
                down.extend(check.comment.as_ref().map(|_| comment_on_check(new, check)));
                let up = vec![writer::drop_domain_check(new, &check.name)];
                moves = moves.then(Move::of(up, down));
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
        moves = moves.then(check_comments(new, old_checks, checks));
        let operation = if checked {
            Operation::CheckDomain
        } else {
            Operation::AlterType
        };
        let title = format!("Change domain {}", self.name(ObjectRef::Type(new.id)));
        let step = self.step(operation, title, moves);
        step.object(ObjectRef::Type(new.id));
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

/// Whether two checks of a domain hold the same under the same name; their comments aside.
pub(super) fn same_check(left: &DomainCheck, right: &DomainCheck) -> bool {
    left.name == right.name
        && left.validated == right.validated
        && text::same(&left.expression, &right.expression)
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
