//! `wide-table`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table has at most 40 columns, at most one column of large binary content, and more than one column.
    ///
    /// # Why
    /// PostgreSQL writes a new version of the whole row for every change of one column. Wide rows fill few to a page, and two
    /// columns of files are read and kept along with rows that need neither.
    ///
    /// # When it is safe to ignore
    /// The table mirrors another system or takes in an import. A list of natural keys is one column by right and left alone, and so
    /// are binary columns that hold keys, hashes and ids.
    ///
    /// # Fix
    /// None by itself: move what is read or changed together into a table of its own with the same key.
    "wide-table", Group::Types, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["2:18", "3:33", "tbls columnCount", "schemacrawler TooManyLobs", "pg-index-health 26"],
    fail: "CREATE TABLE t(a bytea,b bytea)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,a bytea)",
    check: Check::Table(check),
    fix: None,
}

const MOST: usize = 40;
/// Words of binary columns that are short.
const SHORT: &[&str] = &[
    "hash",
    "digest",
    "salt",
    "key",
    "iv",
    "nonce",
    "signature",
    "checksum",
    "token",
    "secret",
    "encrypted",
    "mac",
    "id",
    "ids",
    "fingerprint",
    "uuid",
    "sha",
    "sha256",
    "sha1",
    "md5",
    "tag",
    "password",
    "code",
    "hmac",
    "public",
    "private",
    "cipher",
    "ciphertext",
    "encoding",
    "oid",
    "thumbprint",
    "seed",
    "root",
    "address",
    "ip",
];

fn is_import(table: &Table) -> bool {
    shape::has_word(
        table,
        &[
            "import", "staging", "stage", "raw", "tmp", "temp", "external",
        ],
    )
}

fn check(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if table.columns.is_empty() {
        return;
    }
    out.looked_at(1);
    let large: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| column.data_type.is("bytea"))
        .filter(|column| {
            !naming::snake(&column.name)
                .split('_')
                .any(|word| SHORT.contains(&word))
        })
        .collect();
    let count = table.columns.len();
    let names: Vec<&str> = large.iter().map(|column| column.name.as_str()).collect();
    let (title, what, why, advice) = if count > MOST {
        (
            format!("has {count} columns"),
            format!("{} has more than {MOST} columns.", table.name),
            format!("Every change of one of them writes all {count} anew."),
            "Move columns that are read or changed together into a table with the same key.",
        )
    } else if large.len() > 1 {
        (
            format!("has {} columns of binary content", large.len()),
            format!("{} are bytea.", names.join(", ")),
            format!(
                "A row of {} carries all of them, whichever is asked for.",
                table.name
            ),
            "Keep each content in a row of its own.",
        )
    } else if count == 1 && says_nothing(context, table) {
        (
            "has a single column".to_string(),
            format!(
                "A row of {} is its {} and nothing else.",
                table.name,
                table
                    .columns
                    .first()
                    .map_or("", |column| column.name.as_str())
            ),
            "Nothing can be learnt from a row but that it is there.".to_string(),
            "Add what a row is to say, or drop the table.",
        )
    } else {
        return;
    };
    if is_import(table) {
        return;
    }
    let ids: Vec<ColumnId> = large.iter().map(|column| column.id).collect();
    let finding = out.report(ObjectRef::Table(table.id), title, what, why);
    finding.advice(advice);
    if count <= MOST {
        finding.columns(&ids);
    }
}

/// Whether the only column is no natural key and nobody references it.
fn says_nothing(context: &Context<'_>, table: &Table) -> bool {
    let natural = table.columns.first().is_some_and(|column| {
        let made =
            column.identity.is_some() || column.data_type.is("uuid") || column.default.is_some();
        table.primary_key_columns() == [column.id] && !made
    });
    let part = !table.inherits.is_empty() || table.partitioning.is_some();
    !natural && !part && context.neighbours.referrers(table.id) == 0
}
