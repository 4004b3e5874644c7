//! `mig-tenant-backfill`.

use super::walk::*;
use crate::model::script::*;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A tenant column added to a table with rows is filled along a path to the tenant.
    ///
    /// # Why
    /// Rows without a tenant belong to nobody: row security hides them, queries by tenant miss them, and NOT NULL can never
    /// be set.
    ///
    /// # When it is safe to ignore
    /// The table is empty: say so by its rows.
    ///
    /// # Fix
    /// UPDATE t SET org_id = p.org_id FROM p WHERE p.id = t.p_id, in batches.
    "mig-tenant-backfill", Group::Migrations, Some(Severity::Error), Criterion::MultiTenancy,
    sources: ["0:43", "3:82", "3:87", "3:242"],
    fail: "ALTER TABLE loose ADD COLUMN org_id uuid REFERENCES organizations",
    pass: "ALTER TABLE loose ADD COLUMN org_id uuid REFERENCES organizations;\n-- next file\nUPDATE loose SET org_id=p.org_id FROM p WHERE p.id=loose.p_id",
    check: Check::Script(check),
    fix: None,
}

fn check(context: &Context<'_>, script: &Script, found: &mut Findings<'_>) {
    if context.mode != TenancyMode::Shared {
        return;
    }
    for at in on_live_tables(script) {
        let Action::AddColumn(new) = &at.change.action else {
            continue;
        };
        if !context.is_called_as_tenant(&new.column) {
            continue;
        }
        found.looked_at(1);
        let filled = at.later().any(|other| {
            other.same_table(&at)
                && matches!(&other.change.action, Action::Update(change)
                    if change.columns.contains(&new.column.name))
        });
        if !filled && new.column.default.is_none() {
            at.report(
                found,
                at.column(&new.column.name),
                "is a tenant column that nothing fills",
                "No statement after it says to which tenant the rows belong.".to_string(),
                "They belong to nobody: hidden by row security, missed by every query of a tenant.",
            )
            .advice("Fill it from a table that knows the tenant, in batches.");
        }
    }
}
