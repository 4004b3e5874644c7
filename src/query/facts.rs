//! What binding finds out of a statement: which relations it uses, what it asks of their columns, and what is wrong with it.

use crate::model::{ColumnId, TableId};

use super::Span;

/// A column of one use of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ColumnRef {
    /// Position in [`Facts::sources`].
    pub source: usize,
    pub column: ColumnId,
}

/// What a statement does to a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Reads its rows.
    Read,
    /// Adds rows.
    Insert,
    /// Changes rows.
    Update,
    /// Removes rows.
    Delete,
}

/// One use of a relation.
#[derive(Clone, Debug)]
pub(super) struct SourceUse {
    /// The table; `None` for a function, subquery or relation the schema does not take apart.
    pub table: Option<TableId>,
    pub alias: String,
    pub span: Span,
    pub block: usize,
    pub access: Access,
    /// Whether an outer join may fill it with nulls.
    pub nullable: bool,
    /// Columns an INSERT gives values for.
    pub given: Vec<ColumnId>,
}

/// How a block stands in the one around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// The statement itself.
    Root,
    /// A subquery in FROM, a view, or a common table expression: conditions from outside go in.
    From,
    /// EXISTS and IN as a condition that must hold: conditions go both ways.
    Asserted,
    /// Any other subquery.
    Apart,
}

/// A level of a statement: a SELECT, UPDATE, DELETE or MERGE with its own FROM.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub parent: Option<usize>,
    pub link: Link,
    pub conditions: Vec<Condition>,
    pub order: Vec<OrderKey>,
    /// Whether it takes only so many rows.
    pub limit: bool,
    pub offset: Option<OffsetKind>,
    /// Whether rows become groups or one row.
    pub grouped: bool,
    pub distinct: bool,
    /// Whether several places read it, so that no one's condition goes in.
    pub shared: bool,
    /// Whether it changes rows.
    pub writes: bool,
    pub span: Span,
}

/// What stands after OFFSET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OffsetKind {
    /// A literal.
    Fixed(Span),
    /// A parameter or an expression.
    Changing(Span),
}

/// An entry of ORDER BY.
#[derive(Clone, Debug)]
pub(super) struct OrderKey {
    /// The column, unless it is an expression.
    pub column: Option<ColumnRef>,
    /// The expression without qualifiers, as [`super::normal`] writes it.
    pub text: String,
    pub source: Option<usize>,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

/// A condition that every row must meet.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub test: Test,
    /// As [`super::normal`] writes it.
    pub text: String,
    pub span: Span,
    /// The block it stands in.
    pub block: usize,
    /// In ON of an outer join: the sources it says something of.
    pub only: Option<Vec<usize>>,
    /// Whether it can be tested while the table is read.
    pub pushable: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Test {
    /// A column against a value.
    Column {
        column: ColumnRef,
        operator: Operator,
        value: Value,
    },
    /// An expression over one source's columns against a value.
    Expression {
        source: usize,
        /// As [`super::normal`] writes it.
        text: String,
        columns: Vec<ColumnRef>,
        shape: Shape,
        operator: Operator,
        value: Value,
    },
    /// One of several lists of conditions holds.
    Or(Vec<Vec<Condition>>),
    /// Anything else.
    Other,
}

/// What a condition does with its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    /// `IN (...)`, `= ANY (...)`.
    Any,
    /// `<`, `>=`, `BETWEEN`, or a row comparison.
    Range,
    IsNull,
    NotNull,
    /// `LIKE` with a text that begins with letters, or with one that is not known.
    Prefix,
    /// `LIKE '%...'`, `ILIKE`, `~`.
    Contains,
    /// An operator that GIN or GiST may serve (`@>`, `&&`, `@@`).
    Sign(String),
    /// `<>`, `NOT IN`, `NOT LIKE`, `IS DISTINCT FROM`: no index finds these.
    Not,
}

/// How an expression is made of its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A call of this function.
    Function(String),
    /// A cast to this type.
    Cast(String),
    /// `column ->> 'key'`, `column -> 'key'`, `column #>> '{a,b}'`.
    Json,
    /// Arithmetic and other operators.
    Operators,
}

/// The other side of a condition.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    /// The column, where it is one.
    pub columns: Vec<ColumnRef>,
    /// The sources it is taken from; none for a parameter or a literal.
    pub depends: Vec<usize>,
}

/// Why a name or text is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// The name that may have been meant.
    pub suggestion: Option<String>,
}

/// A habit that costs time or safety.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smell {
    /// Which.
    pub kind: SmellKind,
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// The table it concerns, where it is one.
    pub table: Option<TableId>,
}

/// The habits that are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SmellKind {
    /// `SELECT *`.
    SelectStar,
    /// `count(*) > 0` where EXISTS would do.
    CountForExists,
    /// `currval('s')`.
    Currval,
    /// Text put in by the program, or joined to a string.
    Interpolated,
    /// UPDATE or DELETE of all rows.
    NoWhere,
    /// `NOT IN (SELECT ...)`, which a single null empties.
    NotInSubquery,
    /// Relations in FROM that no condition joins.
    CrossJoin,
    /// `OFFSET` with a value that changes.
    Offset,
}

/// All that was found out of one statement.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub sources: Vec<SourceUse>,
    pub blocks: Vec<Block>,
    pub problems: Vec<Problem>,
    pub smells: Vec<Smell>,
}

impl Facts {
    /// Whether a condition of `block` says something of the rows of `source`: it stands in the same block, around it, or within
    /// an EXISTS or IN that must hold.
    pub fn reaches(&self, block: usize, source: usize) -> bool {
        let Some(target) = self.sources.get(source).map(|source| source.block) else {
            return false;
        };
        self.climbs(target, block, |inner| {
            inner.link == Link::From && !inner.shared
        }) || self.climbs(block, target, |inner| inner.link == Link::Asserted)
    }

    /// Whether `to` is `from` or stands around it, and all blocks on the way satisfy a condition.
    pub fn climbs(&self, from: usize, to: usize, passes: impl Fn(&Block) -> bool) -> bool {
        let mut at = from;
        // A block's parent is another one, and there are no more than there are blocks.
        for _ in 0..=self.blocks.len() {
            if at == to {
                return true;
            }
            let Some(block) = self.blocks.get(at).filter(|block| passes(block)) else {
                return false;
            };
            let Some(parent) = block.parent else {
                return false;
            };
            at = parent;
        }
        false
    }

    /// Conditions that stand by themselves, `OR` not taken apart.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.blocks.iter().flat_map(|block| &block.conditions)
    }
}
