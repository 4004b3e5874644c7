//! Takes columns, constraints and indexes out of their tables, with what falls with them.

use crate::model::*;

use super::builder::{Applied, Builder};

impl Builder {
    /// Takes a constraint out of its table.
    pub fn remove_constraint(&mut self, table: TableId, id: ConstraintId) {
        let Ok(owner) = self.table_mut(table) else {
            return;
        };
        let Some(place) = owner
            .constraints
            .iter()
            .position(|constraint| constraint.id == id)
        else {
            return;
        };
        let constraint = owner.constraints.remove(place);
        let schema = owner.header.schema.clone();
        self.forget_constraint_name(&schema, table, &constraint);
    }

    /// Takes an index out of its table, with the copies that partitions have of it.
    pub fn remove_index(&mut self, table: TableId, id: IndexId) {
        let Ok(owner) = self.table_mut(table) else {
            return;
        };
        let Some(place) = owner.indexes.iter().position(|index| index.id == id) else {
            return;
        };
        let index = owner.indexes.remove(place);
        let schema = owner.header.schema.clone();
        self.relations.remove(&schema, &index.name);
        for child in self.partitions_of(table) {
            let copy = self.table_ref(child).ok().and_then(|child| {
                child
                    .indexes
                    .iter()
                    .find(|own| own.attached_to.as_deref() == Some(index.name.as_str()))
                    .map(|own| own.id)
            });
            if let Some(copy) = copy {
                self.remove_index(child, copy);
            }
        }
    }

    /// DROP CONSTRAINT.
    pub fn drop_constraint_named(
        &mut self,
        table: TableId,
        if_exists: bool,
        name: &str,
        cascade: bool,
    ) -> Applied<()> {
        let id = match self.constraint_id(table, name) {
            Ok(id) => id,
            Err(_) if self.change_not_null(table, name, Column::allow_null)? => return Ok(()),
            Err(_) if if_exists || self.lenient_missing => return Ok(()),
            Err(fault) => return Err(fault),
        };
        let Some(constraint) = self.table_ref(table)?.constraint(id).cloned() else {
            return Ok(());
        };
        if cascade && matches!(constraint.kind, ConstraintKind::PrimaryKey(_)) {
            self.drop_views_by_key(table, &constraint.columns());
        }
        if let Some(key) = constraint.key() {
            let mut columns = key.columns.clone();
            columns.sort_unstable();
            self.drop_keys_to(table, &columns, cascade)?;
        }
        let copies = self.copies_of_constraint(table, &constraint, true);
        self.remove_constraint(table, id);
        for (child, copy) in copies {
            self.remove_constraint(child, copy.id);
        }
        Ok(())
    }

    /// Foreign keys that rely on a key over `columns` (sorted) of `table`: CASCADE drops them, otherwise they hold it, unless
    /// another key carries them.
    pub fn drop_keys_to(
        &mut self,
        table: TableId,
        columns: &[ColumnId],
        cascade: bool,
    ) -> Applied<()> {
        let dependents: Vec<(TableId, ConstraintId)> = self
            .incoming
            .get(&table)
            .into_iter()
            .flatten()
            .copied()
            .filter(|(owner, id)| {
                self.table_ref(*owner)
                    .ok()
                    .and_then(|owner| owner.constraint(*id))
                    .and_then(Constraint::foreign_key)
                    .is_some_and(|key| {
                        let mut target = key.target.columns().to_vec();
                        target.sort_unstable();
                        target == columns
                    })
            })
            .collect();
        if !cascade {
            return Ok(());
        }
        for (owner, id) in dependents {
            self.remove_constraint(owner, id);
        }
        Ok(())
    }

    /// DROP COLUMN in a table and its children.
    pub fn drop_column_named(
        &mut self,
        family: &[TableId],
        if_exists: bool,
        column: &str,
        cascade: bool,
    ) -> Applied<()> {
        for (place, table) in family.iter().enumerate() {
            let id = match self.column_id(*table, column) {
                Ok(id) => id,
                Err(_) if if_exists || self.lenient_missing || place > 0 => continue,
                Err(fault) => return Err(fault),
            };
            let owner = self.table_ref(*table)?;
            // The columns of a partition are its parent's, whoever said them first.
            let inherited =
                owner.is_partition() || owner.column(id).is_some_and(|column| column.inherited);
            if place == 0 || inherited {
                self.drop_column(*table, id, column, cascade);
            }
        }
        Ok(())
    }

    fn drop_column(&mut self, table: TableId, id: ColumnId, name: &str, cascade: bool) {
        if cascade && let Ok(owner) = self.table_ref(table) {
            let relation = (owner.header.schema.clone(), owner.header.name.clone());
            self.expand_stars(table);
            self.drop_views_reading(&relation.0, &relation.1, Some(name));
        }
        self.drop_constraints_on(table, id, name);
        let Ok(owner) = self.table_ref(table) else {
            return;
        };
        let doomed: Vec<IndexId> = owner
            .indexes
            .iter()
            .filter(|index| {
                index.include.contains(&id)
                    || index.keys.iter().any(|key| match &key.source {
                        IndexKeySource::Column(column) => *column == id,
                        IndexKeySource::Expression(text) => Self::uses_column(text, name),
                    })
                    || index
                        .predicate
                        .as_deref()
                        .is_some_and(|text| Self::uses_column(text, name))
            })
            .map(|index| index.id)
            .collect();
        for index in doomed {
            self.remove_index(table, index);
        }
        let owned: Vec<SequenceId> = self
            .owned_sequences
            .get(&table)
            .into_iter()
            .flatten()
            .copied()
            .filter(|sequence| {
                self.schema
                    .sequences
                    .get(sequence)
                    .is_some_and(|sequence| sequence.owned_by == Some((table, id)))
            })
            .collect();
        for sequence in owned {
            self.forget_sequence(sequence);
        }
        self.release_identity(id);
        self.rename_granted_column(table, name, None);
        if let Ok(owner) = self.table_mut(table) {
            owner.columns.retain(|column| column.id != id);
            if cascade {
                owner.policies.retain(|policy| {
                    !policy
                        .using
                        .iter()
                        .chain(&policy.with_check)
                        .any(|text| Self::uses_column(text, name))
                });
                for column in &mut owner.columns {
                    if column
                        .generated
                        .as_ref()
                        .is_some_and(|generated| Self::uses_column(&generated.expression, name))
                    {
                        column.generated = None;
                    }
                }
            }
        }
    }

    fn drop_constraints_on(&mut self, table: TableId, id: ColumnId, name: &str) {
        let Ok(owner) = self.table_ref(table) else {
            return;
        };
        let doomed: Vec<ConstraintId> = owner
            .constraints
            .iter()
            .filter(|constraint| match &constraint.kind {
                ConstraintKind::Check(check) => Self::uses_column(&check.expression, name),
                ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                    key.columns.contains(&id) || key.include.contains(&id)
                }
                ConstraintKind::ForeignKey(key) => key.columns.contains(&id),
                ConstraintKind::Exclusion(exclusion) => {
                    exclusion.include.contains(&id)
                        || exclusion
                            .elements
                            .iter()
                            .any(|element| match &element.key.source {
                                IndexKeySource::Column(column) => *column == id,
                                IndexKeySource::Expression(text) => Self::uses_column(text, name),
                            })
                }
            })
            .map(|constraint| constraint.id)
            .collect();
        let incoming: Vec<(TableId, ConstraintId)> = self
            .incoming
            .get(&table)
            .into_iter()
            .flatten()
            .copied()
            .filter(|(owner, constraint)| {
                self.table_ref(*owner)
                    .ok()
                    .and_then(|owner| owner.constraint(*constraint))
                    .and_then(Constraint::foreign_key)
                    .is_some_and(|key| key.target.columns().contains(&id))
            })
            .collect();
        for (owner, constraint) in incoming {
            self.remove_constraint(owner, constraint);
        }
        for constraint in doomed {
            self.remove_constraint(table, constraint);
        }
    }
}
