//! Views that stand on a primary key without naming it: they group by its columns and show others, which the key decides
//! (PostgreSQL manual, 7.2.3 The GROUP BY and HAVING Clauses).

use crate::model::*;
use crate::sql::mention::{self, Mentions, Role, Text};
use crate::sql::tokens;

use super::builder::Builder;

impl Builder {
    /// Takes out the views that group by a table's primary key and show more of it, and the views over these. Only where the
    /// text tells it surely: a query without queries inside, over columns by their names.
    pub fn drop_views_by_key(&mut self, table: TableId, key: &[ColumnId]) {
        let Ok(owner) = self.table_ref(table) else {
            return;
        };
        let owner = owner.clone();
        for object in self.mentioning(&owner.name) {
            let ObjectRef::View(id) = object else {
                continue;
            };
            let Some(view) = self.schema.views.get(&id) else {
                continue;
            };
            if needs_key(&view.query, &owner, &owner.column_names(key)) {
                let (schema, name) = (view.schema.clone(), view.name.clone());
                self.drop_dependents(&schema, &name);
                self.forget_view(id);
            }
        }
    }
}

/// Whether a query groups by the key of a table and has a result that only the key decides.
fn needs_key(query: &str, table: &Table, key: &[&str]) -> bool {
    let mentions = mention::of(query, Text::Expression);
    if mentions.parents.len() > 1 || key.is_empty() {
        return false;
    }
    let mut ours = mentions.relations().filter(|found| {
        found.name == table.name && found.schema.as_deref().unwrap_or("public") == table.schema
    });
    let (Some(relation), None) = (ours.next(), ours.next()) else {
        return false;
    };
    let called = relation.alias.as_ref().unwrap_or(&relation.name);
    let alone = mentions.relations().count() == 1;
    let Some(from) = grouping(query) else {
        return false;
    };
    let is_ours =
        |qualifier: &Option<String>| qualifier.as_ref().map_or(alone, |own| own == called);
    let grouped = columns(&mentions, from..query.len(), &is_ours);
    if !key.iter().all(|column| grouped.contains(column)) {
        return false;
    }
    mentions.names.iter().any(|found| {
        let shown = found.range.start < from && is_ours(&found.schema);
        let other = match found.role {
            Role::Star => table.columns.len() > key.len(),
            Role::Column => found.is_result && table.column_named(&found.name).is_some(),
            _ => false,
        };
        shown && other && !grouped.contains(&found.name.as_str())
    })
}

/// Where the list behind GROUP BY begins.
fn grouping(query: &str) -> Option<usize> {
    let tokens = tokens::significant(query);
    let found = tokens.windows(2).find_map(|pair| match pair {
        [group, by] if group.is_word(query, "group") && by.is_word(query, "by") => {
            Some(by.range.end)
        }
        _ => None,
    });
    let sets = ["rollup", "cube", "grouping"];
    let mut words = tokens.iter();
    let has_sets = words.any(|token| sets.iter().any(|word| token.is_word(query, word)));
    found.filter(|_| !has_sets)
}

fn columns<'m>(
    mentions: &'m Mentions,
    within: std::ops::Range<usize>,
    is_ours: &dyn Fn(&Option<String>) -> bool,
) -> Vec<&'m str> {
    let found = mentions.names.iter().filter(|found| {
        found.role == Role::Column && within.contains(&found.range.start) && is_ours(&found.schema)
    });
    found.map(|found| found.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::types;

    #[test]
    fn what_the_key_decides_is_told() {
        let mut table = Table::new(TableId(1), "public", "t");
        for (id, name) in [(1, "id"), (2, "a"), (3, "b")] {
            let integer = types::parse("integer").expect("a type");
            table.columns.push(Column::new(ColumnId(id), name, integer));
        }
        for (query, expected) in [
            ("SELECT id, a, count(*) FROM t GROUP BY id", true),
            ("SELECT x.* FROM public.t AS x GROUP BY x.id", true),
            (
                "SELECT t.a, count(u.b) FROM t JOIN u ON u.t = t.id GROUP BY t.id",
                true,
            ),
            ("SELECT id, a FROM t GROUP BY id, a", false),
            ("SELECT a, count(*) FROM t GROUP BY a", false),
            (
                "SELECT u.a FROM t JOIN u ON u.t = t.id GROUP BY t.id, u.a",
                false,
            ),
            ("SELECT id, a FROM other.t GROUP BY id", false),
            ("SELECT id, max(a) FROM t GROUP BY id", false),
            ("SELECT id, a FROM t", false),
        ] {
            assert_eq!(needs_key(query, &table, &["id"]), expected, "{query}");
        }
    }
}
