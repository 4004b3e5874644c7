//! Statements: queries, and the ones that write.

use crate::model::{Table, TableId};

use super::super::Span;
use super::super::ast::*;
use super::super::facts::{Access, Link, Smell, SmellKind};
use super::super::names::{Relation, nearest};
use super::scope::{Entry, Scope, of_table};
use super::{Binder, Outputs};

impl Binder<'_> {
    /// Binds a statement; gives back the columns it returns.
    pub(super) fn statement(&mut self, statement: &Statement, parent: Option<usize>) {
        self.statement_in(statement, parent, Link::Root);
    }

    /// A statement inside WITH, or by itself.
    pub(super) fn statement_in(
        &mut self,
        statement: &Statement,
        parent: Option<usize>,
        link: Link,
    ) -> (Outputs, Option<usize>) {
        match &statement.kind {
            StatementKind::Query(query) => {
                let (outputs, block) = self.query(query, parent, link);
                (outputs, Some(block))
            }
            StatementKind::Insert(insert) => self.writing(
                insert.with.as_ref(),
                parent,
                link,
                statement.span,
                |binder| binder.insert(insert),
            ),
            StatementKind::Update(update) => self.writing(
                update.with.as_ref(),
                parent,
                link,
                statement.span,
                |binder| binder.update(update, statement.span),
            ),
            StatementKind::Delete(delete) => self.writing(
                delete.with.as_ref(),
                parent,
                link,
                statement.span,
                |binder| binder.delete(delete, statement.span),
            ),
            StatementKind::Merge(merge) => self.writing(
                merge.with.as_ref(),
                parent,
                link,
                statement.span,
                |binder| binder.merge(merge),
            ),
            _ => (Outputs::default(), None),
        }
    }

    fn writing(
        &mut self,
        with: Option<&With>,
        parent: Option<usize>,
        link: Link,
        span: Span,
        bind: impl FnOnce(&mut Self) -> Outputs,
    ) -> (Outputs, Option<usize>) {
        let opened = self.with(with, parent);
        let block = self.block(parent, link, span);
        if let Some(own) = self.block_mut(block) {
            own.writes = true;
        }
        self.scopes.push(Scope {
            block,
            entries: Vec::new(),
            hidden: false,
        });
        let outputs = bind(self);
        self.scopes.pop();
        self.leave_with(opened);
        (outputs, Some(block))
    }

    /// The relation that is written, in scope under its alias.
    fn target(&mut self, target: &Target, access: Access) -> (usize, Option<TableId>) {
        let span = target.name.last().map(|name| name.span).unwrap_or_default();
        let name = target
            .alias
            .as_ref()
            .or(target.name.last())
            .map_or("", |name| name.name.as_str())
            .to_string();
        let table = match self.find(&target.name) {
            Some(Relation::Table(id)) => Some(id),
            _ => None,
        };
        let source = self.source(table, &name, span, access);
        let outputs = self.table_outputs(table, source);
        let schema = match target.name.as_slice() {
            [schema, _] if target.alias.is_none() => Some(schema.name.clone()),
            _ => None,
        };
        self.entry(Entry {
            name,
            schema,
            source,
            outputs,
            merged: Vec::new(),
            bare: true,
        });
        (source, table)
    }

    /// A table's columns; unknown ones for a view or a relation that is not there.
    fn table_outputs(&self, table: Option<TableId>, source: usize) -> Outputs {
        match table.and_then(|id| self.names.schema.table(id)) {
            Some(table) => of_table(table, source),
            None => Outputs {
                columns: Vec::new(),
                open: true,
            },
        }
    }

    /// Checks names in a list of columns to write.
    fn written_columns(&mut self, table: Option<TableId>, source: usize, columns: &[Ident]) {
        let schema = self.names.schema;
        let Some(table) = table.and_then(|id| schema.table(id)) else {
            return;
        };
        for column in columns {
            match table.column_named(&column.name) {
                Some(own) => {
                    let id = own.id;
                    if let Some(source) = self.facts.sources.get_mut(source) {
                        source.given.push(id);
                    }
                }
                None => self.no_such_column(table, column),
            }
        }
    }

    fn no_such_column(&mut self, table: &Table, column: &Ident) {
        let suggestion = nearest(
            &column.name,
            table.columns.iter().map(|own| own.name.as_str()),
        );
        self.problem(
            column.span,
            format!("{} has no column {}", table.name, column.name),
            suggestion,
        );
    }

    fn assignments(&mut self, table: Option<TableId>, source: usize, assignments: &[Assignment]) {
        for assignment in assignments {
            self.written_columns(table, source, &assignment.columns);
            self.expression(&assignment.value);
        }
    }

    fn insert(&mut self, insert: &Insert) -> Outputs {
        let (source, table) = self.target(&insert.target, Access::Insert);
        self.written_columns(table, source, &insert.columns);
        if insert.columns.is_empty() && insert.source.is_some() {
            self.give_all(table, source, insert.source.as_ref());
        }
        if let Some(query) = &insert.source {
            // The rows to insert cannot name the table they go to.
            if let Some(scope) = self.scopes.last_mut() {
                scope.hidden = true;
            }
            let parent = self.current();
            let (outputs, _) = self.query(query, parent, Link::Apart);
            if let Some(scope) = self.scopes.last_mut() {
                scope.hidden = false;
            }
            self.widths(insert, query, &outputs);
        }
        if let Some(conflict) = &insert.conflict {
            self.conflict(conflict, table, source);
        }
        self.items(&insert.returning)
    }

    /// Without a list, values go to the first columns.
    fn give_all(&mut self, table: Option<TableId>, source: usize, query: Option<&Query>) {
        let width = match query.map(|query| &query.body) {
            Some(Body::Values(rows)) => rows.first().map_or(0, Vec::len),
            _ => usize::MAX,
        };
        let schema = self.names.schema;
        if let Some(table) = table.and_then(|id| schema.table(id))
            && let Some(source) = self.facts.sources.get_mut(source)
        {
            source
                .given
                .extend(table.columns.iter().take(width).map(|column| column.id));
        }
    }

    /// As many values as columns.
    fn widths(&mut self, insert: &Insert, query: &Query, outputs: &Outputs) {
        let wanted = insert.columns.len();
        if wanted == 0 || outputs.open {
            return;
        }
        let given = outputs.columns.len();
        if given != wanted {
            let message = format!("{wanted} columns are named and {given} values given");
            self.problem(query.span, message, None);
        }
        if let Body::Values(rows) = &query.body {
            for row in rows.iter().skip(1).filter(|row| row.len() != given) {
                let span = row.first().map_or(query.span, |first| first.span);
                self.problem(
                    span,
                    "the lists of VALUES are not of one length".to_string(),
                    None,
                );
            }
        }
    }

    fn conflict(&mut self, conflict: &Conflict, table: Option<TableId>, source: usize) {
        self.expressions(&conflict.target);
        self.expressions(&conflict.target_filter);
        let outputs = self.table_outputs(table, source);
        self.entry(Entry {
            name: "excluded".to_string(),
            schema: None,
            source,
            outputs,
            merged: Vec::new(),
            bare: false,
        });
        let given = self
            .facts
            .sources
            .get(source)
            .map(|source| source.given.clone());
        self.assignments(table, source, &conflict.assignments);
        if let (Some(source), Some(given)) = (self.facts.sources.get_mut(source), given) {
            source.given = given;
        }
        self.expressions(&conflict.filter);
    }

    fn update(&mut self, update: &Update, span: Span) -> Outputs {
        let (source, table) = self.target(&update.target, Access::Update);
        self.from_list(&update.from);
        self.assignments(table, source, &update.assignments);
        self.filter(update.filter.as_ref());
        if !update.cursor && always(self.source_text(), update.filter.as_ref()) {
            self.no_where(table, span);
        }
        self.old_and_new(table, source);
        self.items(&update.returning)
    }

    fn delete(&mut self, delete: &Delete, span: Span) -> Outputs {
        let (source, table) = self.target(&delete.target, Access::Delete);
        self.from_list(&delete.using);
        self.filter(delete.filter.as_ref());
        if !delete.cursor && always(self.source_text(), delete.filter.as_ref()) {
            self.no_where(table, span);
        }
        self.old_and_new(table, source);
        self.items(&delete.returning)
    }

    /// `old` and `new` of RETURNING (PostgreSQL 18).
    fn old_and_new(&mut self, table: Option<TableId>, source: usize) {
        for name in ["old", "new"] {
            let outputs = self.table_outputs(table, source);
            self.entry(Entry {
                name: name.to_string(),
                schema: None,
                source,
                outputs,
                merged: Vec::new(),
                bare: false,
            });
        }
    }

    fn filter(&mut self, filter: Option<&Expr>) {
        if let Some(filter) = filter {
            self.expression(filter);
            self.conditions_of(filter, None);
        }
    }

    fn no_where(&mut self, table: Option<TableId>, span: Span) {
        self.facts.smells.push(Smell {
            kind: SmellKind::NoWhere,
            span,
            table,
        });
    }

    fn merge(&mut self, merge: &Merge) -> Outputs {
        let (source, table) = self.target(&merge.target, Access::Update);
        self.from_list(std::slice::from_ref(&merge.source));
        self.expression(&merge.on);
        self.conditions_of(&merge.on, None);
        for action in &merge.actions {
            self.expressions(&action.condition);
            self.assignments(table, source, &action.assignments);
            if let Some((columns, values)) = &action.insert {
                self.written_columns(table, source, columns);
                self.expressions(values);
                if !columns.is_empty() && !values.is_empty() && columns.len() != values.len() {
                    let span = columns
                        .first()
                        .map(|column| column.span)
                        .unwrap_or_default();
                    let message = format!(
                        "{} columns are named and {} values given",
                        columns.len(),
                        values.len()
                    );
                    self.problem(span, message, None);
                }
            }
        }
        self.items(&merge.returning)
    }

    fn source_text(&self) -> &str {
        self.source
    }
}

/// Whether a filter lets every row through: none, `true`, `1 = 1`.
fn always(source: &str, filter: Option<&Expr>) -> bool {
    let Some(filter) = filter else {
        return true;
    };
    let text = source
        .get(filter.span.start..filter.span.end)
        .unwrap_or_default();
    matches!(
        super::super::normal::expression(text).as_str(),
        "true" | "1 = 1" | "'t'" | "'true'"
    )
}
