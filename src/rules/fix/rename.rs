//! Another name for a column, wherever its table says it.

use crate::model::{Column, ConstraintKind, IndexKeySource, Op, Table};
use crate::rules::{Context, expression};

use super::{change_column, family, put_constraint, put_index, put_policy};

/// Renames a column and every expression of its table that names it. `None` when the name is taken, or a view or function names
/// the column, whose text is not rewritten here.
pub fn rename_column(
    context: &Context<'_>,
    table: &Table,
    column: &Column,
    name: &str,
) -> Option<Vec<Op>> {
    let old = column.name.as_str();
    let named_elsewhere = context
        .schema
        .views
        .values()
        .any(|view| expression::mentions(&view.query, old))
        || context
            .schema
            .functions
            .values()
            .any(|function| expression::mentions(&function.definition, old));
    if table.column_named(name).is_some() || named_elsewhere {
        return None;
    }
    let mut ops = change_column(context, table, column.id, |column| {
        column.name = name.to_string()
    })?;
    for member in family(context, table.id) {
        ops.extend(rename_in_expressions(member, old, name));
    }
    Some(ops)
}

fn rename_in_expressions(table: &Table, old: &str, new: &str) -> Vec<Op> {
    let renamed = |text: &str| crate::sql::expression::rename(text, old, new);
    let mut ops = Vec::new();
    for constraint in &table.constraints {
        let mut changed = constraint.clone();
        if let ConstraintKind::Check(check) = &mut changed.kind {
            check.expression = renamed(&check.expression);
        }
        if changed != *constraint {
            ops.push(put_constraint(table.id, changed));
        }
    }
    for index in &table.indexes {
        let mut changed = index.clone();
        changed.predicate = index.predicate.as_deref().map(renamed);
        for key in &mut changed.keys {
            if let IndexKeySource::Expression(text) = &mut key.source {
                *text = renamed(text);
            }
        }
        if changed != *index {
            ops.push(put_index(table.id, changed));
        }
    }
    for policy in &table.policies {
        let mut changed = policy.clone();
        changed.using = policy.using.as_deref().map(renamed);
        changed.with_check = policy.with_check.as_deref().map(renamed);
        if changed != *policy {
            ops.push(put_policy(table.id, changed));
        }
    }
    ops
}
