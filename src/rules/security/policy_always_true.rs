//! `policy-always-true`.

use super::{expressions, is_for_everyone};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A policy that lets people write says whose rows.
    ///
    /// # Why
    /// USING (true) admits every row to everyone the policy is for. One such permissive policy undoes all the others, as they are
    /// joined by OR.
    ///
    /// # When it is safe to ignore
    /// The policy is for an administrator's role, or only for reading a table that all tenants share: those are left alone.
    ///
    /// # Fix
    /// Replaces the condition by the tenant's, where the table has the tenant column.
    "policy-always-true", Group::Security, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:46", "3:112", "splinter 0024"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY a ON t USING(true)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let tenant = context.tenant_column(table);
    for policy in &table.policies {
        out.looked_at(1);
        let open = expressions(policy).any(expression::is_true);
        let shared_read = policy.command == PolicyCommand::Select && tenant.is_none();
        if !open || !policy.permissive || shared_read || !is_for_everyone(policy) {
            continue;
        }
        let finding = out.report(
            ObjectRef::Policy(table.id, policy.id),
            "admits every row",
            format!("{} on {} has the condition true.", policy.name, table.name),
            match tenant {
                Some(column) => format!("Every tenant passes it for every row, whatever its {}, and other policies cannot take that back.", column.name),
                None => format!("Everyone it is for writes every row of {}, and other policies cannot take that back.", table.name),
            },
        );
        match tenant {
            Some(column) => finding.columns(&[column.id]).fix(format!(
                "Compare {} with the tenant of the session.",
                column.name
            )),
            None => finding.advice("Say whose rows it admits, or to which role it is given."),
        };
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    super::policy_ignores_tenant::constrain(context, finding, ids, expression::is_true)
}
