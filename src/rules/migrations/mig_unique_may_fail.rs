//! `mig-unique-may-fail`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Before a table with rows gets a new uniqueness, its rows are looked at for duplicates.
    ///
    /// # Why
    /// One pair of equal rows fails the migration; a concurrent index is left behind invalid.
    ///
    /// # When it is safe to ignore
    /// You know that there is none. A key that holds all columns of an older one, and a column that is new, cannot fail.
    ///
    /// # Fix
    /// Put SELECT ... GROUP BY ... HAVING count(*) > 1 before it, and decide what happens to what it finds.
    "mig-unique-may-fail", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:38"],
    fail: "CREATE UNIQUE INDEX u ON t(s)",
    pass: "SELECT s FROM t GROUP BY s HAVING count(*)>1;\n-- next file\nCREATE UNIQUE INDEX CONCURRENTLY u ON t(s)",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script) {
        let columns = match &at.change.action {
            Action::CreateIndex(index) if index.unique => &index.columns,
            Action::AddConstraint(constraint) => match &constraint.shape {
                Enforces::Key { columns, .. } => columns,
                _ => continue,
            },
            _ => continue,
        };
        found.looked_at(1);
        if is_proved(&at, columns) || is_looked_for(&at) {
            continue;
        }
        at.report(
            found,
            format!("{} ({})", at.table(), columns.join(", ")),
            "becomes unique, and nothing looks for duplicates before",
            "Rows that exist may hold the same values.".to_string(),
            "One pair of them fails the migration in the middle.",
        )
        .advice("Select the values that occur twice before it, and settle them.");
    }
}

/// Whether no two rows can be equal: an older key is part of it, or a column of it is new.
fn is_proved(at: &At<'_>, columns: &[String]) -> bool {
    let Some(table) = at.before() else {
        return false;
    };
    let ids: Vec<ColumnId> = columns
        .iter()
        .filter_map(|name| table.column_named(name))
        .map(|column| column.id)
        .collect();
    let older = shape::served(table).any(|key| {
        key.unique && key.predicate.is_none() && key.columns.iter().all(|id| ids.contains(id))
    });
    older || columns.iter().any(|name| is_new_column(at, name))
}

/// Whether a query before it asks for duplicates in the table.
fn is_looked_for(at: &At<'_>) -> bool {
    at.earlier().any(|other| {
        let text = other.statement.text.to_ascii_lowercase();
        matches!(other.change.action, Action::Query | Action::Block { .. })
            && text.contains("having")
            && text.contains(&at.table().to_ascii_lowercase())
    })
}
