//! Finding objects by id and by name, and saying what a reference is called.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;

impl Table {
    /// The greatest id among the table and its parts.
    pub fn greatest_id(&self) -> u32 {
        let parts = self
            .columns
            .iter()
            .map(|part| part.id.0)
            .chain(self.constraints.iter().map(|part| part.id.0))
            .chain(self.indexes.iter().map(|part| part.id.0))
            .chain(self.triggers.iter().map(|part| part.id.0))
            .chain(self.policies.iter().map(|part| part.id.0));
        parts.max().unwrap_or(0).max(self.id.0)
    }
}

impl View {
    /// The greatest id of the view and its indexes and triggers.
    pub fn greatest_id(&self) -> u32 {
        let parts = self.indexes.iter().map(|part| part.id.0);
        parts
            .chain(self.triggers.iter().map(|part| part.id.0))
            .max()
            .unwrap_or(0)
            .max(self.id.0)
    }
}

impl Schema {
    /// The table with this id.
    pub fn table(&self, id: TableId) -> Option<&Arc<Table>> {
        self.tables.get(&id)
    }

    /// The table with this name. Linear in the number of tables; build [`Schema::table_names`] for many look-ups.
    pub fn table_named(&self, schema: &str, name: &str) -> Option<&Arc<Table>> {
        self.tables
            .values()
            .find(|table| table.name == name && table.schema == schema)
    }

    /// The composite type a table is of, as long as PostgreSQL takes it as such: its columns are the type's by name, type,
    /// collation and order, none of them an identity or computed, and it has no parent (manual, CREATE TABLE, `OF`).
    pub fn row_type_of(&self, table: &Table) -> Option<&Arc<UserType>> {
        let of = table.of_type.as_ref()?;
        let schema = of.schema.as_deref().unwrap_or("public");
        let mut types = self.types.values();
        let own = types.find(|own| own.name == of.name && own.schema == schema)?;
        let UserTypeKind::Composite { fields } = &own.kind else {
            return None;
        };
        let alone = table.partition_of.is_none()
            && table.inherits.is_empty()
            && table.inherits_external.is_empty();
        let fits = |(column, field): (&Column, &CompositeField)| {
            column.name == field.name
                && column.data_type == field.data_type
                && column.collation == field.collation
                && column.identity.is_none()
                && column.generated.is_none()
        };
        let all = alone
            && table.columns.len() == fields.len()
            && table.columns.iter().zip(fields).all(fits);
        all.then_some(own)
    }

    /// All tables by schema and name.
    pub fn table_names(&self) -> BTreeMap<(&str, &str), TableId> {
        self.tables
            .values()
            .map(|table| {
                (
                    (table.header.schema.as_str(), table.header.name.as_str()),
                    table.id,
                )
            })
            .collect()
    }

    /// The user type a data type names, looked up by schema, or in `public` and then anywhere when it has none.
    pub fn user_type(&self, data_type: &DataType) -> Option<&Arc<UserType>> {
        let mut anywhere = None;
        for user_type in self
            .types
            .values()
            .filter(|user_type| user_type.name == data_type.name)
        {
            match &data_type.schema {
                Some(schema) if *schema == user_type.schema => return Some(user_type),
                Some(_) => {}
                None if user_type.schema == "public" => return Some(user_type),
                None => anywhere = anywhere.or(Some(user_type)),
            }
        }
        anywhere
    }

    /// Foreign keys by the table they reference: referencing table and constraint.
    pub fn incoming_foreign_keys(&self) -> BTreeMap<TableId, Vec<(TableId, ConstraintId)>> {
        let mut incoming: BTreeMap<TableId, Vec<(TableId, ConstraintId)>> = BTreeMap::new();
        for table in self.tables.values() {
            for (constraint, key) in table.foreign_keys() {
                if let Some(target) = key.target.table() {
                    incoming
                        .entry(target)
                        .or_default()
                        .push((table.id, constraint.id));
                }
            }
        }
        incoming
    }

    /// What people call an object: `users`, `users.email`, `billing.invoices`, `users_pkey on users`. `public` is left out.
    pub fn display_name(&self, reference: ObjectRef) -> Option<String> {
        let part = |table: TableId, name: Option<&str>| {
            let table = self.table(table)?;
            Some(format!("{}.{}", table.qualified_name(), name?))
        };
        match reference {
            ObjectRef::Whole => Some("schema".to_string()),
            ObjectRef::Namespace(id) => self.namespaces.get(&id).map(|object| object.name.clone()),
            ObjectRef::Extension(id) => self.extensions.get(&id).map(|object| object.name.clone()),
            ObjectRef::Type(id) => self
                .types
                .get(&id)
                .map(|object| QualifiedName::new(&object.schema, &object.name).to_string()),
            ObjectRef::Sequence(id) => self
                .sequences
                .get(&id)
                .map(|object| QualifiedName::new(&object.schema, &object.name).to_string()),
            ObjectRef::Table(id) => self
                .table(id)
                .map(|table| table.qualified_name().to_string()),
            ObjectRef::Column(table, id) => part(
                table,
                self.table(table)?.column(id).map(|part| part.name.as_str()),
            ),
            ObjectRef::Constraint(table, id) => part(
                table,
                self.table(table)?
                    .constraint(id)
                    .map(|part| part.name.as_str()),
            ),
            ObjectRef::Index(table, id) => part(
                table,
                self.table(table)?.index(id).map(|part| part.name.as_str()),
            ),
            ObjectRef::Trigger(table, id) => part(
                table,
                self.table(table)?
                    .triggers
                    .iter()
                    .find(|part| part.id == id)
                    .map(|part| part.name.as_str()),
            ),
            ObjectRef::Policy(table, id) => part(
                table,
                self.table(table)?
                    .policies
                    .iter()
                    .find(|part| part.id == id)
                    .map(|part| part.name.as_str()),
            ),
            ObjectRef::View(id) => self
                .views
                .get(&id)
                .map(|object| QualifiedName::new(&object.schema, &object.name).to_string()),
            ObjectRef::Function(id) => self
                .functions
                .get(&id)
                .map(|object| format!("{}()", QualifiedName::new(&object.schema, &object.name))),
            ObjectRef::Role(id) => self.roles.get(&id).map(|object| object.name.clone()),
            ObjectRef::Grant(id) => self.grants.get(&id).map(|object| object.object.clone()),
            ObjectRef::DefaultPrivilege(_) => Some("default privileges".to_string()),
            ObjectRef::Statistics(id) => self
                .statistics
                .get(&id)
                .map(|object| QualifiedName::new(&object.schema, &object.name).to_string()),
            ObjectRef::Query(_) => None,
            ObjectRef::Verbatim(id) => self.verbatim.get(&id).map(|object| {
                format!("{} {}", object.kind, object.name)
                    .trim_end()
                    .to_string()
            }),
        }
    }
}
