//! What edits need to know of tenancy: the root, the column's name, and which column of a table it is.

use std::collections::BTreeMap;

use crate::model::{
    ColumnId, DataType, Document, Schema, Table, TableId, TenancyClass, TenancyMode,
};

/// Names of tenant tables, the likeliest first, where none is marked.
const ROOT_NAMES: [&str; 5] = ["organizations", "tenants", "workspaces", "accounts", "orgs"];

/// The tenancy of a document as far as edits need it.
#[derive(Clone, Debug)]
pub(super) struct Tenant {
    /// The table of tenants.
    pub root: Option<TableId>,
    /// The name of the column that refers to it.
    pub column_name: String,
    /// The type of that column.
    pub data_type: DataType,
    /// The root's key, when it is one column.
    pub key: Option<ColumnId>,
    classes: BTreeMap<TableId, TenancyClass>,
}

impl Tenant {
    /// Reads the document's settings; what they leave open is taken from the keys that refer to the root.
    pub fn of(document: &Document) -> Self {
        let settings = &document.tenancy;
        let shared = settings.mode == TenancyMode::Shared;
        let root = settings
            .root
            .filter(|root| document.schema.table(*root).is_some())
            .or_else(|| root_by_name(&document.schema))
            .filter(|_| shared);
        let key = root
            .and_then(|root| document.schema.table(root))
            .and_then(|root| match root.primary_key_columns() {
                [only] => root.column(*only),
                _ => None,
            });
        let column_name = settings
            .column
            .clone()
            .or_else(|| root.and_then(|root| usual_column(&document.schema, root)))
            .unwrap_or_else(|| "org_id".to_string());
        Tenant {
            root,
            column_name,
            data_type: key.map_or_else(|| DataType::named("uuid"), |key| key.data_type.clone()),
            key: key.map(|key| key.id),
            classes: settings.classes.clone(),
        }
    }

    /// The tenant column of a table, unless the table is the root or set to a class that is not of one tenant.
    pub fn column_of(&self, table: &Table) -> Option<ColumnId> {
        self.root?;
        if self.root == Some(table.id) {
            return None;
        }
        if matches!(
            self.classes.get(&table.id),
            Some(TenancyClass::Root | TenancyClass::Reference | TenancyClass::Global)
        ) {
            return None;
        }
        table
            .column_named(&self.column_name)
            .map(|column| column.id)
    }
}

fn root_by_name(schema: &Schema) -> Option<TableId> {
    ROOT_NAMES.iter().find_map(|name| {
        schema
            .tables
            .values()
            .find(|table| table.name == *name)
            .map(|table| table.id)
    })
}

/// The name that most columns which refer to the root have; of equally many the first by name.
fn usual_column(schema: &Schema, root: TableId) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for table in schema.tables.values() {
        for (_, key) in table.foreign_keys() {
            if key.target.table() == Some(root)
                && let [column] = key.columns.as_slice()
                && let Some(column) = table.column(*column)
            {
                *counts.entry(&column.name).or_default() += 1;
            }
        }
    }
    let most = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(name, _)| name.to_string())
}
