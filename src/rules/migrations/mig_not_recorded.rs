//! `mig-not-recorded`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Where no runner does it, each file records itself in schema_migrations.
    ///
    /// # Why
    /// Without the record nobody can tell which files a database has seen.
    ///
    /// # When it is safe to ignore
    /// A runner keeps the record (sqlx, Alembic, Flyway): the stance record is runner, and nothing is said.
    ///
    /// # Fix
    /// INSERT INTO schema_migrations ... ON CONFLICT DO NOTHING at the end of the file.
    "mig-not-recorded", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["4:20", "4:172", "4:175", "4:193", "4:255", "4:610"],
    fail: "ALTER TABLE t ADD COLUMN b int",
    pass: "CREATE TABLE IF NOT EXISTS schema_migrations(version text PRIMARY KEY,name text,applied_at timestamptz); INSERT INTO schema_migrations VALUES('003','add_b',now()) ON CONFLICT(version) DO NOTHING",
    stances: ["record" = "file"],
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if context.stances.value("record") != "file" {
        return;
    }
    for file in files(script) {
        let changes = || file.statements.iter().flat_map(|one| &one.changes);
        if !changes().any(is_ddl) {
            continue;
        }
        found.looked_at(1);
        let recorded = changes().any(|change| {
            let table = change.table.as_ref();
            change.action == Action::Insert
                && table.is_some_and(|name| name.name == "schema_migrations")
        });
        if !recorded {
            let words = [
                "does not record itself".to_string(),
                "There is no INSERT INTO schema_migrations.".to_string(),
                "Nobody can tell whether a database has seen it.".to_string(),
            ];
            report_file(found, file, words)
                .advice("Insert its version at the end, ON CONFLICT DO NOTHING.");
        }
    }
}
