//! Types the schema defines: enums, domains, composites, ranges.

use serde::{Deserialize, Serialize};

use super::{DataType, TypeId, is_default, is_yes, yes};

/// A user-defined type (PostgreSQL manual, CREATE TYPE and CREATE DOMAIN).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserType {
    /// Stable identity.
    pub id: TypeId,
    /// Schema, unquoted.
    pub schema: String,
    /// Name, unquoted.
    pub name: String,
    /// What it is.
    pub kind: UserTypeKind,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// The shapes of user types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserTypeKind {
    /// `AS ENUM`, labels in order.
    Enum {
        /// Labels, in sort order.
        labels: Vec<String>,
    },
    /// `CREATE DOMAIN`.
    Domain {
        /// Underlying type.
        base: DataType,
        /// Collation as SQL text.
        #[serde(default, skip_serializing_if = "is_default")]
        collation: Option<String>,
        /// Default as SQL text.
        #[serde(default, skip_serializing_if = "is_default")]
        default: Option<String>,
        /// `NOT NULL`.
        #[serde(default, skip_serializing_if = "is_default")]
        not_null: bool,
        /// Check constraints, in order.
        #[serde(default, skip_serializing_if = "is_default")]
        checks: Vec<DomainCheck>,
    },
    /// `AS (field type, ...)`.
    Composite {
        /// Fields, in order.
        fields: Vec<CompositeField>,
    },
    /// `AS RANGE (...)`, options in the author's words.
    Range {
        /// Options as written, in order (`subtype`, `timestamp with time zone`).
        options: Vec<(String, String)>,
    },
}

/// A check of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainCheck {
    /// Name, unquoted, generated as PostgreSQL does where the author gave none.
    pub name: String,
    /// Expression over `VALUE` as SQL text, without the outer parentheses.
    pub expression: String,
    /// False while `NOT VALID`.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub validated: bool,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// A field of a composite type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositeField {
    /// Name, unquoted.
    pub name: String,
    /// Type.
    pub data_type: DataType,
    /// Collation as SQL text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub collation: Option<String>,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}
