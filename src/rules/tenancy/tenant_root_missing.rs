//! `tenant-root-missing`.

use crate::declare_rule;
use crate::model::{ObjectRef, Table, TenancyMode, naming};
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
    /// There is one tenant only, or each has a database or a schema of its own: say so in the tenancy settings. It is information
    /// where no two tables have a column that is called as a tenant's key is (org_id, tenant_id).
    ///
    /// # Fix
    /// Mark the table of tenants as the root in the tenancy settings, or draw one.
    "tenant-root-missing", Group::Tenancy, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:223", "2:68", "3:90"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,name text)",
    pass: "CREATE TABLE tenants(id uuid PRIMARY KEY,name text NOT NULL)",
    alone: true,
    check: Check::Schema(Reads::Contents, check),
    fix: None,
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    if context.mode != TenancyMode::Shared || context.schema.tables.is_empty() {
        return;
    }
    out.looked_at(1);
    if context.tenancy.root.is_none() {
        let column = tenant_like(context);
        let what = match column {
            Some((table, column)) => format!(
                "{}.{column} speaks of tenants, and no table is named or set as theirs.",
                table.name
            ),
            None => "No table is named or set as the table of tenants.".to_string(),
        };
        let finding = out.report(
            ObjectRef::Whole,
            "has no table of tenants",
            what,
            "No key can say which tenant a row belongs to, so nothing keeps one tenant's rows from another's.",
        )
        ;
        finding
            .subject("The schema")
            .advice("Mark the table of tenants as the root, or set the tenancy mode to none when there is one tenant only.");
        // A schema of one tenant is none that lost its tenants.
        if column.is_none() {
            finding.at_most(Severity::Info);
        }
    }
}

/// Names of columns that tell tenants apart.
const COLUMNS: &[&str] = &[
    "tenant_id",
    "org_id",
    "organization_id",
    "organisation_id",
    "workspace_id",
    "company_id",
    "customer_org_id",
];

/// The first of several tables with a column that is called as a tenant's key is. One alone may name the organization of
/// another system.
fn tenant_like<'a>(context: &Context<'a>) -> Option<(&'a Table, &'a str)> {
    let mut found = context.tables().filter_map(|table| {
        let mut columns = table.columns.iter();
        let column = columns.find(|column| COLUMNS.contains(&&*naming::snake(&column.name)))?;
        Some((table, column.name.as_str()))
    });
    let first = found.next()?;
    found.next().map(|_| first)
}
