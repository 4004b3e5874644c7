//! `fk-cycle`.

use std::collections::BTreeMap;

use crate::rules::prelude::*;

declare_rule! {
    /// # What
    /// Tables that reference each other in a circle have a way in: one step may be null, or is checked at the end of the
    /// transaction.
    ///
    /// # Why
    /// Where every step is required and checked at once, the first row of each table needs a row of the next. Plain inserts fail,
    /// and a dump of the rows loads only with its constraints taken away.
    ///
    /// # When it is safe to ignore
    /// All rows of the circle are written by one statement. A table that references itself is left alone here.
    ///
    /// # Fix
    /// Makes one foreign key of the circle DEFERRABLE INITIALLY DEFERRED. Its columns stay required.
    "fk-cycle", Group::Integrity, Some(Severity::Info), Criterion::DataIntegrity,
    sources: ["3:35", "pgdesigner W003", "schemacrawler TableCycles"],
    fail: "CREATE TABLE q(id int PRIMARY KEY,t_id int NOT NULL); CREATE TABLE t(id int PRIMARY KEY,q_id int NOT NULL REFERENCES q); ALTER TABLE q ADD FOREIGN KEY(t_id) REFERENCES t",
    pass: "CREATE TABLE q(id int PRIMARY KEY,t_id int); CREATE TABLE t(id int PRIMARY KEY,q_id int NOT NULL REFERENCES q); ALTER TABLE q ADD FOREIGN KEY(t_id) REFERENCES t DEFERRABLE INITIALLY DEFERRED",
    check: Check::Schema(Reads::KeysOnly, check),
    fix: Some(fix),
}

/// The required, at once checked foreign keys that lead on from each table, and the constraints behind them.
type Steps = BTreeMap<TableId, Vec<(TableId, ConstraintId)>>;

fn steps(context: &Context<'_>) -> Steps {
    let mut steps = Steps::new();
    for table in context.tables() {
        for (constraint, key) in table.foreign_keys() {
            let Some(target) = key.target.table().filter(|target| *target != table.id) else {
                continue;
            };
            let required = key
                .columns
                .iter()
                .all(|id| table.column(*id).is_some_and(|column| column.not_null));
            if required && constraint.deferrable == Deferrable::No {
                let from = steps.entry(table.id).or_default();
                from.push((target, constraint.id));
            }
        }
    }
    steps
}

/// Takes away every table that leads nowhere, until each that is left leads to another that is left.
fn strip(steps: &mut Steps) {
    loop {
        let before: usize = steps.values().map(Vec::len).sum();
        let known: Vec<TableId> = steps.keys().copied().collect();
        for ways in steps.values_mut() {
            ways.retain(|(target, _)| known.binary_search(target).is_ok());
        }
        steps.retain(|_, ways| !ways.is_empty());
        if steps.values().map(Vec::len).sum::<usize>() == before {
            return;
        }
    }
}

/// Follows the first way from each table until one comes again: the tables of that circle with the key that leads on.
fn circle(steps: &Steps) -> Option<Vec<(TableId, ConstraintId)>> {
    let mut path: Vec<(TableId, ConstraintId)> = Vec::new();
    let mut at = *steps.keys().next()?;
    loop {
        if let Some(start) = path.iter().position(|(table, _)| *table == at) {
            return Some(path.split_off(start));
        }
        let (next, constraint) = *steps.get(&at)?.first()?;
        path.push((at, constraint));
        at = next;
    }
}

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let mut steps = steps(context);
    out.looked_at(steps.len());
    strip(&mut steps);
    while let Some(circle) = circle(&steps) {
        // The key made last closed the circle.
        let Some((table, constraint)) = circle.iter().max_by_key(|(_, key)| *key).copied() else {
            return;
        };
        let mut names: Vec<String> = circle.iter().map(|(id, _)| context.name(*id)).collect();
        names.extend(names.first().cloned());
        let key = context
            .table(table)
            .and_then(|table| table.constraint(constraint))
            .map_or("", |constraint| constraint.name.as_str());
        out.report(
            ObjectRef::Table(table),
            "is in a circle of required references",
            format!(
                "Each references the next, required and checked at once: {}.",
                names.join(" → ")
            ),
            "The first row of each needs a row of the next, so plain inserts and restores fail.",
        )
        .cause(ObjectRef::Constraint(table, constraint))
        .fix(format!("Check {key} at the end of the transaction."));
        for (table, _) in &circle {
            steps.remove(table);
        }
        strip(&mut steps);
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    let (table, constraint) = fix::constraint(context, finding.cause)?;
    let mut changed = constraint.clone();
    changed.deferrable = Deferrable::InitiallyDeferred;
    Some(vec![fix::put_constraint(table.id, changed)])
}
