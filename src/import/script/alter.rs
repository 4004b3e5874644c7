//! The actions of ALTER TABLE as changes.

use crate::model::Column;
use crate::model::ColumnId;
use crate::model::script::{Action, Enforces, NewColumn, NewConstraint};
use crate::model::{Table, UserTypeKind};
use crate::sql::types;

use super::super::alter_table::{self, ColumnChange};
use super::super::builder::Builder;
use super::super::definition::*;

/// A constraint as written.
pub(super) fn constraint(definition: &ConstraintDefinition) -> NewConstraint {
    let shape = match &definition.kind {
        ConstraintShape::Key {
            primary, columns, ..
        } => Enforces::Key {
            primary: *primary,
            columns: columns.clone(),
        },
        ConstraintShape::KeyFromIndex { primary, index } => Enforces::KeyFromIndex {
            primary: *primary,
            index: index.clone(),
        },
        ConstraintShape::Check(expression) => Enforces::Check(expression.clone()),
        ConstraintShape::Foreign { columns, table, .. } => Enforces::ForeignKey {
            columns: columns.clone(),
            target: table.clone(),
        },
        ConstraintShape::Exclusion { .. } => Enforces::Exclusion,
        ConstraintShape::NotNull(column) => Enforces::NotNull(column.clone()),
    };
    NewConstraint {
        name: definition.name.clone(),
        shape,
        validated: definition.validated,
        only: false,
    }
}

impl Builder {
    /// A column as written.
    pub(super) fn new_column(&self, definition: &ColumnDefinition) -> NewColumn {
        let mut column = Column::new(ColumnId(0), &definition.name, definition.data_type.clone());
        column.not_null = definition.not_null
            || definition.identity.is_some()
            || types::serial(&definition.data_type).is_some();
        column.default.clone_from(&definition.default);
        column.identity.clone_from(&definition.identity);
        column.generated.clone_from(&definition.generated);
        let checked = |kind: &UserTypeKind| match kind {
            UserTypeKind::Domain {
                checks, not_null, ..
            } => *not_null || !checks.is_empty(),
            _ => false,
        };
        let user_type = self.schema.user_type(&definition.data_type);
        NewColumn {
            column,
            serial: types::serial(&definition.data_type).is_some(),
            checked_domain: user_type.is_some_and(|user_type| checked(&user_type.kind)),
            constraints: definition.constraints.iter().map(constraint).collect(),
        }
    }

    /// What an action of ALTER TABLE does; whether it is guarded, and whether it says CONCURRENTLY.
    pub(super) fn table_change(
        &self,
        before: Option<&Table>,
        action: &alter_table::Action,
    ) -> (Action, bool, bool) {
        use alter_table::Action as Written;
        let plain = |action| (action, false, false);
        match action {
            Written::AddColumn {
                if_not_exists,
                column,
            } => (
                Action::AddColumn(Box::new(self.new_column(column))),
                *if_not_exists,
                false,
            ),
            Written::DropColumn {
                if_exists, column, ..
            } => (Action::DropColumn(column.clone()), *if_exists, false),
            Written::AlterColumn { column, change } => plain(column_change(column, change)),
            Written::RenameColumn { old, new } => plain(Action::RenameColumn {
                from: old.clone(),
                to: new.clone(),
            }),
            Written::AddConstraint(definition) => {
                plain(Action::AddConstraint(constraint(definition)))
            }
            Written::DropConstraint {
                if_exists, name, ..
            } => {
                let old =
                    before.and_then(|table| table.constraints.iter().find(|own| own.name == *name));
                let kind = old.map(|own| own.kind.clone());
                let name = name.clone();
                (Action::DropConstraint { name, kind }, *if_exists, false)
            }
            Written::RenameConstraint { .. } => plain(Action::RenameConstraint),
            Written::ValidateConstraint(name) => plain(Action::ValidateConstraint(name.clone())),
            Written::AlterConstraint { .. } => plain(Action::AlterConstraint),
            Written::Rename(name) | Written::SetSchema(name) => {
                plain(Action::RenameTable(name.clone()))
            }
            Written::Attach { child, .. } => plain(Action::Attach(child.clone())),
            Written::Detach {
                child,
                concurrently,
            } => (Action::Detach(child.clone()), false, *concurrently),
            Written::RowSecurity { enabled, forced } => (
                Action::RowSecurity {
                    enabled: *enabled,
                    forced: *forced,
                },
                true,
                false,
            ),
            Written::Logged(_) | Written::Tablespace(_) | Written::AccessMethod(_) => {
                plain(Action::Rewrite)
            }
            Written::Nothing => plain(Action::Other),
            _ => (Action::TableProperty, true, false),
        }
    }
}

fn column_change(column: &str, change: &ColumnChange) -> Action {
    let column = column.to_string();
    match change {
        ColumnChange::Type { data_type, .. } => Action::Type {
            column,
            data_type: data_type.clone(),
        },
        ColumnChange::SetDefault(_) | ColumnChange::DropDefault => Action::Default(column),
        ColumnChange::NotNull(true) => Action::SetNotNull(column),
        ColumnChange::NotNull(false) => Action::DropNotNull(column),
        _ => Action::ColumnProperty(column),
    }
}
