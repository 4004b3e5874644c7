//! `mig-enum-change`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Values of an enum are added in a transaction of their own, and never removed, put in another order or renamed in one
    /// step.
    ///
    /// # Why
    /// A value that was just added cannot be used before COMMIT. To remove one or change the order, the type is made anew and
    /// every row that uses it is written again. A renamed value is unknown to the application that still runs.
    ///
    /// # When it is safe to ignore
    /// The type is made in the same transaction. A rename is a warning.
    ///
    /// # Fix
    /// ADD VALUE in a file of its own. To remove one: a new type, and a second column that takes over.
    "mig-enum-change", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["2:40"],
    fail: "BEGIN; ALTER TYPE en ADD VALUE 'z'; SELECT 'z'::en; COMMIT",
    pass: "ALTER TYPE en ADD VALUE IF NOT EXISTS 'z'",
    refused: true,
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script) {
        match &at.change.action {
            Action::AddValue { of, value } => {
                found.looked_at(1);
                added(&at, of, value, found);
            }
            Action::RenameValue { of, value } => {
                found.looked_at(1);
                at.report(
                    found,
                    of.to_string(),
                    format!("has its value {value} renamed in one step"),
                    "From this statement on the old value is unknown.".to_string(),
                    "The application that still runs fails when it writes or compares it.",
                )
                .advice("Add the new value, change the rows, and keep the old one.")
                .at_most(Severity::Warning);
            }
            _ => {}
        }
    }
    for (number, file) in script
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.judged)
    {
        let after = script
            .files
            .get(number + 1)
            .map_or(&script.after, |next| &next.before);
        removed(file, after, found);
    }
}

fn added(at: &At<'_>, of: &QualifiedName, value: &str, found: &mut Findings<'_>) {
    let made_here = at.earlier().any(|other| {
        other.same_transaction(at) && other.change.action == Action::CreateType(of.clone())
    });
    let literal = format!("'{value}'");
    let used = at.later().find(|other| {
        other.same_transaction(at)
            && other.statement.text.contains(&literal)
            && !matches!(
                other.change.action,
                Action::AddValue { .. } | Action::Comment(_)
            )
    });
    if let (Some(used), false) = (used, made_here) {
        at.report(
            found,
            of.to_string(),
            format!("gains {value}, which the same transaction uses"),
            format!(
                "Line {} uses the value before it is committed.",
                used.statement.line
            ),
            "PostgreSQL refuses it: unsafe use of a new value.",
        )
        .advice("Add the value in a file before.");
    }
}

/// Enums that lost a value or its place between two states.
fn removed(file: &ScriptFile, after: &Schema, found: &mut Findings<'_>) {
    for old in file.before.types.values() {
        let UserTypeKind::Enum { labels } = &old.kind else {
            continue;
        };
        let new = after
            .types
            .values()
            .find(|new| new.schema == old.schema && new.name == old.name);
        let Some(UserTypeKind::Enum { labels: left }) = new.map(|new| &new.kind) else {
            continue;
        };
        let renamed = file.statements.iter().flat_map(|statement| &statement.changes).any(|change| {
            matches!(&change.action, Action::RenameValue { of, .. } if of.name == old.name)
        });
        let mut kept = left.iter().filter(|label| labels.contains(label));
        let same = labels.iter().all(|label| kept.next() == Some(label));
        if !same && !renamed {
            let gone: Vec<&str> = labels
                .iter()
                .filter(|label| !left.contains(label))
                .map(String::as_str)
                .collect();
            let title = if gone.is_empty() {
                "has its values put in another order".to_string()
            } else {
                format!("loses the value {}", gone.join(", "))
            };
            report_file(
                found,
                file,
                [
                    title,
                    "The type is made anew, and every row that uses it is written again.".to_string(),
                    "Its tables are locked meanwhile, and rows with such a value stop the migration.".to_string(),
                ],
            )
            .subject(old.name.clone())
            .advice("Let a second column with the new type take over.");
        }
    }
}
