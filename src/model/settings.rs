//! What the document says beside the schema: tenancy, profile, access patterns, scale.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AccessPatternId, Facts, TableId, is_default};

/// How tenants share a database (seed 002, line 68).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenancyMode {
    /// All tenants in the same tables, told apart by a column.
    #[default]
    Shared,
    /// A schema for each tenant.
    Schema,
    /// A database for each tenant.
    Database,
    /// One tenant only.
    None,
}

/// Tenancy settings of a document. What is `None` is inferred from keys and names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenancySettings {
    /// Mode.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mode: TenancyMode,
    /// The table of tenants.
    #[serde(default, skip_serializing_if = "is_default")]
    pub root: Option<TableId>,
    /// Name of the tenant column (`org_id`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub column: Option<String>,
    /// Classes set by hand; they win over inference.
    #[serde(default, skip_serializing_if = "is_default")]
    pub classes: BTreeMap<TableId, TenancyClass>,
}

/// What a table is to tenancy (look.md section 4).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TenancyClass {
    /// The table of tenants.
    Root,
    /// Rows belong to one tenant.
    TenantScoped,
    /// Joins tenants to something global, or two tenant-scoped tables.
    Bridge,
    /// Shared look-up data.
    Reference,
    /// Shared by all tenants (users who may join many).
    Global,
    /// Not known.
    #[default]
    Unclassified,
}

impl TenancyClass {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            TenancyClass::Root => "Tenant root",
            TenancyClass::TenantScoped => "Tenant-scoped",
            TenancyClass::Bridge => "Bridge",
            TenancyClass::Reference => "Reference",
            TenancyClass::Global => "Global",
            TenancyClass::Unclassified => "Unclassified",
        }
    }
}

/// A query the application runs (seed 000, lines 30 and 128).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessPattern {
    /// Stable identity.
    pub id: AccessPatternId,
    /// Name in the author's words.
    pub name: String,
    /// SQL text with parameters.
    pub sql: String,
    /// How often, in the author's words (`200 per second`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub frequency: String,
    /// Latency target in milliseconds at the 99th percentile.
    #[serde(default, skip_serializing_if = "is_default")]
    pub latency_milliseconds: Option<u32>,
    /// Why it may read the rows of all tenants (a worker, a report); `None` when it must not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub global: Option<String>,
    /// Whether it runs once for each row of another query.
    #[serde(default, skip_serializing_if = "is_default")]
    pub per_row: bool,
    /// Schemas that bare names are looked up in; empty for `public`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub search_path: Vec<String>,
}

impl AccessPattern {
    /// A pattern with nothing said but its text.
    pub fn new(id: AccessPatternId, name: &str, sql: &str) -> Self {
        AccessPattern {
            id,
            name: name.to_string(),
            sql: sql.to_string(),
            frequency: String::new(),
            latency_milliseconds: None,
            global: None,
            per_row: false,
            search_path: Vec::new(),
        }
    }
}

/// What is known of a table's size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleHint {
    /// Rows today.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rows: Option<u64>,
    /// Rows added a month.
    #[serde(default, skip_serializing_if = "is_default")]
    pub growth_per_month: Option<u64>,
    /// How long rows are kept, in the author's words (`13 months`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub retention: Option<String>,
}

/// The database a schema is written for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// PostgreSQL.
    #[default]
    Postgresql,
    /// MySQL and MariaDB.
    Mysql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// All of them, PostgreSQL first.
    pub const ALL: [Dialect; 3] = [Dialect::Postgresql, Dialect::Mysql, Dialect::Sqlite];

    /// What people read.
    pub fn title(self) -> &'static str {
        match self {
            Dialect::Postgresql => "PostgreSQL",
            Dialect::Mysql => "MySQL",
            Dialect::Sqlite => "SQLite",
        }
    }

    /// The word on the command line (seed 002, line 56).
    pub fn word(self) -> &'static str {
        match self {
            Dialect::Postgresql => "postgresql",
            Dialect::Mysql => "mysql",
            Dialect::Sqlite => "sqlite",
        }
    }

    /// The dialect of a [`Dialect::word`].
    pub fn of_word(word: &str) -> Option<Dialect> {
        Dialect::ALL
            .into_iter()
            .find(|dialect| dialect.word() == word)
    }
}

/// Settings of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Rule profile (`shared-saas`, ...; rules.md section 1.2).
    pub profile: String,
    /// Database the schema is written for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dialect: Dialect,
    /// Target PostgreSQL major version.
    pub postgresql: u16,
    /// Stances that differ from the profile, by key (`pk.style` → `identity`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub stances: BTreeMap<String, String>,
    /// Rule severities that differ from the profile, by rule name (`error`, `warning`, `info`, `off`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub severities: BTreeMap<String, String>,
    /// Next migration number the exporter writes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub next_migration_number: Option<u32>,
    /// Relationships to one key above this number fold into a badge on the drawing; `None` for
    /// [`Settings::FOLD_ABOVE`].
    #[serde(default, skip_serializing_if = "is_default")]
    pub fold_above: Option<u32>,
    /// What the project says of how it is run.
    #[serde(default, skip_serializing_if = "is_default")]
    pub facts: Box<Facts>,
}

impl Settings {
    /// Relationships to one key above this number fold unless the document says another (look.md section 5).
    pub const FOLD_ABOVE: u32 = 12;

    /// The number above which relationships to one key fold.
    pub fn folds_above(&self) -> usize {
        self.fold_above.unwrap_or(Self::FOLD_ABOVE) as usize
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            profile: "shared-saas".to_string(),
            dialect: Dialect::default(),
            postgresql: 15,
            stances: BTreeMap::new(),
            severities: BTreeMap::new(),
            next_migration_number: None,
            fold_above: None,
            facts: Box::default(),
        }
    }
}
