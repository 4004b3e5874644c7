//! Columns of tables that stand: added, changed, and in a single transaction also dropped.

use super::Way;
use super::build::Planner;
use super::locks::Operation;
use super::statement::{add_column, alter, alter_column};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{names, quote, volatile, writer};

/// Rows an online backfill changes in one transaction.
const BATCH: u32 = 1000;

impl Planner<'_> {
    /// Columns of kept tables, parents first.
    pub(super) fn columns(&mut self) {
        let kept = super::order::tables(self.after, &self.touched_kept());
        for id in &kept {
            let Some(table) = self.after.tables.get(id) else {
                continue;
            };
            // A partition that is attached gets columns of its own first; what a parent gives is not added twice.
            for column in &table.columns {
                if self.is_added(ObjectRef::Column(*id, column.id)) && !column.inherited {
                    self.add_column(table, column);
                }
            }
        }
        for id in &kept {
            self.change_columns(*id);
        }
        if self.is_single() {
            self.untie_sequences();
            self.drop_columns(&kept);
        }
    }

    fn add_column(&mut self, table: &Table, column: &Column) {
        let must_fill = column.not_null
            && column.not_null_validated
            && column.default.is_none()
            && column.identity.is_none()
            && column.generated.is_none();
        let key = (table.id, column.id);
        let careful = self.is_careful(table.id, ObjectRef::Column(table.id, column.id));
        let found = || {
            (must_fill && !self.is_single()).then(|| {
                super::tenant_fill::from_parent(&self.diff.base, self.after, table, column)
            })?
        };
        let fill = self.options.fills.get(&key).cloned().or_else(found);
        if let Some(fill) = fill.filter(|_| column.generated.is_none() && column.identity.is_none())
        {
            self.add_filled(table, column, Some(&fill));
        } else if must_fill && careful {
            self.add_filled(table, column, None);
        } else if careful && column.default.as_deref().is_some_and(volatile::is_volatile) {
            self.add_defaulted(table, column);
        } else {
            self.add_plainly(table, column, must_fill);
        }
    }

    fn add_plainly(&mut self, table: &Table, column: &Column, must_fill: bool) {
        let computed = column.identity.is_some()
            || column.generated.as_ref().is_some_and(|one| one.stored)
            || column.default.as_deref().is_some_and(volatile::is_volatile)
            || self.is_checked_domain(&column.data_type);
        let operation = if computed {
            Operation::AddColumnRewrite
        } else if must_fill {
            Operation::AddColumnChecked
        } else {
            Operation::AddColumn
        };
        let name = format!("{}.{}", table.qualified_name(), column.name);
        let moves = add_column(self.after, table, column);
        let title = format!("Add column {name} ({})", column.data_type);
        let generated = column.generated.is_some();
        let step = self.step_on(table.id, operation, title, moves);
        step.object(ObjectRef::Column(table.id, column.id));
        if !generated {
            step.is_lossy(format!(
                "Down drops column {name} with the values written since."
            ));
        }
        if must_fill {
            step.note(format!(
                "{name} is NOT NULL without a default: the statement fails if {} holds rows.",
                table.qualified_name()
            ));
        }
    }

    /// Whether a type is a domain that refuses values, so that PostgreSQL tries it on each row, null or not.
    fn is_checked_domain(&self, data_type: &DataType) -> bool {
        let domain = self.after.user_type(data_type);
        data_type.dimensions == 0
            && domain.is_some_and(|one| {
                matches!(&one.kind, UserTypeKind::Domain { not_null, checks, .. } if *not_null || !checks.is_empty())
            })
    }

    /// Adds a NOT NULL column without a default: nullable first, filled, then proved.
    fn add_filled(&mut self, table: &Table, column: &Column, fill: Option<&str>) {
        let name = format!("{}.{}", table.qualified_name(), column.name);
        let nullable = Column {
            not_null: false,
            not_null_name: None,
            ..column.clone()
        };
        let moves = add_column(self.after, table, &nullable);
        let title = format!("Add column {name} ({}), empty at first", column.data_type);
        let object = ObjectRef::Column(table.id, column.id);
        let careful = self.is_careful(table.id, object);
        let reason = self.reason(table, careful);
        let synced = self.synced.contains(&(table.id, column.id));
        let operation = match self.is_checked_domain(&column.data_type) {
            true => Operation::AddColumnRewrite,
            false => Operation::AddColumn,
        };
        let step = self.step_on(table.id, operation, title, moves);
        step.object(object).is_lossy(format!(
            "Down drops column {name} with the values written since."
        ));
        if !synced {
            step.chosen(object, way(careful), reason);
        }
        if careful && !synced && column.not_null {
            step.note(format!(
                "The application must write {name} before the file that proves it is run."
            ));
        }
        match fill {
            Some(fill) => self.backfill(table, column, fill),
            None => self.notes.push(format!(
                "{name} becomes NOT NULL and has no default: give every row of {} a value before the file that proves it.",
                table.qualified_name()
            )),
        }
        if column.not_null {
            self.require(table, column);
        }
    }

    /// Adds a column whose default is computed for each row: without it first, so that the table is not written again.
    fn add_defaulted(&mut self, table: &Table, column: &Column) {
        let name = format!("{}.{}", table.qualified_name(), column.name);
        let bare = Column {
            not_null: false,
            not_null_name: None,
            default: None,
            ..column.clone()
        };
        let default = column.default.clone().unwrap_or_default();
        let set = Move::of(
            vec![format!(
                "{} SET DEFAULT {}",
                alter_column(table, column),
                writer::default_expression(&default)
            )],
            Vec::new(),
        );
        let moves = add_column(self.after, table, &bare).then(set);
        let title = format!("Add column {name} ({}), then its default", column.data_type);
        let object = ObjectRef::Column(table.id, column.id);
        let reason = self.reason(table, true);
        let operation = match self.is_checked_domain(&column.data_type) {
            true => Operation::AddColumnRewrite,
            false => Operation::AddColumn,
        };
        self.step_on(table.id, operation, title, moves)
            .object(object)
            .chosen(object, Way::Phased, reason)
            .is_lossy(format!(
                "Down drops column {name} with the values written since."
            ));
        self.backfill(table, column, &default);
        if column.not_null {
            self.require(table, column);
        }
    }

    /// Fills the null values of a column: in batches where the table is in use, at once otherwise.
    pub(super) fn backfill(&mut self, table: &Table, column: &Column, expression: &str) {
        let name = format!("{}.{}", table.qualified_name(), column.name);
        let (target, quoted) = (quote::table(table), quote::identifier(&column.name));
        let object = ObjectRef::Column(table.id, column.id);
        if !self.is_careful(table.id, object) {
            let up = format!("UPDATE {target} SET {quoted} = {expression} WHERE {quoted} IS NULL");
            let title = format!("Fill {name}");
            self.step_on(
                table.id,
                Operation::Update,
                title,
                Move::of(vec![up], Vec::new()),
            )
            .at(Place::Backfill)
            .object(object);
            return;
        }
        // A row for which nothing is found must not be tried again and again.
        let up = batches(&target, &quoted, expression, &format!("{quoted} IS NULL"));
        let title = format!("Fill {name}, {BATCH} rows at a time");
        self.step_on(
            table.id,
            Operation::Backfill,
            title,
            Move::of(vec![up], Vec::new()),
        )
        .at(Place::Backfill)
        .object(object)
        .note("Each batch commits by itself; the file may be run again if it is interrupted.");
    }

    /// Gives a column that the way down adds again its values, in batches, and does nothing on the way up: writing an
    /// old column that is still empty wakes the trigger that keeps it equal to the new one.
    pub(super) fn give_back(&mut self, table: &Table, old: &Column, new: &Column) {
        let name = format!("{}.{}", table.qualified_name(), old.name);
        let (old, new) = (quote::identifier(&old.name), quote::identifier(&new.name));
        let condition = format!("{old} IS NULL AND {new} IS NOT NULL");
        // The reader of the file must not take it for a mistake.
        let awake = "NULL -- the trigger puts the value here".to_string();
        let down = batches(&quote::table(table), &old, &awake, &condition);
        let title = format!("Give {name} its values back on the way down");
        self.step_on(
            table.id,
            Operation::Backfill,
            title,
            Move::of(Vec::new(), vec![down]),
        )
        .at(Place::Return);
    }

    /// Makes a column NOT NULL: proved by a check first where the table is in use.
    pub(super) fn require(&mut self, table: &Table, column: &Column) {
        let name = format!("{}.{}", table.qualified_name(), column.name);
        let object = ObjectRef::Column(table.id, column.id);
        let set = format!("{} SET NOT NULL", alter_column(table, column));
        let unset = format!("{} DROP NOT NULL", alter_column(table, column));
        if !self.is_careful(table.id, object) {
            let title = format!("Require {name}");
            self.step_on(
                table.id,
                Operation::SetNotNull,
                title,
                Move::new(set, unset),
            )
            .at(Place::Enforce)
            .object(object)
            .note(format!("The statement fails if a row has no {name}."));
            return;
        }
        if !self.fills(table.id, &[column.id]) {
            self.check_given(table, column);
        }
        let taken = |name: &str| table.constraints.iter().any(|one| one.name == name);
        let check = names::not_null(&table.name, &column.name, &taken);
        let add = Move::new(
            format!(
                "{} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID",
                alter(table),
                quote::identifier(&check),
                quote::identifier(&column.name)
            ),
            format!(
                "{} DROP CONSTRAINT IF EXISTS {}",
                alter(table),
                quote::identifier(&check)
            ),
        );
        let title = format!("Require {name} of new rows");
        self.step_on(table.id, Operation::AddCheckNotValid, title, add)
            .at(Place::NotValid)
            .object(object);
        let title = format!("Prove that every row has {name}");
        self.step_on(
            table.id,
            Operation::ValidateCheck,
            title,
            Move::of(vec![writer::validate_constraint(table, &check)], Vec::new()),
        )
        .at(Place::Validate)
        .object(object)
        .note(format!("The statement fails if a row has no {name}."));
        let moves = Move::of(
            vec![set, writer::drop_constraint(table, &check)],
            vec![unset],
        );
        let title = format!("Require {name}");
        self.step_on(table.id, Operation::SetNotNullProved, title, moves)
            .at(Place::Enforce)
            .object(object);
    }

    /// Drops the removed columns of kept tables, generated ones first, as they read others.
    pub(super) fn drop_columns(&mut self, kept: &[TableId]) {
        for id in kept {
            let Some(before) = self.before.tables.get(id).cloned() else {
                continue;
            };
            let Some(after) = self.after.tables.get(id) else {
                continue;
            };
            let mut removed: Vec<&Column> = before
                .columns
                .iter()
                .filter(|column| after.column(column.id).is_none() && !column.inherited)
                .collect();
            removed.sort_by_key(|column| column.generated.is_none());
            for column in removed {
                self.drop_column(&before, column);
            }
        }
    }

    fn drop_column(&mut self, table: &Table, column: &Column) {
        let name = format!("{}.{}", table.qualified_name(), column.name);
        let moves = add_column(&self.before, table, column).reversed();
        let title = format!("Drop column {name}");
        let refused = column.not_null && column.default.is_none() && column.identity.is_none();
        let computed = column.generated.is_some();
        let step = self.step_on(table.id, Operation::DropColumn, title, moves);
        step.at(Place::Contract)
            .object(ObjectRef::Column(table.id, column.id));
        if computed {
            return;
        }
        let mut what =
            format!("The values of {name} are gone; down brings back the column without them.");
        if refused {
            what.push_str(&format!(
                " It was NOT NULL without a default, so down fails while {} holds rows.",
                table.qualified_name()
            ));
        }
        step.loses_rows(what);
    }
}

/// Fills a column in batches that commit each: by the place of the rows on disk, so that no row is looked at twice. It
/// ends at the last row that stood when it began: a row whose value stays null gets a new version behind it, without end.
fn batches(target: &str, column: &str, expression: &str, condition: &str) -> String {
    format!(
        "DO $backfill$\nDECLARE\n    done tid := '(0,0)';\n    upto tid;\n    last tid;\nBEGIN\n    SELECT max(ctid) INTO last FROM {target};\n    LOOP\n        SELECT max(ctid) INTO upto FROM (\n            SELECT ctid FROM {target} WHERE ctid > done AND ctid <= last LIMIT {BATCH}\n        ) batch;\n        EXIT WHEN upto IS NULL;\n        UPDATE {target} SET {column} = {expression}\n        WHERE ctid > done AND ctid <= upto AND {condition};\n        COMMIT;\n        done := upto;\n    END LOOP;\nEND\n$backfill$"
    )
}

/// The way a step is made, by whether it takes care of a running application.
pub(super) fn way(careful: bool) -> Way {
    if careful { Way::Phased } else { Way::Direct }
}

impl Planner<'_> {
    /// Why a change of the table is made in phases or at once.
    pub(super) fn reason(&self, table: &Table, careful: bool) -> String {
        let name = table.qualified_name();
        match (careful, self.options.rows.get(&table.id)) {
            (true, Some(rows)) => format!("In phases: {name} holds about {rows} rows"),
            (true, None) => format!("In phases: nobody said how many rows {name} holds"),
            (false, Some(rows)) => format!("At once: {name} holds about {rows} rows"),
            (false, None) => "At once, as you chose".to_string(),
        }
    }
}
