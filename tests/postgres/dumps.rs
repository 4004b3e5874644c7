//! Dumps of two databases held against each other.

use std::collections::BTreeSet;

use crate::server::Database;

/// A dump in which neither the order of statements nor that of columns counts: a column that a migration adds stands last,
/// and PostgreSQL cannot move it, so the lines inside CREATE TABLE and CREATE TYPE are sorted.
pub fn normal_dump(database: &Database) -> String {
    normal(&database.dump_sorted())
}

/// A sorted dump in which the order of columns does not count.
pub fn normal(dump: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut inside: Option<Vec<String>> = None;
    for line in dump.lines() {
        match &mut inside {
            Some(columns) if line.starts_with(')') => {
                columns.sort();
                lines.append(columns);
                lines.push(line.to_string());
                inside = None;
            }
            Some(columns) => columns.push(line.trim_end_matches(',').to_string()),
            None => {
                let lists = line.starts_with("CREATE TABLE")
                    || line.starts_with("CREATE UNLOGGED TABLE")
                    || (line.starts_with("CREATE TYPE") && !line.contains(" AS ENUM"));
                if lists && line.ends_with('(') {
                    inside = Some(Vec::new());
                }
                lines.push(line.to_string());
            }
        }
    }
    lines.join("\n")
}

/// What only one of two dumps has.
pub fn difference(actual: &str, expected: &str) -> String {
    let (actual, expected): (BTreeSet<&str>, BTreeSet<&str>) =
        (actual.lines().collect(), expected.lines().collect());
    let extra = actual.difference(&expected).map(|line| format!("+ {line}"));
    let missing = expected.difference(&actual).map(|line| format!("- {line}"));
    extra.chain(missing).collect::<Vec<String>>().join("\n")
}
