//! `tenant-root-missing`.

use crate::declare_rule;
use crate::model::{ObjectRef, TenancyMode};
use crate::rules::{Check, Context, Criterion, Findings, Group, Reads, Severity};

declare_rule! {
    /// # What
    /// A schema whose tenants share tables has a table of tenants.
    ///
    /// It is found by its name (organizations, tenants, workspaces, accounts, companies, teams) and the keys that point to it.
    ///
    /// # Why
    /// Without it nothing says which tenants exist, no key can tie a row to one, and none of the other tenancy rules can look.
    ///
    /// # When it is safe to ignore
    /// There is one tenant only, or each has a database or a schema of its own: say so in the tenancy settings.
    ///
    /// # Fix
    /// Mark the table of tenants as the root in the tenancy settings, or draw one.
    "tenant-root-missing", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:223", "2:68", "3:90"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,name text)",
    pass: "CREATE TABLE tenants(id uuid PRIMARY KEY,name text NOT NULL)",
    alone: true,
    check: Check::Schema(Reads::Names, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.mode != TenancyMode::Shared || context.schema.tables.is_empty() {
        return;
    }
    out.looked_at(1);
    if context.tenancy.root.is_none() {
        out.report(
            ObjectRef::Whole,
            "has no table of tenants",
            "No table is named or set as the table of tenants.",
            "No key can say which tenant a row belongs to, so nothing keeps one tenant's rows from another's.",
        )
        .subject("The schema")
        .advice("Mark the table of tenants as the root, or set the tenancy mode to none when there is one tenant only.");
    }
}
