//! Why a command could not run.

use std::io;

use cadastre::diff::RenameError;
use cadastre::export::document::LoadError;
use cadastre::import::ReadError;
use cadastre::migration::PlanError;
use cadastre::repository::Refusal;
use thiserror::Error;

/// A reason for status 2.
#[derive(Debug, Error)]
pub enum Failure {
    /// A path leads nowhere.
    #[error("{0}: There is no such file or folder.")]
    NotFound(String),
    /// The system refuses to read.
    #[error("{path}: {error}.")]
    Unread {
        /// The path as given.
        path: String,
        /// What the system says.
        error: io::Error,
    },
    /// The bytes are no text.
    #[error("{path}: {error}")]
    NotText {
        /// The file.
        path: String,
        /// Why.
        error: ReadError,
    },
    /// A document that cannot be opened.
    #[error("{path}: {error}")]
    NotDocument {
        /// The file.
        path: String,
        /// Why.
        error: LoadError,
    },
    /// A folder without migrations.
    #[error("{0}: There is no .sql file in this folder.")]
    NoSql(String),
    /// A document among other paths.
    #[error(
        "{0} is a document, which stands for a whole schema. Give it alone, without other paths."
    )]
    DocumentAmongOthers(String),
    /// A document where SQL is asked for.
    #[error("{0} is a document: it has no statements to report on.")]
    DocumentHasNoStatements(String),
    /// Every statement was refused.
    #[error("Nothing could be read: {0}")]
    NothingRead(String),
    /// The profile is not known.
    #[error("There is no profile named `{name}`. Profiles: {known}.")]
    Profile {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The rule is not known.
    #[error("There is no rule named `{name}`.{nearest} `cadastre rules` lists them.")]
    Rule {
        /// What was asked for.
        name: String,
        /// The name that may be meant, as a sentence with a blank before it; empty without one.
        nearest: String,
    },
    /// The proposal is not known.
    #[error("There is no proposal named `{name}`. Proposals: {known}.")]
    Proposal {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A file holds reviews of something else.
    #[error("{path}: {reason}")]
    NotMerged {
        /// The file.
        path: String,
        /// Why.
        reason: cadastre::debate::Refusal,
    },
    /// The table is not known, or not told apart.
    #[error("{why} named `{name}`. Write it as schema.table.")]
    Table {
        /// What was asked for.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Neither a schema nor migrations were named.
    #[error("There is nothing to check: give a PATH, or --migrations DIR.")]
    NothingToCheck,
    /// A picture of nothing.
    #[error("There is no table to draw.")]
    NothingToDraw,
    /// `cadastre.toml` is wrong.
    #[error("{path}:{line}:{column}: {reason}.")]
    Config {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
    /// There is no way from base to target.
    #[error("{0}.")]
    Plan(#[from] PlanError),
    /// A rename of the command line cannot hold.
    #[error("--rename: {0}.")]
    Rename(#[from] RenameError),
    /// What goes and comes may be one thing under a new name.
    #[error(
        "These look like renames. Say for each whether it is one:\n{0}A rename keeps the rows; otherwise the old one is dropped with them. `-- @renamed from=OLD` in the SQL says it too."
    )]
    ProbableRenames(String),
    /// A name of the command line is not in the schemas.
    #[error(
        "--{option}: There is no table, column, constraint or index `{name}` in either schema."
    )]
    NoSuchObject {
        /// The option.
        option: &'static str,
        /// The name as given.
        name: String,
    },
    /// Migrations are PostgreSQL's.
    #[error(
        "{path}: The schema is written for {dialect}. Migrations are written for PostgreSQL only; `cadastre export` writes the whole schema."
    )]
    NotPostgresql {
        /// The document or the first file.
        path: String,
        /// Its database.
        dialect: &'static str,
    },
    /// The repository has no place for the files.
    #[error("{0}")]
    Repository(#[from] Refusal),
    /// The system refuses to write.
    #[error("{path}: {error}. It could not be written.")]
    Unwritten {
        /// The path.
        path: String,
        /// What the system says.
        error: io::Error,
    },
}
