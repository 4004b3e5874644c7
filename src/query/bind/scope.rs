//! Names in scope: relations of FROM, common table expressions, and finding a column among them.

use crate::model::{ColumnId, Table};

use super::super::Span;
use super::super::ast::Ident;
use super::super::facts::ColumnRef;
use super::super::names::nearest;
use super::{Binder, Output, Outputs, Resolved};

/// The relations of one FROM.
pub(super) struct Scope {
    pub block: usize,
    pub entries: Vec<Entry>,
    /// While a subquery that is not lateral is read, its siblings cannot be named.
    pub hidden: bool,
}

/// A relation in scope.
pub(super) struct Entry {
    pub name: String,
    pub schema: Option<String>,
    pub source: usize,
    pub outputs: Outputs,
    /// Columns joined by USING or NATURAL, which the relation on the left gives.
    pub merged: Vec<String>,
    /// Whether bare names mean its columns; not those of `excluded`, `old` and `new`.
    pub bare: bool,
}

/// The common table expressions of one WITH.
pub(super) struct CommonScope {
    pub tables: Vec<Common>,
}

pub(super) struct Common {
    pub name: String,
    pub outputs: Outputs,
    /// Its block, where it has one.
    pub block: Option<usize>,
    pub used: bool,
    /// Whether it is read inside itself.
    pub recursive: bool,
}

/// Columns that every table has (manual, section 5.5).
const SYSTEM_COLUMNS: &[&str] = &["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "oid"];

impl Entry {
    fn column(&self, name: &str) -> Option<&Output> {
        self.outputs
            .columns
            .iter()
            .find(|output| output.name == name)
    }

    fn resolved(&self, output: &Output) -> Resolved {
        Resolved {
            origins: output.origins.clone(),
            source: Some(self.source),
            pushable: output.pushable,
        }
    }

    /// Something of the relation whose column is not known.
    fn unknown(&self) -> Resolved {
        Resolved {
            origins: Vec::new(),
            source: Some(self.source),
            pushable: false,
        }
    }
}

/// The columns of a table as a relation in FROM has them.
pub(super) fn of_table(table: &Table, source: usize) -> Outputs {
    let column = |id: ColumnId, name: &str| Output {
        name: name.to_string(),
        origins: vec![ColumnRef { source, column: id }],
        pushable: true,
    };
    Outputs {
        columns: table
            .columns
            .iter()
            .map(|own| column(own.id, &own.name))
            .collect(),
        // What a parent outside the document has is not known.
        open: !table.header.inherits_external.is_empty(),
    }
}

impl Binder<'_> {
    /// Finds the column that `parts` name, and keeps what was found.
    pub(super) fn resolve(&mut self, parts: &[Ident]) {
        let Some(first) = parts.first() else {
            return;
        };
        let resolved = match parts {
            [name] => self.bare(name),
            [qualifier, name] => self.qualified(None, qualifier, name),
            [schema, qualifier, name] => self.qualified(Some(schema), qualifier, name),
            _ => Some(Resolved::default()),
        };
        self.resolved
            .insert(first.span.start, resolved.unwrap_or_default());
    }

    fn bare(&mut self, name: &Ident) -> Option<Resolved> {
        let mut open = None;
        let mut ambiguous = false;
        for scope in self.scopes.iter().rev().filter(|scope| !scope.hidden) {
            let mut found: Option<Resolved> = None;
            for entry in scope.entries.iter().filter(|entry| entry.bare) {
                if entry.merged.contains(&name.name) {
                    continue;
                }
                if let Some(output) = entry.column(&name.name) {
                    ambiguous |= found.is_some();
                    found = Some(entry.resolved(output));
                } else if entry.outputs.open && open.is_none() {
                    open = Some(entry.unknown());
                }
            }
            if ambiguous {
                let message = format!(
                    "{} is ambiguous: more than one relation has a column of this name",
                    name.name
                );
                self.problem(name.span, message, None);
                return found;
            }
            if found.is_some() {
                return found;
            }
        }
        if open.is_some() {
            return open;
        }
        // A relation's name alone is its whole row, and every table has its system columns.
        for scope in self.scopes.iter().rev().filter(|scope| !scope.hidden) {
            let row = scope.entries.iter().find(|entry| entry.name == name.name);
            let system = SYSTEM_COLUMNS
                .contains(&name.name.as_str())
                .then(|| scope.entries.first())
                .flatten();
            if let Some(entry) = row.or(system) {
                return Some(entry.unknown());
            }
        }
        self.no_column(name, None);
        None
    }

    fn qualified(
        &mut self,
        schema: Option<&Ident>,
        qualifier: &Ident,
        name: &Ident,
    ) -> Option<Resolved> {
        let fits = |entry: &Entry| {
            entry.name == qualifier.name
                && schema.is_none_or(|schema| entry.schema.as_ref() == Some(&schema.name))
        };
        let scopes = self.scopes.iter().rev().filter(|scope| !scope.hidden);
        let found = scopes
            .flat_map(|scope| scope.entries.iter())
            .find(|entry| fits(entry));
        if let Some(entry) = found {
            if let Some(output) = entry.column(&name.name) {
                return Some(entry.resolved(output));
            }
            if entry.outputs.open || SYSTEM_COLUMNS.contains(&name.name.as_str()) {
                return Some(entry.unknown());
            }
            self.no_column(name, Some(&qualifier.name));
            return None;
        }
        // `(row).field` may be written without parentheses where `row` is a column of a composite type.
        let composite = schema.is_none() && self.is_column(&qualifier.name);
        if composite {
            return Some(Resolved::default());
        }
        let aliases = self
            .scopes
            .iter()
            .flat_map(|scope| scope.entries.iter().map(|entry| entry.name.as_str()));
        let suggestion = nearest(&qualifier.name, aliases);
        let message = format!("no relation in FROM is called {}", qualifier.name);
        self.problem(qualifier.span, message, suggestion);
        None
    }

    fn is_column(&self, name: &str) -> bool {
        let scopes = self.scopes.iter().filter(|scope| !scope.hidden);
        let mut entries = scopes.flat_map(|scope| &scope.entries);
        entries.any(|entry| entry.column(name).is_some())
    }

    fn no_column(&mut self, name: &Ident, of: Option<&str>) {
        let mut entries = self
            .scopes
            .iter()
            .rev()
            .filter(|scope| !scope.hidden)
            .flat_map(|scope| &scope.entries)
            .filter(|entry| of.is_none_or(|of| entry.name == of));
        let message = match (
            of,
            self.scopes
                .iter()
                .map(|scope| scope.entries.len())
                .sum::<usize>(),
        ) {
            (Some(of), _) => format!("{of} has no column {}", name.name),
            (None, 0) => format!("there is no FROM that could have a column {}", name.name),
            (None, 1) => match entries.next() {
                Some(entry) => format!("{} has no column {}", entry.name, name.name),
                None => format!("there is no column {}", name.name),
            },
            _ => format!("no relation in FROM has a column {}", name.name),
        };
        let entries = self
            .scopes
            .iter()
            .flat_map(|scope| &scope.entries)
            .filter(|entry| of.is_none_or(|of| entry.name == of));
        let columns = entries.flat_map(|entry| {
            entry
                .outputs
                .columns
                .iter()
                .map(|output| output.name.as_str())
        });
        let suggestion = nearest(&name.name, columns);
        self.problem(name.span, message, suggestion);
    }

    /// The relations in scope that the text between two places of the statement reads.
    pub(super) fn sources_between(&self, span: Span) -> Vec<usize> {
        let Some(current) = self.current() else {
            return Vec::new();
        };
        let mut sources: Vec<usize> = self
            .resolved
            .range(span.start..span.end)
            .filter_map(|(_, resolved)| resolved.source)
            .filter(|source| {
                // What a subquery reads by itself is its own affair.
                let block = self.facts.sources.get(*source).map(|source| source.block);
                block.is_some_and(|block| self.facts.climbs(current, block, |_| true))
            })
            .collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }
}
