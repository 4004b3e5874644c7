//! What may stand on the command line.

use std::path::PathBuf;

use cadastre::debate::report::REPORTS;
use cadastre::diff::Rename;
use cadastre::export::FORMATS;
use cadastre::migration::layout::{LAYOUTS, Numbering};
use cadastre::migration::{Strategy, Way};
use cadastre::model::Dialect;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Checks, reads, exports and migrates multi-tenant PostgreSQL schemas; reads and writes MySQL's and SQLite's.
///
/// PATH is one or more .sql files, which apply in the order given; a folder of migrations, which apply in the order of
/// their names, the way down left out; or one document (name.cadastre.json). `-` is standard input.
#[derive(Debug, Parser)]
#[command(name = "cadastre", version, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a schema: findings and score. Status 0: no error; 1: some; 2: could not run
    Check(CheckArguments),
    /// Say what became of each statement
    Import(ImportArguments),
    /// Write a schema in another format
    Export(ExportArguments),
    /// Write the migration from one schema to another and print its plan
    Migrate(MigrateArguments),
    /// List the rules, or print the page of one
    Rules(RulesArguments),
    /// Write the review of a document's proposals: scores, comparison, remarks, position cards
    Review(ReviewArguments),
    /// Tell each table's class, the leak paths between tenants, the gaps of row security, and what a deletion takes along
    Tenancy(TenancyArguments),
}

/// How to print a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// For programs, on one line.
    Json,
}

/// How to print findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Text,
    /// For programs, on one line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// Whose SQL the .sql files hold.
#[derive(Clone, Copy, Debug, Args)]
pub struct DialectArgument {
    /// Read .sql files as this database's, in place of what their words tell
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(Dialect::ALL.map(Dialect::word)).map(|word| Dialect::of_word(&word).unwrap_or_default()))]
    pub dialect: Option<Dialect>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// .sql files, a folder of migrations, or a document
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Judge these migration files too, or alone: a folder, or one file
    #[arg(long, value_name = "DIR")]
    pub migrations: Option<PathBuf>,
    /// Print too, as a diff, how the migration files that can be mended would be written beside a running application
    #[arg(long, requires = "migrations")]
    pub rewrite: bool,
    /// Report only what a change brings: the schema before it, or with --migrations the folder before it
    #[arg(long, value_name = "PATH")]
    pub base: Option<PathBuf>,
    /// Profile, stances, severities, waivers and facts, in place of cadastre.toml of the current folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Whose SQL it is
    #[command(flatten)]
    pub dialect: DialectArgument,
    /// Rules as this profile has them, in place of the document's own
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// A file of the queries the application runs, to be judged with the schema; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub queries: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// .sql files or a folder of migrations
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Whose SQL it is
    #[command(flatten)]
    pub dialect: DialectArgument,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
}

/// Arguments of `tenancy`.
#[derive(Debug, Args)]
pub struct TenancyArguments {
    /// .sql files, a folder of migrations, or a document
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Whose SQL it is
    #[command(flatten)]
    pub dialect: DialectArgument,
    /// Follow the deletion of a row of this table
    #[arg(long, value_name = "TABLE")]
    pub delete: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
}

/// How to print the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// A list, or one page, for people.
    Text,
    /// For programs, on one line.
    Json,
    /// Whole pages.
    Markdown,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArguments {
    /// The rule whose page to print; all of them when left out
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub format: PageFormat,
}

/// Arguments of `review`.
#[derive(Debug, Args)]
pub struct ReviewArguments {
    /// A document with proposals; a document without, .sql files or a folder of migrations are one proposal
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Whose SQL it is
    #[command(flatten)]
    pub dialect: DialectArgument,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "markdown", value_parser = PossibleValuesParser::new(REPORTS.iter().map(|form| form.name)))]
    pub format: String,
    /// Only the proposal of this name
    #[arg(long, value_name = "NAME")]
    pub proposal: Option<String>,
    /// Take in the reviews of this copy of the document; may be given more than once
    #[arg(long, value_name = "FILE")]
    pub with: Vec<PathBuf>,
    /// Whose position the cards state
    #[arg(long, value_name = "ROLE", default_value = "")]
    pub role: String,
    /// Profile, stances, severities, waivers and facts of SQL, in place of cadastre.toml of the current folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where to write it, in place of standard output
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The formats of pictures.
pub const PICTURES: [&str; 2] = ["svg", "pdf"];

/// The colours of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeName {
    /// Dark on light
    Light,
    /// Light on dark
    Dark,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// .sql files, a folder of migrations, or a document
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Whose SQL it is
    #[command(flatten)]
    pub dialect: DialectArgument,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name).chain(PICTURES)))]
    pub format: String,
    /// Of a picture: which colours
    #[arg(long, value_enum, default_value_t = ThemeName::Light)]
    pub theme: ThemeName,
    /// Where to write it, in place of standard output
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `migrate`.
#[derive(Debug, Args)]
pub struct MigrateArguments {
    /// The schema as it stands; when left out, the base of the document of --to, or else an empty database
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub from: Vec<PathBuf>,
    /// The schema as it shall be
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    pub to: Vec<PathBuf>,
    /// Whose SQL it is
    #[command(flatten)]
    pub dialect: DialectArgument,
    /// Profile, stances and rows, in place of cadastre.toml of the current folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Name of the migration (add_orders_note), in place of the document's own or the one proposed from the change
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// How tables with rows are treated; when left out, as the document of --to or the stance migration.mode says, or else in one transaction
    #[arg(long, value_enum)]
    pub strategy: Option<StrategyName>,
    /// Whose files to write; when left out, as the document of --to says, or else what the folder holds already tells, or the stance files
    #[arg(long, value_name = "LAYOUT", value_parser = PossibleValuesParser::new(LAYOUTS.iter().map(|layout| layout.name)))]
    pub layout: Option<String>,
    /// How to number the files; when left out, as the folder does already
    #[arg(long, value_name = "HOW", value_parser = PossibleValuesParser::new(Numbering::NAMES.iter().map(|(name, _)| *name)))]
    pub numbering: Option<String>,
    /// The repository, or its folder of migrations; the number follows those in it
    #[arg(long, value_name = "DIR", alias = "out")]
    pub into: PathBuf,
    /// Write init.sql, docs and models that exist anew; without it their differences are printed
    #[arg(long)]
    pub replace: bool,
    /// A table or column that got another name (users=accounts, users.mail=email); OLD= says that OLD goes and was not renamed
    #[arg(long = "rename", value_name = "OLD=NEW", value_parser = answer)]
    pub renames: Vec<Rename>,
    /// How a change is made, where there is more than one way (users.mail=direct|phased|keep)
    #[arg(long = "way", value_name = "OBJECT=WAY", value_parser = chosen_way)]
    pub ways: Vec<(String, Way)>,
    /// What a new column of rows that exist is filled with, as SQL over the table's own columns (orders.note='')
    #[arg(long = "fill", value_name = "TABLE.COLUMN=SQL", value_parser = pair)]
    pub fills: Vec<(String, String)>,
}

/// `left=right`; the right side may be empty.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((left, right)) if !left.trim().is_empty() => {
            Ok((left.trim().to_string(), right.trim().to_string()))
        }
        _ => Err("write it as NAME=VALUE".to_string()),
    }
}

fn answer(text: &str) -> Result<Rename, String> {
    pair(text).map(|(from, to)| Rename { from, to })
}

fn chosen_way(text: &str) -> Result<(String, Way), String> {
    let (object, word) = pair(text)?;
    let ways = [Way::Phased, Way::Direct, Way::Keep];
    match ways.into_iter().find(|way| way.name() == word) {
        Some(way) => Ok((object, way)),
        None => Err("the ways are phased, direct and keep".to_string()),
    }
}

/// [`Strategy`] as written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StrategyName {
    /// Several files, each safe to run while the application works
    Online,
    /// One transaction
    Single,
}

impl From<StrategyName> for Strategy {
    fn from(name: StrategyName) -> Self {
        match name {
            StrategyName::Online => Strategy::Online,
            StrategyName::Single => Strategy::Single,
        }
    }
}
