//! `table-all-nullable`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Of a table with three columns or more beside its key, at least one refuses null.
    ///
    /// # Why
    /// A row with nothing but its key can be stored, and says nothing. What the application takes for granted, the table does not
    /// hold.
    ///
    /// # When it is safe to ignore
    /// Every value is optional by nature. Left alone: tables of settings, tables that extend another one row for row, and tables
    /// whose checks say which columns must be there.
    ///
    /// # Fix
    /// None by itself: only you know which columns a row cannot do without.
    "table-all-nullable", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:130", "pg-index-health 37", "schemacrawler TableAllNullableColumns"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,a int,b int,c int)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,a int NOT NULL,b int,c int)",
    check: Check::Table(check),
    fix: None,
}

/// Whether each row belongs to one row of another table: its key, or a unique key of one column, is a foreign key.
fn extends_another(table: &Table) -> bool {
    table.foreign_keys().any(|(_, key)| {
        shape::same_set(&key.columns, table.primary_key_columns())
            || shape::is_unique_over(table, &key.columns)
    })
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let primary = table.primary_key_columns();
    let mut own = table
        .columns
        .iter()
        .filter(|column| !primary.contains(&column.id) && column.generated.is_none())
        .peekable();
    if own.peek().is_none() {
        return;
    }
    let own: Vec<&Column> = own.collect();
    out.looked_at(1);
    let open = own.iter().all(|column| !column.not_null);
    let options = shape::has_word(
        table,
        &[
            "config",
            "configuration",
            "setting",
            "settings",
            "option",
            "preference",
        ],
    );
    if options || own.len() < 3 || !open || !table.inherits.is_empty() || extends_another(table) {
        return;
    }
    if own.iter().any(|column| shape::is_checked(table, column)) {
        return;
    }
    let ids: Vec<ColumnId> = own.iter().map(|column| column.id).collect();
    out.report(
        ObjectRef::Table(table.id),
        "holds rows with nothing in them",
        format!(
            "All {} columns of {} beside its key may be null.",
            own.len(),
            table.name
        ),
        format!(
            "A row of {} with no value at all is stored like any other.",
            table.name
        ),
    )
    .columns(&ids)
    .advice("Set NOT NULL on the columns a row cannot do without.");
}
