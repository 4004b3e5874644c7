//! What each statement locks, told from its text, the relations that stand when it runs, and the table of facts.
//!
//! The plan is walked in the order in which it runs, up and then down, so that a lock that reaches further (to partitions,
//! to children, over a foreign key) reaches what stands at that moment.

mod alter_table;
mod reader;
mod relations;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Reach;
use super::locks::{Lock, Operation};
use super::step::{Step, TableLock};
use crate::diff::{Diff, text};
use crate::model::*;
use crate::sql::mention;
use reader::Name;
use relations::Relations;

/// Tells of every step what it locks on the way up and on the way down, of what stands before each way begins.
pub(super) fn tell(diff: &Diff, steps: &mut [Step]) {
    let shown = |object: ObjectRef| {
        let name = diff.target.display_name(object);
        name.or_else(|| diff.base.display_name(object))
    };
    let said = said(steps);
    let mut held = Held::new(&diff.base, &said, shown);
    for step in steps.iter_mut() {
        let locks = held.of(&step.up);
        step.lock = locks.iter().map(|one| one.lock).max().unwrap_or_default();
        step.tables = locks;
    }
    let mut held = Held::new(&diff.target, &said, shown);
    for step in steps.iter_mut().rev() {
        step.tables_down = held.of(&step.down);
    }
}

/// Every word of the statements. An index that none of them names is never locked by name, and there are many.
fn said(steps: &[Step]) -> BTreeSet<String> {
    let statements = steps
        .iter()
        .flat_map(|step| step.up.iter().chain(&step.down));
    statements.flat_map(|one| text::words(one)).collect()
}

/// The relations as they stand, and the locks of the step that is read.
struct Held {
    relations: Relations,
    locks: BTreeMap<usize, Lock>,
    /// Whether the statement that is read says ONLY.
    only: bool,
}

impl Held {
    fn new(
        schema: &Schema,
        said: &BTreeSet<String>,
        shown: impl Fn(ObjectRef) -> Option<String>,
    ) -> Held {
        let mut held = Held {
            relations: Relations::of(schema, said, shown),
            locks: BTreeMap::new(),
            only: false,
        };
        for one in schema.statistics.values() {
            held.read(&crate::sql::writer::create_statistics(one));
        }
        for view in schema.views.values() {
            let name = (view.schema.clone(), view.name.clone());
            let reads = held.relations_in(&view.query);
            if let Some(place) = held.relations.find(&name)
                && let Some(one) = held.relations.get_mut(place)
            {
                one.reads = reads;
            }
        }
        held
    }

    /// What the statements of one step hold when the last of them is done, the strongest lock first.
    fn of(&mut self, statements: &[String]) -> Vec<TableLock> {
        self.locks.clear();
        for statement in statements {
            self.read(statement);
        }
        let locks = std::mem::take(&mut self.locks);
        let mut told: Vec<TableLock> = locks
            .into_iter()
            .filter_map(|(place, lock)| {
                let table = self.relations.get(place)?.shown.clone()?;
                Some(TableLock { table, lock })
            })
            .collect();
        told.sort_by(|left, right| (right.lock, &left.table).cmp(&(left.lock, &right.table)));
        told
    }

    /// Holds a lock on one relation.
    fn hold(&mut self, place: usize, lock: Lock) {
        if lock > Lock::None {
            let held = self.locks.entry(place).or_default();
            *held = lock.max(*held);
        }
    }

    /// Holds a lock on a relation and on what the lock reaches below it.
    fn hold_reaching(&mut self, place: usize, lock: Lock, reach: Reach) {
        self.hold(place, lock);
        let partitioned = self
            .relations
            .get(place)
            .is_some_and(|one| one.kind == relations::Kind::Partitioned);
        let reaches = match reach {
            Reach::Alone => false,
            Reach::Partitions => partitioned,
            Reach::Children => true,
        };
        if reaches {
            for below in self.relations.below(place) {
                self.hold(below, lock);
            }
        }
    }

    /// Holds what an operation holds on the relation it names.
    fn take(&mut self, operation: Operation, place: usize) {
        let fact = operation.fact();
        self.hold_reaching(place, fact.lock, fact.reach);
    }

    /// Holds what an operation holds on the other relation of its statement, and on the partitions of that.
    fn take_other(&mut self, operation: Operation, place: usize) {
        self.hold_reaching(place, operation.fact().other, Reach::Partitions);
    }

    /// Holds what an operation holds on the relation of a name, and gives its place.
    fn take_named(&mut self, operation: Operation, name: Option<Name>) -> Option<usize> {
        let place = self.relations.find(&name?)?;
        self.take(operation, place);
        Some(place)
    }

    /// Holds the lock of a reader on the relations whose rows a text reads, and on what is below them.
    fn take_rows(&mut self, text: &str) {
        for place in self.relations_in(text) {
            self.hold_reaching(place, Operation::Look.fact().lock, Reach::Children);
        }
    }

    /// Holds the lock of a reader on the relations a text names.
    fn take_read(&mut self, text: &str) {
        for place in self.relations_in(text) {
            self.hold(place, Operation::Look.fact().lock);
        }
    }

    /// The relations that an expression or a query reads.
    fn relations_in(&self, text: &str) -> Vec<usize> {
        let mentions = mention::of(text, mention::Text::Expression);
        let names = mentions.relations().map(|one| {
            let schema = one.schema.clone();
            (
                schema.unwrap_or_else(|| "public".to_string()),
                one.name.clone(),
            )
        });
        names
            .filter_map(|name| self.relations.find(&name))
            .collect()
    }
}
