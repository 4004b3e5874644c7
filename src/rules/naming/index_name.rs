//! `index-name`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An index says by its name that it is one, and of which table.
    ///
    /// # Why
    /// Plans, lock waits and error messages show the index alone. From `myidx` nobody knows which table is meant.
    ///
    /// # When it is safe to ignore
    /// The project names indexes in another way. A name that holds the table's name, or ends in idx or key, is left alone.
    ///
    /// # Fix
    /// Renames it to idx_table_columns, or uq_table_columns for a unique one.
    "index-name", Group::Naming, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:79", "2:124", "3:69", "4:281", "atlas NM104"],
    fail: "CREATE TABLE t(a int); CREATE INDEX myidx ON t(a)",
    pass: "CREATE TABLE t(a int); CREATE INDEX idx_t_a ON t(a)",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    // Frameworks write names together or apart, and abbreviate `index_things_on_name`.
    let squeezed = |name: &str| naming::snake(name).replace('_', "");
    let many = squeezed(&table.name);
    let one = squeezed(&naming::singular(&naming::snake(&table.name)));
    for index in table
        .indexes
        .iter()
        .filter(|index| index.named && !index.inherited)
    {
        out.looked_at(1);
        let name = naming::snake(&index.name);
        let framework = name.starts_with("index_") && name.contains("_on_");
        if framework
            || name.ends_with("_idx")
            || name.ends_with("_key")
            || (table.name.len() > 1 && name.contains(table.name.as_str()))
        {
            continue;
        }
        let words = name.split('_').any(|word| word == many || word == one);
        let holds = one.len() > 1
            && (squeezed(&index.name).contains(&one) || squeezed(&index.name).contains(&many));
        if words || holds {
            continue;
        }
        out.report(
            ObjectRef::Index(table.id, index.id),
            "does not name its table",
            format!("{} is an index of {}.", index.name, table.name),
            "A plan, a lock wait or an error shows the index alone.",
        )
        .fix(format!("Rename it after {} and its columns.", table.name));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    let prefix = if index.unique { "uq" } else { "idx" };
    let name = fix::relation_name(
        context,
        table,
        prefix,
        &table.column_names(&index.leading_columns()),
    );
    Some(vec![fix::put_index(
        table.id,
        Index {
            name,
            ..index.clone()
        },
    )])
}
