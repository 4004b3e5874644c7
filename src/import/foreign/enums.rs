//! The types that ENUM columns of MySQL become.

use std::sync::Arc;

use crate::import::builder::Applied;
use crate::model::*;

use super::builder::{Foreign, fold};

impl Foreign {
    /// The type of an ENUM column: named after table and column, which is how it is known again.
    pub fn make_enum(
        &mut self,
        table: TableId,
        column: ColumnId,
        name: &str,
        labels: Vec<String>,
    ) -> Applied<DataType> {
        self.drop_enum(column);
        let stem = format!("{}_{name}", self.table_ref(table)?.name);
        let mut type_name = stem.clone();
        let mut number = 1;
        while !self.enum_names.insert(fold(&type_name)) {
            number += 1;
            type_name = format!("{stem}_{number}");
        }
        let id: TypeId = self.allocate();
        let made = UserType {
            id,
            schema: "public".to_string(),
            name: type_name.clone(),
            kind: UserTypeKind::Enum { labels },
            comment: None,
        };
        self.schema.types.insert(id, Arc::new(made));
        self.enums.insert(column, id);
        self.made(ObjectRef::Type(id));
        Ok(DataType::named(&type_name))
    }

    /// Forgets the type of an ENUM column.
    pub fn drop_enum(&mut self, column: ColumnId) {
        if let Some(id) = self.enums.remove(&column)
            && let Some(gone) = self.schema.types.remove(&id)
        {
            self.enum_names.remove(&fold(&gone.name));
        }
    }

    /// Names the types of ENUM columns anew after their table or column was renamed.
    pub fn rename_enums(&mut self, table: TableId, only: Option<ColumnId>) -> Applied<()> {
        let columns: Vec<(ColumnId, String)> = self
            .table_ref(table)?
            .columns
            .iter()
            .filter(|column| only.is_none_or(|only| only == column.id))
            .map(|column| (column.id, column.name.clone()))
            .collect();
        for (column, name) in columns {
            let labels = self
                .enums
                .get(&column)
                .and_then(|id| self.schema.types.get(id))
                .and_then(|one| match &one.kind {
                    UserTypeKind::Enum { labels } => Some(labels.clone()),
                    _ => None,
                });
            if let Some(labels) = labels {
                let data_type = self.make_enum(table, column, &name, labels)?;
                self.change_column(table, column, |column| column.data_type = data_type)?;
            }
        }
        Ok(())
    }
}
