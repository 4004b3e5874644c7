//! `fk-column-name`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column that references another table's key is named after it and ends in _id.
    ///
    /// # Why
    /// From `owner` nobody can tell whether it is a name, a row or a number. With `owner_id` the join writes itself.
    ///
    /// # When it is safe to ignore
    /// The project has another habit and keeps to it. Left alone: columns that end in _by, those that end in the name of the column
    /// they reference (country_code), and references to natural keys.
    ///
    /// # Fix
    /// Renames the column, with _id at the end.
    "fk-column-name", Group::Naming, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:154", "4:304", "pglinter"],
    fail: "CREATE TABLE t(owner uuid REFERENCES users)",
    pass: "CREATE TABLE t(owner_id uuid REFERENCES users)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn is_named_as_reference(name: &str) -> bool {
    const ENDS: &[&str] = &[
        "id", "_by", "_uuid", "_key", "_ref", "_pk", "_fk", "_no", "_number", "_code", "_oid",
    ];
    ENDS.iter().any(|end| name.ends_with(end))
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for (constraint, key) in table.foreign_keys() {
        let ([own], [referenced]) = (key.columns.as_slice(), key.target.columns()) else {
            continue;
        };
        out.looked_at(1);
        let Some(column) = table.column(*own).filter(|column| !column.inherited) else {
            continue;
        };
        let name = naming::snake(&column.name);
        let target = context
            .target(key)
            .and_then(|target| target.column(*referenced));
        let Some(target) = target.filter(|_| !is_named_as_reference(&name)) else {
            continue;
        };
        let surrogate = ["uuid", "integer", "bigint"].contains(&target.data_type.name.as_str());
        let referenced_name = naming::snake(&target.name);
        // A and B are how Prisma names the sides of the junctions it makes.
        let made = column.name == "A" || column.name == "B";
        if made || !surrogate || name.ends_with(referenced_name.as_ref()) || constraint.inherited {
            continue;
        }
        let wanted = format!("{name}_id");
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            "references a key and is not named as one",
            format!(
                "{} holds the {} of {}.",
                column.name,
                target.name,
                context.name(key.target.table().unwrap_or(table.id))
            ),
            format!(
                "Whoever reads {} in a query takes it for a value of its own.",
                column.name
            ),
        );
        finding.cause(ObjectRef::Constraint(table.id, constraint.id));
        if fix::rename_column(context, table, column, &wanted).is_some() {
            finding.fix(format!("Rename it to {wanted}."));
        } else {
            finding.advice(format!("Rename it to {wanted}, with what uses it."));
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::rename_column(
        context,
        table,
        column,
        &format!("{}_id", naming::snake(&column.name)),
    )
}
