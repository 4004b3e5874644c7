//! What Cadastre writes for MySQL and SQLite, loaded into MariaDB and SQLite.

mod cases;
mod from_postgresql;
mod mariadb;
mod sqlite;
