//! Applies the actions of ALTER TABLE.

use crate::model::*;
use crate::sql::types;

use super::alter_table::{Action, ColumnChange};
use super::build_table::too_many_columns;
use super::builder::{Applied, Builder, Fault, Relation, exists};
use super::definition::*;
use super::lexer::Lexer;
use super::sequence;

/// Sets options, those named before replaced; what is set stands last, as PostgreSQL keeps it (`transformRelOptions`).
pub(super) fn set_options(options: &mut Vec<(String, String)>, set: Vec<(String, String)>) {
    options.retain(|(key, _)| set.iter().all(|(other, _)| other != key));
    options.extend(set);
}

impl Builder {
    /// Applies one action to a table and, unless `only`, to its children where it concerns them.
    pub fn table_action(&mut self, table: TableId, only: bool, action: &Action) -> Applied<()> {
        let family = if only {
            vec![table]
        } else {
            self.family(table)
        };
        match action {
            Action::AddColumn {
                if_not_exists,
                column,
            } => self.add_column(&family, *if_not_exists, column),
            Action::DropColumn {
                if_exists,
                column,
                cascade,
            } => {
                self.drop_column_named(&family, *if_exists, column, *cascade)?;
                self.keep_in_children(table, only, column)
            }
            Action::AlterColumn { column, change } => {
                for (place, member) in family.iter().enumerate() {
                    let own_only = place > 0 && !reaches_children(change);
                    if !own_only {
                        let id = self.column_id(*member, column)?;
                        self.alter_column(*member, id, change)?;
                    }
                }
                Ok(())
            }
            Action::RenameColumn { old, new } => {
                for member in self.family(table) {
                    self.rename_column(member, old, new)?;
                }
                Ok(())
            }
            Action::AddConstraint(definition) => self.add_constraint_deep(table, only, definition),
            Action::DropConstraint {
                if_exists,
                name,
                cascade,
            } => self.drop_constraint_named(table, *if_exists, name, *cascade),
            Action::RenameConstraint { old, new } => self.rename_constraint(table, old, new),
            Action::ValidateConstraint(name) => {
                let is_not_null = self.constraint_id(table, name).is_err()
                    && self.change_not_null(table, name, |own| own.not_null_validated = true)?;
                if is_not_null {
                    return Ok(());
                }
                self.change_with_copies(table, only, name, &|constraint| {
                    constraint.validated = true
                })
            }
            Action::AlterConstraint {
                name,
                deferrable,
                enforced,
                no_inherit,
            } => {
                if let Some(no_inherit) = *no_inherit
                    && self.constraint_id(table, name).is_err()
                    && let Some(column) = self.not_null_column(table, name)
                {
                    // Children keep it as their own when it no longer comes down to them.
                    return self.inherit_not_null(table, column, no_inherit);
                }
                self.change_with_copies(table, only, name, &|constraint| {
                    constraint.deferrable = deferrable.unwrap_or(constraint.deferrable);
                    constraint.enforced = enforced.unwrap_or(constraint.enforced);
                    constraint.no_inherit = no_inherit.unwrap_or(constraint.no_inherit);
                })
            }
            Action::Rename(new) => {
                let (schema, name) = self.table_name(table)?;
                self.rename_relation(&schema, &name, Relation::Table(table), new)
            }
            Action::SetSchema(new) => {
                let (schema, name) = self.table_name(table)?;
                self.move_relation(&schema, &name, Relation::Table(table), new)
            }
            Action::Attach { child, bound } => {
                let child = self.table(child)?;
                self.attach_partition(table, child, bound.clone())
            }
            Action::Detach { child, .. } => {
                let child = self.table(child)?;
                self.detach_partition(table, child)
            }
            Action::Inherit(parent) => self.inherit(table, parent),
            Action::Of(name) => {
                let of = match name {
                    Some(name) => Some(self.row_type(name)?.0),
                    None => None,
                };
                self.table_mut(table)?.header.of_type = of;
                Ok(())
            }
            Action::NoInherit(parent) => {
                let parent = self.table(parent)?;
                self.no_inherit(table, parent)
            }
            Action::TriggerState { .. } => {
                for (place, member) in family.iter().enumerate() {
                    self.set_trigger_state(*member, action, place > 0)?;
                }
                Ok(())
            }
            other => self.header_action(table, other),
        }
    }

    /// ENABLE and DISABLE TRIGGER; partitions' copies follow those of the partitioned table.
    fn set_trigger_state(&mut self, table: TableId, action: &Action, copies: bool) -> Applied<()> {
        if let Action::TriggerState { trigger, state } = action {
            for own in &mut self.table_mut(table)?.triggers {
                let meant = trigger.as_ref().is_none_or(|name| own.name == *name);
                if meant && (own.inherited || !copies) {
                    own.state = state.map(str::to_string);
                }
            }
        }
        Ok(())
    }

    fn table_name(&self, table: TableId) -> Applied<(String, String)> {
        let table = self.table_ref(table)?;
        Ok((table.header.schema.clone(), table.header.name.clone()))
    }

    /// What came from the parent is the table's own from now on, unless another parent has it too.
    fn no_inherit(&mut self, table: TableId, parent: TableId) -> Applied<()> {
        if let Some(children) = self.children.get_mut(&parent) {
            children.retain(|child| *child != table);
        }
        let owner = self.table_mut(table)?;
        owner.header.inherits.retain(|other| *other != parent);
        let parents = owner.header.inherits.clone();
        let mut columns = std::collections::BTreeSet::new();
        let mut checks = std::collections::BTreeSet::new();
        for parent in parents {
            let parent = self.table_ref(parent)?;
            columns.extend(parent.columns.iter().map(|column| column.name.clone()));
            checks.extend(parent.constraints.iter().map(|check| check.name.clone()));
        }
        let owner = self.table_mut(table)?;
        for column in &mut owner.columns {
            column.inherited &= columns.contains(&column.name);
        }
        for constraint in &mut owner.constraints {
            constraint.inherited &= checks.contains(&constraint.name);
            constraint.named |= !constraint.inherited;
        }
        Ok(())
    }

    fn inherit(&mut self, table: TableId, parent: &QualifiedName) -> Applied<()> {
        let Some(parent_id) = self.find_table(parent) else {
            self.table_mut(table)?
                .header
                .inherits_external
                .push(parent.clone());
            return Ok(());
        };
        if self.family(table).contains(&parent_id) {
            return Err(Fault::Refused(
                "a table cannot inherit from itself".to_string(),
                String::new(),
            ));
        }
        self.table_mut(table)?.header.inherits.push(parent_id);
        self.children.entry(parent_id).or_default().push(table);
        self.inherit_checks(parent_id, table)
    }

    /// Children keep a column that only their parent loses.
    fn keep_in_children(&mut self, table: TableId, only: bool, column: &str) -> Applied<()> {
        if !only {
            return Ok(());
        }
        for child in self.children.get(&table).cloned().unwrap_or_default() {
            for own in &mut self.table_mut(child)?.columns {
                own.inherited &= own.name != column;
            }
        }
        Ok(())
    }

    fn header_action(&mut self, table: TableId, action: &Action) -> Applied<()> {
        let owner = self.table_mut(table)?;
        match action {
            Action::RowSecurity { enabled, forced } => {
                let state = &mut owner.header.row_security;
                state.enabled = enabled.unwrap_or(state.enabled);
                state.forced = forced.unwrap_or(state.forced);
            }
            Action::SetOptions(options) => set_options(&mut owner.header.options, options.clone()),
            Action::ResetOptions(names) => {
                owner.header.options.retain(|(key, _)| !names.contains(key));
            }
            Action::Logged(logged) => {
                owner.header.persistence = if *logged {
                    Persistence::Permanent
                } else {
                    Persistence::Unlogged
                };
            }
            Action::Tablespace(name) => {
                owner.header.tablespace = Some(name.clone()).filter(|name| name != "pg_default");
            }
            Action::AccessMethod(name) => {
                owner.header.access_method = Some(name.clone()).filter(|name| name != "heap");
            }
            Action::ReplicaIdentity(text) => {
                owner.header.replica_identity =
                    Some(text.clone()).filter(|text| !text.eq_ignore_ascii_case("default"));
            }
            Action::Cluster(index) => owner.header.cluster_on.clone_from(index),
            _ => {}
        }
        Ok(())
    }

    fn add_column(
        &mut self,
        family: &[TableId],
        if_not_exists: bool,
        definition: &ColumnDefinition,
    ) -> Applied<()> {
        let Some((table, children)) = family.split_first() else {
            return Ok(());
        };
        let owner = self.table_ref(*table)?.clone();
        if owner.column_named(&definition.name).is_some() {
            if if_not_exists || self.lenient {
                return Ok(());
            }
            return Err(exists(&format!(
                "{}.{}",
                owner.qualified_name(),
                definition.name
            )));
        }
        self.expand_stars(*table);
        let column = self.build_column(&owner, definition, false)?;
        for child in children {
            if self.table_ref(*child)?.column_named(&column.name).is_none() {
                let copy = self.inherited_column(&column);
                let child = self.table_mut(*child)?;
                if child.columns.len() >= 1600 {
                    return Err(too_many_columns());
                }
                child.columns.push(copy);
            }
        }
        self.table_mut(*table)?.columns.push(column);
        for constraint in &definition.constraints {
            self.add_constraint_deep(*table, children.is_empty(), constraint)?;
        }
        Ok(())
    }

    /// Adds a constraint to a table and to those of its children that take it over.
    fn add_constraint_deep(
        &mut self,
        table: TableId,
        only: bool,
        definition: &ConstraintDefinition,
    ) -> Applied<()> {
        let Some(id) = self.add_constraint(table, definition)? else {
            return Ok(());
        };
        if only || definition.no_inherit {
            return Ok(());
        }
        let Some(constraint) = self.table_ref(table)?.constraint(id).cloned() else {
            return Ok(());
        };
        self.spread_constraint(table, &constraint)
    }

    fn spread_constraint(&mut self, table: TableId, constraint: &Constraint) -> Applied<()> {
        let children = match constraint.kind {
            ConstraintKind::Check(_) => self.children.get(&table).cloned().unwrap_or_default(),
            _ => self.partitions_of(table),
        };
        for child in children {
            let before = self.table_ref(child)?.constraints.len();
            self.clone_constraint_to(table, child, constraint)?;
            let made = self.table_ref(child)?.constraints.get(before).cloned();
            if let Some(made) = made {
                self.spread_constraint(child, &made)?;
            }
        }
        Ok(())
    }

    /// Changes a constraint found by name, and unless `only` what children have of it.
    fn change_with_copies(
        &mut self,
        table: TableId,
        only: bool,
        name: &str,
        change: &dyn Fn(&mut Constraint),
    ) -> Applied<()> {
        self.change_constraint(table, name, change)?;
        let id = self.constraint_id(table, name)?;
        if let Some(changed) = self.table_ref(table)?.constraint(id).cloned()
            && !only
        {
            for (child, copy) in self.copies_of_constraint(table, &changed, false) {
                self.change_constraint(child, &copy.name, change)?;
            }
        }
        Ok(())
    }

    /// Changes a constraint found by name.
    pub fn change_constraint(
        &mut self,
        table: TableId,
        name: &str,
        change: impl FnOnce(&mut Constraint),
    ) -> Applied<()> {
        let id = self.constraint_id(table, name)?;
        if let Some(constraint) = self
            .table_mut(table)?
            .constraints
            .iter_mut()
            .find(|constraint| constraint.id == id)
        {
            change(constraint);
        }
        Ok(())
    }

    fn alter_column(&mut self, table: TableId, id: ColumnId, change: &ColumnChange) -> Applied<()> {
        if let ColumnChange::AddIdentity(identity) = change {
            return self.add_identity(table, id, identity);
        }
        if *change == ColumnChange::DropIdentity {
            self.release_identity(id);
        }
        let mut change = change.clone();
        if let ColumnChange::Type { data_type, .. } = &mut change {
            self.qualify_type(data_type);
        }
        self.change_column(table, id, |column| match change {
            ColumnChange::Type {
                data_type,
                collation,
            } => {
                keep_default_type(column, &data_type);
                column.data_type = data_type;
                column.collation = collation;
            }
            ColumnChange::SetDefault(default) => {
                column.default = Some(default);
                forget_null_default(column);
            }
            ColumnChange::DropDefault => column.default = None,
            ColumnChange::NotNull(not_null) => {
                if not_null {
                    column.not_null = true;
                    column.not_null_validated = true;
                } else {
                    column.allow_null();
                }
            }
            ColumnChange::Statistics(target) => {
                column.statistics = i32::try_from(target).ok().filter(|target| *target >= 0);
            }
            ColumnChange::Storage(storage) => column.storage = storage,
            ColumnChange::Compression(compression) => column.compression = compression,
            ColumnChange::SetOptions(options) => set_options(&mut column.options, options),
            ColumnChange::ResetOptions(names) => {
                column.options.retain(|(key, _)| !names.contains(key));
            }
            ColumnChange::ChangeIdentity { always, clauses } => {
                if let Some(identity) = &mut column.identity {
                    identity.always = always.unwrap_or(identity.always);
                    for clauses in &clauses {
                        sequence::change(&mut identity.options, clauses, &column.data_type.name);
                    }
                }
            }
            ColumnChange::DropIdentity => column.identity = None,
            ColumnChange::SetExpression(expression) => {
                if let Some(generated) = &mut column.generated {
                    generated.expression = expression;
                }
            }
            ColumnChange::DropExpression => column.generated = None,
            ColumnChange::AddIdentity(_) => {}
        })
    }

    fn add_identity(&mut self, table: TableId, id: ColumnId, identity: &Identity) -> Applied<()> {
        let owner = self.table_ref(table)?.clone();
        let Some(column) = owner.column(id) else {
            return Ok(());
        };
        let mut identity = identity.clone();
        self.name_identity(&owner, id, &column.name, &mut identity);
        self.change_column(table, id, |column| {
            column.identity = Some(identity);
            column.not_null = true;
        })
    }
}

/// `DEFAULT NULL` says nothing, except, as PostgreSQL stores it, for types with modifiers.
pub(super) fn forget_null_default(column: &mut Column) {
    let is_null = column
        .default
        .as_deref()
        .is_some_and(|text| text.eq_ignore_ascii_case("null"));
    if is_null && column.data_type.modifiers.is_empty() {
        column.default = None;
    }
}

/// A quoted default was read as the column's old type; PostgreSQL keeps it so, and casts it from now on.
fn keep_default_type(column: &mut Column, new: &DataType) {
    let Some(default) = &mut column.default else {
        return;
    };
    if default.eq_ignore_ascii_case("null") {
        let old = DataType {
            modifiers: Vec::new(),
            ..column.data_type.clone()
        };
        *default = format!("NULL::{}", types::write(&old));
        return;
    }
    let mut lexer = Lexer::new(default, 0);
    let literal = lexer
        .next()
        .is_some_and(|token| token.is_string() && token.end == default.len());
    let mut old = column.data_type.clone();
    old.modifiers.clear();
    if literal && (old.name != new.name || old.dimensions != new.dimensions) {
        *default = format!("{default}::{}", types::write(&old));
    }
}

/// Whether a change of a parent's column is one of its children's too.
fn reaches_children(change: &ColumnChange) -> bool {
    !matches!(
        change,
        ColumnChange::Compression(_)
            | ColumnChange::SetOptions(_)
            | ColumnChange::ResetOptions(_)
            | ColumnChange::AddIdentity(_)
            | ColumnChange::ChangeIdentity { .. }
            | ColumnChange::DropIdentity
    )
}
