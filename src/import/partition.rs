//! What partitions and inheritance children take over from their parents (PostgreSQL manual, 5.11 and 5.12).

use std::collections::{BTreeSet, HashMap};

use rustc_hash::FxHashMap;

use crate::model::*;
use crate::sql::names;

use super::builder::{Applied, Builder, Fault, Relation};
use super::definition::LikeClause;

/// A parent's column ids to a child's, by name.
type ColumnMap = FxHashMap<ColumnId, ColumnId>;

impl Builder {
    fn column_map(&self, parent: TableId, child: TableId) -> Applied<ColumnMap> {
        let (parent, child) = (self.table_ref(parent)?, self.table_ref(child)?);
        let by_name: HashMap<&str, ColumnId> = child
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column.id))
            .collect();
        Ok(parent
            .columns
            .iter()
            .filter_map(|column| Some((column.id, *by_name.get(column.name.as_str())?)))
            .collect())
    }

    /// Copies the parent's checks that are inherited. A check that the child has by the same name becomes one with it.
    pub fn inherit_checks(&mut self, parent: TableId, child: TableId) -> Applied<()> {
        let checks: Vec<Constraint> = self
            .table_ref(parent)?
            .constraints
            .iter()
            .filter(|constraint| {
                matches!(constraint.kind, ConstraintKind::Check(_)) && !constraint.no_inherit
            })
            .cloned()
            .collect();
        for check in checks {
            self.inherit_constraint(child, check)?;
        }
        Ok(())
    }

    fn inherit_constraint(&mut self, child: TableId, constraint: Constraint) -> Applied<()> {
        let known = self
            .constraints_of
            .get(&child)
            .is_some_and(|names| names.contains_key(&constraint.name));
        if known {
            return Ok(());
        }
        let id: ConstraintId = self.allocate();
        self.put_constraint(
            child,
            Constraint {
                id,
                inherited: true,
                comment: None,
                ..constraint
            },
        )
    }

    /// Gives a partition its copies of the parent's keys, foreign keys, indexes and row triggers.
    pub fn clone_to_partition(&mut self, parent: TableId, child: TableId) -> Applied<()> {
        let source = self.table_ref(parent)?.clone();
        let map = self.column_map(parent, child)?;
        for constraint in &source.constraints {
            self.clone_constraint(&map, child, constraint)?;
        }
        for index in &source.indexes {
            self.clone_index(&map, child, index)?;
        }
        for trigger in source
            .triggers
            .iter()
            .filter(|trigger| trigger.for_each_row)
        {
            let id: TriggerId = self.allocate();
            let copy = Trigger {
                id,
                inherited: true,
                comment: None,
                ..trigger.clone()
            };
            let table = self.table_mut(child)?;
            if !table.triggers.iter().any(|own| own.name == copy.name) {
                table.triggers.push(copy);
            }
        }
        Ok(())
    }

    /// Gives a child its copy of one constraint, unless it has an equal one.
    pub fn clone_constraint_to(
        &mut self,
        parent: TableId,
        child: TableId,
        constraint: &Constraint,
    ) -> Applied<()> {
        let map = self.column_map(parent, child)?;
        self.clone_constraint(&map, child, constraint)
    }

    fn clone_constraint(
        &mut self,
        map: &ColumnMap,
        child: TableId,
        constraint: &Constraint,
    ) -> Applied<()> {
        let Some(kind) = map_constraint(map, &constraint.kind) else {
            return Ok(());
        };
        let own = self.table_ref(child)?;
        let equal = own
            .constraints
            .iter()
            .any(|other| match (&other.kind, &kind) {
                (ConstraintKind::PrimaryKey(_), ConstraintKind::PrimaryKey(_)) => true,
                (ConstraintKind::Unique(a), ConstraintKind::Unique(b)) => a.columns == b.columns,
                (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) => {
                    a.columns == b.columns && a.target == b.target
                }
                (ConstraintKind::Exclusion(a), ConstraintKind::Exclusion(b)) => {
                    a.elements == b.elements
                }
                _ => other.name == constraint.name,
            });
        if equal {
            return Ok(());
        }
        let keeps_name = matches!(
            kind,
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_)
        ) && !self
            .constraints_of
            .get(&child)
            .is_some_and(|names| names.contains_key(&constraint.name));
        let name = if keeps_name {
            constraint.name.clone()
        } else {
            self.generate_copied_name(child, &kind)?
        };
        let id: ConstraintId = self.allocate();
        self.put_constraint(
            child,
            Constraint {
                id,
                name,
                named: false,
                kind,
                inherited: true,
                comment: None,
                ..constraint.clone()
            },
        )
    }

    /// What a child has of its parent's constraint: its copy, or one of its own that was there before and is merged with it.
    fn copy_of_constraint(
        &self,
        parent: TableId,
        child: TableId,
        constraint: &Constraint,
    ) -> Option<Constraint> {
        let (above, owner) = (self.table_ref(parent).ok()?, self.table_ref(child).ok()?);
        let columns = above.column_names(&constraint.columns());
        let target = |one: &Constraint| one.foreign_key().map(|key| key.target.clone());
        let is_copy = |own: &&Constraint| {
            std::mem::discriminant(&own.kind) == std::mem::discriminant(&constraint.kind)
                && match &own.kind {
                    ConstraintKind::Check(_) => own.name == constraint.name && !own.no_inherit,
                    _ => {
                        owner.column_names(&own.columns()) == columns
                            && target(own) == target(constraint)
                    }
                }
        };
        let mut own = owner.constraints.iter().filter(is_copy);
        let first = own.next();
        first
            .filter(|own| own.inherited)
            .or(own.find(|own| own.inherited))
            .or(first)
            .cloned()
    }

    /// The copies that the tables below have of a constraint. Those that fall with it leave out what a child by inheritance
    /// said itself; nothing of a partition counts as its own.
    pub fn copies_of_constraint(
        &self,
        table: TableId,
        constraint: &Constraint,
        falling: bool,
    ) -> Vec<(TableId, Constraint)> {
        let mut found: Vec<(TableId, Constraint)> = Vec::new();
        // A table may have a check from two parents that have it from one.
        let mut seen = BTreeSet::new();
        let mut next = vec![(table, constraint.clone())];
        while let Some((table, constraint)) = next.pop() {
            for child in self.children.get(&table).into_iter().flatten() {
                let Some(copy) = self.copy_of_constraint(table, *child, &constraint) else {
                    continue;
                };
                let is_partition = self
                    .table_ref(*child)
                    .is_ok_and(|child| child.is_partition());
                let is_check = matches!(copy.kind, ConstraintKind::Check(_));
                let follows = !falling || is_partition || copy.inherited;
                if (is_partition || is_check) && follows && seen.insert(copy.id) {
                    next.push((*child, copy.clone()));
                    found.push((*child, copy));
                }
            }
        }
        found
    }

    /// Gives a partition its copy of one index, or attaches the equal one that it has.
    pub fn clone_index_to(
        &mut self,
        parent: TableId,
        child: TableId,
        index: &Index,
    ) -> Applied<()> {
        let map = self.column_map(parent, child)?;
        self.clone_index(&map, child, index)
    }

    fn clone_index(&mut self, map: &ColumnMap, child: TableId, index: &Index) -> Applied<()> {
        let (Some(keys), Some(include)) =
            (map_keys(map, &index.keys), map_columns(map, &index.include))
        else {
            return Ok(());
        };
        let parent_name = index.name.clone();
        let equal = self.table_mut(child)?.indexes.iter_mut().find(|own| {
            own.keys == keys
                && own.unique == index.unique
                && own.method == index.method
                && own.predicate == index.predicate
                && own.include == include
                && own.nulls_not_distinct == index.nulls_not_distinct
                && own.attached_to.is_none()
        });
        if let Some(equal) = equal {
            equal.attached_to = Some(parent_name);
            return Ok(());
        }
        let columns = self.key_names(child, &keys, &include);
        let owner = self.table_ref(child)?;
        let (schema, table) = (owner.header.schema.clone(), owner.header.name.clone());
        let name = names::index(&table, &columns, &|name| {
            self.is_taken(&schema, name, false)
        });
        let id: IndexId = self.allocate();
        self.relations
            .insert(&schema, &name, Relation::Index(child, id));
        self.made(ObjectRef::Index(child, id));
        let copy = Index {
            id,
            name,
            named: false,
            keys,
            include,
            attached_to: Some(parent_name),
            inherited: true,
            recurse: true,
            comment: None,
            ..index.clone()
        };
        self.table_mut(child)?.indexes.push(copy);
        Ok(())
    }

    /// The parts of LIKE that need the table to stand: checks and indexes.
    pub fn finish_like(&mut self, table: TableId, like: &LikeClause) -> Applied<()> {
        if self.fields_of_like(like).is_some() {
            return Ok(());
        }
        let source_id = self.table(&like.table)?;
        let source = self.table_ref(source_id)?.clone();
        let map = self.column_map(source_id, table)?;
        for constraint in &source.constraints {
            let part = match constraint.kind {
                ConstraintKind::Check(_) => "CONSTRAINTS",
                ConstraintKind::ForeignKey(_) => continue,
                _ => "INDEXES",
            };
            if !like.including.contains(&part) {
                continue;
            }
            let Some(kind) = map_constraint(&map, &constraint.kind) else {
                continue;
            };
            let is_check = matches!(kind, ConstraintKind::Check(_));
            let name = if is_check {
                constraint.name.clone()
            } else {
                self.generate_constraint_name(table, &kind)?
            };
            let id: ConstraintId = self.allocate();
            let copy = Constraint {
                id,
                name,
                named: is_check && constraint.named,
                kind,
                inherited: false,
                comment: constraint
                    .comment
                    .clone()
                    .filter(|_| like.including.contains(&"COMMENTS")),
                ..constraint.clone()
            };
            self.put_constraint(table, copy)?;
        }
        if like.including.contains(&"STATISTICS") {
            self.copy_statistics(source_id, table, like.including.contains(&"COMMENTS"))?;
        }
        if like.including.contains(&"INDEXES") {
            let comments = like.including.contains(&"COMMENTS");
            for index in &source.indexes {
                self.clone_index(&map, table, index)?;
                if let Some(copy) = self.table_mut(table)?.indexes.last_mut() {
                    copy.comment = index.comment.clone().filter(|_| comments);
                }
            }
            for index in self.table_mut(table)?.indexes.iter_mut() {
                index.inherited = false;
                index.attached_to = None;
            }
        }
        Ok(())
    }

    /// ATTACH PARTITION.
    pub fn attach_partition(
        &mut self,
        parent: TableId,
        child: TableId,
        bound: String,
    ) -> Applied<()> {
        if self.family(child).contains(&parent) {
            return Err(Fault::Refused(
                "a table cannot be its own partition".to_string(),
                String::new(),
            ));
        }
        self.table_mut(child)?.header.partition_of = Some(Partition { parent, bound });
        self.children.entry(parent).or_default().push(child);
        self.inherit_checks(parent, child)?;
        self.clone_to_partition(parent, child)
    }

    /// DETACH PARTITION: what came from the parent becomes the table's own.
    pub fn detach_partition(&mut self, parent: TableId, child: TableId) -> Applied<()> {
        if let Some(children) = self.children.get_mut(&parent) {
            children.retain(|other| *other != child);
        }
        let table = self.table_mut(child)?;
        table.header.partition_of = None;
        for column in &mut table.columns {
            column.inherited = false;
        }
        for constraint in &mut table.constraints {
            constraint.inherited = false;
        }
        for index in &mut table.indexes {
            index.inherited = false;
            index.attached_to = None;
        }
        table.triggers.retain(|trigger| !trigger.inherited);
        Ok(())
    }
}

fn map_columns(map: &ColumnMap, columns: &[ColumnId]) -> Option<Vec<ColumnId>> {
    columns.iter().map(|id| map.get(id).copied()).collect()
}

fn map_keys(map: &ColumnMap, keys: &[IndexKey]) -> Option<Vec<IndexKey>> {
    keys.iter()
        .map(|key| {
            let source = match &key.source {
                IndexKeySource::Column(id) => IndexKeySource::Column(*map.get(id)?),
                IndexKeySource::Expression(text) => IndexKeySource::Expression(text.clone()),
            };
            Some(IndexKey {
                source,
                statistics: None,
                ..key.clone()
            })
        })
        .collect()
}

fn map_constraint(map: &ColumnMap, kind: &ConstraintKind) -> Option<ConstraintKind> {
    let map_key = |key: &Key| {
        Some(Key {
            columns: map_columns(map, &key.columns)?,
            include: map_columns(map, &key.include)?,
            ..key.clone()
        })
    };
    Some(match kind {
        ConstraintKind::PrimaryKey(key) => ConstraintKind::PrimaryKey(map_key(key)?),
        ConstraintKind::Unique(key) => ConstraintKind::Unique(map_key(key)?),
        ConstraintKind::Check(check) => ConstraintKind::Check(check.clone()),
        ConstraintKind::ForeignKey(key) => {
            let map_action = |action: &Option<ReferentialAction>| match action {
                Some(ReferentialAction::SetNull(columns)) => {
                    Some(Some(ReferentialAction::SetNull(map_columns(map, columns)?)))
                }
                Some(ReferentialAction::SetDefault(columns)) => Some(Some(
                    ReferentialAction::SetDefault(map_columns(map, columns)?),
                )),
                other => Some(other.clone()),
            };
            ConstraintKind::ForeignKey(ForeignKey {
                columns: map_columns(map, &key.columns)?,
                on_delete: map_action(&key.on_delete)?,
                on_update: map_action(&key.on_update)?,
                ..key.clone()
            })
        }
        ConstraintKind::Exclusion(exclusion) => {
            let keys: Vec<IndexKey> = exclusion
                .elements
                .iter()
                .map(|element| element.key.clone())
                .collect();
            ConstraintKind::Exclusion(Exclusion {
                elements: map_keys(map, &keys)?
                    .into_iter()
                    .zip(&exclusion.elements)
                    .map(|(key, element)| ExclusionElement {
                        key,
                        operator: element.operator.clone(),
                    })
                    .collect(),
                include: map_columns(map, &exclusion.include)?,
                ..exclusion.clone()
            })
        }
    })
}
