//! Indexes and keys of a partitioned table in use: on the partitioned table alone first, where they hold nothing; beside
//! running writers on every partition; then tied together (PostgreSQL manual, section 5.11.2.2).

use std::collections::VecDeque;
use std::sync::Arc;

use super::Way;
use super::build::Planner;
use super::constraints::with_suffix;
use super::locks::Operation;
use super::statement::create_index;
use super::step::{Move, Place};
use crate::model::*;
use crate::sql::{names, quote, writer};

/// The copy of an index in one partition.
struct Copy {
    table: Arc<Table>,
    index: Index,
    /// The index that it hangs on, as SQL.
    above: String,
}

/// The copy of a key in one partition.
struct KeyCopy {
    copy: Copy,
    constraint: Constraint,
}

impl Planner<'_> {
    /// Why an index or key of a partitioned table is made at once; `None` where it can be made partition by partition.
    pub(super) fn why_not_by_partition(&self, table: &Table, object: ObjectRef) -> Option<String> {
        let name = table.qualified_name();
        if !self.is_added(object) {
            return Some(
                "At once: the copies in the partitions bear the names of the old ones".to_string(),
            );
        }
        let all = self.partitions_below(table);
        if all.is_empty() {
            return Some(format!("At once: {name} has no partitions"));
        }
        let kept = |one: &&Arc<Table>| self.is_kept(one.id);
        if !all.iter().all(|one| kept(&one)) {
            return Some(format!("At once: the same plan makes partitions of {name}"));
        }
        None
    }

    /// All tables below a partitioned table, parents first.
    fn partitions_below(&self, table: &Table) -> Vec<Arc<Table>> {
        let mut found: Vec<Arc<Table>> = Vec::new();
        let mut open = VecDeque::from([table.id]);
        while let Some(id) = open.pop_front() {
            for one in self.after.tables.values() {
                let below = one.partition_of.as_ref().is_some_and(|of| of.parent == id);
                if below && found.iter().all(|known| known.id != one.id) {
                    open.push_back(one.id);
                    found.push(one.clone());
                }
            }
        }
        found
    }

    /// An index: one step for the partitioned table, one for each partition, one that ties them.
    pub(super) fn add_index_by_partition(&mut self, table: &Table, index: &Index, place: Place) {
        let object = ObjectRef::Index(table.id, index.id);
        let reason = self.reason(table, true);
        let title = format!(
            "Create index {} on {} alone, invalid until all partitions have theirs",
            index.name,
            table.qualified_name()
        );
        self.index_alone(table, index, title)
            .chosen(object, Way::Phased, reason.clone());
        let mut ties = Vec::new();
        for copy in self.index_copies(table, index) {
            ties.push(format!(
                "ALTER INDEX {} ATTACH PARTITION {}",
                copy.above,
                quote::unless_public(&copy.table.schema, &copy.index.name)
            ));
            let said = format!(
                "index {} on {}",
                copy.index.name,
                copy.table.qualified_name()
            );
            if copy.table.partitioning.is_some() {
                self.index_alone(&copy.table, &copy.index, format!("Create {said} alone"));
            } else {
                self.index_beside(&copy, format!("Create {said}"), place)
                    .chosen(object, Way::Phased, reason.clone());
            }
        }
        // From the leaves up: an index becomes valid when all below it are.
        ties.reverse();
        if index.comment.is_some() {
            ties.push(writer::comment_on_index(&table.schema, index));
        }
        let down = writer::drop_index(&table.schema, index, false);
        let title = format!("Tie the indexes of the partitions to {}", index.name);
        self.step_on(
            table.id,
            Operation::AttachIndex,
            title,
            Move::of(ties, vec![down]),
        )
        .at(after_building(place))
        .object(object);
    }

    /// An index on a partitioned table without its partitions.
    fn index_alone(&mut self, table: &Table, index: &Index, title: String) -> &mut super::Step {
        let alone = Index {
            recurse: false,
            comment: None,
            attached_to: None,
            ..index.clone()
        };
        let up = writer::create_index(table, &alone);
        let moves = Move::new(up, drop_if_exists(table, index, ""));
        self.step_on(table.id, Operation::CreateIndexOnly, title, moves)
            .at(Place::Expand)
    }

    /// An index on a partition beside running writers.
    fn index_beside(&mut self, copy: &Copy, title: String, place: Place) -> &mut super::Step {
        let bare = Index {
            attached_to: None,
            comment: None,
            inherited: false,
            ..copy.index.clone()
        };
        let mut moves = create_index(self.after, &copy.table, &bare, true);
        // Once it is tied it goes with the index above it.
        moves.down = vec![drop_if_exists(&copy.table, &bare, "CONCURRENTLY ")];
        let name = bare.name;
        self.step_on(
            copy.table.id,
            Operation::CreateIndexConcurrently,
            title,
            moves,
        )
        .at(place)
        .note(format!(
            "If it is interrupted it leaves an invalid index: drop {name} and run the file again."
        ))
    }

    /// A primary or unique key, over indexes that are built on every partition first.
    pub(super) fn add_key_by_partition(
        &mut self,
        table: &Table,
        constraint: &Constraint,
        key: &Key,
        place: Place,
    ) {
        let reference = ObjectRef::Constraint(table.id, constraint.id);
        let reason = self.reason(table, true);
        let only = |table: &Table, constraint: &Constraint| {
            let whole = Constraint {
                comment: None,
                ..constraint.clone()
            };
            writer::add_constraint(self.after, table, &whole).replacen(
                "ALTER TABLE",
                "ALTER TABLE ONLY",
                1,
            )
        };
        let mut up = vec![only(table, constraint)];
        let mut ties = Vec::new();
        let copies = self.key_copies(table, constraint, key);
        for KeyCopy {
            copy,
            constraint: own,
        } in &copies
        {
            up.push(match copy.table.partitioning.is_some() {
                true => only(&copy.table, own),
                false => writer::add_key_using_index(&copy.table, own, &copy.index.name),
            });
            ties.push(format!(
                "ALTER INDEX {} ATTACH PARTITION {}",
                copy.above,
                quote::unless_public(&copy.table.schema, &own.name)
            ));
        }
        for KeyCopy {
            copy,
            constraint: own,
        } in copies
        {
            if copy.table.partitioning.is_none() {
                let title = format!(
                    "Build the index of {} on {}",
                    own.name,
                    copy.table.qualified_name()
                );
                self.index_beside(&copy, title, place)
                    .object(reference)
                    .chosen(reference, Way::Phased, reason.clone());
            }
        }
        ties.reverse();
        up.extend(ties);
        if constraint.comment.is_some() {
            up.push(writer::comment_on_constraint(table, constraint));
        }
        let moves = Move::of(up, vec![writer::drop_constraint(table, &constraint.name)]);
        let title = format!("Add {}", super::constraints::said(table, constraint));
        self.step_on(table.id, Operation::AddKeyOnly, title, moves)
            .at(Place::Enforce)
            .object(reference)
            .chosen(reference, Way::Phased, reason);
    }

    /// The copies of an index, parents first, as the target has them or under the names that PostgreSQL would give.
    fn index_copies(&self, table: &Table, index: &Index) -> Vec<Copy> {
        let mut made: Vec<Copy> = Vec::new();
        for partition in self.partitions_below(table) {
            let (above_name, above) = match made.iter().find(|one| is_above(&one.table, &partition))
            {
                Some(one) => (
                    one.index.name.clone(),
                    quote::unless_public(&one.table.schema, &one.index.name),
                ),
                None => (
                    index.name.clone(),
                    quote::unless_public(&table.schema, &index.name),
                ),
            };
            let mut indexes = partition.indexes.iter();
            let own = indexes.find(|one| one.attached_to.as_deref() == Some(above_name.as_str()));
            let copy = match own {
                Some(own) => own.clone(),
                None => self.copied(table, &partition, index),
            };
            made.push(Copy {
                table: partition,
                index: copy,
                above,
            });
        }
        made
    }

    /// An index over the columns of the same names in a partition.
    fn copied(&self, table: &Table, partition: &Table, index: &Index) -> Index {
        let there = |id: ColumnId| same_column(table, partition, id);
        let keys = index.keys.iter().map(|key| match key.source {
            IndexKeySource::Column(id) => IndexKey {
                source: IndexKeySource::Column(there(id)),
                ..key.clone()
            },
            IndexKeySource::Expression(_) => key.clone(),
        });
        let mut copy = Index {
            keys: keys.collect(),
            include: index.include.iter().map(|id| there(*id)).collect(),
            ..index.clone()
        };
        let columns = writer::index_column_names(partition, &copy);
        copy.name = names::index(&partition.name, &columns, &|name| {
            self.is_index_name(partition, name)
        });
        copy
    }

    fn key_copies(&self, table: &Table, constraint: &Constraint, key: &Key) -> Vec<KeyCopy> {
        let mut made: Vec<KeyCopy> = Vec::new();
        for partition in self.partitions_below(table) {
            let above = match made
                .iter()
                .find(|one| is_above(&one.copy.table, &partition))
            {
                Some(one) => quote::unless_public(&one.copy.table.schema, &one.constraint.name),
                None => quote::unless_public(&table.schema, &constraint.name),
            };
            let there = |ids: &[ColumnId]| -> Vec<ColumnId> {
                ids.iter()
                    .map(|id| same_column(table, &partition, *id))
                    .collect()
            };
            let wanted = Key {
                columns: there(&key.columns),
                include: there(&key.include),
                ..key.clone()
            };
            let own = partition.constraints.iter().find(|one| {
                let same_kind = one.is_primary_key() == constraint.is_primary_key();
                same_kind
                    && one.key().is_some_and(|key| {
                        (&key.columns, &key.include) == (&wanted.columns, &wanted.include)
                    })
            });
            let own = own.cloned().unwrap_or_else(|| {
                let taken = |name: &str| self.is_index_name(&partition, name);
                let mut columns = partition.column_names(&wanted.columns);
                columns.extend(partition.column_names(&wanted.include));
                let name = match constraint.is_primary_key() {
                    true => names::primary_key(&partition.name, &taken),
                    false => names::unique(&partition.name, &columns, &taken),
                };
                let kind = match constraint.is_primary_key() {
                    true => ConstraintKind::PrimaryKey(wanted.clone()),
                    false => ConstraintKind::Unique(wanted.clone()),
                };
                Constraint {
                    name,
                    kind,
                    ..constraint.clone()
                }
            });
            let own = Constraint {
                comment: None,
                ..own
            };
            let name = match self.is_index_name(&partition, &own.name) {
                true => with_suffix(&own.name, "_new"),
                false => own.name.clone(),
            };
            let index = Index {
                unique: true,
                include: wanted.include,
                nulls_not_distinct: key.nulls_not_distinct,
                options: key.options.clone(),
                tablespace: key.tablespace.clone(),
                ..Index::btree(IndexId(0), &name, &wanted.columns)
            };
            made.push(KeyCopy {
                copy: Copy {
                    table: partition,
                    index,
                    above,
                },
                constraint: own,
            });
        }
        made
    }

    /// Whether a table of the base in the same schema has a key or index of that name.
    fn is_index_name(&self, table: &Table, name: &str) -> bool {
        let mut near = self
            .before
            .tables
            .values()
            .filter(|one| one.schema == table.schema);
        near.any(|one| {
            one.indexes.iter().any(|index| index.name == name)
                || one
                    .constraints
                    .iter()
                    .any(|own| own.name == name && own.key().is_some())
        })
    }
}

/// Whether the one table is what the other is a partition of.
fn is_above(above: &Table, partition: &Table) -> bool {
    let of = partition.partition_of.as_ref();
    of.is_some_and(|of| of.parent == above.id)
}

/// The column of a partition that bears the same name.
fn same_column(table: &Table, partition: &Table, id: ColumnId) -> ColumnId {
    let name = table.column(id).map(|column| column.name.as_str());
    let own = name.and_then(|name| partition.column_named(name));
    own.map_or(id, |own| own.id)
}

fn drop_if_exists(table: &Table, index: &Index, how: &str) -> String {
    format!(
        "DROP INDEX {how}IF EXISTS {}",
        quote::unless_public(&table.schema, &index.name)
    )
}

/// Where the indexes that were built at a place are put to use.
fn after_building(place: Place) -> Place {
    match place {
        Place::LateIndexes => Place::Validate,
        _ => Place::NotValid,
    }
}
