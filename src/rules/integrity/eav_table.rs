//! `eav-table`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The properties of a thing are columns; they are not rows of attribute and value.
    ///
    /// # Why
    /// A value in such a table has no type, no check, no default and no foreign key, and reading one thing back takes a join for
    /// each of its properties.
    ///
    /// # When it is safe to ignore
    /// The properties are made by the users at run time. Left alone: settings, translations, labels, custom attributes and other tables where the key
    /// is what the user types.
    ///
    /// # Fix
    /// None by itself: columns for the properties you know, and one jsonb column for those you cannot know.
    "eav-table", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:131", "sqlcheck 1006"],
    fail: "CREATE TABLE attrs(p_id uuid REFERENCES p(id),attribute text,value text)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,color text)",
    check: Check::Table(check),
    fix: None,
}

const ATTRIBUTES: &[&str] = &[
    "attribute",
    "attribute_name",
    "attr",
    "attr_name",
    "key",
    "property",
    "property_name",
    "field",
    "field_name",
    "meta_key",
    "attribute_id",
    "property_id",
    "field_id",
    "custom_field_id",
    "attribute_key",
];
const VALUES: &[&str] = &[
    "value",
    "meta_value",
    "attribute_value",
    "property_value",
    "field_value",
    "text_value",
    "value_text",
];
/// Words of tables whose keys are made by users, or whose values all have one meaning.
const OPEN: &[&str] = &[
    "custom",
    "setting",
    "config",
    "configuration",
    "preference",
    "option",
    "translation",
    "i18n",
    "locale",
    "variable",
    "env",
    "environment",
    "secret",
    "header",
    "label",
    "annotation",
    "tag",
    "cache",
    "flag",
    "feature",
    "parameter",
    "param",
    "counter",
    "metric",
    "stat",
    "log",
    "event",
    "audit",
    "history",
];

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let value = table
        .columns
        .iter()
        .find(|column| VALUES.contains(&column.name.as_str()));
    let Some(value) = value.filter(|_| table.columns.len() <= 10) else {
        return;
    };
    let text = value.data_type.is("text") || value.data_type.is("character varying");
    let attribute = table
        .columns
        .iter()
        .find(|column| ATTRIBUTES.contains(&column.name.as_str()));
    let Some(attribute) = attribute.filter(|_| text) else {
        return;
    };
    out.looked_at(1);
    let languages = ["locale", "language", "lang", "language_code"];
    let translated = languages
        .iter()
        .any(|name| table.column_named(name).is_some());
    let entity = shape::referencing_columns(table)
        .into_iter()
        .filter_map(|id| table.column(id))
        .find(|column| column.id != attribute.id);
    let Some(entity) = entity.filter(|_| !translated && !shape::has_word(table, OPEN)) else {
        return;
    };
    out.report(
        ObjectRef::Table(table.id),
        "keeps properties as rows",
        format!(
            "A row is {}, {} and {}.",
            entity.name, attribute.name, value.name
        ),
        format!(
            "Whatever {} says, {} is {}: no type, check or foreign key holds for it.",
            attribute.name, value.name, value.data_type
        ),
    )
    .columns(&[entity.id, attribute.id, value.id])
    .advice("Make the properties you know columns, and keep the others in one jsonb column.");
}
