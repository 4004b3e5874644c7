//! The queries an application runs, held against its schema: read, bound to tables and columns, and judged for tenants, indexes
//! and habits that cost.
//!
//! [`Ground`] is made once of a schema; [`Ground::judge`] then judges one access pattern after the other. Nothing of it asks a
//! server: which index serves is told by the rules a planner goes by, not by its figures.

mod ast;
mod bind;
mod evidence;
mod facts;
mod file;
mod fit;
mod frequency;
mod judge;
mod names;
mod normal;
mod parse;
mod place;
mod sargable;
mod serve;
mod suggest;
mod suggest_keys;
mod tenant;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::tenancy::Tenancy;
use crate::model::{ColumnId, Document, ObjectRef, ScaleHint, Schema, Table, TableId};

pub use evidence::{Evidence, Queries, Verdict};
pub use facts::{Access, Problem, Smell, SmellKind};
pub use file::{Declared, read_file};
pub use frequency::per_second;
pub use judge::SMALL;
pub use names::Names;
pub use place::line_and_column;
pub use suggest::Suggestion;

/// A stretch of a text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span {
            start: range.start,
            end: range.end,
        }
    }
}

impl Span {
    /// What stands there.
    pub fn text<'t>(&self, source: &'t str) -> &'t str {
        source.get(self.start..self.end).unwrap_or_default()
    }
}

/// The text with its parameters as PostgreSQL's own (`$1`), so that a server can prepare it.
pub fn with_positional_parameters(sql: &str) -> String {
    parse::positional(sql)
}

/// What queries are judged against.
pub struct Ground<'a> {
    names: Names<'a>,
    tenancy: &'a Tenancy,
    scale: &'a BTreeMap<TableId, ScaleHint>,
}

impl<'a> Ground<'a> {
    /// Gathers what judging needs of a document. Linear in the number of relations.
    pub fn of(document: &'a Document, tenancy: &'a Tenancy) -> Self {
        Ground {
            names: Names::of(&document.schema),
            tenancy,
            scale: &document.scale,
        }
    }

    fn schema(&self) -> &'a Schema {
        self.names.schema
    }

    fn table(&self, id: TableId) -> Option<&'a Table> {
        self.names.schema.table(id).map(AsRef::as_ref)
    }

    fn rows(&self, table: TableId) -> Option<u64> {
        self.scale.get(&table).and_then(|hint| hint.rows)
    }

    /// Whether a table is said to have few rows.
    fn is_small(&self, table: TableId) -> bool {
        self.rows(table).is_some_and(|rows| rows < SMALL)
    }
}

/// How a use of a table is held to one tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantFilter {
    /// Its rows belong to no tenant.
    NotNeeded,
    /// The tenant column is compared with a value.
    Value,
    /// The tenant column is joined to one that is held.
    Joined,
    /// A foreign key that holds the tenant column joins it to a table that is held.
    Key,
    /// A membership, found by its person.
    Member,
    /// An INSERT gives the tenant column.
    Given,
    /// Row security compares the tenant column.
    RowSecurity,
    /// The pattern is said to read all tenants.
    Global,
    /// By nothing.
    Missing,
}

/// How the rows of a table are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serving {
    /// An index finds one row at most.
    Row,
    /// An index finds them.
    Index,
    /// An index finds more: the rows of the tenant, which are then looked through or sorted.
    Part,
    /// Nothing is asked, so all are read.
    Nothing,
    /// What is asked has few values, so that an index would leave many rows.
    Coarse,
    /// No index starts with what is asked.
    None,
}

impl Serving {
    /// Whether an index is used.
    pub fn by_index(self) -> bool {
        matches!(self, Serving::Row | Serving::Index | Serving::Part)
    }

    /// Whether there is nothing to wish for.
    pub fn serves(self) -> bool {
        matches!(self, Serving::Row | Serving::Index | Serving::Nothing)
    }
}

/// How rows come into their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// None is asked for.
    #[default]
    None,
    /// An index gives it.
    ByIndex,
    /// They are sorted after reading.
    Sorts,
}

/// A condition on a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// Where it stands.
    pub span: Span,
    /// Whether the serving index holds its column.
    pub by_index: bool,
    /// Whether it is the tenant's.
    pub of_tenant: bool,
}

/// One use of a table in a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableUse {
    /// Table.
    pub table: TableId,
    /// Its alias, or its name.
    pub alias: String,
    /// Where it is named.
    pub span: Span,
    /// What is done to it.
    pub access: Access,
    /// How it is held to one tenant.
    pub tenant: TenantFilter,
    /// How its rows are found.
    pub serving: Serving,
    /// The index, or the key whose index it is.
    pub index: Option<ObjectRef>,
    /// The index's name.
    pub index_name: Option<String>,
    /// The columns the index finds rows by.
    pub found_by: Vec<ColumnId>,
    /// Whether the index gives the order asked for.
    pub ordered: bool,
    /// Rows read to find those wanted, where sizes are known and more are read than wanted.
    pub rows_read: Option<u64>,
    /// Columns that conditions name.
    pub tested: Vec<ColumnId>,
    /// Conditions on it.
    pub tests: Vec<Tested>,
    /// Columns compared with one value or a few.
    pub equal: Vec<ColumnId>,
    /// Columns compared with a range.
    pub ranged: Vec<ColumnId>,
    /// Columns rows are ordered by.
    pub sorted: Vec<ColumnId>,
    /// Whether it is partitioned and no condition names the key.
    pub partition_key_unused: bool,
}

/// A condition that no index finds rows by, because of how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonSargable {
    /// Table.
    pub table: TableId,
    /// The column in it, where there is one.
    pub column: Option<ColumnId>,
    /// Where it stands.
    pub span: Span,
    /// What keeps an index from it.
    pub kind: NonSargableKind,
}

/// What keeps an index from a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NonSargableKind {
    /// A call of this function over the column.
    Function(String),
    /// A cast of the column to this type.
    Cast(String),
    /// A value taken out of a JSON column.
    Json,
    /// Arithmetic or another operator over the column.
    Operators,
    /// A pattern that begins with anything.
    Pattern,
    /// A choice between columns that do not all lead an index.
    Or,
}

/// What is said of an access pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// What PostgreSQL would refuse, and where.
    pub problems: Vec<Problem>,
    /// Whether a statement could not be read.
    pub unreadable: bool,
    /// Every use of a table, in the order of the text.
    pub uses: Vec<TableUse>,
    /// Habits that cost.
    pub smells: Vec<Smell>,
    /// Conditions that no index finds.
    pub non_sargable: Vec<NonSargable>,
    /// Indexes that would serve, none of which is there.
    pub suggestions: Vec<Suggestion>,
    /// How rows come into their order.
    pub order: Order,
    /// Whether it takes only so many rows.
    pub limited: bool,
    /// Whether it lists all rows of a tenant, or all there are.
    pub unbounded: bool,
    /// Statements that read or write.
    pub statements: usize,
    /// Statements that write.
    pub writes: usize,
    /// Whether a transaction stands around them.
    pub transaction: bool,
    /// How long reading takes at least, by the sizes that are known.
    pub milliseconds: Option<u64>,
    /// The pattern's latency target in milliseconds.
    pub target: Option<u32>,
}
