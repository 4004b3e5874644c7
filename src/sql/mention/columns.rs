//! Texts under new names of columns, and the columns that a view was made with: PostgreSQL reads `*` once, when it is made.

use std::ops::Range;

use super::{Mention, Mentions, Role, Text, of, replaced, results};
use crate::sql::{quote, tokens};

/// Finds the number of the table or view that a schema and a name stand for.
pub type Find<'a> = &'a dyn Fn(&str, &str) -> Option<u32>;

/// A column of a table or view that is renamed.
pub struct RenamedColumn<'a> {
    /// The number of the table or view, of those that `find` gives.
    pub relation: u32,
    /// The table's own name, by which its own texts may call it; `None` for a view.
    pub table: Option<&'a str>,
    /// Its old name.
    pub old: &'a str,
    /// Its new name.
    pub new: &'a str,
    /// Finds relations by name.
    pub find: Find<'a>,
}

/// The relation a mention stands for, names without schema being `public`'s.
fn relation_of(find: Find<'_>, mention: &Mention) -> Option<u32> {
    find(mention.schema.as_deref().unwrap_or("public"), &mention.name)
}

impl RenamedColumn<'_> {
    /// The text under the new name; `None` where it does not speak of the column. `own` says that it is a text of the table
    /// itself, whose bare names outside of queries have been renamed already.
    pub fn respell(&self, text: &str, kind: Text, own: bool) -> Option<String> {
        let mentions = of(text, kind);
        let is_rule = kind == Text::Statement && self.is_rule_on(text);
        let row = |found: &Mention| matches!(found.schema.as_deref(), Some("new" | "old"));
        let parts: Vec<(Range<usize>, String)> = mentions
            .names
            .iter()
            .filter(|found| found.role == Role::Column && found.name == self.old)
            .filter(|found| {
                !own || kind != Text::Expression || found.scope > 0 || in_trigger(text, found)
            })
            .filter(|found| (is_rule && row(found)) || self.means(&mentions, found, own))
            .map(|found| {
                let new = quote::identifier(self.new);
                // A subquery goes on giving the column under the name by which the query around it knows it.
                let written = match found.is_result && found.scope > 0 {
                    true => format!("{new} AS {}", quote::identifier(self.old)),
                    false => new,
                };
                (found.range.clone(), written)
            })
            .collect();
        (!parts.is_empty()).then(|| replaced(text, &parts))
    }

    /// Whether a statement makes a rule on the relation, whose rows `new` and `old` stand for then.
    fn is_rule_on(&self, text: &str) -> bool {
        let tokens = tokens::significant(text);
        let mut rest = tokens.iter();
        if !rest
            .next()
            .is_some_and(|token| token.is_word(text, "create"))
            || !rest
                .by_ref()
                .take(3)
                .any(|token| token.is_word(text, "rule"))
            || !rest.any(|token| token.is_word(text, "to"))
        {
            return false;
        }
        let mut name = rest.next().and_then(|token| token.name(text));
        let mut schema = None;
        while rest.next().is_some_and(|token| token.is(text, ".")) {
            schema = name.take();
            name = rest.next().and_then(|token| token.name(text));
        }
        let schema = schema.unwrap_or_else(|| "public".to_string());
        name.is_some_and(|name| (self.find)(&schema, &name) == Some(self.relation))
    }

    /// Whether a name that looks like a column is the renamed one.
    fn means(&self, mentions: &Mentions, found: &Mention, own: bool) -> bool {
        let mut scope = found.scope;
        loop {
            let here = mentions
                .relations()
                .filter(|relation| relation.scope == scope);
            for relation in here {
                let is_it = relation_of(self.find, relation) == Some(self.relation);
                match &found.schema {
                    Some(qualifier) => {
                        let called = relation.alias.as_ref().unwrap_or(&relation.name);
                        if called == qualifier {
                            return is_it;
                        }
                    }
                    None if is_it => return true,
                    None => {}
                }
            }
            if scope == 0 {
                break;
            }
            scope = mentions.parents.get(scope).copied().unwrap_or(0);
        }
        own && found.schema.as_deref().is_none_or(|qualifier| {
            ["new", "old", "excluded"].contains(&qualifier) || self.table == Some(qualifier)
        })
    }

    /// The names of a query's results, where the column gives one of them its name: a view names its columns once and for
    /// all, so they are written down before the column is renamed.
    pub fn results_named_after(&self, query: &str) -> Option<Vec<String>> {
        let names = results(query)?;
        if !names.iter().any(|name| name == self.old) {
            return None;
        }
        let mentions = of(query, Text::Expression);
        let reads = mentions.names.iter().any(|found| {
            found.role == Role::Column
                && found.name == self.old
                && self.means(&mentions, found, false)
        });
        reads.then_some(names)
    }
}

/// `WHEN (new.a ...)` of a trigger is no expression over the table's columns alone.
fn in_trigger(text: &str, found: &Mention) -> bool {
    let row = matches!(found.schema.as_deref(), Some("new" | "old"));
    row && text.to_ascii_uppercase().contains("EXECUTE ")
}

/// A query with the columns of `table` in place of each `*` that reads them, where all relations of the `*` are known.
/// `columns` gives the columns of a table by its number, and nothing for a view.
pub fn without_stars(
    query: &str,
    table: u32,
    find: Find<'_>,
    columns: &dyn Fn(u32) -> Option<Vec<String>>,
) -> Option<String> {
    let mentions = of(query, Text::Expression);
    let star = |star: &Mention| -> Option<String> {
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
            if mentions.is_common(relation) {
                return None;
            }
            let id = relation_of(find, relation)?;
            reads |= id == table;
            for column in columns(id)? {
                written.push(format!(
                    "{}.{}",
                    quote::identifier(called),
                    quote::identifier(&column)
                ));
            }
        }
        (reads && !written.is_empty()).then(|| written.join(", "))
    };
    let parts: Vec<(Range<usize>, String)> = mentions
        .names
        .iter()
        .filter(|found| found.role == Role::Star)
        .filter_map(|found| Some((found.range.clone(), star(found)?)))
        .collect();
    (!parts.is_empty()).then(|| replaced(query, &parts))
}
