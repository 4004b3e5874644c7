//! Indexes other than those behind constraints.

use serde::{Deserialize, Serialize};

use super::{ColumnId, IndexId, is_default, is_yes, yes};

/// An index (PostgreSQL manual, CREATE INDEX).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Stable identity.
    pub id: IndexId,
    /// Name, unquoted. Where the author gave none, the one PostgreSQL generates.
    pub name: String,
    /// Whether the author wrote the name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub named: bool,
    /// `UNIQUE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    /// Access method, unquoted (`btree`, `gin`, `gist`, `brin`, `hash`, `spgist`, or an extension's).
    pub method: String,
    /// Key columns and expressions, in order.
    pub keys: Vec<IndexKey>,
    /// `INCLUDE` columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub include: Vec<ColumnId>,
    /// `INCLUDE` columns of a materialized view's index, unquoted, as its columns have no ids.
    #[serde(default, skip_serializing_if = "is_default")]
    pub include_names: Vec<String>,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
    /// Predicate of a partial index as SQL text, without the outer parentheses.
    #[serde(default, skip_serializing_if = "is_default")]
    pub predicate: Option<String>,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<(String, String)>,
    /// Tablespace, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tablespace: Option<String>,
    /// False for `ON ONLY`: an index on a partitioned table that is not created on its partitions.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub recurse: bool,
    /// The partitioned index (or key constraint's index) this one is attached to, by name, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub attached_to: Option<String>,
    /// Whether it comes only from the parent's index: PostgreSQL creates it with the partition.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

impl Index {
    /// A plain btree index over `columns`.
    pub fn btree(id: IndexId, name: &str, columns: &[ColumnId]) -> Self {
        Index {
            id,
            name: name.to_string(),
            named: true,
            unique: false,
            method: "btree".to_string(),
            keys: columns
                .iter()
                .map(|column| IndexKey::column_key(*column))
                .collect(),
            include: Vec::new(),
            include_names: Vec::new(),
            nulls_not_distinct: false,
            predicate: None,
            options: Vec::new(),
            tablespace: None,
            recurse: true,
            attached_to: None,
            inherited: false,
            comment: None,
        }
    }

    /// The leading plain columns, up to the first expression.
    pub fn leading_columns(&self) -> Vec<ColumnId> {
        self.keys.iter().map_while(IndexKey::column).collect()
    }
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexKey {
    /// Column or expression.
    pub source: IndexKeySource,
    /// Collation as SQL text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<String>,
    /// Operator class with its parameters, as SQL text (`gin_trgm_ops`, `public.gist_trgm_ops(siglen=32)`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub operator_class: Option<String>,
    /// `DESC`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// How many characters of the column are indexed, where not all are (MySQL).
    #[serde(default, skip_serializing_if = "is_default")]
    pub prefix: Option<u32>,
    /// Statistics target of an expression, where set.
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistics: Option<i32>,
    /// `NULLS FIRST` (`Some(true)`) or `NULLS LAST`; `None` for the default of the order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_first: Option<bool>,
}

impl IndexKey {
    /// A column in its default order.
    pub fn column_key(column: ColumnId) -> Self {
        IndexKey {
            source: IndexKeySource::Column(column),
            collation: None,
            operator_class: None,
            descending: false,
            prefix: None,
            statistics: None,
            nulls_first: None,
        }
    }

    /// The column, unless the key is an expression.
    pub fn column(&self) -> Option<ColumnId> {
        match self.source {
            IndexKeySource::Column(column) => Some(column),
            IndexKeySource::Expression(_) => None,
        }
    }
}

/// What an index key is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKeySource {
    /// A column.
    Column(ColumnId),
    /// An expression as SQL text, with the parentheses it needs (`lower(email)`, `((a + b))` is kept as `(a + b)`).
    Expression(String),
}
