//! Said at the end: which sequences stand as PostgreSQL would have made them by itself.

use std::sync::Arc;

use crate::model::*;
use crate::sql::{names, quote};

use super::builder::Builder;
use super::rename::names_sequence;

impl Builder {
    /// Sequences that stand as `serial` would have made them are known as such, however they were written.
    pub fn recognise_serials(&mut self) {
        let owned: Vec<(SequenceId, TableId, ColumnId)> = self
            .schema
            .sequences
            .values()
            .filter_map(|sequence| {
                let (table, column) = sequence.owned_by?;
                Some((sequence.id, table, column))
            })
            .collect();
        for (id, table, column) in owned {
            let from_serial = self.is_serial(id, table, column).unwrap_or(false);
            let Some(sequence) = self.schema.sequences.get_mut(&id) else {
                continue;
            };
            let sequence = Arc::make_mut(sequence);
            sequence.from_serial = from_serial;
            if from_serial {
                let default = format!(
                    "nextval({}::regclass)",
                    quote::literal(&quote::unless_public(&sequence.schema, &sequence.name))
                );
                let _ = self.change_column(table, column, |column| column.default = Some(default));
            }
        }
    }

    /// The sequence of an identity column is named in the model only where PostgreSQL would choose another name.
    pub fn recognise_identities(&mut self) {
        for table in self.schema.tables.values_mut() {
            let named = |column: &Column| {
                column
                    .identity
                    .as_ref()
                    .and_then(|identity| identity.sequence_name.as_deref())
                    .is_some_and(|name| {
                        name == names::sequence(&table.header.name, &column.name, &|_| false)
                    })
            };
            let generated: Vec<ColumnId> = table
                .columns
                .iter()
                .filter(|column| named(column))
                .map(|column| column.id)
                .collect();
            if generated.is_empty() {
                continue;
            }
            for column in &mut Arc::make_mut(table).columns {
                if let Some(identity) = &mut column.identity
                    && generated.contains(&column.id)
                {
                    identity.sequence_name = None;
                }
            }
        }
    }

    fn is_serial(&self, id: SequenceId, table: TableId, column: ColumnId) -> Option<bool> {
        let sequence = self.schema.sequences.get(&id)?;
        let table = self.schema.tables.get(&table)?;
        let column = table.column(column)?;
        let default = column.default.as_deref()?;
        let name = names::sequence(&table.header.name, &column.name, &|_| false);
        Some(
            sequence.name == name
                && sequence.schema == table.header.schema
                && sequence.options == SequenceOptions::default()
                && !sequence.unlogged
                && column.data_type.is(&sequence.data_type)
                && column.not_null
                && !column.inherited
                && names_sequence(default, &sequence.schema, &sequence.name),
        )
    }
}
