//! `cryptic-name`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Names of tables and columns are words: not one or two letters, not col1, flag1, tmp or misc.
    ///
    /// # Why
    /// The person who named it knew. The next one reads code to find out what `xq` is, or guesses.
    ///
    /// # When it is safe to ignore
    /// The letters are the field's own word. Common ones are left alone: id, ip, x, y, z, lat, lng, tz, no, qty and such, and the
    /// codes of languages and countries.
    ///
    /// # Fix
    /// None by itself: only you know what it means.
    "cryptic-name", Group::Naming, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:121", "0:154"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,xq text)",
    pass: "CREATE TABLE things(id uuid PRIMARY KEY,quantity_unit text)",
    check: Check::Table(check),
    fix: None,
}

/// Short words that are known, and codes of languages.
const KNOWN: &[&str] = &[
    "a", "ad", "ai", "am", "ar", "as", "at", "av", "b", "bg", "bp", "by", "ca", "cc", "cd", "ci",
    "cm", "cn", "cp", "cs", "da", "db", "dc", "de", "dn", "do", "dx", "dy", "el", "en", "es", "et",
    "eu", "fi", "fk", "fr", "ft", "fx", "g", "gb", "gl", "go", "h", "he", "hi", "hr", "hu", "id",
    "in", "io", "ip", "is", "it", "iv", "ja", "k", "kg", "km", "ko", "kw", "lb", "lt", "lv", "mb",
    "md", "ml", "mm", "mr", "ms", "mx", "n", "nb", "nl", "nn", "no", "ns", "of", "ok", "on", "op",
    "or", "os", "ou", "oz", "ph", "pk", "pl", "pm", "po", "pr", "pt", "qr", "r", "ro", "ru", "sk",
    "sl", "sn", "so", "sv", "tb", "th", "to", "tr", "ts", "tv", "tz", "ua", "ui", "uk", "up", "us",
    "vi", "vm", "w", "x", "y", "z", "zh",
];

fn is_cryptic(name: &str) -> bool {
    let name = naming::snake(name);
    let name = name.as_ref();
    if name.len() <= 2 {
        // Signs of other scripts are words of one or two characters.
        return !KNOWN.contains(&name) && name.is_ascii();
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = stem.len() < name.len();
    let stem = stem.trim_end_matches('_');
    matches!(
        name,
        "tmp" | "misc" | "foo" | "bar" | "baz" | "asdf" | "dummy"
    ) || name.starts_with("fld_")
        || (numbered
            && matches!(
                stem,
                "col"
                    | "column"
                    | "field"
                    | "fld"
                    | "flag"
                    | "var"
                    | "tmp"
                    | "misc"
                    | "attr"
                    | "val"
            ))
}

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let columns: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| !column.inherited && is_cryptic(&column.name))
        .collect();
    let named = is_cryptic(&table.name) && !table.name.is_empty();
    if columns.is_empty() && !named {
        return;
    }
    let ids: Vec<ColumnId> = columns.iter().map(|column| column.id).collect();
    let mut names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    if named {
        names.insert(0, &table.name);
    }
    let what = format!("Nobody can tell from {} what is meant.", names.join(", "));
    let why = "The next person reads code to find out, or guesses.";
    let finding = if named {
        out.report(
            ObjectRef::Table(table.id),
            "is named in letters, not words",
            what,
            why,
        )
    } else {
        let title = "says too little by its name";
        out.report_columns(table, ObjectRef::Table(table.id), &ids, title, what, why)
    };
    finding.columns(&ids).advice("Name it after what it holds.");
}
