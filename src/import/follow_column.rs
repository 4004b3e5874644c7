//! What speaks of a column follows it when it is renamed, and a view keeps the columns it was made with: PostgreSQL reads
//! `*` once, when the view is made.

use std::ops::Range;
use std::sync::Arc;

use crate::model::*;
use crate::sql::mention::{self, Mention, Mentions, Role, Text};
use crate::sql::quote;

use super::builder::{Builder, Relation};
use super::texts::{Part, visit};

/// A column of a table or view that is renamed.
struct Renamed<'a> {
    relation: Relation,
    old: &'a str,
    new: &'a str,
}

impl Builder {
    /// Texts outside the table's own expressions follow a column that is called `new` now.
    pub fn follow_column(&mut self, table: TableId, old: &str, new: &str) {
        let renamed = Renamed {
            relation: Relation::Table(table),
            old,
            new,
        };
        for object in self.mentioning(old) {
            if object == ObjectRef::Table(table) {
                continue;
            }
            if let ObjectRef::View(view) = object {
                self.keep_result_names(view, &renamed);
            }
            self.respell_columns(object, &renamed);
        }
        self.respell_columns(ObjectRef::Table(table), &renamed);
    }

    /// Texts follow a column of a view that is called `new` now.
    pub fn follow_result(&mut self, view: ViewId, old: &str, new: &str) {
        let renamed = Renamed {
            relation: Relation::View(view),
            old,
            new,
        };
        for object in self.mentioning(old) {
            if let ObjectRef::View(other) = object {
                if other == view {
                    continue;
                }
                self.keep_result_names(other, &renamed);
            }
            self.respell_columns(object, &renamed);
        }
    }

    fn respell_columns(&mut self, object: ObjectRef, renamed: &Renamed<'_>) {
        let own = matches!(renamed.relation, Relation::Table(id) if object == ObjectRef::Table(id));
        let mut schema = std::mem::take(&mut self.schema);
        visit(&mut schema, object, &mut |part| {
            let Part::Text(kind, text) = part else { return };
            let mentions = mention::of(text, kind);
            let parts: Vec<(Range<usize>, String)> = mentions
                .names
                .iter()
                .filter(|found| found.role == Role::Column && found.name == renamed.old)
                // The table's own expressions were renamed before; their subqueries were not.
                .filter(|found| {
                    !own || kind != Text::Expression || found.scope > 0 || in_trigger(text, found)
                })
                .filter(|found| self.means(&mentions, found, renamed, own))
                .map(|found| {
                    let new = quote::identifier(renamed.new);
                    // A subquery goes on giving the column under the name by which the query around it knows it.
                    let written = match found.is_result && found.scope > 0 {
                        true => format!("{new} AS {}", quote::identifier(renamed.old)),
                        false => new,
                    };
                    (found.range.clone(), written)
                })
                .collect();
            if !parts.is_empty() {
                *text = mention::replaced(text, &parts);
            }
        });
        self.schema = schema;
        self.touch(object);
    }

    /// Whether a name that looks like a column is the renamed one.
    fn means(
        &self,
        mentions: &Mentions,
        found: &Mention,
        renamed: &Renamed<'_>,
        own: bool,
    ) -> bool {
        let mut scope = found.scope;
        loop {
            let here = mentions
                .relations()
                .filter(|relation| relation.scope == scope);
            for relation in here {
                let is_table = self.relation_of(relation) == Some(renamed.relation);
                match &found.schema {
                    Some(qualifier) => {
                        let called = relation.alias.as_ref().unwrap_or(&relation.name);
                        if called == qualifier {
                            return is_table;
                        }
                    }
                    None if is_table => return true,
                    None => {}
                }
            }
            if scope == 0 {
                break;
            }
            scope = mentions.parents.get(scope).copied().unwrap_or(0);
        }
        own && found.schema.as_deref().is_none_or(|qualifier| {
            ["new", "old", "excluded"].contains(&qualifier)
                || self.is_named(renamed.relation, qualifier)
        })
    }

    fn is_named(&self, relation: Relation, name: &str) -> bool {
        matches!(relation, Relation::Table(id) if self.schema.tables.get(&id).is_some_and(|table| table.name == name))
    }

    /// The relation a mention stands for, names without schema being `public`'s.
    fn relation_of(&self, mention: &Mention) -> Option<Relation> {
        let schema = mention.schema.as_deref().unwrap_or("public");
        self.relations.get(schema, &mention.name).copied()
    }

    /// A view names its columns after those it reads, once and for all: before one of them is renamed, their names are
    /// written down.
    fn keep_result_names(&mut self, id: ViewId, renamed: &Renamed<'_>) {
        let Some(view) = self.schema.views.get(&id) else {
            return;
        };
        if !view.columns.is_empty() {
            return;
        }
        let names = mention::results(&view.query);
        let Some(names) = names else { return };
        if !names.iter().any(|name| name == renamed.old) {
            return;
        }
        let mentions = mention::of(&view.query, Text::Expression);
        let reads = mentions.names.iter().any(|found| {
            found.role == Role::Column
                && found.name == renamed.old
                && self.means(&mentions, found, renamed, false)
        });
        if reads && let Some(view) = self.schema.views.get_mut(&id) {
            Arc::make_mut(view).columns = names;
        }
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
        let views: Vec<ViewId> = self
            .mentioning(&name)
            .into_iter()
            .filter_map(|object| match object {
                ObjectRef::View(id) => Some(id),
                _ => None,
            })
            .collect();
        for id in views {
            let Some(view) = self
                .schema
                .views
                .get(&id)
                .filter(|view| view.query.contains('*'))
            else {
                continue;
            };
            let mentions = mention::of(&view.query, Text::Expression);
            let parts: Vec<(Range<usize>, String)> = mentions
                .names
                .iter()
                .filter(|found| found.role == Role::Star)
                .filter_map(|star| Some((star.range.clone(), self.star(&mentions, star, table)?)))
                .collect();
            if !parts.is_empty()
                && let Some(view) = self.schema.views.get_mut(&id).map(Arc::make_mut)
            {
                view.query = mention::replaced(&view.query, &parts);
                self.touch(ObjectRef::View(id));
            }
        }
    }

    /// The columns that a star stands for, where all of its relations are known and `table` is among them.
    fn star(&self, mentions: &Mentions, star: &Mention, table: TableId) -> Option<String> {
        let mut written = Vec::new();
        let mut reads = false;
        let here = mentions
            .names
            .iter()
            .filter(|found| found.role == Role::Relation && found.scope == star.scope);
        for relation in here {
            let called = relation.alias.as_ref().unwrap_or(&relation.name);
            if star.schema.as_ref().is_some_and(|wanted| wanted != called) {
                continue;
            }
            let Some(Relation::Table(id)) = self
                .relation_of(relation)
                .filter(|_| !mentions.is_common(relation))
            else {
                return None;
            };
            reads |= id == table;
            let known = self.schema.tables.get(&id)?;
            for column in &known.columns {
                written.push(format!(
                    "{}.{}",
                    quote::identifier(called),
                    quote::identifier(&column.name)
                ));
            }
        }
        (reads && !written.is_empty()).then(|| written.join(", "))
    }
}

/// `WHEN (new.a ...)` of a trigger is no expression over the table's columns alone.
fn in_trigger(text: &str, found: &Mention) -> bool {
    let row = matches!(found.schema.as_deref(), Some("new" | "old"));
    row && text.to_ascii_uppercase().contains("EXECUTE ")
}
