//! `timestamp-suffix`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The name of a column that holds a point in time says so, with _at at its end; and what ends in _at holds one.
    ///
    /// # Why
    /// `created` may be a person, a flag or a time. `archived_at boolean` is worse: queries compare it with a time and fail.
    ///
    /// # When it is safe to ignore
    /// The project has another habit and keeps to it. Left alone: names with any other word of time in them (valid_from, until,
    /// start_time, last_update, due_date, expires).
    ///
    /// # Fix
    /// Renames a time to end in _at. Where the name is right and the type is not, change the type.
    "timestamp-suffix", Group::Naming, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:70", "3:246", "4:275"],
    fail: "CREATE TABLE t(created timestamptz)",
    pass: "CREATE TABLE t(created_at timestamptz)",
    check: Check::Table(check),
    fix: Some(fix),
}

/// Words that say by themselves that a time is meant.
const WORDS_OF_TIME: &[&str] = &[
    "at",
    "on",
    "time",
    "date",
    "datetime",
    "timestamp",
    "ts",
    "until",
    "from",
    "to",
    "since",
    "till",
    "start",
    "end",
    "starts",
    "ends",
    "begin",
    "before",
    "after",
    "when",
    "due",
    "deadline",
    "expires",
    "expire",
    "last",
    "next",
    "first",
    "latest",
    "previous",
    "expiry",
    "expiration",
    "period",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "hour",
    "minute",
    "now",
    "local",
    "utc",
    "moment",
    "instant",
    "eta",
    "birthday",
    "watermark",
    "cutoff",
    "schedule",
    "tick",
    "heartbeat",
    "dob",
    "seen",
    "login",
    "clock",
    "trial",
    "lease",
    "ttl",
];

/// A name that does not say that it holds a time.
fn is_silent(column: &Column) -> bool {
    let name = naming::snake(&column.name);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let mut words = name.split('_');
    !name.ends_with("_at")
        && !words.any(|word| {
            WORDS_OF_TIME.contains(&word)
                || ["time", "date", "timestamp"].iter().any(|end| {
                    word.ends_with(end) && word.len() > end.len() && !word.ends_with("update")
                })
        })
}

/// Whether what ends in _at holds something else than a time.
fn pretends(context: &Context<'_>, column: &Column) -> bool {
    const OTHER: &[&str] = &[
        "boolean",
        "uuid",
        "jsonb",
        "json",
        "text",
        "character varying",
    ];
    let base = context.base_type(&column.data_type);
    base.dimensions == 0 && OTHER.contains(&base.name.as_str())
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in table.columns.iter().filter(|column| !column.inherited) {
        let time =
            column.data_type.name.starts_with("timestamp") && column.data_type.dimensions == 0;
        if time {
            out.looked_at(1);
        }
        if time && is_silent(column) {
            let wanted = format!("{}_at", column.name);
            let finding = out.report(
                ObjectRef::Column(table.id, column.id),
                "is a time and does not say so",
                format!("{} is {}.", column.name, column.data_type),
                format!(
                    "{} may as well be a flag, a person or a number.",
                    column.name
                ),
            );
            if fix::rename_column(context, table, column, &wanted).is_some() {
                finding.fix(format!("Rename it to {wanted}."));
            } else {
                finding.advice(format!("Rename it to {wanted}, with what uses it."));
            }
        } else if column.name.ends_with("_at") && !time && pretends(context, column) {
            out.looked_at(1);
            out.report(
                ObjectRef::Column(table.id, column.id),
                "is named as a time and holds none",
                format!("{} is {}.", column.name, column.data_type),
                format!(
                    "A query that compares {} with a time fails, or compares texts.",
                    column.name
                ),
            )
            .advice("Make it a timestamp with time zone, or name it after what it holds.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, finding.object)?;
    fix::rename_column(context, table, column, &format!("{}_at", column.name))
}
