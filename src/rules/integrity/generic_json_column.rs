//! `generic-json-column`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A JSON column is named after what is in it, and does not take in whatever comes.
    ///
    /// # Why
    /// From `data jsonb` nobody learns what a row has. What ends up there has no type, no check and no foreign key, and a key
    /// misspelt once stays.
    ///
    /// # When it is safe to ignore
    /// The document is another system's and kept as it came. Left alone: logs, events, webhooks, jobs, messages, snapshots, caches
    /// and settings, where the content is open by nature.
    ///
    /// # Fix
    /// None by itself: make columns of the keys you query, and name what is left after what it is.
    "generic-json-column", Group::Integrity, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["0:131", "3:36"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY,data_json jsonb)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,locale text NOT NULL)",
    check: Check::Table(check),
    fix: None,
}

const CATCH_ALL: &[&str] = &[
    "data",
    "data_json",
    "payload",
    "meta",
    "extra",
    "attributes",
    "info",
    "json",
];
/// Words of tables whose documents are open by nature.
const OPEN: &[&str] = &[
    "event",
    "webhook",
    "hook",
    "audit",
    "log",
    "setting",
    "preference",
    "config",
    "configuration",
    "cache",
    "job",
    "queue",
    "task",
    "message",
    "notification",
    "outbox",
    "inbox",
    "session",
    "snapshot",
    "import",
    "export",
    "request",
    "response",
    "raw",
    "payload",
    "history",
    "activity",
    "step",
    "run",
    "flow",
    "state",
    "dead",
    "letter",
    "stream",
    "token",
    "factor",
    "saml",
    "challenge",
    "metric",
    "attempt",
    "archive",
    "version",
    "content",
    "integration",
    "oauth",
    "alert",
    "backup",
    "metadata",
    "meta",
    "data",
];

fn check(_: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    for column in &table.columns {
        let json = column.data_type.is("jsonb") || column.data_type.is("json");
        if !json {
            continue;
        }
        out.looked_at(1);
        let name = naming::snake(&column.name);
        if !CATCH_ALL.contains(&name.as_ref())
            || column.inherited
            || shape::is_append_only(table)
            || shape::is_ephemeral(table)
            || shape::has_word(table, OPEN)
            || table.name.ends_with("metadata")
        {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            "takes in whatever comes",
            format!("{} is {}, and its name says nothing of what is in it.", column.name, column.data_type),
            format!("What {} really holds is known by the code alone, and no check or key holds for it.", table.name),
        )
        .advice("Make columns of the keys that are queried, and name the rest after what it is.");
    }
}
