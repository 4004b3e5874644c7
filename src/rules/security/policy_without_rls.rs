//! `policy-without-rls`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table with policies has row security enabled.
    ///
    /// # Why
    /// Policies do nothing until row security is enabled. Whoever reads them believes that the rows are guarded.
    ///
    /// # When it is safe to ignore
    /// Never: enable row security, or drop the policies.
    ///
    /// # Fix
    /// Enables row security.
    "policy-without-rls", Group::Security, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["3:112", "splinter 0007"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid)); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if table.policies.is_empty() {
        return;
    }
    out.looked_at(1);
    if !table.row_security.enabled {
        let count = table.policies.len();
        out.report(
            ObjectRef::Table(table.id),
            "has policies that do nothing",
            format!(
                "{count} {} stand on {}, and row security is not enabled.",
                if count == 1 { "policy" } else { "policies" },
                table.name
            ),
            format!(
                "Every role with a grant reads every tenant's {}.",
                table.name
            ),
        )
        .fix("Enable row security.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    Some(vec![fix::change_header(table, |header| {
        header.row_security.enabled = true
    })])
}
