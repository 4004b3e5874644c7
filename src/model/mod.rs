//! The schema, its objects, the document around it, and the operations that change them.
//!
//! Plain data: no signals, no IO, no clock. Every change goes through [`Op::apply`], which returns the exact inverse,
//! so undo, the autosave journal, quick fixes and incremental review all speak the same type.

mod apply;
pub mod choices;
mod column;
mod constraint;
mod data_type;
pub mod debate;
mod document;
mod facts;
mod ids;
mod index;
mod lookup;
pub mod naming;
mod object;
mod op;
mod privilege;
mod program;
mod schema;
pub mod script;
mod sequence;
mod settings;
mod table;
pub mod tenancy;
mod touched;
mod user_type;

pub use choices::MigrationChoices;
pub use column::{Column, Generated, Identity};
pub use constraint::{
    Check, Constraint, ConstraintKind, Deferrable, Exclusion, ExclusionElement, ForeignKey, Key,
    MatchType, ReferenceTarget, ReferentialAction,
};
pub use data_type::DataType;
pub use document::{Area, Document, Focus, Note, Placement, SavedView, Tint, Waiver};
pub use facts::{Backup, EVIDENCE, Facts, Latency, Monitoring, Pool, PoolMode, Stage};
pub use ids::*;
pub use index::{Index, IndexKey, IndexKeySource};
pub use object::{Object, ObjectRef};
pub use op::{Op, OpError};
pub use privilege::{DefaultPrivilege, Grant, Privilege, Role};
pub use program::{
    Extension, Function, FunctionKind, Policy, PolicyCommand, Statistics, Trigger, Verbatim, View,
    ViewColumn,
};
pub use schema::{Namespace, QualifiedName, Schema, Store};
pub use sequence::{Sequence, SequenceOptions};
pub use settings::{
    AccessPattern, Dialect, ScaleHint, Settings, TenancyClass, TenancyMode, TenancySettings,
};
pub use table::{
    Partition, PartitionMethod, Partitioning, Persistence, RowSecurity, Table, TableHeader,
};
pub use touched::Touched;
pub use user_type::{CompositeField, DomainCheck, UserType, UserTypeKind};

/// Whether a value equals its default; keeps saved documents short (`skip_serializing_if`).
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The default of flags that are true unless said otherwise.
pub(crate) fn yes() -> bool {
    true
}

/// Whether a flag that is true by default still is; keeps saved documents short.
pub(crate) fn is_yes(value: &bool) -> bool {
    *value
}
