//! A table as the inspector and the grid of tables read and change it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::editor::{Draft, EditError};
use crate::model::{Column, ColumnId, Constraint, ConstraintId, Index, IndexId, Table, TableId};
use crate::ui::session::Session;
use crate::ui::widgets::Keep;

/// One table, tracked. Handles only, so it is copied freely.
#[derive(Clone, Copy)]
pub struct Handle {
    /// The session.
    pub session: Session,
    /// Which table.
    pub id: TableId,
    /// The table as it is; `None` when it is gone.
    pub table: Memo<Option<Arc<Table>>>,
}

impl Handle {
    /// A handle; it lives as long as the component that makes it.
    pub fn new(session: Session, id: TableId) -> Self {
        Handle {
            session,
            id,
            table: Memo::new(move |_| session.table(id)),
        }
    }

    /// Something read from the table; the default when it is gone.
    pub fn read<T>(&self, read: impl Fn(&Table) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        let table = self.table;
        Memo::new(move |_| table.with(|table| table.as_deref().map(&read).unwrap_or_default()))
    }

    /// Something read from a column.
    pub fn read_column<T>(
        &self,
        id: ColumnId,
        read: impl Fn(&Column) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        self.read(move |table| table.column(id).map(&read).unwrap_or_default())
    }

    /// Something read from a constraint.
    pub fn read_constraint<T>(
        &self,
        id: ConstraintId,
        read: impl Fn(&Table, &Constraint) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        self.read(move |table| {
            table
                .constraint(id)
                .map(|constraint| read(table, constraint))
                .unwrap_or_default()
        })
    }

    /// Something read from an index.
    pub fn read_index<T>(
        &self,
        id: IndexId,
        read: impl Fn(&Table, &Index) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        self.read(move |table| {
            table
                .index(id)
                .map(|index| read(table, index))
                .unwrap_or_default()
        })
    }

    /// Keeps a value of a field by an edit of this table.
    pub fn keep<T: 'static>(
        &self,
        edit: impl Fn(&mut Draft, TableId, T) -> Result<(), EditError> + Send + Sync + 'static,
    ) -> Keep<T> {
        let handle = *self;
        Callback::new(move |value: T| {
            handle
                .session
                .try_edit(|draft| edit(draft, handle.id, value))
                .map_err(|error| error.to_string())
        })
    }

    /// Keeps a value of a field by changing a copy of a constraint.
    pub fn keep_constraint<T: 'static>(
        &self,
        id: ConstraintId,
        change: impl Fn(&mut Constraint, T) + Send + Sync + 'static,
    ) -> Keep<T> {
        self.keep(move |draft, table, value| {
            let mut constraint = draft.constraint(table, id)?.clone();
            change(&mut constraint, value);
            crate::editor::edit::change_constraint(draft, table, constraint)
        })
    }

    /// Keeps a value of a field by changing a copy of an index.
    pub fn keep_index<T: 'static>(
        &self,
        id: IndexId,
        change: impl Fn(&mut Index, T) + Send + Sync + 'static,
    ) -> Keep<T> {
        self.keep(move |draft, table, value| {
            let mut index = draft.index(table, id)?.clone();
            change(&mut index, value);
            crate::editor::edit::change_index(draft, table, index)
        })
    }
}

/// Text that means nothing when it is blank.
pub fn some_text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_string())
}
