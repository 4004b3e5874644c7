//! The before/after pairs of `golden/migration`: read, compared and planned the same way for every suite.
//!
//! A case is a folder: `before.sql`, `after.sql`, and where needed `renames.txt` (`old=new` a line), `fills.txt`
//! (`table.column=expression` a line) and `rows.sql` (rows that must survive the way there and back). Pairs whose plan is held
//! by PostgreSQL alone stand several in a file of `pairs`: `=== name`, then the same parts under `--- before`, `--- after` and
//! so on, and under `--- forbidden` why the change itself refuses some rows. `CASES=a,b` in
//! the environment leaves out all others, for whoever works on one.

// Each suite uses its own part of a case.
#![allow(dead_code)]

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use cadastre::diff::{self, Diff, Matching, Rename};
use cadastre::import::{self, Source};
use cadastre::migration::{self, File, Options, Plan, Strategy, layout::UP_DOWN};
use cadastre::model::Schema;

/// One case.
pub struct Case {
    pub name: String,
    pub folder: PathBuf,
    pub before: String,
    pub after: String,
    pub rows: String,
    /// Why rows that the base takes stop the change, if they do.
    pub forbidden: Option<String>,
    renames: Vec<Rename>,
    fills: Vec<(String, String)>,
}

/// All cases by name.
pub fn cases() -> Vec<Case> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/native/golden/migration");
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders.retain(|one| chosen(&one.file_name().unwrap().to_string_lossy()));
    folders.into_iter().map(Case::read).collect()
}

/// Whether `CASES` asks for it, or for none.
fn chosen(case: &str) -> bool {
    std::env::var("CASES").is_ok_and(|names| names.split(',').any(|name| name == case))
        || std::env::var_os("CASES").is_none()
}

/// The pairs of `pairs`, by name.
pub fn pairs() -> Vec<Case> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/native/pairs");
    let mut files: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for pair in text.split("=== ").skip(1) {
            let (name, parts) = pair.split_once('\n').unwrap();
            let part = |wanted: &str| -> String {
                let mut parts = format!("\n{parts}");
                parts.push_str("\n--- ");
                let head = format!("\n--- {wanted}\n");
                let after = parts.split_once(&head).map(|(_, after)| after);
                let text = after.and_then(|after| after.split_once("\n--- "));
                text.map(|(text, _)| text.trim_end().to_string())
                    .unwrap_or_default()
            };
            let name = name.trim().to_string();
            if !chosen(&name) {
                continue;
            }
            found.push(Case::of(name, root.clone(), &part));
        }
    }
    found
}

impl Case {
    fn read(folder: PathBuf) -> Case {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Case::of(name, folder.clone(), &|part| {
            let ending = match part {
                "before" | "after" | "rows" => "sql",
                _ => "txt",
            };
            fs::read_to_string(folder.join(format!("{part}.{ending}"))).unwrap_or_default()
        })
    }

    /// A case from its parts.
    fn of(name: String, folder: PathBuf, part: &dyn Fn(&str) -> String) -> Case {
        let equations = |name: &str| -> Vec<(String, String)> {
            part(name)
                .lines()
                .filter_map(|line| line.split_once('='))
                .map(|(left, right)| (left.to_string(), right.to_string()))
                .collect()
        };
        Case {
            name,
            before: part("before"),
            after: part("after"),
            rows: part("rows"),
            forbidden: Some(part("forbidden").trim().to_string()).filter(|why| !why.is_empty()),
            renames: equations("renames")
                .into_iter()
                .map(|(from, to)| Rename { from, to })
                .collect(),
            fills: equations("fills"),
            folder,
        }
    }

    /// The differences, with the case's renames.
    pub fn diff(&self) -> Diff {
        let (before, after) = (schema(&self.before), schema(&self.after));
        diff::compare_with(&before, &after, Matching::Names, &self.renames)
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The plan.
    pub fn plan(&self, strategy: Strategy) -> Plan {
        let diff = self.diff();
        let mut options = Options {
            strategy,
            ..Options::default()
        };
        for (column, expression) in &self.fills {
            let (table, column) = column.split_once('.').unwrap();
            let table = diff.target.table_named("public", table).unwrap();
            let column = table.column_named(column).unwrap().id;
            options.fills.insert((table.id, column), expression.clone());
        }
        migration::plan(&diff, &options).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The files of the plan.
    pub fn files(&self, strategy: Strategy) -> Vec<File> {
        migration::files(&self.plan(strategy), &UP_DOWN, 1_u32, None)
    }
}

/// Reads SQL that must be understood whole.
pub fn schema(sql: &str) -> Schema {
    let sources = [Source {
        name: "case.sql".to_string(),
        text: sql.to_string(),
    }];
    let import = import::read(&sources, &import::Options::default(), &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    let unreadable: Vec<String> = import
        .report
        .statements
        .iter()
        .filter(|one| {
            matches!(
                one.outcome,
                import::Outcome::Unreadable { .. } | import::Outcome::Skipped
            )
        })
        .map(|one| format!("line {}: {:?}", one.line, one.outcome))
        .collect();
    assert!(unreadable.is_empty(), "{unreadable:?} in\n{sql}");
    import.schema
}
