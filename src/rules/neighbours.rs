//! What a table's rules read outside the table, kept up to date edit by edit: who references it, who may want to, who hangs on it.
//!
//! The review judges again exactly the tables this module names, so a rule may read of other tables only what is told here:
//! those its foreign keys reach, those that reach it, its partitioned or inherited parent and children, its user types, and the
//! table a column's name points to ([`Neighbours::named`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Column, ConstraintId, Schema, Sequence, SequenceId, Table, TableId, naming};

use super::{marks, shape};

/// Tables by what they have to do with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    incoming: BTreeMap<TableId, BTreeSet<(TableId, ConstraintId)>>,
    children: BTreeMap<TableId, BTreeSet<TableId>>,
    named: BTreeMap<String, BTreeSet<TableId>>,
    wanting: BTreeMap<String, BTreeSet<TableId>>,
    sequences: BTreeMap<SequenceId, TableId>,
    owners: BTreeMap<TableId, BTreeSet<SequenceId>>,
    facts: BTreeMap<TableId, Facts>,
}

/// What one table added to the maps, so that it can be taken out again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Facts {
    name: String,
    targets: BTreeSet<(TableId, ConstraintId)>,
    parents: BTreeSet<TableId>,
    wants: BTreeSet<String>,
    key: Vec<(String, String)>,
    place: (String, bool),
    tenancy: u64,
    relations: u64,
    keys: u64,
    contents: u64,
}

/// What a change to one table means for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disturbed {
    /// Tables to judge again, the changed one among them.
    pub tables: BTreeSet<TableId>,
    /// Whether tenancy may be another one.
    pub tenancy: bool,
    /// Whether what others know it by changed: its name, its schema or its key.
    pub known: bool,
    /// Whether the names of its relations changed: its own, its indexes', its keys'.
    pub relations: bool,
    /// Whether its keys, its foreign keys or its place among partitions changed.
    pub keys: bool,
    /// Whether its columns, or any expression of it, changed.
    pub contents: bool,
}

impl Neighbours {
    /// All tables of a schema.
    pub fn of(schema: &Schema) -> Self {
        let mut neighbours = Neighbours::default();
        for table in schema.tables.values() {
            neighbours.insert(table);
        }
        for sequence in schema.sequences.values() {
            neighbours.update_sequence(sequence.id, Some(sequence));
        }
        neighbours
    }

    /// The foreign keys that reference a table: referencing table and constraint.
    pub fn incoming(&self, table: TableId) -> impl Iterator<Item = (TableId, ConstraintId)> {
        self.incoming.get(&table).into_iter().flatten().copied()
    }

    /// How many tables other than itself reference a table.
    pub fn referrers(&self, table: TableId) -> usize {
        let mut last = None;
        let mut count = 0;
        for (from, _) in self.incoming(table) {
            if from != table && last != Some(from) {
                count += 1;
                last = Some(from);
            }
        }
        count
    }

    /// The tables whose name in the singular is this stem (`user` finds `users`).
    pub fn named(&self, stem: &str) -> impl Iterator<Item = TableId> {
        self.named.get(stem).into_iter().flatten().copied()
    }

    /// The partitions and inheritance children of a table, not their own.
    pub fn children(&self, table: TableId) -> impl Iterator<Item = TableId> {
        self.children.get(&table).into_iter().flatten().copied()
    }

    /// The tables with a column that by its name points to this table.
    pub fn wanting(&self, table: TableId) -> impl Iterator<Item = TableId> {
        let name = self.facts.get(&table).map(|facts| &facts.name);
        name.and_then(|name| self.wanting.get(name))
            .into_iter()
            .flatten()
            .copied()
    }

    /// Whether a column of the table owns a sequence.
    pub fn owns_sequence(&self, table: TableId) -> bool {
        self.owners.contains_key(&table)
    }

    /// Takes a sequence's change in, `None` for its removal; says whose columns owned or own it.
    pub fn update_sequence(
        &mut self,
        id: SequenceId,
        sequence: Option<&Sequence>,
    ) -> BTreeSet<TableId> {
        let old = self.sequences.remove(&id);
        if let Some(table) = old {
            take(&mut self.owners, &table, &id);
        }
        let new = sequence
            .and_then(|sequence| sequence.owned_by)
            .map(|(table, _)| table);
        if let Some(table) = new {
            self.sequences.insert(id, table);
            self.owners.entry(table).or_default().insert(id);
        }
        old.into_iter().chain(new).collect()
    }

    /// Takes a table's change in, `None` for its removal; says whom it concerns.
    pub fn update(&mut self, id: TableId, table: Option<&Table>) -> Disturbed {
        let old = self.remove(id);
        if let Some(table) = table {
            self.insert(table);
        }
        let new = self.facts.get(&id);
        let mut disturbed = Disturbed {
            tables: BTreeSet::from([id]),
            tenancy: old.as_ref().map(|facts| facts.tenancy) != new.map(|facts| facts.tenancy),
            known: false,
            relations: old.as_ref().map(|facts| facts.relations)
                != new.map(|facts| facts.relations),
            keys: old.as_ref().map(|facts| facts.keys) != new.map(|facts| facts.keys),
            contents: old.as_ref().map(|facts| facts.contents) != new.map(|facts| facts.contents),
        };
        for facts in [old.as_ref(), new].into_iter().flatten() {
            disturbed
                .tables
                .extend(facts.targets.iter().map(|(target, _)| *target));
            disturbed.tables.extend(&facts.parents);
        }
        disturbed
            .tables
            .extend(self.incoming(id).map(|(from, _)| from));
        disturbed
            .tables
            .extend(self.children.get(&id).into_iter().flatten());
        let known = |facts: Option<&Facts>| {
            facts.map(|facts| (facts.name.clone(), facts.key.clone(), facts.place.clone()))
        };
        disturbed.known = known(old.as_ref()) != known(new);
        // `user` and `users` are known by one stem, so a rename from one to the other shows in the relations alone.
        if disturbed.known || disturbed.relations {
            for facts in [old.as_ref(), new].into_iter().flatten() {
                // Those whose columns point to it by name, and those whose own name it takes or frees.
                let by_name = [self.wanting.get(&facts.name), self.named.get(&facts.name)];
                disturbed
                    .tables
                    .extend(by_name.into_iter().flatten().flatten());
            }
        }
        disturbed
    }

    fn insert(&mut self, table: &Table) {
        let facts = Facts::of(table);
        for (target, constraint) in &facts.targets {
            self.incoming
                .entry(*target)
                .or_default()
                .insert((table.id, *constraint));
        }
        for parent in &facts.parents {
            self.children.entry(*parent).or_default().insert(table.id);
        }
        for stem in &facts.wants {
            self.wanting
                .entry(stem.clone())
                .or_default()
                .insert(table.id);
        }
        self.named
            .entry(facts.name.clone())
            .or_default()
            .insert(table.id);
        self.facts.insert(table.id, facts);
    }

    fn remove(&mut self, id: TableId) -> Option<Facts> {
        let facts = self.facts.remove(&id)?;
        for (target, constraint) in &facts.targets {
            take(&mut self.incoming, target, &(id, *constraint));
        }
        for parent in &facts.parents {
            take(&mut self.children, parent, &id);
        }
        for stem in &facts.wants {
            take(&mut self.wanting, stem, &id);
        }
        take(&mut self.named, &facts.name, &id);
        Some(facts)
    }
}

/// Removes a value from a set in a map, and the set with its last value, so that equal schemas give equal maps.
fn take<K: Ord, V: Ord>(map: &mut BTreeMap<K, BTreeSet<V>>, key: &K, value: &V) {
    if let Some(set) = map.get_mut(key) {
        set.remove(value);
        if set.is_empty() {
            map.remove(key);
        }
    }
}

impl Facts {
    fn of(table: &Table) -> Self {
        let targets = table
            .foreign_keys()
            .filter_map(|(constraint, key)| Some((key.target.table()?, constraint.id)))
            .collect();
        let mut parents: BTreeSet<TableId> = table.inherits.iter().copied().collect();
        parents.extend(
            table
                .partition_of
                .as_ref()
                .map(|partition| partition.parent),
        );
        let key = table
            .primary_key_columns()
            .iter()
            .filter_map(|id| table.column(*id))
            .map(|column| (column.name.clone(), column.data_type.to_string()))
            .collect();
        Facts {
            name: naming::singular(&naming::snake(&table.name)),
            targets,
            parents,
            wants: wants(table),
            key,
            place: (table.schema.clone(), table.is_partition()),
            tenancy: marks::tenancy(table),
            relations: marks::relations(table),
            keys: marks::keys(table),
            contents: marks::contents(table),
        }
    }
}

/// The tables a table's columns may mean: by their name, or as the type of a whole row.
fn wants(table: &Table) -> BTreeSet<String> {
    let by_type = |column: &Column| {
        let built_in = shape::is_built_in(&column.data_type);
        (!built_in).then(|| naming::singular(&naming::snake(&column.data_type.name)))
    };
    let names = table.columns.iter().filter_map(|column| stem(&column.name));
    names
        .chain(table.columns.iter().filter_map(by_type))
        .collect()
}

/// What table a column's name points to, in the singular: `user` for `user_id`, `userId` and `created_by`.
pub fn stem(column: &str) -> Option<String> {
    if column.ends_with("_by") {
        return Some("user".to_string());
    }
    if !ends_in_id(column) {
        return None;
    }
    let snake = naming::snake(column);
    let stem = snake.strip_suffix("_id")?;
    (!stem.is_empty()).then(|| naming::singular(stem))
}

/// Whether a name ends as ids do; a quick look before the name is taken apart.
pub fn ends_in_id(name: &str) -> bool {
    name.ends_with("id") || name.ends_with("Id") || name.ends_with("ID")
}

/// Whether the tenant column's name is one that marks of tables hold, so that equal marks mean equal tenancy.
pub fn has_plain_tenant_column(column: Option<&str>) -> bool {
    column.is_none_or(ends_in_id)
}
