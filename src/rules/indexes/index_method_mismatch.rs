//! `index-method-mismatch`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An index on documents, arrays, search vectors or ranges uses a method that looks into them.
    ///
    /// # Why
    /// A btree compares such values as wholes. It serves neither `@>` nor `?`, nor `@@`, nor `&&`, which is what is asked of them,
    /// and a large value makes the insert fail when the entry is too big.
    ///
    /// # When it is safe to ignore
    /// Whole values are compared for equality, such as small arrays. Unique indexes are left alone.
    ///
    /// # Fix
    /// Uses GIN for documents, arrays and search vectors, GiST for ranges.
    "index-method-mismatch", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:27", "3:77", "4:377", "4:431", "pg-index-health 18"],
    fail: "CREATE TABLE t(tags text[]); CREATE INDEX i ON t(tags)",
    pass: "CREATE TABLE t(tags text[]); CREATE INDEX i ON t USING gin(tags)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// The method that looks into values of a type, where a btree does not.
fn method(data_type: &DataType) -> Option<&'static str> {
    const RANGES: &[&str] = &[
        "int4range",
        "int8range",
        "numrange",
        "tsrange",
        "tstzrange",
        "daterange",
    ];
    if data_type.dimensions > 0 || ["jsonb", "tsvector"].contains(&data_type.name.as_str()) {
        Some("gin")
    } else if RANGES.contains(&data_type.name.as_str()) {
        Some("gist")
    } else {
        None
    }
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for index in table
        .indexes
        .iter()
        .filter(|index| index.method == "btree" && !index.unique)
    {
        out.looked_at(1);
        let [key] = index.keys.as_slice() else {
            continue;
        };
        let Some(column) = key.column().and_then(|id| table.column(id)) else {
            continue;
        };
        let Some(method) = method(&column.data_type).filter(|_| key.operator_class.is_none())
        else {
            continue;
        };
        out.report(
            ObjectRef::Index(table.id, index.id),
            format!("is a btree on {}", column.data_type),
            format!("{} compares whole values of {}.", index.name, column.name),
            format!(
                "A search inside {} reads all of {}, and a large value is refused by the index.",
                column.name, table.name
            ),
        )
        .columns(&[column.id])
        .fix(format!("Use {method} instead of btree."));
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    let column = table.column(*index.leading_columns().first()?)?;
    let mut changed = index.clone();
    changed.method = method(&column.data_type)?.to_string();
    for key in &mut changed.keys {
        // Neither method has an order.
        key.descending = false;
        key.nulls_first = None;
    }
    changed.include.clear();
    Some(vec![fix::put_index(table.id, changed)])
}
