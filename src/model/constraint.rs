//! Table constraints.

use serde::{Deserialize, Serialize};

use super::{ColumnId, ConstraintId, IndexKey, QualifiedName, TableId, is_default, is_yes, yes};

/// A table constraint (PostgreSQL manual, CREATE TABLE and ALTER TABLE).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// Stable identity.
    pub id: ConstraintId,
    /// Name, unquoted. Where the author gave none, the one PostgreSQL generates, so that a later DROP hits.
    pub name: String,
    /// Whether the author wrote the name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub named: bool,
    /// What it enforces.
    pub kind: ConstraintKind,
    /// Deferrability.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferrable: Deferrable,
    /// False while `NOT VALID`.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub validated: bool,
    /// `NO INHERIT` (check constraints).
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_inherit: bool,
    /// False when `NOT ENFORCED` (PostgreSQL 18).
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enforced: bool,
    /// Whether it comes only from a parent (inheritance or partitioning).
    #[serde(default, skip_serializing_if = "is_default")]
    pub inherited: bool,
    /// Comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub comment: Option<String>,
}

impl Constraint {
    /// A validated, not deferrable constraint.
    pub fn new(id: ConstraintId, name: &str, kind: ConstraintKind) -> Self {
        Constraint {
            id,
            name: name.to_string(),
            named: true,
            kind,
            deferrable: Deferrable::default(),
            validated: true,
            no_inherit: false,
            enforced: true,
            inherited: false,
            comment: None,
        }
    }

    /// The foreign key, if it is one.
    pub fn foreign_key(&self) -> Option<&ForeignKey> {
        match &self.kind {
            ConstraintKind::ForeignKey(key) => Some(key),
            _ => None,
        }
    }

    /// The columns of a primary or unique key, if it is one.
    pub fn key(&self) -> Option<&Key> {
        match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(key),
            _ => None,
        }
    }

    /// Whether it is the primary key.
    pub fn is_primary_key(&self) -> bool {
        matches!(self.kind, ConstraintKind::PrimaryKey(_))
    }

    /// The table's own columns it names directly (expressions aside), in order.
    pub fn columns(&self) -> Vec<ColumnId> {
        match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key.columns.clone(),
            ConstraintKind::ForeignKey(key) => key.columns.clone(),
            ConstraintKind::Check(_) => Vec::new(),
            ConstraintKind::Exclusion(exclusion) => exclusion
                .elements
                .iter()
                .filter_map(|element| element.key.column())
                .collect(),
        }
    }
}

/// What a constraint enforces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique(Key),
    /// `CHECK`.
    Check(Check),
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
    /// `EXCLUDE`.
    Exclusion(Exclusion),
}

/// A primary or unique key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Key columns, in order.
    pub columns: Vec<ColumnId>,
    /// `INCLUDE` columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub include: Vec<ColumnId>,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS` on the last column (PostgreSQL 18): rows alike in the others may not overlap in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub without_overlaps: bool,
    /// Index storage parameters (`WITH (fillfactor = 70)`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<(String, String)>,
    /// Index tablespace, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tablespace: Option<String>,
}

impl Key {
    /// A plain key over `columns`.
    pub fn over(columns: Vec<ColumnId>) -> Self {
        Key {
            columns,
            ..Key::default()
        }
    }
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Expression as the author's SQL text, without the outer parentheses.
    pub expression: String,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// Referencing columns, in order.
    pub columns: Vec<ColumnId>,
    /// What is referenced.
    pub target: ReferenceTarget,
    /// `MATCH` type.
    #[serde(default, skip_serializing_if = "is_default")]
    pub match_type: MatchType,
    /// `ON DELETE`; `None` when not stated, which PostgreSQL reads as NO ACTION.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_delete: Option<ReferentialAction>,
    /// `ON UPDATE`; `None` when not stated.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: Option<ReferentialAction>,
    /// `PERIOD` on the last column of both sides (PostgreSQL 18): the period must be covered by those of the rows referred to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub period: bool,
}

/// The referenced side of a foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceTarget {
    /// A table of this schema and the referenced columns, pairwise with the referencing ones.
    Table {
        /// Referenced table.
        table: TableId,
        /// Referenced columns.
        columns: Vec<ColumnId>,
    },
    /// A table the document does not hold, or columns it does not have; kept by name, so nothing is lost.
    External {
        /// Referenced table.
        table: QualifiedName,
        /// Referenced column names, unquoted; empty when the author left them to the primary key.
        columns: Vec<String>,
    },
}

impl ReferenceTarget {
    /// The referenced table, if the document holds it.
    pub fn table(&self) -> Option<TableId> {
        match self {
            ReferenceTarget::Table { table, .. } => Some(*table),
            ReferenceTarget::External { .. } => None,
        }
    }

    /// The referenced columns, empty for an external target.
    pub fn columns(&self) -> &[ColumnId] {
        match self {
            ReferenceTarget::Table { columns, .. } => columns,
            ReferenceTarget::External { .. } => &[],
        }
    }
}

/// `MATCH` type of a foreign key. `PARTIAL` is not implemented in PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchType {
    /// `MATCH SIMPLE`.
    #[default]
    Simple,
    /// `MATCH FULL`.
    Full,
}

/// What happens to referencing rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferentialAction {
    /// `NO ACTION`.
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`, of the listed columns only where any are (PostgreSQL 15, ON DELETE).
    SetNull(Vec<ColumnId>),
    /// `SET DEFAULT`, of the listed columns only where any are (PostgreSQL 15, ON DELETE).
    SetDefault(Vec<ColumnId>),
}

/// An exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Index method, unquoted (`gist`).
    pub method: String,
    /// Elements, in order.
    pub elements: Vec<ExclusionElement>,
    /// `INCLUDE` columns.
    #[serde(default, skip_serializing_if = "is_default")]
    pub include: Vec<ColumnId>,
    /// Predicate as SQL text, without the outer parentheses.
    #[serde(default, skip_serializing_if = "is_default")]
    pub predicate: Option<String>,
    /// Index storage parameters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<(String, String)>,
    /// Index tablespace, unquoted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tablespace: Option<String>,
}

/// One element of an exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionElement {
    /// Column or expression, with operator class and order.
    pub key: IndexKey,
    /// Operator as SQL text (`=`, `&&`, `OPERATOR(pg_catalog.=)`).
    pub operator: String,
}

/// Whether and when a constraint check may be deferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// `NOT DEFERRABLE`.
    #[default]
    No,
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    InitiallyImmediate,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    InitiallyDeferred,
}
