//! Reversible moves: a statement and the one that undoes it. Definitions are written by `sql::writer`.

use super::step::Move;
use crate::model::*;
use crate::sql::quote;
use crate::sql::writer;

/// `ALTER TABLE t`.
pub(super) fn alter(table: &Table) -> String {
    format!("ALTER TABLE {}", quote::table(table))
}

/// `ALTER TABLE t ALTER COLUMN c`.
pub(super) fn alter_column(table: &Table, column: &Column) -> String {
    format!(
        "{} ALTER COLUMN {}",
        alter(table),
        quote::identifier(&column.name)
    )
}

/// Makes an index, its comment and its attachment to a partitioned index.
pub(super) fn create_index(
    schema: &Schema,
    table: &Table,
    index: &Index,
    concurrently: bool,
) -> Move {
    let form = writer::IndexForm {
        concurrently,
        ..writer::IndexForm::default()
    };
    let mut up = vec![writer::create_index_as(table, index, form)];
    up.extend(writer::index_parts(&table.schema, index));
    up.extend(attachment(schema, table, index));
    Move::of(
        up,
        vec![writer::drop_index(&table.schema, index, concurrently)],
    )
}

/// `ALTER INDEX parent ATTACH PARTITION index`, if the index hangs on one.
pub(super) fn attachment(schema: &Schema, table: &Table, index: &Index) -> Option<String> {
    let parent = table.header.partition_of.as_ref()?.parent;
    writer::attach_index(&schema.tables.get(&parent)?.schema, table, index)
}

/// Makes a constraint with its comment; as `NOT VALID` where asked.
pub(super) fn add_constraint(
    schema: &Schema,
    table: &Table,
    constraint: &Constraint,
    not_valid: bool,
) -> Move {
    let mut up = vec![if not_valid {
        writer::add_constraint_not_valid(schema, table, constraint)
    } else {
        writer::add_constraint(schema, table, constraint)
    }];
    if constraint.comment.is_some() {
        up.push(writer::comment_on_constraint(table, constraint));
    }
    Move::of(up, vec![writer::drop_constraint(table, &constraint.name)])
}

/// Adds a column with its settings and comment.
pub(super) fn add_column(schema: &Schema, table: &Table, column: &Column) -> Move {
    let mut up = vec![writer::add_column(schema, table, column)];
    if column.not_null && !column.not_null_validated {
        up.push(writer::add_not_null(table, column));
        if column.not_null_comment.is_some() {
            up.push(writer::comment_on_not_null(table, column));
        }
    }
    up.extend(writer::column_settings(table, column));
    up.extend(writer::comments_on_column(table, column));
    Move::of(up, vec![writer::drop_column(table, &column.name)])
}

/// Makes a trigger with its state and comment.
pub(super) fn create_trigger(table: &Table, trigger: &Trigger) -> Move {
    let target = quote::table(table);
    let mut up = vec![writer::create_trigger(&target, trigger)];
    up.extend(writer::trigger_state(table, trigger));
    if trigger.comment.is_some() {
        up.push(writer::comment_on_trigger(&target, trigger));
    }
    Move::of(up, vec![writer::drop_trigger(&target, trigger)])
}

/// Makes a policy with its comment.
pub(super) fn create_policy(table: &Table, policy: &Policy) -> Move {
    let mut up = vec![writer::create_policy(table, policy)];
    if policy.comment.is_some() {
        up.push(writer::comment_on_policy(table, policy));
    }
    Move::of(up, vec![writer::drop_policy(table, policy)])
}

/// Makes a view with its indexes, triggers and comments, and gives it the privileges its schema declares on it.
pub(super) fn create_view(schema: &Schema, view: &View) -> Move {
    let mut up = vec![writer::create_view(view)];
    up.extend(writer::view_parts(view));
    up.extend(writer::view_triggers(view));
    for grant in schema.grants.values() {
        if super::privileges::is_on(grant, &view.schema, &view.name) {
            up.push(writer::grant(grant));
        }
    }
    Move::of(up, vec![writer::drop_view(view)])
}

/// Makes a function with its comment.
pub(super) fn create_function(function: &Function) -> Move {
    let mut up = vec![writer::create_function(function)];
    if function.comment.is_some() {
        up.push(writer::comment_on_function(function));
    }
    Move::of(up, vec![writer::drop_function(function)])
}

/// Makes a type with its comments.
pub(super) fn create_type(schema: &Schema, user_type: &UserType) -> Move {
    let mut up = vec![writer::create_type(schema, user_type)];
    up.extend(writer::default_taken_over(schema, user_type));
    if let UserTypeKind::Domain { checks, .. } = &user_type.kind {
        let late = checks.iter().filter(|check| !check.validated);
        up.extend(late.map(|check| writer::add_domain_check(user_type, check)));
    }
    if user_type.comment.is_some() {
        up.push(writer::comment_on_type(user_type));
    }
    up.extend(writer::comments_on_type_parts(user_type));
    Move::of(up, vec![writer::drop_type(user_type)])
}

/// Makes a sequence with its comment; its owner comes when the owner stands.
pub(super) fn create_sequence(sequence: &Sequence) -> Move {
    let mut up = vec![writer::create_sequence(sequence)];
    if sequence.comment.is_some() {
        up.push(writer::comment_on_sequence(sequence));
    }
    Move::of(up, vec![writer::drop_sequence(sequence)])
}

/// Makes a table with its columns, keys, checks, indexes and comments. Foreign keys, triggers and policies come apart.
pub(super) fn create_table(schema: &Schema, table: &Table, form: writer::PartitionForm) -> Move {
    let inside = |constraint: &Constraint| constraint.foreign_key().is_none();
    let mut up = vec![writer::create_table_with(schema, table, &inside, form)];
    for constraint in &table.constraints {
        let late = !writer::may_stand_in_create_table(table, constraint)
            && constraint.foreign_key().is_none();
        if late && !constraint.inherited {
            up.push(writer::add_constraint(schema, table, constraint));
        }
    }
    up.extend(writer::table_settings(schema, table));
    up.extend(writer::late_not_null(schema, table));
    for index in table.indexes.iter().filter(|index| !index.inherited) {
        up.extend(create_index(schema, table, index, false).up);
    }
    up.extend(writer::table_state(table));
    if table.comment.is_some() {
        up.push(writer::comment_on_table(table));
    }
    for column in &table.columns {
        up.extend(writer::comments_on_column(table, column));
    }
    for constraint in &table.constraints {
        let own = constraint.foreign_key().is_none() && !constraint.inherited;
        if own && constraint.comment.is_some() {
            up.push(writer::comment_on_constraint(table, constraint));
        }
    }
    Move::of(up, vec![writer::drop_table(table)])
}

/// A comment from one text to another; nothing when they are equal. `say` writes the statement for an object.
pub(super) fn comment_move<T>(
    before: &T,
    after: &T,
    differ: bool,
    say: impl Fn(&T) -> String,
) -> Move {
    if differ {
        Move::new(say(after), say(before))
    } else {
        Move::default()
    }
}

/// `COMMENT ON CONSTRAINT name ON DOMAIN domain`.
pub(super) fn comment_on_check(domain: &UserType, check: &DomainCheck) -> String {
    let on = format!(
        "{} ON DOMAIN {}",
        quote::identifier(&check.name),
        writer::type_reference(domain)
    );
    writer::comment("CONSTRAINT", &on, check.comment.as_deref())
}

/// Comments of the checks that stay; those of new ones come with them.
pub(super) fn check_comments(
    domain: &UserType,
    before: &[DomainCheck],
    after: &[DomainCheck],
) -> Move {
    let mut moves = Move::default();
    for check in after {
        let old = before
            .iter()
            .find(|other| super::types::same_check(other, check));
        let old_comment = old.and_then(|old| old.comment.as_deref());
        if old_comment != check.comment.as_deref() {
            // A check that is only now made goes on the way down, and its comment with it.
            let down = old.map(|old| comment_on_check(domain, old));
            let up = comment_on_check(domain, check);
            moves = moves.then(Move::of(vec![up], down.into_iter().collect()));
        }
    }
    moves
}
