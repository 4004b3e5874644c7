//! Columns.

use serde::{Deserialize, Serialize};

use super::{ColumnId, DataType, SequenceOptions, is_default, is_yes, yes};

/// A column of a table (PostgreSQL manual, CREATE TABLE).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Stable identity.
    pub id: ColumnId,
    /// Name, unquoted.
    pub name: String,
    /// Type.
    pub data_type: DataType,
    /// The type as the author wrote it, where the schema is MySQL's or SQLite's. It holds as long as it means `data_type`
    /// ([`crate::sql::foreign::types::reads_as`]), so a type chosen later is not overruled by it. Empty: SQLite's no type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub native_type: Option<String>,
    /// Whether null is refused. Primary key columns are always stored with `true`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null: bool,
    /// Name of the not-null constraint where the author gave one (kept by PostgreSQL from version 18 on).
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null_name: Option<String>,
    /// `NO INHERIT` on the not-null constraint (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null_no_inherit: bool,
    /// False while the not-null constraint is `NOT VALID` (PostgreSQL 18): new rows must have a value, old ones may have none.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub not_null_validated: bool,
    /// Comment on the not-null constraint (PostgreSQL 18).
    #[serde(default, skip_serializing_if = "is_default")]
    pub not_null_comment: Option<String>,
    /// Default expression, as SQL text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<String>,
    /// Identity, if the column is one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub identity: Option<Identity>,
    /// Generation expression, if the column is generated.
    #[serde(default, skip_serializing_if = "is_default")]
    pub generated: Option<Generated>,
    /// Collation as SQL text (quoted, qualified where written so).
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<String>,
    /// Storage mode where set (`plain`, `external`, `extended`, `main`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub storage: Option<String>,
    /// Compression method where set (`pglz`, `lz4`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub compression: Option<String>,
    /// Statistics target where set.
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistics: Option<i32>,
    /// Attribute options (`n_distinct`, ...).
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<(String, String)>,
    /// Whether the column comes only from a parent (inheritance or partitioning), not from this table's own list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

impl Column {
    /// A nullable column with nothing else set.
    pub fn new(id: ColumnId, name: &str, data_type: DataType) -> Self {
        Column {
            id,
            name: name.to_string(),
            data_type,
            native_type: None,
            not_null: false,
            not_null_name: None,
            not_null_no_inherit: false,
            not_null_validated: true,
            not_null_comment: None,
            default: None,
            identity: None,
            generated: None,
            collation: None,
            storage: None,
            compression: None,
            statistics: None,
            options: Vec::new(),
            inherited: false,
            comment: None,
        }
    }

    /// Lets the column be null, with everything said of the constraint that forbade it.
    pub fn allow_null(&mut self) {
        self.not_null = false;
        self.not_null_name = None;
        self.not_null_no_inherit = false;
        self.not_null_validated = true;
        self.not_null_comment = None;
    }
}

/// `GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `ALWAYS` when true, `BY DEFAULT` when false.
    pub always: bool,
    /// Name of the implicit sequence where it is not the one PostgreSQL generates (`table_column_seq`), unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sequence_name: Option<String>,
    /// Sequence options where they differ from the defaults.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: SequenceOptions,
}

/// `GENERATED ALWAYS AS (expression) { STORED | VIRTUAL }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// Expression as SQL text, without the outer parentheses.
    pub expression: String,
    /// `STORED` when true, `VIRTUAL` (PostgreSQL 18) when false.
    pub stored: bool,
}
