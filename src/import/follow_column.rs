//! What speaks of a column follows it when it is renamed, and a view keeps the columns it was made with.

use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::columns::{RenamedColumn, without_stars};
use crate::sql::texts::{Part, visit};

use super::builder::{Builder, Relation};

/// The number by which a relation is known to the reader of texts: ids of one document are never used twice.
fn number(relation: Relation) -> Option<u32> {
    match relation {
        Relation::Table(id) => Some(id.0),
        Relation::View(id) => Some(id.0),
        _ => None,
    }
}

impl Builder {
    /// Texts outside the table's own expressions follow a column that is called `new` now.
    pub fn follow_column(&mut self, table: TableId, old: &str, new: &str) {
        let table = ObjectRef::Table(table);
        for object in self.mentioning(old) {
            if object != table {
                self.follow_column_in(object, table, old, new);
            }
        }
        self.follow_column_in(table, table, old, new);
    }

    /// Texts follow a column of a view that is called `new` now.
    pub fn follow_result(&mut self, view: ViewId, old: &str, new: &str) {
        let view = ObjectRef::View(view);
        for object in self.mentioning(old) {
            if object != view {
                self.follow_column_in(object, view, old, new);
            }
        }
    }

    fn follow_column_in(&mut self, object: ObjectRef, relation: ObjectRef, old: &str, new: &str) {
        let mut schema = std::mem::take(&mut self.schema);
        let (id, name) = match relation {
            ObjectRef::Table(id) => (id.0, schema.tables.get(&id).map(|table| table.name.clone())),
            ObjectRef::View(id) => (id.0, None),
            _ => (0, None),
        };
        let find = |schema: &str, name: &str| number(*self.relations.get(schema, name)?);
        let renamed = RenamedColumn {
            relation: id,
            table: name.as_deref(),
            old,
            new,
            find: &find,
        };
        if let ObjectRef::View(view) = object
            && let Some(view) = schema.views.get_mut(&view)
            && view.columns.is_empty()
            && let Some(names) = renamed.results_named_after(&view.query)
        {
            Arc::make_mut(view).columns = names;
        }
        visit(&mut schema, object, &mut |part| {
            let Part::Text(kind, text) = part else { return };
            if let Some(new) = renamed.respell(text, kind, object == relation) {
                *text = new;
            }
        });
        self.schema = schema;
        self.touch(object);
    }

    /// Before a table gets, loses or renames a column, the views that read all of its columns name those it has.
    pub fn expand_stars(&mut self, table: TableId) {
        let Some(name) = self
            .schema
            .tables
            .get(&table)
            .map(|table| table.name.clone())
        else {
            return;
        };
        for object in self.mentioning(&name) {
            let ObjectRef::View(id) = object else {
                continue;
            };
            let Some(view) = self
                .schema
                .views
                .get(&id)
                .filter(|view| view.query.contains('*'))
            else {
                continue;
            };
            let find = |schema: &str, name: &str| number(*self.relations.get(schema, name)?);
            let columns = |id: u32| -> Option<Vec<String>> {
                let table = self.schema.tables.get(&TableId(id))?;
                let names = table.columns.iter().map(|column| column.name.clone());
                Some(names.collect())
            };
            let written = without_stars(&view.query, table.0, &find, &columns);
            if let Some(query) = written
                && let Some(view) = self.schema.views.get_mut(&id).map(Arc::make_mut)
            {
                view.query = query;
                self.touch(object);
            }
        }
    }
}
