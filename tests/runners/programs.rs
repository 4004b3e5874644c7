//! How the installed runners are called.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cadastre::migration::Strategy;

use crate::server::Database;

/// A program of `.tools`, installed by `.ci/setup runners`.
pub fn tool(path: &str) -> PathBuf {
    let program = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(".tools")
        .join(path);
    assert!(
        program.exists(),
        "{} is missing; install it with: .ci/setup runners",
        program.display()
    );
    program
}

/// A command without the machine's own settings for PostgreSQL.
pub fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        if name.starts_with("PG") || name == "DATABASE_URL" {
            command.env_remove(variable);
        }
    }
    command
}

/// Runs it; what it says if it fails.
///
/// # Errors
/// Both outputs.
pub fn finish(mut command: Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    match output.status.success() {
        true => Ok(text),
        false => Err(format!("{program}: {text}")),
    }
}

/// A migration runner.
pub struct Runner {
    /// Name of the layout.
    pub layout: &'static str,
    /// Its own table in the database, or what its tables begin with.
    pub table: &'static str,
    /// The strategy whose files it is tried with.
    pub strategy: Strategy,
    /// It is tried with every so many of the pairs.
    pub stride: usize,
    /// Runs everything up.
    pub up: fn(&Path, &Database) -> Result<(), String>,
    /// Takes so many migrations back.
    pub down: fn(&Path, &Database, usize) -> Result<(), String>,
}

fn sqlx(folder: &Path, database: &Database, way: &[&str]) -> Result<(), String> {
    let mut command = command(&tool("bin/sqlx"));
    command.args(["migrate"]).args(way);
    command.arg("--source").arg(folder);
    command.args(["--database-url", &database.url("postgres")]);
    finish(command).map(drop)
}

fn sqlx_up(folder: &Path, database: &Database) -> Result<(), String> {
    sqlx(folder, database, &["run"])
}

fn sqlx_down(folder: &Path, database: &Database, _: usize) -> Result<(), String> {
    sqlx(folder, database, &["revert", "--target-version", "0"])
}

/// sqlx with its own layout.
pub const SQLX: Runner = Runner {
    layout: "sqlx",
    table: "_sqlx_migrations",
    strategy: Strategy::Online,
    stride: 1,
    up: sqlx_up,
    down: sqlx_down,
};

/// sqlx with golang-migrate's layout, whose names it reads too.
pub const SQLX_UP_DOWN: Runner = Runner {
    layout: "updown",
    table: "_sqlx_migrations",
    strategy: Strategy::Online,
    stride: 1,
    up: sqlx_up,
    down: sqlx_down,
};

fn diesel(folder: &Path, database: &Database, way: &[&str]) -> Result<(), String> {
    let mut command = command(&tool("bin/diesel"));
    command.args(["migration"]).args(way);
    command.arg("--migration-dir").arg(folder);
    command.args(["--database-url", &database.url("postgres")]);
    // Without a diesel.toml it writes no schema of its own.
    command.current_dir(folder);
    finish(command).map(drop)
}

pub const DIESEL: Runner = Runner {
    layout: "diesel",
    table: "__diesel_schema_migrations",
    strategy: Strategy::Online,
    stride: 1,
    up: |folder, database| diesel(folder, database, &["run"]),
    down: |folder, database, count| {
        diesel(
            folder,
            database,
            &["revert", "--number", &count.to_string()],
        )
    },
};

fn dbmate(folder: &Path, database: &Database, way: &str) -> Result<(), String> {
    let mut command = command(&tool("runners/node_modules/.bin/dbmate"));
    let url = database.url("postgres");
    // dbmate names the folder of the socket otherwise than libpq does.
    let url = url.replace("localhost", "").replace("?host=", "?socket=");
    command.args([
        "--no-dump-schema",
        "--url",
        &format!("{url}&sslmode=disable"),
    ]);
    command.arg("--migrations-dir").arg(folder).arg(way);
    finish(command).map(drop)
}

pub const DBMATE: Runner = Runner {
    layout: "dbmate",
    table: "schema_migrations",
    strategy: Strategy::Online,
    stride: 1,
    up: |folder, database| dbmate(folder, database, "migrate"),
    down: |folder, database, count| {
        (0..count).try_for_each(|_| dbmate(folder, database, "rollback"))
    },
};

fn node_pg_migrate(folder: &Path, database: &Database, way: &[&str]) -> Result<(), String> {
    let mut command = command(&tool("runners/node_modules/.bin/node-pg-migrate"));
    command.args(way);
    command.arg("--migrations-dir").arg(folder);
    command.env("DATABASE_URL", database.url("postgres"));
    finish(command).map(drop)
}

pub const NODE_PG_MIGRATE: Runner = Runner {
    layout: "node-pg-migrate",
    table: "pgmigrations",
    strategy: Strategy::Online,
    stride: 1,
    up: |folder, database| node_pg_migrate(folder, database, &["up"]),
    down: |folder, database, count| {
        node_pg_migrate(folder, database, &["down", &count.to_string()])
    },
};

fn dblift(folder: &Path, database: &Database, way: &[&str]) -> Result<(), String> {
    let mut command = command(&tool("runners/python/bin/dblift"));
    // It asks for a password, which the server does not, and names the socket's folder as libpq does.
    let url = database.url("postgresql+psycopg");
    let url = url.replace("@localhost", ":none@");
    command.args(["--db-url", &url, "--db-schema", "public", "--quiet"]);
    command.arg("--scripts").arg(folder).args(way);
    command.current_dir(folder);
    finish(command).map(drop)
}

/// Flyway itself is in no package registry; dblift reads its names, versions and undo files. Of what may stand in no transaction
/// it knows CREATE INDEX CONCURRENTLY alone and reads no configuration beside a file, so it is tried with files in transactions.
pub const DBLIFT: Runner = Runner {
    layout: "flyway",
    table: "dblift_",
    strategy: Strategy::Single,
    stride: 3,
    up: |folder, database| dblift(folder, database, &["migrate"]),
    down: |folder, database, _| dblift(folder, database, &["undo", "--target-version", "0"]),
};
