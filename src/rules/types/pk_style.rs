//! `pk-style`.

use super::surrogate_key;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Keys are made in the one way the project chose: uuid, identity, or any 64-bit number.
    ///
    /// # Why
    /// Two styles in one schema mean two types for foreign keys, two ways to make ids in the application, and a guess at each join.
    ///
    /// # When it is safe to ignore
    /// Look-up tables with a natural key, junctions and logs are left alone, and so are texts without a default, which other
    /// systems give. A key that stood in the base, or whose neighbours have
    /// keys of the same other style, is reported as information. The stance `pk.style = any` switches the rule off.
    ///
    /// # Fix
    /// Makes the key of a new table as the style says, with every column that references it. An old key is changed in phases.
    "pk-style", Group::Types, Some(Severity::Error), Criterion::SchemaClarity,
    sources: ["0:60", "3:36", "3:70", "3:151", "3:233", "3:259", "3:260"],
    fail: "CREATE TABLE t(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY DEFAULT gen_random_uuid())",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let style = context.stances.value("pk.style");
    if !matches!(style, "uuid" | "identity" | "bigint-any")
        || shape::is_append_only(table)
        || table.partitioning.is_some()
    {
        return;
    }
    let Some(key) =
        surrogate_key(table).filter(|key| key.name == "id" || key.name.ends_with("_id"))
    else {
        return;
    };
    // A text that nothing here makes is given by another system.
    let text = key.data_type.is("text") || key.data_type.is("character varying");
    if text && key.default.is_none() {
        return;
    }
    out.looked_at(1);
    if fits(key, style) || context.class(table.id) == TenancyClass::Reference {
        return;
    }
    let wanted = match style {
        "uuid" => "uuid keys",
        "identity" => "identity keys",
        _ => "64-bit keys",
    };
    let finding = out.report(
        ObjectRef::Column(table.id, key.id),
        format!("is {} where the project asks for {wanted}", key.data_type),
        format!(
            "{} is {}, and the stance pk.style is {style}.",
            key.name, key.data_type
        ),
        format!(
            "References to {} have another type than those to tables of the chosen style.",
            table.name
        ),
    );
    let old = context.is_legacy(table.id);
    let usual = beside_others(context, table, style);
    // Of many alike, one that is changed by itself would make the others stand out.
    if old || usual || !stands_alone(context, table) {
        finding.advice("Choose the style when the table is new; change an old key in phases, with all that reference it.");
    } else {
        finding.fix(format!(
            "Make it {}, with every column that references it.",
            if style == "uuid" {
                "a uuid"
            } else {
                "a 64-bit number"
            }
        ));
    }
    // One more key of the style that its neighbours have is no new habit.
    if old || usual {
        finding.at_most(Severity::Info);
    }
}

fn fits(key: &Column, style: &str) -> bool {
    match style {
        "uuid" => key.data_type.is("uuid"),
        "identity" => key.identity.is_some(),
        _ => key.data_type.is("bigint"),
    }
}

/// Whether a column that becomes the key of its table would be an error for its type.
pub(crate) fn is_refused(context: &Context<'_>, table: &Table, key: &Column) -> bool {
    let style = context.stances.value("pk.style");
    let asked = matches!(style, "uuid" | "identity" | "bigint-any")
        && !shape::is_append_only(table)
        && table.partitioning.is_none();
    let mild = context.class(table.id) == TenancyClass::Reference
        || context.is_legacy(table.id)
        || beside_others(context, table, style);
    asked && key.name == "id" && !fits(key, style) && !mild
}

/// Whether a table that references this one, or is referenced by it, has a key of another style too.
fn beside_others(context: &Context<'_>, table: &Table, style: &str) -> bool {
    let targets = table
        .foreign_keys()
        .filter_map(|(_, key)| context.target(key));
    let from = context.neighbours.incoming(table.id);
    let referrers = from.filter_map(|(from, _)| context.table(from));
    targets
        .chain(referrers)
        .filter(|other| other.id != table.id)
        .filter_map(surrogate_key)
        .any(|key| !fits(key, style))
}

/// Whether nothing that references the table references another table by the same column, or is referenced by it in turn.
fn stands_alone(context: &Context<'_>, table: &Table) -> bool {
    let mut incoming = context.neighbours.incoming(table.id);
    incoming.all(|(from, constraint)| {
        let Some(from) = context.table(from) else {
            return false;
        };
        let constraint = from.constraint(constraint);
        let Some(key) = constraint.and_then(|constraint| constraint.foreign_key()) else {
            return false;
        };
        let of_key = |column: &ColumnId| {
            let uses = from.foreign_keys();
            uses.filter(|(_, other)| other.columns.contains(column))
                .count()
                == 1
                && !shape::served(from)
                    .any(|served| served.unique && served.columns.contains(column))
        };
        from.id != table.id && key.columns.len() == 1 && key.columns.iter().all(of_key)
    })
}

/// The key made as the style says, and all that reference it with it.
fn restyled(context: &Context<'_>, table: &Table, key: &Column, style: &str) -> Option<Vec<Op>> {
    let uuid = style == "uuid";
    let data_type = DataType::named(if uuid { "uuid" } else { "bigint" });
    let mut ops = fix::retype(context, table, key.id, &data_type)?;
    let mut changed = key.clone();
    changed.data_type = data_type;
    changed.default = uuid.then(|| "gen_random_uuid()".to_string());
    changed.identity = (style == "identity").then(|| Identity {
        always: false,
        sequence_name: None,
        options: SequenceOptions::default(),
    });
    changed.generated = None;
    ops.push(fix::put_column(table.id, changed, None));
    let sequences = context.schema.sequences.values();
    let own = sequences.filter(|sequence| sequence.owned_by == Some((table.id, key.id)));
    ops.extend(own.map(|sequence| Op::Remove(ObjectRef::Sequence(sequence.id))));
    Some(ops)
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, key) = fix::column(context, finding.object)?;
    restyled(context, table, key, context.stances.value("pk.style"))
}
