//! Tables as wholes: created, and what is said of them changed.

use std::sync::Arc;

use super::PlanError;
use super::build::Planner;
use super::locks::Operation;
use super::partitions::create_attached;
use super::statement::{alter, comment_move, create_table};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{quote, writer};

impl Planner<'_> {
    /// Refuses changes PostgreSQL has no statement for.
    pub(super) fn refuse_what_cannot_be(&self) -> Result<(), PlanError> {
        for table in self.touched_tables() {
            let reference = ObjectRef::Table(table.id);
            if self.differs(reference, "partitioned by") {
                return Err(PlanError::CannotAlter {
                    object: self.name(reference),
                    reason: "PostgreSQL cannot change how a table that exists is partitioned. Create a new table beside it and move the rows."
                        .to_string(),
                });
            }
        }
        Ok(())
    }

    /// New tables, parents first, then changes of the others.
    pub(super) fn tables(&mut self) {
        let added: Vec<TableId> = self
            .after
            .tables
            .keys()
            .copied()
            .filter(|id| self.is_added(ObjectRef::Table(*id)))
            .collect();
        let schema = self.with_standing_sequences(self.after);
        for id in super::order::tables(self.after, &added) {
            let Some(table) = self.after.tables.get(&id).cloned() else {
                continue;
            };
            let parent = table.header.partition_of.as_ref().map(|one| one.parent);
            let operation = if parent.is_some() {
                Operation::CreatePartition
            } else {
                Operation::CreateTable
            };
            let name = table.qualified_name().to_string();
            let beside = self.joins_beside(&table).is_some();
            let moves = match beside {
                true => create_attached(&schema, &table),
                false => create_table(&schema, &table, writer::PartitionForm::Of),
            };
            let reads_default = parent.and_then(|id| self.default_partition(id));
            let step = self.step_on(id, operation, format!("Create table {name}"), moves);
            if let Some(rest) = reads_default {
                step.work = super::Work::Scan;
                step.note(format!(
                    "PostgreSQL reads all of {rest} for rows that belong in {name}, and refuses {name} if there is one."
                ));
            }
            step.is_lossy(format!("Down drops {name} with the rows written since."));
        }
        for id in self.touched_kept() {
            if self.change(ObjectRef::Table(id)).is_some()
                && let (Some(old), Some(new)) = (
                    self.before.tables.get(&id).cloned(),
                    self.after.tables.get(&id).cloned(),
                )
            {
                self.change_header(&old, &new);
            }
        }
    }

    fn change_header(&mut self, old: &Table, new: &Table) {
        let name = new.qualified_name().to_string();
        if old.persistence != new.persistence {
            let moves = Move::new(
                writer::alter_persistence(new, new.persistence),
                writer::alter_persistence(new, old.persistence),
            );
            let word = match new.persistence {
                Persistence::Permanent => "logged",
                Persistence::Unlogged => "unlogged",
            };
            self.step_on(
                new.id,
                Operation::Persistence,
                format!("Make {name} {word}"),
                moves,
            );
        }
        if old.header.options != new.header.options {
            let moves = Move::of(
                writer::alter_table_options(new, &old.header.options, &new.header.options),
                writer::alter_table_options(new, &new.header.options, &old.header.options),
            );
            self.step_on(
                new.id,
                Operation::StorageParameters,
                format!("Change the storage options of {name}"),
                moves,
            );
        }
        self.change_place(old, new);
        self.change_parents(old, new);
        let said = |one: &Table| Table {
            header: TableHeader {
                schema: new.schema.clone(),
                name: new.name.clone(),
                ..one.header.clone()
            },
            ..one.clone()
        };
        let moves = comment_move(old, new, old.comment != new.comment, |one| {
            writer::comment_on_table(&said(one))
        });
        self.step_on(
            new.id,
            Operation::Comment,
            format!("Comment on {name}"),
            moves,
        );
    }

    /// Tablespace and access method.
    fn change_place(&mut self, old: &Table, new: &Table) {
        let name = new.qualified_name().to_string();
        if old.header.tablespace != new.header.tablespace {
            let say = |one: &Table| {
                let place = one.header.tablespace.as_deref().unwrap_or("pg_default");
                format!("{} SET TABLESPACE {}", alter(new), quote::identifier(place))
            };
            let title = format!("Move {name} to another tablespace");
            self.step_on(
                new.id,
                Operation::Persistence,
                title,
                Move::new(say(new), say(old)),
            );
        }
        if old.header.access_method != new.header.access_method {
            let say = |one: &Table| {
                let method = one.header.access_method.as_deref().unwrap_or("heap");
                format!(
                    "{} SET ACCESS METHOD {}",
                    alter(new),
                    quote::identifier(method)
                )
            };
            let title = format!("Change the access method of {name}");
            self.step_on(
                new.id,
                Operation::Persistence,
                title,
                Move::new(say(new), say(old)),
            );
        }
    }

    /// Partition bounds and inheritance.
    fn change_parents(&mut self, old: &Table, new: &Table) {
        let name = new.qualified_name().to_string();
        self.change_partition(old, new);
        let parents = |one: &Table, schema: &Schema| -> Vec<String> {
            one.header
                .inherits
                .iter()
                .filter_map(|id| schema.tables.get(id))
                .map(|parent| quote::table(parent))
                .chain(one.header.inherits_external.iter().map(quote::name))
                .collect()
        };
        let (before, after) = (parents(old, &self.before), parents(new, self.after));
        let head = alter(new);
        let gone = before.iter().filter(|parent| !after.contains(parent));
        let come = after.iter().filter(|parent| !before.contains(parent));
        let mut moves = Move::default();
        for parent in gone {
            moves = moves.then(Move::new(
                format!("{head} NO INHERIT {parent}"),
                format!("{head} INHERIT {parent}"),
            ));
        }
        // A table that stands must have its parent's columns before it can inherit.
        let taken = new.columns.iter().filter(|column| {
            column.inherited
                && new.partition_of.is_none()
                && self.is_added(ObjectRef::Column(new.id, column.id))
        });
        for column in taken.filter(|_| old.header.inherits != new.header.inherits) {
            moves = moves.then(Move::new(
                writer::add_column(self.after, new, column),
                writer::drop_column(new, &column.name),
            ));
        }
        for parent in come {
            moves = moves.then(Move::new(
                format!("{head} INHERIT {parent}"),
                format!("{head} NO INHERIT {parent}"),
            ));
        }
        let title = format!("Change what {name} inherits");
        self.step_on(new.id, Operation::TableProperty, title, moves);
    }

    /// Replica identity and clustering, which name indexes; comes after those.
    pub(super) fn table_states(&mut self) {
        let kept: Vec<(Arc<Table>, Arc<Table>)> = self
            .after
            .tables
            .values()
            .filter_map(|new| Some((self.before.tables.get(&new.id)?.clone(), new.clone())))
            .collect();
        for (old, new) in kept {
            let name = new.qualified_name().to_string();
            if old.header.replica_identity != new.header.replica_identity {
                let say = |one: &Table| {
                    let identity = one.header.replica_identity.as_deref().unwrap_or("DEFAULT");
                    format!("{} REPLICA IDENTITY {identity}", alter(&new))
                };
                let title = format!("Change the replica identity of {name}");
                self.step_on(
                    new.id,
                    Operation::TableProperty,
                    title,
                    Move::new(say(&new), say(&old)),
                )
                .at(Place::Enforce);
            }
            if old.header.cluster_on != new.header.cluster_on {
                let say = |one: &Table| match &one.header.cluster_on {
                    Some(index) => {
                        format!("{} CLUSTER ON {}", alter(&new), quote::identifier(index))
                    }
                    None => format!("{} SET WITHOUT CLUSTER", alter(&new)),
                };
                let title = format!("Change what {name} is clustered on");
                self.step_on(
                    new.id,
                    Operation::TableProperty,
                    title,
                    Move::new(say(&new), say(&old)),
                )
                .at(Place::Enforce);
            }
        }
    }
}
