//! `mig-add-fk`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A foreign key on a table with rows is added NOT VALID and validated later.
    ///
    /// # Why
    /// Otherwise both tables are locked against writes while every row is looked up.
    ///
    /// # When it is safe to ignore
    /// The table is small or new, or the column is new and null in every row. PostgreSQL before 18 refuses NOT VALID on a
    /// partitioned table: there it is a warning.
    ///
    /// # Fix
    /// ADD ... NOT VALID in one file, VALIDATE CONSTRAINT in another; index the column first.
    "mig-add-fk", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:180", "0:191"],
    fail: "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(org_id) REFERENCES organizations",
    pass: "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(org_id) REFERENCES organizations NOT VALID;\n-- next file\nALTER TABLE t VALIDATE CONSTRAINT fk",
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in on_live_tables(script).filter(|at| !at.is_small()) {
        let Action::AddConstraint(constraint) = &at.change.action else {
            continue;
        };
        let Enforces::ForeignKey { columns, target } = &constraint.shape else {
            continue;
        };
        found.looked_at(1);
        if !constraint.validated || columns.iter().all(|column| is_new_column(&at, column)) {
            continue;
        }
        let finding = at.report(
            found,
            format!("{} ({})", at.table(), columns.join(", ")),
            "gets a foreign key that is proved at once",
            format!(
                "Writes of {} and {target} wait while every row is looked up.",
                at.table()
            ),
            "On a large table that is minutes of failing requests.",
        );
        finding.advice("Add it NOT VALID, and VALIDATE it in another file.");
        let partitioned = at
            .before()
            .is_some_and(|table| table.partitioning.is_some());
        if partitioned && context.postgresql < 18 {
            finding.at_most(Severity::Warning);
        }
    }
}
