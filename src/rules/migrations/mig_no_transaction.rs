//! `mig-no-transaction`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Changes that can stand in one transaction do, and each BEGIN has its COMMIT.
    ///
    /// # Why
    /// When the second of two statements fails, the first stays, and the file can neither run again nor be taken back. A
    /// BEGIN that is never closed leaves its locks to whoever uses the connection next.
    ///
    /// # When it is safe to ignore
    /// The runner wraps each file: the stance migration.transaction says file. With auto, files without BEGIN count as
    /// wrapped unless others of the folder write it. Concurrent indexes cannot stand in a transaction.
    ///
    /// # Fix
    /// BEGIN; SET LOCAL lock_timeout = '2s'; ... COMMIT.
    "mig-no-transaction", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:101", "4:166", "4:253", "4:611"],
    fail: "ALTER TABLE t ADD COLUMN b int; ALTER TABLE t ADD COLUMN c int",
    pass: "BEGIN; ALTER TABLE t ADD COLUMN b int; COMMIT",
    stances: ["migration.transaction" = "written"],
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    let begins = |file: &ScriptFile| {
        let mut all = file.statements.iter().flat_map(|one| &one.changes);
        all.any(|change| change.action == Action::Begin)
    };
    let written = match context.stances.value("migration.transaction") {
        "written" => true,
        "file" => false,
        _ => !script.planned && script.files.iter().any(begins),
    };
    for file in files(script) {
        found.looked_at(1);
        unclosed(file, found);
        let mut bare = 0;
        let mut alone = false;
        for statement in &file.statements {
            alone |= statement.changes.iter().any(|change| change.concurrently);
            let counts = statement.transaction.is_none() && statement.changes.iter().any(is_ddl);
            bare += usize::from(counts);
        }
        if written && bare >= 2 && !alone {
            let words = [
                format!("has {bare} changes outside of a transaction"),
                "Each of them is committed by itself.".to_string(),
                "When one fails, those before it stay, and the file does not run again."
                    .to_string(),
            ];
            report_file(found, file, words).advice("Put them between BEGIN and COMMIT.");
        }
    }
}

/// BEGIN inside BEGIN, and BEGIN without COMMIT.
fn unclosed(file: &ScriptFile, found: &mut Findings<'_>) {
    let mut open: Option<&Statement> = None;
    for statement in &file.statements {
        match statement.changes.first().map(|change| &change.action) {
            Some(Action::Begin) => {
                if open.is_some() {
                    let words = [
                        "opens a transaction inside another".to_string(),
                        "PostgreSQL only warns, and the first COMMIT ends both.".to_string(),
                        "What follows runs outside of any transaction.".to_string(),
                    ];
                    let finding = report_file(found, file, words);
                    finding
                        .advice("Leave the second BEGIN out.")
                        .at_least(Severity::Error);
                }
                open = Some(statement);
            }
            Some(Action::Commit | Action::Rollback) => open = None,
            _ => {}
        }
    }
    if open.is_some() {
        let words = [
            "opens a transaction that it never ends".to_string(),
            "There is a BEGIN without COMMIT.".to_string(),
            "Nothing of it is applied, or its locks stay with the connection.".to_string(),
        ];
        let finding = report_file(found, file, words);
        finding
            .advice("End it with COMMIT.")
            .at_least(Severity::Error);
    }
}
