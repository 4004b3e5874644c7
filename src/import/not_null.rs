//! Not-null constraints by their names, which PostgreSQL keeps from version 18 on.

use crate::model::*;
use crate::sql::names;

use super::builder::{Applied, Builder, exists};
use super::definition::ConstraintDefinition;

impl Builder {
    /// `ADD [CONSTRAINT name] NOT NULL column [NO INHERIT] [NOT VALID]`.
    pub fn require_column(
        &mut self,
        table: TableId,
        column: &str,
        definition: &ConstraintDefinition,
    ) -> Applied<()> {
        let family = if definition.no_inherit {
            vec![table]
        } else {
            self.family(table)
        };
        for (place, member) in family.into_iter().enumerate() {
            let column = self.column_id(member, column)?;
            self.change_column(member, column, |column| {
                if column.not_null && place > 0 {
                    return;
                }
                let was = column.not_null && column.not_null_validated;
                column.not_null = true;
                column.not_null_name = definition.name.clone().or(column.not_null_name.take());
                column.not_null_no_inherit = definition.no_inherit;
                column.not_null_validated = was || definition.validated;
            })?;
        }
        Ok(())
    }

    /// The column that a not-null constraint of this name, written or generated, forbids to be null.
    pub fn not_null_column(&self, table: TableId, name: &str) -> Option<ColumnId> {
        let owner = self.schema.tables.get(&table)?;
        let named = |column: &&Column| match &column.not_null_name {
            Some(own) => own == name,
            None => names::not_null(&owner.name, &column.name, &|_| false) == name,
        };
        owner
            .columns
            .iter()
            .filter(|column| column.not_null)
            .find(named)
            .map(|column| column.id)
    }

    /// Changes a column whose not-null constraint has this name, and the children's that have it from there; false when there
    /// is none.
    pub fn change_not_null(
        &mut self,
        table: TableId,
        name: &str,
        change: impl Fn(&mut Column),
    ) -> Applied<bool> {
        let Some(id) = self.not_null_column(table, name) else {
            return Ok(false);
        };
        let column = self.table_ref(table)?.column(id).cloned();
        let Some(column) = column else {
            return Ok(false);
        };
        let family = if column.not_null_no_inherit {
            vec![table]
        } else {
            self.family(table)
        };
        for (place, member) in family.into_iter().enumerate() {
            let own = self.column_id(member, &column.name)?;
            self.change_column(member, own, |own| {
                if place == 0 || own.inherited {
                    change(own);
                }
            })?;
        }
        Ok(true)
    }

    /// `ALTER CONSTRAINT name [NO] INHERIT`. Children keep what they had from here.
    pub fn inherit_not_null(
        &mut self,
        table: TableId,
        column: ColumnId,
        no_inherit: bool,
    ) -> Applied<()> {
        let own = self.table_ref(table)?.column(column).cloned();
        let Some(own) = own else { return Ok(()) };
        self.change_column(table, column, |own| own.not_null_no_inherit = no_inherit)?;
        if no_inherit {
            return Ok(());
        }
        for child in self.family(table).into_iter().skip(1) {
            let column = self.column_id(child, &own.name)?;
            self.change_column(child, column, |column| {
                if !column.not_null {
                    column.not_null = true;
                    column.not_null_name.clone_from(&own.not_null_name);
                    column.not_null_validated = own.not_null_validated;
                }
            })?;
        }
        Ok(())
    }

    /// `RENAME CONSTRAINT` of a not-null constraint; false when there is none of the old name.
    pub fn rename_not_null(&mut self, table: TableId, old: &str, new: &str) -> Applied<bool> {
        if self.not_null_column(table, old).is_none() {
            return Ok(false);
        }
        if self.constraint_id(table, new).is_ok() || self.not_null_column(table, new).is_some() {
            return Err(exists(new));
        }
        self.change_not_null(table, old, |column| {
            column.not_null_name = Some(new.to_string());
        })
    }
}
