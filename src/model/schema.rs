//! The schema: every object by its id.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    DefaultPrivilege, DefaultPrivilegeId, Extension, ExtensionId, Function, FunctionId, Grant,
    GrantId, NamespaceId, Role, RoleId, Sequence, SequenceId, Statistics, StatisticsId, Table,
    TableId, TypeId, UserType, Verbatim, VerbatimId, View, ViewId, is_default,
};

/// Objects of one kind by id. Shared, so that a copy of a schema (a base, a proposal, an undo state) costs little.
pub type Store<Id, T> = BTreeMap<Id, Arc<T>>;

/// A PostgreSQL schema, or several: everything a dump would hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Schemas (`CREATE SCHEMA`); `public` is there without being listed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub namespaces: Store<NamespaceId, Namespace>,
    /// Extensions.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extensions: Store<ExtensionId, Extension>,
    /// User-defined types.
    #[serde(default, skip_serializing_if = "is_default")]
    pub types: Store<TypeId, UserType>,
    /// Sequences.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sequences: Store<SequenceId, Sequence>,
    /// Tables.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tables: Store<TableId, Table>,
    /// Views and materialized views.
    #[serde(default, skip_serializing_if = "is_default")]
    pub views: Store<ViewId, View>,
    /// Functions, procedures, aggregates.
    #[serde(default, skip_serializing_if = "is_default")]
    pub functions: Store<FunctionId, Function>,
    /// Roles.
    #[serde(default, skip_serializing_if = "is_default")]
    pub roles: Store<RoleId, Role>,
    /// Grants and revokes, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub grants: Store<GrantId, Grant>,
    /// Default privileges, in order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default_privileges: Store<DefaultPrivilegeId, DefaultPrivilege>,
    /// Extended statistics.
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistics: Store<StatisticsId, Statistics>,
    /// Statements kept word for word.
    #[serde(default, skip_serializing_if = "is_default")]
    pub verbatim: Store<VerbatimId, Verbatim>,
}

/// A PostgreSQL schema (namespace).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    /// Stable identity.
    pub id: NamespaceId,
    /// Name, unquoted.
    pub name: String,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

/// A name with an optional schema, both unquoted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QualifiedName {
    /// Schema; `None` where the author gave none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// Name.
    pub name: String,
}

impl QualifiedName {
    /// A name in a schema.
    pub fn new(schema: &str, name: &str) -> Self {
        QualifiedName {
            schema: Some(schema.to_string()),
            name: name.to_string(),
        }
    }

    /// The schema, `public` where none is given.
    pub fn schema_or_public(&self) -> &str {
        self.schema.as_deref().unwrap_or("public")
    }
}

/// For people: unquoted, `public` left out.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.schema.as_deref() {
            None | Some("public") => f.write_str(&self.name),
            Some(schema) => write!(f, "{schema}.{}", self.name),
        }
    }
}
