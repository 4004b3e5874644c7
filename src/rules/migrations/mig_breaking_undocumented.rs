//! `mig-breaking-undocumented`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A change that breaks running code is announced in the file.
    ///
    /// # Why
    /// Who deploys must know what has to be switched off or released before.
    ///
    /// # When it is safe to ignore
    /// It is announced elsewhere. Plans of Cadastre list each step at the head of the file.
    ///
    /// # Fix
    /// Name the object in the comment at the head, or COMMENT ON it what replaces it and until when.
    "mig-breaking-undocumented", Group::Migrations, Some(Severity::Error), Criterion::SchemaClarity,
    sources: ["0:40", "0:183", "1:14", "3:41", "3:137", "3:163", "4:59", "4:549"],
    fail: "ALTER TABLE t RENAME COLUMN a TO b",
    pass: "COMMENT ON COLUMN t.a IS 'renamed to b in 005; dual-write until 007'",
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if script.planned || context.stances.value("migration.released") == "no" {
        return;
    }
    for at in changes(script).filter(|at| at.change.existed) {
        let (subject, name) = match &at.change.action {
            Action::RenameColumn { from, .. } => (at.column(from), from.clone()),
            Action::DropColumn(column) => (at.column(column), column.clone()),
            Action::RenameTable(_) | Action::DropTable => {
                let name = at
                    .change
                    .table
                    .as_ref()
                    .map_or_else(String::new, |name| name.name.clone());
                (at.table(), name)
            }
            _ => continue,
        };
        found.looked_at(1);
        if !is_announced(&at, &name) {
            at.report(
                found,
                subject,
                "breaks running code, and the file does not say so",
                "Neither its head nor a comment speaks of it.".to_string(),
                "Whoever deploys learns it from failing requests.",
            )
            .advice("Say at the head of the file what breaks and what replaces it.");
        }
    }
}

/// Whether the head of the file names the object or says breaking, or a comment in the file names it.
fn is_announced(at: &At<'_>, name: &str) -> bool {
    let header = at.file.header.to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    let words = crate::sql::expression::words(&header);
    let mut changes = at.file.statements.iter().flat_map(|one| &one.changes);
    header.contains("breaking")
        || words.contains(&name)
        || changes.any(|change| {
            matches!(&change.action, Action::Comment(text) if text.to_ascii_lowercase().contains(&name))
        })
}
