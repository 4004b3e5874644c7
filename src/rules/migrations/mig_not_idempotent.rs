//! `mig-not-idempotent`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Where files may run twice, each statement allows for it.
    ///
    /// # Why
    /// Without a runner that knows what ran, the second run stops at the first object that is there, and what follows is
    /// never applied.
    ///
    /// # When it is safe to ignore
    /// A runner records what ran: the stance idempotent is runner, and nothing is said. IF NOT EXISTS may hide an invalid
    /// index or another table of the same name.
    ///
    /// # Fix
    /// IF [NOT] EXISTS, OR REPLACE, or a DO block that looks first.
    "mig-not-idempotent", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["4:19", "4:199", "4:212", "4:254", "4:257", "4:609"],
    fail: "CREATE TABLE n(a int)",
    pass: "CREATE TABLE IF NOT EXISTS n(a int)",
    stances: ["idempotent" = "required"],
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if context.stances.value("idempotent") != "required" {
        return;
    }
    for at in changes(script) {
        let Some(word) = word(&at.change.action) else {
            continue;
        };
        found.looked_at(1);
        if at.change.guarded || is_dropped_before(&at) {
            continue;
        }
        at.report(
            found,
            at.table(),
            format!("has {word} that fails on a second run"),
            "The statement does not allow for what is already done.".to_string(),
            "The second run stops here, and what follows is not applied.",
        )
        .advice("Say IF NOT EXISTS or IF EXISTS, or look first in a DO block.");
    }
}

/// What fails when it is done twice.
fn word(action: &Action) -> Option<&'static str> {
    Some(match action {
        Action::CreateTable {
            temporary: false, ..
        } => "a CREATE TABLE",
        Action::DropTable => "a DROP TABLE",
        Action::AddColumn(_) => "an ADD COLUMN",
        Action::DropColumn(_) => "a DROP COLUMN",
        Action::AddConstraint(_) => "an ADD CONSTRAINT",
        Action::DropConstraint { .. } => "a DROP CONSTRAINT",
        Action::RenameColumn { .. } | Action::RenameTable(_) | Action::RenameConstraint => {
            "a RENAME"
        }
        Action::CreateIndex(_) => "a CREATE INDEX",
        Action::DropIndex(_) => "a DROP INDEX",
        Action::RenameIndex { .. } | Action::RenameSchema(_) | Action::RenameValue { .. } => {
            "a RENAME"
        }
        Action::CreateType(_) => "a CREATE TYPE",
        Action::DropType(_) => "a DROP TYPE",
        Action::AddValue { .. } => "an ADD VALUE",
        Action::CreatePolicy => "a CREATE POLICY",
        Action::CreateTrigger => "a CREATE TRIGGER",
        Action::CreateExtension(_) => "a CREATE EXTENSION",
        Action::CreateSchema => "a CREATE SCHEMA",
        Action::CreateObject(_) => "a CREATE",
        Action::DropObject(_) => "a DROP",
        Action::Attach(_) => "an ATTACH PARTITION",
        Action::Detach(_) => "a DETACH PARTITION",
        _ => return None,
    })
}

/// `DROP TRIGGER IF EXISTS` or `DROP POLICY IF EXISTS` right before makes the CREATE repeatable.
fn is_dropped_before(at: &At<'_>) -> bool {
    let wanted = match at.change.action {
        Action::CreateTrigger => Action::DropTrigger,
        Action::CreatePolicy => Action::ChangePolicy,
        _ => return false,
    };
    at.earlier().any(|other| {
        other.same_file(at)
            && other.same_table(at)
            && other.change.guarded
            && other.change.action == wanted
    })
}
