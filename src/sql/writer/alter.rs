//! ALTER statements that migrations are made of.

use crate::model::{
    Column, Constraint, Deferrable, Generated, Identity, Index, Persistence, Schema, Table, View,
    ViewColumn,
};
use crate::sql::quote;

use super::{
    ColumnForm, closed, column_definition, data_type, default_expression, parameters,
    sequence_options,
};

/// `ALTER TABLE t ADD COLUMN ...`.
pub fn add_column(schema: &Schema, table: &Table, column: &Column) -> String {
    format!(
        "ALTER TABLE {} ADD COLUMN {}",
        quote::table(table),
        column_definition(schema, column, ColumnForm::default())
    )
}

fn alter_column(table: &Table, column: &str, change: &str) -> String {
    format!(
        "ALTER TABLE {} ALTER COLUMN {} {change}",
        quote::table(table),
        quote::identifier(column)
    )
}

/// `ALTER COLUMN c TYPE ... COLLATE ... USING ...`; `using` is an expression for the new value.
pub fn alter_column_type(
    schema: &Schema,
    table: &Table,
    column: &Column,
    using: Option<&str>,
) -> String {
    let mut change = format!("TYPE {}", data_type(schema, &column.data_type));
    if let Some(collation) = &column.collation {
        change.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(using) = using {
        change.push_str(&format!(" USING {}", closed(using)));
    }
    alter_column(table, &column.name, &change)
}

/// `ALTER COLUMN c SET DEFAULT ...`, or `DROP DEFAULT` for `None`.
pub fn alter_column_default(table: &Table, column: &str, default: Option<&str>) -> String {
    match default {
        Some(default) => alter_column(
            table,
            column,
            &format!("SET DEFAULT {}", default_expression(default)),
        ),
        None => alter_column(table, column, "DROP DEFAULT"),
    }
}

/// `ALTER COLUMN c SET NOT NULL` or `DROP NOT NULL`.
pub fn alter_column_not_null(table: &Table, column: &str, not_null: bool) -> String {
    alter_column(
        table,
        column,
        if not_null {
            "SET NOT NULL"
        } else {
            "DROP NOT NULL"
        },
    )
}

/// `ALTER COLUMN c DROP IDENTITY`.
pub fn drop_identity(table: &Table, column: &str) -> String {
    alter_column(table, column, "DROP IDENTITY")
}

/// `ALTER COLUMN c SET GENERATED ... SET ...`, from one identity to another; options that go back to the default stay as they were.
pub fn alter_identity(table: &Table, column: &Column, identity: &Identity) -> String {
    let mut change = format!(
        "SET GENERATED {}",
        if identity.always {
            "ALWAYS"
        } else {
            "BY DEFAULT"
        }
    );
    for option in sequence_options(&identity.options, &column.data_type.name) {
        change.push_str(" SET ");
        change.push_str(&option);
    }
    alter_column(table, &column.name, &change)
}

/// `ALTER COLUMN c DROP EXPRESSION`: a stored generated column becomes a plain one that keeps its values.
pub fn drop_generated(table: &Table, column: &str) -> String {
    alter_column(table, column, "DROP EXPRESSION")
}

/// `ALTER COLUMN c SET EXPRESSION AS (...)` (PostgreSQL 17).
pub fn alter_generated(table: &Table, column: &str, generated: &Generated) -> String {
    alter_column(
        table,
        column,
        &format!(
            "SET EXPRESSION AS {}",
            super::enclosed(&generated.expression)
        ),
    )
}

/// `ALTER COLUMN c SET STORAGE ...`.
pub fn alter_column_storage(table: &Table, column: &str, storage: &str) -> String {
    alter_column(
        table,
        column,
        &format!("SET STORAGE {}", storage.to_uppercase()),
    )
}

/// `ALTER COLUMN c SET COMPRESSION ...`; `None` is the server's default.
pub fn alter_column_compression(table: &Table, column: &str, compression: Option<&str>) -> String {
    alter_column(
        table,
        column,
        &format!("SET COMPRESSION {}", compression.unwrap_or("DEFAULT")),
    )
}

/// `ALTER COLUMN c SET STATISTICS n`; `None` is the server's default.
pub fn alter_column_statistics(table: &Table, column: &str, statistics: Option<i32>) -> String {
    alter_column(
        table,
        column,
        &format!("SET STATISTICS {}", statistics.unwrap_or(-1)),
    )
}

/// `ALTER COLUMN c RESET (old) / SET (new)`: the statements from one set of options to another.
pub fn alter_column_options(
    table: &Table,
    column: &str,
    old: &[(String, String)],
    new: &[(String, String)],
) -> Vec<String> {
    option_changes(old, new)
        .into_iter()
        .map(|change| alter_column(table, column, &change))
        .collect()
}

/// `ALTER TABLE t RESET (old) / SET (new)`: the statements from one set of storage parameters to another.
pub fn alter_table_options(
    table: &Table,
    old: &[(String, String)],
    new: &[(String, String)],
) -> Vec<String> {
    option_changes(old, new)
        .into_iter()
        .map(|change| format!("ALTER TABLE {} {change}", quote::table(table)))
        .collect()
}

/// `ALTER VIEW v SET (...)` and `RESET (...)`, what `WITH CHECK OPTION` says among them: it is an option by another spelling.
pub fn alter_view_options(view: &View, old: &View, new: &View) -> Vec<String> {
    let all = |one: &View| {
        let mut options = one.options.clone();
        if let Some(check) = &one.check_option {
            let local = check.to_ascii_uppercase().starts_with("LOCAL");
            let way = if local { "local" } else { "cascaded" };
            options.push(("check_option".to_string(), way.to_string()));
        }
        options
    };
    let head = super::alter_view(view);
    let changes = option_changes(&all(old), &all(new));
    changes
        .iter()
        .map(|change| format!("{head} {change}"))
        .collect()
}

/// What leads from one set of settings of a view's column to another. Storage that is no longer set needs PostgreSQL 16.
pub fn alter_view_column(
    view: &View,
    column: &str,
    old: &ViewColumn,
    new: &ViewColumn,
) -> Vec<String> {
    let mut changes = Vec::new();
    if old.default != new.default {
        changes.push(match &new.default {
            Some(default) => format!("SET DEFAULT {}", super::default_expression(default)),
            None => "DROP DEFAULT".to_string(),
        });
    }
    if old.storage != new.storage {
        let storage = new.storage.as_deref().unwrap_or("default").to_uppercase();
        changes.push(format!("SET STORAGE {storage}"));
    }
    if old.compression != new.compression {
        let method = new.compression.as_deref().unwrap_or("default");
        changes.push(format!("SET COMPRESSION {method}"));
    }
    if old.statistics != new.statistics {
        changes.push(format!("SET STATISTICS {}", new.statistics.unwrap_or(-1)));
    }
    changes.extend(option_changes(&old.options, &new.options));
    let column = quote::identifier(column);
    let head = super::alter_view(view);
    let said = changes
        .iter()
        .map(|change| format!("{head} ALTER COLUMN {column} {change}"));
    said.collect()
}

fn option_changes(old: &[(String, String)], new: &[(String, String)]) -> Vec<String> {
    let gone: Vec<(String, String)> = old
        .iter()
        .filter(|(name, _)| !new.iter().any(|(other, _)| other == name))
        .map(|(name, _)| (name.clone(), String::new()))
        .collect();
    let set: Vec<(String, String)> = new
        .iter()
        .filter(|option| !old.contains(option))
        .cloned()
        .collect();
    let mut changes = Vec::new();
    if !gone.is_empty() {
        changes.push(format!("RESET {}", parameters(&gone)));
    }
    if !set.is_empty() {
        changes.push(format!("SET {}", parameters(&set)));
    }
    changes
}

/// `ALTER TABLE t VALIDATE CONSTRAINT c`.
pub fn validate_constraint(table: &Table, constraint: &str) -> String {
    format!(
        "ALTER TABLE {} VALIDATE CONSTRAINT {}",
        quote::table(table),
        quote::identifier(constraint)
    )
}

/// `ALTER TABLE t ALTER CONSTRAINT c DEFERRABLE ...` (foreign keys only).
pub fn alter_constraint_deferrable(table: &Table, constraint: &Constraint) -> String {
    let state = match constraint.deferrable {
        Deferrable::No => "NOT DEFERRABLE",
        Deferrable::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
    };
    format!(
        "ALTER TABLE {} ALTER CONSTRAINT {} {state}",
        quote::table(table),
        quote::identifier(&constraint.name)
    )
}

/// `ALTER TABLE t RENAME CONSTRAINT a TO b`.
pub fn rename_constraint(table: &Table, old: &str, new: &str) -> String {
    format!(
        "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
        quote::table(table),
        quote::identifier(old),
        quote::identifier(new)
    )
}

/// `ALTER TABLE t RENAME COLUMN a TO b`.
pub fn rename_column(table: &Table, old: &str, new: &str) -> String {
    format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        quote::table(table),
        quote::identifier(old),
        quote::identifier(new)
    )
}

/// `ALTER kind old RENAME TO new`; `kind` is `TABLE`, `INDEX`, `VIEW`, `SEQUENCE`, `TYPE`, `DOMAIN`, ...; the object stays in `schema`.
pub fn rename_object(kind: &str, schema: &str, old: &str, new: &str) -> String {
    format!(
        "ALTER {kind} {} RENAME TO {}",
        quote::unless_public(schema, old),
        quote::identifier(new)
    )
}

/// `ALTER kind schema.name SET SCHEMA new`.
pub fn set_schema(kind: &str, schema: &str, name: &str, new: &str) -> String {
    format!(
        "ALTER {kind} {} SET SCHEMA {}",
        quote::unless_public(schema, name),
        quote::identifier(new)
    )
}

/// `ALTER TABLE old RENAME TO new`, in the table's own schema.
pub fn rename_table(table: &Table, new: &str) -> String {
    rename_object("TABLE", &table.schema, &table.name, new)
}

/// `ALTER INDEX old RENAME TO new`; an index stands in its table's schema.
pub fn rename_index(schema: &str, index: &Index, new: &str) -> String {
    rename_object("INDEX", schema, &index.name, new)
}

/// `ALTER SCHEMA old RENAME TO new`.
pub fn rename_namespace(old: &str, new: &str) -> String {
    format!(
        "ALTER SCHEMA {} RENAME TO {}",
        quote::identifier(old),
        quote::identifier(new)
    )
}

/// `ALTER TABLE t ENABLE / DISABLE / FORCE / NO FORCE ROW LEVEL SECURITY`; `word` is one of these.
pub fn alter_row_security(table: &Table, word: &str) -> String {
    format!(
        "ALTER TABLE {} {word} ROW LEVEL SECURITY",
        quote::table(table)
    )
}

/// `ALTER TABLE t SET LOGGED` or `SET UNLOGGED`.
pub fn alter_persistence(table: &Table, persistence: Persistence) -> String {
    let word = match persistence {
        Persistence::Permanent => "LOGGED",
        Persistence::Unlogged => "UNLOGGED",
    };
    format!("ALTER TABLE {} SET {word}", quote::table(table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TableId;

    #[test]
    fn options_change_by_the_difference() {
        let table = Table::new(TableId(1), "app", "t");
        let option = |name: &str, value: &str| (name.to_string(), value.to_string());
        assert_eq!(
            alter_table_options(
                &table,
                &[
                    option("fillfactor", "70"),
                    option("autovacuum_enabled", "false")
                ],
                &[
                    option("fillfactor", "80"),
                    option("toast.log_autovacuum_min_duration", "1")
                ],
            ),
            vec![
                "ALTER TABLE app.t RESET (autovacuum_enabled)",
                "ALTER TABLE app.t SET (fillfactor = 80, toast.log_autovacuum_min_duration = 1)",
            ]
        );
    }
}
