//! Not-null constraints as PostgreSQL keeps them from version 18 on: names, NO INHERIT, NOT VALID, comments.

use super::build::Planner;
use super::locks::Operation;
use super::statement::{alter, alter_column, comment_move};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{quote, writer};

/// The first version that keeps not-null constraints by name.
const NAMED_SINCE: u16 = 18;

/// What of a column only a version with named not-null constraints keeps.
pub(super) const PROPERTIES: [&str; 4] = [
    "not null constraint",
    "not null for this table only",
    "not null validated",
    "comment on not null",
];

impl Planner<'_> {
    /// Whether the server the files run on keeps not-null constraints by name.
    pub(super) fn names_not_null(&self) -> bool {
        self.options.postgresql >= NAMED_SINCE
    }

    /// What differs in the not-null constraint of a column that requires a value before and after.
    pub(super) fn change_not_null_constraint(&mut self, table: &Table, old: &Column, new: &Column) {
        if !self.names_not_null() || !old.not_null {
            return;
        }
        let label = format!("{}.{}", table.qualified_name(), new.name);
        let old = Column {
            name: new.name.clone(),
            ..old.clone()
        };
        let (before, after) = (
            writer::not_null_name(table, &old),
            writer::not_null_name(table, new),
        );
        let (from, to) = (quote::identifier(&before), quote::identifier(&after));
        let head = alter(table);
        if before != after {
            let moves = Move::new(
                format!("{head} RENAME CONSTRAINT {from} TO {to}"),
                format!("{head} RENAME CONSTRAINT {to} TO {from}"),
            );
            let title = format!("Rename the not-null constraint of {label} to {after}");
            self.not_null_step(table, new, Operation::Rename, title, moves);
        }
        if old.not_null_no_inherit != new.not_null_no_inherit {
            let say = |no_inherit: bool| {
                let word = if no_inherit { "NO INHERIT" } else { "INHERIT" };
                format!("{head} ALTER CONSTRAINT {to} {word}")
            };
            let moves = Move::new(say(new.not_null_no_inherit), say(old.not_null_no_inherit));
            let title = format!("Change whether children must have {label}");
            self.not_null_step(table, new, Operation::SetNotNull, title, moves);
        }
        if old.not_null_validated != new.not_null_validated {
            let waits = Column {
                not_null_validated: false,
                ..new.clone()
            };
            let prove = vec![writer::validate_constraint(table, &after)];
            let forget = vec![
                writer::drop_constraint(table, &after),
                writer::add_not_null(table, &waits),
            ];
            let (title, operation, moves) = if new.not_null_validated {
                (
                    format!("Prove that every row has {label}"),
                    Operation::ValidateCheck,
                    Move::of(prove, forget),
                )
            } else {
                (
                    format!("Require {label} of new rows alone"),
                    Operation::AddCheckNotValid,
                    Move::of(forget, prove),
                )
            };
            self.not_null_step(table, new, operation, title, moves);
        }
        let differs = old.not_null_comment != new.not_null_comment;
        let moves = comment_move(&old, new, differs, |one| {
            writer::comment_on_not_null(
                table,
                &Column {
                    not_null_name: Some(after.clone()),
                    ..one.clone()
                },
            )
        });
        let title = format!("Comment on the not-null constraint of {label}");
        self.not_null_step(table, new, Operation::Comment, title, moves);
    }

    fn not_null_step(
        &mut self,
        table: &Table,
        column: &Column,
        operation: Operation,
        title: String,
        moves: Move,
    ) {
        let place = match operation {
            Operation::ValidateCheck => Place::Validate,
            Operation::AddCheckNotValid => Place::NotValid,
            _ => Place::Expand,
        };
        self.step_on(table.id, operation, title, moves)
            .at(place)
            .object(ObjectRef::Column(table.id, column.id));
    }

    /// Makes a column refuse null by a constraint that is said more of than `SET NOT NULL` can; false where that is enough.
    pub(super) fn require_as_said(&mut self, table: &Table, column: &Column) -> bool {
        let plain = column.not_null_validated && !column.not_null_no_inherit;
        if plain || !self.names_not_null() || !column.not_null {
            return false;
        }
        let label = format!("{}.{}", table.qualified_name(), column.name);
        let mut up = vec![writer::add_not_null(table, column)];
        if column.not_null_comment.is_some() {
            up.push(writer::comment_on_not_null(table, column));
        }
        let unset = format!("{} DROP NOT NULL", alter_column(table, column));
        let (title, operation) = if column.not_null_validated {
            (format!("Require {label}"), Operation::SetNotNull)
        } else {
            (
                format!("Require {label} of new rows"),
                Operation::AddCheckNotValid,
            )
        };
        self.not_null_step(table, column, operation, title, Move::of(up, vec![unset]));
        true
    }

    /// Names and comments a not-null constraint that `SET NOT NULL` made; down it goes with the constraint.
    pub(super) fn name_not_null(&mut self, table: &Table, column: &Column) {
        if !self.names_not_null() {
            return;
        }
        let unnamed = Column {
            not_null_name: None,
            ..column.clone()
        };
        let mut up = Vec::new();
        if let Some(name) = &column.not_null_name {
            up.push(writer::rename_constraint(
                table,
                &writer::not_null_name(table, &unnamed),
                name,
            ));
        }
        if column.not_null_comment.is_some() {
            up.push(writer::comment_on_not_null(table, column));
        }
        let label = format!("{}.{}", table.qualified_name(), column.name);
        let title = format!("Name the not-null constraint of {label}");
        self.step_on(table.id, Operation::Rename, title, Move::of(up, Vec::new()))
            .at(Place::Enforce)
            .object(ObjectRef::Column(table.id, column.id));
    }

    /// What makes a column refuse null again as it did.
    pub(super) fn required_again(&self, table: &Table, column: &Column) -> Vec<String> {
        if column.not_null && self.names_not_null() {
            let mut said = vec![writer::add_not_null(table, column)];
            if column.not_null_comment.is_some() {
                said.push(writer::comment_on_not_null(table, column));
            }
            return said;
        }
        vec![format!("{} SET NOT NULL", alter_column(table, column))]
    }
}
