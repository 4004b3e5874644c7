//! One step of a plan.

use super::locks::{Lock, Operation, Work};
use crate::model::ObjectRef;
use crate::model::choices::Way;

/// When a step runs, seen from the application that uses the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Before the new application: what the old one does not notice.
    Expand,
    /// While both run: rows get their new values.
    Backfill,
    /// What was built beside the old takes its place.
    Switch,
    /// After the old application is gone: what only it needed.
    Contract,
}

impl Phase {
    /// The phase in one word, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Expand => "expand",
            Phase::Backfill => "backfill",
            Phase::Switch => "switch",
            Phase::Contract => "contract",
        }
    }
}

/// What going up and then down does not bring back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Loss {
    /// Nothing is lost.
    #[default]
    None,
    /// The structure comes back, its rows or values do not.
    StructureOnly {
        /// What is lost, as a sentence.
        what: String,
    },
    /// Going down changes or refuses values.
    Lossy {
        /// What is lost, as a sentence.
        what: String,
    },
}

impl Loss {
    /// The sentence, if anything is lost.
    pub fn what(&self) -> Option<&str> {
        match self {
            Loss::None => None,
            Loss::StructureOnly { what } | Loss::Lossy { what } => Some(what),
        }
    }
}

/// The lock a step takes on one table or other relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableLock {
    /// Relation as people call it; an index without its schema.
    pub table: String,
    /// Strongest lock it takes there.
    pub lock: Lock,
}

/// One step: a sentence, its SQL both ways, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does, for people (`Add column orders.note`).
    pub title: String,
    /// Kind of statement its facts come from.
    pub operation: Operation,
    /// Phase.
    pub phase: Phase,
    /// Statements up, in order, without the final semicolon. Never empty together with `down`.
    pub up: Vec<String>,
    /// Statements down, in the order to run them.
    pub down: Vec<String>,
    /// Strongest lock it takes on a relation that exists before the plan.
    pub lock: Lock,
    /// Locks on relations that exist before the plan, the strongest first: every table, view and sequence it locks, and the
    /// indexes it names.
    pub tables: Vec<TableLock>,
    /// The same on the way down, of what exists before that.
    pub tables_down: Vec<TableLock>,
    /// Work on rows that exist.
    pub work: Work,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
    /// What cannot come back.
    pub loss: Loss,
    /// Objects it makes, changes or drops, by the diff's ids.
    pub objects: Vec<ObjectRef>,
    /// What to know or do, one sentence each.
    pub notes: Vec<String>,
    /// Why it is made this way, one clause; empty where there is only one way.
    pub reason: String,
    /// The change it belongs to, where there is more than one way to make it: what [`super::Options::ways`] goes by.
    pub subject: Option<ObjectRef>,
    /// The way it is made.
    pub way: Way,
    /// The other ways there are.
    pub other_ways: Vec<Way>,
    /// Which file it stands in, from 0.
    pub file: usize,
    /// Place in the order of an online plan: steps of one place share a file unless one must stand alone.
    pub(super) place: Place,
}

impl Step {
    /// A step of statements that somebody wrote and that change no schema: they run as they stand, and nothing takes them back.
    pub fn written(up: Vec<String>, transactional: bool) -> Step {
        Step {
            title: "Run as written".to_string(),
            operation: Operation::Update,
            phase: Phase::Backfill,
            up,
            down: Vec::new(),
            lock: Lock::None,
            tables: Vec::new(),
            tables_down: Vec::new(),
            work: Work::Catalog,
            transactional,
            loss: Loss::Lossy {
                what: "What the statements do to rows stays.".to_string(),
            },
            objects: Vec::new(),
            notes: Vec::new(),
            reason: String::new(),
            subject: None,
            way: Way::Direct,
            other_ways: Vec::new(),
            file: 0,
            place: Place::Backfill,
        }
    }
}

/// The places of an online plan, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// What would stop the plan later is looked for first.
    Precheck,
    /// New values of enums: usable only after their file is committed.
    Values,
    /// Checks that say the bounds of partitions to come, for new rows.
    Bounds,
    /// Their proof for old rows.
    ProveBounds,
    /// Partitions leave, each alone, before anything else changes.
    Detach,
    /// Partitions come.
    Attach,
    /// Everything the old application does not notice.
    Expand,
    /// Indexes, each alone.
    Indexes,
    /// Constraints that hold for new rows only.
    NotValid,
    /// Rows get their values.
    Backfill,
    /// Indexes over what was filled, each alone.
    LateIndexes,
    /// Constraints are proved for old rows.
    Validate,
    /// What the proofs allow: NOT NULL, keys over built indexes, row security.
    Enforce,
    /// Foreign keys to keys that the plan itself enforces, for new rows only.
    LateNotValid,
    /// Their proof for old rows.
    LateValidate,
    /// The new takes the place of the old, in one transaction.
    Switch,
    /// What the switch could add for new rows only is proved.
    SwitchValidate,
    /// What only the old application needed, indexes each alone.
    DropIndexes,
    /// The way down gives the old its values back here.
    Return,
    /// What only the old application needed.
    Contract,
}

impl Place {
    /// The phase the place belongs to.
    pub(super) fn phase(self) -> Phase {
        match self {
            Place::Precheck
            | Place::Values
            | Place::Bounds
            | Place::ProveBounds
            | Place::Detach
            | Place::Attach
            | Place::Expand
            | Place::Indexes
            | Place::NotValid => Phase::Expand,
            Place::Backfill
            | Place::LateIndexes
            | Place::Validate
            | Place::Enforce
            | Place::LateNotValid
            | Place::LateValidate => Phase::Backfill,
            Place::Switch | Place::SwitchValidate => Phase::Switch,
            Place::DropIndexes | Place::Return | Place::Contract => Phase::Contract,
        }
    }
}

/// Statements both ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Move {
    /// Statements up, in order.
    pub up: Vec<String>,
    /// Statements down, in order.
    pub down: Vec<String>,
}

impl Move {
    /// One statement each way.
    pub(super) fn new(up: impl Into<String>, down: impl Into<String>) -> Move {
        Move {
            up: vec![up.into()],
            down: vec![down.into()],
        }
    }

    /// Several statements each way.
    pub(super) fn of(up: Vec<String>, down: Vec<String>) -> Move {
        Move { up, down }
    }

    /// The way back as the way there.
    pub(super) fn reversed(self) -> Move {
        Move {
            up: self.down,
            down: self.up,
        }
    }

    /// This, then the other.
    pub(super) fn then(mut self, other: Move) -> Move {
        self.up.extend(other.up);
        let mut down = other.down;
        down.append(&mut self.down);
        self.down = down;
        self
    }
}
