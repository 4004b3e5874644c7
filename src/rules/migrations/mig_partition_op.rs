//! `mig-partition-op`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Partitions come and go without locking the table they belong to.
    ///
    /// # Why
    /// CREATE TABLE ... PARTITION OF and DETACH lock the whole table against reads and writes. ATTACH reads every row of the
    /// new partition unless a check already says where they belong.
    ///
    /// # When it is safe to ignore
    /// The table is made in the same migration. PostgreSQL refuses DETACH CONCURRENTLY where there is a default partition.
    ///
    /// # Fix
    /// Create the table by itself with a CHECK of its bounds, then ATTACH it. DETACH ... CONCURRENTLY.
    "mig-partition-op", Group::Migrations, Some(Severity::Warning), Criterion::MigrationImpact,
    sources: ["3:119"],
    fail: "CREATE TABLE pt9 PARTITION OF pt FOR VALUES FROM('2030-01-01')TO('2031-01-01')",
    pass: "CREATE TABLE pt9(LIKE pt INCLUDING ALL,CHECK(d>='2030-01-01' AND d<'2031-01-01'));\n-- next file\nALTER TABLE pt ATTACH PARTITION pt9 FOR VALUES FROM('2030-01-01')TO('2031-01-01')",
    check: Check::Script(check),
    fix: None,
}

fn check(_: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    for at in changes(script) {
        let (subject, title, what, fix) = match &at.change.action {
            Action::CreateTable {
                partition_of: Some(parent),
                ..
            } if at.change.locks.iter().any(|lock| lock.table == *parent) => (
                shown(parent),
                "is locked while a partition is made",
                "CREATE TABLE ... PARTITION OF takes ACCESS EXCLUSIVE on it.",
                "Create the table by itself with a CHECK of its bounds, then attach it.",
            ),
            Action::Detach(_) if at.change.existed && !at.change.concurrently => (
                at.table(),
                "is locked while a partition is detached",
                "DETACH PARTITION takes ACCESS EXCLUSIVE on both tables.",
                "Say DETACH PARTITION ... CONCURRENTLY, outside of a transaction.",
            ),
            Action::Attach(child) if at.change.existed && is_scanned(&at, child) => (
                shown(child),
                "is attached without a check of its bounds",
                "Every row of it is read to prove where it belongs.",
                "Add a CHECK that says the bounds, validate it, attach, and drop it.",
            ),
            _ => continue,
        };
        found.looked_at(1);
        at.report(
            found,
            subject,
            title,
            what,
            "Reads and writes wait until it is done.",
        )
        .advice(fix);
    }
}

/// Whether the table to attach stood before, with rows and without a check.
fn is_scanned(at: &At<'_>, child: &QualifiedName) -> bool {
    let known = at
        .file
        .before
        .table_named(child.schema_or_public(), &child.name);
    known.is_some_and(|table| {
        !table
            .constraints
            .iter()
            .any(|one| one.validated && matches!(one.kind, ConstraintKind::Check(_)))
    })
}
