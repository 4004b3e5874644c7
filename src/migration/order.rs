//! Orders: what must stand before what, and which steps share a file.

use std::collections::{BTreeMap, BTreeSet};

use super::Strategy;
use super::locks::Operation;
use super::step::{Place, Step};
use crate::diff::text;
use crate::model::*;

/// Sorts the steps of an online plan into their places and numbers the files.
pub(super) fn into_files(steps: &mut [Step], strategy: Strategy) {
    match strategy {
        Strategy::Single => single(steps),
        Strategy::Online => online(steps),
    }
}

/// One file, or two where an enum value that the plan adds is used by a later statement: PostgreSQL refuses the use of a
/// value before the transaction that added it is committed (manual, ALTER TYPE).
fn single(steps: &mut [Step]) {
    let last_added = steps
        .iter()
        .rposition(|step| step.operation == Operation::AddEnumValue);
    let Some(last_added) = last_added else {
        return;
    };
    let values: Vec<String> = steps
        .iter()
        .filter(|step| step.operation == Operation::AddEnumValue)
        .flat_map(|step| {
            step.up
                .iter()
                .filter_map(|statement| added_value(statement))
        })
        .collect();
    let is_used = steps
        .iter()
        .skip(last_added + 1)
        .flat_map(|step| &step.up)
        .any(|statement| values.iter().any(|value| statement.contains(value)));
    if is_used {
        for step in steps.iter_mut().skip(last_added + 1) {
            step.file = 1;
        }
    }
}

/// The quoted value an `ALTER TYPE ... ADD VALUE 'x'` adds.
fn added_value(statement: &str) -> Option<String> {
    let after = statement.split_once(" ADD VALUE ")?.1;
    let end = after
        .find(" BEFORE ")
        .or_else(|| after.find(" AFTER "))
        .unwrap_or(after.len());
    after.get(..end).map(str::to_string)
}

fn online(steps: &mut [Step]) {
    steps.sort_by_key(|step| step.place);
    let mut file = 0;
    let mut last: Option<(Place, bool)> = None;
    for step in steps {
        if let Some((place, transactional)) = last
            && (place != step.place || !transactional || !step.transactional)
        {
            file += 1;
        }
        step.file = file;
        last = Some((step.place, step.transactional));
    }
}

/// Sorts items so that what others need comes first; a cycle is cut where its least item is met.
pub(super) fn before<Id: Ord + Copy>(items: &[Id], needs: impl Fn(Id) -> Vec<Id>) -> Vec<Id> {
    let known: BTreeSet<Id> = items.iter().copied().collect();
    let mut done = BTreeSet::new();
    let mut sorted = Vec::with_capacity(items.len());
    for item in items {
        // A depth-first walk with its own stack: schemas may chain thousands of tables.
        let mut stack = vec![(*item, false)];
        let mut open = BTreeSet::new();
        while let Some((one, needed_are_done)) = stack.pop() {
            if done.contains(&one) {
                continue;
            }
            if needed_are_done {
                done.insert(one);
                sorted.push(one);
                continue;
            }
            if !open.insert(one) {
                continue;
            }
            stack.push((one, true));
            let mut needed = needs(one);
            needed.sort();
            for other in needed.into_iter().rev() {
                if known.contains(&other) && !done.contains(&other) && !open.contains(&other) {
                    stack.push((other, false));
                }
            }
        }
    }
    sorted
}

/// Tables so that parents (partitioned, inherited, referenced) come first.
pub(super) fn tables(schema: &Schema, ids: &[TableId]) -> Vec<TableId> {
    let structural = before(ids, |id| structural_parents(schema, id));
    // Foreign keys bend the order only where no partition or child would come before its parent.
    let by_reference = before(&structural, |id| {
        let mut needed = structural_parents(schema, id);
        if let Some(table) = schema.tables.get(&id) {
            needed.extend(
                table
                    .foreign_keys()
                    .filter_map(|(_, key)| key.target.table())
                    .filter(|target| *target != id),
            );
        }
        needed
    });
    let place: BTreeMap<TableId, usize> = by_reference
        .iter()
        .enumerate()
        .map(|(place, id)| (*id, place))
        .collect();
    let holds = by_reference.iter().all(|id| {
        structural_parents(schema, *id)
            .iter()
            .all(|parent| place.get(parent).is_none_or(|at| Some(at) < place.get(id)))
    });
    if holds { by_reference } else { structural }
}

fn structural_parents(schema: &Schema, id: TableId) -> Vec<TableId> {
    let Some(table) = schema.tables.get(&id) else {
        return Vec::new();
    };
    let mut parents = table.header.inherits.clone();
    parents.extend(table.header.partition_of.as_ref().map(|one| one.parent));
    parents
}

/// Views so that those a view reads come first.
pub(super) fn views(schema: &Schema, ids: &[ViewId]) -> Vec<ViewId> {
    let words: BTreeMap<ViewId, BTreeSet<String>> = ids
        .iter()
        .filter_map(|id| {
            let view = schema.views.get(id)?;
            Some((*id, text::words(&view.query).into_iter().collect()))
        })
        .collect();
    before(ids, |id| {
        let Some(named) = words.get(&id) else {
            return Vec::new();
        };
        ids.iter()
            .copied()
            .filter(|other| *other != id)
            .filter(|other| {
                schema
                    .views
                    .get(other)
                    .is_some_and(|view| named.contains(&view.name))
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needed_items_come_first_and_a_cycle_ends() {
        let needs = |item: u32| match item {
            1 => vec![2],
            2 => vec![3],
            4 => vec![5],
            5 => vec![4],
            _ => vec![],
        };
        assert_eq!(before(&[1, 2, 3, 4, 5], needs), [3, 2, 1, 5, 4]);
    }

    #[test]
    fn the_added_value_is_read_with_its_quotes() {
        assert_eq!(
            added_value("ALTER TYPE mood ADD VALUE 'so so' AFTER 'sad'").as_deref(),
            Some("'so so'")
        );
        assert_eq!(added_value("ALTER TYPE mood RENAME VALUE 'a' TO 'b'"), None);
    }
}
