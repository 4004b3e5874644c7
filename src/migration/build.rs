//! The planner: which parts of a plan are made in which order, and how a step gets its facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::locks::{Lock, Operation};
use super::step::{Loss, Move, Phase, Place, Step};
use super::{Options, PlanError, Strategy, Way};
use crate::diff::{Change, ChangeKind, Diff};
use crate::model::*;

/// Makes one plan.
pub(super) struct Planner<'a> {
    /// What differs.
    pub diff: &'a Diff,
    /// What the plan is made for.
    pub options: &'a Options,
    /// The base after the plan's renames.
    pub before: Schema,
    /// The target.
    pub after: &'a Schema,
    /// Steps so far.
    pub steps: Vec<Step>,
    /// Sentences on the plan as a whole.
    pub notes: Vec<String>,
    /// Views dropped early, to be made again; in the order in which they can be created.
    pub loose_views: Vec<ViewId>,
    /// Parts of tables dropped early, to be made again where the target has them.
    pub loose_parts: BTreeSet<ObjectRef>,
    /// Columns whose default a type swap has already set.
    pub settled_defaults: BTreeSet<(TableId, ColumnId)>,
    /// Unique indexes of the base that become keys of the target.
    pub key_indexes: BTreeMap<(TableId, ConstraintId), IndexId>,
    /// Columns that give their name to another: what reads them by that name is made again.
    pub rebound: Vec<(TableId, ColumnId)>,
    /// Columns that a trigger of the plan writes.
    pub synced: BTreeSet<(TableId, ColumnId)>,
    changes: BTreeMap<ObjectRef, &'a Change>,
    touched: BTreeSet<TableId>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(diff: &'a Diff, options: &'a Options) -> Self {
        Planner {
            diff,
            options,
            before: diff.renamed_base.clone(),
            after: &diff.target,
            steps: Vec::new(),
            notes: Vec::new(),
            loose_views: Vec::new(),
            loose_parts: BTreeSet::new(),
            settled_defaults: BTreeSet::new(),
            key_indexes: BTreeMap::new(),
            rebound: Vec::new(),
            synced: BTreeSet::new(),
            changes: diff
                .changes
                .iter()
                .map(|change| (change.object, change))
                .collect(),
            touched: diff
                .changes
                .iter()
                .filter_map(|change| change.object.table())
                .collect(),
        }
    }

    /// Makes the steps and the notes.
    ///
    /// # Errors
    /// When a change has no statement.
    pub(super) fn make(mut self) -> Result<(Vec<Step>, Vec<String>), PlanError> {
        self.refuse_what_cannot_be()?;
        self.leave_row_types();
        self.unbind();
        self.make_room();
        self.rename();
        self.rename_identities();
        self.loosen();
        self.types();
        self.make_sequences();
        self.early_functions();
        self.tables();
        self.columns();
        self.own_sequences();
        self.tighten();
        self.programs();
        self.security();
        self.grants();
        self.drops();
        self.join_row_types();
        self.tell_what_is_left();
        let Planner {
            mut steps, notes, ..
        } = self;
        steps.retain(|step| !(step.up.is_empty() && step.down.is_empty()));
        Ok((steps, notes))
    }

    /// The change of an object, if it differs.
    pub(super) fn change(&self, object: ObjectRef) -> Option<&'a Change> {
        self.changes.get(&object).copied()
    }

    /// Whether the object differs in this property.
    pub(super) fn differs(&self, object: ObjectRef, property: &str) -> bool {
        self.change(object)
            .is_some_and(|change| change.property(property).is_some())
    }

    /// Whether the object differs in anything but these properties.
    pub(super) fn differs_beyond(&self, object: ObjectRef, ignored: &[&str]) -> bool {
        self.change(object)
            .is_some_and(|change| match &change.kind {
                ChangeKind::Changed(properties) => properties
                    .iter()
                    .any(|property| !ignored.contains(&property.property)),
                _ => false,
            })
    }

    /// Whether only the target has the object.
    pub(super) fn is_added(&self, object: ObjectRef) -> bool {
        self.change(object)
            .is_some_and(|change| change.kind == ChangeKind::Added)
    }

    /// Whether only the base has the object.
    pub(super) fn is_removed(&self, object: ObjectRef) -> bool {
        self.change(object)
            .is_some_and(|change| change.kind == ChangeKind::Removed)
    }

    /// Whether the table stands before the plan and after it.
    pub(super) fn is_kept(&self, table: TableId) -> bool {
        self.diff.base.tables.contains_key(&table) && self.after.tables.contains_key(&table)
    }

    /// Tables that differ, or parts of which the plan has put aside: no others get a step. Ids of both sides.
    pub(super) fn touched(&self) -> BTreeSet<TableId> {
        let aside = self.loose_parts.iter().filter_map(|part| part.table());
        self.touched.iter().copied().chain(aside).collect()
    }

    /// The [touched](Planner::touched) tables that the target has.
    pub(super) fn touched_tables(&self) -> Vec<Arc<Table>> {
        let tables = &self.after.tables;
        let touched = self.touched();
        touched
            .iter()
            .filter_map(|id| tables.get(id))
            .cloned()
            .collect()
    }

    /// The [touched](Planner::touched) tables that stand before the plan and after it.
    pub(super) fn touched_kept(&self) -> Vec<TableId> {
        let mut touched: Vec<TableId> = self.touched().into_iter().collect();
        touched.retain(|id| self.is_kept(*id));
        touched
    }

    /// Whether the table must be treated as one in use: it exists, may hold rows, and the strategy asks for care.
    pub(super) fn is_live(&self, table: TableId) -> bool {
        self.options.strategy == Strategy::Online
            && self.diff.base.tables.contains_key(&table)
            && !self.options.is_small(table)
    }

    /// [`Planner::is_live`] for one object of the table: the user may want it made otherwise.
    pub(super) fn is_careful(&self, table: TableId, object: ObjectRef) -> bool {
        let online =
            self.options.strategy == Strategy::Online && self.diff.base.tables.contains_key(&table);
        match self.options.way(object) {
            Some(Way::Direct) => false,
            Some(Way::Phased) => online,
            _ => self.is_live(table),
        }
    }

    /// Whether an index of the base becomes a key of the target.
    pub(super) fn becomes_key(&self, index: IndexId) -> bool {
        self.key_indexes.values().any(|one| *one == index)
    }

    /// Whether the plan fills one of the columns.
    pub(super) fn fills(&self, table: TableId, columns: &[ColumnId]) -> bool {
        columns
            .iter()
            .any(|column| self.options.fills.contains_key(&(table, *column)))
    }

    /// Whether the plan is one transaction.
    pub(super) fn is_single(&self) -> bool {
        self.options.strategy == Strategy::Single
    }

    /// What people call an object: by its name after the plan where it stands then.
    pub(super) fn name(&self, object: ObjectRef) -> String {
        self.after
            .display_name(object)
            .or_else(|| self.before.display_name(object))
            .unwrap_or_default()
    }

    /// Adds a step on no table.
    pub(super) fn step(&mut self, operation: Operation, title: String, moves: Move) -> &mut Step {
        let fact = operation.fact();
        self.steps.push(Step {
            title,
            operation,
            phase: Phase::Expand,
            up: moves.up,
            down: moves.down,
            lock: Lock::None,
            tables: Vec::new(),
            tables_down: Vec::new(),
            work: fact.work,
            transactional: fact.transactional,
            loss: Loss::None,
            objects: Vec::new(),
            notes: Vec::new(),
            reason: String::new(),
            subject: None,
            way: Way::Direct,
            other_ways: Vec::new(),
            file: 0,
            place: Place::Expand,
        });
        let last = self.steps.len() - 1;
        &mut self.steps[last]
    }

    /// Adds a step on a table; one that the plan itself makes holds no rows.
    pub(super) fn step_on(
        &mut self,
        table: TableId,
        operation: Operation,
        title: String,
        moves: Move,
    ) -> &mut Step {
        let exists = self.diff.base.tables.contains_key(&table);
        let step = self.step(operation, title, moves);
        step.objects.push(ObjectRef::Table(table));
        if !exists {
            step.work = super::Work::Catalog;
        }
        step
    }
}

impl Step {
    pub(super) fn at(&mut self, place: Place) -> &mut Self {
        self.place = place;
        self.phase = place.phase();
        self
    }

    pub(super) fn object(&mut self, object: ObjectRef) -> &mut Self {
        self.objects.push(object);
        self
    }

    pub(super) fn note(&mut self, note: impl Into<String>) -> &mut Self {
        self.notes.push(note.into());
        self
    }

    pub(super) fn loses_rows(&mut self, what: impl Into<String>) -> &mut Self {
        self.loss = Loss::StructureOnly { what: what.into() };
        self
    }

    pub(super) fn is_lossy(&mut self, what: impl Into<String>) -> &mut Self {
        self.loss = Loss::Lossy { what: what.into() };
        self
    }

    /// Says that there are two ways to make what the step is part of, and why this one.
    pub(super) fn chosen(
        &mut self,
        subject: ObjectRef,
        way: Way,
        reason: impl Into<String>,
    ) -> &mut Self {
        self.subject = Some(subject);
        self.way = way;
        self.other_ways = match way {
            Way::Phased => vec![Way::Direct],
            Way::Direct => vec![Way::Phased],
            Way::Keep => vec![Way::Phased],
        };
        self.reason = reason.into();
        self
    }
}
