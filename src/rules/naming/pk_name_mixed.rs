//! `pk-name-mixed`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Keys are named in one way: all `id`, or all after their table (order_id). The stance `pk.name` says which, or that either
    /// will do.
    ///
    /// # Why
    /// In a schema of both ways each join starts with a look at the two tables.
    ///
    /// # When it is safe to ignore
    /// Two systems were joined. Left alone: the table of tenants, junctions, keys that are foreign keys, and natural keys. What
    /// stood in the base already is reported as information.
    ///
    /// # Fix
    /// Renames the key; foreign keys follow it.
    "pk-name-mixed", Group::Naming, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["0:60", "0:63", "0:72", "3:260"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY); CREATE TABLE orders(order_id uuid PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY); CREATE TABLE orders(id uuid PRIMARY KEY)",
    alone: true,
    check: Check::Schema(Reads::Contents, check),
    fix: Some(fix),
}

/// The key of a table's own making, and whether it is named after the table; `None` for other names and kinds of keys.
fn key<'a>(context: &Context<'_>, table: &'a Table) -> Option<(&'a Column, bool)> {
    let column = crate::rules::types::surrogate_key(table)?;
    // A number that nothing makes comes from outside: a natural key.
    let number = ["integer", "bigint"].contains(&column.data_type.name.as_str())
        && (column.identity.is_some() || column.default.is_some());
    let made = number || column.data_type.is("uuid");
    if !made || context.tenancy.root == Some(table.id) || !table.inherits.is_empty() {
        return None;
    }
    if column.name.eq_ignore_ascii_case("id") {
        return Some((column, false));
    }
    let name = naming::snake(&column.name);
    let entity = name.strip_suffix("_id")?;
    let table = naming::singular(&naming::snake(&table.name));
    (table == entity || table.ends_with(&format!("_{entity}"))).then_some((column, true))
}

fn wanted(table: &Table, by_entity: bool) -> String {
    if by_entity {
        format!("{}_id", naming::singular(&naming::snake(&table.name)))
    } else {
        "id".to_string()
    }
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let stance = context.stances.value("pk.name");
    let keys: Vec<(&Table, &Column, bool)> = context
        .tables()
        .filter_map(|table| {
            key(context, table).map(|(column, by_entity)| (table, column, by_entity))
        })
        .collect();
    out.looked_at(keys.len());
    let by_entity = keys.iter().filter(|(_, _, by_entity)| *by_entity).count();
    let usual = match stance {
        "id" => false,
        "entity_id" => true,
        "consistent" => by_entity * 2 > keys.len(),
        _ => return,
    };
    let most = keys
        .iter()
        .filter(|(_, _, by_entity)| *by_entity == usual)
        .count();
    for (table, column, _) in keys.iter().filter(|(_, _, by_entity)| *by_entity != usual) {
        let name = wanted(table, usual);
        let how = if usual { "after their table" } else { "id" };
        let what = match stance {
            "consistent" => format!("{most} of {} keys are named {how}.", keys.len()),
            _ => format!("The stance pk.name is {stance}."),
        };
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            format!("is not named {name}, as other keys are"),
            what,
            format!(
                "Each join with {} starts with a look at how its key is called.",
                table.name
            ),
        );
        if fix::rename_column(context, table, column, &name).is_some() {
            finding.fix(format!("Rename it to {name}."));
        } else {
            finding.advice(format!("Rename it to {name}, with what uses it."));
        }
        if context.is_legacy(table.id) {
            finding.at_most(Severity::Info);
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let (_, by_entity) = key(context, table)?;
    fix::rename_column(context, table, column, &wanted(table, !by_entity))
}
