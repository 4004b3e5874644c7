//! Changes into a phased plan and its files.
//!
//! [`plan`] turns a [`Diff`] into [`Step`]s: SQL up, SQL down, the lock each takes, what it costs and what cannot come
//! back. Every step is one of PostgreSQL's own reversible moves, so the down of a plan is its steps' downs in reverse.
//! [`files`] lays the steps out as files.

mod build;
mod column_changes;
mod columns;
mod constraints;
mod default_privileges;
mod dependents;
mod drops;
pub mod facts;
mod files;
mod held;
mod indexes;
pub mod layout;
mod lock;
pub mod locks;
mod loosen;
mod names;
mod not_null;
mod objects;
mod order;
mod part_renames;
mod partition_bound;
mod partitioned_indexes;
mod partitions;
mod phased;
mod precheck;
mod privileges;
mod programs;
mod rename_order;
mod renames;
mod report;
mod row_types;
mod security;
mod sequences;
mod statement;
mod step;
mod tables;
mod tenant_fill;
mod type_change;
mod type_swap;
mod types;
mod unplanned;
mod view_settings;

use std::collections::BTreeMap;

use thiserror::Error;

pub use files::{File, files};
pub use locks::{Lock, Operation, Work};
pub use step::{Loss, Phase, Step, TableLock};
pub use type_change::{narrows, operation as type_operation};

pub use crate::model::choices::{Strategy, Way};

use crate::diff::Diff;
use crate::model::{ColumnId, Document, ObjectRef, TableId};

/// What a plan is made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Strategy.
    pub strategy: Strategy,
    /// PostgreSQL major version the files run on.
    pub postgresql: u16,
    /// Expressions that fill a new NOT NULL column of a table that has rows, as SQL text over the table's own columns.
    pub fills: BTreeMap<(TableId, ColumnId), String>,
    /// Rows of base tables where known. A table known to hold few needs no online care.
    pub rows: BTreeMap<TableId, u64>,
    /// How the user wants a change made, by the base's objects, or the target's where the base has none.
    pub ways: BTreeMap<ObjectRef, Way>,
}

/// From so many rows on a table gets the careful statements: below it a scan or a rewrite takes less time than the lock
/// waits for (the measured step is at ten thousand rows in the catalogue of published linters).
pub const FEW_ROWS: u64 = 10_000;

impl Options {
    /// What the document says: its strategy and ways, the server's version, and the rows its tables hold.
    pub fn of(document: &Document) -> Self {
        let ways = document.migration.ways.iter();
        let scale = document.scale.iter();
        Options {
            strategy: document.strategy(),
            postgresql: document.settings.postgresql,
            rows: scale
                .filter_map(|(table, hint)| Some((*table, hint.rows?)))
                .collect(),
            ways: ways.map(|chosen| (chosen.object, chosen.way)).collect(),
            ..Options::default()
        }
    }

    /// How the user wants the change of an object made, if said.
    pub fn way(&self, object: ObjectRef) -> Option<Way> {
        self.ways.get(&object).copied()
    }

    /// Whether the table is known to hold few rows.
    pub fn is_small(&self, table: TableId) -> bool {
        self.rows.get(&table).is_some_and(|rows| *rows < FEW_ROWS)
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            strategy: Strategy::Single,
            postgresql: 15,
            fills: BTreeMap::new(),
            rows: BTreeMap::new(),
            ways: BTreeMap::new(),
        }
    }
}

/// Why no plan can be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A change PostgreSQL has no statement for.
    #[error("{object}: {reason}")]
    CannotAlter {
        /// The object as people call it.
        object: String,
        /// What cannot be changed, and the way around it.
        reason: String,
    },
}

/// The steps from the base to the target, in the order in which they run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Strategy it was made with.
    pub strategy: Strategy,
    /// Steps. Those of one file follow each other.
    pub steps: Vec<Step>,
    /// What the reader should know of the plan as a whole, one sentence each.
    pub notes: Vec<String>,
    /// What stays under another name instead of being dropped, as the user chose (`orders.note_deprecated`).
    pub kept: Vec<String>,
    /// A name for the files, `verb_entity_detail`.
    pub name: String,
}

impl Plan {
    /// Whether base and target are the same, so that there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// Plans the way from a diff's base to its target.
///
/// # Errors
/// When a change has no statement in PostgreSQL (another partition method); the error names the object.
pub fn plan(diff: &Diff, options: &Options) -> Result<Plan, PlanError> {
    phased::plan(diff, options)
}
