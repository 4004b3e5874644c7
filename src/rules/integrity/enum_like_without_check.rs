//! `enum-like-without-check`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A text column that holds one of a few words (status, state, type, kind, role) says which.
    ///
    /// # Why
    /// Any spelling gets in, and the row with `actve` is in no list and in no report.
    ///
    /// # When it is safe to ignore
    /// The values are open or another system's, such as media types. Left alone: columns with a check, an enum type or a foreign
    /// key, the state of a postal address, the calling of a person, and the type half of a polymorphic pair.
    ///
    /// # Fix
    /// None by itself, as only you know the values: add a check that lists them, an enum type or a look-up table.
    "enum-like-without-check", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:23", "0:75", "0:119", "2:36", "3:106", "4:50", "4:73", "4:606"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,status varchar(50) NOT NULL DEFAULT 'active')",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,status varchar(50) NOT NULL DEFAULT 'active' CHECK(status IN('active','inactive')))",
    check: Check::Table(check),
    fix: None,
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let referencing = shape::referencing_columns(table);
    let postal = table.columns.iter().any(|column| {
        [
            "city",
            "zip",
            "zipcode",
            "postal_code",
            "country",
            "address",
            "street",
        ]
        .contains(&column.name.as_str())
    });
    for column in &table.columns {
        let text = column.data_type.is("text") || column.data_type.is("character varying");
        if !text
            || !is_closed(&naming::snake(&column.name), postal)
            || is_half_of_pair(table, column)
            || is_calling(table, column)
        {
            continue;
        }
        out.looked_at(1);
        let checked = shape::checks(table).any(|check| expression::mentions(check, &column.name));
        if checked || referencing.contains(&column.id) || column.generated.is_some() {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            "takes any text",
            format!(
                "{} is {} with no check, enum type or look-up table.",
                column.name, column.data_type
            ),
            format!(
                "A misspelt {} is stored, and the row drops out of every list that filters by it.",
                column.name
            ),
        )
        .advice(match column.default.as_deref() {
            Some(default) => format!(
                "Add a check that lists the values, {} among them.",
                expression::normal(default)
            ),
            None => "Add a check that lists the values.".to_string(),
        });
    }
}

fn is_closed(name: &str, postal: bool) -> bool {
    const EXACT: &[&str] = &[
        "status", "type", "kind", "role", "state", "severity", "priority",
    ];
    (EXACT.contains(&name) && !(postal && name == "state")) || name.ends_with("_status")
}

/// The role a person says they have at work, which is free text.
fn is_calling(table: &Table, column: &Column) -> bool {
    const PEOPLE: &[&str] = &["profile", "contact", "lead", "survey", "employee", "person"];
    column.name == "role"
        && !column.not_null
        && column.default.is_none()
        && shape::has_word(table, PEOPLE)
}

/// `owner_type` beside `owner_id`, which `polymorphic-association` speaks of.
fn is_half_of_pair(table: &Table, column: &Column) -> bool {
    let name = naming::snake(&column.name);
    name.strip_suffix("type").is_some_and(|head| {
        !head.is_empty()
            && table
                .columns
                .iter()
                .any(|other| naming::snake(&other.name) == format!("{head}id"))
    })
}
