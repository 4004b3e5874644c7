//! The bench on which an edit is planned: a copy of the document that takes operations as they are thought of.
//!
//! A plan of several steps sees the effect of its earlier ones (a name just taken, a column just made), and an error in any
//! step leaves the real document untouched. A copy is cheap, as objects are shared.

use std::sync::Arc;

use crate::model::{
    Column, ColumnId, Constraint, ConstraintId, Document, Index, IndexId, Object, ObjectRef, Op,
    Policy, Schema, Table, TableHeader, TableId, Touched, Trigger,
};

use super::error::EditError;

/// A plan in the making. The functions of [`crate::editor::edit`] and [`crate::editor::template`] write to it.
#[derive(Clone, Debug)]
pub struct Draft {
    document: Document,
    next_id: u32,
    ops: Vec<Op>,
    inverses: Vec<Op>,
    touched: Touched,
    label: Option<String>,
    left: Vec<String>,
}

/// A finished plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the step is called in "Undo ...", sentence case (`Rename table users`).
    pub label: String,
    /// Operations, in order.
    pub ops: Vec<Op>,
    /// Operations that undo them, in the order in which to apply them.
    pub inverses: Vec<Op>,
    /// What they touch.
    pub touched: Touched,
    /// What still says an old name and needs a look: the names of functions and statements.
    pub left: Vec<String>,
    /// The document with the operations applied.
    pub document: Document,
}

impl Draft {
    /// An empty plan against the document.
    pub fn new(document: &Document) -> Self {
        Draft {
            next_id: document.next_id.max(1),
            document: document.clone(),
            ops: Vec::new(),
            inverses: Vec::new(),
            touched: Touched::default(),
            label: None,
            left: Vec::new(),
        }
    }

    /// Plans with `steps` against the document, which stays as it is; for previews and fixes.
    ///
    /// # Errors
    /// What `steps` returns.
    pub fn plan<T>(
        document: &Document,
        steps: impl FnOnce(&mut Draft) -> Result<T, EditError>,
    ) -> Result<(T, Plan), EditError> {
        let mut draft = Draft::new(document);
        let result = steps(&mut draft)?;
        Ok((result, draft.finish()))
    }

    /// The finished plan.
    pub fn finish(mut self) -> Plan {
        self.inverses.reverse();
        Plan {
            label: self.label.unwrap_or_else(|| "Edit".to_string()),
            ops: self.ops,
            inverses: self.inverses,
            touched: self.touched,
            left: self.left,
            document: self.document,
        }
    }

    /// The document as the plan leaves it so far.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The schema as the plan leaves it so far.
    pub fn schema(&self) -> &Schema {
        &self.document.schema
    }

    /// Names the step. The first name stays, so that a function made of others names the whole.
    pub fn say(&mut self, label: impl FnOnce() -> String) {
        if self.label.is_none() {
            self.label = Some(label());
        }
    }

    /// Notes an object whose text still says an old name, as nothing in it tells for certain what it means.
    pub fn leave(&mut self, name: String) {
        if !self.left.contains(&name) {
            self.left.push(name);
        }
    }

    /// A fresh id of any kind.
    pub fn allocate<Id: From<u32>>(&mut self) -> Id {
        let id = self.next_id.max(self.document.next_id).max(1);
        self.next_id = id.saturating_add(1);
        Id::from(id)
    }

    /// Adds an operation to the plan.
    ///
    /// # Errors
    /// When the operation does not apply.
    pub fn apply(&mut self, op: Op) -> Result<(), EditError> {
        let (inverse, touched) = op.clone().apply(&mut self.document)?;
        self.ops.push(op);
        self.inverses.push(inverse);
        self.touched.merge(&touched);
        Ok(())
    }

    /// The table.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn table(&self, id: TableId) -> Result<&Arc<Table>, EditError> {
        self.document
            .schema
            .table(id)
            .ok_or(EditError::Missing("table"))
    }

    /// A table's name as people read it, `public` left out; empty when it is gone.
    pub fn table_label(&self, id: TableId) -> String {
        self.document
            .schema
            .display_name(ObjectRef::Table(id))
            .unwrap_or_default()
    }

    /// The column.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn column(&self, table: TableId, column: ColumnId) -> Result<&Column, EditError> {
        self.table(table)?
            .column(column)
            .ok_or(EditError::Missing("column"))
    }

    /// The constraint.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn constraint(&self, table: TableId, id: ConstraintId) -> Result<&Constraint, EditError> {
        self.table(table)?
            .constraint(id)
            .ok_or(EditError::Missing("constraint"))
    }

    /// The index.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn index(&self, table: TableId, id: IndexId) -> Result<&Index, EditError> {
        self.table(table)?
            .index(id)
            .ok_or(EditError::Missing("index"))
    }

    /// Puts an object that stands by itself.
    ///
    /// # Errors
    /// When the operation does not apply.
    pub fn put(&mut self, object: impl Into<Object>) -> Result<(), EditError> {
        self.apply(Op::Put(object.into()))
    }

    /// Removes an object that stands by itself, or a part of a table.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn remove(&mut self, reference: ObjectRef) -> Result<(), EditError> {
        match reference {
            ObjectRef::Column(..)
            | ObjectRef::Constraint(..)
            | ObjectRef::Index(..)
            | ObjectRef::Trigger(..)
            | ObjectRef::Policy(..) => self.apply(Op::RemovePart(reference)),
            _ => self.apply(Op::Remove(reference)),
        }
    }

    /// Changes a table's header; does nothing when it stays equal.
    ///
    /// # Errors
    /// When the table does not exist.
    pub fn change_header(
        &mut self,
        table: TableId,
        change: impl FnOnce(&mut TableHeader),
    ) -> Result<(), EditError> {
        let old = &self.table(table)?.header;
        let mut header = old.clone();
        change(&mut header);
        if header == *old {
            return Ok(());
        }
        self.apply(Op::SetHeader {
            table,
            header: Box::new(header),
        })
    }

    /// Creates a column, at the end unless a position is given, or replaces the one with its id.
    ///
    /// # Errors
    /// When the table does not exist.
    pub fn put_column(
        &mut self,
        table: TableId,
        column: Column,
        position: Option<usize>,
    ) -> Result<(), EditError> {
        self.apply(Op::PutColumn {
            table,
            column: Box::new(column),
            position,
        })
    }

    /// Changes a column; does nothing when it stays equal.
    ///
    /// # Errors
    /// When the column does not exist.
    pub fn change_column(
        &mut self,
        table: TableId,
        id: ColumnId,
        change: impl FnOnce(&mut Column),
    ) -> Result<(), EditError> {
        let old = self.column(table, id)?;
        let mut column = old.clone();
        change(&mut column);
        if column == *old {
            return Ok(());
        }
        self.put_column(table, column, None)
    }

    /// Creates a constraint or replaces the one with its id; does nothing when it stays equal.
    ///
    /// # Errors
    /// When the table does not exist.
    pub fn put_constraint(
        &mut self,
        table: TableId,
        constraint: Constraint,
    ) -> Result<(), EditError> {
        if self.table(table)?.constraint(constraint.id) == Some(&constraint) {
            return Ok(());
        }
        self.apply(Op::PutConstraint {
            table,
            constraint: Box::new(constraint),
            position: None,
        })
    }

    /// Creates an index or replaces the one with its id; does nothing when it stays equal.
    ///
    /// # Errors
    /// When the table does not exist.
    pub fn put_index(&mut self, table: TableId, index: Index) -> Result<(), EditError> {
        if self.table(table)?.index(index.id) == Some(&index) {
            return Ok(());
        }
        self.apply(Op::PutIndex {
            table,
            index: Box::new(index),
            position: None,
        })
    }

    /// Creates a trigger or replaces the one with its id.
    ///
    /// # Errors
    /// When the table does not exist.
    pub fn put_trigger(&mut self, table: TableId, trigger: Trigger) -> Result<(), EditError> {
        self.apply(Op::PutTrigger {
            table,
            trigger: Box::new(trigger),
            position: None,
        })
    }

    /// Creates a policy or replaces the one with its id.
    ///
    /// # Errors
    /// When the table does not exist.
    pub fn put_policy(&mut self, table: TableId, policy: Policy) -> Result<(), EditError> {
        self.apply(Op::PutPolicy {
            table,
            policy: Box::new(policy),
            position: None,
        })
    }
}
