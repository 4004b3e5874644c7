//! The user's own repository: what migrations it holds, and what a plan would write into it.
//!
//! Everything here works on names and texts that somebody else has read, and gives back names and texts for somebody else
//! to write. A migration is only ever a new file; a file that exists is changed only if it follows from the schema
//! (`init.sql`, docs, models, the list of hashes), and its difference can be shown before.

mod companions;
mod detect;
mod difference;
mod lock;
mod propose;

use std::collections::BTreeMap;

use thiserror::Error;

use crate::migration::Plan;
use crate::migration::layout::{Known, Layout, Numbering};
use crate::model::Document;

pub use difference::{Line, difference, unified};
pub use lock::{LOCK_FILE, read as read_hashes};

/// Folders that hold no migrations of the user's own.
const SKIPPED: &[&str] = &[
    "node_modules",
    "target",
    "dist",
    "build",
    "venv",
    "vendor",
    "__pycache__",
];

/// Endings of files that may say something of migrations.
const ENDINGS: &[&str] = &[
    ".sql",
    ".sql.conf",
    ".py",
    ".cjs",
    ".js",
    ".mjs",
    ".ts",
    ".ini",
];

/// Names of files that tell a repository from a bare folder, or are kept current.
const NAMES: &[&str] = &[
    "metadata.toml",
    "script.py.mako",
    companions::DOCS,
    "Cargo.toml",
    "Gemfile",
    "Makefile",
    "README.md",
    "build.gradle",
    "go.mod",
    "package.json",
    "pom.xml",
    "pyproject.toml",
    "requirements.txt",
];

/// The longest file read, in bytes; migrations are shorter.
pub const LONGEST: u64 = 4 * 1024 * 1024;

/// Whether a folder is worth looking into.
pub fn enters(name: &str) -> bool {
    !name.starts_with('.') && !SKIPPED.contains(&name)
}

/// Whether a file is worth reading.
pub fn reads(name: &str) -> bool {
    let is_hidden = name.starts_with('.');
    let is_known = NAMES.contains(&name) || ENDINGS.iter().any(|ending| name.ends_with(ending));
    name == LOCK_FILE || (is_known && !is_hidden)
}

/// A repository, or a folder of migrations alone, as far as it matters here.
#[derive(Clone, Debug, Default)]
pub struct Repository {
    files: BTreeMap<String, String>,
    found: Option<Found>,
}

/// The migrations that were found.
#[derive(Clone, Debug)]
struct Found {
    /// Their layout; none for numbered SQL files of no layout that is known.
    layout: Option<&'static Layout>,
    /// Their folder; empty for the folder that was opened.
    folder: String,
    /// Each file that is part of a migration.
    known: Vec<(String, Known)>,
    /// Other folders with migrations.
    others: Vec<String>,
}

/// What is to be written, and how.
pub struct Request<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The document whose schema the plan leads to.
    pub document: &'a Document,
    /// Layout in place of the one found.
    pub layout: Option<&'static Layout>,
    /// Layout where none is found.
    pub otherwise: Option<&'static Layout>,
    /// Numbering in place of the one found.
    pub numbering: Option<Numbering>,
    /// Number in place of the one that follows those there, where migrations are counted.
    pub number: Option<u64>,
    /// Name in place of the plan's.
    pub name: Option<&'a str>,
    /// Now, in seconds since 1970.
    pub now: u64,
}

/// What kind of file a [`Write`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Part of a migration: written once and never again.
    Migration,
    /// Follows from the schema: `init.sql`, docs, models.
    Companion,
    /// The hashes of the migrations.
    Lock,
}

/// What writing does to the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// There is none yet.
    New,
    /// It exists with this text.
    Replaced {
        /// Its text now.
        before: String,
    },
    /// It exists and says the same.
    Unchanged,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Path in the folder that was opened.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// What becomes of the file there.
    pub change: Change,
}

/// What would be written.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Layout of the files.
    pub layout: &'static Layout,
    /// Folder of the migrations; empty for the folder that was opened.
    pub folder: String,
    /// Version of the first migration.
    pub version: String,
    /// The files: migrations first.
    pub writes: Vec<Write>,
    /// What the reader should know, one sentence each.
    pub notices: Vec<String>,
}

/// Why nothing can be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A migration would be changed.
    #[error("`{0}` exists and differs. Nothing was written.")]
    Differs(String),
    /// Revisions of Alembic that nothing follows, several of them.
    #[error(
        "The revisions {0} are followed by none. Merge them with `alembic merge heads`, then write again."
    )]
    SeveralHeads(String),
    /// The folder numbers its files beyond what can follow.
    #[error("The numbers of the migrations in `{0}` leave none to follow.")]
    NoNumberLeft(String),
}

impl Repository {
    /// Takes in the files of a folder, by their paths in it with `/`.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Repository {
        let files: BTreeMap<String, String> = files.into_iter().collect();
        let found = detect::found(&files);
        Repository { files, found }
    }

    /// The layout of the migrations there, if there are some of a layout that is known.
    pub fn layout(&self) -> Option<&'static Layout> {
        self.found.as_ref().and_then(|found| found.layout)
    }

    /// One sentence on what was found.
    pub fn summary(&self) -> String {
        let Some(found) = &self.found else {
            return "No migrations yet.".to_string();
        };
        let mut versions: Vec<&str> = found
            .known
            .iter()
            .map(|(_, known)| known.version.as_str())
            .collect();
        versions.sort_unstable();
        versions.dedup();
        let count = match versions.len() {
            1 => "1 migration".to_string(),
            count => format!("{count} migrations"),
        };
        let place = match found.folder.as_str() {
            "" => String::new(),
            folder => format!(" in {folder}"),
        };
        match found.layout {
            Some(layout) => format!("{count}{place}: {}.", layout.title),
            None => format!("{count}{place}, numbered SQL files."),
        }
    }

    /// What a plan would write.
    ///
    /// # Errors
    /// When a migration that exists would be changed, or no number or place in the chain is left.
    pub fn propose(&self, request: &Request) -> Result<Proposal, Refusal> {
        propose::propose(self, request)
    }
}
