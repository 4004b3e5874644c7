//! `isolated-table`.

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// A table is tied to the rest: it references another one, or another one references it.
    ///
    /// # Why
    /// A table without a relationship is either forgotten, or its relationships are in the code alone, where no key holds them.
    ///
    /// # When it is safe to ignore
    /// It stands alone by nature. Left alone: look-ups, settings, logs, caches, queues, tables of migration tools, and tables with
    /// ids that name something else, of which other rules speak. Where most tables stand alone, that is one finding.
    ///
    /// # Fix
    /// None by itself: add the foreign keys, or drop the table.
    "isolated-table", Group::Naming, Some(Severity::Info), Criterion::SchemaClarity,
    sources: ["0:127", "0:154", "tbls unrelatedTable", "pg-index-health 24"],
    fail: "CREATE TABLE t(id uuid PRIMARY KEY)",
    pass: "CREATE TABLE t(id uuid PRIMARY KEY,org_id uuid NOT NULL REFERENCES organizations)",
    check: Check::Schema(Reads::Contents, check),
    fix: None,
}

const ALONE: &[&str] = &[
    "setting",
    "settings",
    "state",
    "status",
    "used",
    "config",
    "configuration",
    "parameter",
    "option",
    "flag",
    "metadata",
    "meta",
    "cache",
    "queue",
    "lock",
    "lookup",
    "audit",
    "log",
    "migration",
    "version",
    "schema",
    "stat",
    "statistic",
    "counter",
    "import",
    "staging",
    "template",
    "backup",
    "calendar",
    "currency",
    "country",
    "language",
    "timezone",
    "zone",
    "blocklist",
    "blacklist",
    "whitelist",
    "denylist",
    "allowlist",
    "reserved",
    "deleted",
    "archive",
    "temp",
    "tmp",
    "secret",
];

/// A table that stands alone without a reason in its name or shape.
fn is_isolated(context: &Context<'_>, table: &Table) -> bool {
    let tied = table.foreign_keys().next().is_some()
        || context.neighbours.incoming(table.id).next().is_some()
        || !table.inherits.is_empty()
        || table.partitioning.is_some()
        || context.neighbours.children(table.id).next().is_some();
    if tied || context.tenancy.root == Some(table.id) {
        return false;
    }
    let primary = table.primary_key_columns();
    let own = naming::singular(&naming::snake(&table.name));
    let points = table.columns.iter().any(|column| {
        let name = naming::snake(&column.name);
        let of_itself = primary == [column.id]
            && name
                .strip_suffix("_id")
                .is_some_and(|stem| own.ends_with(stem));
        !of_itself
            && ["_id", "_ids", "_uuid"]
                .iter()
                .any(|end| name.ends_with(end))
    });
    let natural_key = !primary.is_empty()
        && primary
            .iter()
            .filter_map(|id| table.column(*id))
            .all(|column| !["uuid", "integer", "bigint"].contains(&column.data_type.name.as_str()));
    // A list of texts that are known by themselves is a look-up, whatever its key.
    let known_by_text = table.columns.iter().any(|column| {
        let text = column.data_type.is("text") || column.data_type.is("character varying");
        text && shape::is_unique_over(table, &[column.id])
    });
    !points
        && !known_by_text
        && !natural_key
        && !shape::is_append_only(table)
        && !shape::is_audit_log(table)
        && !shape::is_ephemeral(table)
        && !shape::has_word(table, ALONE)
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut count = 0;
    let isolated: Vec<&Table> = context
        .tables()
        .inspect(|_| count += 1)
        .filter(|table| is_isolated(context, table))
        .collect();
    out.looked_at(count);
    if isolated.len() > 3 && isolated.len() * 2 > count {
        let names: Vec<&str> = isolated
            .iter()
            .take(6)
            .map(|table| table.name.as_str())
            .collect();
        let more = if isolated.len() > names.len() {
            " and others"
        } else {
            ""
        };
        out.report(
            ObjectRef::Whole,
            format!("holds {} tables that reference nothing", isolated.len()),
            format!(
                "No foreign key leads to or from {}{more}.",
                names.join(", ")
            ),
            "How the rows belong together is in the code alone, and no key holds it.",
        )
        .subject("The schema")
        .advice("Add foreign keys where a column names another table's row.");
        return;
    }
    for table in isolated {
        out.report(
            ObjectRef::Table(table.id),
            "stands alone",
            format!("No foreign key leads to or from {}.", table.name),
            "It is forgotten, or what it belongs to is in the code alone.",
        )
        .advice("Add the foreign key it lacks, or drop it.");
    }
}
