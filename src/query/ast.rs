//! The syntax tree of a query: as much of PostgreSQL's grammar as binding and judging read.
//!
//! `AND`, `OR` and operators are flat lists, so that a condition of ten thousand parts is no deeper than one of two.

use super::Span;

/// A name as written, unquoted and folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    pub name: String,
    pub span: Span,
}

/// A statement of a text.
#[derive(Clone, Debug)]
pub struct Statement {
    pub kind: StatementKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum StatementKind {
    Query(Box<Query>),
    Insert(Box<Insert>),
    Update(Box<Update>),
    Delete(Box<Delete>),
    Merge(Box<Merge>),
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`, `ROLLBACK`, `ABORT`.
    End,
    /// `SET search_path TO a, b`.
    SearchPath(Vec<String>),
    /// `SET`, `SAVEPOINT`, `LOCK` and others that read no rows.
    Other,
}

impl StatementKind {
    /// Whether rows are changed; a query may do so in a common table expression.
    pub fn writes(&self) -> bool {
        match self {
            StatementKind::Insert(_)
            | StatementKind::Update(_)
            | StatementKind::Delete(_)
            | StatementKind::Merge(_) => true,
            StatementKind::Query(query) => query
                .with
                .iter()
                .flat_map(|with| &with.tables)
                .any(|table| table.statement.kind.writes()),
            _ => false,
        }
    }
}

/// `WITH [RECURSIVE] ...`.
#[derive(Clone, Debug)]
pub struct With {
    pub recursive: bool,
    pub tables: Vec<CommonTable>,
}

#[derive(Clone, Debug)]
pub struct CommonTable {
    pub name: Ident,
    pub columns: Vec<Ident>,
    /// `Some(true)` for `MATERIALIZED`, `Some(false)` for `NOT MATERIALIZED`.
    pub materialized: Option<bool>,
    pub statement: Statement,
    /// Columns that `SEARCH` and `CYCLE` add.
    pub added: Vec<Ident>,
}

#[derive(Clone, Debug)]
pub struct Query {
    pub with: Option<With>,
    pub body: Body,
    pub order: Vec<OrderItem>,
    pub limit: Option<Expr>,
    pub offset: Option<Expr>,
    pub locks: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Body {
    Select(Box<Select>),
    Values(Vec<Vec<Expr>>),
    /// `TABLE name`.
    Table(Vec<Ident>),
    Set(Box<Query>, Box<Query>),
    /// A query in parentheses.
    Nested(Box<Query>),
}

#[derive(Clone, Debug)]
pub struct OrderItem {
    pub expression: Expr,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

#[derive(Clone, Debug, Default)]
pub struct Select {
    pub distinct: bool,
    pub distinct_on: Vec<Expr>,
    pub items: Vec<Item>,
    pub from: Vec<From>,
    pub filter: Option<Expr>,
    pub group: Vec<Expr>,
    pub having: Option<Expr>,
    pub windows: Vec<(Ident, Window)>,
}

/// An entry of a select list or of `RETURNING`.
#[derive(Clone, Debug)]
pub struct Item {
    pub expression: Expr,
    pub alias: Option<Ident>,
}

#[derive(Clone, Debug, Default)]
pub struct Window {
    pub base: Option<Ident>,
    pub partition: Vec<Expr>,
    pub order: Vec<OrderItem>,
    pub frame: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub struct Alias {
    pub name: Ident,
    pub columns: Vec<Ident>,
}

#[derive(Clone, Debug)]
pub enum From {
    Relation {
        name: Vec<Ident>,
        alias: Option<Alias>,
        /// Arguments of `TABLESAMPLE`.
        sample: Vec<Expr>,
    },
    Subquery {
        lateral: bool,
        query: Box<Query>,
        alias: Option<Alias>,
        span: Span,
    },
    /// Function calls, of which the columns are not known.
    Function {
        calls: Vec<Expr>,
        alias: Option<Alias>,
        span: Span,
    },
    Join {
        left: Box<From>,
        right: Box<From>,
        kind: JoinKind,
        natural: bool,
        on: Option<Expr>,
        using: Vec<Ident>,
    },
    /// Something the program puts in before it sends the text.
    Interpolated(Span, Option<Alias>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

#[derive(Clone, Debug)]
pub struct Target {
    pub name: Vec<Ident>,
    pub alias: Option<Ident>,
}

#[derive(Clone, Debug)]
pub struct Insert {
    pub with: Option<With>,
    pub target: Target,
    pub columns: Vec<Ident>,
    /// `None` for `DEFAULT VALUES`.
    pub source: Option<Query>,
    pub conflict: Option<Conflict>,
    pub returning: Vec<Item>,
}

#[derive(Clone, Debug, Default)]
pub struct Conflict {
    pub target: Vec<Expr>,
    pub target_filter: Option<Expr>,
    pub assignments: Vec<Assignment>,
    pub filter: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct Assignment {
    pub columns: Vec<Ident>,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub struct Update {
    pub with: Option<With>,
    pub target: Target,
    pub assignments: Vec<Assignment>,
    pub from: Vec<From>,
    pub filter: Option<Expr>,
    /// `WHERE CURRENT OF`.
    pub cursor: bool,
    pub returning: Vec<Item>,
}

#[derive(Clone, Debug)]
pub struct Delete {
    pub with: Option<With>,
    pub target: Target,
    pub using: Vec<From>,
    pub filter: Option<Expr>,
    pub cursor: bool,
    pub returning: Vec<Item>,
}

#[derive(Clone, Debug)]
pub struct Merge {
    pub with: Option<With>,
    pub target: Target,
    pub source: From,
    pub on: Expr,
    pub actions: Vec<MergeAction>,
    pub returning: Vec<Item>,
}

#[derive(Clone, Debug, Default)]
pub struct MergeAction {
    /// Whether source columns alone are seen (`NOT MATCHED [BY TARGET]`).
    pub condition: Option<Expr>,
    pub assignments: Vec<Assignment>,
    /// `INSERT (columns) VALUES (...)`.
    pub insert: Option<(Vec<Ident>, Vec<Expr>)>,
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `a`, `t.a`, `s.t.a`.
    Column(Vec<Ident>),
    /// `*`, `t.*`, with what stands before the star.
    Star(Vec<Ident>),
    Parameter,
    /// Text that the program puts in (`${x}`, `{x}`, `#{x}`).
    Interpolated,
    /// A string, number, `NULL`, `TRUE`, typed literal or `DEFAULT`.
    Literal,
    /// `CURRENT_DATE` and others without parentheses.
    Value,
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    /// `<`, `=`, ... between two operands.
    Compare(Box<Expr>, String, Box<Expr>),
    /// Operands and the operators between them, without regard to their precedence.
    Chain(Vec<Expr>, Vec<String>),
    /// A sign before an operand.
    Sign(Box<Expr>),
    /// `IS [NOT] NULL`, `ISNULL`, `NOTNULL`; true for `NOT`.
    IsNull(Box<Expr>, bool),
    /// `IS [NOT] TRUE | FALSE | UNKNOWN | JSON ...`.
    IsTest(Box<Expr>, String),
    /// `IS [NOT] DISTINCT FROM`.
    Distinct(Box<Expr>, Box<Expr>),
    Between(Box<Expr>, Box<Expr>, Box<Expr>, bool),
    /// `IN (list)`; true for `NOT`.
    In(Box<Expr>, Vec<Expr>, bool),
    InQuery(Box<Expr>, Box<Query>, bool),
    /// `LIKE`, `ILIKE`, `SIMILAR TO`; true for `NOT`.
    Like(Box<Expr>, LikeKind, Box<Expr>, bool),
    /// `ANY (...)`, `ALL (...)`; true for `ALL`.
    Quantified(bool, Box<Expr>),
    Exists(Box<Query>),
    Subquery(Box<Query>),
    ArrayQuery(Box<Query>),
    Array(Vec<Expr>),
    Row(Vec<Expr>),
    Case(Vec<Expr>),
    Cast(Box<Expr>, String),
    Collate(Box<Expr>),
    /// `(x).field`, `x[1]`.
    Part(Box<Expr>, Vec<Expr>),
    Call(Box<Call>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LikeKind {
    Like,
    Ilike,
    Similar,
}

#[derive(Clone, Debug, Default)]
pub struct Call {
    pub name: Vec<Ident>,
    pub arguments: Vec<Expr>,
    pub star: bool,
    pub distinct: bool,
    pub order: Vec<OrderItem>,
    pub filter: Option<Expr>,
    pub over: Option<Window>,
}

impl Call {
    /// The function's name without its schema.
    pub fn function(&self) -> &str {
        self.name.last().map_or("", |part| part.name.as_str())
    }
}

impl Expr {
    /// The conditions that all must hold: the parts of an `AND`, or the expression itself.
    pub fn conjuncts(&self) -> &[Expr] {
        match &self.kind {
            ExprKind::And(parts) => parts,
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether the expression names nothing and asks nothing: a value known when the query is planned.
    pub fn is_literal(&self) -> bool {
        match &self.kind {
            ExprKind::Literal => true,
            ExprKind::Cast(inner, _) | ExprKind::Sign(inner) => inner.is_literal(),
            _ => false,
        }
    }
}
