//! What fixes are made of: fresh ids, free names, and changes that reach partitions and inheritance children too.

use std::collections::BTreeSet;

use crate::model::{
    Column, ColumnId, Constraint, ConstraintId, ConstraintKind, DataType, Document, ForeignKey,
    Index, IndexId, IndexKeySource, ObjectRef, Op, Policy, ReferenceTarget, ReferentialAction,
    Table, TableHeader, TableId,
};

use super::{Context, expression, shape};

/// Hands out ids no object of the document has. The operations made with them move the document's own counter past them.
#[derive(Clone, Debug)]
pub struct IdSource {
    next: u32,
}

impl IdSource {
    /// A source that starts where the document's counter stands.
    pub fn new(document: &Document) -> Self {
        IdSource {
            next: document.next_id.max(1),
        }
    }

    /// A fresh id of any kind.
    pub fn fresh<Id: From<u32>>(&mut self) -> Id {
        let id = self.next;
        self.next = id.saturating_add(1);
        Id::from(id)
    }
}

/// The table, its partitions and its inheritance children, however deep.
pub fn family<'a>(context: &Context<'a>, table: TableId) -> Vec<&'a Table> {
    let mut seen = BTreeSet::new();
    let mut open = vec![table];
    let mut family = Vec::new();
    while let Some(id) = open.pop() {
        if seen.insert(id)
            && let Some(table) = context.table(id)
        {
            family.push(table);
            open.extend(context.neighbours.children(id));
        }
    }
    family
}

/// Changes a column of a table and of everything that inherits it.
pub fn change_column(
    context: &Context<'_>,
    table: &Table,
    column: ColumnId,
    change: impl Fn(&mut Column),
) -> Option<Vec<Op>> {
    let name = &table.column(column)?.name;
    let ops = family(context, table.id)
        .into_iter()
        .filter_map(|member| {
            let mut column = member.column_named(name)?.clone();
            change(&mut column);
            Some(put_column(member.id, column, None))
        })
        .collect();
    Some(ops)
}

/// Adds a column to a table and to everything that inherits from it; the column's own id serves the table itself.
pub fn add_column(
    context: &Context<'_>,
    table: &Table,
    column: Column,
    position: Option<usize>,
    ids: &mut IdSource,
) -> Vec<Op> {
    let mut ops = Vec::new();
    for member in family(context, table.id) {
        if member.id == table.id {
            ops.push(put_column(table.id, column.clone(), position));
        } else if member.column_named(&column.name).is_none() {
            let mut copy = column.clone();
            copy.id = ids.fresh();
            copy.inherited = true;
            ops.push(put_column(member.id, copy, None));
        }
    }
    ops
}

/// Creates or replaces one column of one table.
pub fn put_column(table: TableId, column: Column, position: Option<usize>) -> Op {
    Op::PutColumn {
        table,
        column: Box::new(column),
        position,
    }
}

/// Creates or replaces a constraint.
pub fn put_constraint(table: TableId, constraint: Constraint) -> Op {
    Op::PutConstraint {
        table,
        constraint: Box::new(constraint),
        position: None,
    }
}

/// Creates or replaces an index.
pub fn put_index(table: TableId, index: Index) -> Op {
    Op::PutIndex {
        table,
        index: Box::new(index),
        position: None,
    }
}

/// Creates or replaces a policy.
pub fn put_policy(table: TableId, policy: Policy) -> Op {
    Op::PutPolicy {
        table,
        policy: Box::new(policy),
        position: None,
    }
}

/// Changes what is said of a table as a whole.
pub fn change_header(table: &Table, change: impl FnOnce(&mut TableHeader)) -> Op {
    let mut header = Box::new(table.header.clone());
    change(&mut header);
    Op::SetHeader {
        table: table.id,
        header,
    }
}

/// A plain index on columns of a table, named `idx_<table>_<columns>`.
pub fn new_index(
    context: &Context<'_>,
    table: &Table,
    columns: &[ColumnId],
    ids: &mut IdSource,
) -> Op {
    let name = relation_name(context, table, "idx", &table.column_names(columns));
    put_index(
        table.id,
        Index::btree(ids.fresh::<IndexId>(), &name, columns),
    )
}

/// Indexes for the foreign keys whose index a change takes away: those that had one in `table` and have none in `after`.
pub fn indexes_for_keys(
    context: &Context<'_>,
    table: &Table,
    after: &Table,
    ids: &mut IdSource,
) -> Vec<Op> {
    let keys = table.foreign_keys().map(|(_, key)| &key.columns);
    let lost = keys
        .filter(|columns| shape::leads_with(table, columns) && !shape::leads_with(after, columns));
    lost.map(|columns| new_index(context, table, columns, ids))
        .collect()
}

/// A unique key on columns of a table, named `uq_<table>_<columns>`.
pub fn new_unique(
    context: &Context<'_>,
    table: &Table,
    columns: Vec<ColumnId>,
    ids: &mut IdSource,
) -> Constraint {
    let name = relation_name(context, table, "uq", &table.column_names(&columns));
    let key = crate::model::Key::over(columns);
    Constraint::new(
        ids.fresh::<ConstraintId>(),
        &name,
        ConstraintKind::Unique(key),
    )
}

/// A foreign key, named `fk_<table>_<columns>`.
pub fn new_foreign_key(
    table: &Table,
    columns: Vec<(ColumnId, &str)>,
    target: &Table,
    target_columns: Vec<ColumnId>,
    on_delete: Option<ReferentialAction>,
    ids: &mut IdSource,
) -> Constraint {
    let names: Vec<&str> = columns.iter().map(|(_, name)| *name).collect();
    let name = constraint_name(table, "fk", &names);
    let key = ForeignKey {
        columns: columns.into_iter().map(|(id, _)| id).collect(),
        target: ReferenceTarget::Table {
            table: target.id,
            columns: target_columns,
        },
        match_type: Default::default(),
        on_delete,
        on_update: None,
    };
    Constraint::new(
        ids.fresh::<ConstraintId>(),
        &name,
        ConstraintKind::ForeignKey(key),
    )
}

/// A name for an index or key that no relation of the table's schema bears.
pub fn relation_name(
    context: &Context<'_>,
    table: &Table,
    prefix: &str,
    columns: &[&str],
) -> String {
    let mut whole = format!("{prefix}_{}", table.name);
    for column in columns {
        whole.push('_');
        whole.push_str(column);
    }
    free_name(&whole, |name| is_relation(context, table, name))
}

/// The name itself, or with a number, such that no relation of the table's schema bears it.
pub fn free_relation_name(context: &Context<'_>, table: &Table, name: &str) -> String {
    free_name(name, |name| is_relation(context, table, name))
}

fn is_relation(context: &Context<'_>, table: &Table, name: &str) -> bool {
    let sequences = &context.schema.sequences;
    context.schema.tables.values().any(|other| {
        other.schema == table.schema
            && (other.name == name
                || other.indexes.iter().any(|index| index.name == name)
                || other
                    .constraints
                    .iter()
                    .any(|constraint| constraint.name == name))
    }) || context.schema.views.values().any(|view| view.name == name)
        || sequences.values().any(|sequence| sequence.name == name)
}

/// A name for a constraint that no other of the table bears.
pub fn constraint_name(table: &Table, prefix: &str, columns: &[&str]) -> String {
    let whole = format!("{prefix}_{}_{}", table.name, columns.join("_"));
    free_name(&whole, |name| {
        table
            .constraints
            .iter()
            .any(|constraint| constraint.name == name)
    })
}

/// Bytes PostgreSQL keeps of a name (NAMEDATALEN - 1).
pub const NAME_BYTES: usize = 63;

fn free_name(whole: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = cut(whole, NAME_BYTES).to_string();
    let mut number = 1;
    while taken(&name) {
        number += 1;
        let suffix = format!("_{number}");
        name = format!("{}{suffix}", cut(whole, NAME_BYTES - suffix.len()));
    }
    name
}

/// The longest head of `text` within `bytes` that does not cut a character.
pub fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

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

/// Gives a foreign key another action on delete.
pub fn on_delete(
    context: &Context<'_>,
    cause: ObjectRef,
    action: ReferentialAction,
) -> Option<Vec<Op>> {
    let (table, constraint, key) = foreign_key(context, cause)?;
    let mut changed = constraint.clone();
    changed.kind = ConstraintKind::ForeignKey(ForeignKey {
        on_delete: Some(action),
        ..key.clone()
    });
    Some(vec![put_constraint(table.id, changed)])
}

/// What happens to a table's rows when the row they reference goes: with their tenant, with the tables a junction joins, refused
/// for logs and for what is required, and otherwise cleared.
pub fn natural_on_delete(
    context: &Context<'_>,
    table: &Table,
    key: &ForeignKey,
) -> ReferentialAction {
    let tenant = context.tenant_column(table).map(|column| column.id);
    let target = key.target.table();
    let root = target.is_some() && target == context.tenancy.root;
    if shape::is_audit_log(table) || shape::is_append_only(table) {
        return ReferentialAction::Restrict;
    }
    if root || shape::is_pure_junction(table) {
        return ReferentialAction::Cascade;
    }
    let clearable = |id: &ColumnId| table.column(*id).is_some_and(|column| !column.not_null);
    let others: Vec<ColumnId> = key
        .columns
        .iter()
        .copied()
        .filter(|id| Some(*id) != tenant)
        .collect();
    if others.is_empty() || !others.iter().all(clearable) {
        return ReferentialAction::Restrict;
    }
    if others.len() == key.columns.len() {
        ReferentialAction::SetNull(Vec::new())
    } else if context.postgresql >= 15 {
        ReferentialAction::SetNull(others)
    } else {
        ReferentialAction::Restrict
    }
}

/// Gives a column and all that reference it, however far, another type. `None` when one of them references something else too,
/// whose type would then differ.
pub fn retype(
    context: &Context<'_>,
    table: &Table,
    column: ColumnId,
    data_type: &DataType,
) -> Option<Vec<Op>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![(table.id, column)];
    let mut ops = Vec::new();
    while let Some((id, column)) = open.pop() {
        if !seen.insert((id, column)) {
            continue;
        }
        let table = context.table(id)?;
        ops.extend(change_column(context, table, column, |column| {
            column.data_type = data_type.clone()
        })?);
        for (child, constraint) in context.neighbours.incoming(id) {
            let child = context.table(child)?;
            let key = child.constraint(constraint)?.foreign_key()?;
            for (own, referenced) in key.columns.iter().zip(key.target.columns()) {
                if *referenced == column {
                    open.push((child.id, *own));
                }
            }
        }
    }
    let settled = |id: TableId, column: ColumnId| {
        let Some(table) = context.table(id) else {
            return false;
        };
        table.foreign_keys().all(|(_, key)| {
            let pairs = key.columns.iter().zip(key.target.columns());
            let mut of_column = pairs.filter(|(own, _)| **own == column);
            of_column.all(|(_, referenced)| {
                key.target.table().is_some_and(|target| {
                    let type_there = context
                        .table(target)
                        .and_then(|table| table.column(*referenced));
                    seen.contains(&(target, *referenced))
                        || type_there
                            .is_some_and(|there| context.same_type(&there.data_type, data_type))
                })
            })
        })
    };
    seen.iter()
        .all(|(id, column)| settled(*id, *column))
        .then_some(ops)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_a_character_and_numbered_when_taken() {
        assert_eq!(cut("äöü", 3), "ä");
        let long = "x".repeat(80);
        let name = free_name(&long, |name| name.len() == 63 && !name.ends_with("_2"));
        assert!(name.ends_with("_2"));
        assert_eq!(name.len(), 63);
    }
}
