//! `comment-missing`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Every table has a comment that says what a row of it is. Where some columns of a table have comments, the others have too.
    ///
    /// # Why
    /// The comment goes where the table goes: into the dump, into every client, into the generated docs. It is what the next person
    /// reads before they guess.
    ///
    /// # When it is safe to ignore
    /// The name says it all, as with plain junctions, which are left alone.
    ///
    /// # Fix
    /// None by itself, as only you know what a row is: write one sentence.
    "comment-missing", Group::Naming, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["0:183", "1:16", "1:43", "2:184", "4:59", "4:547", "tbls requireTableComment"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY); COMMENT ON TABLE t IS 'Things'",
    check: Check::Table(check),
    fix: None,
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if shape::is_pure_junction(table) {
        return;
    }
    out.looked_at(1);
    if table.comment.as_deref().is_none_or(str::is_empty) {
        out.report(
            ObjectRef::Table(table.id),
            "has no comment",
            format!("Nothing says what a row of {} is.", table.name),
            "Whoever meets it in a query, a dump or the docs has only its name to go by.",
        )
        .advice("Write one sentence that says what a row is.");
        return;
    }
    let described = |column: &&Column| column.comment.is_some();
    if !table.columns.iter().any(|column| described(&column)) {
        return;
    }
    let bare: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| column.comment.is_none() && !is_plain(&column.name))
        .collect();
    if !bare.is_empty() {
        let names: Vec<&str> = bare.iter().map(|column| column.name.as_str()).collect();
        let ids: Vec<ColumnId> = bare.iter().map(|column| column.id).collect();
        out.report(
            ObjectRef::Table(table.id),
            format!(
                "leaves {} of {} columns without a comment",
                bare.len(),
                table.columns.len()
            ),
            format!("No comment stands on {}.", names.join(", ")),
            "The other columns have one, so these look as if there were nothing to say.",
        )
        .columns(&ids)
        .advice("Write a comment for each.")
        .at_most(Severity::Info);
    }
}

/// Columns that are the same everywhere and need no words.
fn is_plain(name: &str) -> bool {
    matches!(
        name,
        "id" | "created_at" | "updated_at" | "deleted_at" | "name"
    ) || name.ends_with("_id")
        || name.ends_with("_by")
}
