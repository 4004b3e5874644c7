//! From a finding to the part it points at.

use crate::model::{Column, Constraint, ForeignKey, Index, ObjectRef, Table};
use crate::rules::Context;

/// The foreign key a finding points at.
pub fn foreign_key<'a>(
    context: &Context<'a>,
    cause: ObjectRef,
) -> Option<(&'a Table, &'a Constraint, &'a ForeignKey)> {
    let (table, constraint) = constraint(context, cause)?;
    Some((table, constraint, constraint.foreign_key()?))
}

/// The constraint a finding points at.
pub fn constraint<'a>(
    context: &Context<'a>,
    cause: ObjectRef,
) -> Option<(&'a Table, &'a Constraint)> {
    let ObjectRef::Constraint(table, id) = cause else {
        return None;
    };
    let table = context.table(table)?;
    Some((table, table.constraint(id)?))
}

/// The index a finding points at.
pub fn index<'a>(context: &Context<'a>, cause: ObjectRef) -> Option<(&'a Table, &'a Index)> {
    let ObjectRef::Index(table, id) = cause else {
        return None;
    };
    let table = context.table(table)?;
    Some((table, table.index(id)?))
}

/// The column a finding points at.
pub fn column<'a>(context: &Context<'a>, cause: ObjectRef) -> Option<(&'a Table, &'a Column)> {
    let ObjectRef::Column(table, id) = cause else {
        return None;
    };
    let table = context.table(table)?;
    Some((table, table.column(id)?))
}
