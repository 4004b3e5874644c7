//! `policy-ignores-tenant`.

use super::{expressions, is_for_everyone, tenant_policy};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A permissive policy of a tenant table asks for the tenant.
    ///
    /// # Why
    /// Permissive policies are joined by OR. One that does not ask for the tenant lets rows of others through, whatever the rest
    /// say.
    ///
    /// # When it is safe to ignore
    /// The policy is for an administrator's role, calls a function that checks membership, or asks for the owner of the row, which
    /// implies the tenant: these are left alone.
    ///
    /// # Fix
    /// Joins the tenant's condition to the policy's by AND.
    "policy-ignores-tenant", Group::Security, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:46", "3:51", "3:112"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,u text); CREATE POLICY a ON t USING(u=current_user)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid))",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Whether a column says whose the row is, which implies the tenant.
fn is_owner(name: &str) -> bool {
    matches!(
        name,
        "user_id" | "owner_id" | "created_by" | "profile_id" | "member_id"
    ) || name.ends_with("_user_id")
}

/// Whether the expression asks for the tenant: by its column, or by a subquery or a function of one's own that may.
fn may_ask(sql: &str, tenant: &Column) -> bool {
    const KNOWN: &[&str] = &[
        "current_setting",
        "uid",
        "now",
        "lower",
        "coalesce",
        "nullif",
        "jwt",
        "role",
        "cast",
        "and",
        "or",
        "not",
        "in",
        "any",
        "all",
    ];
    let tokens = expression::tokens(sql);
    let calls_own = tokens.windows(2).any(|pair| match pair {
        [expression::Token::Word(word), open] => {
            open.is_sign("(") && !KNOWN.contains(&word.as_str())
        }
        _ => false,
    });
    let reads_table = tokens.iter().any(|token| token.is("from"));
    let asks_owner = tokens
        .iter()
        .any(|token| matches!(token, expression::Token::Word(word) if is_owner(word)));
    calls_own || reads_table || asks_owner || expression::mentions(sql, &tenant.name)
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(tenant) = context.tenant_column(table) else {
        return;
    };
    for policy in table.policies.iter().filter(|policy| policy.permissive) {
        out.looked_at(1);
        // `policy-always-true` speaks of true; false admits nothing.
        let constant = expressions(policy)
            .any(|text| expression::is_true(text) || expression::normal(text) == "false");
        let ignores = expressions(policy).any(|text| !may_ask(text, tenant));
        if constant || !ignores || !is_for_everyone(policy) {
            continue;
        }
        out.report(
            ObjectRef::Policy(table.id, policy.id),
            format!("does not ask for {}", tenant.name),
            format!("{} on {} admits rows by {}.", policy.name, table.name, expressions(policy).next().unwrap_or_default()),
            "A row of another tenant that meets it is shown, as permissive policies are joined by OR.",
        )
        .columns(&[tenant.id])
        .fix(format!("Also compare {} with the tenant of the session.", tenant.name));
    }
}

/// Joins the tenant's condition to those expressions of the policy that `wants` says, replacing what is just true.
pub(crate) fn constrain(
    context: &Context<'_>,
    finding: &Finding,
    ids: &mut IdSource,
    wants: impl Fn(&str) -> bool,
) -> Option<Vec<Op>> {
    let ObjectRef::Policy(table, id) = finding.object else {
        return None;
    };
    let table = context.table(table)?;
    let policy = table.policies.iter().find(|policy| policy.id == id)?;
    let condition = tenant_policy(context, table, ids)?.using?;
    let joined = |text: &String| {
        if !wants(text) {
            text.clone()
        } else if expression::is_true(text) {
            condition.clone()
        } else {
            format!("({text}) AND {condition}")
        }
    };
    let changed = Policy {
        using: policy.using.as_ref().map(joined),
        with_check: policy.with_check.as_ref().map(joined),
        ..policy.clone()
    };
    Some(vec![fix::put_policy(table.id, changed)])
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let tenant = context.tenant_column(context.table(finding.object.table()?)?)?;
    constrain(context, finding, ids, |text| !may_ask(text, tenant))
}
