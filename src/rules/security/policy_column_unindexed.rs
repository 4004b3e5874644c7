//! `policy-column-unindexed`.

use super::expressions;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column that a policy compares with the session leads an index.
    ///
    /// # Why
    /// The policy's condition is part of every query. Without the index each of them reads the whole table first.
    ///
    /// # When it is safe to ignore
    /// The table stays small. The tenant column is `tenant-unindexed`'s.
    ///
    /// # Fix
    /// Creates an index on the column.
    "policy-column-unindexed", Group::Security, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:51", "3:94"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,user_id uuid); CREATE POLICY a ON t USING(user_id=(SELECT current_setting('app.u',true)::uuid))",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,user_id uuid); CREATE INDEX i ON t(user_id); CREATE POLICY a ON t USING(user_id=(SELECT current_setting('app.u',true)::uuid))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let tenant = context.tenancy.column_of(table);
    let mut reported = Vec::new();
    for policy in &table.policies {
        out.looked_at(1);
        for column in table
            .columns
            .iter()
            .filter(|column| Some(column.id) != tenant)
        {
            let compared = expressions(policy).any(|text| compares(text, &column.name));
            let led = shape::served(table).any(|served| served.columns.first() == Some(&column.id));
            // A foreign key without an index is `fk-unindexed`.
            let referencing = table
                .foreign_keys()
                .any(|(_, key)| key.columns == [column.id]);
            if !compared || led || referencing || reported.contains(&column.id) {
                continue;
            }
            reported.push(column.id);
            out.report(
                ObjectRef::Column(table.id, column.id),
                "is compared by a policy and leads no index",
                format!(
                    "{} filters by {}, and no index begins with it.",
                    policy.name, column.name
                ),
                format!(
                    "Every query of {} reads the whole table to apply the policy.",
                    table.name
                ),
            )
            .fix(format!("Create an index on {}.", column.name));
        }
    }
}

/// Whether the expression is `column = ...` at its head or after AND or OR, and not compared with a constant.
fn compares(sql: &str, column: &str) -> bool {
    let tokens = expression::tokens(sql);
    tokens.iter().enumerate().any(|(at, token)| {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let begins =
            before.is_none_or(|before| before.is("and") || before.is("or") || before.is_sign("("));
        let constant = tokens.get(at + 2).is_none_or(|value| {
            value.is("true")
                || value.is("false")
                || !matches!(
                    value,
                    expression::Token::Word(_) | expression::Token::Sign(_)
                )
        });
        token.is(column)
            && begins
            && !constant
            && tokens.get(at + 1).is_some_and(|next| next.is_sign("="))
    })
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    Some(vec![fix::new_index(context, table, &[column.id], ids)])
}
