//! Turns constraints and index keys as written into the model's: names become ids, missing names are generated.

use crate::model::*;
use crate::sql::{expression, names};

use super::builder::{Applied, Builder, Fault, Relation, exists, missing};
use super::definition::*;

impl Builder {
    /// Adds a constraint to a table alone; its children are the caller's.
    pub fn add_constraint(
        &mut self,
        table: TableId,
        definition: &ConstraintDefinition,
    ) -> Applied<Option<ConstraintId>> {
        if let ConstraintShape::NotNull(column) = &definition.kind {
            self.require_column(table, column, definition)?;
            return Ok(None);
        }
        if let ConstraintShape::KeyFromIndex { primary, index } = &definition.kind {
            return self
                .key_from_index(table, definition, *primary, index)
                .map(Some);
        }
        let kind = self.constraint_kind(table, &definition.kind)?;
        if let (Some(name), ConstraintKind::Check(_)) = (&definition.name, &kind)
            && let Some(known) = self.own_inherited_check(table, name)
        {
            return Ok(Some(known));
        }
        let name = match &definition.name {
            Some(name) => self.check_constraint_name(table, name, &kind)?,
            None => self.generate_constraint_name(table, &kind)?,
        };
        let id: ConstraintId = self.allocate();
        let constraint = Constraint {
            id,
            name,
            named: definition.name.is_some(),
            kind,
            deferrable: definition.deferrable,
            validated: definition.validated,
            no_inherit: definition.no_inherit,
            enforced: definition.enforced,
            inherited: false,
            comment: None,
        };
        self.put_constraint(table, constraint)?;
        Ok(Some(id))
    }

    /// Stores a finished constraint and everything that follows from it.
    pub fn put_constraint(&mut self, table: TableId, constraint: Constraint) -> Applied<()> {
        let id = constraint.id;
        let schema = self.table_ref(table)?.header.schema.clone();
        if constraint.is_primary_key() {
            if let Some(key) = self.table_ref(table)?.primary_key() {
                let reason = format!(
                    "{} has a primary key already ({})",
                    self.table_ref(table)?.qualified_name(),
                    key.name
                );
                return Err(Fault::Refused(
                    reason,
                    "Leave one of the two keys out.".to_string(),
                ));
            }
            let columns = constraint.columns();
            for column in self.table_mut(table)?.columns.iter_mut() {
                column.not_null |= columns.contains(&column.id);
            }
        }
        match &constraint.kind {
            ConstraintKind::PrimaryKey(_)
            | ConstraintKind::Unique(_)
            | ConstraintKind::Exclusion(_) => {
                self.relations.insert(
                    &schema,
                    &constraint.name,
                    Relation::ConstraintIndex(table, id),
                );
            }
            ConstraintKind::ForeignKey(key) => match key.target.table() {
                Some(target) => {
                    self.incoming.entry(target).or_default().insert((table, id));
                }
                None => {
                    self.unresolved.insert((table, id));
                }
            },
            ConstraintKind::Check(_) => {}
        }
        *self.constraint_names.entry(&schema, &constraint.name) += 1;
        self.constraints_of
            .entry(table)
            .or_default()
            .insert(constraint.name.clone(), id);
        self.made(ObjectRef::Constraint(table, id));
        self.table_mut(table)?.constraints.push(constraint);
        Ok(())
    }

    /// Changes a column in place.
    pub fn change_column(
        &mut self,
        table: TableId,
        column: ColumnId,
        change: impl FnOnce(&mut Column),
    ) -> Applied<()> {
        let found = self
            .table_mut(table)?
            .columns
            .iter_mut()
            .find(|other| other.id == column);
        if let Some(found) = found {
            change(found);
        }
        Ok(())
    }

    fn constraint_kind(&self, table: TableId, shape: &ConstraintShape) -> Applied<ConstraintKind> {
        Ok(match shape {
            ConstraintShape::Key {
                primary,
                columns,
                include,
                nulls_not_distinct,
                without_overlaps,
                options,
                tablespace,
            } => {
                let key = Key {
                    columns: self.column_ids(table, columns)?,
                    include: self.column_ids(table, include)?,
                    nulls_not_distinct: *nulls_not_distinct,
                    without_overlaps: *without_overlaps,
                    options: options.clone(),
                    tablespace: tablespace.clone(),
                };
                if *primary {
                    ConstraintKind::PrimaryKey(key)
                } else {
                    ConstraintKind::Unique(key)
                }
            }
            ConstraintShape::Check(expression) => ConstraintKind::Check(Check {
                expression: expression.clone(),
            }),
            ConstraintShape::Foreign {
                columns,
                table: target,
                target_columns,
                match_type,
                on_delete,
                on_update,
                period,
            } => {
                let columns = self.column_ids(table, columns)?;
                ConstraintKind::ForeignKey(ForeignKey {
                    target: self.reference_target(target, target_columns, columns.len()),
                    columns,
                    match_type: *match_type,
                    on_delete: self.action(table, on_delete.as_ref())?,
                    on_update: self.action(table, on_update.as_ref())?,
                    period: *period,
                })
            }
            ConstraintShape::Exclusion {
                method,
                elements,
                include,
                predicate,
                options,
                tablespace,
            } => ConstraintKind::Exclusion(Exclusion {
                method: method.clone(),
                elements: elements
                    .iter()
                    .map(|(key, operator)| {
                        Ok(ExclusionElement {
                            key: self.index_key(table, key)?,
                            operator: operator.clone(),
                        })
                    })
                    .collect::<Applied<_>>()?,
                include: self.column_ids(table, include)?,
                predicate: predicate.clone(),
                options: options.clone(),
                tablespace: tablespace.clone(),
            }),
            ConstraintShape::KeyFromIndex { .. } | ConstraintShape::NotNull(_) => {
                return Err(Fault::Keep);
            }
        })
    }

    fn action(
        &self,
        table: TableId,
        action: Option<&ActionDefinition>,
    ) -> Applied<Option<ReferentialAction>> {
        let Some(action) = action else {
            return Ok(None);
        };
        let columns = self.column_ids(table, &action.columns)?;
        Ok(Some(match &action.action {
            ReferentialAction::SetNull(_) => ReferentialAction::SetNull(columns),
            ReferentialAction::SetDefault(_) => ReferentialAction::SetDefault(columns),
            other => other.clone(),
        }))
    }

    /// The referenced table and columns where they are there, else their names.
    pub fn reference_target(
        &self,
        target: &QualifiedName,
        columns: &[String],
        count: usize,
    ) -> ReferenceTarget {
        let found = self.find_table(target).and_then(|id| {
            let table = self.schema.tables.get(&id)?;
            let columns: Vec<ColumnId> = if columns.is_empty() {
                table.primary_key_columns().to_vec()
            } else {
                columns
                    .iter()
                    .map(|name| table.column_named(name).map(|column| column.id))
                    .collect::<Option<_>>()?
            };
            (columns.len() == count).then_some(ReferenceTarget::Table { table: id, columns })
        });
        found.unwrap_or_else(|| ReferenceTarget::External {
            table: match &target.schema {
                Some(_) => target.clone(),
                None => QualifiedName::new(&self.schema_for(target), &target.name),
            },
            columns: columns.to_vec(),
        })
    }

    /// Tries again to find the tables of foreign keys that pointed at nothing.
    pub fn resolve_references(&mut self) {
        for (table, id) in std::mem::take(&mut self.unresolved) {
            if self.resolve_reference(table, id).is_none() {
                self.unresolved.insert((table, id));
            }
        }
    }

    fn resolve_reference(&mut self, table: TableId, id: ConstraintId) -> Option<()> {
        let owner = self.schema.tables.get(&table)?;
        let key = owner.constraint(id)?.foreign_key()?;
        let ReferenceTarget::External {
            table: target,
            columns,
        } = &key.target
        else {
            return Some(());
        };
        let found = self.reference_target(target, columns, key.columns.len());
        let target = found.table()?;
        let constraint = self
            .table_mut(table)
            .ok()?
            .constraints
            .iter_mut()
            .find(|constraint| constraint.id == id)?;
        if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
            key.target = found;
        }
        self.incoming.entry(target).or_default().insert((table, id));
        Some(())
    }

    /// An index key with its column's id. A plain name that is no column is an expression (a whole-row reference).
    pub fn index_key(&self, table: TableId, key: &KeyDefinition) -> Applied<IndexKey> {
        let source = match &key.source {
            KeySource::Column(name) => IndexKeySource::Column(self.column_id(table, name)?),
            KeySource::Expression(text) => IndexKeySource::Expression(text.clone()),
        };
        Ok(IndexKey {
            source,
            collation: key.collation.clone(),
            operator_class: key.operator_class.clone(),
            descending: key.descending,
            prefix: None,
            statistics: None,
            nulls_first: key.nulls_first,
        })
    }

    /// What PostgreSQL calls index keys when it makes a name of them.
    pub fn key_names(
        &self,
        table: TableId,
        keys: &[IndexKey],
        include: &[ColumnId],
    ) -> Vec<String> {
        let Ok(table) = self.table_ref(table) else {
            return Vec::new();
        };
        let name_of = |id: ColumnId| {
            table
                .column(id)
                .map_or_else(String::new, |column| column.name.clone())
        };
        let keys = keys.iter().map(|key| match &key.source {
            IndexKeySource::Column(id) => name_of(*id),
            IndexKeySource::Expression(text) => names::expression_name(text),
        });
        keys.chain(include.iter().map(|id| name_of(*id))).collect()
    }

    /// The name PostgreSQL gives a partition's copy of a constraint: a key without overlaps is named as the exclusion that it
    /// is underneath (`ChooseIndexName` in indexcmds.c).
    pub fn generate_copied_name(&self, table: TableId, kind: &ConstraintKind) -> Applied<String> {
        let ConstraintKind::Unique(key) = kind else {
            return self.generate_constraint_name(table, kind);
        };
        if !key.without_overlaps {
            return self.generate_constraint_name(table, kind);
        }
        let owner = self.table_ref(table)?;
        let schema = owner.header.schema.as_str();
        let mut columns = owner.column_names(&key.columns);
        columns.extend(owner.column_names(&key.include));
        let taken = |name: &str| self.is_taken(schema, name, true);
        Ok(names::exclusion(&owner.name, &columns, &taken))
    }

    /// The name PostgreSQL gives an unnamed constraint.
    pub fn generate_constraint_name(
        &self,
        table: TableId,
        kind: &ConstraintKind,
    ) -> Applied<String> {
        let owner = self.table_ref(table)?;
        let schema = owner.header.schema.as_str();
        let relation = |name: &str| self.is_taken(schema, name, true);
        let constraint = |name: &str| self.is_constraint_name(schema, name);
        let column_names = |ids: &[ColumnId]| -> Vec<String> {
            owner
                .column_names(ids)
                .into_iter()
                .map(str::to_string)
                .collect()
        };
        Ok(match kind {
            ConstraintKind::PrimaryKey(_) => names::primary_key(&owner.name, &relation),
            ConstraintKind::Unique(key) => {
                let mut columns = column_names(&key.columns);
                columns.extend(column_names(&key.include));
                names::unique(&owner.name, &columns, &relation)
            }
            ConstraintKind::Exclusion(exclusion) => {
                let keys: Vec<IndexKey> = exclusion
                    .elements
                    .iter()
                    .map(|element| element.key.clone())
                    .collect();
                let columns = self.key_names(table, &keys, &exclusion.include);
                names::exclusion(&owner.name, &columns, &relation)
            }
            ConstraintKind::ForeignKey(key) => {
                names::foreign_key(&owner.name, &column_names(&key.columns), &constraint)
            }
            ConstraintKind::Check(check) => {
                let used: Vec<String> = expression::identifiers(&check.expression)
                    .into_iter()
                    .filter(|name| owner.column_named(name).is_some())
                    .collect();
                let column = match used.as_slice() {
                    [only] => Some(only.as_str()),
                    _ => None,
                };
                names::check(&owner.name, column, &constraint)
            }
        })
    }

    /// A check that came from a parent and is said again is the table's own as well.
    fn own_inherited_check(&mut self, table: TableId, name: &str) -> Option<ConstraintId> {
        let id = *self.constraints_of.get(&table)?.get(name)?;
        let constraint = self
            .table_mut(table)
            .ok()?
            .constraints
            .iter_mut()
            .find(|own| own.id == id && own.inherited)?;
        if !matches!(constraint.kind, ConstraintKind::Check(_)) {
            return None;
        }
        constraint.inherited = false;
        constraint.named = true;
        Some(id)
    }

    fn check_constraint_name(
        &self,
        table: TableId,
        name: &str,
        kind: &ConstraintKind,
    ) -> Applied<String> {
        let owner = self.table_ref(table)?;
        let used = self
            .constraints_of
            .get(&table)
            .is_some_and(|names| names.contains_key(name));
        if used {
            return Err(exists(&format!("{name} on {}", owner.qualified_name())));
        }
        let has_index = !matches!(
            kind,
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_)
        );
        if has_index {
            self.free_relation(&owner.header.schema, name)?;
        }
        Ok(name.to_string())
    }

    /// `ADD CONSTRAINT ... USING INDEX`: the index becomes the constraint's.
    fn key_from_index(
        &mut self,
        table: TableId,
        definition: &ConstraintDefinition,
        primary: bool,
        index: &str,
    ) -> Applied<ConstraintId> {
        let schema = self.table_ref(table)?.header.schema.clone();
        let position = self
            .table_ref(table)?
            .indexes
            .iter()
            .position(|other| other.name == index);
        let Some(position) = position else {
            return Err(missing("index", &QualifiedName::new(&schema, index)));
        };
        let name = definition.name.as_deref().unwrap_or(index).to_string();
        if name != index {
            self.free_relation(&schema, &name)?;
        }
        let index = self.table_mut(table)?.indexes.remove(position);
        self.relations.remove(&schema, &index.name);
        let key = Key {
            columns: index.leading_columns(),
            include: index.include,
            nulls_not_distinct: index.nulls_not_distinct,
            without_overlaps: false,
            options: index.options,
            tablespace: index.tablespace,
        };
        let id: ConstraintId = self.allocate();
        let kind = if primary {
            ConstraintKind::PrimaryKey(key)
        } else {
            ConstraintKind::Unique(key)
        };
        let constraint = Constraint {
            named: true,
            deferrable: definition.deferrable,
            ..Constraint::new(id, &name, kind)
        };
        self.put_constraint(table, constraint)?;
        Ok(id)
    }
}
