//! Sequences and the options that identity columns share with them.

use serde::{Deserialize, Serialize};

use super::{ColumnId, SequenceId, TableId, is_default};

/// A sequence (PostgreSQL manual, CREATE SEQUENCE).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Stable identity.
    pub id: SequenceId,
    /// Schema, unquoted.
    pub schema: String,
    /// Name, unquoted.
    pub name: String,
    /// Data type, canonical (`bigint` unless said otherwise).
    pub data_type: String,
    /// Options where they differ from the defaults.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: SequenceOptions,
    /// `OWNED BY`: the column whose removal drops the sequence.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owned_by: Option<(TableId, ColumnId)>,
    /// `UNLOGGED`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unlogged: bool,
    /// Whether `serial` made it, so that it is named and shaped as PostgreSQL does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from_serial: bool,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// Options of a sequence; `None` is PostgreSQL's default for the data type and direction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceOptions {
    /// `START WITH`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub start: Option<i64>,
    /// `INCREMENT BY`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub increment: Option<i64>,
    /// `MINVALUE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub minimum: Option<i64>,
    /// `MAXVALUE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub maximum: Option<i64>,
    /// `CACHE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cache: Option<i64>,
    /// `CYCLE`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cycle: bool,
}
