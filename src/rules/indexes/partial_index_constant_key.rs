//! `partial-index-constant-key`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The key of a partial index is not the very value its condition pins.
    ///
    /// # Why
    /// Every entry has the same key, so the index orders nothing and finds nothing: a query through it reads all the rows the
    /// condition admits.
    ///
    /// # When it is safe to ignore
    /// The index is unique, so that one row at most may have the value: those are left alone.
    ///
    /// # Fix
    /// Keys the index on the tenant column (else the primary key) and keeps the condition.
    "partial-index-constant-key", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["4:317", "4:364", "4:445"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,deleted_at timestamptz); CREATE INDEX i ON t(deleted_at) WHERE deleted_at IS NULL",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,deleted_at timestamptz); CREATE INDEX i ON t(org_id) WHERE deleted_at IS NULL",
    check: Check::Table(check),
    fix: Some(fix),
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for index in table
        .indexes
        .iter()
        .filter(|index| !index.unique && index.method == "btree")
    {
        let (Some(predicate), [key]) = (index.predicate.as_deref(), index.keys.as_slice()) else {
            continue;
        };
        out.looked_at(1);
        let Some(column) = key.column().and_then(|id| table.column(id)) else {
            continue;
        };
        if !pins(&expression::normal(predicate), &column.name) {
            continue;
        }
        let finding = out.report(
            ObjectRef::Index(table.id, index.id),
            "has the same key in every entry",
            format!(
                "{} is keyed on {}, which its condition pins to one value.",
                index.name, column.name
            ),
            format!(
                "A query through {} reads every row that meets the condition.",
                index.name
            ),
        );
        finding.columns(&[column.id]);
        match other_key(context, table) {
            Some(other) => finding.fix(format!("Key it on {} and keep the condition.", other.name)),
            None => {
                finding.advice("Key it on what queries filter or sort by, and keep the condition.")
            }
        };
    }
}

/// Whether a simple predicate leaves the column one value only.
fn pins(predicate: &str, column: &str) -> bool {
    let Some(rest) = predicate
        .strip_prefix(column)
        .and_then(|rest| rest.strip_prefix(' '))
    else {
        return predicate == column || predicate == format!("not {column}");
    };
    let constant = rest.strip_prefix("= ").is_some_and(|value| {
        let quoted =
            value.starts_with('\'') && value.ends_with('\'') && value.matches('\'').count() == 2;
        quoted || value == "true" || value == "false" || value.parse::<f64>().is_ok()
    });
    constant || matches!(rest, "is null" | "is true" | "is false")
}

fn other_key<'t>(context: &Context<'_>, table: &'t Table) -> Option<&'t Column> {
    context
        .tenant_column(table)
        .or_else(|| match table.primary_key_columns() {
            [key] => table.column(*key),
            _ => None,
        })
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    let key = other_key(context, table)?;
    let changed = Index {
        keys: vec![IndexKey::column_key(key.id)],
        ..index.clone()
    };
    Some(vec![fix::put_index(table.id, changed)])
}

#[cfg(test)]
mod tests {
    use super::pins;

    #[test]
    fn only_a_single_value_pins() {
        assert!(pins("deleted_at is null", "deleted_at"));
        assert!(pins("status = 'open'", "status"));
        assert!(pins("not published", "published"));
        assert!(!pins("status = 'a' or status = 'b'", "status"));
        assert!(!pins("deleted_at is not null", "deleted_at"));
        assert!(!pins("statuses is null", "status"));
    }
}
