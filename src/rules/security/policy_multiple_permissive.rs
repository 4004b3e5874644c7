//! `policy-multiple-permissive`.

use super::{expressions, is_for_everyone};
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// For one role and command a table has one permissive policy.
    ///
    /// # Why
    /// Permissive policies are joined by OR, and each is evaluated for each row. Whoever reads one of them does not see that another
    /// lets more through.
    ///
    /// # When it is safe to ignore
    /// The second one is an administrator's way in: policies for such roles, and conditions that ask for one, are left alone.
    ///
    /// # Fix
    /// Joins policies of the same command and roles into one, with OR.
    "policy-multiple-permissive", Group::Security, Some(Severity::Info), Criterion::QueryPerformance,
    sources: ["3:94", "splinter 0006"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY a ON t USING(id IS NULL); CREATE POLICY b ON t USING(id IS NOT NULL)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn counted(table: &Table) -> Vec<&Policy> {
    let asks_for_admin = |policy: &Policy| {
        expressions(policy).any(|text| {
            let text = text.to_lowercase();
            text.contains("admin") || text.contains("service_role")
        })
    };
    let policies = table.policies.iter().filter(|policy| policy.permissive);
    policies
        .filter(|policy| is_for_everyone(policy) && !asks_for_admin(policy))
        .collect()
}

fn is_public(policy: &Policy) -> bool {
    policy.roles.is_empty()
        || policy
            .roles
            .iter()
            .any(|role| role.eq_ignore_ascii_case("public"))
}

/// Whether both policies are asked for some role and command.
fn meet(one: &Policy, other: &Policy) -> bool {
    let command = one.command == other.command
        || one.command == PolicyCommand::All
        || other.command == PolicyCommand::All;
    let role = is_public(one)
        || is_public(other)
        || one.roles.iter().any(|role| other.roles.contains(role));
    command && role
}

/// Whether two policies can be one: for the same command and the same roles.
fn alike(one: &Policy, other: &Policy) -> bool {
    let roles = |policy: &Policy| {
        let mut roles: Vec<String> = policy
            .roles
            .iter()
            .map(|role| role.to_lowercase())
            .collect();
        roles.sort();
        roles
    };
    let same_roles = (is_public(one) && is_public(other)) || roles(one) == roles(other);
    one.command == other.command && same_roles
}

fn pairs<'t>(policies: &[&'t Policy]) -> Vec<(&'t Policy, &'t Policy)> {
    let mut pairs = Vec::new();
    for (at, one) in policies.iter().enumerate() {
        let others = policies.iter().skip(at + 1);
        pairs.extend(
            others
                .filter(|other| meet(one, other))
                .map(|other| (*one, *other)),
        );
    }
    pairs
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if table.policies.is_empty() {
        return;
    }
    out.looked_at(1);
    let policies = counted(table);
    let pairs = pairs(&policies);
    if pairs.is_empty() {
        return;
    }
    let named: Vec<&str> = policies
        .iter()
        .filter(|policy| {
            pairs
                .iter()
                .any(|(a, b)| a.id == policy.id || b.id == policy.id)
        })
        .map(|policy| policy.name.as_str())
        .collect();
    let finding = out.report(
        ObjectRef::Table(table.id),
        "has several policies where one is asked",
        format!(
            "{} are permissive and meet in role and command.",
            named.join(", ")
        ),
        format!(
            "Each is evaluated for every row of {}, and the widest of them decides.",
            table.name
        ),
    );
    if pairs.iter().all(|(one, other)| alike(one, other)) {
        finding.fix("Join them into one policy, with OR.");
    } else {
        finding.advice("Say in one policy for each command who may do it.");
    }
}

/// `(a) OR (b)`.
fn either(one: &str, other: &str) -> String {
    format!("({one}) OR ({other})")
}

/// One policy that admits what either does. A missing WITH CHECK is the USING condition.
fn joined(one: &Policy, other: &Policy) -> Policy {
    let using = match (&one.using, &other.using) {
        (Some(a), Some(b)) => Some(either(a, b)),
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    let own = one.with_check.is_some() || other.with_check.is_some();
    let checked = |policy: &Policy| policy.with_check.clone().or_else(|| policy.using.clone());
    let with_check = match (own, checked(one), checked(other)) {
        (true, Some(a), Some(b)) => Some(either(&a, &b)),
        (true, a, b) => a.or(b),
        (false, ..) => None,
    };
    Policy {
        using,
        with_check,
        ..one.clone()
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let mut left = counted(table);
    let mut ops = Vec::new();
    while !left.is_empty() {
        let first = left.remove(0);
        let (same, others): (Vec<&Policy>, Vec<&Policy>) =
            left.into_iter().partition(|policy| alike(first, policy));
        left = others;
        if same.is_empty() {
            continue;
        }
        let merged = same
            .iter()
            .fold(first.clone(), |merged, policy| joined(&merged, policy));
        ops.push(fix::put_policy(table.id, merged));
        ops.extend(
            same.iter()
                .map(|policy| Op::RemovePart(ObjectRef::Policy(table.id, policy.id))),
        );
    }
    Some(ops)
}
