//! `timestamp-local-name`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// An instant is stored as one: not as local time, not as a number of seconds, and not as a time of day.
    ///
    /// # Why
    /// Whoever reads `created_epoch` must know whether it counts seconds or milliseconds, and a time of day with a zone says neither
    /// which day nor whether clocks had been put forward.
    ///
    /// # When it is safe to ignore
    /// The time is a clock on a wall by intent, such as opening hours: `time` columns and `_local` columns are only looked at where
    /// their name says that something happened (created, ended).
    ///
    /// # Fix
    /// Changes the type to `timestamp with time zone`, and the end of the name to _at.
    "timestamp-local-name", Group::Types, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:238", "pgdesigner I006", "pg-index-health 35"],
    fail: "CREATE TABLE t(created_epoch int)",
    pass: "CREATE TABLE t(created_at timestamptz)",
    check: Check::Table(check),
    fix: Some(fix),
}

const EPOCH: &[&str] = &[
    "_epoch",
    "_epoch_ms",
    "_epoch_seconds",
    "_unix",
    "_unix_ts",
    "_unix_time",
];

/// Whether a name says that something happened: `created`, `started`.
fn happened(head: &str) -> bool {
    let last = shape::last_word(head);
    last.ends_with("ed") || ["sent", "start", "end", "login", "seen", "expiry"].contains(&last)
}

/// What is wrong with the column, and the name it would have.
fn fault(column: &Column) -> Option<(&'static str, String)> {
    let name = naming::snake(&column.name);
    let kind = column.data_type.name.as_str();
    if column.data_type.dimensions > 0 {
        return None;
    }
    if kind == "time with time zone" {
        return Some(("is a time of day with a zone but no day", name.to_string()));
    }
    let number = ["integer", "bigint", "numeric", "double precision"].contains(&kind);
    if number && let Some(head) = EPOCH.iter().find_map(|end| name.strip_suffix(end)) {
        return happened(head).then(|| {
            (
                "counts seconds, or thousandths of them",
                format!("{head}_at"),
            )
        });
    }
    let local = kind.starts_with("timestamp") || kind.starts_with("time ");
    if let Some(head) = name
        .strip_suffix("_local")
        .filter(|head| local && happened(head))
    {
        return Some(("is a local time of an unknown place", format!("{head}_at")));
    }
    let head = name
        .strip_suffix("_at")
        .filter(|_| kind.starts_with("time "))?;
    happened(head).then(|| ("is a time of day without the day", name.to_string()))
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in table.columns.iter().filter(|column| !column.inherited) {
        let kind = column.data_type.name.as_str();
        let time = kind.starts_with("time");
        if !time && !column.name.contains("epoch") && !column.name.contains("unix") {
            continue;
        }
        out.looked_at(1);
        let Some((fault, name)) = fault(column) else {
            continue;
        };
        let finding = out.report(
            ObjectRef::Column(table.id, column.id),
            fault,
            format!("{} is {}.", column.name, column.data_type),
            format!(
                "Which instant {} means depends on what its readers assume.",
                column.name
            ),
        );
        if changes(context, table, column, &name).is_some() {
            finding.fix(format!("Make it {name}, a timestamp with time zone."));
        } else {
            finding
                .advice("Change the type to timestamp with time zone, with what uses the column.");
        }
    }
}

fn changes(context: &Context<'_>, table: &Table, column: &Column, name: &str) -> Option<Vec<Op>> {
    let indexed = |index: &Index| {
        index
            .predicate
            .as_deref()
            .is_some_and(|text| expression::mentions(text, &column.name))
    };
    // A check or condition compares it with a value of the old type.
    if shape::is_checked(table, column) || table.indexes.iter().any(indexed) {
        return None;
    }
    let retype = |column: &mut Column| {
        column.data_type = DataType::named("timestamp with time zone");
        column.default = None;
    };
    if name == column.name {
        return fix::change_column(context, table, column.id, retype);
    }
    let mut ops = fix::rename_column(context, table, column, name)?;
    for op in &mut ops {
        if let Op::PutColumn { column, .. } = op
            && column.name == name
        {
            retype(column);
        }
    }
    Some(ops)
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    let (_, name) = fault(column)?;
    changes(context, table, column, &name)
}
