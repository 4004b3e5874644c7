//! Takes objects out, with what PostgreSQL takes out along with them (PostgreSQL manual, 5.15 Dependency Tracking).

use crate::model::*;
use crate::sql::quote;

use super::builder::{Applied, Builder, Fault, Relation};
use super::dependents::Fallen;

impl Builder {
    /// Takes a table out with everything that belongs to it. Foreign keys of other tables that point at it go too.
    pub fn forget_table(&mut self, id: TableId) {
        for (table, constraint) in self.incoming.remove(&id).unwrap_or_default() {
            if table != id {
                self.remove_constraint(table, constraint);
            }
        }
        let Some(table) = self.schema.tables.remove(&id) else {
            return;
        };
        let schema = table.header.schema.as_str();
        self.relations.remove(schema, &table.header.name);
        for constraint in &table.constraints {
            self.forget_constraint_name(schema, id, constraint);
        }
        for index in &table.indexes {
            self.relations.remove(schema, &index.name);
        }
        for column in &table.columns {
            self.release_identity(column.id);
        }
        for sequence in self.owned_sequences.remove(&id).unwrap_or_default() {
            self.forget_sequence(sequence);
        }
        for statistics in self.statistics_of.remove(&id).unwrap_or_default() {
            self.schema.statistics.remove(&statistics);
        }
        for verbatim in self.verbatim_of.remove(&id).unwrap_or_default() {
            self.schema.verbatim.remove(&verbatim);
        }
        self.constraints_of.remove(&id);
        self.drop_verbatim_on(schema, &table.header.name);
        self.forget_grants(&quote::qualified(schema, &table.header.name));
        let parents = table.header.inherits.iter().copied().chain(
            table
                .header
                .partition_of
                .as_ref()
                .map(|partition| partition.parent),
        );
        for parent in parents {
            if let Some(children) = self.children.get_mut(&parent) {
                children.retain(|child| *child != id);
            }
        }
        let partitions = self.children.remove(&id).unwrap_or_default();
        for child in partitions {
            self.orphan(child, id);
        }
    }

    /// Partitions fall with their table; inheritance children only when CASCADE is said, which the caller has checked.
    fn orphan(&mut self, child: TableId, parent: TableId) {
        let falls =
            self.schema.tables.get(&child).is_some_and(|table| {
                table.is_partition() || table.header.inherits.contains(&parent)
            });
        if falls {
            self.fell(Fallen::Table(child));
        }
    }

    /// Frees a constraint's name, and what it says of other tables.
    pub fn forget_constraint_name(
        &mut self,
        schema: &str,
        table: TableId,
        constraint: &Constraint,
    ) {
        if let Some(count) = self.constraint_names.remove(schema, &constraint.name)
            && count > 1
        {
            self.constraint_names
                .insert(schema, &constraint.name, count - 1);
        }
        if let Some(names) = self.constraints_of.get_mut(&table) {
            names.remove(&constraint.name);
        }
        match &constraint.kind {
            ConstraintKind::PrimaryKey(_)
            | ConstraintKind::Unique(_)
            | ConstraintKind::Exclusion(_) => {
                self.relations.remove(schema, &constraint.name);
            }
            ConstraintKind::ForeignKey(key) => {
                if let Some(target) = key.target.table()
                    && let Some(incoming) = self.incoming.get_mut(&target)
                {
                    incoming.remove(&(table, constraint.id));
                }
                self.unresolved.remove(&(table, constraint.id));
            }
            ConstraintKind::Check(_) => {}
        }
    }

    /// Frees the name of an identity column's sequence.
    pub fn release_identity(&mut self, column: ColumnId) {
        if let Some((schema, name)) = self.identity_names.remove(&column) {
            self.relations.remove(&schema, &name);
        }
    }

    /// Takes a sequence out.
    pub fn forget_sequence(&mut self, id: SequenceId) {
        if let Some(sequence) = self.schema.sequences.remove(&id) {
            self.relations.remove(&sequence.schema, &sequence.name);
            if let Some((table, _)) = sequence.owned_by
                && let Some(owned) = self.owned_sequences.get_mut(&table)
            {
                owned.remove(&id);
            }
            self.forget_grants(&quote::qualified(&sequence.schema, &sequence.name));
        }
    }

    /// Takes a view out.
    pub fn forget_view(&mut self, id: ViewId) {
        if let Some(view) = self.schema.views.remove(&id) {
            self.relations.remove(&view.schema, &view.name);
            for index in &view.indexes {
                self.relations.remove(&view.schema, &index.name);
            }
            self.drop_verbatim_on(&view.schema, &view.name);
            self.forget_grants(&quote::qualified(&view.schema, &view.name));
        }
    }

    /// Takes out the grants on an object, given as qualified SQL text.
    pub fn forget_grants(&mut self, object: &str) {
        for grant in self.grants_of.remove(object).unwrap_or_default() {
            self.schema.grants.remove(&grant);
        }
    }

    /// Takes out whatever a relation name stands for.
    pub fn drop_relation(
        &mut self,
        schema: &str,
        name: &str,
        relation: Relation,
        cascade: bool,
    ) -> Applied<()> {
        match relation {
            Relation::Table(id) => {
                if cascade {
                    self.drop_dependents(schema, name);
                }
                self.forget_table(id);
            }
            Relation::View(id) => {
                if cascade {
                    self.drop_dependents(schema, name);
                }
                self.forget_view(id);
            }
            Relation::Sequence(id) => {
                self.forget_sequence(id);
                if cascade {
                    self.drop_defaults_naming(schema, name);
                }
            }
            Relation::Index(table, id) => {
                if cascade {
                    self.drop_keys_to_index(table, id);
                }
                self.remove_index(table, id);
            }
            Relation::ViewIndex(view, id) => {
                self.relations.remove(schema, name);
                if let Some(view) = self.schema.views.get_mut(&view) {
                    let view = std::sync::Arc::make_mut(view);
                    view.indexes.retain(|index| index.id != id);
                    view.cluster_on = view.cluster_on.take().filter(|index| index != name);
                }
            }
            Relation::Temporary => {
                self.temporary.remove(name);
                return Err(Fault::Temporary);
            }
            Relation::Verbatim(id) => {
                self.relations.remove(schema, name);
                self.schema.verbatim.remove(&id);
                self.drop_verbatim_on(schema, name);
                self.forget_grants(&quote::qualified(schema, name));
                if cascade {
                    self.drop_dependents(schema, name);
                }
            }
            Relation::ConstraintIndex(..) => {
                return Err(Fault::Refused(
                    format!("{name} belongs to a constraint"),
                    "Drop the constraint instead.".to_string(),
                ));
            }
            Relation::IdentitySequence(..) | Relation::CompositeType(_) => return Err(Fault::Keep),
        }
        Ok(())
    }

    /// Defaults that take their value from a sequence that CASCADE dropped.
    fn drop_defaults_naming(&mut self, schema: &str, name: &str) {
        for table in self.schema.tables.values_mut() {
            let uses = |column: &Column| {
                column
                    .default
                    .as_deref()
                    .is_some_and(|text| super::rename::names_sequence(text, schema, name))
            };
            if table.columns.iter().any(uses) {
                for column in &mut std::sync::Arc::make_mut(table).columns {
                    if uses(column) {
                        column.default = None;
                    }
                }
            }
        }
    }
}
