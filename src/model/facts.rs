//! What a project says of how it is run: backups, pools, targets, evidence (seed 002, lines 51 to 70). What is not said is not
//! known, which is not the same as wrong.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::is_default;

/// How far the design has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nobody is asked to approve it yet: what is not said lowers the confidence, and is no finding.
    #[default]
    Sketch,
    /// Handed to reviewers: what is not said is a finding.
    Proposal,
}

/// The facts of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// How far the design has come.
    #[serde(skip_serializing_if = "is_default")]
    pub stage: Stage,
    /// The day these facts were last gone through, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "is_default")]
    pub as_of: String,
    /// Requests a second at the peak.
    #[serde(skip_serializing_if = "is_default")]
    pub requests_per_second: Option<u32>,
    /// What the law or a contract asks for (`GDPR`, `none`).
    #[serde(skip_serializing_if = "is_default")]
    pub compliance: String,
    /// What a migration may do to the application (`zero downtime`, `window on Sundays`).
    #[serde(skip_serializing_if = "is_default")]
    pub migration_window: String,
    /// PostgreSQL major version in production.
    #[serde(skip_serializing_if = "is_default")]
    pub postgresql: Option<u16>,
    /// Backup and restore.
    #[serde(skip_serializing_if = "is_default")]
    pub backup: Backup,
    /// Connections.
    #[serde(skip_serializing_if = "is_default")]
    pub pool: Pool,
    /// What is measured.
    #[serde(skip_serializing_if = "is_default")]
    pub monitoring: Monitoring,
    /// Latency targets.
    #[serde(skip_serializing_if = "is_default")]
    pub latency: Latency,
    /// Isolation level of transactions that write more than one row (`read committed`).
    #[serde(skip_serializing_if = "is_default")]
    pub isolation: String,
    /// What keeps concurrent writers apart (`SELECT FOR UPDATE`, `CHECK (quantity >= 0)`).
    #[serde(skip_serializing_if = "is_default")]
    pub guard: String,
    /// Roles of the database (`app_reader`).
    #[serde(skip_serializing_if = "is_default")]
    pub roles: Vec<String>,
    /// Who holds keys and what is encrypted.
    #[serde(skip_serializing_if = "is_default")]
    pub encryption: String,
    /// How a failed deploy is taken back, and what is lost then.
    #[serde(skip_serializing_if = "is_default")]
    pub rollback: String,
    /// What was tried, by the words of [`EVIDENCE`].
    #[serde(skip_serializing_if = "is_default")]
    pub evidence: BTreeSet<String>,
    /// What the proposal claims, one sentence each.
    #[serde(skip_serializing_if = "is_default")]
    pub claims: Vec<String>,
    /// What may go wrong, one sentence each.
    #[serde(skip_serializing_if = "is_default")]
    pub risks: Vec<String>,
}

/// Backup and restore.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// How backups are made and restored, or where that is written.
    #[serde(skip_serializing_if = "is_default")]
    pub procedure: String,
    /// Data that may be lost, as time (`5 minutes`).
    #[serde(skip_serializing_if = "is_default")]
    pub rpo: String,
    /// Time until the service is back (`1 hour`).
    #[serde(skip_serializing_if = "is_default")]
    pub rto: String,
    /// The day a backup was last restored as a test, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "is_default")]
    pub restore_tested: String,
}

/// How a pool hands out connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PoolMode {
    /// A connection belongs to a client until it leaves.
    Session,
    /// A connection belongs to a client for one transaction.
    Transaction,
    /// A connection belongs to a client for one statement.
    Statement,
    /// No pool: a serverless proxy or the driver alone.
    None,
}

/// Connections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pool {
    /// Mode.
    #[serde(skip_serializing_if = "is_default")]
    pub mode: Option<PoolMode>,
    /// Connections at the most.
    #[serde(skip_serializing_if = "is_default")]
    pub max: Option<u32>,
    /// An idle connection is closed after so many milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub idle_milliseconds: Option<u32>,
    /// Connecting is given up after so many milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub connect_milliseconds: Option<u32>,
    /// The statement that tells the database the tenant (`SET LOCAL app.org_id = ...`).
    #[serde(skip_serializing_if = "is_default")]
    pub tenant_context: String,
}

/// What is measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Monitoring {
    /// Whether pg_stat_statements is loaded.
    #[serde(skip_serializing_if = "is_default")]
    pub statements: bool,
    /// Queries slower than so many milliseconds are logged.
    #[serde(skip_serializing_if = "is_default")]
    pub slow_milliseconds: Option<u32>,
    /// Whether use of indexes is looked at.
    #[serde(skip_serializing_if = "is_default")]
    pub index_usage: bool,
    /// Whether waiting for locks is looked at.
    #[serde(skip_serializing_if = "is_default")]
    pub locks: bool,
}

/// Latency targets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Latency {
    /// 95 of 100 requests are answered within so many milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub p95_milliseconds: Option<u32>,
    /// 99 of 100 requests are answered within so many milliseconds.
    #[serde(skip_serializing_if = "is_default")]
    pub p99_milliseconds: Option<u32>,
}

/// What can be tried before a review, by its word in files, with what people read (seed 000, lines 193 to 199).
pub const EVIDENCE: &[(&str, &str)] = &[
    ("up-down-up", "The migration ran up, down and up again"),
    ("idempotent", "A second run changed nothing"),
    ("explain", "EXPLAIN was read for the new queries"),
    ("production-data", "It ran on data like production's"),
    ("backend-tests", "The application's tests passed on it"),
];
