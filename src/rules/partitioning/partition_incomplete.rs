//! `partition-incomplete`.

use super::bounds::Bound;
use super::partitions;
use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// The partitions of a table take every row, and no row twice: some are there, their bounds do not meet, and those of a hash are
    /// complete.
    ///
    /// # Why
    /// A row without a partition is refused. With one of two hash partitions missing that is every second insert. Bounds that meet
    /// are refused when the partition is made.
    ///
    /// # When it is safe to ignore
    /// A tool makes the partitions: set the stance `partitions` to tool. Where pg_partman, a function that makes partitions, or a
    /// schema for partitions is there, a table without any is left alone.
    ///
    /// # Fix
    /// Adds the hash partitions that are missing. For ranges and lists only you know the bounds; a DEFAULT partition takes all rows,
    /// but is scanned and locked whenever another one is added.
    "partition-incomplete", Group::Partitioning, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["3:119", "3:120", "3:121", "pgdesigner W008", "pgdesigner W022"],
    fail: "CREATE TABLE t(a int) PARTITION BY HASH(a); CREATE TABLE t0 PARTITION OF t FOR VALUES WITH(MODULUS 2,REMAINDER 0)",
    pass: "CREATE TABLE t(a int) PARTITION BY HASH(a); CREATE TABLE t0 PARTITION OF t FOR VALUES WITH(MODULUS 2,REMAINDER 0); CREATE TABLE t1 PARTITION OF t FOR VALUES WITH(MODULUS 2,REMAINDER 1)",
    check: Check::Schema(Reads::KeysOnly, check),
    fix: Some(fix),
}

/// More hash partitions than this are not added by a fix.
const MOST: u64 = 256;

/// Whether something makes partitions at run time.
fn made_elsewhere(context: &Context<'_>) -> bool {
    let schema = context.schema;
    let makes = |text: &str| {
        let text = text.to_lowercase();
        text.contains("partition of")
            || text.contains("attach partition")
            || text.contains("create_parent")
    };
    context.stances.value("partitions") == "tool"
        || schema
            .extensions
            .values()
            .any(|extension| extension.name == "pg_partman")
        || schema
            .namespaces
            .values()
            .any(|namespace| namespace.name.contains("partition") || namespace.name == "partman")
        || schema
            .functions
            .values()
            .any(|function| makes(&function.body))
        || schema.verbatim.values().any(|kept| makes(&kept.sql))
}

/// The remainders that no partition takes, where all have one modulus.
fn missing_remainders(bounds: &[(&Table, Bound)]) -> Option<(u64, Vec<u64>)> {
    let mut modulus = None;
    let mut taken = Vec::new();
    for (_, bound) in bounds {
        let Bound::Hash {
            modulus: own,
            remainder,
        } = bound
        else {
            return None;
        };
        if *modulus.get_or_insert(*own) != *own {
            return None;
        }
        taken.push(*remainder);
    }
    let modulus = modulus.filter(|modulus| *modulus <= MOST)?;
    Some((
        modulus,
        (0..modulus)
            .filter(|remainder| !taken.contains(remainder))
            .collect(),
    ))
}

/// Whether hash partitions of several moduli take every row: their shares add up to one.
fn shares(bounds: &[(&Table, Bound)]) -> f64 {
    let share = |bound: &Bound| match bound {
        Bound::Hash { modulus, .. } if *modulus > 0 => 1.0 / *modulus as f64,
        _ => 0.0,
    };
    bounds.iter().map(|(_, bound)| share(bound)).sum()
}

fn bounds<'a>(context: &Context<'a>, table: &Table) -> Vec<(&'a Table, Bound)> {
    let parts = partitions(context, table);
    let bound = |part: &'a Table| {
        part.partition_of
            .as_ref()
            .map(|of| (part, Bound::of(&of.bound)))
    };
    parts.into_iter().filter_map(bound).collect()
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut elsewhere = None;
    for table in context.schema.tables.values() {
        let Some(by) = table.header.partitioning.as_ref() else {
            continue;
        };
        out.looked_at(1);
        let bounds = bounds(context, table);
        if bounds.is_empty() {
            // Asked only where it matters, as it reads every function.
            if !*elsewhere.get_or_insert_with(|| made_elsewhere(context)) {
                out.report(
                    ObjectRef::Table(table.id),
                    "has no partition",
                    format!(
                        "{} is partitioned, and no partition is there.",
                        table.header.name
                    ),
                    "Every insert is refused.",
                )
                .advice(
                    "Add partitions, or set the stance partitions to tool where a tool makes them.",
                );
            }
            continue;
        }
        if by.method == PartitionMethod::Hash {
            check_hash(table, &bounds, out);
        }
        check_overlaps(table, &bounds, out);
    }
}

fn check_hash(table: &Table, bounds: &[(&Table, Bound)], out: &mut Findings<'_>) {
    let missing = missing_remainders(bounds);
    let complete = match &missing {
        Some((_, remainders)) => remainders.is_empty(),
        None => shares(bounds) > 0.999,
    };
    if complete {
        return;
    }
    let what = match &missing {
        Some((modulus, remainders)) => {
            let remainders: Vec<String> = remainders.iter().map(u64::to_string).collect();
            format!(
                "Of modulus {modulus}, no partition takes the remainder {}.",
                remainders.join(", ")
            )
        }
        None => "The partitions do not add up to a whole.".to_string(),
    };
    let part = 1.0 - shares(bounds);
    let finding = out.report(
        ObjectRef::Table(table.id),
        "lacks partitions of its hash",
        what,
        format!(
            "About {} in 100 inserts are refused.",
            (part * 100.0).round().max(1.0)
        ),
    );
    match missing {
        Some(_) => finding.fix("Add the missing partitions."),
        None => finding.advice("Add partitions until the shares of all add up to a whole."),
    };
}

fn check_overlaps(table: &Table, bounds: &[(&Table, Bound)], out: &mut Findings<'_>) {
    for (at, (one, bound)) in bounds.iter().enumerate() {
        let Some((other, _)) = bounds
            .iter()
            .skip(at + 1)
            .find(|(_, other)| bound.meets(other))
        else {
            continue;
        };
        out.report(
            ObjectRef::Table(other.id),
            format!("takes rows that {} takes", one.name),
            format!("The bounds of {} and {} meet.", one.name, other.name),
            format!("PostgreSQL refuses the second partition of {}.", table.name),
        )
        .advice("Move one of the bounds.");
    }
}

fn fix(context: &Context<'_>, finding: &Finding, ids: &mut IdSource) -> Option<Vec<Op>> {
    let table = context.table(finding.object.table()?)?;
    let (modulus, remainders) = missing_remainders(&bounds(context, table))?;
    let mut ops = Vec::new();
    for remainder in remainders {
        let name = fix::free_relation_name(context, table, &format!("{}_{remainder}", table.name));
        let bound = format!("FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})");
        ops.push(Op::Put(
            partition_of(context, table, &name, bound, ids).into(),
        ));
    }
    Some(ops)
}

/// A partition with its copies of what the table has; PostgreSQL makes the same ones.
fn partition_of(
    context: &Context<'_>,
    table: &Table,
    name: &str,
    bound: String,
    ids: &mut IdSource,
) -> Table {
    let mut part = Table::new(ids.fresh(), &table.schema, name);
    part.header.partition_of = Some(Partition {
        parent: table.id,
        bound,
    });
    for column in &table.columns {
        let copy = Column {
            id: ids.fresh(),
            inherited: true,
            comment: None,
            ..column.clone()
        };
        part.columns.push(copy);
    }
    let own = |id: &ColumnId| {
        let position = table.columns.iter().position(|column| column.id == *id)?;
        part.columns.get(position).map(|column| column.id)
    };
    let mut constraints = Vec::new();
    for constraint in table.constraints.iter().filter(|one| !one.no_inherit) {
        let mut copy = Constraint {
            id: ids.fresh(),
            inherited: true,
            comment: None,
            ..constraint.clone()
        };
        match &mut copy.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                key.columns = key.columns.iter().filter_map(own).collect();
                key.include = key.include.iter().filter_map(own).collect();
                copy.named = false;
                copy.name =
                    fix::free_relation_name(context, table, &format!("{name}_{}", constraint.name));
            }
            ConstraintKind::ForeignKey(key) => {
                key.columns = key.columns.iter().filter_map(own).collect()
            }
            ConstraintKind::Check(_) => {}
            ConstraintKind::Exclusion(_) => continue,
        }
        constraints.push(copy);
    }
    part.constraints = constraints;
    part
}
