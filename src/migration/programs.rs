//! Functions, triggers, views, policies and row security.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Planner;
use super::locks::Operation;
use super::statement::{comment_move, create_function, create_trigger, create_view};
use super::step::Move;
use crate::diff::text;
use crate::model::*;
use crate::sql::{quote, writer};

/// Keeps PostgreSQL from looking into bodies, which may name what a later statement makes; pg_dump says the same.
const BODIES_UNCHECKED: &str = "SET LOCAL check_function_bodies = false";

impl Planner<'_> {
    /// Functions whose name, arguments or result changed: CREATE OR REPLACE refuses them.
    pub(super) fn functions_made_again(&self) -> Vec<FunctionId> {
        self.after
            .functions
            .keys()
            .copied()
            .filter(|id| {
                let reference = ObjectRef::Function(*id);
                ["schema", "name", "arguments", "returns"]
                    .iter()
                    .any(|property| self.differs(reference, property))
            })
            .collect()
    }

    /// New functions that columns, checks or indexes call: they must stand before the tables.
    pub(super) fn early_functions(&mut self) {
        let mut called: BTreeSet<String> = BTreeSet::new();
        for table in self.touched_tables() {
            for column in &table.columns {
                called.extend(column.default.iter().flat_map(|one| text::words(one)));
                called.extend(
                    column
                        .generated
                        .iter()
                        .flat_map(|one| text::words(&one.expression)),
                );
            }
            for constraint in &table.constraints {
                if let ConstraintKind::Check(check) = &constraint.kind {
                    called.extend(text::words(&check.expression));
                }
            }
            for index in &table.indexes {
                called.extend(index.predicate.iter().flat_map(|one| text::words(one)));
                for key in &index.keys {
                    if let IndexKeySource::Expression(expression) = &key.source {
                        called.extend(text::words(expression));
                    }
                }
            }
        }
        let early: Vec<Arc<Function>> = self
            .after
            .functions
            .values()
            .filter(|one| called.contains(&one.name) && self.is_added(ObjectRef::Function(one.id)))
            .cloned()
            .collect();
        for function in early {
            self.create_function_step(&function);
            self.loose_parts.insert(ObjectRef::Function(function.id));
        }
    }

    fn create_function_step(&mut self, function: &Function) {
        let mut moves = create_function(function);
        if function.language == "sql" {
            moves.up.insert(0, BODIES_UNCHECKED.to_string());
        }
        let title = format!(
            "Create {} {}",
            writer::function_word(function.kind).to_lowercase(),
            self.name(ObjectRef::Function(function.id))
        );
        self.step(Operation::NoTable, title, moves)
            .object(ObjectRef::Function(function.id));
    }

    /// Functions, views and triggers, now that the tables are as the target has them.
    pub(super) fn programs(&mut self) {
        self.table_states();
        let functions: Vec<Arc<Function>> = self.after.functions.values().cloned().collect();
        let (late, early): (Vec<Arc<Function>>, Vec<Arc<Function>>) = functions
            .into_iter()
            .partition(|one| self.names_new_view(one));
        for function in &early {
            self.function(function);
        }
        self.make_views();
        for function in &late {
            self.function(function);
        }
        self.make_triggers();
        self.make_the_rest();
    }

    /// Whether a function takes or returns rows of a view that this plan makes.
    fn names_new_view(&self, function: &Function) -> bool {
        self.after.views.values().any(|view| {
            let made =
                self.is_added(ObjectRef::View(view.id)) || self.loose_views.contains(&view.id);
            made && (text::names(&function.arguments, &view.name)
                || text::names(&function.returns, &view.name))
        })
    }

    fn function(&mut self, function: &Function) {
        let reference = ObjectRef::Function(function.id);
        if self.is_added(reference) {
            if !self.loose_parts.contains(&reference) {
                self.create_function_step(function);
            }
            return;
        }
        let Some(old) = self.before.functions.get(&function.id).cloned() else {
            return;
        };
        if self.change(reference).is_none() {
            return;
        }
        let name = self.name(reference);
        if self.functions_made_again().contains(&function.id) {
            let mut moves = create_function(&old)
                .reversed()
                .then(create_function(function));
            if function.language == "sql" || old.language == "sql" {
                moves.up.insert(0, BODIES_UNCHECKED.to_string());
                moves.down.insert(0, BODIES_UNCHECKED.to_string());
            }
            self.step(
                Operation::NoTable,
                format!("Make function {name} again"),
                moves,
            )
            .object(reference);
            return;
        }
        if self.differs_beyond(reference, &["comment"]) {
            let mut moves = Move::new(
                writer::create_or_replace_function(function),
                writer::create_or_replace_function(&old),
            );
            if function.language == "sql" || old.language == "sql" {
                moves.up.insert(0, BODIES_UNCHECKED.to_string());
                moves.down.insert(0, BODIES_UNCHECKED.to_string());
            }
            self.step(
                Operation::NoTable,
                format!("Replace function {name}"),
                moves,
            )
            .object(reference);
        }
        let moves = comment_move(
            old.as_ref(),
            function,
            old.comment != function.comment,
            writer::comment_on_function,
        );
        self.step(
            Operation::NoTable,
            format!("Comment on function {name}"),
            moves,
        )
        .object(reference);
    }

    fn make_views(&mut self) {
        let made: Vec<ViewId> = self
            .after
            .views
            .keys()
            .copied()
            .filter(|id| self.is_added(ObjectRef::View(*id)) || self.loose_views.contains(id))
            .collect();
        for id in super::order::views(self.after, &made) {
            let Some(view) = self.after.views.get(&id).cloned() else {
                continue;
            };
            let moves = create_view(self.after, &view);
            let title = format!("Create view {}", self.name(ObjectRef::View(id)));
            self.step(view_operation(&view), title, moves)
                .object(ObjectRef::View(id));
        }
        let kept: Vec<Arc<View>> = self.after.views.values().cloned().collect();
        for view in kept {
            let reference = ObjectRef::View(view.id);
            if self.loose_views.contains(&view.id) || self.change(reference).is_none() {
                continue;
            }
            if let Some(old) = self.before.views.get(&view.id).cloned() {
                self.comment_view(&old, &view);
            }
        }
    }

    fn comment_view(&mut self, old: &View, view: &View) {
        let mut moves = comment_move(old, view, old.comment != view.comment, |one| {
            writer::comment_on_view(one)
        });
        let mut columns: BTreeSet<&String> = old.column_comments.keys().collect();
        columns.extend(view.column_comments.keys());
        for column in columns {
            let (before, after) = (
                old.column_comments.get(column),
                view.column_comments.get(column),
            );
            if before != after {
                let name = format!(
                    "{}.{}",
                    writer::view_reference(view),
                    quote::identifier(column)
                );
                moves = moves.then(Move::new(
                    writer::comment("COLUMN", &name, after.map(String::as_str)),
                    writer::comment("COLUMN", &name, before.map(String::as_str)),
                ));
            }
        }
        let title = format!("Comment on view {}", self.name(ObjectRef::View(view.id)));
        self.step(Operation::NoTable, title, moves)
            .object(ObjectRef::View(view.id));
    }

    fn make_triggers(&mut self) {
        for table in self.touched_tables() {
            let table_is_new = self.is_added(ObjectRef::Table(table.id));
            for trigger in table.triggers.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Trigger(table.id, trigger.id);
                let is_new = table_is_new
                    || self.is_added(reference)
                    || self.loose_parts.contains(&reference);
                if is_new {
                    let title = format!("Create trigger {}", self.name(reference));
                    let moves = create_trigger(&table, trigger);
                    self.step_on(table.id, Operation::CreateTrigger, title, moves)
                        .object(reference);
                } else if self.change(reference).is_some() {
                    self.change_trigger(&table, trigger);
                }
            }
        }
    }

    fn change_trigger(&mut self, table: &Table, trigger: &Trigger) {
        let reference = ObjectRef::Trigger(table.id, trigger.id);
        let Some(owner) = self.before.tables.get(&table.id).cloned() else {
            return;
        };
        let Some(old) = owner.triggers.iter().find(|one| one.id == trigger.id) else {
            return;
        };
        if self.differs_beyond(reference, &["name", "comment", "state", "inherited"]) {
            let moves = create_trigger(&owner, old)
                .reversed()
                .then(create_trigger(table, trigger));
            let title = format!("Replace trigger {}", self.name(reference));
            self.step_on(table.id, Operation::DropTrigger, title, moves)
                .object(reference);
            return;
        }
        let enable = Trigger {
            state: Some("ENABLE".to_string()),
            ..trigger.clone()
        };
        let state = |one: &Trigger| {
            let stated = Trigger {
                name: trigger.name.clone(),
                ..one.clone()
            };
            writer::trigger_state(table, &stated)
                .or_else(|| writer::trigger_state(table, &enable))
                .unwrap_or_default()
        };
        let mut moves = Move::default();
        if old.state != trigger.state {
            moves = Move::new(state(trigger), state(old));
        }
        moves = moves.then(comment_move(
            old,
            trigger,
            old.comment != trigger.comment,
            |one| {
                let named = Trigger {
                    name: trigger.name.clone(),
                    ..one.clone()
                };
                writer::comment_on_trigger(&quote::table(table), &named)
            },
        ));
        let title = format!("Change trigger {}", self.name(reference));
        self.step_on(table.id, Operation::CreateTrigger, title, moves)
            .object(reference);
    }
}

/// What making a view is: one that holds rows reads them all.
pub(super) fn view_operation(view: &View) -> Operation {
    match view.materialized && view.with_data {
        true => Operation::CreateMaterializedView,
        false => Operation::CreateView,
    }
}
