//! Tables.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::{
    Column, ColumnId, Constraint, ConstraintId, DataType, Index, IndexId, Policy, QualifiedName,
    TableId, Trigger, is_default,
};

/// A table with everything that belongs to it.
///
/// It dereferences to its [`TableHeader`], so `table.name` reads the header's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Stable identity.
    pub id: TableId,
    /// What is said of the table as a whole.
    pub header: TableHeader,
    /// Columns, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<Column>,
    /// Constraints, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraints: Vec<Constraint>,
    /// Indexes other than those behind constraints, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub indexes: Vec<Index>,
    /// Triggers, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub triggers: Vec<Trigger>,
    /// Row security policies, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub policies: Vec<Policy>,
}

impl Deref for Table {
    type Target = TableHeader;
    fn deref(&self) -> &TableHeader {
        &self.header
    }
}

impl DerefMut for Table {
    fn deref_mut(&mut self) -> &mut TableHeader {
        &mut self.header
    }
}

/// What is said of a table as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableHeader {
    /// Schema, unquoted.
    pub schema: String,
    /// Name, unquoted.
    pub name: String,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
    /// Logged or not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub persistence: Persistence,
    /// `PARTITION BY`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partitioning: Option<Partitioning>,
    /// `PARTITION OF`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partition_of: Option<Partition>,
    /// `OF`: the composite type it is a table of. It holds while the columns are the type's ([`super::Schema::row_type_of`]).
    #[serde(default, skip_serializing_if = "is_default")]
    pub of_type: Option<DataType>,
    /// `INHERITS`, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherits: Vec<TableId>,
    /// `INHERITS` from tables the document does not hold.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherits_external: Vec<QualifiedName>,
    /// Row security state.
    #[serde(default, skip_serializing_if = "is_default")]
    pub row_security: RowSecurity,
    /// Storage parameters (`WITH (...)`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<(String, String)>,
    /// Tablespace, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tablespace: Option<String>,
    /// Table access method other than `heap`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access_method: Option<String>,
    /// `REPLICA IDENTITY` where not the default, as written (`FULL`, `NOTHING`, `USING INDEX name`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub replica_identity: Option<String>,
    /// `CLUSTER ON` index name, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cluster_on: Option<String>,
}

/// How a table is logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Persistence {
    /// Ordinary.
    #[default]
    Permanent,
    /// `UNLOGGED`.
    Unlogged,
}

/// `PARTITION BY` method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartitionMethod {
    /// `RANGE`.
    Range,
    /// `LIST`.
    List,
    /// `HASH`.
    Hash,
}

/// `PARTITION BY method (key, ...)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partitioning {
    /// Method.
    pub method: PartitionMethod,
    /// Key columns and expressions.
    pub keys: Vec<super::IndexKey>,
}

/// `PARTITION OF parent FOR VALUES ...`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// Partitioned table.
    pub parent: TableId,
    /// Bound as SQL text (`FOR VALUES FROM (1) TO (10)`, `DEFAULT`).
    pub bound: String,
}

/// `ROW LEVEL SECURITY` state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowSecurity {
    /// `ENABLE`.
    pub enabled: bool,
    /// `FORCE`: holds for the owner too.
    pub forced: bool,
}

impl Table {
    /// An empty table.
    pub fn new(id: TableId, schema: &str, name: &str) -> Self {
        Table {
            id,
            header: TableHeader {
                schema: schema.to_string(),
                name: name.to_string(),
                ..TableHeader::default()
            },
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            triggers: Vec::new(),
            policies: Vec::new(),
        }
    }

    /// Schema and name.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName {
            schema: Some(self.schema.clone()),
            name: self.name.clone(),
        }
    }

    /// The column with this id.
    pub fn column(&self, id: ColumnId) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// The column with this name.
    pub fn column_named(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The names of columns, those that do not exist left out.
    pub fn column_names(&self, ids: &[ColumnId]) -> Vec<&str> {
        ids.iter()
            .filter_map(|id| self.column(*id))
            .map(|column| column.name.as_str())
            .collect()
    }

    /// The constraint with this id.
    pub fn constraint(&self, id: ConstraintId) -> Option<&Constraint> {
        self.constraints
            .iter()
            .find(|constraint| constraint.id == id)
    }

    /// The index with this id.
    pub fn index(&self, id: IndexId) -> Option<&Index> {
        self.indexes.iter().find(|index| index.id == id)
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&Constraint> {
        self.constraints
            .iter()
            .find(|constraint| constraint.is_primary_key())
    }

    /// Columns of the primary key, empty without one.
    pub fn primary_key_columns(&self) -> &[ColumnId] {
        self.primary_key()
            .and_then(Constraint::key)
            .map_or(&[], |key| key.columns.as_slice())
    }

    /// The foreign keys.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Constraint, &super::ForeignKey)> {
        self.constraints
            .iter()
            .filter_map(|constraint| constraint.foreign_key().map(|key| (constraint, key)))
    }

    /// Whether the table is a partition of another.
    pub fn is_partition(&self) -> bool {
        self.header.partition_of.is_some()
    }
}
