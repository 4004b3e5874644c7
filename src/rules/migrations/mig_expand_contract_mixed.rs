//! `mig-expand-contract-mixed`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// One file does not both add to a table in use and take from it.
    ///
    /// # Why
    /// The new application needs what is added and the old one what is taken, and both run during the deploy. No order of one
    /// file serves both.
    ///
    /// # When it is safe to ignore
    /// Nobody uses the schema yet: set the stance migration.released to no.
    ///
    /// # Fix
    /// Add in a file of one deploy, take away in a file of a later one.
    "mig-expand-contract-mixed", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:40", "0:155", "1:26", "1:27", "1:60", "1:63", "1:67", "1:80", "2:40", "2:41", "2:166", "3:41", "3:82", "3:86", "4:57", "4:616"],
    fail: "ALTER TABLE t ADD COLUMN b int; ALTER TABLE t DROP COLUMN a",
    pass: "ALTER TABLE t ADD COLUMN b int",
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if context.stances.value("migration.released") == "no" {
        return;
    }
    for at in changes(script).filter(|at| at.change.existed) {
        let Action::DropColumn(column) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        let added = changes(script).find_map(|other| match &other.change.action {
            Action::AddColumn(new) if other.same_file(&at) && other.same_table(&at) => {
                Some(new.column.name.clone())
            }
            _ => None,
        });
        if let Some(added) = added {
            at.report(
                found,
                at.table(),
                format!("gains {added} and loses {column} in one file"),
                "The file both expands and contracts the table.".to_string(),
                "The old application fails for want of the one, or the new for want of the other.",
            )
            .advice("Drop in a file of a later deploy.");
        }
    }
}
