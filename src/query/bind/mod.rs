//! Binds a statement to a schema: every name finds its relation or column or is told as a problem, and the conditions are
//! gathered for [`super::judge`].

mod condition;
mod cross;
mod from;
mod join;
mod outputs;
mod scope;
mod smells;
mod statement;
mod subject;
mod walk;
mod with;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Span;
use super::ast::{Expr, ExprKind, Query, Statement};
use super::facts::{Block, ColumnRef, Facts, Link, Problem};
use super::names::Names;
use scope::{CommonScope, Scope};

/// Views in views deeper than this are read as relations whose columns are not known.
const VIEW_DEPTH: usize = 12;

/// What a column reference stands for.
#[derive(Clone, Debug, Default)]
struct Resolved {
    /// The tables' columns it comes from; several behind a UNION, none behind an expression.
    origins: Vec<ColumnRef>,
    /// The relation in FROM it is read from.
    source: Option<usize>,
    /// Whether a condition on it can be tested while the table is read.
    pushable: bool,
}

/// A column that a query gives.
#[derive(Clone, Debug)]
struct Output {
    name: String,
    origins: Vec<ColumnRef>,
    pushable: bool,
}

/// The columns of a query; not known after a function or an opaque relation.
#[derive(Clone, Debug, Default)]
struct Outputs {
    columns: Vec<Output>,
    open: bool,
}

pub(super) struct Binder<'a> {
    names: &'a Names<'a>,
    path: &'a [String],
    source: &'a str,
    facts: Facts,
    scopes: Vec<Scope>,
    commons: Vec<CommonScope>,
    resolved: BTreeMap<usize, Resolved>,
    /// Blocks of subqueries and the columns they give, by where they begin.
    blocks: FxHashMap<usize, (usize, Outputs)>,
    view_depth: usize,
}

/// Binds one statement of a text.
pub(super) fn statement(
    source: &str,
    statement: &Statement,
    names: &Names<'_>,
    path: &[String],
) -> Facts {
    let mut binder = Binder::new(source, names, path, 0);
    binder.statement(statement, None);
    let mut facts = binder.facts;
    facts.problems.sort_by_key(|problem| problem.span.start);
    facts.problems.dedup();
    facts
}

impl<'a> Binder<'a> {
    fn new(source: &'a str, names: &'a Names<'a>, path: &'a [String], view_depth: usize) -> Self {
        Binder {
            names,
            path,
            source,
            facts: Facts::default(),
            scopes: Vec::new(),
            commons: Vec::new(),
            resolved: BTreeMap::new(),
            blocks: FxHashMap::default(),
            view_depth,
        }
    }

    fn problem(&mut self, span: Span, message: String, suggestion: Option<String>) {
        self.facts.problems.push(Problem {
            span,
            message,
            suggestion,
        });
    }

    /// Opens a block; returns its position.
    fn block(&mut self, parent: Option<usize>, link: Link, span: Span) -> usize {
        self.facts.blocks.push(Block {
            parent,
            link,
            conditions: Vec::new(),
            order: Vec::new(),
            limit: false,
            offset: None,
            grouped: false,
            distinct: false,
            shared: false,
            writes: false,
            span,
        });
        self.facts.blocks.len() - 1
    }

    fn block_mut(&mut self, block: usize) -> Option<&mut Block> {
        self.facts.blocks.get_mut(block)
    }

    /// The block whose FROM is in scope.
    fn current(&self) -> Option<usize> {
        self.scopes.last().map(|scope| scope.block)
    }

    fn text(&self, span: Span) -> &'a str {
        self.source.get(span.start..span.end).unwrap_or_default()
    }

    /// A subquery inside an expression.
    fn subquery(&mut self, query: &Query) {
        let parent = self.current();
        let (outputs, block) = self.query(query, parent, Link::Apart);
        self.blocks.insert(query.span.start, (block, outputs));
    }

    /// The column an expression is, nothing else; a cast that changes no order is looked through by the caller.
    fn column_of(&self, expression: &Expr) -> Option<&Resolved> {
        match &expression.kind {
            ExprKind::Column(parts) => self.resolved.get(&parts.first()?.span.start),
            ExprKind::Collate(inner) => self.column_of(inner),
            _ => None,
        }
    }
}
