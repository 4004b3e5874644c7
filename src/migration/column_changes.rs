//! Columns that stand and change: type, default, NOT NULL, identity, generation, settings.

use super::build::Planner;
use super::locks::Operation;
use super::statement::{add_column, alter_column, comment_move};
use super::step::{Move, Place};
use super::type_change;
use crate::diff::text;
use crate::model::*;
use crate::sql::{names, quote, writer};

impl Planner<'_> {
    pub(super) fn change_columns(&mut self, id: TableId) {
        let (Some(before), Some(after)) = (
            self.before.tables.get(&id).cloned(),
            self.after.tables.get(&id),
        ) else {
            return;
        };
        for new in &after.columns {
            let Some(old) = before.column(new.id) else {
                continue;
            };
            if self.change(ObjectRef::Column(id, new.id)).is_none() {
                continue;
            }
            if new.inherited && old.inherited {
                continue;
            }
            if must_be_made_again(old, new) {
                self.remake_column(after, old, new);
                continue;
            }
            self.change_identity_away(after, old, new);
            self.change_type_and_default(after, old, new);
            self.change_not_null(after, old, new);
            self.change_identity_in(after, old, new);
            self.change_settings(after, old, new);
            let moves = comment_move(old, new, old.comment != new.comment, |one| {
                writer::comment_on_column(
                    after,
                    &Column {
                        name: new.name.clone(),
                        ..one.clone()
                    },
                )
            });
            let title = format!("Comment on {}.{}", after.qualified_name(), new.name);
            self.step_on(id, Operation::Comment, title, moves)
                .object(ObjectRef::Column(id, new.id));
        }
    }

    /// A generated column cannot be given another expression; it holds nothing of its own, so it is made again.
    fn remake_column(&mut self, table: &Table, old: &Column, new: &Column) {
        let name = format!("{}.{}", table.qualified_name(), new.name);
        let moves = add_column(&self.before, table, old)
            .reversed()
            .then(add_column(self.after, table, new));
        let title = format!("Compute {name} anew");
        let kept_values = old.generated.is_none();
        let step = self.step_on(table.id, Operation::AddColumnRewrite, title, moves);
        step.object(ObjectRef::Column(table.id, new.id));
        if kept_values {
            step.loses_rows(format!(
                "The values of {name} are replaced by computed ones; down brings back the column empty."
            ));
        }
    }

    fn change_identity_away(&mut self, table: &Table, old: &Column, new: &Column) {
        let (Some(identity), None) = (&old.identity, &new.identity) else {
            return;
        };
        let identity = self.with_sequence_name(table, old, identity);
        let moves = self.identity_move(table, old, &identity).reversed();
        let name = format!("{}.{}", table.qualified_name(), new.name);
        let title = format!("Stop numbering {name}");
        self.step_on(table.id, Operation::ColumnDefault, title, moves)
            .object(ObjectRef::Column(table.id, new.id));
    }

    /// The identity with the name of its sequence, where the column has another name by now than when it was numbered.
    fn with_sequence_name(&self, table: &Table, column: &Column, identity: &Identity) -> Identity {
        let base = self.diff.base.tables.get(&table.id);
        let named = base.and_then(|base| Some((base, base.column(column.id)?)));
        let mut identity = identity.clone();
        if let Some((base, before)) = named
            && before.name != column.name
            && identity.sequence_name.is_none()
        {
            identity.sequence_name = Some(names::sequence(&base.name, &before.name, &|_| false));
        }
        identity
    }

    /// Adds an identity; going down drops it.
    fn identity_move(&self, table: &Table, column: &Column, identity: &Identity) -> Move {
        let clause = writer::identity_clause(identity, column);
        let head = alter_column(table, column);
        let name = quote::identifier(&column.name);
        // Numbering goes on after the numbers that are there.
        let go_on = format!(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({name}), 1), max({name}) IS NOT NULL) FROM {}",
            quote::literal(&quote::table(table)),
            quote::literal(&column.name),
            quote::table(table)
        );
        Move::of(
            vec![format!("{head} ADD {clause}"), go_on],
            vec![format!("{head} DROP IDENTITY")],
        )
    }

    fn change_identity_in(&mut self, table: &Table, old: &Column, new: &Column) {
        let Some(identity) = &new.identity else {
            return;
        };
        let name = format!("{}.{}", table.qualified_name(), new.name);
        let object = ObjectRef::Column(table.id, new.id);
        let Some(before) = &old.identity else {
            let moves = self.identity_move(table, new, identity);
            let title = format!("Number {name} by itself");
            self.step_on(table.id, Operation::ColumnDefault, title, moves)
                .object(object);
            return;
        };
        if before == identity {
            return;
        }
        let head = alter_column(table, new);
        let say = |from: &Identity, to: &Identity| {
            let mut words = Vec::new();
            if from.always != to.always {
                words.push(format!(
                    "SET GENERATED {}",
                    if to.always { "ALWAYS" } else { "BY DEFAULT" }
                ));
            }
            words.extend(option_changes(&from.options, &to.options));
            format!("{head} {}", words.join(" "))
        };
        if before.always != identity.always || before.options != identity.options {
            let moves = Move::new(say(before, identity), say(identity, before));
            let title = format!("Change how {name} is numbered");
            self.step_on(table.id, Operation::ColumnDefault, title, moves)
                .object(object);
        }
    }

    fn change_type_and_default(&mut self, table: &Table, old: &Column, new: &Column) {
        let retyped = old.data_type != new.data_type || old.collation != new.collation;
        let aside = retyped
            && old.default.is_some()
            && type_change::default_must_step_aside(&old.data_type, &new.data_type);
        if retyped && !aside {
            self.change_type(table, old, new);
        }
        let same = match (&old.default, &new.default) {
            (Some(old), Some(new)) => text::same(old, new),
            (None, None) => true,
            _ => false,
        };
        let settled = self.settled_defaults.contains(&(table.id, new.id));
        if aside {
            self.set_default(table, old, old.default.as_deref(), None);
            self.change_type(table, old, new);
            self.set_default(table, new, None, new.default.as_deref());
        } else if !same && !settled {
            self.set_default(table, new, old.default.as_deref(), new.default.as_deref());
        }
    }

    fn set_default(
        &mut self,
        table: &Table,
        column: &Column,
        old: Option<&str>,
        new: Option<&str>,
    ) {
        if old.is_none() && new.is_none() {
            return;
        }
        let moves = default_move(table, column, old, new);
        let name = format!("{}.{}", table.qualified_name(), column.name);
        let title = match new {
            Some(new) => format!("Set the default of {name} to {new}"),
            None => format!("Drop the default of {name}"),
        };
        self.step_on(table.id, Operation::ColumnDefault, title, moves)
            .object(ObjectRef::Column(table.id, column.id));
    }

    fn change_type(&mut self, table: &Table, old: &Column, new: &Column) {
        let name = format!("{}.{}", table.qualified_name(), new.name);
        let operation = type_change::operation(old, new);
        let say = |schema: &Schema, from: &Column, to: &Column| {
            let written = writer::data_type(schema, &to.data_type);
            let mut text = format!("{} TYPE {written}", alter_column(table, new));
            if let Some(collation) = &to.collation {
                text.push_str(&format!(" COLLATE {collation}"));
            }
            let column = quote::identifier(&new.name);
            if let Some(using) =
                type_change::using(&column, &from.data_type, &to.data_type, &written)
            {
                text.push_str(&format!(" USING {using}"));
            }
            text
        };
        // PostgreSQL forgets how a column is stored and compressed when its type is set.
        let kept = |one: &Column| {
            let mut words = Vec::new();
            let head = alter_column(table, new);
            words.extend(
                one.storage
                    .as_ref()
                    .map(|mode| format!("{head} SET STORAGE {mode}")),
            );
            let method = one.compression.as_ref();
            words.extend(method.map(|method| format!("{head} SET COMPRESSION {method}")));
            words
        };
        let (mut up, mut down) = (
            vec![say(self.after, old, new)],
            vec![say(&self.before, new, old)],
        );
        up.extend(kept(new));
        down.extend(kept(old));
        let moves = Move::of(up, down);
        let title = if old.data_type == new.data_type {
            format!("Change the collation of {name}")
        } else {
            format!("Change {name} from {} to {}", old.data_type, new.data_type)
        };
        let up_seconds = moves
            .up
            .iter()
            .any(|text| text.contains("USING to_timestamp("));
        let live = self.is_live(table.id);
        let step = self.step_on(table.id, operation, title, moves);
        step.object(ObjectRef::Column(table.id, new.id));
        let up_narrows = type_change::narrows(&old.data_type, &new.data_type);
        if up_narrows {
            step.is_lossy(format!(
                "Values of {name} that do not fit {} stop the migration or are cut; down does not bring them back.",
                new.data_type
            ));
        } else if type_change::narrows(&new.data_type, &old.data_type) {
            step.is_lossy(format!(
                "Values of {name} written since that do not fit {} stop the way down.",
                old.data_type
            ));
        }
        if up_seconds {
            step.note(format!(
                "Numbers in {name} are read as seconds since 1970; change the expression if they mean something else."
            ));
        }
        if live && operation == Operation::TypeRewrite {
            step.note(format!(
                "The whole of {} is written again while nobody can read it. On a large table add a second column and move over instead.",
                table.qualified_name()
            ));
        }
    }

    fn change_not_null(&mut self, table: &Table, old: &Column, new: &Column) {
        // An identity column is NOT NULL whether or not its author says so.
        let required = |column: &Column| column.not_null || column.identity.is_some();
        match (required(old), required(new)) {
            (false, true) => {
                let fill = self.options.fills.get(&(table.id, new.id)).cloned();
                if let Some(fill) = fill {
                    self.backfill(table, new, &fill);
                }
                if !self.require_as_said(table, new) {
                    self.require(table, new);
                    self.name_not_null(table, new);
                }
            }
            (true, true) => self.change_not_null_constraint(table, old, new),
            (true, false) => {
                let again = Column {
                    name: new.name.clone(),
                    ..old.clone()
                };
                let moves = Move::of(
                    vec![format!("{} DROP NOT NULL", alter_column(table, new))],
                    self.required_again(table, &again),
                );
                let name = format!("{}.{}", table.qualified_name(), new.name);
                let title = format!("Let {name} be null");
                // A column of the old primary key stays NOT NULL until that key is gone.
                let keyed = self
                    .before
                    .tables
                    .get(&table.id)
                    .is_some_and(|before| before.primary_key_columns().contains(&new.id));
                let place =
                    if keyed && self.is_careful(table.id, ObjectRef::Column(table.id, new.id)) {
                        Place::Enforce
                    } else {
                        Place::Expand
                    };
                self.step_on(table.id, Operation::DropNotNull, title, moves)
                    .at(place)
                    .object(ObjectRef::Column(table.id, new.id))
                    .is_lossy(format!(
                        "Down fails while a row written since has no {name}."
                    ));
            }
            _ => {}
        }
    }

    /// Storage, compression, statistics target, attribute options.
    fn change_settings(&mut self, table: &Table, old: &Column, new: &Column) {
        let name = format!("{}.{}", table.qualified_name(), new.name);
        let head = alter_column(table, new);
        let object = ObjectRef::Column(table.id, new.id);
        let mut change = |operation: Operation, what: &str, up: String, down: String| {
            let title = format!("Change the {what} of {name}");
            self.step_on(table.id, operation, title, Move::new(up, down))
                .object(object);
        };
        if old.storage != new.storage {
            let say = |column: &Column| {
                let mode = column.storage.clone();
                let mode = mode.unwrap_or_else(|| usual_storage(&column.data_type).to_string());
                format!("{head} SET STORAGE {}", mode.to_uppercase())
            };
            change(Operation::ColumnStorage, "storage", say(new), say(old));
        }
        if old.compression != new.compression {
            let say = |column: &Column| {
                let method = column.compression.as_deref().unwrap_or("default");
                format!("{head} SET COMPRESSION {method}")
            };
            change(Operation::ColumnStorage, "compression", say(new), say(old));
        }
        if old.statistics != new.statistics {
            let say = |column: &Column| {
                format!("{head} SET STATISTICS {}", column.statistics.unwrap_or(-1))
            };
            change(
                Operation::ColumnStatistics,
                "statistics target",
                say(new),
                say(old),
            );
        }
        if old.options != new.options {
            let moves = Move::of(
                writer::alter_column_options(table, &new.name, &old.options, &new.options),
                writer::alter_column_options(table, &new.name, &new.options, &old.options),
            );
            let title = format!("Change the options of {name}");
            self.step_on(table.id, Operation::ColumnStatistics, title, moves)
                .object(object);
        }
    }
}

/// Whether only dropping the column and adding it again gives the new state.
pub(super) fn must_be_made_again(old: &Column, new: &Column) -> bool {
    match (&old.generated, &new.generated) {
        (None, None) => false,
        (Some(before), Some(after)) => {
            before.stored != after.stored || !text::same(&before.expression, &after.expression)
        }
        _ => true,
    }
}

/// Sets or drops a default, both ways.
pub(super) fn default_move(
    table: &Table,
    column: &Column,
    old: Option<&str>,
    new: Option<&str>,
) -> Move {
    let head = alter_column(table, column);
    let say = |default: Option<&str>| match default {
        Some(default) => format!("{head} SET DEFAULT {}", writer::default_expression(default)),
        None => format!("{head} DROP DEFAULT"),
    };
    Move::new(say(new), say(old))
}

/// `SET INCREMENT BY 2 SET CACHE 10` from one set of options to another.
fn option_changes(from: &SequenceOptions, to: &SequenceOptions) -> Vec<String> {
    let mut words = Vec::new();
    let mut set = |name: &str, from: Option<i64>, to: Option<i64>, default: &str| {
        if from != to {
            words.push(match to {
                Some(to) => format!("SET {name} {to}"),
                None => format!("SET {default}"),
            });
        }
    };
    set(
        "INCREMENT BY",
        from.increment,
        to.increment,
        "INCREMENT BY 1",
    );
    set("MINVALUE", from.minimum, to.minimum, "NO MINVALUE");
    set("MAXVALUE", from.maximum, to.maximum, "NO MAXVALUE");
    // Where no start is said, it is the smallest number.
    let first = |options: &SequenceOptions| options.start.or(options.minimum);
    set("START WITH", first(from), first(to), "START WITH 1");
    set("CACHE", from.cache, to.cache, "CACHE 1");
    if from.cycle != to.cycle {
        words.push(
            if to.cycle {
                "SET CYCLE"
            } else {
                "SET NO CYCLE"
            }
            .to_string(),
        );
    }
    words
}

/// The storage mode a type has by itself (`pg_type.typstorage`): before version 16 there is no `SET STORAGE DEFAULT`.
fn usual_storage(data_type: &DataType) -> &'static str {
    if data_type.dimensions > 0 {
        return "extended";
    }
    match data_type.name.as_str() {
        "numeric" | "inet" | "cidr" => "main",
        "boolean" | "smallint" | "integer" | "bigint" | "real" | "double precision" | "date"
        | "uuid" | "interval" | "money" | "oid" | "macaddr" | "macaddr8" | "point" | "name" => {
            "plain"
        }
        name if name.starts_with("time") => "plain",
        _ => "extended",
    }
}
