//! `int4-key`.

use super::surrogate_key;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A key that counts up has 64 bits.
    ///
    /// # Why
    /// A 32-bit key ends at 2,147,483,647. Busy tables get there sooner than their rows suggest, as rolled back inserts use numbers
    /// up, and then every insert fails at once.
    ///
    /// # When it is safe to ignore
    /// The table stays small. Left alone: look-up tables, smallint keys, and keys that are foreign keys to another's.
    ///
    /// # Fix
    /// Makes the key, and every column that references it, bigint.
    "int4-key", Group::Types, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["3:233", "squawk prefer-bigint-over-int"],
    fail: "CREATE TABLE t(id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    pass: "CREATE TABLE t(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let Some(key) = surrogate_key(table) else {
        return;
    };
    out.looked_at(1);
    let counts = key.identity.is_some()
        || key
            .default
            .as_deref()
            .is_some_and(|default| default.starts_with("nextval("));
    let small = context.class(table.id) == TenancyClass::Reference
        || context.rows(table.id).is_some_and(|rows| rows < 10_000);
    if !key.data_type.is("integer") || !counts || small {
        return;
    }
    let references = context.neighbours.referrers(table.id);
    let finding = out.report(
        ObjectRef::Column(table.id, key.id),
        "runs out of numbers at 2,147,483,647",
        format!("{} is a 32-bit key.", key.name),
        format!("When the numbers are used up, every insert into {} fails, and the change then takes as long as the table is big.", table.name),
    );
    let text = match references {
        0 => "Make it bigint.".to_string(),
        1 => "Make it bigint, with the table that references it.".to_string(),
        many => format!("Make it bigint, with the {many} tables that reference it."),
    };
    finding.fix(text);
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let mut ops = fix::retype(context, table, column.id, &DataType::named("bigint"))?;
    for sequence in context.schema.sequences.values() {
        if sequence.owned_by == Some((table.id, column.id)) && sequence.data_type != "bigint" {
            let changed = Sequence {
                data_type: "bigint".to_string(),
                ..(**sequence).clone()
            };
            ops.push(Op::Put(changed.into()));
        }
    }
    Some(ops)
}
