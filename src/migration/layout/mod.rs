//! How each migration runner wants its files: one layout, one file here, and its line in [`LAYOUTS`].
//!
//! What a runner is told about transactions was tried with the runner (`tests/runners`): one that opens a transaction
//! itself gets no `BEGIN`, and a file that must run outside of one says so in the runner's own words.

mod alembic;
mod dbmate;
mod diesel;
mod flyway;
mod goose;
mod guards;
mod idempotent;
mod node_pg_migrate;
mod number;
mod prisma;
mod script;
mod sqlx;
mod statement;
mod up_down;

use sha2::{Digest as _, Sha256};

use super::files::File;
use super::step::Step;
use super::{Plan, files};

pub use alembic::environment as alembic_environment;
pub use idempotent::records;
pub use number::{Numbering, date};
pub use up_down::LAYOUT as UP_DOWN;

/// A way to lay migrations out.
#[derive(Debug)]
pub struct Layout {
    /// Name on the command line.
    pub name: &'static str,
    /// Title in lists.
    pub title: &'static str,
    /// What its files are called and who reads them, in one sentence.
    pub description: &'static str,
    /// How files are numbered where the folder does not tell.
    pub numbering: Numbering,
    /// Folder of migrations in a repository that has none.
    pub folder: &'static str,
    write: fn(&Piece) -> Vec<File>,
    recognise: fn(&str, &str) -> Option<Known>,
    /// What must stand in a folder before the first migration, if its files do not have it: version and file.
    preamble: Option<fn(&str, Option<&str>) -> Vec<File>>,
    /// What is kept current beside the migrations.
    pub companion: Companion,
}

/// What a layout keeps current beside its migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Companion {
    /// Nothing of its own.
    None,
    /// `init.sql`, which builds what all migrations together build.
    InitScript,
    /// SQLAlchemy models.
    Models,
}

/// Every layout, in the order in which to offer them. Of two that fit a folder equally the first is taken.
pub const LAYOUTS: &[&Layout] = &[
    &up_down::LAYOUT,
    &sqlx::LAYOUT,
    &idempotent::LAYOUT,
    &alembic::LAYOUT,
    &dbmate::LAYOUT,
    &diesel::LAYOUT,
    &flyway::LAYOUT,
    &goose::LAYOUT,
    &node_pg_migrate::LAYOUT,
    &prisma::LAYOUT,
];

/// The layout with this name.
pub fn layout(name: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|one| one.name == name).copied()
}

/// A migration that a file in a folder belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Folder of the migrations, without a slash at its end; empty for the folder itself.
    pub folder: String,
    /// Version as written.
    pub version: String,
    /// Name after the version.
    pub name: String,
    /// Versions it follows, where files say so.
    pub follows: Vec<String>,
}

/// Where a plan's files begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// How they are numbered.
    pub numbering: Numbering,
    /// Number of the first file.
    pub first: u64,
    /// Version of the migration before, for runners that chain their files.
    pub previous: Option<String>,
    /// Day the files are written, `YYYY-MM-DD`, for layouts whose header has it.
    pub date: Option<String>,
}

impl From<u64> for Start {
    fn from(first: u64) -> Self {
        Start {
            numbering: Numbering::Sequence { digits: 3 },
            first,
            previous: None,
            date: None,
        }
    }
}

impl From<u32> for Start {
    fn from(first: u32) -> Self {
        u64::from(first).into()
    }
}

/// A part of a plan that becomes one migration.
pub(crate) struct Piece<'a> {
    /// Version as the file name has it.
    pub version: String,
    /// Version of the migration before.
    pub previous: Option<String>,
    /// Name, `verb_entity_detail`.
    pub name: String,
    /// Day it is written.
    pub date: Option<String>,
    /// Its steps in order.
    pub steps: Vec<&'a Step>,
    /// The whole plan.
    pub plan: &'a Plan,
}

impl Piece<'_> {
    /// `version_name`.
    pub(super) fn stem(&self) -> String {
        format!("{}_{}", self.version, self.name)
    }

    /// Whether it may run in one transaction.
    pub(super) fn transactional(&self) -> bool {
        self.steps.iter().all(|step| step.transactional)
    }

    /// Its statements in the order to run them, each with its step.
    pub(super) fn statements(&self, up: bool) -> Vec<(&Step, &str)> {
        let of = |step| {
            let step: &Step = step;
            let statements = if up { &step.up } else { &step.down };
            statements.iter().map(move |one| (step, one.as_str()))
        };
        match up {
            true => self.steps.iter().flat_map(|step| of(step)).collect(),
            false => self.steps.iter().rev().flat_map(|step| of(step)).collect(),
        }
    }

    /// A version made of what the migration does and follows, for runners that chain their files: twelve hexadecimal digits.
    pub(crate) fn revision(&self) -> String {
        let mut all = format!(
            "{}\n{}\n",
            self.previous.as_deref().unwrap_or(""),
            self.name
        );
        for (_, statement) in self.statements(true).iter().chain(&self.statements(false)) {
            all.push_str(statement);
            all.push('\n');
        }
        hash(&all).chars().take(12).collect()
    }
}

/// SHA-256 of a text in hexadecimal digits, as `sha256sum` prints it.
pub fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Layout {
    /// The files of one migration.
    pub(super) fn files(&self, piece: &Piece) -> Vec<File> {
        (self.write)(piece)
    }

    /// What migration a file of a repository is part of, if it is one of this layout's.
    pub fn recognise(&self, path: &str, text: &str) -> Option<Known> {
        (self.recognise)(path, text)
    }

    /// Whether a folder that does not have it yet needs something before the first migration.
    pub fn has_preamble(&self) -> bool {
        self.preamble.is_some()
    }

    /// What a folder needs before the first migration, under a version of its own.
    pub fn preamble(&self, version: &str, date: Option<&str>) -> Vec<File> {
        self.preamble
            .map_or_else(Vec::new, |write| write(version, date))
    }

    /// The names of the migrations a plan becomes: version and name, in order.
    pub fn versions(&self, plan: &Plan, start: Start, name: Option<&str>) -> Vec<(String, String)> {
        files::pieces(plan, start, name)
            .into_iter()
            .map(|piece| (piece.version, piece.name))
            .collect()
    }
}

/// `version` and `name` of `version_name` or `version-name`, where the version is digits and dashes.
fn numbered(stem: &str) -> Option<(&str, &str)> {
    let end = stem.find(|letter: char| !letter.is_ascii_digit() && letter != '-')?;
    let (version, name) = stem.split_at(end);
    let version = version.trim_end_matches('-');
    let name = name.trim_start_matches('_');
    (version.starts_with(|letter: char| letter.is_ascii_digit()) && !name.is_empty())
        .then_some((version, name))
}

/// Folder and file name of a path.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn known(folder: &str, version: &str, name: &str) -> Known {
    Known {
        folder: folder.to_string(),
        version: version.to_string(),
        name: name.to_string(),
        follows: Vec::new(),
    }
}

/// Recognises `version_name.sql` with this mark in its text.
fn one_file(path: &str, text: &str, mark: &str) -> Option<Known> {
    let (folder, file) = split(path);
    let (version, name) = numbered(file.strip_suffix(".sql")?)?;
    text.contains(mark).then(|| known(folder, version, name))
}

/// Recognises `version_name/file`.
fn folder_of(path: &str, files: &[&str]) -> Option<Known> {
    let (folder, file) = split(path);
    if !files.contains(&file) {
        return None;
    }
    let (above, own) = split(folder);
    let (version, name) = numbered(own)?;
    Some(known(above, version, name))
}
