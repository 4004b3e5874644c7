//! `legacy-feature`.

use super::surrogate_key;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The schema does without table inheritance, rewrite rules and columns that hold internal object numbers, and the key of a
    /// table comes first.
    ///
    /// # Why
    /// Keys and foreign keys do not reach over inheritance. Rules rewrite statements in ways that surprise even their authors. Object
    /// numbers change with every dump and restore.
    ///
    /// # When it is safe to ignore
    /// Inheritance partitions a table in the way of before PostgreSQL 10: children without columns of their own and with a check are
    /// left alone. A key that is not the first column is reported as information; there, the tenant column may stand before it, and keys that are foreign keys are left
    /// alone.
    ///
    /// # Fix
    /// None by itself: declarative partitioning or a shared key instead of inheritance, triggers instead of rules.
    "legacy-feature", Group::Types, Some(Severity::Warning), Criterion::SchemaClarity,
    sources: ["pg-index-health 39", "pgdesigner I007", "splinter 0018", "pg-index-health 36"],
    fail: "CREATE TABLE t(a int); CREATE TABLE c() INHERITS(t)",
    pass: "CREATE TABLE t(a int) PARTITION BY RANGE(a)",
    check: Check::Both(check_table, check_rules),
    fix: None,
}

const OBJECT_NUMBERS: &[&str] = &[
    "oid",
    "regclass",
    "regproc",
    "regprocedure",
    "regoper",
    "regoperator",
    "regconfig",
    "regdictionary",
    "regtype",
    "regrole",
    "regnamespace",
];

fn check_table(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let partition_of_old = shape::checks(table).next().is_some()
        && table.columns.iter().all(|column| column.inherited);
    if let Some(parent) = table.inherits.first().filter(|_| !partition_of_old) {
        out.report(
            ObjectRef::Table(table.id),
            format!("inherits from {}", context.name(*parent)),
            format!("{} is an inheritance child.", table.name),
            format!(
                "Keys and foreign keys of {} do not hold for its rows.",
                context.name(*parent)
            ),
        )
        .advice("Partition the parent, or give the two a shared key.");
    }
    for column in &table.columns {
        if column.inherited || !OBJECT_NUMBERS.contains(&column.data_type.name.as_str()) {
            continue;
        }
        out.report(
            ObjectRef::Column(table.id, column.id),
            "holds internal object numbers",
            format!("{} is {}.", column.name, column.data_type),
            "Object numbers are given anew by every dump and restore, and an upgrade refuses most of these types.",
        )
        .advice("Store the name of the object as text.");
    }
    late_key(context, table, out);
}

/// A key of one column, of the table's own making, that is not the first, the tenant column aside.
fn late_key(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    if surrogate_key(table).is_none() {
        return;
    }
    let [key] = table.primary_key_columns() else {
        return;
    };
    let tenant = context.tenancy.column_of(table);
    let position = table
        .columns
        .iter()
        .filter(|column| {
            let of_tenant = Some(column.id) == tenant || context.is_called_as_tenant(column);
            !of_tenant || column.id == *key
        })
        .position(|column| column.id == *key);
    if let Some(column) = table
        .column(*key)
        .filter(|_| position.is_some_and(|at| at > 0))
    {
        out.report(
            ObjectRef::Column(table.id, column.id),
            "is the key and not the first column",
            format!(
                "{} stands after other columns of {}.",
                column.name, table.name
            ),
            "People and tools that list a table look for its key at the front.",
        )
        .advice("Put it first when the table is made anew; columns cannot be moved in place.")
        .at_most(Severity::Info);
    }
}

fn check_rules(context: &Context<'_>, out: &mut Findings<'_>) {
    for rule in context
        .schema
        .verbatim
        .values()
        .filter(|kept| kept.kind == "rule")
    {
        out.looked_at(1);
        out.report(
            ObjectRef::Verbatim(rule.id),
            "is a rewrite rule",
            format!("{} rewrites statements.", rule.name),
            "A rule evaluates its arguments as often as it names them, and a statement does something else than it says.",
        )
        .advice("Write a trigger, or an updatable view.");
    }
}
