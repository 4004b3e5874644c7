//! Generated schemas are real SQL: the one of real size that figures are measured on, and those of any shape.

use std::process::Command;

use cadastre::model::Document;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use crate::generate;
use crate::round_trip::{prove, source};
use crate::server::Server;

#[test]
fn the_generated_schema_loads() {
    let output = Command::new("node")
        .args(["tests/bench/schema.mjs", "200"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap_or_else(|error| panic!("node: {error}; install Node.js 20 or later"));
    assert!(output.status.success());
    let database = Server::get().database();
    database
        .run(&String::from_utf8(output.stdout).unwrap())
        .unwrap();
    let tables = database
        .run("SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'public'")
        .unwrap();
    assert_eq!(tables.trim(), "201");
}

/// Many generated schemas load, and what pg_dump writes of each reads back to a schema that loads to the same dump.
#[test]
fn generated_schemas_make_the_same_database_again() {
    let mut runner = TestRunner::new(Config {
        cases: generate::cases(12),
        failure_persistence: None,
        max_shrink_iters: 40,
        rng_seed: RngSeed::Fixed(18),
        ..Config::default()
    });
    // They make roles, which belong to a whole server.
    let server = Server::alone();
    let outcome = runner.run(&generate::tapes(40), |tapes| {
        let schema = generate::schema(&tapes, true);
        let script = cadastre::export::sql::document(&Document::new("Generated", schema));
        let original = server.database();
        if let Err(error) = original.run(&script) {
            return Err(TestCaseError::fail(format!("{error}\n{script}")));
        }
        for sources in [source(&script), source(&original.raw_dump())] {
            let outcome = prove(&original, &sources, "", &server.database());
            if !outcome.is_equal() {
                return Err(TestCaseError::fail(format!(
                    "{}\n{script}",
                    outcome.detail()
                )));
            }
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
