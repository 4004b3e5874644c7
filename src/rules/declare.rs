//! How a rule is declared: once, in its own file, by [`declare_rule!`](crate::declare_rule). Its page, its row in the rule
//! list, its help card, its tests and its entry in JSON all come from that declaration.

use std::fmt;

use crate::model::script::Script;
use crate::model::{Op, Table};

use super::{Context, Finding, Findings, IdSource};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Wrong; blocks.
    Error,
    /// Likely wrong.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word in files: `error`, `warning`, `info`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }

    /// Reads a word of a settings file: `Some(None)` for `off`, `None` for anything unknown.
    pub fn parse(word: &str) -> Option<Option<Severity>> {
        match word {
            "error" => Some(Some(Severity::Error)),
            "warning" => Some(Some(Severity::Warning)),
            "info" => Some(Some(Severity::Info)),
            "off" => Some(None),
            _ => None,
        }
    }
}

/// The five things a proposal is scored by (seed 000, lines 152 to 156).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criterion {
    /// Can the database enforce this correctly?
    DataIntegrity,
    /// Will it scale?
    QueryPerformance,
    /// Are names and relationships obvious?
    SchemaClarity,
    /// Can it be deployed without downtime?
    MigrationImpact,
    /// Is the tenant handled correctly?
    MultiTenancy,
}

impl Criterion {
    /// All five, in the seed's order.
    pub const ALL: [Criterion; 5] = [
        Criterion::DataIntegrity,
        Criterion::QueryPerformance,
        Criterion::SchemaClarity,
        Criterion::MigrationImpact,
        Criterion::MultiTenancy,
    ];

    /// The identifier in files and addresses.
    pub fn id(self) -> &'static str {
        match self {
            Criterion::DataIntegrity => "data-integrity",
            Criterion::QueryPerformance => "query-performance",
            Criterion::SchemaClarity => "schema-clarity",
            Criterion::MigrationImpact => "migration-impact",
            Criterion::MultiTenancy => "multi-tenancy",
        }
    }

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Criterion::DataIntegrity => "Data integrity",
            Criterion::QueryPerformance => "Query performance",
            Criterion::SchemaClarity => "Schema clarity",
            Criterion::MigrationImpact => "Migration impact",
            Criterion::MultiTenancy => "Multi-tenancy",
        }
    }

    /// The question a reviewer asks (seed 000, lines 152 to 156).
    pub fn question(self) -> &'static str {
        match self {
            Criterion::DataIntegrity => "Can the database enforce this correctly?",
            Criterion::QueryPerformance => "Will this query scale to 1M+ rows?",
            Criterion::SchemaClarity => "Are names and relationships obvious?",
            Criterion::MigrationImpact => "Can we deploy this without downtime?",
            Criterion::MultiTenancy => "Is the tenant column handled correctly?",
        }
    }
}

/// The groups of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Tenancy.
    Tenancy,
    /// Integrity.
    Integrity,
    /// Indexes.
    Indexes,
    /// Types and columns.
    Types,
    /// Naming and documentation.
    Naming,
    /// Audit and lifecycle.
    Audit,
    /// Security.
    Security,
    /// Partitioning.
    Partitioning,
    /// Migration safety: judges migration files and plans.
    Migrations,
    /// Operational readiness: judges what the project says of itself.
    Operations,
}

impl Group {
    /// All groups, in the order of the catalogue.
    pub const ALL: [Group; 10] = [
        Group::Tenancy,
        Group::Integrity,
        Group::Indexes,
        Group::Types,
        Group::Naming,
        Group::Audit,
        Group::Security,
        Group::Partitioning,
        Group::Migrations,
        Group::Operations,
    ];

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Group::Tenancy => "Tenancy",
            Group::Integrity => "Integrity",
            Group::Indexes => "Indexes",
            Group::Types => "Types and columns",
            Group::Naming => "Naming and docs",
            Group::Audit => "Audit and lifecycle",
            Group::Security => "Security",
            Group::Partitioning => "Partitioning",
            Group::Migrations => "Migration safety",
            Group::Operations => "Operational readiness",
        }
    }
}

/// What a rule over the whole schema reads, and so when it must look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Names of relations and the table of tenants: when one of them changed.
    Names,
    /// Functions, views, grants and other objects beside tables: only when one of them changed.
    Programs,
    /// Keys, foreign keys, partitions and sizes of tables, and what stands beside them.
    Keys,
    /// As [`Reads::Keys`], but names of relations stand in its words only: a rename concerns it where it has found something.
    KeysOnly,
    /// All that [`Reads::Keys`] says, and the tables' columns and expressions too.
    Contents,
    /// As [`Reads::Contents`], but names of relations stand in its words only.
    ContentsOnly,
    /// What the project says of itself ([`crate::model::Facts`]), declared queries, and what [`Reads::Contents`] says.
    Facts,
}

/// Looks at the schema as a whole.
pub type SchemaCheck = fn(&Context<'_>, &mut Findings<'_>);

/// Looks at migration files.
pub type ScriptCheck = fn(&Context<'_>, &Script, &mut Findings<'_>);

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// One table at a time. It may read the tables it references or is referenced by, and what [`super::Neighbours`] knows.
    Table(fn(&Context<'_>, &Table, &mut Findings<'_>)),
    /// The schema as a whole.
    Schema(Reads, fn(&Context<'_>, &mut Findings<'_>)),
    /// Each table, and the schema as a whole when names of relations changed.
    Both(
        fn(&Context<'_>, &Table, &mut Findings<'_>),
        fn(&Context<'_>, &mut Findings<'_>),
    ),
    /// Migration files, or the files of a plan.
    Script(ScriptCheck),
}

impl Check {
    /// The part that looks at single tables.
    pub fn table(&self) -> Option<fn(&Context<'_>, &Table, &mut Findings<'_>)> {
        match self {
            Check::Table(check) | Check::Both(check, _) => Some(*check),
            Check::Schema(..) | Check::Script(_) => None,
        }
    }

    /// The part that looks at the schema, and what it reads.
    pub fn schema(&self) -> Option<(Reads, SchemaCheck)> {
        match self {
            Check::Table(_) | Check::Script(_) => None,
            Check::Schema(reads, check) => Some((*reads, *check)),
            Check::Both(_, check) => Some((Reads::Names, *check)),
        }
    }

    /// The part that looks at migration files.
    pub fn script(&self) -> Option<ScriptCheck> {
        match self {
            Check::Script(check) => Some(*check),
            _ => None,
        }
    }
}

/// Makes the operations that remove a finding; `None` when the document does not allow it.
pub type Fix = fn(&Context<'_>, &Finding, &mut IdSource) -> Option<Vec<Op>>;

/// A rule.
pub struct Rule {
    /// Name, as in the catalogue.
    pub name: &'static str,
    /// Group.
    pub group: Group,
    /// Severity unless the profile or the document says otherwise; `None`: off.
    pub severity: Option<Severity>,
    /// Criterion it counts for.
    pub criterion: Criterion,
    /// Whether the examples stand without the given tables.
    pub alone: bool,
    /// Whether PostgreSQL itself refuses the failing example.
    pub refused: bool,
    /// Stances its examples are judged under, where they differ from the default profile's.
    pub stances: &'static [(&'static str, &'static str)],
    /// Whether partitions are looked at too; what they have from their parent is the parent's finding.
    pub partitions: bool,
    /// What it looks at.
    pub check: Check,
    /// Its fix, where one is mechanical.
    pub fix: Option<Fix>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// What is told of a rule. Apart from the rule, because the first page load brings the rules and not their pages.
pub struct Page {
    /// The rule's name.
    pub name: &'static str,
    /// The user's page in Markdown: What, Why, When it is safe to ignore, Fix.
    pub text: &'static str,
    /// Where the rule comes from: seed file and line, or a peer.
    pub sources: &'static [&'static str],
    /// SQL the rule flags. The catalogue's given tables stand before it unless [`Rule::alone`].
    pub fail: &'static str,
    /// SQL the rule passes.
    pub pass: &'static str,
}

impl Page {
    /// A section of the page by its heading, without the heading.
    pub fn section(&self, heading: &str) -> Option<&'static str> {
        let start = self.text.split_once(&format!("# {heading}\n"))?.1;
        // Lines of doc comments keep the blank after the slashes.
        let end = start.find("\n # ").or_else(|| start.find("\n# "));
        Some(start.get(..end.unwrap_or(start.len()))?.trim())
    }

    /// The first sentence of the page: the rule in one line.
    pub fn summary(&self) -> &'static str {
        self.section("What")
            .and_then(|text| text.lines().next())
            .unwrap_or("")
    }
}

/// Declares a rule as `pub static RULE` and `pub static PAGE`. The doc comment is the user's page; the rest is explained at
/// [`Rule`] and [`Page`].
///
/// ```text
/// declare_rule! {
///     /// # What
///     /// ...
///     "require-primary-key", Group::Integrity, Some(Severity::Error), Criterion::DataIntegrity,
///     sources: ["0:59"],
///     fail: "CREATE TABLE t(a int)",
///     pass: "CREATE TABLE t(id uuid PRIMARY KEY)",
///     check: Check::Table(check),
///     fix: Some(fix),
/// }
/// ```
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $line:literal])+
        $name:literal, $group:expr, $severity:expr, $criterion:expr,
        sources: [$($source:literal),+ $(,)?],
        fail: $fail:expr,
        pass: $pass:expr,
        $(alone: $alone:literal,)?
        $(refused: $refused:literal,)?
        $(partitions: $partitions:literal,)?
        $(stances: [$($key:literal = $value:literal),+],)?
        check: $check:expr,
        fix: $fix:expr $(,)?
    ) => {
        $(#[doc = $line])+
        pub static RULE: $crate::rules::Rule = $crate::rules::Rule {
            name: $name,
            group: $group,
            severity: $severity,
            criterion: $criterion,
            alone: false $(|| $alone)?,
            refused: false $(|| $refused)?,
            partitions: false $(|| $partitions)?,
            stances: &[$($(($key, $value)),+)?],
            check: $check,
            fix: $fix,
        };
        /// What is told of the rule.
        pub static PAGE: $crate::rules::Page = $crate::rules::Page {
            name: $name,
            text: concat!($($crate::rules::declare::line!($line)),+),
            sources: &[$($source),+],
            fail: $fail,
            pass: $pass,
        };
    };
}

/// One line of a doc comment with its line end.
#[doc(hidden)]
#[macro_export]
macro_rules! rule_page_line {
    ($line:literal) => {
        concat!($line, "\n")
    };
}
pub use crate::rule_page_line as line;
