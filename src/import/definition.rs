//! Tables as written, before names are looked up.

use crate::model::*;

/// A column as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ColumnDefinition {
    pub name: String,
    pub data_type: DataType,
    pub not_null: bool,
    pub not_null_name: Option<String>,
    pub not_null_no_inherit: bool,
    pub not_null_validated: bool,
    pub default: Option<String>,
    pub identity: Option<Identity>,
    pub generated: Option<Generated>,
    pub collation: Option<String>,
    pub storage: Option<String>,
    pub compression: Option<String>,
    /// The column's own constraints, in order.
    pub constraints: Vec<ConstraintDefinition>,
    /// Byte where it starts.
    pub at: usize,
}

impl ColumnDefinition {
    /// A column of which nothing else is said.
    pub fn new(name: String, data_type: DataType, at: usize) -> Self {
        ColumnDefinition {
            name,
            data_type,
            not_null: false,
            not_null_name: None,
            not_null_no_inherit: false,
            not_null_validated: true,
            default: None,
            identity: None,
            generated: None,
            collation: None,
            storage: None,
            compression: None,
            constraints: Vec::new(),
            at,
        }
    }
}

/// A constraint as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConstraintDefinition {
    pub name: Option<String>,
    pub kind: ConstraintShape,
    pub deferrable: Deferrable,
    pub validated: bool,
    pub no_inherit: bool,
    pub enforced: bool,
    /// Byte where it starts.
    pub at: usize,
}

/// What a constraint enforces, with names in place of ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ConstraintShape {
    Key {
        primary: bool,
        columns: Vec<String>,
        include: Vec<String>,
        nulls_not_distinct: bool,
        without_overlaps: bool,
        options: Vec<(String, String)>,
        tablespace: Option<String>,
    },
    /// `PRIMARY KEY USING INDEX name`, `UNIQUE USING INDEX name`.
    KeyFromIndex {
        primary: bool,
        index: String,
    },
    Check(String),
    Foreign {
        columns: Vec<String>,
        table: QualifiedName,
        target_columns: Vec<String>,
        match_type: MatchType,
        on_delete: Option<ActionDefinition>,
        on_update: Option<ActionDefinition>,
        period: bool,
    },
    Exclusion {
        method: String,
        elements: Vec<(KeyDefinition, String)>,
        include: Vec<String>,
        predicate: Option<String>,
        options: Vec<(String, String)>,
        tablespace: Option<String>,
    },
    /// `NOT NULL column` as a table constraint (PostgreSQL 18).
    NotNull(String),
}

/// A referential action with the columns it is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ActionDefinition {
    pub action: ReferentialAction,
    pub columns: Vec<String>,
}

/// An index key as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyDefinition {
    pub source: KeySource,
    pub collation: Option<String>,
    pub operator_class: Option<String>,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

/// A column name or an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeySource {
    Column(String),
    Expression(String),
}

/// `LIKE table INCLUDING ...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LikeClause {
    pub table: QualifiedName,
    /// Upper case words after INCLUDING, with `ALL` taken apart and EXCLUDING taken off.
    pub including: Vec<&'static str>,
    /// Place among the columns.
    pub position: usize,
}

/// A table as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TableDefinition {
    pub name: QualifiedName,
    pub if_not_exists: bool,
    pub unlogged: bool,
    pub columns: Vec<ColumnDefinition>,
    pub constraints: Vec<ConstraintDefinition>,
    pub likes: Vec<LikeClause>,
    pub inherits: Vec<QualifiedName>,
    pub of_type: Option<QualifiedName>,
    pub partition_of: Option<(QualifiedName, String)>,
    pub partition_by: Option<(PartitionMethod, Vec<KeyDefinition>)>,
    pub options: Vec<(String, String)>,
    pub tablespace: Option<String>,
    pub access_method: Option<String>,
}
