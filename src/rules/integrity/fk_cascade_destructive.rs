//! `fk-cascade-destructive`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Deleting a parent does not delete audit or financial rows.
    ///
    /// # Why
    /// Those rows are kept as evidence. One delete of a customer takes the invoices and the trail of who did it along, and nothing
    /// brings them back.
    ///
    /// # When it is safe to ignore
    /// The parent is the document these rows are lines of. A cascade from the table of tenants, which empties a tenant on purpose,
    /// is reported as information.
    ///
    /// # Fix
    /// Refuses the delete: ON DELETE RESTRICT.
    "fk-cascade-destructive", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:51", "2:20", "3:246", "bytebase disallow-on-del-cascade"],
    fail: "CREATE TABLE audit_logs(id uuid PRIMARY KEY,p_id uuid REFERENCES p(id) ON DELETE CASCADE)",
    pass: "CREATE TABLE audit_logs(id uuid PRIMARY KEY,p_id uuid REFERENCES p(id) ON DELETE RESTRICT)",
    check: Check::Table(check),
    fix: Some(fix),
}

const FINANCIAL: &[&str] = &[
    "invoice",
    "payment",
    "transaction",
    "ledger",
    "charge",
    "refund",
    "payout",
    "receipt",
    "ledger_entry",
];

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let name = naming::singular(&naming::snake(&table.name));
    let financial = FINANCIAL.contains(&name.rsplit('_').next().unwrap_or(&name));
    let audit = shape::is_audit_log(table);
    if (!financial && !audit) || shape::is_pure_junction(table) {
        return;
    }
    for (constraint, key) in table.foreign_keys() {
        out.looked_at(1);
        if key.on_delete != Some(ReferentialAction::Cascade) {
            continue;
        }
        let target = key
            .target
            .table()
            .map(|id| context.name(id))
            .unwrap_or_default();
        let finding = out.report_columns(
            table,
            ObjectRef::Constraint(table.id, constraint.id),
            &key.columns,
            format!(
                "lets a delete in {target} take {} rows along",
                if audit { "audit" } else { "financial" }
            ),
            format!("{} is ON DELETE CASCADE.", constraint.name),
            format!(
                "Deleting one row of {target} removes its {} for good.",
                table.name
            ),
        );
        finding.fix("Refuse the delete: ON DELETE RESTRICT.");
        if key.target.table().is_some() && key.target.table() == context.tenancy.root {
            finding.at_most(Severity::Info);
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    fix::on_delete(context, finding.cause, ReferentialAction::Restrict)
}
