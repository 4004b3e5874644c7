//! FROM: relations, views, subqueries and joins, and what their conditions say.

use std::rc::Rc;

use crate::model::{TableId, ViewId};

use super::super::ast::*;
use super::super::facts::{Access, Link, SourceUse};
use super::super::names::{Relation, nearest};
use super::super::{Span, parse};
use super::scope::{Entry, of_table};
use super::{Binder, Output, Outputs, VIEW_DEPTH};

impl Binder<'_> {
    /// Adds a source to the facts; returns its position.
    pub(super) fn source(
        &mut self,
        table: Option<TableId>,
        alias: &str,
        span: Span,
        access: Access,
    ) -> usize {
        let block = self.current().unwrap_or(0);
        self.facts.sources.push(SourceUse {
            table,
            alias: alias.to_string(),
            span,
            block,
            access,
            nullable: false,
            given: Vec::new(),
        });
        self.facts.sources.len() - 1
    }

    pub(super) fn entry(&mut self, entry: Entry) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.entries.push(entry);
        }
    }

    /// Binds the entries of a FROM; gives back the positions in scope of each.
    pub(super) fn relations(&mut self, all: &[From]) -> Vec<std::ops::Range<usize>> {
        all.iter().map(|from| self.entry_of(from)).collect()
    }

    /// Binds an entry of FROM; gives back the positions in scope that it added.
    pub(super) fn entry_of(&mut self, from: &From) -> std::ops::Range<usize> {
        let start = self.scope_length();
        match from {
            From::Relation {
                name,
                alias,
                sample,
            } => {
                self.relation(name, alias.as_ref());
                self.expressions(sample);
            }
            From::Subquery {
                lateral,
                query,
                alias,
                span,
            } => self.derived(*lateral, query, alias.as_ref(), *span),
            From::Function { calls, alias, span } => {
                self.expressions(calls);
                self.opaque(
                    alias.as_ref().map(|alias| &alias.name),
                    alias.as_ref(),
                    *span,
                );
            }
            From::Interpolated(span, alias) => {
                self.smell(super::super::facts::SmellKind::Interpolated, *span);
                self.opaque(
                    alias.as_ref().map(|alias| &alias.name),
                    alias.as_ref(),
                    *span,
                );
            }
            From::Join { .. } => self.join(from),
        }
        start..self.scope_length()
    }

    fn scope_length(&self) -> usize {
        self.scopes.last().map_or(0, |scope| scope.entries.len())
    }

    /// A relation whose columns are not known, or known by the alias alone.
    fn opaque(&mut self, name: Option<&Ident>, alias: Option<&Alias>, span: Span) {
        let name = name.map_or("", |name| name.name.as_str()).to_string();
        let source = self.source(None, &name, span, Access::Read);
        let columns = alias.map_or(&[][..], |alias| &alias.columns);
        let outputs = Outputs {
            columns: columns
                .iter()
                .map(|column| Output {
                    name: column.name.clone(),
                    origins: Vec::new(),
                    pushable: false,
                })
                .collect(),
            open: true,
        };
        self.entry(Entry {
            name,
            schema: None,
            source,
            outputs,
            merged: Vec::new(),
            bare: true,
        });
    }

    fn relation(&mut self, name: &[Ident], alias: Option<&Alias>) {
        let Some(last) = name.last() else {
            return;
        };
        let shown = alias.map_or(&last.name, |alias| &alias.name.name).clone();
        let span = last.span;
        if let [single] = name
            && let Some((outputs, block)) = self.common(&single.name)
        {
            let source = self.source(None, &shown, span, Access::Read);
            if let (Some(block), Some(current)) = (block, self.current()) {
                self.use_common(block, current);
            }
            self.entry(Entry {
                name: shown,
                schema: None,
                source,
                outputs: renamed(outputs, alias),
                merged: Vec::new(),
                bare: true,
            });
            return;
        }
        let (source, outputs) = match self.find(name) {
            Some(Relation::Table(id)) => {
                let source = self.source(Some(id), &shown, span, Access::Read);
                let outputs = self
                    .names
                    .schema
                    .table(id)
                    .map(|table| of_table(table, source));
                (source, outputs.unwrap_or_default())
            }
            Some(Relation::View(id)) => {
                let source = self.source(None, &shown, span, Access::Read);
                (source, self.view(id, span))
            }
            // A relation that is not there is told once; its columns are not.
            Some(Relation::Opaque) | None => {
                let source = self.source(None, &shown, span, Access::Read);
                let open = Outputs {
                    columns: Vec::new(),
                    open: true,
                };
                (source, open)
            }
        };
        let schema = match name {
            [schema, _] if alias.is_none() => Some(schema.name.clone()),
            _ => None,
        };
        self.entry(Entry {
            name: shown,
            schema,
            source,
            outputs: renamed(outputs, alias),
            merged: Vec::new(),
            bare: true,
        });
    }

    /// The relation a name stands for, or a problem.
    pub(super) fn find(&mut self, name: &[Ident]) -> Option<Relation> {
        let (schema, last) = match name {
            [last] => (None, last),
            [schema, last] | [_, schema, last] => (Some(schema), last),
            _ => return None,
        };
        let found = match schema {
            Some(schema) => self.names.within(&schema.name, &last.name),
            None => self.names.along(self.path, &last.name),
        };
        if found.is_some() {
            return found;
        }
        let elsewhere = self.names.schemas_with(&last.name);
        let written = match schema {
            Some(schema) => format!("{}.{}", schema.name, last.name),
            None => last.name.clone(),
        };
        if let [only, ..] = elsewhere.as_slice() {
            let message = format!(
                "there is no table or view {written} here; one stands in the schema {only}"
            );
            self.problem(last.span, message, Some(format!("{only}.{}", last.name)));
        } else {
            let commons = self
                .commons
                .iter()
                .flat_map(|scope| scope.tables.iter().map(|table| table.name.as_str()));
            let suggestion =
                nearest(&last.name, commons).or_else(|| self.names.nearest(&last.name));
            self.problem(
                last.span,
                format!("there is no table or view {written}"),
                suggestion,
            );
        }
        None
    }

    /// A common table expression in scope: its columns and its block.
    fn common(&self, name: &str) -> Option<(Outputs, Option<usize>)> {
        let mut all = self.commons.iter().rev().flat_map(|scope| &scope.tables);
        let common = all.find(|table| table.name == name)?;
        Some((
            common.outputs.clone(),
            common.block.filter(|_| !common.recursive),
        ))
    }

    /// A common table expression that is read once stands in the block that reads it.
    fn use_common(&mut self, block: usize, by: usize) {
        let mut all = self
            .commons
            .iter_mut()
            .rev()
            .flat_map(|scope| &mut scope.tables);
        let Some(common) = all.find(|table| table.block == Some(block)) else {
            return;
        };
        let again = std::mem::replace(&mut common.used, true);
        // A block that reads itself would stand in itself.
        let circle = self.facts.climbs(by, block, |_| true);
        if let Some(own) = self.block_mut(block) {
            if again || circle {
                own.shared = true;
            } else {
                own.parent = Some(by);
            }
        }
    }

    fn derived(&mut self, lateral: bool, query: &Query, alias: Option<&Alias>, span: Span) {
        let parent = self.current();
        if let Some(scope) = self.scopes.last_mut() {
            scope.hidden = !lateral;
        }
        let (outputs, _) = self.query(query, parent, Link::From);
        if let Some(scope) = self.scopes.last_mut() {
            scope.hidden = false;
        }
        let name = alias
            .map_or("", |alias| alias.name.name.as_str())
            .to_string();
        let source = self.source(None, &name, span, Access::Read);
        self.entry(Entry {
            name,
            schema: None,
            source,
            outputs: renamed(outputs, alias),
            merged: Vec::new(),
            bare: true,
        });
    }

    /// A view's query is read in its place, so that conditions on the view are conditions on its tables.
    fn view(&mut self, id: ViewId, span: Span) -> Outputs {
        let open = Outputs {
            columns: Vec::new(),
            open: true,
        };
        let schema = self.names.schema;
        let Some(view) = schema
            .views
            .get(&id)
            .filter(|_| self.view_depth < VIEW_DEPTH)
        else {
            return open;
        };
        let view = Rc::new(view.clone());
        let Ok(query) = parse::query(&view.query) else {
            return Outputs {
                columns: view
                    .columns
                    .iter()
                    .map(|name| Output {
                        name: name.clone(),
                        origins: Vec::new(),
                        pushable: false,
                    })
                    .collect(),
                open: true,
            };
        };
        // Names in a view's text were found when it was made: in its own schema, then in public.
        let path = [view.schema.clone(), "public".to_string()];
        let mut inner = Binder::new(&view.query, self.names, &path, self.view_depth + 1);
        let (mut outputs, _) = inner.query(&query, None, Link::From);
        if !inner.facts.problems.is_empty() {
            // What is wrong in a view is not this query's; its columns may be others than they seem.
            outputs.open = true;
        }
        let facts = inner.facts;
        let (sources, blocks) = (self.facts.sources.len(), self.facts.blocks.len());
        if view.materialized {
            // A copy of its rows with indexes of its own: nothing goes through to the tables.
            for output in &mut outputs.columns {
                output.origins.clear();
                output.pushable = false;
            }
        } else {
            self.take_in(facts, span);
            for output in &mut outputs.columns {
                for origin in &mut output.origins {
                    origin.source += sources;
                }
            }
            let parent = self.current();
            if let Some(block) = self.block_mut(blocks) {
                block.parent = parent;
            }
        }
        for (output, name) in outputs.columns.iter_mut().zip(&view.columns) {
            output.name.clone_from(name);
        }
        outputs
    }

    /// Adds the facts of a view, all at the place where it is named.
    fn take_in(&mut self, facts: super::Facts, span: Span) {
        let (sources, blocks) = (self.facts.sources.len(), self.facts.blocks.len());
        for mut source in facts.sources {
            source.block += blocks;
            source.span = span;
            self.facts.sources.push(source);
        }
        for mut block in facts.blocks {
            block.parent = block.parent.map(|parent| parent + blocks);
            block.span = span;
            for condition in &mut block.conditions {
                condition.moved(sources, blocks, span);
            }
            for key in &mut block.order {
                key.source = key.source.map(|source| source + sources);
                if let Some(column) = &mut key.column {
                    column.source += sources;
                }
            }
            self.facts.blocks.push(block);
        }
    }
}

/// Columns renamed by an alias's list, the first ones first.
fn renamed(mut outputs: Outputs, alias: Option<&Alias>) -> Outputs {
    let names = alias.map_or(&[][..], |alias| &alias.columns);
    for (position, name) in names.iter().enumerate() {
        match outputs.columns.get_mut(position) {
            Some(output) => output.name.clone_from(&name.name),
            None => outputs.columns.push(Output {
                name: name.name.clone(),
                origins: Vec::new(),
                pushable: false,
            }),
        }
    }
    outputs
}
