//! `repeating-columns`.

use std::collections::BTreeMap;

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table has no numbered columns of one kind (phone1, phone2), and no list in one text.
    ///
    /// # Why
    /// The third phone number has no place, a search must ask every column, and a list in a text can be neither referenced nor
    /// counted nor kept free of doubles.
    ///
    /// # When it is safe to ignore
    /// The number is part of the thing's name. Left alone: lines of an address, coordinates, and names that end in a number of
    /// their own, such as sha256 or ipv4.
    ///
    /// # Fix
    /// None by itself: a table of its own with one row for each value, or an array where nothing references the values.
    "repeating-columns", Group::Integrity, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["3:33", "3:68", "4:46", "4:602", "pg-index-health 44", "schemacrawler IncrementingColumns"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,phone1 text,phone2 text)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY); CREATE TABLE t_phones(t_id uuid REFERENCES t,n int,phone text,PRIMARY KEY(t_id,n))",
    check: Check::Table(check),
    fix: None,
}

const NOT_REPEATED: &[&str] = &[
    "address",
    "addr",
    "line",
    "street",
    "sha",
    "md",
    "ipv",
    "utf",
    "base",
    "int",
    "float",
    "crc",
    "iso",
    "lat",
    "lng",
    "lon",
    "oauth",
    "http",
    "version",
    "v",
    "part",
    "arg",
    "param",
    "point",
    "pos",
    "coordinate",
    "row",
    "col",
];

/// The name without the number at its end, where it has one of the size people count columns with.
fn counted(name: &str) -> Option<(&str, u32)> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name.get(stem.len()..)?.parse().ok().filter(|n| *n <= 20)?;
    let stem = stem.trim_end_matches('_');
    let of_address = stem.contains("address") || stem.ends_with("line");
    (stem.len() > 1 && !of_address && !NOT_REPEATED.contains(&shape::last_word(stem)))
        .then_some((stem, number))
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let mut groups: BTreeMap<&str, Vec<(&Column, u32)>> = BTreeMap::new();
    for column in table.columns.iter().filter(|column| !column.inherited) {
        if column.name.ends_with(|last: char| last.is_ascii_digit())
            && let Some((stem, number)) = counted(&column.name)
        {
            groups.entry(stem).or_default().push((column, number));
        }
        let text = column.data_type.is("text") || column.data_type.is("character varying");
        if text && (column.name.ends_with("_ids") || column.name.ends_with("_list")) {
            out.report(
                ObjectRef::Column(table.id, column.id),
                "is a list in one text",
                format!("{} is {}.", column.name, column.data_type),
                "No foreign key can hold its parts, and a search for one of them reads every row.",
            )
            .advice("Give each value a row of its own in another table.");
        }
    }
    report_numbered(table, groups, out);
}

/// Whether columns count on from 0 or 1, all of one type.
fn count_on(columns: &[(&Column, u32)]) -> bool {
    let mut numbers = columns.iter().map(|(_, number)| *number as usize);
    let first = numbers.next().unwrap_or_default();
    let in_turn = first <= 1
        && numbers
            .enumerate()
            .all(|(at, number)| number == first + at + 1);
    let one_type = columns.windows(2).all(|pair| match pair {
        [(a, _), (b, _)] => a.data_type == b.data_type,
        _ => true,
    });
    columns.len() > 1 && in_turn && one_type
}

fn report_numbered(
    table: &Table,
    groups: BTreeMap<&str, Vec<(&Column, u32)>>,
    out: &mut Findings<'_>,
) {
    let repeated: Vec<(&str, Vec<(&Column, u32)>)> = groups
        .into_iter()
        .filter(|(_, columns)| count_on(columns))
        .collect();
    let Some((stem, columns)) = repeated.first() else {
        return;
    };
    let all = || repeated.iter().flat_map(|(_, columns)| columns);
    let ids: Vec<ColumnId> = all().map(|(column, _)| column.id).collect();
    let names: Vec<&str> = all().map(|(column, _)| column.name.as_str()).collect();
    let last = columns
        .last()
        .map_or("", |(column, _)| column.name.as_str());
    let title = match repeated.len() {
        1 => format!("repeats {stem} in {} columns", columns.len()),
        kinds => format!("repeats {kinds} kinds of value in {} columns", names.len()),
    };
    out.report(
        ObjectRef::Table(table.id),
        title,
        format!("These columns are numbered: {}.", names.join(", ")),
        format!("Nothing takes the one after {last}, and a search for a {stem} asks all of them."),
    )
    .columns(&ids)
    .advice(format!(
        "Give each value a row of its own in a table that references {}.",
        table.name
    ));
}
