//! `constraint-not-valid`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Every constraint has been validated.
    ///
    /// # Why
    /// NOT VALID holds for new rows only. Rows from before may break the rule, and the planner does not trust it.
    ///
    /// # When it is safe to ignore
    /// The schema stands between the two steps of a migration, NOT VALID first and VALIDATE later.
    ///
    /// # Fix
    /// Validates it.
    "constraint-not-valid", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["4:261", "pg-index-health 17"],
    fail: "CREATE TABLE t(a int); ALTER TABLE t ADD CONSTRAINT c CHECK(a>0) NOT VALID",
    pass: "CREATE TABLE t(a int CONSTRAINT c CHECK(a>0))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for constraint in table
        .constraints
        .iter()
        .filter(|constraint| !constraint.is_primary_key())
    {
        out.looked_at(1);
        // A constant false that is not valid refuses new rows on purpose.
        let refuses_all = matches!(&constraint.kind, ConstraintKind::Check(check) if expression::normal(&check.expression) == "false");
        if constraint.validated || !constraint.enforced || constraint.inherited || refuses_all {
            continue;
        }
        out.report(
            ObjectRef::Constraint(table.id, constraint.id),
            "is not validated",
            format!("{} is NOT VALID.", constraint.name),
            format!(
                "Rows of {} from before it may break it, and no query can rely on it.",
                table.name
            ),
        )
        .columns(&constraint.columns())
        .fix("Validate it.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, constraint) = fix::constraint(context, finding.cause)?;
    let mut ops = Vec::new();
    for member in fix::family(context, table.id) {
        let same = member.constraints.iter().find(|other| {
            other.id == constraint.id || (other.inherited && other.name == constraint.name)
        });
        if let Some(same) = same.filter(|same| !same.validated) {
            ops.push(fix::put_constraint(
                member.id,
                Constraint {
                    validated: true,
                    ..same.clone()
                },
            ));
        }
    }
    Some(ops)
}
