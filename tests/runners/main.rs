//! Layouts with the runners they are for: each runs a case's files up, down and up again on a real PostgreSQL, and the dumps
//! say whether it got there.

// Clippy takes only functions marked #[test] for tests; what they call may end a test too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alembic;
#[path = "../postgres/dumps.rs"]
#[allow(dead_code)] // The PostgreSQL suite compares in more ways.
mod dumps;
#[path = "../native/everything.rs"]
mod everything;
#[path = "../native/migration_cases.rs"]
mod migration_cases;
mod programs;
mod runner;
#[path = "../postgres/server.rs"]
#[allow(dead_code)] // The PostgreSQL suite asks more of its server.
mod server;
