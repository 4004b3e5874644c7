//! WITH: common table expressions, recursive ones too.

use super::super::ast::*;
use super::super::facts::Link;
use super::outputs::plain;
use super::scope::{Common, CommonScope};
use super::{Binder, Outputs};

impl Binder<'_> {
    /// Opens the names of a WITH; returns whether there is one.
    pub(super) fn with(&mut self, with: Option<&With>, parent: Option<usize>) -> bool {
        let Some(with) = with else {
            return false;
        };
        self.commons.push(CommonScope { tables: Vec::new() });
        for table in &with.tables {
            let recursive = with.recursive && self.begin_recursive(table, parent);
            let (mut outputs, block) = self.statement_in(&table.statement, parent, Link::From);
            if recursive && let Some(scope) = self.commons.last_mut() {
                scope.tables.pop();
            }
            name_columns(&mut outputs, table);
            let closed =
                recursive || table.materialized == Some(true) || table.statement.kind.writes();
            for output in &mut outputs.columns {
                output.pushable &= !closed;
            }
            if let Some(scope) = self.commons.last_mut() {
                scope.tables.push(Common {
                    name: table.name.name.clone(),
                    outputs,
                    block,
                    used: false,
                    recursive: false,
                });
            }
        }
        true
    }

    pub(super) fn leave_with(&mut self, opened: bool) {
        if opened {
            self.commons.pop();
        }
    }

    /// Gives a recursive table the columns of its first part, so that it can be read inside itself.
    fn begin_recursive(&mut self, table: &CommonTable, parent: Option<usize>) -> bool {
        let StatementKind::Query(query) = &table.statement.kind else {
            return false;
        };
        let mut first = query.as_ref();
        let mut united = false;
        while let Body::Set(left, _) | Body::Nested(left) = &first.body {
            united |= matches!(first.body, Body::Set(..));
            first = left;
        }
        if !united {
            return false;
        }
        // The first part is bound twice: here for its columns alone, and in its place for the facts.
        // It gets the same place again, since nothing of the query is read before it.
        let before = self.facts.clone();
        let (mut outputs, _) = self.query(first, parent, Link::From);
        self.facts = before;
        name_columns(&mut outputs, table);
        for output in &mut outputs.columns {
            output.pushable = false;
        }
        if let Some(scope) = self.commons.last_mut() {
            scope.tables.push(Common {
                name: table.name.name.clone(),
                outputs,
                block: None,
                used: false,
                recursive: true,
            });
        }
        true
    }
}

fn name_columns(outputs: &mut Outputs, table: &CommonTable) {
    for (position, name) in table.columns.iter().enumerate() {
        match outputs.columns.get_mut(position) {
            Some(output) => output.name.clone_from(&name.name),
            None => outputs.columns.push(plain(&name.name)),
        }
    }
    outputs
        .columns
        .extend(table.added.iter().map(|added| plain(&added.name)));
}
