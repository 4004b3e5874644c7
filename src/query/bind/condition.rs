//! What a condition asks of which column.

use super::super::ast::*;
use super::super::facts::{Condition, Link, Operator, Smell, SmellKind, Test, Value};
use super::super::{Span, normal};
use super::{Binder, Output};

/// Operators that give true or false, other than comparisons.
const TESTS: &[&str] = &[
    "@>", "<@", "&&", "@@", "@@@", "@?", "~", "~*", "!~", "!~*", "~~", "~~*", "!~~", "!~~*", "?",
    "?|", "?&", "<<", ">>", "&<", "&>", "-|-", "<%", "%>", "%", "^@", "overlaps",
];

impl Condition {
    /// The condition after a view's facts were added to those of the query that names it.
    pub(super) fn moved(&mut self, sources: usize, blocks: usize, span: Span) {
        self.block += blocks;
        self.span = span;
        for source in self.only.iter_mut().flatten() {
            *source += sources;
        }
        let value = |value: &mut Value| {
            value
                .columns
                .iter_mut()
                .for_each(|column| column.source += sources);
            value
                .depends
                .iter_mut()
                .for_each(|source| *source += sources);
        };
        match &mut self.test {
            Test::Column {
                column, value: own, ..
            } => {
                column.source += sources;
                value(own);
            }
            Test::Expression {
                source,
                columns,
                value: own,
                ..
            } => {
                *source += sources;
                columns
                    .iter_mut()
                    .for_each(|column| column.source += sources);
                value(own);
            }
            Test::Or(parts) => {
                let all = parts.iter_mut().flatten();
                all.for_each(|condition| condition.moved(sources, blocks, span));
            }
            Test::Other => {}
        }
    }
}

impl Binder<'_> {
    /// Adds what a bound condition says to the block in scope.
    pub(super) fn conditions_of(&mut self, expression: &Expr, only: Option<Vec<usize>>) {
        let mut found = Vec::new();
        self.gather(expression, only.as_ref(), &mut found);
        let current = self.current();
        if let Some(block) = current.and_then(|block| self.block_mut(block)) {
            block.conditions.append(&mut found);
        }
    }

    /// The equality that USING makes.
    pub(super) fn equal(
        &mut self,
        name: &str,
        span: Span,
        left: (usize, &Output),
        right: (usize, &Output),
        only: Option<Vec<usize>>,
    ) {
        let mut found = Vec::new();
        for ((_, one), (source, other)) in [(left, right), (right, left)] {
            let value = Value {
                columns: other.origins.clone(),
                depends: vec![source],
            };
            for column in &one.origins {
                found.push(Condition {
                    test: Test::Column {
                        column: *column,
                        operator: Operator::Equal,
                        value: value.clone(),
                    },
                    text: name.to_string(),
                    span,
                    block: self.current().unwrap_or(0),
                    only: only.clone(),
                    pushable: one.pushable,
                });
            }
        }
        let current = self.current();
        if let Some(block) = current.and_then(|block| self.block_mut(block)) {
            block.conditions.append(&mut found);
        }
    }

    fn gather(&mut self, expression: &Expr, only: Option<&Vec<usize>>, found: &mut Vec<Condition>) {
        if let ExprKind::And(parts) = &expression.kind {
            for part in parts {
                self.gather(part, only, found);
            }
            return;
        }
        let text = normal::expression(self.text(expression.span));
        let tests = self.tests(expression);
        for (test, pushable) in tests {
            found.push(Condition {
                test,
                text: text.clone(),
                span: expression.span,
                block: self.current().unwrap_or(0),
                only: only.cloned(),
                pushable,
            });
        }
    }

    /// What a condition that is no AND tests, and whether it can be tested while the table is read.
    fn tests(&mut self, expression: &Expr) -> Vec<(Test, bool)> {
        match &expression.kind {
            ExprKind::Or(parts) => vec![(self.any_of(parts), true)],
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::Column(_) => self.test(inner, Operator::Equal, Value::default()),
                ExprKind::In(left, _, false) | ExprKind::Like(left, _, _, false) => {
                    self.test(left, Operator::Not, Value::default())
                }
                ExprKind::InQuery(left, query, false) => {
                    self.in_query(left, query, true, expression.span)
                }
                ExprKind::IsNull(inner, not) => self.null_test(inner, !not),
                _ => other(),
            },
            ExprKind::Column(_) => self.test(expression, Operator::Equal, Value::default()),
            ExprKind::IsTest(inner, words) if matches!(words.as_str(), "true" | "false") => {
                self.test(inner, Operator::Equal, Value::default())
            }
            ExprKind::IsNull(inner, not) => self.null_test(inner, *not),
            ExprKind::Compare(left, operator, right) => {
                self.comparison(left, operator, right, expression.span)
            }
            ExprKind::Distinct(left, right) => self.both(left, right, &Operator::Not),
            ExprKind::Between(value, low, high, not) => {
                let operator = if *not { Operator::Not } else { Operator::Range };
                let mut bounds = self.value(low);
                bounds.depends.extend(self.value(high).depends);
                bounds.columns.clear();
                self.test(value, operator, bounds)
            }
            ExprKind::In(left, all, not) => self.in_list(left, all, *not),
            ExprKind::InQuery(left, query, not) => {
                self.in_query(left, query, *not, expression.span)
            }
            ExprKind::Exists(query) => {
                self.assert_block(query);
                other()
            }
            ExprKind::Like(left, kind, pattern, not) => {
                let operator = self.like(*kind, pattern, *not);
                let value = self.value(pattern);
                self.test(left, operator, value)
            }
            ExprKind::Chain(parts, operators) => self.chain(parts, operators),
            _ => other(),
        }
    }

    fn null_test(&mut self, inner: &Expr, not: bool) -> Vec<(Test, bool)> {
        let operator = if not {
            Operator::NotNull
        } else {
            Operator::IsNull
        };
        self.test(inner, operator, Value::default())
    }

    /// `OR`: equal tests of one column are a list of values; the rest stays a choice.
    fn any_of(&mut self, parts: &[Expr]) -> Test {
        let mut all = Vec::new();
        for part in parts {
            let mut found = Vec::new();
            self.gather(part, None, &mut found);
            all.push(found);
        }
        let mut columns = all.iter().map(|found| match found.as_slice() {
            [
                Condition {
                    test:
                        Test::Column {
                            column,
                            operator: Operator::Equal | Operator::Any,
                            value,
                        },
                    ..
                },
            ] if value.depends.is_empty() => Some(*column),
            _ => None,
        });
        let first = columns.next().flatten();
        match first {
            Some(column) if columns.all(|other| other == Some(column)) => Test::Column {
                column,
                operator: Operator::Any,
                value: Value::default(),
            },
            _ => Test::Or(all),
        }
    }

    fn comparison(
        &mut self,
        left: &Expr,
        operator: &str,
        right: &Expr,
        span: Span,
    ) -> Vec<(Test, bool)> {
        let kind = match operator {
            "=" => Operator::Equal,
            "<" | ">" | "<=" | ">=" => Operator::Range,
            _ => Operator::Not,
        };
        if let ExprKind::Quantified(all, inner) = &right.kind {
            return match (&inner.kind, all, &kind) {
                (ExprKind::Subquery(query), false, Operator::Equal) => {
                    self.in_query(left, query, false, span)
                }
                (ExprKind::Subquery(query), true, Operator::Not) => {
                    self.in_query(left, query, true, span)
                }
                (_, false, Operator::Equal) => {
                    let value = self.value(inner);
                    self.test(left, Operator::Any, value)
                }
                _ => other(),
            };
        }
        if let (ExprKind::Row(ours), ExprKind::Row(theirs)) = (&left.kind, &right.kind) {
            return match kind {
                Operator::Equal => ours
                    .iter()
                    .zip(theirs)
                    .flat_map(|(one, other)| self.both(one, other, &kind))
                    .collect(),
                // A row comparison is a range of its first column, and goes on through the index's order.
                Operator::Range => match (ours.first(), theirs.first()) {
                    (Some(one), Some(other)) => self.both(one, other, &kind),
                    _ => other(),
                },
                _ => other(),
            };
        }
        self.both(left, right, &kind)
    }

    /// Either side as what an index finds, the other as the value.
    fn both(&mut self, left: &Expr, right: &Expr, operator: &Operator) -> Vec<(Test, bool)> {
        let (ours, theirs) = (self.value(left), self.value(right));
        let mut tests = Vec::new();
        if !ours.depends.is_empty() {
            tests.extend(self.test(left, operator.clone(), theirs.clone()));
        }
        if !theirs.depends.is_empty() {
            tests.extend(self.test(right, operator.clone(), ours));
        }
        tests.retain(|(test, _)| !matches!(test, Test::Other));
        if tests.is_empty() { other() } else { tests }
    }

    fn in_list(&mut self, left: &Expr, all: &[Expr], not: bool) -> Vec<(Test, bool)> {
        if let ExprKind::Row(columns) = &left.kind {
            let operator = if not { Operator::Not } else { Operator::Any };
            return columns
                .iter()
                .flat_map(|column| self.test(column, operator.clone(), Value::default()))
                .collect();
        }
        let operator = match (not, all) {
            (true, _) => Operator::Not,
            (false, [single]) if single.is_literal() => Operator::Equal,
            _ => Operator::Any,
        };
        let mut value = Value::default();
        for item in all {
            value.depends.extend(self.value(item).depends);
        }
        self.test(left, operator, value)
    }

    fn in_query(&mut self, left: &Expr, query: &Query, not: bool, span: Span) -> Vec<(Test, bool)> {
        let Some((block, outputs)) = self.blocks.get(&query.span.start).cloned() else {
            return other();
        };
        if not {
            let never_null = outputs.columns.first().is_some_and(|output| {
                !output.origins.is_empty()
                    && output
                        .origins
                        .iter()
                        .all(|origin| self.is_not_null(*origin))
            });
            if !never_null {
                self.facts.smells.push(Smell {
                    kind: SmellKind::NotInSubquery,
                    span,
                    table: None,
                });
            }
            return self.test(left, Operator::Not, Value::default());
        }
        self.assert_block(query);
        let sources = self.facts.sources.iter().enumerate();
        let inner: Vec<usize> = sources
            .filter(|(_, source)| source.block == block)
            .map(|(position, _)| position)
            .collect();
        let lefts: Vec<&Expr> = match &left.kind {
            ExprKind::Row(parts) => parts.iter().collect(),
            _ => vec![left],
        };
        let mut tests = Vec::new();
        for (one, output) in lefts.into_iter().zip(&outputs.columns) {
            let value = Value {
                columns: output.origins.clone(),
                depends: inner.clone(),
            };
            tests.extend(self.test(one, Operator::Equal, value));
            // The subquery's column is found by the outer value as well.
            let outer = self.value(one);
            for column in &output.origins {
                tests.push((
                    Test::Column {
                        column: *column,
                        operator: Operator::Equal,
                        value: outer.clone(),
                    },
                    output.pushable,
                ));
            }
        }
        tests
    }

    fn assert_block(&mut self, query: &Query) {
        let block = self.blocks.get(&query.span.start).map(|(block, _)| *block);
        if let Some(block) = block.and_then(|block| self.block_mut(block)) {
            block.link = Link::Asserted;
        }
    }

    fn chain(&mut self, parts: &[Expr], operators: &[String]) -> Vec<(Test, bool)> {
        let Some(at) = operators
            .iter()
            .position(|operator| TESTS.contains(&operator.as_str()))
        else {
            return other();
        };
        let (Some(left), Some(right)) = (parts.get(..=at), parts.get(at + 1..)) else {
            return other();
        };
        let operator = match operators.get(at).map(String::as_str) {
            Some("~" | "~*" | "~~*") => Operator::Contains,
            Some("~~") => Operator::Prefix,
            Some(sign) if sign.starts_with('!') => Operator::Not,
            Some(sign) => Operator::Sign(sign.to_string()),
            None => return other(),
        };
        let side = |parts: &[Expr], from: usize| -> Option<Expr> {
            let (first, last) = (parts.first()?, parts.last()?);
            let inner = operators
                .get(from..from + parts.len() - 1)
                .unwrap_or_default();
            let span = Span {
                start: first.span.start,
                end: last.span.end,
            };
            match parts {
                [single] => Some(single.clone()),
                _ => Some(Expr {
                    kind: ExprKind::Chain(parts.to_vec(), inner.to_vec()),
                    span,
                }),
            }
        };
        match (side(left, 0), side(right, at + 1)) {
            (Some(left), Some(right)) => self.both(&left, &right, &operator),
            _ => other(),
        }
    }
}

pub(super) fn other() -> Vec<(Test, bool)> {
    vec![(Test::Other, false)]
}
