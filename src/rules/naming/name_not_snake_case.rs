//! `name-not-snake-case`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Names are lower case words joined by underscores.
    ///
    /// # Why
    /// A name with capitals, blanks or signs must be quoted at every use, in every language and by every person, and the one place
    /// that forgets names another object.
    ///
    /// # When it is safe to ignore
    /// A framework makes the names. What stood in the base already is reported as information.
    ///
    /// # Fix
    /// Renames the columns, and the expressions of their table that name them. A table, and what a view or function names, needs
    /// your word.
    "name-not-snake-case", Group::Naming, Some(Severity::Error), Criterion::SchemaClarity,
    sources: ["0:121", "3:69", "atlas NM101 to NM106", "pglinter B005"],
    fail: "CREATE TABLE t(\"userName\" text)",
    pass: "CREATE TABLE t(user_name text)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn is_snake(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .chars()
            .all(|c| c == '_' || c.is_ascii_digit() || (c.is_alphabetic() && !c.is_uppercase()))
}

fn offenders(table: &Table) -> Vec<&Column> {
    table
        .columns
        .iter()
        .filter(|column| !column.inherited && !is_snake(&column.name))
        .collect()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let columns = offenders(table);
    let names_table = !is_snake(&table.name) && !table.name.is_empty();
    if columns.is_empty() && !names_table {
        return;
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let ids: Vec<ColumnId> = columns.iter().map(|column| column.id).collect();
    let what = if names_table && !names.is_empty() {
        format!(
            "{}, and its columns {}, need quotes.",
            table.name,
            names.join(", ")
        )
    } else if names_table {
        format!("{} needs quotes.", table.name)
    } else {
        format!("These columns need quotes: {}.", names.join(", "))
    };
    let (object, title) = match columns.as_slice() {
        [only] if !names_table => (
            ObjectRef::Column(table.id, only.id),
            "is not in lower snake case",
        ),
        _ if names_table => (ObjectRef::Table(table.id), "is not in lower snake case"),
        _ => (
            ObjectRef::Table(table.id),
            "has columns that are not in lower snake case",
        ),
    };
    let finding = out.report(
        object,
        title,
        what,
        "Each use must quote them, and the use that forgets fails or finds something else.",
    );
    finding.columns(&ids);
    if !names_table && renames(context, table).is_some() {
        finding.fix("Rename to lower snake case.");
    } else {
        finding.advice("Rename to lower snake case, with the code that uses the names.");
    }
    if context.is_legacy(table.id) {
        finding.at_most(Severity::Info);
    }
}

fn renames(context: &Context<'_>, table: &Table) -> Option<Vec<Op>> {
    let columns = offenders(table);
    // Two names in one expression would have to be replaced one after the other, each from the other's outcome.
    let [column] = columns.as_slice() else {
        return None;
    };
    let name = naming::snake(&column.name);
    is_snake(&name)
        .then(|| fix::rename_column(context, table, column, &name))
        .flatten()
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    renames(context, context.table(finding.object.table()?)?)
}
