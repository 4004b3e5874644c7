//! Binding every name inside an expression.

use super::super::ast::*;
use super::super::facts::{Smell, SmellKind};
use super::Binder;

impl Binder<'_> {
    pub(super) fn expressions<'e>(&mut self, all: impl IntoIterator<Item = &'e Expr>) {
        for expression in all {
            self.expression(expression);
        }
    }

    pub(super) fn order_items(&mut self, all: &[OrderItem]) {
        for item in all {
            self.expression(&item.expression);
        }
    }

    /// Binds an expression; its subqueries become blocks of their own.
    pub(super) fn expression(&mut self, expression: &Expr) {
        self.smells_of(expression);
        match &expression.kind {
            ExprKind::Column(parts) => self.resolve(parts),
            ExprKind::Star(parts) => self.star_in_expression(parts),
            ExprKind::Interpolated => self.smell(SmellKind::Interpolated, expression.span),
            ExprKind::Parameter | ExprKind::Literal | ExprKind::Value => {}
            ExprKind::And(all)
            | ExprKind::Or(all)
            | ExprKind::Array(all)
            | ExprKind::Row(all)
            | ExprKind::Case(all) => {
                self.expressions(all);
            }
            ExprKind::Chain(all, _) => self.expressions(all),
            ExprKind::Not(inner)
            | ExprKind::Sign(inner)
            | ExprKind::IsNull(inner, _)
            | ExprKind::IsTest(inner, _)
            | ExprKind::Quantified(_, inner)
            | ExprKind::Cast(inner, _)
            | ExprKind::Collate(inner) => self.expression(inner),
            ExprKind::Compare(left, _, right)
            | ExprKind::Distinct(left, right)
            | ExprKind::Like(left, _, right, _) => {
                self.expression(left);
                self.expression(right);
            }
            ExprKind::Between(value, low, high, _) => self.expressions([&**value, &**low, &**high]),
            ExprKind::In(left, all, _) => {
                self.expression(left);
                self.expressions(all);
            }
            ExprKind::InQuery(left, query, _) => {
                self.expression(left);
                self.subquery(query);
            }
            ExprKind::Exists(query) | ExprKind::Subquery(query) | ExprKind::ArrayQuery(query) => {
                self.subquery(query);
            }
            ExprKind::Part(inner, bounds) => {
                self.expression(inner);
                self.expressions(bounds);
            }
            ExprKind::Call(call) => self.call(call),
        }
    }

    fn call(&mut self, call: &Call) {
        self.expressions(&call.arguments);
        self.order_items(&call.order);
        if let Some(filter) = &call.filter {
            self.expression(filter);
        }
        if let Some(window) = &call.over {
            self.window(window);
        }
    }

    pub(super) fn window(&mut self, window: &Window) {
        self.expressions(&window.partition);
        self.order_items(&window.order);
        self.expressions(&window.frame);
    }

    /// `count(t.*)`, `row_to_json(t.*)`: the relation must be there.
    fn star_in_expression(&mut self, parts: &[Ident]) {
        let Some(name) = parts.last() else {
            return;
        };
        let known = self
            .scopes
            .iter()
            .filter(|scope| !scope.hidden)
            .any(|scope| scope.entries.iter().any(|entry| entry.name == name.name));
        if !known {
            let aliases = self
                .scopes
                .iter()
                .flat_map(|scope| scope.entries.iter().map(|entry| entry.name.as_str()));
            let suggestion = super::super::names::nearest(&name.name, aliases);
            self.problem(
                name.span,
                format!("no relation in FROM is called {}", name.name),
                suggestion,
            );
        }
    }

    pub(super) fn smell(&mut self, kind: SmellKind, span: super::Span) {
        self.facts.smells.push(Smell {
            kind,
            span,
            table: None,
        });
    }
}

/// Whether an expression holds an aggregate call, subqueries aside.
pub(super) fn aggregates(expression: &Expr) -> bool {
    /// Aggregates of PostgreSQL (manual, section 9.21).
    const AGGREGATES: &[&str] = &[
        "count",
        "sum",
        "min",
        "max",
        "avg",
        "array_agg",
        "string_agg",
        "bool_and",
        "bool_or",
        "every",
        "any_value",
        "bit_and",
        "bit_or",
        "bit_xor",
        "json_agg",
        "jsonb_agg",
        "json_object_agg",
        "jsonb_object_agg",
        "xmlagg",
        "range_agg",
        "percentile_cont",
        "percentile_disc",
        "mode",
        "stddev",
        "stddev_pop",
        "stddev_samp",
        "variance",
        "var_pop",
        "var_samp",
        "corr",
        "regr_count",
        "covar_pop",
        "covar_samp",
    ];
    match &expression.kind {
        ExprKind::Call(call) => {
            (call.over.is_none() && AGGREGATES.contains(&call.function()))
                || call.arguments.iter().any(aggregates)
        }
        ExprKind::And(all)
        | ExprKind::Or(all)
        | ExprKind::Array(all)
        | ExprKind::Row(all)
        | ExprKind::Case(all)
        | ExprKind::Chain(all, _) => all.iter().any(aggregates),
        ExprKind::Not(inner)
        | ExprKind::Sign(inner)
        | ExprKind::IsNull(inner, _)
        | ExprKind::IsTest(inner, _)
        | ExprKind::Cast(inner, _)
        | ExprKind::Part(inner, _)
        | ExprKind::Collate(inner) => aggregates(inner),
        ExprKind::Compare(left, _, right) | ExprKind::Distinct(left, right) => {
            aggregates(left) || aggregates(right)
        }
        _ => false,
    }
}
