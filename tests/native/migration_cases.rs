//! The before/after pairs of `golden/migration`: read, compared and planned the same way for every suite.
//!
//! A case is a folder: `before.sql`, `after.sql`, and where needed `renames.txt` (`old=new` a line), `fills.txt`
//! (`table.column=expression` a line) and `rows.sql` (rows that must survive the way there and back). `CASES=a,b` in the
//! environment leaves out all others, for whoever works on one.

// Each suite uses its own part of a case.
#![allow(dead_code)]

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use cadastre::diff::{self, Diff, Matching, Rename};
use cadastre::import::{self, Source};
use cadastre::migration::{self, File, Layout, Options, Plan, Strategy};
use cadastre::model::Schema;

/// One case.
pub struct Case {
    pub name: String,
    pub folder: PathBuf,
    pub before: String,
    pub after: String,
    pub rows: String,
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
    if let Ok(chosen) = std::env::var("CASES") {
        folders.retain(|one| chosen.split(',').any(|name| one.ends_with(name)));
    }
    folders.into_iter().map(Case::read).collect()
}

impl Case {
    fn read(folder: PathBuf) -> Case {
        let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        let pairs = |file: &str| -> Vec<(String, String)> {
            text(file)
                .lines()
                .filter_map(|line| line.split_once('='))
                .map(|(left, right)| (left.to_string(), right.to_string()))
                .collect()
        };
        Case {
            name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            before: text("before.sql"),
            after: text("after.sql"),
            rows: text("rows.sql"),
            renames: pairs("renames.txt")
                .into_iter()
                .map(|(from, to)| Rename { from, to })
                .collect(),
            fills: pairs("fills.txt"),
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
        migration::files(&self.plan(strategy), Layout::UpDown, 1_u32, None)
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
