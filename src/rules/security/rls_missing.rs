//! `rls-missing`.

use crate::declare_rule;
use crate::model::{ObjectRef, Op, Table};
use crate::rules::{Check, Context, Criterion, Finding, Findings, Group, IdSource, Severity, fix};

use super::tenant_policy;

declare_rule! {
    /// # What
    /// A table whose rows belong to tenants has row level security.
    ///
    /// # Why
    /// Without it the only thing between two tenants is that every query of the application remembers its filter. With it the
    /// database keeps the border, also for the query that forgets.
    ///
    /// # When it is safe to ignore
    /// The application connects as a role that row security cannot bind, or the stance `rls` is `future` or `off`. Partitions are
    /// guarded by their parent's policies.
    ///
    /// # Fix
    /// Creates a policy on the tenant column that reads the tenant from a setting, then enables and forces row security. The
    /// application must set it: `SET LOCAL app.org_id = '...'`.
    "rls-missing", Group::Security, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["0:44", "0:46", "2:155", "3:51", "3:94", "3:112", "3:243", "3:271", "splinter 0013"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid)); ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let stance = context.stances.value("rls");
    let Some(column) = context.tenant_column(table).filter(|_| stance != "off") else {
        return;
    };
    out.looked_at(1);
    // Policies without row security are `policy-without-rls`.
    if table.row_security.enabled || !table.policies.is_empty() {
        return;
    }
    let name = table.qualified_name();
    let finding = out.report(
        ObjectRef::Table(table.id),
        "has no row security",
        format!(
            "Row level security is not enabled on {name}, whose rows belong to a tenant by {}.",
            column.name
        ),
        format!(
            "One query without its {} filter reads every tenant's {}.",
            column.name, table.name
        ),
    );
    finding.fix(format!(
        "Create a policy on {}, then enable and force row security.",
        column.name
    ));
    match stance {
        "future" => finding.at_most(Severity::Info),
        "required" => finding.at_least(Severity::Error),
        _ => finding,
    };
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let policy = tenant_policy(context, table, ids)?;
    let header = fix::change_header(table, |header| {
        header.row_security.enabled = true;
        header.row_security.forced = true;
    });
    Some(vec![fix::put_policy(table.id, policy), header])
}
