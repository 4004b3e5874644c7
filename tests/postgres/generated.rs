//! The schema of real size that figures are measured on must be real SQL too.

use std::process::Command;

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
