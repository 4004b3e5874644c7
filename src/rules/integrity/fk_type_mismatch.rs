//! `fk-type-mismatch`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Both sides of a foreign key have the same type.
    ///
    /// # Why
    /// The narrower side overflows first, every join casts, and where PostgreSQL knows no comparison of the two it refuses the key.
    ///
    /// # When it is safe to ignore
    /// Character types of different lengths hold the same values: those are reported as information. A domain over the same type
    /// counts as that type.
    ///
    /// # Fix
    /// Gives the referencing column, and those that reference it, the type of the referenced one.
    "fk-type-mismatch", Group::Integrity, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["2:35", "4:603", "pglinter B008"],
    fail: "CREATE TABLE q(id bigint PRIMARY KEY); CREATE TABLE t(q_id int REFERENCES q)",
    pass: "CREATE TABLE q(id bigint PRIMARY KEY); CREATE TABLE t(q_id bigint REFERENCES q)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let tenant = context.tenant_column(table).map(|column| column.id);
    for (constraint, key) in table.foreign_keys() {
        let Some(target) = context.target(key) else {
            continue;
        };
        out.looked_at(1);
        for (own, referenced) in key.columns.iter().zip(key.target.columns()) {
            let (Some(own), Some(referenced)) = (table.column(*own), target.column(*referenced))
            else {
                continue;
            };
            // `tenant-column-type` says it of the tenant column.
            let said = Some(own.id) == tenant && Some(target.id) == context.tenancy.root;
            if said || context.same_type(&own.data_type, &referenced.data_type) {
                continue;
            }
            let finding = out.report(
                ObjectRef::Column(table.id, own.id),
                format!("is {} where {}.{} is {}", own.data_type, target.qualified_name(), referenced.name, referenced.data_type),
                format!("{} references a column of another type.", own.name),
                format!("A join of {} to {} casts, and a value that fits one side may not fit the other.", table.name, target.name),
            );
            finding.cause(ObjectRef::Constraint(table.id, constraint.id));
            let text = format!("Change the type to {}.", referenced.data_type);
            if own.default.is_none() && own.identity.is_none() {
                finding.fix(text);
            } else {
                finding.advice(text);
            }
            if is_text(context, own) && is_text(context, referenced) {
                finding.at_most(Severity::Info);
            }
        }
    }
}

fn is_text(context: &Context<'_>, column: &Column) -> bool {
    matches!(
        context.base_type(&column.data_type).name.as_str(),
        "text" | "character varying"
    )
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let (_, _, key) = fix::foreign_key(context, finding.cause)?;
    let at = key.columns.iter().position(|id| *id == column.id)?;
    let referenced = context
        .target(key)?
        .column(*key.target.columns().get(at)?)?;
    fix::retype(context, table, column.id, &referenced.data_type)
}
