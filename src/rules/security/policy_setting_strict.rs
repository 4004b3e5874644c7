//! `policy-setting-strict`.

use super::expressions;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A policy that reads a setting is calm when the setting is not there.
    ///
    /// # Why
    /// current_setting('app.org_id') raises an error in every session that has not set it: in the migration, in the console, in the
    /// job. With a second argument of true it is null, and the policy shows nothing.
    ///
    /// # When it is safe to ignore
    /// The error is wanted, so that a session without a tenant is noticed at once.
    ///
    /// # Fix
    /// Adds the second argument: current_setting('app.org_id', true).
    "policy-setting-strict", Group::Security, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["1:56", "3:112"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY a ON t USING(org_id=(SELECT current_setting('app.o')::uuid))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid))",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Where the closing parentheses of calls to current_setting with one argument stand.
fn strict_calls(sql: &str) -> Vec<usize> {
    let lower = sql.to_ascii_lowercase();
    let mut found = Vec::new();
    for (start, name) in lower.match_indices("current_setting(") {
        let from = start + name.len();
        let rest = lower.get(from..).unwrap_or_default();
        let mut quoted = false;
        let mut depth = 0;
        for (at, character) in rest.char_indices() {
            match character {
                '\'' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ',' if !quoted && depth == 0 => break,
                ')' if !quoted && depth == 0 => {
                    found.push(from + at);
                    break;
                }
                ')' if !quoted => depth -= 1,
                _ => {}
            }
        }
    }
    found
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for policy in &table.policies {
        out.looked_at(1);
        if expressions(policy).all(|text| strict_calls(text).is_empty()) {
            continue;
        }
        out.report(
            ObjectRef::Policy(table.id, policy.id),
            "fails where the setting is not set",
            format!(
                "{} on {} calls current_setting with one argument.",
                policy.name, table.name
            ),
            format!(
                "A session that has not set it cannot read {} at all, not even to count its rows.",
                table.name
            ),
        )
        .fix("Pass true as the second argument, so that a missing setting is null.");
    }
}

fn lenient(sql: &str) -> String {
    let mut out = sql.to_string();
    for at in strict_calls(sql).into_iter().rev() {
        out.insert_str(at, ", true");
    }
    out
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    fix::rewrite_policy(context, finding.object, lenient)
}

#[cfg(test)]
mod tests {
    use super::lenient;

    #[test]
    fn only_calls_with_one_argument_change() {
        assert_eq!(
            lenient("a = current_setting('x')::uuid"),
            "a = current_setting('x', true)::uuid"
        );
        assert_eq!(
            lenient("a = current_setting('x', true)"),
            "a = current_setting('x', true)"
        );
    }
}
