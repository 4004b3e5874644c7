//! Every runner over a choice of the before/after pairs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use cadastre::migration::layout::{self, Numbering, Start};
use cadastre::migration::{File, Strategy, files};

use crate::dumps::{difference, normal};
use crate::migration_cases::{Case, cases};
use crate::programs::{DBLIFT, DBMATE, DIESEL, NODE_PG_MIGRATE, Runner, SQLX, SQLX_UP_DOWN};
use crate::server::Server;

/// How many pairs each runner is tried with.
const MOST: usize = 36;

/// A pair, and what its two states look like on the server.
pub struct Pair {
    pub case: Case,
    pub base: String,
    pub target: String,
}

/// Pairs whose plans have files outside a transaction, then others from all over the list.
pub fn pairs() -> &'static [Pair] {
    static PAIRS: OnceLock<Vec<Pair>> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let mut all = cases();
        all.retain(|case| !case.plan(Strategy::Online).is_empty());
        let (alone, plain): (Vec<Case>, Vec<Case>) = all.into_iter().partition(|case| {
            let plan = case.plan(Strategy::Online);
            plan.steps.iter().any(|step| !step.transactional)
        });
        assert!(alone.len() > 5 && plain.len() > 10);
        let spread = |cases: Vec<Case>| {
            let stride = cases.len().div_ceil(MOST / 2);
            cases.into_iter().step_by(stride)
        };
        spread(alone).chain(spread(plain)).map(pair).collect()
    })
}

fn pair(case: Case) -> Pair {
    let state = |sql: &str| {
        let database = Server::get().database();
        database
            .run(sql)
            .unwrap_or_else(|error| panic!("{}: {error}", case.name));
        normal(&database.dump_without("no_table"))
    };
    Pair {
        base: state(&case.before),
        target: state(&case.after),
        case,
    }
}

/// A folder that goes with this value.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let name = format!("cadastre-runners-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// How many migrations these files are.
fn count(layout: &str, files: &[File]) -> usize {
    let layout = layout::layout(layout).unwrap();
    let versions: BTreeSet<String> = files
        .iter()
        .filter_map(|file| layout.recognise(&file.path, &file.text))
        .map(|known| known.version)
        .collect();
    versions.len()
}

fn there_and_back(runner: &Runner, pair: &Pair, numbering: Numbering) -> Result<(), String> {
    let case = &pair.case;
    let layout = layout::layout(runner.layout).unwrap();
    let start = Start {
        numbering,
        first: numbering.next(None, 1_770_000_000),
        previous: None,
        date: None,
    };
    let files = files(&case.plan(runner.strategy), layout, start, None);
    let folder = Folder::new(&format!("{}-{}-{}", runner.layout, runner.table, case.name));
    for file in &files {
        folder.write(&file.path, &file.text);
    }
    // The list of hashes stands in the same folder, and no runner may stumble over it.
    folder.write(cadastre::repository::LOCK_FILE, "");
    let live = Server::get().database();
    live.run(&case.before)?;
    live.run(&case.rows)?;
    let count = count(runner.layout, &files);
    for way in ["up", "down", "up again"] {
        let expected = if way == "down" {
            (runner.down)(folder.path(), &live, count)
                .map_err(|error| format!("{way}: {error}"))?;
            &pair.base
        } else {
            (runner.up)(folder.path(), &live).map_err(|error| format!("{way}: {error}"))?;
            &pair.target
        };
        let actual = normal(&live.dump_without(&format!("{}*", runner.table)));
        if actual != *expected {
            return Err(format!(
                "{way} ends elsewhere:\n{}",
                difference(&actual, expected)
            ));
        }
    }
    Ok(())
}

fn all(runner: &Runner, numbering: Numbering) {
    let pairs = pairs();
    let failures: Vec<String> = pairs
        .iter()
        .step_by(runner.stride)
        .filter_map(|pair| {
            let error = there_and_back(runner, pair, numbering).err()?;
            Some(format!("{}: {error}", pair.case.name))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{}: {} of {} failed:\n{}",
        runner.layout,
        failures.len(),
        pairs.len().div_ceil(runner.stride),
        failures.join("\n\n")
    );
}

#[test]
fn sqlx_runs_its_layout() {
    all(&SQLX, Numbering::Timestamp);
}

#[test]
fn sqlx_runs_plain_up_and_down_files() {
    all(&SQLX_UP_DOWN, Numbering::Sequence { digits: 3 });
}

#[test]
fn diesel_runs_its_layout() {
    all(&DIESEL, Numbering::Dashed);
}

#[test]
fn dbmate_runs_its_layout() {
    all(&DBMATE, Numbering::Timestamp);
}

#[test]
fn node_pg_migrate_runs_its_layout() {
    all(&NODE_PG_MIGRATE, Numbering::Milliseconds);
}

#[test]
fn dblift_runs_the_layout_of_flyway() {
    all(&DBLIFT, Numbering::Sequence { digits: 3 });
}
