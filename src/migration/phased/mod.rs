//! Online plans as a chain of schemas.
//!
//! A column that gets another name or type, a table that gets another name, a column that goes: one statement would make
//! each under the eyes of the running application. The plan goes through schemas between base and target instead
//! ([`between`]): everything new beside the old, kept equal by a trigger; switched over; settled. From each to the next the
//! ordinary planner leads, so every stage has its own way back.

mod between;
mod choose;
mod sync;

use std::collections::{BTreeMap, BTreeSet};

use between::Stages;
use choose::{Fresh, Phased, Swap, choose, conversion, quoted};

use super::build::Planner;
use super::locks::Operation;
use super::step::{Loss, Place, Step};
use super::{Options, Plan, PlanError, Strategy, Way};
use crate::diff::{self, Diff};
use crate::model::*;

/// Plans the way from a diff's base to its target.
///
/// # Errors
/// When a change has no statement in PostgreSQL.
pub(super) fn plan(diff: &Diff, options: &Options) -> Result<Plan, PlanError> {
    let mut fresh = Fresh(diff.base.greatest_id().max(diff.target.greatest_id()));
    let phased = choose(diff, options, &mut fresh);
    let mut grants_between = Vec::new();
    let (mut steps, notes) = if phased.is_empty() {
        Planner::new(diff, options).make()?
    } else {
        let stages = Stages::new(diff, &phased, options, &mut fresh);
        grants_between.extend(stages.side_by_side.grants.values().cloned());
        chained(diff, options, &phased, &stages)?
    };
    for step in &mut steps {
        let reason = step
            .objects
            .iter()
            .find_map(|one| Some((*one, phased.at_once.get(one)?)));
        if let Some((object, reason)) = reason
            && step.subject.is_none()
            && matches!(
                step.operation,
                Operation::Rename | Operation::TypeRewrite | Operation::TypeIndexes
            )
        {
            step.chosen(object, Way::Direct, reason.clone());
        }
    }
    for step in &mut steps {
        offer_to_keep(step, diff);
    }
    super::order::into_files(&mut steps, options.strategy);
    super::default_privileges::settle(diff, &grants_between, &mut steps);
    // A step that turned out needless may leave its file empty.
    super::order::into_files(&mut steps, options.strategy);
    super::held::tell(diff, &mut steps);
    Ok(Plan {
        strategy: options.strategy,
        steps,
        notes,
        kept: kept(diff, &phased),
        name: super::names::propose(diff),
    })
}

/// A step that drops rows or values may be spared: what it drops can stay under another name.
fn offer_to_keep(step: &mut Step, diff: &Diff) {
    if step.subject.is_some() {
        return;
    }
    let dropped = step
        .objects
        .iter()
        .copied()
        .find(|object| match (step.operation, *object) {
            (Operation::DropTable, ObjectRef::Table(id)) => diff
                .base
                .table(id)
                .is_some_and(|table| table.partition_of.is_none()),
            (Operation::DropColumn, ObjectRef::Column(table, id)) => {
                let tables = diff.base.table(table).zip(diff.target.table(table));
                tables.is_some_and(|(before, after)| {
                    before
                        .column(id)
                        .is_some_and(|column| choose::may_stay(diff, before, column, after))
                })
            }
            _ => false,
        });
    if let Some(object) = dropped {
        step.chosen(object, Way::Direct, "Dropped with what it holds");
        step.other_ways = vec![Way::Keep];
    }
}

/// What stays under another name instead of being dropped.
fn kept(diff: &Diff, phased: &Phased) -> Vec<String> {
    let leaving = phased.leaving.iter();
    let tables = phased.kept_tables.iter().filter_map(|(id, name)| {
        let schema = diff.base.table(*id)?.schema.clone();
        Some(
            QualifiedName {
                schema: Some(schema),
                name: name.clone(),
            }
            .to_string(),
        )
    });
    let kept = leaving.filter_map(|one| {
        let table = diff.target.table(one.table)?;
        Some(format!(
            "{}.{}",
            table.qualified_name(),
            one.kept_as.as_ref()?
        ))
    });
    kept.chain(tables).collect()
}

/// The plans from stage to stage, one after the other.
fn chained(
    diff: &Diff,
    options: &Options,
    phased: &Phased,
    stages: &Stages,
) -> Result<(Vec<Step>, Vec<String>), PlanError> {
    let (mut steps, mut notes) = side_by_side(diff, options, phased, stages)?;
    let at_once = Options {
        strategy: Strategy::Single,
        fills: BTreeMap::new(),
        ..options.clone()
    };
    let (switched, told) = {
        let between = diff::compare_aligned(&stages.side_by_side, stages.switched.clone());
        let mut planner = Planner::new(&between, &at_once);
        planner.key_indexes.clone_from(&stages.key_indexes);
        let renamed = phased.swaps.iter().filter(|one| !one.is_two_way());
        planner.rebound = renamed.map(|one| (one.table, one.before.id)).collect();
        planner.make()?
    };
    notes.extend(told);
    steps.extend(placed(switched, |_| Place::Switch));
    let settled = diff::compare_aligned(&stages.switched, stages.settled.clone());
    let (settling, told) = Planner::new(&settled, &at_once).make()?;
    notes.extend(told);
    let careful = match options.strategy {
        Strategy::Online => options,
        Strategy::Single => &at_once,
    };
    let last = diff::compare_aligned(&stages.settled, stages.target.clone());
    let (contracting, told) = Planner::new(&last, careful).make()?;
    notes.extend(told);
    steps.extend(give_back(&last, options, phased, stages));
    steps.extend(placed(settling, |_| Place::Contract));
    steps.extend(placed(contracting, |step| match step.operation {
        Operation::ValidateCheck | Operation::ValidateForeignKey => Place::SwitchValidate,
        _ if !step.transactional && !step.up.is_empty() => Place::DropIndexes,
        _ => Place::Contract,
    }));
    let mut steps = with_types_last(steps);
    for step in &mut steps {
        explain(step, phased, stages);
        for object in &mut step.objects {
            *object = in_diff(*object, &stages.original);
        }
    }
    Ok((steps, notes))
}

/// Types, and what holds types, go after the old columns that are of them; the stages drop them earlier.
fn with_types_last(steps: Vec<Step>) -> Vec<Step> {
    let (last, mut steps): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|step| {
        let holds = step.objects.iter().any(|one| {
            matches!(
                one,
                ObjectRef::Type(_) | ObjectRef::Extension(_) | ObjectRef::Namespace(_)
            )
        });
        holds && step.up.iter().any(|one| one.starts_with("DROP"))
    });
    steps.extend(last);
    steps
}

/// From the base to everything new beside the old.
fn side_by_side(
    diff: &Diff,
    options: &Options,
    phased: &Phased,
    stages: &Stages,
) -> Result<(Vec<Step>, Vec<String>), PlanError> {
    let mut filling = options.clone();
    let mut synced = BTreeSet::new();
    for swap in &phased.swaps {
        let own = options.fills.get(&(swap.table, swap.before.id)).cloned();
        let there = own.unwrap_or_else(|| {
            conversion(
                &stages.target,
                &quoted(&swap.before.name),
                &swap.before,
                &swap.after,
            )
        });
        filling.fills.insert((swap.table, swap.new), there);
        synced.insert((swap.table, swap.new));
    }
    let between = diff::compare_aligned(&diff.base, stages.side_by_side.clone());
    let mut planner = Planner::new(&between, &filling);
    planner.synced = synced;
    planner.make()
}

fn placed(steps: Vec<Step>, place: impl Fn(&Step) -> Place) -> Vec<Step> {
    let mut steps = steps;
    for step in &mut steps {
        let place = place(step);
        step.at(place);
    }
    steps
}

/// Steps that run only on the way down: old columns that come back get their values from the new ones.
fn give_back(last: &Diff, options: &Options, phased: &Phased, stages: &Stages) -> Vec<Step> {
    let mut planner = Planner::new(last, options);
    for swap in &phased.swaps {
        let Some(table) = stages.switched.tables.get(&swap.table) else {
            continue;
        };
        if let (Some(old), Some(new)) = (table.column(swap.before.id), table.column(swap.new)) {
            planner.give_back(table, old, new);
            if let Some(step) = planner.steps.last_mut() {
                step.chosen(
                    ObjectRef::Column(swap.table, swap.before.id),
                    Way::Phased,
                    swap.reason.clone(),
                );
            }
        }
    }
    planner.steps
}

/// What a step of a phased change loses and why it is made so: the old column holds everything until it is dropped.
fn explain(step: &mut Step, phased: &Phased, stages: &Stages) {
    let named = |swap: &Swap| {
        let table = stages.target.tables.get(&swap.table);
        table
            .map(|one| one.qualified_name().to_string())
            .unwrap_or_default()
    };
    for swap in &phased.swaps {
        let (old, new) = (
            ObjectRef::Column(swap.table, swap.before.id),
            ObjectRef::Column(swap.table, swap.new),
        );
        let holds_old = step.objects.contains(&old);
        if !holds_old && !step.objects.contains(&new) {
            continue;
        }
        step.chosen(old, Way::Phased, swap.reason.clone());
        let (table, kept) = (named(swap), &swap.after.name);
        match step.operation {
            Operation::AddColumn => {
                step.loss = Loss::None;
                step.notes = vec![format!(
                    "{}.{} and {} are kept equal by a trigger until the contract file; down drops the new column and loses nothing.",
                    table, swap.before.name, swap.between
                )];
            }
            Operation::Rename => step.notes.clear(),
            Operation::DropNotNull if !swap.narrows_back() => step.loss = Loss::None,
            Operation::DropColumn if swap.narrows_back() => {
                step.is_lossy(format!(
                    "Values of {table}.{kept} that do not fit {} come back empty.",
                    swap.before.data_type
                ));
            }
            Operation::DropColumn => {
                step.loss = Loss::None;
                step.note(format!(
                    "Down adds the column again and fills it from {table}.{kept}."
                ));
            }
            _ => {}
        }
    }
    explain_leaving(step, phased);
    for (table, name) in &phased.kept_tables {
        if step.objects.contains(&ObjectRef::Table(*table)) && step.operation == Operation::Rename {
            step.notes.clear();
            step.chosen(
                ObjectRef::Table(*table),
                Way::Keep,
                format!("Kept as {name}, as you chose: drop it in a later migration"),
            );
            step.other_ways = vec![Way::Direct];
        }
    }
    let renamed = phased
        .renamed
        .iter()
        .find(|one| step.objects.contains(&ObjectRef::Table(one.table)));
    if let Some(renamed) = renamed
        && step.operation == Operation::Rename
        && step.objects.len() == 1
    {
        step.notes = vec![
            "A view bears the old name until the contract file, so that queries that say it go on."
                .to_string(),
        ];
        step.chosen(
            ObjectRef::Table(renamed.table),
            Way::Phased,
            "In phases: the running version still says the old name",
        );
    }
}

fn explain_leaving(step: &mut Step, phased: &Phased) {
    for leaving in &phased.leaving {
        let object = ObjectRef::Column(leaving.table, leaving.column);
        if !step.objects.contains(&object) {
            continue;
        }
        match &leaving.kept_as {
            Some(name) => {
                step.chosen(
                    object,
                    Way::Keep,
                    format!("Kept as {name}, as you chose: drop it in a later migration"),
                );
                step.other_ways = vec![Way::Direct];
                if step.operation == Operation::Rename {
                    step.notes.clear();
                }
            }
            None => {
                step.chosen(
                    object,
                    Way::Phased,
                    "In phases: the new version need not write it before it goes",
                );
                step.other_ways.push(Way::Keep);
            }
        }
    }
}

/// An object under the id the diff knows it by.
fn in_diff(object: ObjectRef, original: &BTreeMap<u32, u32>) -> ObjectRef {
    let id = |id: u32| original.get(&id).copied().unwrap_or(id);
    match object {
        ObjectRef::Column(table, one) => ObjectRef::Column(table, id(one.0).into()),
        ObjectRef::Constraint(table, one) => ObjectRef::Constraint(table, id(one.0).into()),
        ObjectRef::Index(table, one) => ObjectRef::Index(table, id(one.0).into()),
        other => other,
    }
}
