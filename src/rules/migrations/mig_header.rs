//! `mig-header`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A migration file begins with a comment that says what it is for.
    ///
    /// # Why
    /// SQL says what is done. Why, and for which task, only the author knows, and not for long.
    ///
    /// # When it is safe to ignore
    /// The commit that brings the file says it.
    ///
    /// # Fix
    /// -- Migration: 003_add_b, then description, date and related task.
    "mig-header", Group::Migrations, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["2:184", "3:266", "4:161", "4:162", "4:163", "4:164"],
    fail: "ALTER TABLE t ADD COLUMN b int",
    pass: "-- Migration: 003_add_b\n-- Description: room for b\n-- Related Task: 17\nALTER TABLE t ADD COLUMN b int",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if script.planned {
        return;
    }
    let bare: Vec<&ScriptFile> = files(script)
        .filter(|file| file.header.trim().is_empty() && !file.statements.is_empty())
        .collect();
    found.looked_at(files(script).count());
    // One word for a folder, not one for each of its files.
    if let Some(first) = bare.first() {
        let others = match bare.len() {
            1 => String::new(),
            count => format!("and {} more files ", count - 1),
        };
        let have = if bare.len() == 1 { "has" } else { "have" };
        let words = [
            format!("{others}{have} no comment at the head"),
            "Nothing says what the change is for.".to_string(),
            "Whoever reads it in a year has only the SQL.".to_string(),
        ];
        report_file(found, first, words)
            .advice("Begin with a description, a date and the related task.");
    }
}
