//! `constraint-unnamed`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Checks, unique keys and foreign keys have names their author gave.
    ///
    /// # Why
    /// A later migration must name what it drops, and an error shows the name to people. PostgreSQL's generated names are known
    /// here, so exports hit them; other tools and people must look them up.
    ///
    /// # When it is safe to ignore
    /// The generated names are good enough for you: they are computed exactly as PostgreSQL does.
    ///
    /// # Fix
    /// Writes the generated names down as the constraints' own.
    "constraint-unnamed", Group::Naming, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:75", "4:277", "4:310", "eslint-plugin-postgresql require-named-constraint"],
    fail: "CREATE TABLE t(a int CHECK(a>0))",
    pass: "CREATE TABLE t(a int CONSTRAINT chk_t_a CHECK(a>0))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn unnamed(table: &Table) -> Vec<&Constraint> {
    let wanted = |constraint: &&Constraint| {
        !constraint.named && !constraint.inherited && !constraint.is_primary_key()
    };
    table.constraints.iter().filter(wanted).collect()
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let unnamed = unnamed(table);
    if unnamed.is_empty() {
        return;
    }
    let names: Vec<&str> = unnamed
        .iter()
        .map(|constraint| constraint.name.as_str())
        .collect();
    let count = names.len();
    out.report(
        ObjectRef::Table(table.id),
        if count == 1 {
            "leaves a constraint to be named".to_string()
        } else {
            format!("leaves {count} constraints to be named")
        },
        format!("PostgreSQL names them: {}.", names.join(", ")),
        "Who drops or changes one must look its name up first.",
    )
    .fix("Write the generated names down.");
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let name = |constraint: &Constraint| {
        fix::put_constraint(
            table.id,
            Constraint {
                named: true,
                ..constraint.clone()
            },
        )
    };
    Some(unnamed(table).into_iter().map(name).collect())
}
