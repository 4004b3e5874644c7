//! `reserved-word`.

use crate::rules::prelude::*;
use crate::sql::keywords::{self, Category};

declare_rule! {
    /// # What
    /// No table or column is called by a word PostgreSQL reserves.
    ///
    /// # Why
    /// `user` without quotes is the name of who is logged in, and `SELECT * FROM user` shows that instead of the table: no error,
    /// another answer. `order` and `group` fail at every use without quotes.
    ///
    /// # When it is safe to ignore
    /// Every use is written by a tool that quotes. Words that are only keywords, such as name, type, value and status, are left
    /// alone.
    ///
    /// # Fix
    /// Gives a new table its plural where that is free; otherwise it needs your word.
    "reserved-word", Group::Naming, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["0:121", "pglinter B010", "pgdesigner W020"],
    fail: "CREATE TABLE \"order\"(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE orders(id uuid PRIMARY KEY)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn is_reserved(word: &str) -> bool {
    keywords::category(word) == Some(Category::Reserved)
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    if is_reserved(&table.name) {
        let finding = out.report(
            ObjectRef::Table(table.id),
            "is a word PostgreSQL reserves",
            format!("{} is a reserved word.", table.name),
            "A query that forgets the quotes fails, or means something else.",
        );
        match free_plural(context, table) {
            Some(plural) => finding.fix(format!("Rename it to {plural}.")),
            None => finding.advice("Choose another name."),
        };
        if context.is_legacy(table.id) {
            finding.at_most(Severity::Info);
        }
    }
    for column in table
        .columns
        .iter()
        .filter(|column| !column.inherited && is_reserved(&column.name))
    {
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            "is a word PostgreSQL reserves",
            format!("{} is a reserved word.", column.name),
            "A query that forgets the quotes fails, or means something else.",
        );
        finding.advice("Choose another name.");
        if context.is_legacy(table.id) {
            finding.at_most(Severity::Info);
        }
    }
}

fn free_plural(context: &Context<'_>, table: &Table) -> Option<String> {
    let plural = naming::plural(&table.name);
    let free = plural != table.name && context.schema.table_named(&table.schema, &plural).is_none();
    (free && !is_reserved(&plural)).then_some(plural)
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let ObjectRef::Table(id) = finding.object else {
        return None;
    };
    let table = context.table(id)?;
    let plural = free_plural(context, table)?;
    Some(vec![fix::change_header(table, |header| {
        header.name = plural
    })])
}
