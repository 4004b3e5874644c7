//! The side of a condition that an index may find, and the value on the other.

use super::super::ast::*;
use super::super::facts::{ColumnRef, Operator, Shape, Test, Value};
use super::super::normal;
use super::Binder;
use super::condition::other;
use super::outputs::single;

/// A side of a condition that an index may find.
enum Subject {
    Columns(Vec<ColumnRef>, bool),
    Expression(usize, Vec<ColumnRef>, Shape, String),
}

impl Binder<'_> {
    /// The sources and columns an expression is taken from.
    pub(super) fn value(&self, expression: &Expr) -> Value {
        Value {
            columns: self
                .column_of(expression)
                .map(|resolved| resolved.origins.clone())
                .unwrap_or_default(),
            depends: self.sources_between(expression.span),
        }
    }

    pub(super) fn test(
        &self,
        expression: &Expr,
        operator: Operator,
        value: Value,
    ) -> Vec<(Test, bool)> {
        match self.subject(expression) {
            Some(Subject::Columns(columns, pushable)) => columns
                .into_iter()
                .map(|column| {
                    let test = Test::Column {
                        column,
                        operator: operator.clone(),
                        value: value.clone(),
                    };
                    (test, pushable)
                })
                .collect(),
            Some(Subject::Expression(source, columns, shape, text))
                if !value.depends.contains(&source) =>
            {
                vec![(
                    Test::Expression {
                        source,
                        text,
                        columns,
                        shape,
                        operator,
                        value,
                    },
                    true,
                )]
            }
            _ => other(),
        }
    }

    fn subject(&self, expression: &Expr) -> Option<Subject> {
        if let ExprKind::Cast(inner, name) = &expression.kind
            && self.is_same_to_an_index(inner, name)
        {
            return self.subject(inner);
        }
        if let Some(resolved) = self.column_of(expression) {
            let known = !resolved.origins.is_empty();
            return known.then(|| Subject::Columns(resolved.origins.clone(), resolved.pushable));
        }
        let shape = match &expression.kind {
            ExprKind::Call(call) => Shape::Function(call.function().to_string()),
            ExprKind::Cast(inner, name) => match self.subject(inner) {
                Some(Subject::Expression(.., Shape::Json, _)) => Shape::Json,
                _ => Shape::Cast(name.clone()),
            },
            ExprKind::Chain(_, operators) => {
                let json = operators
                    .iter()
                    .all(|sign| matches!(sign.as_str(), "->" | "->>" | "#>" | "#>>"));
                if json { Shape::Json } else { Shape::Operators }
            }
            ExprKind::Sign(_) | ExprKind::Part(..) => Shape::Operators,
            _ => return None,
        };
        let source = single(&self.sources_between(expression.span))?;
        let mut columns: Vec<ColumnRef> = self
            .resolved
            .range(expression.span.start..expression.span.end)
            .flat_map(|(_, resolved)| resolved.origins.iter().copied())
            .collect();
        columns.dedup();
        let text = normal::expression(self.text(expression.span));
        (!columns.is_empty()).then_some(Subject::Expression(source, columns, shape, text))
    }

    /// Whether a cast leaves an index on the column of use: text types are stored alike.
    fn is_same_to_an_index(&self, inner: &Expr, name: &str) -> bool {
        let column = self
            .column_of(inner)
            .and_then(|resolved| resolved.origins.first().copied());
        let Some(column) = column else {
            return false;
        };
        let table = self
            .facts
            .sources
            .get(column.source)
            .and_then(|source| source.table);
        let table = table.and_then(|id| self.names.schema.table(id));
        let Some(own) = table.and_then(|table| table.column(column.column)) else {
            return false;
        };
        let text = |name: &str| matches!(name, "text" | "character varying" | "varchar" | "citext");
        own.data_type.name == name
            || (text(&own.data_type.name) && matches!(name, "text" | "varchar" | "character"))
    }

    /// Whether a column never gives null where it is read.
    pub(super) fn is_not_null(&self, column: ColumnRef) -> bool {
        let Some(source) = self.facts.sources.get(column.source) else {
            return false;
        };
        let table = source.table.and_then(|id| self.names.schema.table(id));
        let own = table.and_then(|table| table.column(column.column));
        !source.nullable && own.is_some_and(|own| own.not_null)
    }

    pub(super) fn like(&self, kind: LikeKind, pattern: &Expr, not: bool) -> Operator {
        if not {
            return Operator::Not;
        }
        let first = match &pattern.kind {
            ExprKind::Chain(parts, _) => parts.first(),
            _ => Some(pattern),
        };
        let text = first
            .filter(|first| first.is_literal())
            .map(|first| self.text(first.span));
        let inner = text
            .and_then(|text| text.split_once('\''))
            .map(|(_, inner)| inner);
        match (kind, inner) {
            (LikeKind::Like, Some(inner)) if !inner.starts_with(['%', '_']) => Operator::Prefix,
            (LikeKind::Like, None) => Operator::Prefix,
            _ => Operator::Contains,
        }
    }
}
