//! The suites that hold what Cadastre writes against a real PostgreSQL, as one binary so that they share one server.

// Clippy takes only functions marked #[test] for tests; what they call may end a test too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod dialects;
mod dumps;
#[path = "../native/everything.rs"]
mod everything;
mod exact;
mod export;
mod facts;
#[path = "../native/generate/mod.rs"]
mod generate;
mod generated;
mod isolation;
mod journey;
mod layouts;
mod locks;
mod migration;
#[path = "../native/migration_cases.rs"]
mod migration_cases;
mod properties;
mod round_trip;
mod rules_examples;
mod sample;
mod server;
