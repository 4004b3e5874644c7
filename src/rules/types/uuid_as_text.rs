//! `uuid-as-text`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A uuid is stored as uuid, not as 36 characters.
    ///
    /// # Why
    /// As text it takes more than twice the room in the table and in every index, two spellings of one uuid are two values, and
    /// anything that is no uuid gets in.
    ///
    /// # When it is safe to ignore
    /// The ids come from elsewhere and only happen to be 36 characters long.
    ///
    /// # Fix
    /// Changes the column, and those that reference it, to uuid.
    "uuid-as-text", Group::Types, Some(Severity::Error), Criterion::SchemaClarity,
    sources: ["2:35", "3:36", "pg-index-health 29"],
    fail: "CREATE TABLE t(id varchar(36) PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn makes_uuid(default: &str) -> bool {
    let default = default.to_lowercase();
    default.contains("gen_random_uuid") || default.contains("uuid_generate")
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in &table.columns {
        let characters =
            column.data_type.is("character varying") || column.data_type.is("character");
        let text = characters || column.data_type.is("text");
        if !text {
            continue;
        }
        let name = naming::snake(&column.name);
        let named =
            name == "id" || name.ends_with("_id") || name == "uuid" || name.ends_with("_uuid");
        out.looked_at(usize::from(named));
        let long = characters
            && column
                .data_type
                .modifiers
                .first()
                .is_some_and(|length| length == "36");
        let filled = column.default.as_deref().is_some_and(makes_uuid);
        // A foreign key has the type of what it references, which is reported there.
        let references = table
            .foreign_keys()
            .any(|(_, key)| key.columns.contains(&column.id));
        if references || !(filled || (long && named)) {
            continue;
        }
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            "holds a uuid as text",
            format!("{} is {}.", column.name, column.data_type),
            format!("Each id takes 37 bytes instead of 16 in {} and in each of its indexes, and any text gets in.", table.name),
        );
        let convertible = column.default.as_deref().is_none_or(makes_uuid)
            && !shape::checks(table).any(|check| expression::mentions(check, &column.name));
        if convertible {
            finding.fix("Change the type to uuid.");
        } else {
            finding.advice("Change the type to uuid.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let mut ops = fix::retype(context, table, column.id, &DataType::named("uuid"))?;
    if column.default.is_some() {
        ops.extend(fix::change_column(context, table, column.id, |column| {
            column.data_type = DataType::named("uuid");
            column.default = Some("gen_random_uuid()".to_string());
        })?);
    }
    Some(ops)
}
