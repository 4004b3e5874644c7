//! What only the base has, in the reverse of the order in which it would be made.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::build::Planner;
use super::dependents;
use super::locks::Operation;
use super::statement::{
    add_constraint, create_function, create_policy, create_table, create_trigger, create_view,
};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::writer;

impl Planner<'_> {
    /// Drops everything that is gone.
    pub(super) fn drops(&mut self) {
        self.take_back_with_objects();
        self.drop_the_rest();
        self.drop_indexes();
        self.drop_parts_of_kept_tables();
        let rebuilt = self.drop_views();
        if !self.is_single() {
            self.untie_sequences();
            self.drop_columns(&self.touched_kept());
        }
        self.make_again(&rebuilt);
        self.drop_tables();
        self.drop_functions();
        self.drop_sequences();
        self.drop_types();
        self.clear_room();
    }

    /// Triggers and policies of kept tables.
    fn drop_parts_of_kept_tables(&mut self) {
        let kept = self.touched_kept();
        let kept: Vec<Arc<Table>> = kept
            .iter()
            .filter_map(|id| self.before.tables.get(id))
            .cloned()
            .collect();
        for table in kept {
            for trigger in table.triggers.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Trigger(table.id, trigger.id);
                if self.is_removed(reference) && !self.loose_parts.contains(&reference) {
                    let title = format!("Drop trigger {}", self.name_before(reference));
                    let moves = create_trigger(&table, trigger).reversed();
                    self.step_on(table.id, Operation::DropTrigger, title, moves)
                        .at(Place::Contract)
                        .object(reference);
                }
            }
            for policy in &table.policies {
                let reference = ObjectRef::Policy(table.id, policy.id);
                if self.is_removed(reference) && !self.loose_parts.contains(&reference) {
                    let title =
                        format!("Drop policy {} on {}", policy.name, table.qualified_name());
                    let moves = create_policy(&table, policy).reversed();
                    self.step_on(table.id, Operation::Policy, title, moves)
                        .at(Place::Contract)
                        .object(reference);
                }
            }
        }
    }

    /// Drops removed views, and, where columns go in a phase of their own, those that read them; returns the latter.
    fn drop_views(&mut self) -> Vec<ViewId> {
        let mut gone: BTreeSet<ViewId> = self
            .before
            .views
            .keys()
            .copied()
            .filter(|id| self.is_removed(ObjectRef::View(*id)) && !self.loose_views.contains(id))
            .collect();
        let mut rebuilt = Vec::new();
        if !self.is_single() {
            let columns: Vec<(TableId, ColumnId)> = self
                .touched_kept()
                .iter()
                .filter_map(|id| self.before.tables.get(id))
                .flat_map(|table| table.columns.iter().map(|column| (table.id, column.id)))
                .filter(|(table, column)| self.is_removed(ObjectRef::Column(*table, *column)))
                .collect();
            // The views stand as the target has them by then, the columns are the base's.
            let standing = Schema {
                views: self.after.views.clone(),
                tables: self.before.tables.clone(),
                ..Schema::default()
            };
            rebuilt = dependents::views_over(&standing, &columns);
            for id in rebuilt.iter().rev() {
                if let Some(view) = self.after.views.get(id).cloned() {
                    let moves = create_view(self.after, &view).reversed();
                    let name = self.name(ObjectRef::View(*id));
                    self.step(
                        Operation::DropView,
                        format!("Drop view {name}, to make it again"),
                        moves,
                    )
                    .at(Place::Contract)
                    .object(ObjectRef::View(*id));
                }
            }
        }
        gone.retain(|id| !self.after.views.contains_key(id));
        let gone: Vec<ViewId> = gone.into_iter().collect();
        let mut ordered = super::order::views(&self.before, &gone);
        ordered.reverse();
        for id in ordered {
            if let Some(view) = self.before.views.get(&id).cloned() {
                let moves = create_view(&self.before, &view).reversed();
                let title = format!("Drop view {}", self.name_before(ObjectRef::View(id)));
                self.step(Operation::DropView, title, moves)
                    .at(Place::Contract)
                    .object(ObjectRef::View(id));
            }
        }
        rebuilt
    }

    fn make_again(&mut self, views: &[ViewId]) {
        for id in views {
            if let Some(view) = self.after.views.get(id).cloned() {
                let moves = create_view(self.after, &view);
                let title = format!("Create view {}", self.name(ObjectRef::View(*id)));
                self.step(super::programs::view_operation(&view), title, moves)
                    .at(Place::Contract)
                    .object(ObjectRef::View(*id));
            }
        }
    }

    /// Drops tables, children first; foreign keys between them go before, in a cycle none could go first otherwise.
    fn drop_tables(&mut self) {
        let removed: Vec<TableId> = self
            .before
            .tables
            .keys()
            .copied()
            .filter(|id| self.is_removed(ObjectRef::Table(*id)))
            .collect();
        let mut ordered = super::order::tables(&self.before, &removed);
        ordered.reverse();
        for id in &ordered {
            let Some(table) = self.before.tables.get(id).cloned() else {
                continue;
            };
            let keys: Vec<ConstraintId> = table
                .foreign_keys()
                .filter(|(one, _)| !one.inherited)
                .map(|(one, _)| one.id)
                .collect();
            for key in keys {
                let reference = ObjectRef::Constraint(*id, key);
                if !self.loose_parts.contains(&reference) {
                    self.drop_foreign_key(&table, key);
                }
            }
        }
        for id in ordered {
            if let Some(table) = self.before.tables.get(&id).cloned() {
                self.drop_table(&table);
            }
        }
    }

    fn drop_foreign_key(&mut self, table: &Table, id: ConstraintId) {
        let Some(constraint) = table.constraint(id) else {
            return;
        };
        let moves = add_constraint(&self.before, table, constraint, false).reversed();
        let title = format!(
            "Drop foreign key {} of {}",
            constraint.name,
            table.qualified_name()
        );
        self.step_on(table.id, Operation::DropForeignKey, title, moves)
            .at(Place::Contract)
            .object(ObjectRef::Constraint(table.id, id));
    }

    fn drop_table(&mut self, table: &Table) {
        let form = match self.detach_to_drop(table) {
            true => writer::PartitionForm::Attached,
            false => writer::PartitionForm::Of,
        };
        let schema = self.with_standing_sequences(&self.before);
        let mut made = create_table(&schema, table, form);
        for trigger in table.triggers.iter().filter(|one| !one.inherited) {
            made.up.extend(create_trigger(table, trigger).up);
        }
        for policy in &table.policies {
            made.up.extend(create_policy(table, policy).up);
        }
        made.up.extend(writer::row_security(table));
        let name = table.qualified_name().to_string();
        self.step_on(
            table.id,
            Operation::DropTable,
            format!("Drop table {name}"),
            made.reversed(),
        )
        .at(Place::Contract)
        .loses_rows(format!(
            "The rows of {name} are gone; down brings back the table empty."
        ));
    }

    fn drop_functions(&mut self) {
        let removed: Vec<Arc<Function>> = self
            .before
            .functions
            .values()
            .filter(|one| self.is_removed(ObjectRef::Function(one.id)))
            .cloned()
            .collect();
        for function in removed {
            let mut moves: Move = create_function(&function).reversed();
            if function.language == "sql" {
                moves
                    .down
                    .insert(0, "SET LOCAL check_function_bodies = false".to_string());
            }
            let title = format!(
                "Drop function {}",
                self.name_before(ObjectRef::Function(function.id))
            );
            self.step(Operation::NoTable, title, moves)
                .at(Place::Contract)
                .object(ObjectRef::Function(function.id));
        }
    }
}
