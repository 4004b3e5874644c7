//! The sample that people open first must be real SQL: it loads as it stands.

use crate::server::Server;

#[test]
fn the_sample_loads() {
    let database = Server::get().database();
    database
        .run(include_str!("../../src/editor/sample.sql"))
        .unwrap();
    let tables = database
        .run("SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'public'")
        .unwrap();
    assert!(
        tables.trim().parse::<u32>().unwrap() >= 10,
        "{tables} tables"
    );
}
