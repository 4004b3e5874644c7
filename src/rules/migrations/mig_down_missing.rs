//! `mig-down-missing`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Each migration has its way back.
    ///
    /// # Why
    /// When a deploy fails at night, whoever is on call needs a file that was written and tried in daylight.
    ///
    /// # When it is safe to ignore
    /// Under the stance irreversible = explain, a down file that says in a comment why there is no way back is enough.
    ///
    /// # Fix
    /// Write the down file; Cadastre makes it with every plan.
    "mig-down-missing", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:37", "1:15", "1:29", "1:83", "2:27", "2:42", "2:142", "2:152", "3:42", "3:83", "3:262", "4:101", "4:352"],
    fail: "ALTER TABLE t ADD COLUMN b int",
    pass: "ALTER TABLE t ADD COLUMN b int;\n-- way back\nALTER TABLE t DROP COLUMN b",
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    let explained = context.stances.value("irreversible") != "forbid";
    let missing: Vec<&ScriptFile> = files(script)
        .filter(|file| {
            let changes = file.statements.iter().flat_map(|one| &one.changes);
            let does = changes.into_iter().any(|change| is_ddl(change));
            let back = file
                .down
                .as_ref()
                .is_some_and(|down| down.runs || (explained && !down.comments.trim().is_empty()));
            does && !back
        })
        .collect();
    let count = files(script).count();
    found.looked_at(count);
    let why = "A failed deploy is then taken back by hand, under time pressure.".to_string();
    // A folder that knows no ways back says so once.
    if let ([first, _, ..], true) = (missing.as_slice(), missing.len() == count) {
        let words = [
            format!("and {} more files have no way back", count - 1),
            "No file of the folder has a down file beside it.".to_string(),
            why,
        ];
        report_file(found, first, words).advice("Write a down file for each that is still to run.");
        return;
    }
    for file in missing {
        let words = [
            "has no way back".to_string(),
            "There is no down file beside it, or it is empty.".to_string(),
            why.clone(),
        ];
        report_file(found, file, words).advice("Write the down file.");
    }
}
