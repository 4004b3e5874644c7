//! What a table is by its shape: junction, log, tool's own; and which of its columns indexes and keys serve.

use crate::model::{Column, ColumnId, ConstraintKind, DataType, ObjectRef, Table, naming};
use crate::sql::types;

use super::expression;

/// An index, or the index behind a key constraint.
#[derive(Clone, Debug)]
pub struct Served<'a> {
    /// The index or constraint.
    pub object: ObjectRef,
    /// Its name.
    pub name: &'a str,
    /// Leading plain columns, up to the first expression.
    pub columns: Vec<ColumnId>,
    /// Whether all keys are plain columns.
    pub plain: bool,
    /// Whether it refuses duplicates.
    pub unique: bool,
    /// Whether it stands behind a primary or unique key.
    pub constraint: bool,
    /// Whether it is a btree.
    pub btree: bool,
    /// Predicate, in the author's words.
    pub predicate: Option<&'a str>,
}

/// The keys and indexes of a table, keys first.
pub fn served(table: &Table) -> impl Iterator<Item = Served<'_>> {
    let keys = table.constraints.iter().filter_map(|constraint| {
        let key = constraint.key()?;
        Some(Served {
            object: ObjectRef::Constraint(table.id, constraint.id),
            name: &constraint.name,
            columns: key.columns.clone(),
            plain: true,
            unique: true,
            constraint: true,
            btree: true,
            predicate: None,
        })
    });
    let indexes = table.indexes.iter().map(|index| {
        let columns = index.leading_columns();
        Served {
            object: ObjectRef::Index(table.id, index.id),
            name: &index.name,
            plain: columns.len() == index.keys.len(),
            columns,
            unique: index.unique,
            constraint: false,
            btree: index.method == "btree",
            predicate: index.predicate.as_deref(),
        }
    });
    keys.chain(indexes)
}

/// Whether a whole btree, hash for one column, or one that leaves out only nulls, leads with exactly these columns in any order.
pub fn leads_with(table: &Table, columns: &[ColumnId]) -> bool {
    served(table).any(|served| {
        let hash = columns.len() == 1 && is_hash(table, served.object);
        let head = served.columns.get(..columns.len());
        (served.btree || hash)
            && head.is_some_and(|head| columns.iter().all(|column| head.contains(column)))
            && served
                .predicate
                .is_none_or(|predicate| only_leaves_out_nulls(table, columns, predicate))
    })
}

fn is_hash(table: &Table, object: ObjectRef) -> bool {
    match object {
        ObjectRef::Index(_, id) => table.index(id).is_some_and(|index| index.method == "hash"),
        _ => false,
    }
}

fn only_leaves_out_nulls(table: &Table, columns: &[ColumnId], predicate: &str) -> bool {
    let predicate = expression::normal(predicate);
    table
        .column_names(columns)
        .iter()
        .any(|name| predicate == format!("{name} is not null"))
}

/// Whether a key or a whole unique index holds for exactly these columns, in any order.
pub fn is_unique_over(table: &Table, columns: &[ColumnId]) -> bool {
    served(table).any(|served| {
        served.unique
            && served.plain
            && served.predicate.is_none()
            && same_set(&served.columns, columns)
    })
}

/// Whether a key or a whole unique index holds for these columns or some of them, so that they tell rows apart.
pub fn tells_apart(table: &Table, columns: &[ColumnId]) -> bool {
    served(table).any(|served| {
        served.unique
            && served.plain
            && served.predicate.is_none()
            && served.columns.iter().all(|column| columns.contains(column))
    })
}

/// Whether two lists hold the same columns.
pub fn same_set(left: &[ColumnId], right: &[ColumnId]) -> bool {
    left.len() == right.len() && left.iter().all(|column| right.contains(column))
}

/// Tables that migration tools and extensions keep for themselves.
const TOOL_OWNED: &[&str] = &[
    "schema_migrations",
    "schema_migration",
    "ar_internal_metadata",
    "alembic_version",
    "flyway_schema_history",
    "databasechangelog",
    "databasechangeloglock",
    "knex_migrations",
    "knex_migrations_lock",
    "goose_db_version",
    "gorp_migrations",
    "_prisma_migrations",
    "__diesel_schema_migrations",
    "_sqlx_migrations",
    "__efmigrationshistory",
    "django_migrations",
    "pgmigrations",
    "migrations",
    "migrations_history",
    "migration_version",
    "schema_version",
    "spatial_ref_sys",
];

/// Whether a migration tool or an extension owns the table, so that its shape is not the author's to change.
pub fn is_tool_owned(table: &Table) -> bool {
    TOOL_OWNED
        .iter()
        .any(|own| table.name.eq_ignore_ascii_case(own))
}

/// Whether the table mainly joins others.
pub fn is_junction(table: &Table) -> bool {
    crate::model::tenancy::is_junction(table)
}

/// Whether it is a pure junction: its foreign keys, and at most an id, times and a position beside them.
pub fn is_pure_junction(table: &Table) -> bool {
    let referencing = referencing_columns(table);
    let own = table.columns.iter().filter(|column| {
        !referencing.contains(&column.id)
            && !is_time_name(&column.name)
            && !["id", "position", "sort_order"].contains(&column.name.as_str())
    });
    is_junction(table) && own.count() == 0
}

/// Columns of any foreign key.
pub fn referencing_columns(table: &Table) -> Vec<ColumnId> {
    table
        .foreign_keys()
        .flat_map(|(_, key)| key.columns.iter().copied())
        .collect()
}

/// Whether the last word of the table's name says that rows are only added: logs, events, histories, audits.
pub fn is_append_only(table: &Table) -> bool {
    const WORDS: &[&str] = &[
        "log",
        "event",
        "history",
        "audit",
        "activity",
        "metric",
        "version",
        "revision",
        "snapshot",
        "changelog",
        "journal",
        "archive",
        "measurement",
        "stat",
        "statistic",
        "attempt",
    ];
    const LAST_TWO: &[&str] = &["log_line", "log_entry", "event_entry", "audit_entry"];
    let name = naming::singular(&naming::snake(&table.name));
    has_last_word(table, WORDS) || LAST_TWO.iter().any(|end| name.ends_with(end))
}

/// Whether it is an audit log: its name says audit, or activity log.
pub fn is_audit_log(table: &Table) -> bool {
    let name = naming::snake(&table.name);
    let words: Vec<&str> = name.split('_').collect();
    let audit = words.iter().any(|word| matches!(*word, "audit" | "audits"));
    let log = words.last().is_some_and(|word| {
        matches!(
            *word,
            "audit"
                | "audits"
                | "log"
                | "logs"
                | "trail"
                | "event"
                | "events"
                | "history"
                | "entries"
        )
    });
    (audit && log) || name.ends_with("activity_log") || name.ends_with("activity_logs")
}

/// Whether rows live short by design: tokens, sessions, caches, locks, jobs.
pub fn is_ephemeral(table: &Table) -> bool {
    const WORDS: &[&str] = &[
        "token",
        "session",
        "otp",
        "cache",
        "lock",
        "nonce",
        "lease",
        "job",
        "queue",
        "task",
        "outbox",
        "message",
        "notification",
    ];
    let of_queue = ["queue_item", "queue_items", "queue_entry", "queue_entries"];
    has_last_word(table, WORDS)
        || of_queue
            .iter()
            .any(|end| naming::snake(&table.name).ends_with(end))
}

/// Whether some word of the table's name, in the singular or as it stands, is one of these.
pub fn has_word(table: &Table, words: &[&str]) -> bool {
    naming::snake(&table.name)
        .split('_')
        .any(|word| words.contains(&word) || words.contains(&naming::singular(word).as_str()))
}

/// Whether its rows are documents that a business is asked for later.
pub fn is_important(table: &Table) -> bool {
    const DOCUMENTS: &[&str] = &[
        "invoice",
        "order",
        "contract",
        "project",
        "document",
        "quote",
        "proposal",
        "agreement",
        "estimate",
        "shipment",
        "meeting",
        "recording",
        "transcript",
        "campaign",
        "report",
        "case",
        "claim",
        "organization",
        "workspace",
    ];
    let name = naming::singular(&naming::snake(&table.name));
    DOCUMENTS.contains(&name.as_str())
}

/// The last word of a name in snake case.
pub fn last_word(name: &str) -> &str {
    name.rsplit('_').next().unwrap_or(name)
}

/// Whether a column is filled in by a default that is not null.
pub fn has_default(column: &Column) -> bool {
    column
        .default
        .as_deref()
        .is_some_and(|default| expression::normal(default) != "null")
}

/// Whether some check of the table names the column.
pub fn is_checked(table: &Table, column: &Column) -> bool {
    checks(table).any(|check| expression::mentions(check, &column.name))
}

fn has_last_word(table: &Table, words: &[&str]) -> bool {
    let name = naming::singular(&naming::snake(&table.name));
    let last = name.rsplit('_').next().unwrap_or(&name);
    words.contains(&last)
}

/// Whether a column's name says when something happened to the row.
pub fn is_time_name(name: &str) -> bool {
    name.ends_with("_at") || name.ends_with("_on")
}

/// The column that marks rows as deleted: `deleted_at`, or a boolean `is_deleted`.
pub fn soft_delete(table: &Table) -> Option<&Column> {
    // A table of what was deleted (`deleted_projects`) says of each row when, and deletes none.
    if table.name.starts_with("deleted") {
        return None;
    }
    ["deleted_at", "is_deleted"]
        .iter()
        .find_map(|name| table.column_named(name))
}

/// The predicate of rows that are not deleted.
pub fn live_predicate(marker: &Column) -> String {
    if marker.data_type.is("boolean") {
        format!("NOT {}", marker.name)
    } else {
        format!("{} IS NULL", marker.name)
    }
}

/// The expressions of a table's checks, its columns' names being for the caller to look for.
pub fn checks(table: &Table) -> impl Iterator<Item = &str> {
    table
        .constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Check(check) => Some(check.expression.as_str()),
            _ => None,
        })
}

/// The `owner_type` beside a column `owner_id`: the two name a row of some table together.
pub fn type_beside<'t>(table: &'t Table, column: &Column) -> Option<&'t Column> {
    let name = naming::snake(&column.name);
    let head = name.strip_suffix("id")?;
    // The ending is looked at first: it rules out nearly every column without a look at the rest of its name.
    let is_type = |other: &&Column| {
        (other.name.ends_with("type") || other.name.ends_with("Type"))
            && naming::snake(&other.name)
                .strip_prefix(head)
                .is_some_and(|rest| rest == "type")
    };
    let joined = head.len() > 1 && head.ends_with('_');
    table.columns.iter().find(is_type).filter(|_| joined)
}

/// Whether PostgreSQL itself has the type. The common ones are told apart without a walk through the list of all.
pub fn is_built_in(data_type: &DataType) -> bool {
    const COMMON: &[&str] = &[
        "bigint",
        "integer",
        "text",
        "boolean",
        "timestamp with time zone",
        "timestamp without time zone",
        "smallint",
        "uuid",
        "character varying",
        "jsonb",
        "numeric",
        "bytea",
    ];
    (data_type.schema.is_none() && COMMON.contains(&data_type.name.as_str()))
        || types::is_built_in(data_type)
}
