//! What edits need to know of tenancy: the root and its key, the tenant column's name, and which column of a table it is.

use crate::model::tenancy::{Tenancy, infer};
use crate::model::{ColumnId, DataType, Document, Table, TableId, TenancyClass};

/// The tenancy of a document as far as edits need it.
#[derive(Clone, Debug)]
pub(super) struct Tenant {
    /// The table of tenants.
    pub root: Option<TableId>,
    /// The name of the column that refers to it: as the stance `tenant.column` says, as most tables call it, else `org_id` (seed
    /// 000, line 43).
    pub column_name: String,
    /// The type of that column.
    pub data_type: DataType,
    /// The root's key, when it is one column.
    pub key: Option<ColumnId>,
    tenancy: Tenancy,
}

impl Tenant {
    /// Reads the document's settings, and infers what they leave open.
    pub fn of(document: &Document) -> Self {
        let tenancy = infer(&document.schema, &document.tenancy);
        let key = tenancy
            .root
            .and_then(|root| document.schema.table(root))
            .and_then(|root| match root.primary_key_columns() {
                [only] => root.column(*only),
                _ => None,
            });
        let said = document.settings.stances.get("tenant.column");
        let wanted = said.filter(|name| name.as_str() != "auto");
        Tenant {
            root: tenancy.root,
            column_name: wanted
                .or(tenancy.column.as_ref())
                .map_or_else(|| "org_id".to_string(), String::clone),
            data_type: key.map_or_else(|| DataType::named("uuid"), |key| key.data_type.clone()),
            key: key.map(|key| key.id),
            tenancy,
        }
    }

    /// The tenant column of a table whose rows belong to one tenant.
    pub fn column_of(&self, table: &Table) -> Option<ColumnId> {
        let apart = matches!(
            self.tenancy.class(table.id),
            TenancyClass::Root | TenancyClass::Reference | TenancyClass::Global
        );
        if apart {
            return None;
        }
        self.tenancy.column_of(table)
    }
}
