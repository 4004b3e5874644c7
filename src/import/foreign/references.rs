//! Foreign keys of MySQL and SQLite, which may name tables that come later or go.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::import::builder::Applied;
use crate::model::*;

use super::builder::{Foreign, fold};
use super::definition::*;

impl Foreign {
    /// Adds a foreign key.
    pub fn add_foreign(&mut self, table: TableId, foreign: ForeignText) -> Applied<()> {
        let columns = self.column_ids(table, &foreign.columns)?;
        let name = self.constraint_name(table, foreign.name.as_ref(), "fkey", &foreign.columns)?;
        let action = |action: Action| match action {
            Action::Nothing => ReferentialAction::NoAction,
            Action::Restrict => ReferentialAction::Restrict,
            Action::Cascade => ReferentialAction::Cascade,
            Action::SetNull => ReferentialAction::SetNull(Vec::new()),
            Action::SetDefault => ReferentialAction::SetDefault(Vec::new()),
        };
        let waiting_for = fold(&foreign.table);
        let made = ForeignKey {
            columns,
            target: ReferenceTarget::External {
                table: QualifiedName {
                    schema: None,
                    name: foreign.table,
                },
                columns: foreign.targets,
            },
            match_type: foreign.match_type,
            on_delete: foreign.on_delete.map(action),
            on_update: foreign.on_update.map(action),
            period: false,
        };
        let id: ConstraintId = self.allocate();
        let mut constraint = Constraint::new(id, &name, ConstraintKind::ForeignKey(made));
        constraint.named = foreign.name.is_some();
        constraint.deferrable = foreign.deferrable;
        self.put_constraint(table, constraint)?;
        self.waiting
            .entry(waiting_for.clone())
            .or_default()
            .insert((table, id));
        self.resolve(&waiting_for)
    }

    /// Points the foreign keys that wait for this table at it, if it is there and has the columns they name.
    pub fn resolve(&mut self, folded: &str) -> Applied<()> {
        let Some(target) = self.tables.get(folded).copied() else {
            return Ok(());
        };
        let Some(waiting) = self.waiting.remove(folded) else {
            return Ok(());
        };
        let mut left = BTreeSet::new();
        for (table, id) in waiting {
            match self.resolved(table, id, target) {
                Some(columns) => {
                    let table_mut = self.table_mut(table)?;
                    let constraint = table_mut.constraints.iter_mut().find(|one| one.id == id);
                    if let Some(ConstraintKind::ForeignKey(key)) =
                        constraint.map(|one| &mut one.kind)
                    {
                        key.target = ReferenceTarget::Table {
                            table: target,
                            columns,
                        };
                        self.incoming.entry(target).or_default().insert((table, id));
                    }
                }
                None => {
                    left.insert((table, id));
                }
            }
        }
        if !left.is_empty() {
            self.waiting.insert(folded.to_string(), left);
        }
        Ok(())
    }

    fn resolved(&self, table: TableId, id: ConstraintId, target: TableId) -> Option<Vec<ColumnId>> {
        let key = self.schema.table(table)?.constraint(id)?.foreign_key()?;
        let ReferenceTarget::External { columns, .. } = &key.target else {
            return None;
        };
        let found = if columns.is_empty() {
            self.schema.table(target)?.primary_key_columns().to_vec()
        } else {
            self.column_ids(target, columns).ok()?
        };
        (found.len() == key.columns.len()).then_some(found)
    }

    /// Turns the foreign keys to a table, or to one of its columns, back into names: what they point at goes.
    pub fn release(&mut self, target: TableId, column: Option<ColumnId>) -> Applied<()> {
        let gone = self.table_ref(target)?.clone();
        let incoming = self.incoming.remove(&target).unwrap_or_default();
        let mut left = BTreeSet::new();
        for (table, id) in incoming {
            let Some(found) = self.schema.tables.get_mut(&table) else {
                continue;
            };
            let constraint = Arc::make_mut(found)
                .constraints
                .iter_mut()
                .find(|one| one.id == id);
            let Some(ConstraintKind::ForeignKey(key)) = constraint.map(|one| &mut one.kind) else {
                continue;
            };
            let columns = key.target.columns();
            if column.is_some_and(|column| !columns.contains(&column)) {
                left.insert((table, id));
                continue;
            }
            let names = gone
                .column_names(columns)
                .into_iter()
                .map(str::to_string)
                .collect();
            key.target = ReferenceTarget::External {
                table: QualifiedName {
                    schema: None,
                    name: gone.name.clone(),
                },
                columns: names,
            };
            self.waiting
                .entry(fold(&gone.name))
                .or_default()
                .insert((table, id));
        }
        if !left.is_empty() {
            self.incoming.insert(target, left);
        }
        Ok(())
    }
}
