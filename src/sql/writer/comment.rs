//! Comments on objects.

use crate::model::{
    Column, Constraint, Extension, Function, Index, Namespace, Policy, Role, Sequence, Statistics,
    Table, Trigger, UserType, UserTypeKind, View,
};
use crate::sql::quote;

use super::{
    function_reference, function_word, not_null_name, sequence_reference, type_reference,
    view_reference, view_word,
};

/// `COMMENT ON kind name IS 'text'`, or `IS NULL` to take the comment off; `name` is SQL text.
pub fn comment(kind: &str, name: &str, text: Option<&str>) -> String {
    match text {
        Some(text) => format!("COMMENT ON {kind} {name} IS {}", quote::literal(text)),
        None => format!("COMMENT ON {kind} {name} IS NULL"),
    }
}

/// The comment of a schema.
pub fn comment_on_namespace(namespace: &Namespace) -> String {
    comment(
        "SCHEMA",
        &quote::identifier(&namespace.name),
        namespace.comment.as_deref(),
    )
}

/// The comment of an extension.
pub fn comment_on_extension(extension: &Extension) -> String {
    comment(
        "EXTENSION",
        &quote::identifier(&extension.name),
        extension.comment.as_deref(),
    )
}

/// The comment of a type or domain.
pub fn comment_on_type(user_type: &UserType) -> String {
    let kind = if matches!(user_type.kind, UserTypeKind::Domain { .. }) {
        "DOMAIN"
    } else {
        "TYPE"
    };
    comment(
        kind,
        &type_reference(user_type),
        user_type.comment.as_deref(),
    )
}

/// The comments of a type's parts: fields of a composite, checks of a domain.
pub fn comments_on_type_parts(user_type: &UserType) -> Vec<String> {
    let name = type_reference(user_type);
    match &user_type.kind {
        UserTypeKind::Composite { fields } => fields
            .iter()
            .filter(|field| field.comment.is_some())
            .map(|field| {
                comment(
                    "COLUMN",
                    &format!("{name}.{}", quote::identifier(&field.name)),
                    field.comment.as_deref(),
                )
            })
            .collect(),
        UserTypeKind::Domain { checks, .. } => checks
            .iter()
            .filter(|check| check.comment.is_some())
            .map(|check| {
                comment(
                    "CONSTRAINT",
                    &format!("{} ON DOMAIN {name}", quote::identifier(&check.name)),
                    check.comment.as_deref(),
                )
            })
            .collect(),
        UserTypeKind::Enum { .. } | UserTypeKind::Range { .. } => Vec::new(),
    }
}

/// The comment of a sequence.
pub fn comment_on_sequence(sequence: &Sequence) -> String {
    comment(
        "SEQUENCE",
        &sequence_reference(sequence),
        sequence.comment.as_deref(),
    )
}

/// The comment of a table.
pub fn comment_on_table(table: &Table) -> String {
    comment("TABLE", &quote::table(table), table.comment.as_deref())
}

/// The comment of a column.
pub fn comment_on_column(table: &Table, column: &Column) -> String {
    let name = format!(
        "{}.{}",
        quote::table(table),
        quote::identifier(&column.name)
    );
    comment("COLUMN", &name, column.comment.as_deref())
}

/// The comment of a column's not-null constraint (PostgreSQL 18).
pub fn comment_on_not_null(table: &Table, column: &Column) -> String {
    on_part(
        "CONSTRAINT",
        &not_null_name(table, column),
        table,
        column.not_null_comment.as_deref(),
    )
}

/// The comments of a column and of its not-null constraint, where there are any. One that is not valid yet comes with its
/// own ([`super::late_not_null`]).
pub fn comments_on_column(table: &Table, column: &Column) -> Vec<String> {
    let mut said = Vec::new();
    if column.comment.is_some() {
        said.push(comment_on_column(table, column));
    }
    if column.not_null_comment.is_some() && column.not_null_validated {
        said.push(comment_on_not_null(table, column));
    }
    said
}

/// The comment of a constraint.
pub fn comment_on_constraint(table: &Table, constraint: &Constraint) -> String {
    on_part(
        "CONSTRAINT",
        &constraint.name,
        table,
        constraint.comment.as_deref(),
    )
}

/// The comment of an index, which stands in its table's schema.
pub fn comment_on_index(schema: &str, index: &Index) -> String {
    comment(
        "INDEX",
        &quote::unless_public(schema, &index.name),
        index.comment.as_deref(),
    )
}

/// The comment of a trigger; `target` is its table or view as SQL.
pub fn comment_on_trigger(target: &str, trigger: &Trigger) -> String {
    let name = format!("{} ON {target}", quote::identifier(&trigger.name));
    comment("TRIGGER", &name, trigger.comment.as_deref())
}

/// The comment of a policy.
pub fn comment_on_policy(table: &Table, policy: &Policy) -> String {
    on_part("POLICY", &policy.name, table, policy.comment.as_deref())
}

/// The comment of a view.
pub fn comment_on_view(view: &View) -> String {
    comment(
        view_word(view),
        &view_reference(view),
        view.comment.as_deref(),
    )
}

/// The comments of a view's columns.
pub fn comments_on_view_columns(view: &View) -> Vec<String> {
    view.column_comments
        .iter()
        .map(|(column, text)| {
            let name = format!("{}.{}", view_reference(view), quote::identifier(column));
            comment("COLUMN", &name, Some(text))
        })
        .collect()
}

/// The comment of a function, procedure or aggregate.
pub fn comment_on_function(function: &Function) -> String {
    comment(
        function_word(function.kind),
        &function_reference(function),
        function.comment.as_deref(),
    )
}

/// The comment of a role.
pub fn comment_on_role(role: &Role) -> String {
    comment(
        "ROLE",
        &quote::identifier(&role.name),
        role.comment.as_deref(),
    )
}

/// The comment of a statistics object.
pub fn comment_on_statistics(statistics: &Statistics) -> String {
    let name = quote::unless_public(&statistics.schema, &statistics.name);
    comment("STATISTICS", &name, statistics.comment.as_deref())
}

fn on_part(kind: &str, part: &str, table: &Table, text: Option<&str>) -> String {
    let name = format!("{} ON {}", quote::identifier(part), quote::table(table));
    comment(kind, &name, text)
}
