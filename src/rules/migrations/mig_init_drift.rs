//! `mig-init-drift`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The file of the whole schema says what the migrations add up to.
    ///
    /// # Why
    /// New databases are made from the one and old ones from the others. Where they differ, a bug shows on one machine only.
    ///
    /// # When it is safe to ignore
    /// The project has no such file.
    ///
    /// # Fix
    /// Write init.sql anew from the migrations; Cadastre keeps it current with each plan.
    "mig-init-drift", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:12", "4:82", "4:106", "4:109", "4:111", "4:182", "4:183", "4:259", "4:612"],
    fail: "-- file 003_change.sql\nALTER TABLE t ADD COLUMN b int;\n-- init\nCREATE TABLE other(id int)",
    pass: "ALTER TABLE t ADD COLUMN b int",
    check: Check::Script(check),
    fix: None,
}

/// So many differences are named; the rest is counted.
const NAMED: usize = 3;

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    let (Some(drift), Some(last)) = (&script.drift, script.files.last()) else {
        return;
    };
    found.looked_at(1);
    if drift.is_empty() {
        return;
    }
    let named: Vec<&str> = drift.iter().take(NAMED).map(String::as_str).collect();
    let more = drift.len().saturating_sub(NAMED);
    let rest = if more > 0 {
        format!(", and {more} more")
    } else {
        String::new()
    };
    let words = [
        "leads to another schema than the file of the whole schema".to_string(),
        format!(
            "In the file of the whole schema, {}{rest}.",
            named.join(", ")
        ),
        "New databases differ from migrated ones.".to_string(),
    ];
    report_file(found, last, words).advice("Write the file of the whole schema anew.");
}
