//! `json-not-jsonb`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Documents are jsonb.
    ///
    /// # Why
    /// json keeps the text: it is parsed again at every look, cannot be indexed or compared, and keeps double keys. DISTINCT and
    /// GROUP BY on the row fail.
    ///
    /// # When it is safe to ignore
    /// The exact bytes matter, such as a signed payload. The stance `json = any` switches the rule off.
    ///
    /// # Fix
    /// Changes the type to jsonb.
    "json-not-jsonb", Group::Types, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["3:29", "3:36", "4:423", "eugene E3", "pg-index-health 13"],
    fail: "CREATE TABLE t(d json)",
    pass: "CREATE TABLE t(prefs jsonb)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if context.stances.value("json") != "jsonb" {
        return;
    }
    for column in &table.columns {
        let json = column.data_type.name == "json" && column.data_type.schema.is_none();
        out.looked_at(usize::from(json || column.data_type.name == "jsonb"));
        let raw = column.name.contains("raw");
        if !json || raw || column.inherited {
            continue;
        }
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            "is json, not jsonb",
            format!("{} keeps its documents as text.", column.name),
            format!(
                "Each look into {} parses it again, and no index can hold what is in it.",
                column.name
            ),
        );
        if uses(table, column) {
            finding.advice("Change the type to jsonb, with the expressions that use it.");
        } else {
            finding.fix("Change the type to jsonb.");
        }
    }
}

/// Whether checks, generated columns or index expressions read the column with functions of json.
fn uses(table: &Table, column: &Column) -> bool {
    let in_indexes = table.indexes.iter().any(|index| {
        let mut keys = index.keys.iter();
        keys.any(|key| matches!(&key.source, IndexKeySource::Expression(text) if expression::mentions(text, &column.name)))
    });
    let generated = table
        .columns
        .iter()
        .filter_map(|other| other.generated.as_ref());
    in_indexes
        || shape::checks(table).any(|check| expression::mentions(check, &column.name))
        || generated
            .into_iter()
            .any(|generated| expression::mentions(&generated.expression, &column.name))
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::change_column(context, table, column.id, |column| {
        column.data_type.name = "jsonb".to_string();
        if let Some(default) = &mut column.default {
            *default = default.replace("::json[]", "::jsonb[]");
            if let Some(head) = default.strip_suffix("::json") {
                *default = format!("{head}::jsonb");
            }
        }
    })
}
