//! `mig-edited`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A migration that was recorded does not change any more.
    ///
    /// # Why
    /// Databases that have seen the old text never see the new one, and differ from those that come later.
    ///
    /// # When it is safe to ignore
    /// Only comments were edited: the list is of whole texts, as sha256sum checks it. Take the edit back all the same, or write
    /// the list anew.
    ///
    /// # Fix
    /// Put the change into a new file.
    "mig-edited", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:35", "0:36", "0:39", "0:129", "0:188", "4:5", "4:98"],
    fail: "-- recorded 003_change.sql 0000000000000000\n-- file 003_change.sql\nALTER TABLE t ADD COLUMN b int",
    pass: "-- recorded 002_other.sql 0000000000000000\n-- file 003_change.sql\nALTER TABLE t ADD COLUMN b int",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for file in &script.files {
        let Some(recorded) = script.recorded.get(&file.name) else {
            continue;
        };
        found.looked_at(1);
        if *recorded != file.hash {
            let words = [
                "was edited after it was recorded".to_string(),
                "Its statements are not those of the lock file.".to_string(),
                "Databases that have seen the old text never see the new one.".to_string(),
            ];
            report_file(found, file, words)
                .advice("Take the edit back, and put it into a new file.");
        }
    }
}
