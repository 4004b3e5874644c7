//! What fixes are made of: fresh ids, free names, and changes that reach partitions and inheritance children too.

mod lookup;
mod names;
mod rename;
mod retype;

use std::collections::BTreeSet;

use crate::model::{
    Column, ColumnId, Constraint, ConstraintId, ConstraintKind, Document, Extension, ExtensionId,
    ForeignKey, Index, IndexId, ObjectRef, Op, Policy, ReferenceTarget, ReferentialAction, Table,
    TableHeader, TableId,
};

use super::{Context, shape};

pub use lookup::{column, constraint, foreign_key, index};
pub use names::{NAME_BYTES, constraint_name, cut, free_relation_name, relation_name};
pub use rename::rename_column;
pub use retype::retype;

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

/// Replaces a policy by one with both its expressions rewritten; nothing for an object that is no policy.
pub fn rewrite_policy(
    context: &Context<'_>,
    object: ObjectRef,
    rewrite: fn(&str) -> String,
) -> Option<Vec<Op>> {
    let ObjectRef::Policy(table, id) = object else {
        return None;
    };
    let table = context.table(table)?;
    let policy = table.policies.iter().find(|policy| policy.id == id)?;
    let changed = Policy {
        using: policy.using.as_deref().map(rewrite),
        with_check: policy.with_check.as_deref().map(rewrite),
        ..policy.clone()
    };
    Some(vec![put_policy(table.id, changed)])
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

/// An extension, in the schema it chooses itself.
pub fn new_extension(name: &str, ids: &mut IdSource) -> Extension {
    Extension {
        id: ids.fresh::<ExtensionId>(),
        name: name.to_string(),
        schema: None,
        version: None,
        cascade: false,
        comment: None,
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
        period: false,
    };
    Constraint::new(
        ids.fresh::<ConstraintId>(),
        &name,
        ConstraintKind::ForeignKey(key),
    )
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
