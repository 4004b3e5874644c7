//! What Cadastre writes for MySQL and SQLite, loaded into MariaDB and SQLite.

// Clippy takes only functions marked #[test] for tests; what they call may end a test too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod from_postgresql;
mod mariadb;
mod sqlite;
