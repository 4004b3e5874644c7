//! What hangs on tables and other objects by its text alone: grants, statistics, views, functions, statements.

use crate::model::{Grant, Schema, Statistics, Table};
use crate::sql::{expression, quote};

/// Whether SQL text names the table, with or without its schema.
fn names_table(text: &str, table: &Table) -> bool {
    text == quote::qualified(&table.schema, &table.name)
        || text == quote::identifier(&table.name)
        || text == format!("{}.{}", table.schema, table.name)
        || text == table.name
}

/// The grants on a table.
pub(super) fn grants_on(schema: &Schema, table: &Table) -> Vec<Grant> {
    schema
        .grants
        .values()
        .filter(|grant| grant.object_kind == "TABLE" && names_table(&grant.object, table))
        .map(|grant| (**grant).clone())
        .collect()
}

/// The extended statistics over a table: what follows the last FROM of their definition.
pub(super) fn statistics_on(schema: &Schema, table: &Table) -> Vec<Statistics> {
    schema
        .statistics
        .values()
        .filter(|statistics| {
            let definition = &statistics.definition;
            definition
                .to_ascii_lowercase()
                .rfind(" from ")
                .and_then(|at| definition.get(at + 6..))
                .is_some_and(|from| names_table(from.trim(), table))
        })
        .map(|statistics| (**statistics).clone())
        .collect()
}

/// Views, functions and statements whose text names one of `names`, in order.
pub(super) fn mentions(schema: &Schema, names: &[String]) -> Vec<String> {
    let named = |text: &str| {
        let found = expression::words(text);
        names.iter().any(|name| found.contains(name))
    };
    let views = schema
        .views
        .values()
        .filter(|view| named(&view.query))
        .map(|view| view.name.clone());
    let functions = schema
        .functions
        .values()
        .filter(|function| named(&function.body))
        .map(|function| format!("{}()", function.name));
    let statements = schema
        .verbatim
        .values()
        .filter(|statement| named(&statement.sql))
        .map(|statement| {
            format!("{} {}", statement.kind, statement.name)
                .trim_end()
                .to_string()
        });
    views.chain(functions).chain(statements).collect()
}
