//! SQLite databases, through Debian's sqlite3 program.

use std::io::Write as _;
use std::process::{Command, Stdio};

const INSTALL: &str = "SQLite is missing; install it with: apt-get install sqlite3";

/// What is asked of a database to tell two apart: every table's columns, foreign keys and indexes as SQLite understood
/// them, and the statements of what has a body. Names that SQLite makes up are left out.
const QUESTIONS: &str = r#"
.mode quote
SELECT 'object', type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 2, 3;
SELECT 'table', l.name, l.wr, l.strict FROM pragma_table_list l WHERE l.name NOT LIKE 'sqlite_%' ORDER BY 2;
SELECT 'column', m.name, c.cid, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
  FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' ORDER BY 2, 3;
SELECT DISTINCT 'key', m.name, f."table", f."from",
       coalesce(f."to", (SELECT group_concat(t.name) FROM pragma_table_info(f."table") t WHERE t.pk)), f.on_update, f.on_delete, f."match"
  FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 2, 3, 4, 5;
SELECT 'index', m.name, CASE WHEN i.name LIKE 'sqlite_%' THEN '' ELSE i.name END, i."unique", i.origin, i.partial,
       (SELECT group_concat(coalesce(x.name, '?') || ' ' || x.desc || ' ' || x.coll || ' ' || x.key, ', ') FROM pragma_index_xinfo(i.name) x)
  FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' ORDER BY 2, 3, 7;
"#;

fn sqlite(script: &str) -> Result<String, String> {
    let mut command = Command::new("sqlite3");
    command.args(["-batch", "-bail", ":memory:"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("{INSTALL} ({error})"));
    let text = script.to_owned();
    let mut stdin = child.stdin.take().unwrap();
    // A program that stops reading closes the pipe; what it says is the news.
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    let errors = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && errors.is_empty() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(errors.into_owned())
    }
}

/// Loads a script into an empty database and says what SQLite made of it, then what `question` gives.
pub fn load(script: &str, question: &str) -> Result<String, String> {
    sqlite(&format!(
        "PRAGMA foreign_keys = ON;\n{script}\n{QUESTIONS}\n{question}\n"
    ))
}
