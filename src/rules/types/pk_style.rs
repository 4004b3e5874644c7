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
    /// Look-up tables with a natural key, junctions and logs are left alone. The stance `pk.style = any` switches the rule off.
    ///
    /// # Fix
    /// None by itself, as every reference changes with the key: choose the style for new tables, and change old ones in phases.
    "pk-style", Group::Types, Some(Severity::Error), Criterion::SchemaClarity,
    sources: ["0:60", "3:36", "3:70", "3:151", "3:233", "3:259", "3:260"],
    fail: "CREATE TABLE t(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY DEFAULT gen_random_uuid())",
    stances: ["pk.style" = "uuid"],
    check: Check::Table(check),
    fix: None,
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
    out.looked_at(1);
    let fits = match style {
        "uuid" => key.data_type.is("uuid"),
        "identity" => key.identity.is_some(),
        _ => key.data_type.is("bigint"),
    };
    if fits || context.class(table.id) == TenancyClass::Reference {
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
    finding.advice("Choose the style when the table is new; change an old key in phases, with all that reference it.");
    if context.is_legacy(table.id) {
        finding.at_most(Severity::Info);
    }
}
