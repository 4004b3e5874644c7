//! `too-many-indexes`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table has at most eight indexes of choice, and no more than it has columns. Those behind keys, unique ones, and one for
    /// each foreign key are not counted, as rules ask for them.
    ///
    /// # Why
    /// Every insert writes to every index, and every update that touches an indexed column too. They also hold the memory that the
    /// table itself would use.
    ///
    /// # When it is safe to ignore
    /// The table is written seldom and read in many ways, as in reporting.
    ///
    /// # Fix
    /// None by itself: merge those that begin alike, and drop those that no query uses (pg_stat_user_indexes counts uses).
    "too-many-indexes", Group::Indexes, Some(Severity::Warning), Criterion::QueryPerformance,
    sources: ["3:76", "4:447", "bytebase index.total-number-limit", "sqlcheck 2004", "pgdesigner I013"],
    fail: "CREATE TABLE t(a int,b int); CREATE INDEX ON t(a); CREATE INDEX ON t(b); CREATE INDEX ON t(a,b); CREATE INDEX ON t(b,a)",
    pass: "CREATE TABLE t(a int,b int); CREATE INDEX ON t(a,b)",
    check: Check::Table(check),
    fix: None,
}

const MOST: usize = 8;
/// Under so many rows the whole table is read as fast as any index.
const SMALL: u64 = 10_000;

/// The indexes that no key and no foreign key asks for.
fn of_choice(table: &Table) -> Vec<&Index> {
    let serves_key = |index: &Index| {
        let columns = index.leading_columns();
        table.foreign_keys().any(|(_, key)| {
            let head = columns.get(..key.columns.len());
            head.is_some_and(|head| shape::same_set(head, &key.columns))
        })
    };
    let own = table
        .indexes
        .iter()
        .filter(|index| !index.unique && !index.inherited);
    own.filter(|index| !serves_key(index)).collect()
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if table.indexes.is_empty() {
        return;
    }
    out.looked_at(1);
    let small = context.rows(table.id).filter(|rows| *rows < SMALL);
    let most = table.columns.len().min(MOST);
    if table.indexes.len() <= most && small.is_none() {
        return;
    }
    let indexes = of_choice(table);
    let names: Vec<&str> = indexes.iter().map(|index| index.name.as_str()).collect();
    if indexes.len() > most {
        let limit = if most == MOST {
            "eight"
        } else {
            "it has columns"
        };
        out.report(
            ObjectRef::Table(table.id),
            format!("has {} indexes, more than {limit}", indexes.len()),
            format!("No key asks for {}.", names.join(", ")),
            format!("Every insert into {} writes to all of them.", table.name),
        )
        .advice(match alike(table, &indexes) {
            Some((one, other)) => format!("Merge those that begin alike, such as {one} and {other}, and drop those no query uses."),
            None => "Drop those that no query uses.".to_string(),
        });
    } else if let (Some(rows), false) = (small, indexes.is_empty()) {
        out.report(
            ObjectRef::Table(table.id),
            "is too small for its indexes",
            format!(
                "It has {rows} rows, and {} beside its keys.",
                names.join(", ")
            ),
            format!(
                "So few rows of {} are read as fast without an index, and each write keeps it.",
                table.name
            ),
        )
        .advice("Drop them until the table grows.")
        .at_most(Severity::Info);
    }
}

/// Two indexes that begin with the same column.
fn alike<'t>(table: &Table, indexes: &[&'t Index]) -> Option<(&'t str, &'t str)> {
    let first = |index: &Index| index.leading_columns().first().copied();
    indexes.iter().enumerate().find_map(|(at, one)| {
        let column = first(one).and_then(|id| table.column(id))?;
        let mut rest = indexes.iter().skip(at + 1);
        let other = rest.find(|other| first(other) == Some(column.id))?;
        Some((one.name.as_str(), other.name.as_str()))
    })
}
