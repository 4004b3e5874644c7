//! Operations: every change to a document, as data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::debate::{Proposal, Round, Statement};
use super::*;

/// A change to a document. [`Op::apply`] gives back its exact inverse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Creates an object, or replaces the one with the same id whole.
    Put(Object),
    /// Removes an object that stands by itself. Its dependents must have been removed before ([`crate::editor`] plans that).
    Remove(ObjectRef),
    /// Replaces what is said of a table as a whole: name, schema, comment, partitioning, row security, ...
    SetHeader {
        /// Table.
        table: TableId,
        /// Its new header.
        header: Box<TableHeader>,
    },
    /// Creates a column, or replaces the one with the same id.
    PutColumn {
        /// Table.
        table: TableId,
        /// Column.
        column: Box<Column>,
        /// Position among the columns; `None`: at the end for a new one, unmoved for an old one.
        position: Option<usize>,
    },
    /// Creates or replaces a constraint.
    PutConstraint {
        /// Table.
        table: TableId,
        /// Constraint.
        constraint: Box<Constraint>,
        /// As for columns.
        position: Option<usize>,
    },
    /// Creates or replaces an index.
    PutIndex {
        /// Table.
        table: TableId,
        /// Index.
        index: Box<Index>,
        /// As for columns.
        position: Option<usize>,
    },
    /// Creates or replaces a trigger.
    PutTrigger {
        /// Table.
        table: TableId,
        /// Trigger.
        trigger: Box<Trigger>,
        /// As for columns.
        position: Option<usize>,
    },
    /// Creates or replaces a policy.
    PutPolicy {
        /// Table.
        table: TableId,
        /// Policy.
        policy: Box<Policy>,
        /// As for columns.
        position: Option<usize>,
    },
    /// Removes a column, constraint, index, trigger or policy from its table.
    RemovePart(ObjectRef),
    /// Places a table on the drawing; `None` takes it off.
    Place {
        /// Table.
        table: TableId,
        /// New placement.
        placement: Option<Placement>,
    },
    /// Creates, replaces or (with `None`) removes an area.
    SetArea {
        /// Area.
        id: AreaId,
        /// New state.
        area: Option<Area>,
    },
    /// Creates, replaces or (with `None`) removes a note.
    SetNote {
        /// Note.
        id: NoteId,
        /// New state.
        note: Option<Note>,
    },
    /// Creates, replaces or (with `None`) removes a saved view.
    SetSavedView {
        /// Saved view.
        id: SavedViewId,
        /// New state.
        view: Option<SavedView>,
    },
    /// Replaces the tenancy settings.
    SetTenancy(TenancySettings),
    /// Replaces the settings.
    SetSettings(Settings),
    /// Creates, replaces or removes an access pattern.
    SetAccessPattern {
        /// Access pattern.
        id: AccessPatternId,
        /// New state.
        pattern: Option<AccessPattern>,
    },
    /// Sets or removes what is known of a table's size.
    SetScale {
        /// Table.
        table: TableId,
        /// New state.
        scale: Option<ScaleHint>,
    },
    /// Creates, replaces or removes a waiver.
    SetWaiver {
        /// Waiver.
        id: WaiverId,
        /// New state.
        waiver: Option<Waiver>,
    },
    /// Replaces what was chosen for the migration.
    SetMigration(Box<MigrationChoices>),
    /// Names the document.
    SetTitle(String),
    /// Sets what the migration starts from.
    SetBase(Option<Arc<Schema>>),
    /// Sets the schema that proposals are held against; only while none is.
    SetOrigin(Arc<Schema>),
    /// Creates, replaces or removes a proposal; the one that is drawn is not removed.
    SetProposal {
        /// Its identity.
        id: String,
        /// New state.
        proposal: Option<Arc<Proposal>>,
    },
    /// Draws another proposal; the one left keeps what was drawn. `None`: what is drawn belongs to no proposal.
    OpenProposal(Option<String>),
    /// Closes a round, or takes that back.
    SetRound {
        /// Its identity.
        id: String,
        /// New state.
        round: Option<Arc<Round>>,
    },
    /// Adds what a reviewer said, or takes it back.
    Say {
        /// Its identity.
        id: String,
        /// What was said.
        statement: Option<Arc<Statement>>,
    },
}

/// Why an operation could not be applied. The document is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpError {
    /// The table does not exist.
    #[error("table {0:?} does not exist")]
    NoTable(TableId),
    /// The object does not exist.
    #[error("{0:?} does not exist")]
    NoObject(ObjectRef),
    /// The reference is not of a kind this operation takes.
    #[error("{0:?} is not of a kind that this operation takes")]
    WrongKind(ObjectRef),
    /// The proposal does not exist.
    #[error("the proposal {0} does not exist")]
    NoProposal(String),
    /// What is drawn would be lost.
    #[error("what is drawn belongs to no proposal and would be lost: make it one first")]
    NotKept,
    /// Proposals rest on the origin.
    #[error("proposals are held against the schema that the debate began with")]
    OriginInUse,
}
