//! `string-type-stance`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Texts are of the type the project chose in the stance `string`: text, or varchar with a length.
    ///
    /// # Why
    /// PostgreSQL stores both alike. What differs is whether a limit is part of the type, and a schema that mixes them leaves each
    /// reader to guess whether the length means something.
    ///
    /// # When it is safe to ignore
    /// The project has not chosen: the stance is `any` and the rule off unless the document says otherwise.
    ///
    /// # Fix
    /// Changes varchar to text, in the columns that reference it too. The other way needs a length, which only you know.
    "string-type-stance", Group::Types, None, Criterion::SchemaClarity,
    sources: ["0:66", "2:110", "4:272", "4:306", "squawk prefer-text-field", "schemalint prefer-text-to-varchar"],
    fail: "CREATE TABLE t(name varchar(255))",
    pass: "CREATE TABLE t(name text)",
    stances: ["string" = "text"],
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let (wanted, other) = match context.stances.value("string") {
        "text" => ("text", "character varying"),
        "varchar" => ("varchar", "text"),
        _ => return,
    };
    for column in &table.columns {
        let name = column.data_type.name.as_str();
        if column.data_type.schema.is_some() || !["text", "character varying"].contains(&name) {
            continue;
        }
        out.looked_at(1);
        if name != other || column.inherited {
            continue;
        }
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            format!("is not {wanted}"),
            format!(
                "{} is {}, and the stance string is {wanted}.",
                column.name, column.data_type
            ),
            "Where both types stand side by side, readers ask what the difference means.",
        );
        if wanted == "text" && fix::retype(context, table, column.id, &text_of(column)).is_some() {
            finding.fix("Change the type to text.");
        } else {
            finding.advice(format!("Change the type to {wanted}."));
        }
    }
}

fn text_of(column: &Column) -> DataType {
    DataType {
        dimensions: column.data_type.dimensions,
        ..DataType::named("text")
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::retype(context, table, column.id, &text_of(column))
}
