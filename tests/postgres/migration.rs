//! Every before/after pair on a real server: base and up give the target, down gives the base again, up the target again.

use cadastre::migration::{File, Strategy};

pub use crate::dump::{difference, normal};
use crate::migration_cases::{Case, cases};
use crate::server::{Database, Server};

/// A dump in which neither the order of statements nor that of columns counts: a column that a migration adds stands last,
/// and PostgreSQL cannot move it, so the lines inside CREATE TABLE and CREATE TYPE are sorted.
pub fn normal_dump(database: &Database) -> String {
    normal(&database.dump_sorted())
}

fn run(database: &Database, files: &[&File]) -> Result<(), String> {
    for file in files {
        database
            .run(&file.text)
            .map_err(|error| format!("{}: {error}\n{}", file.path, file.text))?;
    }
    Ok(())
}

/// Up, down and up again in both strategies, with the case's rows in the tables where it has some.
fn there_and_back(case: &Case) -> Result<(), String> {
    let server = Server::get();
    let (base, target) = (server.database(), server.database());
    let said = |error: String| format!("{}: {error}", case.name);
    base.run(&case.before).map_err(said)?;
    target.run(&case.after).map_err(said)?;
    let (base, target) = (normal_dump(&base), normal_dump(&target));
    for strategy in [Strategy::Single, Strategy::Online] {
        let said = |error: String| format!("{} ({strategy:?}): {error}", case.name);
        let live = server.database();
        live.run(&case.before).map_err(said)?;
        live.run(&case.rows).map_err(said)?;
        let files = case.files(strategy);
        let up: Vec<&File> = files
            .iter()
            .filter(|file| file.path.ends_with(".up.sql"))
            .collect();
        let down: Vec<&File> = files
            .iter()
            .filter(|file| file.path.ends_with(".down.sql"))
            .rev()
            .collect();
        for (way, files, expected) in [
            ("up", &up, &target),
            ("down", &down, &base),
            ("up again", &up, &target),
        ] {
            run(&live, files).map_err(|error| said(format!("{way}: {error}")))?;
            let actual = normal_dump(&live);
            if actual != *expected {
                let texts: String = files.iter().map(|file| file.text.as_str()).collect();
                let difference = difference(&actual, expected);
                return Err(said(format!(
                    "{way} ends elsewhere:\n{difference}\n{texts}"
                )));
            }
        }
    }
    Ok(())
}

/// One half of the cases, so that two tests share the processors.
fn half(parity: usize) {
    let failures: Vec<String> = cases()
        .iter()
        .skip(parity)
        .step_by(2)
        .filter_map(|case| there_and_back(case).err())
        .collect();
    assert!(
        failures.is_empty(),
        "{} failed:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

#[test]
fn even_cases_go_there_and_back() {
    half(0);
}

#[test]
fn odd_cases_go_there_and_back() {
    half(1);
}
