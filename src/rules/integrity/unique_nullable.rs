//! `unique-nullable`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A unique key over several columns does not let duplicates in through null.
    ///
    /// # Why
    /// Two nulls are never equal, so a row with one null in the key can stand there any number of times.
    ///
    /// # When it is safe to ignore
    /// Rows with null are meant to be exempt. A single nullable unique column means "unique where given" and is left alone, and so
    /// is a partial index that leaves the nulls out.
    ///
    /// # Fix
    /// NULLS NOT DISTINCT on PostgreSQL 15 and later; before that, make the columns NOT NULL or add a partial index.
    "unique-nullable", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:25", "2:36", "schemacrawler NullColumnsInIndex"],
    fail: "CREATE TABLE t(a int NOT NULL,b int,UNIQUE(a,b))",
    pass: "CREATE TABLE t(a int NOT NULL,b int,UNIQUE NULLS NOT DISTINCT(a,b))",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for served in shape::served(table).filter(|served| served.unique && served.columns.len() > 1) {
        out.looked_at(1);
        let nullable: Vec<&Column> = served
            .columns
            .iter()
            .filter_map(|id| table.column(*id))
            .filter(|column| !column.not_null && column.generated.is_none())
            .collect();
        let primary = table.primary_key_columns();
        let holds_key = !primary.is_empty() && primary.iter().all(|id| served.columns.contains(id));
        if nullable.is_empty()
            || holds_key
            || served.predicate.is_some()
            || nulls_not_distinct(table, served.object)
        {
            continue;
        }
        let names: Vec<&str> = nullable.iter().map(|column| column.name.as_str()).collect();
        let names = names.join(", ");
        let finding = out.report_columns(
            table,
            served.object,
            &served.columns,
            "admits duplicates where a column is null",
            format!("{} is unique, and {names} may be null.", served.name),
            format!(
                "Two rows of {} with the same key and no {names} both stand.",
                table.name
            ),
        );
        if context.postgresql >= 15 {
            finding.fix("Make nulls equal: NULLS NOT DISTINCT.");
        } else {
            finding.advice(format!(
                "Make {names} NOT NULL, or add a unique index for the rows where it is null."
            ));
        }
    }
}

fn nulls_not_distinct(table: &Table, object: ObjectRef) -> bool {
    match object {
        ObjectRef::Constraint(_, id) => table
            .constraint(id)
            .and_then(Constraint::key)
            .is_some_and(|key| key.nulls_not_distinct),
        ObjectRef::Index(_, id) => table
            .index(id)
            .is_some_and(|index| index.nulls_not_distinct),
        _ => false,
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    if let Some((table, index)) = fix::index(context, finding.cause) {
        let changed = Index {
            nulls_not_distinct: true,
            ..index.clone()
        };
        return Some(vec![fix::put_index(table.id, changed)]);
    }
    let (table, constraint) = fix::constraint(context, finding.cause)?;
    let mut changed = constraint.clone();
    if let ConstraintKind::Unique(key) = &mut changed.kind {
        key.nulls_not_distinct = true;
    }
    Some(vec![fix::put_constraint(table.id, changed)])
}
