//! What a query reads, from its syntax tree rather than from the words in it.
//!
//! `sqlparser` reads most of PostgreSQL's SELECT. Where it does not, the caller falls back to the words of the text, which
//! name at least as much.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::visit_relations;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

/// How deep a query may nest before it is not read; PostgreSQL's own limit is its stack.
const DEEPEST: usize = 64;

/// The relations a query names, schemas left out and unquoted names in lower case; common table expressions are among them.
/// `None` when the query is not read.
pub fn relations(query: &str) -> Option<BTreeSet<String>> {
    let dialect = PostgreSqlDialect {};
    let parsed = Parser::new(&dialect)
        .with_recursion_limit(DEEPEST)
        .try_with_sql(query)
        .ok()?
        .parse_query()
        .ok()?;
    let mut found = BTreeSet::new();
    let _ = visit_relations(&parsed, |name| {
        if let Some(part) = name.0.last().and_then(|part| part.as_ident()) {
            found.insert(match part.quote_style {
                Some(_) => part.value.clone(),
                None => part.value.to_lowercase(),
            });
        }
        ControlFlow::<()>::Continue(())
    });
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_those_of_the_tree_and_not_the_columns() {
        let query = "SELECT u.orders, count(*) FROM app.Users u JOIN \"Teams\" t ON t.id = u.team_id \
                     WHERE EXISTS (SELECT 1 FROM bans WHERE bans.user_id = u.id) GROUP BY 1";
        let found = relations(query);
        let names = ["Teams", "bans", "users"].map(str::to_string);
        assert_eq!(found, Some(BTreeSet::from(names)));
        assert_eq!(relations("SELECT 1 FROM (users"), None);
        assert_eq!(relations(&"(".repeat(10_000)), None);
    }
}
