//! `mig-drop-constraint`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A constraint of a table in use is dropped only where a stronger one takes its place.
    ///
    /// # Why
    /// From then on rows may be written that it kept out, and putting it back fails on the first of them. Dropping a foreign
    /// key locks both tables.
    ///
    /// # When it is safe to ignore
    /// The constraint was wrong. One of the same kind that is added in the same file takes its place, and NOT NULL that of
    /// its check.
    ///
    /// # Fix
    /// Add the new constraint first, then drop the old one.
    "mig-drop-constraint", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:22", "4:614"],
    fail: "ALTER TABLE t ALTER id0 DROP NOT NULL",
    pass: "ALTER TABLE t ALTER id0 SET DEFAULT 0",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script).filter(|at| at.change.existed) {
        let (title, what) = match &at.change.action {
            Action::DropNotNull(column) => (
                format!("lets {column} be null"),
                "NOT NULL is dropped.".to_string(),
            ),
            Action::DropConstraint {
                name,
                kind: Some(kind),
            } if !is_replaced(&at, kind) => (
                format!("loses {name}"),
                format!("The {} is dropped.", word(kind)),
            ),
            Action::DropConstraint { .. } => {
                found.looked_at(1);
                continue;
            }
            _ => continue,
        };
        found.looked_at(1);
        at.report(
            found,
            at.table(),
            title,
            what,
            "Rows that it kept out may now be written, and stand in the way of putting it back.",
        )
        .advice("Put the stronger constraint in its place first, or say why it is not needed.");
    }
}

fn word(kind: &ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey(_) => "primary key",
        ConstraintKind::Unique(_) => "unique key",
        ConstraintKind::Check(_) => "check",
        ConstraintKind::ForeignKey(_) => "foreign key",
        ConstraintKind::Exclusion(_) => "exclusion constraint",
    }
}

/// Whether the file gives the table a constraint of the same kind, or NOT NULL for a check that said the same.
fn is_replaced(at: &At<'_>, kind: &ConstraintKind) -> bool {
    changes(at.script)
        .filter(|other| other.same_file(at) && other.same_table(at))
        .any(|other| match (&other.change.action, kind) {
            (Action::SetNotNull(column), ConstraintKind::Check(check)) => {
                is_not_null(&check.expression, column)
            }
            (Action::AddConstraint(new), _) => matches!(
                (&new.shape, kind),
                (Enforces::Check(_), ConstraintKind::Check(_))
                    | (Enforces::ForeignKey { .. }, ConstraintKind::ForeignKey(_))
                    | (Enforces::Exclusion, ConstraintKind::Exclusion(_))
                    | (
                        Enforces::Key { .. } | Enforces::KeyFromIndex { .. },
                        ConstraintKind::Unique(_) | ConstraintKind::PrimaryKey(_)
                    )
            ),
            _ => false,
        })
}
