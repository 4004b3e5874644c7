//! `column-plural`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A column that holds one text is named in the singular.
    ///
    /// # Why
    /// `names text` says that several are in it. The reader looks for the separator, and the writer invents one.
    ///
    /// # When it is safe to ignore
    /// The word is what it is called. Left alone: arrays, documents and numbers, where a plural is right, and all words that are not
    /// plainly the plural of one thing.
    ///
    /// # Fix
    /// Renames the column. Where it does hold several, it wants a table of its own or an array instead.
    "column-plural", Group::Naming, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["3:69"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,names text)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,name text,tags text[])",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Plurals that say of a text that several things are in it.
const PLURALS: &[&str] = &[
    "names",
    "tags",
    "labels",
    "categories",
    "emails",
    "phones",
    "roles",
    "users",
    "members",
    "groups",
    "urls",
    "colors",
    "keywords",
    "skills",
    "languages",
    "countries",
    "attachments",
    "images",
    "photos",
    "files",
    "values",
    "items",
    "products",
    "recipients",
    "domains",
    "hosts",
    "addresses",
    "topics",
    "features",
    "titles",
    "numbers",
    "codes",
    "tokens",
    "projects",
    "teams",
    "owners",
    "authors",
    "states",
    "types",
    "statuses",
    "levels",
    "modes",
];

fn offends(column: &Column) -> bool {
    let name = column.name.as_str();
    name.ends_with('s')
        && (column.data_type.is("text") || column.data_type.is("character varying"))
        && PLURALS.contains(&shape::last_word(name))
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in table
        .columns
        .iter()
        .filter(|column| offends(column) && !column.inherited)
    {
        out.looked_at(1);
        let singular = naming::singular(&column.name);
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            "is one text named as several",
            format!("{} is {}.", column.name, column.data_type),
            "Its readers look for a separator, and its writers choose one each.",
        );
        if fix::rename_column(context, table, column, &singular).is_some() {
            finding.fix(format!("Rename it to {singular}."));
        } else {
            finding.advice("Name it after one thing, or give each value a row of its own.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::rename_column(context, table, column, &naming::singular(&column.name))
}
