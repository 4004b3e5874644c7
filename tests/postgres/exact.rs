//! The fixtures of `golden/exact`, one for each kind of object and of change: the round trip through the author's own SQL and
//! through what pg_dump writes of it. `ONLY=name` chooses one.

use std::env;
use std::fs;
use std::path::Path;

use crate::round_trip::{Outcome, prove, source};
use crate::server::Server;

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
        for (way, sources) in [
            ("as written", source(&text)),
            ("as dumped", source(&original.raw_dump())),
        ] {
            let outcome = prove(&original, &sources, "", &server.database());
            if !outcome.is_equal() {
                wrong.push_str(&format!("{name}, {way}:\n{}\n", outcome.detail()));
            }
            if let (Outcome::Refused(_, script), Some(kept)) = (&outcome, env::var_os("KEEP")) {
                fs::write(Path::new(&kept).join(&name), script).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
