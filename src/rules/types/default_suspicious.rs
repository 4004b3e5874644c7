//! `default-suspicious`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A default is a value the column is meant to have.
    ///
    /// # Why
    /// The text 'NULL' is four letters, not null: it is stored, shown to people, and passes NOT NULL. An empty text as the default
    /// of a reference or a uuid fails on the first insert that leaves it out.
    ///
    /// # When it is safe to ignore
    /// The word NULL is a value of the domain. The empty text as a default of text is a choice and is left alone.
    ///
    /// # Fix
    /// Drops the default.
    "default-suspicious", Group::Types, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:130", "schemacrawler NullIntendedColumns"],
    fail: "CREATE TABLE t(a text DEFAULT 'NULL')",
    pass: "CREATE TABLE t(a text DEFAULT NULL)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in &table.columns {
        let Some(default) = column.default.as_deref() else {
            continue;
        };
        out.looked_at(1);
        let normal = expression::normal(default);
        let referencing = table
            .foreign_keys()
            .any(|(_, key)| key.columns.contains(&column.id));
        // In JSON, 'null' is the value null.
        let json = column.data_type.is("jsonb") || column.data_type.is("json");
        let literal_null = !json && normal.eq_ignore_ascii_case("'null'");
        let empty = normal == "''" && (referencing || column.data_type.is("uuid"));
        if !literal_null && !empty {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            if literal_null { "is the word NULL by default" } else { "is an empty text by default" },
            format!("The default of {} is {default}.", column.name),
            if literal_null {
                format!("A row of {} that says nothing gets four letters, which no test for null finds.", table.name)
            } else {
                format!("An insert into {} that leaves {} out fails.", table.name, column.name)
            },
        )
        .fix("Drop the default.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::change_column(context, table, column.id, |column| column.default = None)
}
