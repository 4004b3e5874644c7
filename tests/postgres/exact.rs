//! The fixtures of `golden/exact`, one for each kind of object and of change: the round trip through the author's own SQL and
//! through what pg_dump writes of it. `ONLY=name` chooses one.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

use cadastre::sql::names;

use crate::round_trip::{Outcome, import, prove, same_bytes, source};
use crate::server::{Database, Server};

/// Fixtures of what only later servers read: the oldest version that reads each, by how its name begins.
fn oldest_version(name: &str) -> u32 {
    name.strip_prefix("postgres_")
        .and_then(|rest| {
            rest.split('_')
                .next()?
                .trim_end_matches(".sql")
                .parse()
                .ok()
        })
        .unwrap_or(14)
}

#[test]
fn every_fixture_makes_the_same_database() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/exact");
    let only = env::var("ONLY").unwrap_or_default();
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 15, "the fixtures are gone");
    // They make roles, which belong to a whole server.
    let server = Server::alone();
    let mut wrong = String::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(&only)
            || name.starts_with("unloaded")
            || oldest_version(&name) > server.version()
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let original = server.database();
        if let Err(error) = original.run(&text) {
            wrong.push_str(&format!("{name} does not load: {error}\n"));
            continue;
        }
        wrong.push_str(&names_differ(&name, &text, &original));
        for (way, sources) in [
            ("as written", source(&text)),
            ("as dumped", source(&original.raw_dump())),
        ] {
            let outcome = prove(&original, &sources, "", &server.database());
            if let Err(difference) = same_bytes(&sources) {
                wrong.push_str(&format!("{name}, {way}: {difference}\n"));
            }
            // Two empty databases prove nothing.
            if !outcome.is_equal() || matches!(outcome, Outcome::Equal(0)) {
                wrong.push_str(&format!("{name}, {way}:\n{}\n", outcome.detail()));
            }
            if let (Outcome::Refused(_, script), Some(kept)) = (&outcome, env::var_os("KEEP")) {
                fs::write(Path::new(&kept).join(&name), script).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Names of constraints, indexes and sequences that the model has and the server has not, or the other way round.
fn names_differ(fixture: &str, text: &str, server: &Database) -> String {
    let ours = names_in_model(text);
    // What stands for the partitions of a referenced table is no constraint of its own.
    let theirs = server
        .run(
            "SELECT 'constraint', conrelid::regclass::text, conname, conparentid <> 0 FROM pg_constraint
                WHERE contype IN ('p', 'u', 'c', 'f', 'x') AND conrelid >= 16384
             UNION SELECT 'index', indrelid::regclass::text, relname, EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid)
                FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                WHERE indrelid >= 16384 AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
                AND relname NOT LIKE 'pg_toast%'
             UNION SELECT 'sequence', '', relname, false FROM pg_class WHERE relkind = 'S'",
        )
        .unwrap();
    let rows: Vec<(String, bool)> = theirs
        .lines()
        .filter_map(|row| row.rsplit_once('|'))
        .map(|(name, copy)| (name.to_string(), copy == "t"))
        .collect();
    let all: BTreeSet<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    let mut wrong = String::new();
    for name in &ours {
        if !all.contains(name.as_str()) {
            wrong.push_str(&format!("{fixture}: the server has no {name}\n"));
        }
    }
    let known: BTreeSet<&str> = ours.iter().map(String::as_str).collect();
    // Tables that are kept word for word have no names in the model.
    let has_verbatim = import(&source(text)).report.counts().verbatim > 0;
    for (name, copy) in &rows {
        if !copy && !has_verbatim && !known.contains(name.as_str()) {
            wrong.push_str(&format!("{fixture}: the model has no {name}\n"));
        }
    }
    wrong
}

/// Kind, table and name of each.
fn names_in_model(text: &str) -> Vec<String> {
    let schema = import(&source(text)).schema;
    let mut found = Vec::new();
    for table in schema.tables.values() {
        let written = cadastre::sql::quote::table(table);
        for constraint in &table.constraints {
            found.push(format!("constraint|{written}|{}", constraint.name));
        }
        for index in &table.indexes {
            found.push(format!("index|{written}|{}", index.name));
        }
        for column in &table.columns {
            if let Some(identity) = &column.identity {
                let generated = names::sequence(&table.name, &column.name, &|_| false);
                let name = identity.sequence_name.clone().unwrap_or(generated);
                found.push(format!("sequence||{name}"));
            }
        }
    }
    for view in schema.views.values() {
        let written = cadastre::sql::quote::unless_public(&view.schema, &view.name);
        for index in &view.indexes {
            found.push(format!("index|{written}|{}", index.name));
        }
    }
    for sequence in schema.sequences.values() {
        found.push(format!("sequence||{}", sequence.name));
    }
    found
}
