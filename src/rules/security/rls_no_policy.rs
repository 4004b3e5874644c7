//! `rls-no-policy`.

use super::tenant_policy;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table with row security has a policy.
    ///
    /// # Why
    /// Without a policy nobody but the owner sees or changes a row: the application reads nothing, and no error says why.
    ///
    /// # When it is safe to ignore
    /// The table is locked on purpose, and only functions that run as its owner use it. Tables without a tenant column are reported
    /// as information.
    ///
    /// # Fix
    /// Creates a policy on the tenant column. Where the table has none, it needs your word.
    "rls-no-policy", Group::Security, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["3:112", "splinter 0008"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid)); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if !table.row_security.enabled {
        return;
    }
    out.looked_at(1);
    if !table.policies.is_empty() {
        return;
    }
    let finding = out.report(
        ObjectRef::Table(table.id),
        "shows no row to anyone but its owner",
        "Row security is enabled, and there is no policy.",
        format!(
            "The application reads no row of {} and gets no error that says why.",
            table.name
        ),
    );
    match context.tenant_column(table) {
        Some(column) => finding.fix(format!("Create a policy on {}.", column.name)),
        None => finding
            .advice("Create a policy that says who may see which row, or disable row security.")
            .at_most(Severity::Info),
    };
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let policy = tenant_policy(context, table, ids)?;
    Some(vec![fix::put_policy(table.id, policy)])
}
