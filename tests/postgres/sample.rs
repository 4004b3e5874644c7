//! The sample that people open first must be real SQL: it loads as it stands.

use crate::server::Server;

#[test]
fn the_sample_loads() {
    let database = Server::alone().database();
    database
        .run(include_str!("../../src/editor/sample.sql"))
        .unwrap();
    assert!(
        database
            .dump()
            .contains("CREATE TABLE public.organizations")
    );
}
