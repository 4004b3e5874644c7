//! `mig-concurrently-in-tx`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// CONCURRENTLY stands outside of transactions.
    ///
    /// # Why
    /// PostgreSQL refuses it inside BEGIN ... COMMIT, and inside the transaction of a runner that wraps files.
    ///
    /// # When it is safe to ignore
    /// Never: the statement fails.
    ///
    /// # Fix
    /// Put it into a file of its own, with the header that tells the runner to open no transaction; record the version in a
    /// second one.
    "mig-concurrently-in-tx", Group::Migrations, Some(Severity::Error), Criterion::MigrationImpact,
    sources: ["3:84", "4:253"],
    fail: "BEGIN; CREATE INDEX CONCURRENTLY i ON t(a); COMMIT",
    pass: "CREATE INDEX CONCURRENTLY i ON t(a)",
    refused: true,
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script).filter(|at| at.change.concurrently) {
        found.looked_at(1);
        let refresh = matches!(
            at.change.action,
            Action::Maintenance("REFRESH MATERIALIZED VIEW")
        );
        if at.statement.transaction.is_some() && !refresh {
            at.report(
                found,
                at.table(),
                "is changed CONCURRENTLY inside a transaction",
                "PostgreSQL refuses CONCURRENTLY in a transaction block.".to_string(),
                "The migration fails at this statement.",
            )
            .advice("Put it into a file of its own, without BEGIN and COMMIT.");
        }
    }
}
