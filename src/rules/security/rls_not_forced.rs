//! `rls-not-forced`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Row security holds for the table's owner too.
    ///
    /// # Why
    /// The owner passes row security by unless it is forced. Where the application connects as the owner, which is the usual way,
    /// the policies do nothing at all.
    ///
    /// # When it is safe to ignore
    /// The application's role does not own the table.
    ///
    /// # Fix
    /// Forces row security.
    "rls-not-forced", Group::Security, Some(Severity::Warning), Criterion::MultiTenancy,
    sources: ["3:94", "3:113"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid)); ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations); CREATE POLICY tenant_isolation ON t USING(org_id=(SELECT current_setting('app.org_id',true)::uuid)); ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if context.stances.value("rls") == "off" || !table.row_security.enabled {
        return;
    }
    out.looked_at(1);
    // Without a policy there is nothing to force: `rls-no-policy`.
    if !table.row_security.forced && !table.policies.is_empty() {
        out.report(
            ObjectRef::Table(table.id),
            "lets its owner pass row security by",
            "Row security is enabled and not forced.",
            format!(
                "A connection as the owner of {} sees and changes every tenant's rows.",
                table.name
            ),
        )
        .fix("Force row security.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    Some(vec![fix::change_header(table, |header| {
        header.row_security.forced = true
    })])
}
