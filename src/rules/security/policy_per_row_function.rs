//! `policy-per-row-function`.

use super::expressions;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A policy reads the session's tenant once a statement, not once a row.
    ///
    /// # Why
    /// A bare current_setting() or auth.uid() is called for every row the table has; in a subselect it is called once and can use
    /// the index.
    ///
    /// # When it is safe to ignore
    /// The table stays small.
    ///
    /// # Fix
    /// Wraps the calls: (SELECT current_setting(...)).
    "policy-per-row-function", Group::Security, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:51", "3:94", "splinter 0003"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY a ON t USING(org_id=current_setting('app.org_id')::uuid)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid))",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Byte ranges of the calls that run once a row: to current_setting, auth.uid, auth.jwt and auth.role outside any subselect.
fn calls(sql: &str) -> Vec<std::ops::Range<usize>> {
    let lower = sql.to_ascii_lowercase();
    let mut found = Vec::new();
    for name in ["current_setting(", "auth.uid(", "auth.jwt(", "auth.role("] {
        for (start, _) in lower.match_indices(name) {
            let head = lower.get(..start).unwrap_or_default();
            let part = head.ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let schema = if head.ends_with("pg_catalog.") {
                "pg_catalog.".len()
            } else {
                0
            };
            let Some(end) = closing(&lower, start + name.len() - 1) else {
                continue;
            };
            if !part && !in_subselect(&lower, start) {
                found.push(start - schema..end + 1);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// Where the parenthesis opened at `open` closes.
fn closing(sql: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    let mut quoted = false;
    for (at, character) in sql.char_indices().filter(|(at, _)| *at >= open) {
        match character {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a parenthesis that is open at `at` begins with SELECT.
fn in_subselect(sql: &str, at: usize) -> bool {
    let mut open = Vec::new();
    for (position, character) in sql
        .char_indices()
        .take_while(|(position, _)| *position < at)
    {
        match character {
            '(' => open.push(position),
            ')' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.iter().any(|position| {
        sql.get(position + 1..)
            .is_some_and(|rest| rest.trim_start().starts_with("select"))
    })
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for policy in &table.policies {
        out.looked_at(1);
        let call = expressions(policy).find_map(|text| {
            calls(text)
                .first()
                .and_then(|range| text.get(range.clone()))
        });
        let Some(call) = call else { continue };
        out.report(
            ObjectRef::Policy(table.id, policy.id),
            "calls a function for every row",
            format!(
                "{} on {} calls {call} outside a subselect.",
                policy.name, table.name
            ),
            format!(
                "A statement over {} calls it as often as the table has rows.",
                table.name
            ),
        )
        .fix("Wrap the calls in (SELECT ...).");
    }
}

fn wrapped(sql: &str) -> String {
    let mut out = sql.to_string();
    for range in calls(sql).into_iter().rev() {
        if let Some(call) = sql.get(range.clone()) {
            out.replace_range(range, &format!("(SELECT {call})"));
        }
    }
    out
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    fix::rewrite_policy(context, finding.object, wrapped)
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn calls_are_wrapped_once() {
        let bare = "org_id = current_setting('app.org_id')::uuid";
        let once = "org_id = (SELECT current_setting('app.org_id'))::uuid";
        assert_eq!(wrapped(bare), once);
        assert_eq!(wrapped(once), once);
        assert_eq!(
            wrapped("(SELECT nullif(current_setting('a', true), ''))"),
            "(SELECT nullif(current_setting('a', true), ''))"
        );
    }
}
