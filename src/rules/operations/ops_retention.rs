//! `ops-retention`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A proposal says how long rows of audit logs, event logs and tables with personal data are kept.
    ///
    /// # Why
    /// Such tables grow without end, and keeping personal data longer than needed breaks the law in many places.
    ///
    /// # When it is safe to ignore
    /// The design is a sketch, not yet a proposal: then nothing is said, and the score's confidence is lower for what is not
    /// told.
    ///
    /// # Fix
    /// Tell the retention of the table, next to its rows.
    "ops-retention", Group::Operations, Some(Severity::Warning), Criterion::DataIntegrity,
    sources: ["0:218", "2:21", "2:66", "2:69", "2:141"],
    fail: "-- facts.stage = \"proposal\"\nCREATE TABLE audit_logs(id bigint PRIMARY KEY, action text, created_at timestamptz)",
    pass: "CREATE TABLE audit_logs(id bigint PRIMARY KEY, action text, created_at timestamptz);\n-- facts.stage = \"proposal\"\n-- retention audit_logs 13 months",
    alone: true,
    check: Check::Schema(Reads::Facts, check),
    fix: None,
}

/// Columns that hold what is known of a person.
const PERSONAL: &[&str] = &[
    "email",
    "phone",
    "birth_date",
    "date_of_birth",
    "ssn",
    "ip_address",
    "address",
    "full_name",
];

fn check(context: &Context<'_>, found: &mut Findings<'_>) {
    if context.facts.stage == Stage::Sketch {
        return;
    }
    for table in context.tables() {
        let personal = table
            .columns
            .iter()
            .find(|column| PERSONAL.contains(&column.name.as_str()));
        let kind = if shape::is_audit_log(table) || shape::is_append_only(table) {
            "It is a log, which grows without end.".to_string()
        } else if let Some(column) = personal {
            format!("It holds personal data ({}).", column.name)
        } else {
            continue;
        };
        found.looked_at(1);
        let told = context
            .scale
            .get(&table.id)
            .and_then(|hint| hint.retention.as_deref())
            .is_some_and(|retention| !retention.trim().is_empty());
        if !told {
            found
                .report(
                    ObjectRef::Table(table.id),
                    "does not tell how long its rows are kept",
                    kind,
                    "Nobody deletes what nobody said to delete.",
                )
                .advice("Tell its retention, next to its rows.");
        }
    }
}
