//! One table by itself, as SQL to read, copy or compare: everything that belongs to it, and nothing else.

use crate::model::{Schema, Table};
use crate::sql::{quote, writer};

/// The statements that make a table with all its parts, each without its semicolon. Foreign keys stand inside the table,
/// whatever they refer to, so that the text tells the whole table.
pub fn statements_of(schema: &Schema, table: &Table) -> Vec<String> {
    let mut statements = vec![writer::create_table(schema, table)];
    statements.extend(writer::table_settings(schema, table));
    statements.extend(writer::late_not_null(schema, table));
    for index in table.indexes.iter().filter(|index| !index.inherited) {
        statements.push(writer::create_index(table, index));
    }
    let name = quote::table(table);
    for trigger in table.triggers.iter().filter(|trigger| !trigger.inherited) {
        statements.push(writer::create_trigger(&name, trigger));
        statements.extend(writer::trigger_state(table, trigger));
    }
    for policy in &table.policies {
        statements.push(writer::create_policy(table, policy));
    }
    if table.row_security.enabled {
        statements.push(writer::alter_row_security(table, "ENABLE"));
    }
    if table.row_security.forced {
        statements.push(writer::alter_row_security(table, "FORCE"));
    }
    statements.extend(comments(table));
    statements
}

fn comments(table: &Table) -> Vec<String> {
    let name = quote::table(table);
    let own = table
        .comment
        .is_some()
        .then(|| writer::comment_on_table(table));
    let columns = table
        .columns
        .iter()
        .flat_map(|column| writer::comments_on_column(table, column));
    let constraints = table
        .constraints
        .iter()
        .filter(|constraint| constraint.comment.is_some())
        .map(|constraint| writer::comment_on_constraint(table, constraint));
    let indexes = table
        .indexes
        .iter()
        .filter(|index| index.comment.is_some())
        .map(|index| writer::comment_on_index(&table.schema, index));
    let triggers = table
        .triggers
        .iter()
        .filter(|trigger| trigger.comment.is_some())
        .map(|trigger| writer::comment_on_trigger(&name, trigger));
    let policies = table
        .policies
        .iter()
        .filter(|policy| policy.comment.is_some())
        .map(|policy| writer::comment_on_policy(table, policy));
    own.into_iter()
        .chain(columns)
        .chain(constraints)
        .chain(indexes)
        .chain(triggers)
        .chain(policies)
        .collect()
}

/// Tables as one text, each statement with its semicolon, a blank line between them.
pub fn text_of<'a>(schema: &Schema, tables: impl IntoIterator<Item = &'a Table>) -> String {
    let mut text = String::new();
    for table in tables {
        for statement in statements_of(schema, table) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&statement);
            text.push_str(";\n");
        }
    }
    text
}
