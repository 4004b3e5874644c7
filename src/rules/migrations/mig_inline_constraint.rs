//! `mig-inline-constraint`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column added to a table with rows brings no CHECK, UNIQUE or REFERENCES of its own.
    ///
    /// # Why
    /// The constraint is proved or its index is built in the same statement, under the strongest lock there is.
    ///
    /// # When it is safe to ignore
    /// REFERENCES on a column that is null in every row proves nothing, and is told as an information only: it still locks
    /// the other table. Small and new tables are left out.
    ///
    /// # Fix
    /// Add the column, then the constraint NOT VALID, then VALIDATE in another file; a unique key over an index built
    /// concurrently.
    "mig-inline-constraint", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["0:191"],
    fail: "ALTER TABLE t ADD COLUMN b int CHECK(b>0)",
    pass: "ALTER TABLE t ADD COLUMN b int;\n-- next file\nALTER TABLE t ADD CONSTRAINT c CHECK(b>0) NOT VALID;\n-- next file\nALTER TABLE t VALIDATE CONSTRAINT c",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::AddColumn(new) = &at.change.action else {
            continue;
        };
        found.looked_at(1);
        for constraint in &new.constraints {
            let (kind, cost) = match &constraint.shape {
                Enforces::Check(_) => ("CHECK", "every row is read to prove it"),
                Enforces::Key { .. } => ("key", "its index is built"),
                Enforces::ForeignKey { .. } => ("REFERENCES", "both tables are locked"),
                _ => continue,
            };
            let finding = at.report(
                found,
                at.column(&new.column.name),
                format!("is added together with its {kind}"),
                format!("In the same statement {cost}, with {} locked.", at.table()),
                "Reads and writes wait for all of it.",
            );
            finding
                .advice("Add the column first; then the constraint in a way that does not block.");
            let is_reference = matches!(constraint.shape, Enforces::ForeignKey { .. });
            if is_reference && new.column.default.is_none() {
                finding.at_most(Severity::Info);
            }
        }
    }
}
