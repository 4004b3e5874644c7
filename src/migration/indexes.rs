//! Indexes other than those behind constraints: created, replaced, changed in place, dropped.

use std::sync::Arc;

use super::build::Planner;
use super::constraints::with_suffix;
use super::locks::Operation;
use super::statement::{comment_move, create_index};
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{quote, writer};

/// Properties of an index that change without making it again.
pub(super) const INDEX_IN_PLACE: &[&str] = &[
    "name",
    "comment",
    "inherited",
    "options",
    "attached to",
    "statistics targets",
];

impl Planner<'_> {
    /// Indexes of a kept table: unique ones before foreign keys, which may rely on them, the others after.
    pub(super) fn tighten_indexes(&mut self, table: &Table, unique: bool) {
        for index in table
            .indexes
            .iter()
            .filter(|one| !one.inherited && one.unique == unique)
        {
            let reference = ObjectRef::Index(table.id, index.id);
            if self.is_added(reference) || self.loose_parts.contains(&reference) {
                self.add_index(table, index);
            } else if self.differs_beyond(reference, INDEX_IN_PLACE) {
                self.swap_index(table, index);
            } else if self.change(reference).is_some() {
                self.change_index(table, index);
            }
        }
    }

    fn add_index(&mut self, table: &Table, index: &Index) {
        // Neither a partitioned index nor one that is attached at once can be built concurrently.
        let object = ObjectRef::Index(table.id, index.id);
        let careful = self.is_careful(table.id, object);
        let concurrently = careful && table.partitioning.is_none() && index.attached_to.is_none();
        if concurrently && index.unique {
            self.check_duplicates(
                table,
                &index.leading_columns(),
                index.predicate.as_deref(),
                object,
            );
        }
        let columns: Vec<ColumnId> = index.keys.iter().filter_map(IndexKey::column).collect();
        let built = self.place_of_index(table.id, &columns);
        let mut why_at_once = String::new();
        if careful && table.partitioning.is_some() && index.recurse {
            match self.why_not_by_partition(table, object) {
                None => return self.add_index_by_partition(table, index, built),
                Some(reason) => why_at_once = reason,
            }
        }
        let reason = self.reason(table, careful);
        let exists = self.diff.base.tables.contains_key(&table.id);
        let mut moves = create_index(self.after, table, index, concurrently);
        // What runs outside a transaction runs alone: runners send a file as one string, which is a transaction otherwise.
        let comments = moves
            .up
            .split_off(if concurrently { 1 } else { moves.up.len() });
        let single = self.is_single();
        let (operation, place) = if concurrently {
            (Operation::CreateIndexConcurrently, built)
        } else {
            (Operation::CreateIndex, Place::Expand)
        };
        let kind = if index.unique {
            "unique index"
        } else {
            "index"
        };
        let title = format!("Create {kind} {} on {}", index.name, table.qualified_name());
        let step = self.step_on(table.id, operation, title, moves);
        step.at(place).object(object);
        if exists && !single && table.partitioning.is_none() {
            step.chosen(object, super::columns::way(careful), reason);
        } else {
            step.reason = why_at_once;
        }
        if concurrently {
            step.note(format!(
                "If it is interrupted it leaves an invalid index: drop {} and run the file again.",
                index.name
            ));
        }
        let title = format!("Comment on index {}", index.name);
        self.step_on(
            table.id,
            Operation::Comment,
            title,
            Move::of(comments, Vec::new()),
        )
        .at(if built == Place::LateIndexes {
            Place::Validate
        } else {
            Place::NotValid
        })
        .object(ObjectRef::Index(table.id, index.id));
    }

    /// Where an index is built: after the rows have got their values, if the plan gives them some.
    pub(super) fn place_of_index(&self, table: TableId, columns: &[ColumnId]) -> Place {
        if self.fills(table, columns) {
            Place::LateIndexes
        } else {
            Place::Indexes
        }
    }

    /// Drops an index of a table in use, alone in its file; its comment comes back in a file of its own.
    fn drop_index_alone(&mut self, table: &Table, index: &Index, title: String) {
        let reference = ObjectRef::Index(table.id, index.id);
        let mut moves = create_index(&self.before, table, index, true);
        let comments = moves.up.split_off(1);
        let forget = format!("Forget the comment of index {}", index.name);
        self.step_on(
            table.id,
            Operation::Comment,
            forget,
            Move::of(Vec::new(), comments),
        )
        .at(Place::LateValidate)
        .object(reference);
        self.step_on(
            table.id,
            Operation::DropIndexConcurrently,
            title,
            moves.reversed(),
        )
        .at(Place::DropIndexes)
        .object(reference);
    }

    /// Replaces an index online: the old one serves under another name until the new one is built.
    fn swap_index(&mut self, table: &Table, index: &Index) {
        let Some(owner) = self.before.tables.get(&table.id).cloned() else {
            return;
        };
        let Some(old) = owner.index(index.id) else {
            return;
        };
        let reference = ObjectRef::Index(table.id, index.id);
        let aside = Index {
            name: with_suffix(&old.name, "_old"),
            ..old.clone()
        };
        let moves = Move::new(
            writer::rename_index(&table.schema, old, &aside.name),
            writer::rename_index(&table.schema, &aside, &old.name),
        );
        let title = format!("Put index {} aside as {}", old.name, aside.name);
        self.step_on(table.id, Operation::RenameIndex, title, moves)
            .object(reference);
        self.add_index(table, index);
        let title = format!("Drop the old index {}", aside.name);
        self.drop_index_alone(&owner, &aside, title);
    }

    /// Comment, storage parameters and attachment change in place.
    fn change_index(&mut self, table: &Table, index: &Index) {
        let reference = ObjectRef::Index(table.id, index.id);
        let Some(old) = self
            .before
            .tables
            .get(&table.id)
            .and_then(|before| before.index(index.id))
            .cloned()
        else {
            return;
        };
        let name = quote::unless_public(&table.schema, &index.name);
        if old.options != index.options {
            // Storage parameters of an index are set as those of a table are, under another keyword.
            let carrier = Table::new(table.id, &table.schema, &index.name);
            let say = |from: &Index, to: &Index| {
                writer::alter_table_options(&carrier, &from.options, &to.options)
                    .into_iter()
                    .map(|statement| statement.replacen("ALTER TABLE", "ALTER INDEX", 1))
                    .collect()
            };
            let moves = Move::of(say(&old, index), say(index, &old));
            let title = format!("Change the options of index {name}");
            self.step_on(table.id, Operation::StorageParameters, title, moves)
                .object(reference);
        }
        let targets = |one: &Index| -> Vec<Option<i32>> {
            one.keys.iter().map(|key| key.statistics).collect()
        };
        if targets(&old) != targets(index) {
            let say = |to: &[Option<i32>]| -> Vec<String> {
                let from = targets(&old).into_iter().zip(targets(index));
                let differ = from.enumerate().filter(|(_, (old, new))| old != new);
                differ
                    .map(|(place, _)| {
                        let target = to.get(place).copied().flatten().unwrap_or(-1);
                        let place = place + 1;
                        format!("ALTER INDEX {name} ALTER COLUMN {place} SET STATISTICS {target}")
                    })
                    .collect()
            };
            let moves = Move::of(say(&targets(index)), say(&targets(&old)));
            let title = format!("Change the statistics targets of index {name}");
            self.step_on(table.id, Operation::ColumnStatistics, title, moves)
                .object(reference);
        }
        if old.attached_to.is_none()
            && let Some(attach) = super::statement::attachment(self.after, table, index)
        {
            let moves = Move::of(vec![attach], Vec::new());
            let title = format!("Attach index {name}");
            self.step_on(table.id, Operation::AttachIndex, title, moves)
                .object(reference)
                .is_lossy(format!("Index {name} stays attached on the way down: PostgreSQL has no statement to detach it."));
        }
        let moves = comment_move(&old, index, old.comment != index.comment, |one| {
            writer::comment_on_index(
                &table.schema,
                &Index {
                    name: index.name.clone(),
                    ..one.clone()
                },
            )
        });
        let title = format!("Comment on index {name}");
        self.step_on(table.id, Operation::Comment, title, moves)
            .object(reference);
    }

    /// Drops indexes of tables in use that the target no longer has, each alone.
    pub(super) fn drop_indexes(&mut self) {
        let live: Vec<Arc<Table>> = self
            .touched_kept()
            .iter()
            .filter(|id| self.is_live(**id))
            .filter_map(|id| self.before.tables.get(id))
            .cloned()
            .collect();
        for table in live {
            for index in table.indexes.iter().filter(|one| !one.inherited) {
                let reference = ObjectRef::Index(table.id, index.id);
                if !self.is_removed(reference) || self.loose_parts.contains(&reference) {
                    continue;
                }
                let title = format!("Drop index {} of {}", index.name, table.qualified_name());
                if table.partitioning.is_none() && index.attached_to.is_none() {
                    self.drop_index_alone(&table, index, title);
                } else {
                    let moves = create_index(&self.before, &table, index, false).reversed();
                    self.step_on(table.id, Operation::DropIndex, title, moves)
                        .at(Place::Contract)
                        .object(reference)
                        .reason = "At once: PostgreSQL drops no index of a partitioned table beside running queries".to_string();
                }
            }
        }
    }
}
