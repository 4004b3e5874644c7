//! Queries: their scopes, and the columns they give.

use super::super::Span;
use super::super::ast::*;
use super::super::facts::{Access, Link, OffsetKind, OrderKey, SmellKind};
use super::scope::{Entry, Scope};
use super::walk::aggregates;
use super::{Binder, Output, Outputs};

impl Binder<'_> {
    /// Binds a query as a block; gives back its columns and the block.
    pub(super) fn query(
        &mut self,
        query: &Query,
        parent: Option<usize>,
        link: Link,
    ) -> (Outputs, usize) {
        let with = self.with(query.with.as_ref(), parent);
        let block = self.block(parent, link, query.span);
        let outputs = self.query_in(query, block);
        self.leave_with(with);
        (outputs, block)
    }

    fn query_in(&mut self, query: &Query, block: usize) -> Outputs {
        if let Some(own) = self.block_mut(block) {
            own.limit = query.limit.is_some();
            own.offset = query.offset.as_ref().map(|offset| {
                if offset.is_literal() {
                    OffsetKind::Fixed(offset.span)
                } else {
                    OffsetKind::Changing(offset.span)
                }
            });
        }
        let outputs = match &query.body {
            Body::Select(select) => self.select(select, query, block),
            Body::Values(rows) => {
                self.scopes.push(Scope {
                    block,
                    entries: Vec::new(),
                    hidden: false,
                });
                for row in rows {
                    self.expressions(row);
                }
                self.order_items(&query.order);
                self.scopes.pop();
                let width = rows.first().map_or(0, Vec::len);
                Outputs {
                    columns: (1..=width)
                        .map(|number| plain(&format!("column{number}")))
                        .collect(),
                    open: false,
                }
            }
            Body::Table(name) => {
                self.scopes.push(Scope {
                    block,
                    entries: Vec::new(),
                    hidden: false,
                });
                self.relations(&[From::Relation {
                    name: name.clone(),
                    alias: None,
                    sample: Vec::new(),
                }]);
                let outputs = self.all_columns(None);
                self.order_of(query, block);
                self.scopes.pop();
                outputs
            }
            Body::Set(left, right) => {
                let (left, _) = self.query(left, Some(block), Link::From);
                let (right, _) = self.query(right, Some(block), Link::From);
                let outputs = united(left, &right);
                self.order_by_output(query, block, &outputs);
                outputs
            }
            Body::Nested(inner) => {
                let (outputs, _) = self.query(inner, Some(block), Link::From);
                self.order_by_output(query, block, &outputs);
                outputs
            }
        };
        for amount in [&query.limit, &query.offset].into_iter().flatten() {
            self.scopes.push(Scope {
                block,
                entries: Vec::new(),
                hidden: false,
            });
            self.expression(amount);
            self.scopes.pop();
        }
        let cut = query.limit.is_some() || query.offset.is_some();
        Outputs {
            columns: outputs
                .columns
                .into_iter()
                .map(|mut output| {
                    output.pushable &= !cut;
                    output
                })
                .collect(),
            open: outputs.open,
        }
    }

    fn select(&mut self, select: &Select, query: &Query, block: usize) -> Outputs {
        self.scopes.push(Scope {
            block,
            entries: Vec::new(),
            hidden: false,
        });
        let entries = self.relations(&select.from);
        if let Some(filter) = &select.filter {
            self.expression(filter);
            self.conditions_of(filter, None);
        }
        self.cross_joins(&entries, select.filter.as_ref());
        let mut outputs = Outputs::default();
        for item in &select.items {
            self.item(item, &mut outputs);
        }
        self.expressions(&select.distinct_on);
        let outputs_named = |name: &str| outputs.columns.iter().any(|output| output.name == name);
        let groups: Vec<&Expr> = select
            .group
            .iter()
            .filter(|group| match &group.kind {
                // A bare name may be a column of FROM or of the select list.
                ExprKind::Column(parts) => match parts.as_slice() {
                    [name] => !outputs_named(&name.name) || self.names_column(&name.name),
                    _ => true,
                },
                _ => true,
            })
            .collect();
        self.expressions(groups);
        if let Some(having) = &select.having {
            self.expression(having);
        }
        for (_, window) in &select.windows {
            self.window(window);
        }
        let aggregated = select.items.iter().any(|item| aggregates(&item.expression));
        let grouped = !select.group.is_empty() || select.having.is_some() || aggregated;
        let windowed = !select.windows.is_empty()
            || select.items.iter().any(|item| has_window(&item.expression));
        if let Some(own) = self.block_mut(block) {
            own.grouped = grouped;
            own.distinct = select.distinct;
        }
        self.order_of_select(query, block, &outputs);
        if grouped || windowed || !select.distinct_on.is_empty() {
            let kept: Vec<_> = select
                .group
                .iter()
                .filter_map(|group| {
                    self.column_of(group)
                        .map(|resolved| resolved.origins.clone())
                })
                .collect();
            for output in &mut outputs.columns {
                output.pushable &=
                    !windowed && select.distinct_on.is_empty() && kept.contains(&output.origins);
            }
        }
        self.scopes.pop();
        outputs
    }

    fn names_column(&self, name: &str) -> bool {
        let entries = self.scopes.last().map_or(&[][..], |scope| &scope.entries);
        entries.iter().any(|entry| {
            entry
                .outputs
                .columns
                .iter()
                .any(|output| output.name == name)
        })
    }

    /// Binds entries of a select list or of RETURNING.
    pub(super) fn items(&mut self, items: &[Item]) -> Outputs {
        let mut outputs = Outputs::default();
        for item in items {
            self.item(item, &mut outputs);
        }
        outputs
    }

    fn item(&mut self, item: &Item, outputs: &mut Outputs) {
        if let ExprKind::Star(parts) = &item.expression.kind {
            self.smell(SmellKind::SelectStar, item.expression.span);
            self.expression(&item.expression);
            let all = self.all_columns(parts.last().map(|part| part.name.as_str()));
            outputs.open |= all.open;
            outputs.columns.extend(all.columns);
            return;
        }
        self.expression(&item.expression);
        let name = item
            .alias
            .as_ref()
            .map_or_else(|| label(&item.expression), |alias| alias.name.clone());
        let resolved = self
            .column_of(&item.expression)
            .cloned()
            .unwrap_or_default();
        if let ExprKind::Part(_, bounds) = &item.expression.kind {
            // `(row).*` gives columns that are not known.
            outputs.open |= bounds.is_empty();
        }
        if let ExprKind::Call(call) = &item.expression.kind
            && call.name.first().is_some_and(|part| part.name == "sqlc")
        {
            outputs.open = true;
        }
        outputs.columns.push(Output {
            name,
            pushable: resolved.pushable && !resolved.origins.is_empty(),
            origins: resolved.origins,
        });
    }

    /// What `*` or `t.*` gives.
    fn all_columns(&self, of: Option<&str>) -> Outputs {
        let mut outputs = Outputs::default();
        let entries = self.scopes.last().map_or(&[][..], |scope| &scope.entries);
        for entry in entries.iter().filter(|entry| match of {
            Some(of) => entry.name == of,
            None => entry.bare,
        }) {
            outputs.open |= entry.outputs.open;
            let own = entry.outputs.columns.iter();
            outputs.columns.extend(
                own.filter(|output| of.is_some() || !entry.merged.contains(&output.name))
                    .cloned(),
            );
        }
        outputs
    }

    /// ORDER BY of a select: columns it gives by name or number, or expressions over FROM.
    fn order_of_select(&mut self, query: &Query, block: usize, outputs: &Outputs) {
        let mut keys = Vec::new();
        for item in &query.order {
            let by_output = match &item.expression.kind {
                ExprKind::Column(parts) => match parts.as_slice() {
                    [name] => outputs
                        .columns
                        .iter()
                        .find(|output| output.name == name.name),
                    _ => None,
                },
                ExprKind::Literal => {
                    let number: Option<usize> = self.text(item.expression.span).parse().ok();
                    number.and_then(|number| outputs.columns.get(number.wrapping_sub(1)))
                }
                _ => None,
            };
            if by_output.is_none() {
                self.expression(&item.expression);
            }
            let origin = match by_output {
                Some(output) => single(&output.origins),
                None => self
                    .column_of(&item.expression)
                    .and_then(|resolved| single(&resolved.origins)),
            };
            keys.push(OrderKey {
                column: origin,
                text: super::super::normal::expression(self.text(item.expression.span)),
                source: origin.map(|origin| origin.source).or_else(|| {
                    let sources = self.sources_between(item.expression.span);
                    single(&sources)
                }),
                descending: item.descending,
                nulls_first: item.nulls_first,
            });
        }
        if let Some(own) = self.block_mut(block) {
            own.order = keys;
        }
    }

    fn order_of(&mut self, query: &Query, block: usize) {
        self.order_of_select(query, block, &Outputs::default());
    }

    /// ORDER BY after a UNION names the columns it gives.
    fn order_by_output(&mut self, query: &Query, block: usize, outputs: &Outputs) {
        let source = if query.order.is_empty() {
            return;
        } else {
            self.scopes.push(Scope {
                block,
                entries: Vec::new(),
                hidden: false,
            });
            self.source(None, "", Span::default(), Access::Read)
        };
        self.entry(Entry {
            name: String::new(),
            schema: None,
            source,
            outputs: outputs.clone(),
            merged: Vec::new(),
            bare: true,
        });
        self.order_of_select(query, block, outputs);
        self.scopes.pop();
    }
}

pub(super) fn plain(name: &str) -> Output {
    Output {
        name: name.to_string(),
        origins: Vec::new(),
        pushable: false,
    }
}

/// The columns of a UNION: those of the first part, each from both.
fn united(mut left: Outputs, right: &Outputs) -> Outputs {
    for (position, output) in left.columns.iter_mut().enumerate() {
        match right.columns.get(position) {
            // A part that gives no column of a table gives rows of nobody.
            Some(other) => {
                output.pushable &= other.pushable || other.origins.is_empty();
                output.origins.extend(&other.origins);
            }
            None => output.origins.clear(),
        }
    }
    left.open |= right.open;
    left
}

pub(super) fn single<T: Copy>(all: &[T]) -> Option<T> {
    match all {
        [only] => Some(*only),
        _ => None,
    }
}

/// The name PostgreSQL gives a column of a select list (`FigureColname` in parse_target.c).
fn label(expression: &Expr) -> String {
    match &expression.kind {
        ExprKind::Column(parts) => parts
            .last()
            .map_or_else(String::new, |part| part.name.clone()),
        ExprKind::Call(call) => call.function().to_string(),
        ExprKind::Cast(inner, name) => {
            let inner = label(inner);
            if inner == "?column?" {
                name.clone()
            } else {
                inner
            }
        }
        ExprKind::Collate(inner) | ExprKind::Part(inner, _) => label(inner),
        ExprKind::Exists(_) => "exists".to_string(),
        ExprKind::Case(_) => "case".to_string(),
        ExprKind::Array(_) | ExprKind::ArrayQuery(_) => "array".to_string(),
        ExprKind::Row(_) => "row".to_string(),
        ExprKind::Subquery(query) => match &query.body {
            Body::Select(select) => select.items.first().map_or_else(
                || "?column?".to_string(),
                |item| {
                    item.alias
                        .as_ref()
                        .map_or_else(|| label(&item.expression), |alias| alias.name.clone())
                },
            ),
            _ => "?column?".to_string(),
        },
        _ => "?column?".to_string(),
    }
}

fn has_window(expression: &Expr) -> bool {
    match &expression.kind {
        ExprKind::Call(call) => call.over.is_some() || call.arguments.iter().any(has_window),
        ExprKind::Chain(all, _) | ExprKind::Case(all) => all.iter().any(has_window),
        ExprKind::Cast(inner, _) => has_window(inner),
        ExprKind::Compare(left, _, right) => has_window(left) || has_window(right),
        _ => false,
    }
}
