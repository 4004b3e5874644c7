//! `index-low-cardinality`.

use super::same_key;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A whole index is not on one column that takes a handful of values only.
    ///
    /// # Why
    /// Each value finds a large share of the table, which is read faster without the index. It costs every write and is seldom
    /// used.
    ///
    /// # When it is safe to ignore
    /// One value is rare, and it is the one searched for: a partial index on those rows is smaller still. Left alone: partial
    /// indexes, foreign keys, and the state of jobs and queues, where few rows are open.
    ///
    /// # Fix
    /// Puts the tenant column first where the table has one. Otherwise make the index partial on the value you search for, or drop
    /// it.
    "index-low-cardinality", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["2:128", "2:130", "3:76", "4:447", "pg-index-health 16", "pgdesigner I016"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,status text CHECK(status IN('a','b'))); CREATE INDEX i ON t(status)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations,status text CHECK(status IN('a','b'))); CREATE INDEX i ON t(org_id) WHERE status<>'a'",
    check: Check::Table(check),
    fix: Some(fix),
}

/// As many values count as a handful.
const FEW: usize = 10;

/// How many values a column takes at most, where its type or a check says so and they are few.
fn values(context: &Context<'_>, table: &Table, column: &Column) -> Option<usize> {
    if column.data_type.is("boolean") {
        return Some(2);
    }
    if let Some(labels) = context.enum_labels(&column.data_type) {
        return Some(labels.len()).filter(|count| *count <= FEW);
    }
    shape::checks(table)
        .filter_map(|check| listed(check, &column.name))
        .find(|count| *count <= FEW)
}

/// How many values a check `column IN (...)`, or `column = ANY (ARRAY[...])` as PostgreSQL writes it, lists and nothing else.
fn listed(check: &str, column: &str) -> Option<usize> {
    if !expression::mentions(check, column) {
        return None;
    }
    let normal = expression::normal(check);
    let rest = normal.strip_prefix(column)?.trim_start();
    let list = rest
        .strip_prefix("in ")
        .or_else(|| rest.strip_prefix("= any array ["))?;
    let plain = !list.contains(" and ") && !list.contains(" or ");
    plain.then(|| list.split(" , ").count())
}

/// The state of a piece of work: nearly all rows are done, and the few that are not are looked for.
fn is_work(table: &Table, column: &Column) -> bool {
    const WORK: &[&str] = &[
        "run",
        "job",
        "queue",
        "task",
        "message",
        "delivery",
        "attempt",
        "execution",
        "step",
        "event",
        "request",
        "import",
        "export",
        "upload",
        "build",
        "pipeline",
        "notification",
        "email",
        "webhook",
    ];
    let name = naming::snake(&column.name);
    let last = shape::last_word(&name);
    ["status", "state", "processed", "done", "sent", "pending"].contains(&last)
        && shape::has_word(table, WORK)
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for index in table.indexes.iter().filter(|index| index.method == "btree") {
        let [key] = index.keys.as_slice() else {
            continue;
        };
        out.looked_at(1);
        if index.unique || index.predicate.is_some() || index.inherited {
            continue;
        }
        let Some(column) = key.column().and_then(|id| table.column(id)) else {
            continue;
        };
        let Some(count) = values(context, table, column) else {
            continue;
        };
        let referencing = shape::referencing_columns(table).contains(&column.id);
        if referencing || shape::is_ephemeral(table) || is_work(table, column) {
            continue;
        }
        let finding = out.report(
            ObjectRef::Index(table.id, index.id),
            format!("is on {}, which takes {count} values at most", column.name),
            format!("{} is a whole index on {} alone.", index.name, column.name),
            format!(
                "Each value finds a large share of {}, which is read faster without it.",
                table.name
            ),
        );
        finding.columns(&[column.id]);
        match context.tenant_column(table) {
            Some(tenant) => {
                finding.fix(format!("Put {} before {} in it.", tenant.name, column.name))
            }
            None => finding.advice(format!(
                "Make it partial on the value of {} you search for, or drop it.",
                column.name
            )),
        };
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, index) = fix::index(context, finding.cause)?;
    let tenant = context.tenant_column(table)?;
    let mut changed = index.clone();
    changed.keys.insert(0, IndexKey::column_key(tenant.id));
    changed.include.retain(|column| *column != tenant.id);
    let there = table.indexes.iter().any(|other| {
        other.method == "btree"
            && other.predicate.is_none()
            && other.keys.len() == changed.keys.len()
            && other
                .keys
                .iter()
                .zip(&changed.keys)
                .all(|(a, b)| same_key(a, b))
    });
    Some(vec![if there {
        Op::RemovePart(finding.cause)
    } else {
        fix::put_index(table.id, changed)
    }])
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn values_of_a_list_are_counted() {
        assert_eq!(listed("status IN ('a', 'b')", "status"), Some(2));
        assert_eq!(
            listed(
                "(status)::text = ANY (ARRAY['a'::text, 'b'::text, 'c'::text])",
                "status"
            ),
            Some(3)
        );
        assert_eq!(listed("status <> 'a'", "status"), None);
        assert_eq!(listed("status IN ('a') OR note IS NULL", "status"), None);
    }
}
