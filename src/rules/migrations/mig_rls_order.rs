//! `mig-rls-order`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Policies exist before row level security is enabled.
    ///
    /// # Why
    /// With row security on and no policy, every row is hidden from everybody but the owner. Between the two statements the
    /// application sees an empty table.
    ///
    /// # When it is safe to ignore
    /// Both stand in one transaction: nobody sees the state between.
    ///
    /// # Fix
    /// CREATE POLICY first, then ENABLE, then FORCE.
    "mig-rls-order", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["0:46", "3:112"],
    fail: "ALTER TABLE t ENABLE ROW LEVEL SECURITY;\n-- next file\nCREATE POLICY a ON t USING(true)",
    pass: "CREATE POLICY a ON t USING(true);\n-- next file\nALTER TABLE t ENABLE ROW LEVEL SECURITY",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script).filter(|at| at.change.existed) {
        let enables = matches!(
            at.change.action,
            Action::RowSecurity {
                enabled: Some(true),
                ..
            }
        );
        if !enables {
            continue;
        }
        found.looked_at(1);
        let none = at.before().is_some_and(|table| table.policies.is_empty());
        let later = at
            .later()
            .find(|other| other.same_table(&at) && other.change.action == Action::CreatePolicy);
        if let (true, Some(policy)) = (none, later)
            && !policy.same_transaction(&at)
        {
            at.report(
                found,
                at.table(),
                "has row security on before it has a policy",
                format!(
                    "Its first policy comes later, on line {} of {}.",
                    policy.statement.line, policy.file.name
                ),
                "Until then every row is hidden, and the application sees an empty table.",
            )
            .advice("Create the policies first, or do both in one transaction.");
        }
    }
}
