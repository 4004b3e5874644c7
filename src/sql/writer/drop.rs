//! DROP statements.

use crate::model::{
    Extension, Function, Index, Namespace, Policy, Role, Sequence, Statistics, Table, Trigger,
    UserType, UserTypeKind, View,
};
use crate::sql::quote;

use super::{
    function_reference, function_word, sequence_reference, type_reference, view_reference,
    view_word,
};

/// `DROP TABLE`.
pub fn drop_table(table: &Table) -> String {
    format!("DROP TABLE {}", quote::table(table))
}

/// `ALTER TABLE t DROP COLUMN c`.
pub fn drop_column(table: &Table, column: &str) -> String {
    format!(
        "ALTER TABLE {} DROP COLUMN {}",
        quote::table(table),
        quote::identifier(column)
    )
}

/// `ALTER TABLE t DROP CONSTRAINT c`.
pub fn drop_constraint(table: &Table, constraint: &str) -> String {
    format!(
        "ALTER TABLE {} DROP CONSTRAINT {}",
        quote::table(table),
        quote::identifier(constraint)
    )
}

/// `DROP INDEX`; an index stands in its table's schema.
pub fn drop_index(schema: &str, index: &Index, concurrently: bool) -> String {
    let word = if concurrently { "CONCURRENTLY " } else { "" };
    format!(
        "DROP INDEX {word}{}",
        quote::unless_public(schema, &index.name)
    )
}

/// `DROP TRIGGER name ON target`.
pub fn drop_trigger(target: &str, trigger: &Trigger) -> String {
    format!(
        "DROP TRIGGER {} ON {target}",
        quote::identifier(&trigger.name)
    )
}

/// `DROP POLICY name ON table`.
pub fn drop_policy(table: &Table, policy: &Policy) -> String {
    format!(
        "DROP POLICY {} ON {}",
        quote::identifier(&policy.name),
        quote::table(table)
    )
}

/// `DROP TYPE` or `DROP DOMAIN`.
pub fn drop_type(user_type: &UserType) -> String {
    let word = if matches!(user_type.kind, UserTypeKind::Domain { .. }) {
        "DOMAIN"
    } else {
        "TYPE"
    };
    format!("DROP {word} {}", type_reference(user_type))
}

/// `ALTER DOMAIN d DROP CONSTRAINT c`.
pub fn drop_domain_check(domain: &UserType, check: &str) -> String {
    format!(
        "ALTER DOMAIN {} DROP CONSTRAINT {}",
        type_reference(domain),
        quote::identifier(check)
    )
}

/// `DROP SEQUENCE`.
pub fn drop_sequence(sequence: &Sequence) -> String {
    format!("DROP SEQUENCE {}", sequence_reference(sequence))
}

/// `DROP VIEW` or `DROP MATERIALIZED VIEW`.
pub fn drop_view(view: &View) -> String {
    format!("DROP {} {}", view_word(view), view_reference(view))
}

/// `DROP FUNCTION`, `DROP PROCEDURE` or `DROP AGGREGATE`.
pub fn drop_function(function: &Function) -> String {
    format!(
        "DROP {} {}",
        function_word(function.kind),
        function_reference(function)
    )
}

/// `DROP SCHEMA`.
pub fn drop_namespace(namespace: &Namespace) -> String {
    format!("DROP SCHEMA {}", quote::identifier(&namespace.name))
}

/// `DROP EXTENSION`.
pub fn drop_extension(extension: &Extension) -> String {
    format!("DROP EXTENSION {}", quote::identifier(&extension.name))
}

/// `DROP ROLE`.
pub fn drop_role(role: &Role) -> String {
    format!("DROP ROLE {}", quote::identifier(&role.name))
}

/// `DROP STATISTICS`.
pub fn drop_statistics(statistics: &Statistics) -> String {
    format!(
        "DROP STATISTICS {}",
        quote::unless_public(&statistics.schema, &statistics.name)
    )
}
