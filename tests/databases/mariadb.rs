//! A private MariaDB server for the test process, on a socket in a temporary folder, gone with the process.

use std::env;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

const INSTALL: &str = "MariaDB is missing; install it with: apt-get install mariadb-server";

/// Durability costs time and protects nothing here.
const SETTINGS: &[&str] = &[
    "--no-defaults",
    "--skip-networking",
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=32M",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
    "--default-time-zone=+00:00",
];

/// The running server.
struct Server {
    folder: PathBuf,
}

/// A database of the server's.
pub struct Database {
    server: &'static Server,
    name: String,
}

impl Database {
    /// A new empty database; the first one starts the server.
    ///
    /// # Panics
    /// When MariaDB is not installed or does not start, with what to do about it.
    pub fn new() -> Database {
        static SERVER: OnceLock<Server> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let server =
            SERVER.get_or_init(|| Server::start().unwrap_or_else(|reason| panic!("{reason}")));
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        server
            .client("mysql", &format!("CREATE DATABASE {name}"))
            .unwrap();
        Database { server, name }
    }

    /// Runs a script as the mysql program does; gives what it prints, tab-separated, or the first error.
    pub fn run(&self, sql: &str) -> Result<String, String> {
        self.server.client(&self.name, sql)
    }

    /// The whole schema as the server itself writes it.
    pub fn dump(&self) -> String {
        let mut dump = Command::new(program("mariadb-dump"));
        dump.args([
            "--no-defaults",
            "--no-data",
            "--skip-comments",
            "--skip-dump-date",
            "--routines",
            "--events",
        ]);
        dump.arg("--socket")
            .arg(self.server.socket())
            .args(["--user=root", &self.name]);
        finish(dump, "")
            .unwrap()
            .replace(&format!("`{}`.", self.name), "")
    }
}

impl Server {
    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    fn client(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut client = Command::new(program("mariadb"));
        client.args([
            "--no-defaults",
            "--batch",
            "--skip-column-names",
            "--default-character-set=utf8mb4",
        ]);
        client
            .arg("--socket")
            .arg(self.socket())
            .args(["--user=root", database]);
        finish(client, sql)
    }

    fn start() -> Result<Server, String> {
        let folder = env::temp_dir().join(format!("cadastre-mariadb-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let server = Server { folder };
        let data = server.folder.join("data");
        let mut install = Command::new(program("mariadb-install-db"));
        install
            .arg("--no-defaults")
            .arg(format!("--datadir={}", data.display()))
            .args(["--auth-root-authentication-method=normal", "--skip-test-db"])
            .args(as_root());
        finish(install, "")?;
        let (sender, receiver) = mpsc::channel();
        let socket = server.socket();
        let log = server.folder.join("log");
        // From a thread that never ends: the kernel ends a child that asked for `--pdeathsig` with the thread that
        // started it, and a test's thread ends with the test.
        thread::spawn(move || {
            let started = spawn(&data, &socket, &log);
            if sender.send(started).is_ok() {
                loop {
                    thread::park();
                }
            }
        });
        receiver
            .recv()
            .map_err(|error| format!("the thread that starts MariaDB ended: {error}"))??;
        server.wait()?;
        server.remove_folder_at_exit()?;
        Ok(server)
    }

    fn wait(&self) -> Result<(), String> {
        let started = Instant::now();
        while self.client("mysql", "SELECT 1").is_err() {
            if started.elapsed() > Duration::from_secs(120) {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("the private MariaDB server did not start: {log}"));
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// A static is never dropped: a shell that waits for the end of this process removes the folder.
    fn remove_folder_at_exit(&self) -> Result<(), String> {
        let script = r#"while kill -0 "$1" 2>/dev/null; do sleep 0.2; done; sleep 2; rm -rf "$2""#;
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
            .map(|_| ())
            .map_err(|error| format!("setsid: {error}"))
    }
}

fn spawn(data: &Path, socket: &Path, log: &Path) -> Result<(), String> {
    let log = File::create(log).map_err(|error| format!("no log file: {error}"))?;
    let mut server = Command::new("setpriv");
    server
        .args(["--pdeathsig", "TERM", "--"])
        .arg(program("mariadbd"))
        .args(SETTINGS);
    server
        .arg(format!("--datadir={}", data.display()))
        .arg(format!("--socket={}", socket.display()));
    server.args(as_root());
    server
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    server
        .spawn()
        .map(|_| ())
        .map_err(|error| format!("{INSTALL} ({error})"))
}

/// MariaDB runs as root only when told.
fn as_root() -> Option<&'static str> {
    let is_root =
        fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    is_root.then_some("--user=root")
}

/// Debian keeps the server's programs in /usr/sbin, which not every user has on PATH.
fn program(name: &str) -> PathBuf {
    ["/usr/sbin", "/usr/bin", "/usr/local/bin"]
        .iter()
        .map(|folder| Path::new(folder).join(name))
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("{INSTALL}"))
}

fn finish(mut command: Command, input: &str) -> Result<String, String> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("{INSTALL} ({error})"))?;
    let text = input.to_owned();
    let mut stdin = child.stdin.take().unwrap();
    // A program that stops reading closes the pipe; what it says is the news.
    let writer = thread::spawn(move || stdin.write_all(text.as_bytes()));
    let Output {
        status,
        stdout,
        stderr,
    } = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    let _ = writer.join();
    if status.success() {
        Ok(String::from_utf8_lossy(&stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&stderr).into_owned())
    }
}
