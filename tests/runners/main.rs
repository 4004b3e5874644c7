//! Layouts with the runners they are for: each runs a case's files up, down and up again on a real PostgreSQL, and the dumps
//! say whether it got there.

// Clippy takes only functions marked #[test] for tests; what they call may end a test too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alembic;
#[path = "../postgres/dump.rs"]
mod dump;
#[path = "../native/everything.rs"]
mod everything;
#[path = "../native/migration_cases.rs"]
mod migration_cases;
mod programs;
mod runner;
#[path = "../postgres/server.rs"]
mod server;
