//! The command line as users and their builds run it: the built program on small files, its output, status and reasons.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use cadastre::export::document;
use serde_json::Value;

const BASE: &str =
    "CREATE TABLE organizations (\n  id uuid PRIMARY KEY,\n  name text NOT NULL\n);\n";
const MEETINGS: &str = "CREATE TABLE meetings (\n  id uuid PRIMARY KEY,\n  org_id uuid NOT NULL REFERENCES organizations (id),\n  slug text UNIQUE\n);\n";

/// A folder of its own for each test, gone with it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(test: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("cadastre-cli-{}-{test}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Folder {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Runs the program in this folder.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cadastre"));
        command.args(arguments).current_dir(&self.0);
        command
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub struct Ran {
    pub status: i32,
    pub out: String,
    pub said: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        Ran {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            said: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.said))
    }

    /// It could not run, said why, and printed nothing.
    #[track_caller]
    pub fn refused(&self, reason: &str) {
        assert_eq!((self.status, self.out.as_str()), (2, ""), "{}", self.said);
        assert!(self.said.contains(reason), "{}", self.said);
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn check_prints_the_contract() {
    let folder = Folder::new("check").with("schema.sql", format!("{BASE}{MEETINGS}"));
    let ran = folder.run(&["check", "schema.sql", "--format", "json"]);
    assert_eq!(ran.status, 1, "{}", ran.said);
    let printed = ran.json();
    assert_eq!(keys(&printed), ["score", "band", "criteria", "findings"]);
    assert!(printed["score"].as_i64().is_some_and(|score| score < 70));
    assert_eq!(printed["band"], "Workable");
    for criterion in printed["criteria"].as_array().unwrap() {
        assert_eq!(keys(criterion), ["id", "score"]);
        assert!(
            criterion["score"]
                .as_i64()
                .is_some_and(|score| score <= 100)
        );
    }
    let findings = printed["findings"].as_array().unwrap();
    for finding in findings {
        assert_eq!(
            keys(finding),
            [
                "rule",
                "severity",
                "criterion",
                "object",
                "message",
                "file",
                "line",
                "fix"
            ]
        );
    }
    let slug = findings
        .iter()
        .find(|finding| finding["rule"] == "unique-without-tenant")
        .unwrap();
    assert_eq!(slug["severity"], "error");
    assert_eq!(slug["criterion"], "multi-tenancy");
    assert_eq!(slug["object"], "public.meetings.slug");
    assert_eq!(slug["file"], "schema.sql");
    assert_eq!(slug["line"], 8);
    assert_eq!(slug["fix"], true);
}

#[test]
fn check_ends_well_without_errors() {
    let folder = Folder::new("well").with(
        "schema.sql",
        "CREATE TYPE mood AS ENUM ('calm', 'busy');\nCREATE SCHEMA billing;\n",
    );
    let ran = folder.run(&["check", "schema.sql"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.said);
    assert!(ran.out.contains("Score "), "{}", ran.out);
}

#[test]
fn check_says_in_text_what_and_where() {
    let folder = Folder::new("text").with("schema.sql", format!("{BASE}{MEETINGS}"));
    let ran = folder.run(&["check", "schema.sql"]);
    assert_eq!(ran.status, 1);
    let line = ran
        .out
        .lines()
        .find(|line| line.contains("unique-without-tenant"))
        .unwrap();
    assert!(line.starts_with("error    schema.sql:"), "{line}");
    assert!(line.ends_with('.'), "{line}");
    assert!(ran.out.contains(" errors, "), "{}", ran.out);
    assert!(ran.out.contains("Multi-tenancy"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn a_profile_changes_the_rules() {
    let folder = Folder::new("profile").with("schema.sql", format!("{BASE}{MEETINGS}"));
    let rules = |profile: &str| -> Vec<String> {
        let ran = folder.run(&[
            "check",
            "--profile",
            profile,
            "--format",
            "json",
            "schema.sql",
        ]);
        ran.json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["rule"].as_str().unwrap().to_string())
            .collect()
    };
    assert!(rules("shared-saas").contains(&"rls-missing".to_string()));
    assert!(!rules("st44").contains(&"rls-missing".to_string()));
    folder
        .run(&["check", "--profile", "nobody", "schema.sql"])
        .refused("There is no profile named `nobody`. Profiles: shared-saas, ");
}

#[test]
fn a_folder_applies_in_name_order_without_the_way_down() {
    let folder = Folder::new("folder")
        .with(
            "migrations/10_note.up.sql",
            "ALTER TABLE meetings ADD note text;",
        )
        .with(
            "migrations/10_note.down.sql",
            "ALTER TABLE meetings DROP note;",
        )
        .with("migrations/9_meetings.up.sql", MEETINGS)
        .with("migrations/9_meetings.down.sql", "DROP TABLE meetings;")
        .with("migrations/1_base/up.sql", BASE)
        .with("migrations/1_base/down.sql", "DROP TABLE organizations;")
        .with("migrations/2_nothing.up.sql", "\n")
        .with("migrations/.hidden.sql", "nonsense")
        .with("migrations/README.md", "nonsense");
    let ran = folder.run(&["import", "migrations", "--format", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert_eq!(
        ran.out,
        "{\"statements\":3,\"understood\":3,\"verbatim\":0,\"skipped\":0,\"unreadable\":[]}\n"
    );
    let sql = folder.run(&["export", "migrations", "--format", "sql"]).out;
    assert!(sql.contains("note text"), "{sql}");
    let ran = folder.run(&["check", "migrations", "--format", "json"]);
    let printed = ran.json();
    let files: Vec<&str> = printed["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|finding| finding["file"].as_str())
        .collect();
    assert!(files.contains(&"migrations/9_meetings.up.sql"), "{files:?}");
}

#[test]
fn files_apply_in_the_order_given() {
    let folder = Folder::new("files")
        .with("a.sql", "ALTER TABLE organizations ADD note text;")
        .with("b.sql", BASE);
    let columns = |order: [&str; 2]| {
        let ran = folder.run(&["export", order[0], order[1], "--format", "mermaid"]);
        assert_eq!(ran.status, 0, "{}", ran.said);
        ran.out.contains("note")
    };
    assert!(columns(["b.sql", "a.sql"]));
    assert!(!columns(["a.sql", "b.sql"]));
}

#[test]
fn import_tells_what_is_not_readable() {
    let broken =
        format!("{BASE}CREATE TABLE (id int);\nINSERT INTO organizations VALUES (1);\n{MEETINGS}");
    let folder = Folder::new("broken").with("schema.sql", broken);
    let ran = folder.run(&["import", "schema.sql", "--format", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    let printed = ran.json();
    assert_eq!(
        keys(&printed),
        [
            "statements",
            "understood",
            "verbatim",
            "skipped",
            "unreadable"
        ]
    );
    assert_eq!(printed["statements"], 4);
    assert_eq!(printed["understood"], 2);
    assert_eq!(printed["skipped"], 1);
    let unreadable = &printed["unreadable"][0];
    assert_eq!(keys(unreadable), ["file", "line", "column", "reason"]);
    assert_eq!(unreadable["file"], "schema.sql");
    assert_eq!(unreadable["line"], 5);
    let ran = folder.run(&["import", "schema.sql"]);
    assert!(
        ran.out.contains("Not readable\n  schema.sql:5:"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("2 of 3 statements understood, 1 not readable"),
        "{}",
        ran.out
    );
    // The rest is judged all the same, and the gap is told of.
    let ran = folder.run(&["check", "schema.sql", "--format", "json"]);
    assert_eq!(ran.status, 1);
    assert!(!ran.json()["findings"].as_array().unwrap().is_empty());
    assert!(ran.said.contains("schema.sql:5:"), "{}", ran.said);
}

#[test]
fn every_format_is_exported() {
    let folder = Folder::new("export").with("schema.sql", format!("{BASE}{MEETINGS}"));
    for (format, sign) in [
        ("sql", "CREATE TABLE meetings"),
        ("markdown", "meetings"),
        ("mermaid", "erDiagram"),
        ("document", "\"cadastre\""),
    ] {
        let ran = folder.run(&["export", "schema.sql", "--format", format]);
        assert_eq!(ran.status, 0, "{}", ran.said);
        assert!(ran.out.contains(sign), "{format}: {}", ran.out);
        let file = format!("out.{format}");
        let written = folder.run(&["export", "schema.sql", "--format", format, "-o", &file]);
        assert_eq!((written.status, written.out.as_str()), (0, ""));
        assert_eq!(folder.text(&file), ran.out);
    }
    folder
        .run(&["export", "schema.sql", "--format", "clay"])
        .refused("clay");
    folder
        .run(&[
            "export",
            "schema.sql",
            "--format",
            "sql",
            "-o",
            "no/where.sql",
        ])
        .refused("no/where.sql");
}

#[test]
fn a_document_stands_for_its_schema() {
    let folder = Folder::new("document").with("schema.sql", format!("{BASE}{MEETINGS}"));
    let file = "saved.cadastre.json";
    folder.run(&["export", "schema.sql", "--format", "document", "-o", file]);
    let loaded = document::load(&folder.text(file)).unwrap();
    assert_eq!(loaded.title, "schema");
    assert_eq!(loaded.placements.len(), 2);
    assert_eq!(loaded.base.as_deref(), Some(&loaded.schema));
    let sql = |path: &str| folder.run(&["export", path, "--format", "sql"]).out;
    assert_eq!(sql(file), sql("schema.sql"));
    let ran = folder.run(&["check", file, "--format", "json"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.json()["findings"][0]["file"], file);
    folder
        .run(&["import", file])
        .refused("is a document: it has no statements");
    folder
        .run(&["check", file, "schema.sql"])
        .refused("Give it alone");
    let newer = folder
        .text(file)
        .replacen("\"cadastre\": 1", "\"cadastre\": 99", 1);
    let folder = folder
        .with("newer.cadastre.json", newer)
        .with("cut.cadastre.json", "{\"cadastre\": 1, \"document\": {");
    folder
        .run(&["check", "newer.cadastre.json"])
        .refused("newer Cadastre");
    folder
        .run(&["check", "cut.cadastre.json"])
        .refused("ends in the middle");
}

#[test]
fn migrate_writes_what_follows_and_refuses_to_overwrite() {
    let folder = Folder::new("migrate")
        .with("old.sql", BASE)
        .with("new.sql", format!("{BASE}{MEETINGS}"))
        .with("migrations/041_base.up.sql", BASE)
        .with("migrations/041_base.down.sql", "DROP TABLE organizations;");
    let arguments = [
        "migrate",
        "--from",
        "old.sql",
        "--to",
        "new.sql",
        "--name",
        "create meetings",
        "--out",
        "migrations",
    ];
    let ran = folder.run(&arguments);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(ran.out.contains("Create table meetings"), "{}", ran.out);
    let up = "042_create_meetings.up.sql";
    assert_eq!(
        folder.names("migrations"),
        [
            ".cadastre.sum",
            "041_base.down.sql",
            "041_base.up.sql",
            "042_create_meetings.down.sql",
            up
        ]
    );
    assert!(
        folder
            .text(&format!("migrations/{up}"))
            .contains("CREATE TABLE meetings")
    );
    // The same again changes nothing; what was edited by hand stays.
    let again = folder.run(&arguments);
    assert_eq!(again.status, 0, "{}", again.said);
    assert!(again.out.contains("unchanged"), "{}", again.out);
    assert_eq!(folder.names("migrations").len(), 5);
    let folder = folder.with(&format!("migrations/{up}"), "-- mine\n");
    fs::remove_file(folder.0.join("migrations/042_create_meetings.down.sql")).unwrap();
    folder.run(&arguments).refused(&format!(
        "`migrations/{up}` exists and differs. Nothing was written."
    ));
    assert_eq!(folder.names("migrations").len(), 4);
}

#[test]
fn migrate_goes_on_as_the_repository_does_and_asks_before_it_replaces() {
    let folder = Folder::new("into")
        .with("old.sql", BASE)
        .with("new.sql", format!("{BASE}{MEETINGS}"))
        .with("init.sql", BASE)
        .with(
            "db/migrations/20250101000000_base.sql",
            format!("-- migrate:up\n{BASE}\n-- migrate:down\n"),
        );
    let arguments = [
        "migrate", "--from", "old.sql", "--to", "new.sql", "--into", ".",
    ];
    let ran = folder.run(&arguments);
    assert_eq!(ran.status, 0, "{}", ran.said);
    let names = folder.names("db/migrations");
    assert_eq!(names.len(), 3, "{names:?}");
    // Layout and numbering are the folder's, the name is proposed from the change.
    assert!(
        names[2].ends_with("_create_meetings.sql") && names[2].len() > 30,
        "{names:?}"
    );
    assert!(
        folder
            .text(&format!("db/migrations/{}", names[2]))
            .starts_with("-- migrate:up")
    );
    assert!(
        ran.out.contains("differs    ./init.sql") && ran.out.contains("+ CREATE TABLE meetings"),
        "{}",
        ran.out
    );
    assert_eq!(folder.text("init.sql"), BASE);
    let mut replacing = arguments.to_vec();
    replacing.push("--replace");
    let ran = folder.run(&replacing);
    assert!(ran.out.contains("replaced   ./init.sql"), "{}", ran.out);
    assert!(folder.text("init.sql").contains("CREATE TABLE meetings"));
    assert_eq!(folder.names("db/migrations").len(), 3);
    // An old migration that was edited is noticed.
    let folder = folder.with(
        "db/migrations/20250101000000_base.sql",
        "-- migrate:up\nSELECT 1;\n",
    );
    let ran = folder.run(&arguments);
    assert!(
        ran.said.contains("was edited after it was written"),
        "{}",
        ran.said
    );
}

#[test]
fn what_was_migrated_leaves_nothing_to_migrate() {
    let folder = Folder::new("fold").with("new.sql", format!("{BASE}{MEETINGS}"));
    let ran = folder.run(&[
        "migrate",
        "--to",
        "new.sql",
        "--name",
        "init",
        "--out",
        "deep/migrations",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert_eq!(
        folder.names("deep/migrations"),
        [".cadastre.sum", "001_init.down.sql", "001_init.up.sql"]
    );
    let ran = folder.run(&[
        "migrate",
        "--from",
        "deep/migrations",
        "--to",
        "new.sql",
        "--name",
        "more",
        "--out",
        "other",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(ran.out.starts_with("Nothing to migrate"), "{}", ran.out);
    assert!(!folder.0.join("other").exists());
}

#[test]
fn online_migrations_follow_timestamps_as_several_files() {
    let changed = "CREATE TABLE organizations (\n  id uuid PRIMARY KEY,\n  name text NOT NULL\n);\nCREATE INDEX organizations_name_idx ON organizations (name);\nALTER TABLE organizations ADD CONSTRAINT named CHECK (name <> '');\n";
    let folder = Folder::new("online")
        .with("migrations/20260102030405_base.up.sql", BASE)
        .with("new.sql", changed);
    let ran = folder.run(&[
        "migrate",
        "--from",
        "migrations",
        "--to",
        "new.sql",
        "--name",
        "guard",
        "--strategy",
        "online",
        "--layout",
        "updown",
        "--out",
        "migrations",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    let names = folder.names("migrations");
    assert!(names.len() > 5, "{names:?}");
    let (number, name) = names[2].split_once('_').unwrap();
    assert!(
        name.starts_with("guard_") && number.len() == 14,
        "{names:?}"
    );
    assert!(number > "20260102030405", "{names:?}");
    let all: String = names
        .iter()
        .map(|name| folder.text(&format!("migrations/{name}")))
        .collect();
    assert!(
        all.contains("CONCURRENTLY") && all.contains("NOT VALID"),
        "{all}"
    );
}

#[test]
fn a_declared_rename_is_a_rename() {
    let new = BASE.replace("  name text", "  -- @renamed from=name\n  title text");
    let folder = Folder::new("rename")
        .with("old.sql", BASE)
        .with("new.sql", new);
    let migrate = |from: &str| {
        folder.run(&[
            "migrate", "--from", from, "--to", "new.sql", "--name", "title", "--out", "out",
        ])
    };
    let ran = migrate("old.sql");
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(
        folder
            .text("out/001_title.up.sql")
            .contains("RENAME COLUMN name TO title")
    );
    // Once made, the remark says nothing any more.
    let ran = migrate("new.sql");
    assert!(
        ran.out.starts_with("Nothing to migrate"),
        "{}{}",
        ran.out,
        ran.said
    );
}

#[test]
fn a_probable_rename_is_asked_and_never_guessed() {
    let new = BASE.replace("  name text", "  names text");
    let folder = Folder::new("asked")
        .with("old.sql", BASE)
        .with("new.sql", new);
    let migrate = |answer: &[&str]| {
        let mut words = vec![
            "migrate", "--from", "old.sql", "--to", "new.sql", "--name", "names", "--out", "out",
        ];
        words.extend(answer);
        folder.run(&words)
    };
    let ran = migrate(&[]);
    assert_eq!(ran.status, 2, "{}", ran.out);
    let asked = ran.said.lines().find(|line| line.contains("goes and"));
    let asked = asked.unwrap_or_else(|| panic!("{}", ran.said)).trim();
    let old = asked.split(' ').next().unwrap().to_string();
    assert!(asked.contains(&format!("--rename {old}=names")), "{asked}");
    let ran = migrate(&["--rename", &format!("{old}=nobody")]);
    assert_eq!(ran.status, 2, "{}", ran.out);
    let ran = migrate(&["--rename", &format!("{old}=names")]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(
        folder
            .text("out/001_names.up.sql")
            .contains("RENAME COLUMN name TO names")
    );
    let dropped = folder.run(&[
        "migrate",
        "--from",
        "old.sql",
        "--to",
        "new.sql",
        "--name",
        "names",
        "--out",
        "other",
        "--rename",
        &format!("{old}="),
        "--way",
        &format!("{old}=keep"),
        "--strategy",
        "online",
    ]);
    assert_eq!(dropped.status, 0, "{}", dropped.said);
    assert!(dropped.out.contains("name_deprecated"), "{}", dropped.out);
}

#[test]
fn bad_input_is_refused_with_its_reason() {
    let folder = Folder::new("bad")
        .with("empty.sql", " \n")
        .with("binary.sql", b"CREATE\0TABLE")
        .with("dump.sql", b"PGDMP\x01")
        .with("words.sql", "hello world")
        .with(
            "server.sql",
            "CREATE TABLE [dbo].[a] ([n] int IDENTITY(1,1))\nGO\n",
        )
        .with("none/readme.md", "nothing");
    for (path, reason) in [
        (
            "missing.sql",
            "missing.sql: There is no such file or folder.",
        ),
        ("empty.sql", "empty.sql: The file is empty."),
        ("binary.sql", "binary.sql: This is a binary file"),
        ("dump.sql", "pg_restore"),
        ("words.sql", "Nothing could be read: 0 of 1 statements"),
        ("server.sql", "server.sql looks like SQL Server"),
        ("none", "none: There is no .sql file in this folder."),
    ] {
        folder.run(&["check", path]).refused(reason);
    }
    folder.run(&["check"]).refused("PATH");
    folder.run(&["paint", "x.sql"]).refused("paint");
    assert_eq!(folder.run(&["--help"]).status, 0);
}

#[test]
fn standard_input_is_read_and_a_closed_output_is_no_fault() {
    let folder = Folder::new("pipe");
    let ran = folder.run_with(&["export", "-", "--format", "mermaid"], BASE.as_bytes());
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(ran.out.contains("organizations"));
    let many: String = (0..3000)
        .map(|number| format!("CREATE TABLE t{number} (a int, b text);\n"))
        .collect();
    let folder = folder.with("many.sql", many);
    let mut child = folder
        .command(&["export", "many.sql", "--format", "sql"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.status, ran.said.as_str()), (0, ""));
}

#[test]
fn the_same_input_prints_the_same_bytes() {
    let folder = Folder::new("same").with("schema.sql", format!("{BASE}{MEETINGS}"));
    for arguments in [
        &["check", "schema.sql", "--format", "json"][..],
        &["export", "schema.sql", "--format", "document"],
    ] {
        assert_eq!(folder.run(arguments).out, folder.run(arguments).out);
    }
}

#[test]
fn other_databases_are_read_and_written() {
    let mysql = "CREATE TABLE `team` (`id` int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, `n` int) ENGINE=InnoDB;";
    let folder = Folder::new("dialects")
        .with("mysql.sql", mysql)
        .with(
            "plain.sql",
            "CREATE TABLE team (id INTEGER PRIMARY KEY, body BLOB);",
        )
        .with("base.sql", BASE);
    let ran = folder.run(&["import", "mysql.sql"]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.out.contains("Read as MySQL, by the words in it."),
        "{}",
        ran.out
    );
    let ran = folder.run(&[
        "export",
        "plain.sql",
        "--dialect",
        "sqlite",
        "--format",
        "sqlite",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.said);
    assert!(
        ran.said.contains("Read as SQLite, as told."),
        "{}",
        ran.said
    );
    assert!(
        ran.out.contains("\"id\" INTEGER PRIMARY KEY,"),
        "{}",
        ran.out
    );
    // What is lost is said before, and stands in the file.
    let ran = folder.run(&["export", "mysql.sql", "--format", "sql"]);
    let loss = "column team.id: its type int unsigned becomes bigint, which takes numbers below zero as well";
    assert!(ran.said.contains(loss), "{}", ran.said);
    assert!(ran.out.contains(loss), "{}", ran.out);
    let ran = folder.run(&["export", "base.sql", "--format", "mysql"]);
    assert!(
        ran.said.contains("becomes CHAR(36), a text"),
        "{}",
        ran.said
    );
    // The document remembers whose SQL it was.
    let ran = folder.run(&["export", "mysql.sql", "--format", "document"]);
    assert!(ran.out.contains("\"dialect\": \"mysql\""), "{}", ran.out);
    folder
        .run(&["migrate", "--to", "mysql.sql", "--name", "x", "--out", "m"])
        .refused("mysql.sql: The schema is written for MySQL.");
    folder
        .run(&["check", "mysql.sql", "--dialect", "oracle"])
        .refused("oracle");
    let ran = folder.run(&["check", "mysql.sql"]);
    assert!(!ran.out.contains("serial"), "{}", ran.out);
}

#[test]
fn tenancy_tells_classes_leaks_gaps_and_deletions() {
    let folder = Folder::new("tenancy").with("schema.sql", include_str!("golden/isolation.sql"));
    let text = folder.run(&["tenancy", "schema.sql", "--delete", "users"]);
    assert_eq!(text.status, 0);
    for line in [
        "Tenants are the rows of organizations, named by organization_id.",
        "3 leak paths",
        "  loans.copy_id > copies.id",
        "Row security: 7 of 7 tables with a border have a gap",
        "Deleting a row of users",
        "  1. copies changed, across tenants: copies (added_by) becomes null: copies_added_by_fkey says ON DELETE SET NULL.",
    ] {
        assert!(
            text.out.lines().any(|printed| printed == line),
            "{line}\n{}",
            text.out
        );
    }
    let json = folder
        .run(&["tenancy", "schema.sql", "--format", "json"])
        .json();
    assert_eq!(
        keys(&json),
        ["root", "column", "tables", "leaks", "row_security"]
    );
    assert_eq!(json["leaks"][0]["path"][0], "loans.copy_id");
    folder
        .run(&["tenancy", "schema.sql", "--delete", "books"])
        .refused("There is no table named `books`.");
}

#[test]
fn queries_are_judged_with_the_schema() {
    let queries = "-- name: Find :one\n-- @freq 5 / s\nSELECT slug\n  FROM meetings WHERE slug = $1;\n\n-- name: Wrong\nSELECT slgu FROM meetings WHERE org_id = $1;\n";
    let folder = Folder::new("queries")
        .with("base.sql", format!("{BASE}{MEETINGS}"))
        .with("queries.sql", queries);
    let ran = folder.run(&[
        "check",
        "base.sql",
        "--queries",
        "queries.sql",
        "--format",
        "json",
    ]);
    assert_eq!(ran.status, 1, "{}", ran.said);
    let printed: Value = serde_json::from_str(&ran.out).unwrap();
    let findings: Vec<&Value> = printed["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["file"] == "queries.sql")
        .collect();
    let of = |rule: &str| {
        findings
            .iter()
            .find(|finding| finding["rule"] == rule)
            .unwrap()
    };
    assert_eq!(of("query-missing-tenant")["line"], 3);
    assert_eq!(of("query-missing-tenant")["object"], "query Find");
    assert_eq!(of("query-invalid")["line"], 7);
    assert_eq!(of("query-invalid")["fix"], true);
    let text = folder.run(&["check", "base.sql", "--queries", "queries.sql"]);
    assert!(
        text.out
            .contains("0 of the 2 most frequent queries served."),
        "{}",
        text.out
    );
    let missing = folder.run(&["check", "base.sql", "--queries", "nothing.sql"]);
    assert_eq!(missing.status, 2);
    assert!(missing.said.contains("nothing.sql"), "{}", missing.said);
}
