//! A private PostgreSQL server for one test process: started from the installed binaries in a temporary folder, on a
//! Unix socket only, gone with the process. It never touches a server that runs on the machine.

use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The user the server runs as when the tests run as root, which PostgreSQL refuses.
const SERVER_USER: &str = "postgres";
/// The superuser inside the server.
const SUPERUSER: &str = "postgres";
const INSTALL: &str = "PostgreSQL is missing; install it with: apt-get install postgresql (or set PG_BIN to its bin folder)";
/// Durability costs time and protects nothing here.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=50",
    "shared_buffers=64MB",
    "max_locks_per_transaction=1024",
    "max_wal_size=4GB",
    "autovacuum=off",
    "client_min_messages=warning",
    "log_min_messages=error",
    "timezone=UTC",
];

/// The running server.
pub struct Server {
    binaries: PathBuf,
    folder: PathBuf,
}

impl Server {
    /// The server of this test process; the first call starts it.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start, with what to do about it.
    pub fn get() -> &'static Server {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER
            .get_or_init(|| Server::start_for_process().unwrap_or_else(|reason| panic!("{reason}")))
    }

    /// A server for one test alone, which needs about a second: for SQL that makes roles, for these belong to the whole server.
    ///
    /// # Panics
    /// As [`Server::get`] does.
    pub fn alone() -> &'static Server {
        let server = Server::start_for_process().unwrap_or_else(|reason| panic!("{reason}"));
        Box::leak(Box::new(server))
    }

    /// A new empty database of its own.
    pub fn database(&'static self) -> Database {
        self.database_from("template0 ENCODING 'UTF8'")
    }

    /// A copy of a database that nobody is connected to.
    pub fn copy(&'static self, of: &Database) -> Database {
        self.database_from(&of.name)
    }

    fn database_from(&'static self, template: &str) -> Database {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let administration = Database {
            server: self,
            name: SUPERUSER.to_owned(),
        };
        administration
            .run(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .unwrap();
        Database { server: self, name }
    }

    /// The major version, such as 15.
    pub fn version(&'static self) -> u32 {
        let administration = Database {
            server: self,
            name: SUPERUSER.to_owned(),
        };
        administration
            .run("SHOW server_version_num")
            .unwrap()
            .trim()
            .parse::<u32>()
            .unwrap()
            / 10_000
    }

    /// Starts the server from a thread that never ends: the kernel ends a child that asked for `--pdeathsig` when the
    /// thread that started it ends, and a test's thread ends with the test.
    fn start_for_process() -> Result<Server, String> {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            if sender.send(Server::start()).is_ok() {
                loop {
                    thread::park();
                }
            }
        });
        receiver
            .recv()
            .map_err(|error| format!("the thread that starts PostgreSQL ended: {error}"))?
    }

    fn start() -> Result<Server, String> {
        let server = Server {
            binaries: find_binaries()?,
            folder: temporary_folder()?,
        };
        let data = server.folder.join("data");
        let mut initdb = server.as_server_user("initdb");
        initdb
            .arg("--pgdata")
            .arg(&data)
            .args(["--username", SUPERUSER, "--auth", "trust"]);
        initdb.args([
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
            "--no-instructions",
        ]);
        finish(initdb, "")?;

        let log = File::create(server.folder.join("log"))
            .map_err(|error| format!("no log file: {error}"))?;
        let mut postgres = server.as_server_user("postgres");
        postgres.arg("-D").arg(&data).arg("-k").arg(&server.folder);
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        postgres
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let child = postgres
            .spawn()
            .map_err(|error| format!("postgres does not start: {error}"))?;
        server.wait_until_ready(child)?;
        server.remove_folder_at_exit()?;
        Ok(server)
    }

    /// A command of the server's own, run as a user it accepts and ended with this process.
    fn as_server_user(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "INT"]);
        if is_root() {
            command.args([
                "--reuid",
                SERVER_USER,
                "--regid",
                SERVER_USER,
                "--init-groups",
            ]);
        }
        command
            .arg("--")
            .arg(self.binaries.join(program))
            .current_dir("/");
        command
    }

    fn wait_until_ready(&self, mut child: Child) -> Result<(), String> {
        let started = Instant::now();
        let mut probe = Database::client_command(self, "psql", SUPERUSER);
        probe
            .args(["-c", "SELECT 1"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        while !probe.status().is_ok_and(|status| status.success()) {
            let ended = child.try_wait().ok().flatten();
            if ended.is_some() || started.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!(
                    "the private PostgreSQL server did not start: {log}"
                ));
            }
            thread::sleep(Duration::from_millis(30));
        }
        Ok(())
    }

    /// A static is never dropped: a shell that waits for the end of this process removes the folder.
    fn remove_folder_at_exit(&self) -> Result<(), String> {
        let script = r#"while kill -0 "$1" 2>/dev/null; do sleep 0.2; done; sleep 1; rm -rf "$2""#;
        let mut watcher = Command::new("setsid");
        watcher
            .args(["sh", "-c", script, "sh", &std::process::id().to_string()])
            .arg(&self.folder);
        watcher
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        watcher
            .spawn()
            .map(drop)
            .map_err(|error| format!("no watcher to clean up: {error}"))
    }
}

/// One database of the server. It goes with the server.
pub struct Database {
    server: &'static Server,
    name: String,
}

impl Database {
    /// Runs `sql` as one psql script that stops at the first error, and returns what the queries print: rows as lines,
    /// columns parted by `|`.
    ///
    /// # Errors
    /// What psql says, with the line in `sql`.
    pub fn run(&self, sql: &str) -> Result<String, String> {
        let mut psql = Self::client_command(self.server, "psql", &self.name);
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"]);
        finish(psql, sql)
    }

    /// The schema as `pg_dump` writes it, without what differs from run to run: comments, settings, blank lines.
    pub fn dump(&self) -> String {
        statements_of_dump(&self.raw_dump()).join("\n")
    }

    /// The schema as `pg_dump` writes it, statement by statement in a fixed order, so that two databases that were
    /// built along different ways compare equal.
    pub fn dump_sorted(&self) -> String {
        let mut statements = statements_of_dump(&self.raw_dump());
        statements.sort();
        statements.join("\n")
    }

    /// The schema as `pg_dump` writes it, byte for byte.
    pub fn raw_dump(&self) -> String {
        let mut pg_dump = Self::client_command(self.server, "pg_dump", &self.name);
        pg_dump.args(["--schema-only", "--no-owner"]);
        finish(pg_dump, "").unwrap_or_else(|reason| panic!("pg_dump: {reason}"))
    }

    /// Removes it, where a suite makes so many that they would fill the disk.
    pub fn remove(self) {
        let administration = Database {
            server: self.server,
            name: SUPERUSER.to_owned(),
        };
        administration
            .run(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .unwrap();
    }

    /// The schema as [`Database::dump_sorted`] gives it, without a table that is not the schema's own.
    pub fn dump_without(&self, table: &str) -> String {
        let mut pg_dump = Self::client_command(self.server, "pg_dump", &self.name);
        pg_dump.args(["--schema-only", "--no-owner", "--exclude-table", table]);
        let dump = finish(pg_dump, "").unwrap_or_else(|reason| panic!("pg_dump: {reason}"));
        let mut statements = statements_of_dump(&dump);
        statements.sort();
        statements.join("\n")
    }

    /// Its address for programs that are given one, of this scheme.
    #[allow(dead_code)] // One of the suites that share the server gives it none.
    pub fn url(&self, scheme: &str) -> String {
        let folder = self.server.folder.display();
        format!(
            "{scheme}://{SUPERUSER}@localhost/{}?host={folder}",
            self.name
        )
    }

    fn client_command(server: &Server, program: &str, database: &str) -> Command {
        let mut command = Command::new(server.binaries.join(program));
        // The machine's own settings must not reach the tests.
        for (variable, _) in env::vars_os() {
            if variable.to_string_lossy().starts_with("PG") {
                command.env_remove(variable);
            }
        }
        command
            .env("PGHOST", &server.folder)
            .env("PGUSER", SUPERUSER)
            .env("PGDATABASE", database);
        command
            .env("PGCLIENTENCODING", "UTF8")
            .env("PGOPTIONS", "--client-min-messages=warning");
        command
    }
}

/// The statements of a dump, each with its own line breaks, in the order of the dump.
///
/// pg_dump ends a statement with `;` at the end of a line and parts two statements by a comment or a blank line; a body
/// in dollar quotes may hold all of these, so quotes are followed.
pub fn statements_of_dump(dump: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut statement = String::new();
    let mut open: Option<Open> = None;
    for line in dump.lines() {
        if statement.is_empty() && is_volatile(line) {
            continue;
        }
        let _ = writeln!(statement, "{line}");
        open = open_after(line, open);
        if open.is_none() && line.ends_with(';') {
            statements.push(std::mem::take(&mut statement).trim_end().to_owned());
        }
    }
    if !statement.trim().is_empty() {
        statements.push(statement.trim_end().to_owned());
    }
    statements
}

/// Lines between statements that say nothing of the schema, or differ between runs and versions.
fn is_volatile(line: &str) -> bool {
    line.is_empty()
        || line.starts_with("--")
        || line.starts_with("SET ")
        || line.starts_with("\\restrict")
        || line.starts_with("\\unrestrict")
        || line.starts_with("SELECT pg_catalog.set_config(")
}

/// What is open at the end of a line: a quote by its sign, or a dollar quote by its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    Quote(char),
    Dollar(String),
}

/// What is open at the end of `line`, given what was open at its start.
fn open_after(line: &str, mut open: Option<Open>) -> Option<Open> {
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        match &open {
            Some(Open::Quote(sign)) if *sign == first => open = None,
            Some(Open::Dollar(tag)) if rest.starts_with(tag.as_str()) => {
                length = tag.len();
                open = None;
            }
            None if first == '\'' || first == '"' => open = Some(Open::Quote(first)),
            None if first == '$' => {
                let tag: String = rest[1..]
                    .chars()
                    .take_while(|one| one.is_alphanumeric() || *one == '_')
                    .collect();
                if rest[1 + tag.len()..].starts_with('$') {
                    length = tag.len() + 2;
                    open = Some(Open::Dollar(format!("${tag}$")));
                }
            }
            _ => {}
        }
        rest = &rest[length..];
    }
    open
}

fn finish(mut command: Command, input: &str) -> Result<String, String> {
    let program = command.get_program().to_os_string();
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("{}: {error}. {INSTALL}", program.to_string_lossy()))?;
    let mut stdin = child.stdin.take();
    let output: Output = thread::scope(|scope| {
        // Written beside the reading: a script longer than the pipe would otherwise wait for its own output to be read.
        scope.spawn(move || {
            stdin
                .take()
                .map(|mut pipe| pipe.write_all(input.as_bytes()))
        });
        child.wait_with_output()
    })
    .map_err(|error| format!("{}: {error}", program.to_string_lossy()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

fn is_root() -> bool {
    let mut status = String::new();
    let read =
        File::open("/proc/self/status").and_then(|mut file| file.read_to_string(&mut status));
    read.is_ok()
        && status
            .lines()
            .any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(2) == Some("0"))
}

/// The newest installed PostgreSQL: `$PG_BIN`, Debian's folders, or PATH.
fn find_binaries() -> Result<PathBuf, String> {
    if let Some(folder) = env::var_os("PG_BIN") {
        let folder = PathBuf::from(folder);
        return if holds_server(&folder) {
            Ok(folder)
        } else {
            Err(format!("no postgres in PG_BIN. {INSTALL}"))
        };
    }
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            holds_server(&folder).then_some((version, folder))
        })
        .max();
    if let Some((_, folder)) = newest {
        return Ok(folder);
    }
    let path: OsString = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .find(|folder| holds_server(folder))
        .ok_or_else(|| INSTALL.to_owned())
}

fn holds_server(folder: &Path) -> bool {
    ["postgres", "initdb", "psql", "pg_dump"]
        .iter()
        .all(|program| folder.join(program).is_file())
}

/// A folder the server's user owns. Short, for a socket's path holds no more than 107 bytes.
fn temporary_folder() -> Result<PathBuf, String> {
    let mut command = Command::new("mktemp");
    command.args(["-d", "/tmp/cadastre-pg-XXXXXX"]);
    let folder = PathBuf::from(finish(command, "")?.trim());
    if is_root() {
        let mut command = Command::new("chown");
        command.arg(SERVER_USER).arg(&folder);
        finish(command, "")?;
    }
    Ok(folder)
}

#[test]
fn a_database_runs_sql_and_says_what_is_wrong_with_it() {
    let database = Server::get().database();
    assert_eq!(
        database.run("SELECT 1, 'two'; SELECT NULL, true").unwrap(),
        "1|two\n|t\n"
    );
    let error = database
        .run("SELECT 1;\nCREATE TABLE t (a nonsense);\nSELECT 2")
        .unwrap_err();
    assert!(
        error.contains("type \"nonsense\" does not exist") && error.contains(":2:"),
        "{error}"
    );
    assert!(Server::get().version() >= 14);
}

#[test]
fn databases_are_apart() {
    let (one, other) = (Server::get().database(), Server::get().database());
    one.run("CREATE TABLE only_here ()").unwrap();
    assert!(
        other
            .run("SELECT FROM only_here")
            .unwrap_err()
            .contains("does not exist")
    );
}

#[test]
fn a_script_longer_than_a_pipe_runs() {
    let database = Server::get().database();
    let script =
        "SELECT 'a line of output that fills the pipe while the script is still being written';\n"
            .repeat(5_000);
    assert_eq!(database.run(&script).unwrap().lines().count(), 5_000);
}

#[test]
fn sorted_dumps_do_not_depend_on_the_way_there() {
    let (one, other) = (Server::get().database(), Server::get().database());
    let function = "SET check_function_bodies = off;
         CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $f$\n-- a comment;\nSELECT 'a;$$';\n\nSET x TO y;\n$f$;";
    one.run("CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE INDEX b1 ON b (id); CREATE INDEX a1 ON a (id)").unwrap();
    one.run(function).unwrap();
    other.run(function).unwrap();
    other
        .run("CREATE TABLE b (id int); CREATE INDEX b1 ON b (id); CREATE TABLE a (id int)")
        .unwrap();
    assert_ne!(one.dump_sorted(), other.dump_sorted());
    other.run("CREATE INDEX a1 ON a (id)").unwrap();
    assert_eq!(one.dump_sorted(), other.dump_sorted());
    assert!(
        one.dump_sorted()
            .contains("-- a comment;\nSELECT 'a;$$';\n\nSET x TO y;"),
        "{}",
        one.dump_sorted()
    );
    assert!(!one.dump().contains("SET statement_timeout") && !one.dump().contains("\\restrict"));
}
