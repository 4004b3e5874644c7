//! Partitions that come and go: beside running queries where the partitioned table is in use and PostgreSQL has a way.
//!
//! What runs beside the others runs before everything else of the plan, under the names and with the columns that the base
//! has: a change of the partitioned table must find each partition where it belongs.

use super::Work;
use super::build::Planner;
use super::constraints::with_suffix;
use super::locks::Operation;
use super::partition_bound::bound_check;
use super::statement::{alter, create_table};
use super::step::{Loss, Move, Place};
use crate::model::*;
use crate::sql::{names, quote, writer};

impl Planner<'_> {
    /// Leaves one partitioned table and joins another. Detaching comes first: what is detached may be dropped later.
    pub(super) fn change_partition(&mut self, old: &Table, new: &Table) {
        if old.header.partition_of == new.header.partition_of {
            return;
        }
        let before = old.header.partition_of.as_ref().map(|one| one.parent);
        let after = new.header.partition_of.as_ref().map(|one| one.parent);
        if let Some(parent) = before.and_then(|id| self.before.tables.get(&id).cloned()) {
            let stays = before == after;
            let direct = match stays {
                true => Some("At once: its bounds change in one transaction, so that no query misses its rows".to_string()),
                false => self.why_not_beside(&parent, new.id),
            };
            match direct {
                Some(reason) => self.detach_at_once(&parent, old, new, reason),
                None => self.detach_beside(&parent, new),
            }
        }
        if let Some(parent) = after.and_then(|id| self.after.tables.get(&id).cloned()) {
            match self.bound_to_prove(&parent, old, new, before.is_some()) {
                Ok(bound) => self.attach_proved(&parent, new, &bound),
                Err(reason) => self.attach_at_once(&parent, new, reason),
            }
        }
    }

    /// Why a partition cannot leave beside running queries, or the plan need not care: then the reason is empty.
    fn why_not_beside(&self, parent: &Table, partition: TableId) -> Option<String> {
        if !self.is_careful(parent.id, ObjectRef::Table(partition)) || !self.is_kept(parent.id) {
            return Some(String::new());
        }
        if let Some(rest) = self.default_partition(parent.id) {
            return Some(format!(
                "At once: PostgreSQL detaches nothing beside running queries while {rest} is the default partition"
            ));
        }
        let plain = |table: &Table| {
            let keys = table.partitioning.iter().flat_map(|one| &one.keys);
            keys.into_iter().all(|key| key.column().is_some())
        };
        if !plain(parent) {
            return Some("At once: the partitions follow an expression".to_string());
        }
        self.parent_in_the_way(parent)
    }

    /// What else the plan does to a partitioned table, with which its partitions must stay in step.
    fn parent_in_the_way(&self, parent: &Table) -> Option<String> {
        let mut changes = self.diff.changes.iter();
        let touched = changes.any(|one| one.object.table() == Some(parent.id));
        touched.then(|| {
            format!(
                "At once: the same plan changes {}, and its partitions with it",
                parent.qualified_name()
            )
        })
    }

    fn detach_at_once(&mut self, parent: &Table, old: &Table, new: &Table, reason: String) {
        let attach = writer::attach_partition(&self.before, old);
        let moves = Move::of(
            vec![writer::detach_partition(parent, old, false)],
            attach.into_iter().collect(),
        );
        let title = format!(
            "Detach {} from {}",
            new.qualified_name(),
            parent.qualified_name()
        );
        self.step_on(new.id, Operation::DetachPartition, title, moves)
            .reason = reason;
    }

    fn detach_beside(&mut self, parent: &Table, new: &Table) {
        let Some(old) = self.diff.base.tables.get(&new.id).cloned() else {
            return;
        };
        self.detach_alone(parent, &old, Place::Detach);
        // PostgreSQL leaves a check of the old bound on what it detaches so.
        let name = names::check(&new.name, self.bound_column(parent).as_deref(), &|name| {
            new.constraints.iter().any(|one| one.name == name)
                || old.constraints.iter().any(|one| one.name == name)
        });
        let up = format!(
            "{} DROP CONSTRAINT IF EXISTS {}",
            alter(new),
            quote::identifier(&name)
        );
        let title = format!(
            "Drop the check that detaching leaves on {}",
            new.qualified_name()
        );
        self.step_on(
            new.id,
            Operation::DropConstraint,
            title,
            Move::of(vec![up], Vec::new()),
        );
    }

    /// Detaches alone in its file; `old` as the base has it.
    fn detach_alone(&mut self, parent: &Table, old: &Table, place: Place) {
        let attach = writer::attach_partition(&self.diff.base, old);
        let up = writer::detach_partition(parent, old, true);
        let finish = up.replacen(" CONCURRENTLY", " FINALIZE", 1);
        let moves = Move::of(vec![up], attach.into_iter().collect());
        let (name, from) = (old.qualified_name().to_string(), parent.qualified_name());
        let title = format!("Detach {name} from {from}");
        let rows = self.rows_said(parent);
        self.step_on(old.id, Operation::DetachPartitionConcurrently, title, moves)
            .at(place)
            .chosen(
                ObjectRef::Table(old.id),
                super::Way::Phased,
                format!("Beside running queries: the direct statement waits until nobody reads or writes {from}, and {rows}"),
            )
            .note(format!(
                "If it is interrupted, end it with {finish} and go on with the next file."
            ));
    }

    /// The one column that the bounds of a partition speak of, as PostgreSQL names a check by it; those above count too.
    fn bound_column(&self, parent: &Table) -> Option<String> {
        let mut found: Vec<String> = Vec::new();
        let mut current = Some(parent);
        let mut depth = 0;
        while let Some(table) = current.filter(|_| depth < 64) {
            let keys = table.partitioning.iter().flat_map(|one| &one.keys);
            let columns = keys.filter_map(|key| table.column(key.column()?));
            found.extend(columns.map(|column| column.name.clone()));
            let above = table.partition_of.as_ref().map(|one| one.parent);
            current = above.and_then(|id| self.before.table(id)).map(|one| &**one);
            depth += 1;
        }
        found.sort();
        found.dedup();
        match found.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// The check that proves a partition's rows before it is attached, or why it is attached as it is.
    fn bound_to_prove(
        &self,
        parent: &Table,
        old: &Table,
        new: &Table,
        detached: bool,
    ) -> Result<String, String> {
        let Some(base) = self.diff.base.tables.get(&new.id) else {
            return Err(String::new());
        };
        if !self.is_careful(new.id, ObjectRef::Table(new.id)) || !self.is_kept(parent.id) {
            return Err(String::new());
        }
        if detached {
            return Err("At once: it leaves another table in the same transaction".to_string());
        }
        if let Some(reason) = self.parent_in_the_way(parent) {
            return Err(reason);
        }
        let bound = new.partition_of.as_ref().map(|one| one.bound.as_str());
        let check = bound.and_then(|bound| bound_check(parent, bound));
        let Some(check) = check else {
            return Err("At once: no check can say its bound".to_string());
        };
        let same = |column: &Column| {
            let own = base.column_named(&column.name);
            own.is_some_and(|own| {
                own.data_type == column.data_type && (own.not_null || !column.not_null)
            })
        };
        let checked = |above: &Constraint| {
            let is_check = matches!(above.kind, ConstraintKind::Check(_));
            !is_check
                || above.no_inherit
                || base.constraints.iter().any(|own| own.name == above.name)
        };
        let fits = old.columns.len() == parent.columns.len()
            && parent.columns.iter().all(same)
            && parent.constraints.iter().all(checked);
        match fits {
            true => Ok(check),
            false => Err(format!(
                "At once: the same plan gives it the columns and checks of {}",
                parent.qualified_name()
            )),
        }
    }

    fn attach_proved(&mut self, parent: &Table, new: &Table, bound: &str) {
        let Some(base) = self.diff.base.tables.get(&new.id).cloned() else {
            return;
        };
        let (name, to) = (
            base.qualified_name().to_string(),
            parent.qualified_name().to_string(),
        );
        let mut proofs = vec![(base.clone(), bound.to_string())];
        let rest = self.default_partition_of(parent.id);
        // The rows of the default partition must not belong into the new one.
        proofs.extend(rest.map(|rest| (rest, format!("NOT ({bound})"))));
        let mut drops = Vec::new();
        for (table, check) in &proofs {
            let constraint = with_suffix(&new.name, "_bound");
            let drop = format!(
                "{} DROP CONSTRAINT IF EXISTS {}",
                alter(table),
                quote::identifier(&constraint)
            );
            let add = format!(
                "{} ADD CONSTRAINT {} CHECK ({check}) NOT VALID",
                alter(table),
                quote::identifier(&constraint)
            );
            let said = table.qualified_name();
            let whose = match table.id == new.id {
                true => "its bound".to_string(),
                false => format!("the bound of {name}"),
            };
            let title = format!("Add a check of {whose} to {said} for new rows");
            self.step_on(
                table.id,
                Operation::AddCheckNotValid,
                title,
                Move::new(add, drop.clone()),
            )
            .at(Place::Bounds);
            let up = writer::validate_constraint(table, &constraint);
            let title = format!("Prove the check of {whose} for every row of {said}");
            self.step_on(
                table.id,
                Operation::ValidateCheck,
                title,
                Move::of(vec![up], Vec::new()),
            )
            .at(Place::ProveBounds)
            .note("The statement fails if a row breaks it; the rest of the migration stands.");
            if table.id != new.id
                && let Some(step) = self.steps.iter_mut().rev().nth(1)
            {
                step.note(format!(
                    "Until {name} is attached, rows of its bound are refused: {said} takes them no more."
                ));
            }
            drops.push(drop);
        }
        let partition = Table {
            header: TableHeader {
                partition_of: new.header.partition_of.clone(),
                ..base.header.clone()
            },
            ..Table::clone(&base)
        };
        let rows = self.rows_said(&base);
        let moves = Move::of(
            writer::attach_partition(&self.diff.base, &partition)
                .into_iter()
                .collect(),
            vec![writer::detach_partition(parent, &base, false)],
        );
        let title = format!("Attach {name} to {to}");
        let step = self.step_on(new.id, Operation::AttachPartition, title, moves);
        step.at(Place::Attach).chosen(
            ObjectRef::Table(new.id),
            super::Way::Phased,
            format!("After a check that is proved before: else PostgreSQL reads all of {name} while nobody can use it, and {rows}"),
        );
        step.work = Work::Catalog;
        for ((table, _), drop) in proofs.iter().zip(drops) {
            let title = format!(
                "Drop the check of the bound from {}",
                table.qualified_name()
            );
            self.step_on(
                table.id,
                Operation::DropConstraint,
                title,
                Move::of(vec![drop], Vec::new()),
            )
            .at(Place::Attach);
        }
    }

    fn attach_at_once(&mut self, parent: &Table, new: &Table, reason: String) {
        let attach = writer::attach_partition(self.after, new);
        let moves = Move::of(
            attach.into_iter().collect(),
            vec![writer::detach_partition(parent, new, false)],
        );
        let name = new.qualified_name().to_string();
        let title = format!("Attach {name} to {}", parent.qualified_name());
        let step = self.step_on(new.id, Operation::AttachPartition, title, moves);
        step.note(format!(
            "PostgreSQL reads all of {name} to check its bound, unless a valid check proves it."
        ));
        step.reason = reason;
    }

    /// A new partition of a table in use is made on its own and attached, which lets the others read and write on.
    pub(super) fn joins_beside(&self, table: &Table) -> Option<TableId> {
        let parent = table.partition_of.as_ref()?.parent;
        let above = self.after.tables.get(&parent)?;
        let careful = self.is_careful(parent, ObjectRef::Table(table.id));
        (careful && self.parent_in_the_way(above).is_none()).then_some(parent)
    }

    /// A partition that goes is detached beside running queries first; says whether it is.
    pub(super) fn detach_to_drop(&mut self, table: &Table) -> bool {
        let parent = table.partition_of.as_ref().map(|one| one.parent);
        let Some(parent) = parent.and_then(|id| self.before.tables.get(&id).cloned()) else {
            return false;
        };
        if self.why_not_beside(&parent, table.id).is_some() {
            return false;
        }
        self.detach_alone(&parent, table, Place::DropIndexes);
        if let Some(step) = self.steps.last_mut() {
            step.loss = Loss::None;
        }
        true
    }

    /// The name of a partitioned table's default partition, if it stands before the plan.
    pub(super) fn default_partition(&self, parent: TableId) -> Option<String> {
        let rest = self.default_partition_of(parent)?;
        Some(rest.qualified_name().to_string())
    }

    fn default_partition_of(&self, parent: TableId) -> Option<std::sync::Arc<Table>> {
        let mut all = self.diff.base.tables.values();
        let rest = all.find(|one| {
            let of = one.partition_of.as_ref();
            of.is_some_and(|of| of.parent == parent && of.bound == "DEFAULT")
        });
        rest.cloned()
    }

    fn rows_said(&self, table: &Table) -> String {
        let name = table.qualified_name();
        match self.options.rows.get(&table.id) {
            Some(rows) => format!("{name} holds about {rows} rows"),
            None => format!("nobody said how many rows {name} holds"),
        }
    }
}

/// Makes a partition on its own and attaches it.
pub(super) fn create_attached(schema: &Schema, table: &Table) -> Move {
    let mut moves = create_table(schema, table, writer::PartitionForm::Attached);
    moves.up.extend(writer::attach_partition(schema, table));
    moves
}
