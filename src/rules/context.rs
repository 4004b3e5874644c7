//! What rules may read.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::model::tenancy::Tenancy;
use crate::model::{
    AccessPattern, AccessPatternId, Column, DataType, Document, Facts, ForeignKey, ScaleHint,
    Schema, Settings, Table, TableId, TenancyClass, TenancyMode, TenancySettings, UserTypeKind,
    naming,
};

use crate::query::{Ground, Queries};

use super::{Neighbours, Stances, shape};

/// Everything a rule reads.
pub struct Context<'a> {
    /// The schema judged.
    pub schema: &'a Schema,
    /// Its tenancy.
    pub tenancy: &'a Tenancy,
    /// How tenants share the database.
    pub mode: TenancyMode,
    /// Stances and severities.
    pub stances: &'a Stances,
    /// Who references whom.
    pub neighbours: &'a Neighbours,
    /// What is known of sizes.
    pub scale: &'a BTreeMap<TableId, ScaleHint>,
    /// What the document started from, if anything.
    pub base: Option<&'a Schema>,
    /// Target PostgreSQL major version.
    pub postgresql: u16,
    /// What the project says of how it is run.
    pub facts: &'a Facts,
    /// Declared queries.
    pub queries: &'a BTreeMap<AccessPatternId, AccessPattern>,
    document: &'a Document,
    judged: OnceCell<Queries>,
}

impl<'a> Context<'a> {
    /// A context over a document with what was worked out for it.
    pub fn new(
        document: &'a Document,
        tenancy: &'a Tenancy,
        stances: &'a Stances,
        neighbours: &'a Neighbours,
    ) -> Self {
        Context {
            schema: &document.schema,
            tenancy,
            mode: document.tenancy.mode,
            stances,
            neighbours,
            scale: &document.scale,
            base: document.base.as_deref(),
            postgresql: document.settings.postgresql,
            facts: &document.settings.facts,
            queries: &document.access_patterns,
            document,
            judged: OnceCell::new(),
        }
    }

    /// What is said of the declared queries; they are judged when it is first asked.
    pub fn judged(&self) -> &Queries {
        self.judged
            .get_or_init(|| Queries::of(self.document, self.tenancy))
    }

    /// What queries are judged against.
    pub fn ground(&self) -> Ground<'a> {
        Ground::of(self.document, self.tenancy)
    }

    /// The queries that run most.
    pub fn most_frequent(&self, count: usize) -> Vec<AccessPatternId> {
        let mut all = Queries::by_frequency(self.document);
        all.truncate(count);
        all
    }

    /// What the document says of tenancy.
    pub fn tenancy_settings(&self) -> &'a TenancySettings {
        &self.document.tenancy
    }

    /// The document's settings.
    pub fn settings(&self) -> &'a Settings {
        &self.document.settings
    }

    /// The table with this id.
    pub fn table(&self, id: TableId) -> Option<&'a Table> {
        self.schema.table(id).map(AsRef::as_ref)
    }

    /// The tables that rules over the whole schema look at: partitions are their parent's, and what tools keep for themselves is
    /// nobody's to change.
    pub fn tables(&self) -> impl Iterator<Item = &'a Table> {
        let all = self.schema.tables.values().map(AsRef::as_ref);
        all.filter(|table: &&Table| !table.is_partition() && !shape::is_tool_owned(table))
    }

    /// The table of tenants.
    pub fn root(&self) -> Option<&'a Table> {
        self.tenancy.root.and_then(|id| self.table(id))
    }

    /// What the table is to tenancy.
    pub fn class(&self, table: TableId) -> TenancyClass {
        self.tenancy.class(table)
    }

    /// The tenant column of a table whose rows belong to one tenant: tenant-scoped, or a bridge that carries the column.
    pub fn tenant_column<'t>(&self, table: &'t Table) -> Option<&'t Column> {
        match self.class(table.id) {
            TenancyClass::TenantScoped | TenancyClass::Bridge => self
                .tenancy
                .column_of(table)
                .and_then(|id| table.column(id)),
            _ => None,
        }
    }

    /// What the tenant column is to be called: as the stance says, else as most tables call it. `None` without tenants.
    pub fn tenant_column_name(&self) -> Option<&'a str> {
        let known = self.tenancy.column.as_deref()?;
        match self.stances.value("tenant.column") {
            "" | "auto" => Some(known),
            name => Some(name),
        }
    }

    /// Whether a column is called as the tenant column is, in another spelling too (`tenantId`, `tenant_id`).
    pub fn is_called_as_tenant(&self, column: &Column) -> bool {
        let known = self.tenancy.column.as_deref();
        known.is_some_and(|known| {
            known == column.name || naming::snake(known) == naming::snake(&column.name)
        })
    }

    /// The table a foreign key references, if the schema holds it.
    pub fn target(&self, key: &ForeignKey) -> Option<&'a Table> {
        key.target.table().and_then(|id| self.table(id))
    }

    /// The table's name for people.
    pub fn name(&self, id: TableId) -> String {
        self.table(id)
            .map_or_else(String::new, |table| table.qualified_name().to_string())
    }

    /// The type under a domain, however deep; other types are themselves.
    pub fn base_type(&self, data_type: &DataType) -> DataType {
        let mut base = data_type.clone();
        // A domain over a domain is rare and a circle impossible in PostgreSQL; the bound guards the drawing board.
        for _ in 0..8 {
            let domain = self
                .schema
                .user_type(&base)
                .and_then(|user| match &user.kind {
                    UserTypeKind::Domain { base, .. } => Some(base.clone()),
                    _ => None,
                });
            let Some(inner) = domain else { break };
            base = DataType {
                dimensions: base.dimensions + inner.dimensions,
                ..inner
            };
        }
        base
    }

    /// The labels of an enum type, seen through domains; `None` for any other type.
    pub fn enum_labels(&self, data_type: &DataType) -> Option<&'a [String]> {
        if shape::is_built_in(data_type) {
            return None;
        }
        let base = self.base_type(data_type);
        match &self.schema.user_type(&base)?.kind {
            UserTypeKind::Enum { labels } if base.dimensions == 0 => Some(labels),
            _ => None,
        }
    }

    /// Whether two columns' types are the same for a foreign key, modifiers aside.
    pub fn same_type(&self, left: &DataType, right: &DataType) -> bool {
        if left == right {
            return true;
        }
        let (left, right) = (self.base_type(left), self.base_type(right));
        left.name == right.name
            && left.dimensions == right.dimensions
            && schema_of(&left) == schema_of(&right)
    }

    /// Whether the table stood in the base already, so that its names are in use.
    pub fn is_legacy(&self, table: TableId) -> bool {
        self.base
            .is_some_and(|base| base.tables.contains_key(&table))
    }

    /// The rows a table has today, where the document says so.
    pub fn rows(&self, table: TableId) -> Option<u64> {
        self.scale.get(&table).and_then(|hint| hint.rows)
    }
}

fn schema_of(data_type: &DataType) -> &str {
    data_type.schema.as_deref().unwrap_or("public")
}
