//! `rls-guc-pooling`.

use super::report;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Behind a pool that hands out connections by transaction, the tenant is set for the transaction alone.
    ///
    /// # Why
    /// SET without LOCAL stays with the connection. The next client of the pool gets it, and with it the tenant of the one
    /// before: row security then shows it the other's rows.
    ///
    /// # When it is safe to ignore
    /// The pool hands out connections by session.
    ///
    /// # Fix
    /// SET LOCAL inside the transaction, or set_config(..., true).
    "rls-guc-pooling", Group::Operations, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:46", "1:56", "3:47", "3:112"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY, org_id uuid NOT NULL);\nALTER TABLE t ENABLE ROW LEVEL SECURITY;\nCREATE POLICY tenant ON t USING (org_id = (SELECT current_setting('app.org_id', true)::uuid));\n-- facts.pool = { mode = \"transaction\", tenant_context = \"SET app.org_id = '...'\" }",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY, org_id uuid NOT NULL);\nALTER TABLE t ENABLE ROW LEVEL SECURITY;\nCREATE POLICY tenant ON t USING (org_id = (SELECT current_setting('app.org_id', true)::uuid));\n-- facts.pool = { mode = \"transaction\", tenant_context = \"SET LOCAL app.org_id = '...'\" }",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    let pool = &context.facts.pool;
    let shared = matches!(pool.mode, Some(PoolMode::Transaction | PoolMode::Statement));
    let statement = pool.tenant_context.trim();
    if !shared || statement.is_empty() {
        return;
    }
    let reads = |policy: &Policy| {
        let texts = policy.using.iter().chain(&policy.with_check);
        texts
            .into_iter()
            .any(|text| text.contains("current_setting"))
    };
    let guarded = context
        .tables()
        .any(|table| table.policies.iter().any(reads));
    found.looked_at(1);
    if guarded && !is_local(statement) {
        report(
            found,
            "sets the tenant for longer than the transaction",
            &[],
            "The pool gives the connection, and the tenant with it, to the next client.",
        )
        .advice(
            "Use SET LOCAL, or set_config with true as its last argument, inside the transaction.",
        );
    }
}

/// `SET LOCAL ...` or `set_config(..., true)`.
fn is_local(statement: &str) -> bool {
    let tokens = expression::tokens(statement);
    let set_local = tokens
        .windows(2)
        .any(|two| two[0].is("set") && two[1].is("local"));
    let config = tokens.iter().any(|token| token.is("set_config"));
    set_local || (config && tokens.iter().any(|token| token.is("true")))
}
