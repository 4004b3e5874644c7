//! What a table's rules read outside the table, kept up to date edit by edit: who references it, who may want to, who hangs on it.
//!
//! The review judges again exactly the tables this module names, so a rule may read of other tables only what is told here:
//! those its foreign keys reach, those that reach it, its partitioned or inherited parent and children, its user types, and the
//! table a column's name points to ([`Neighbours::named`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ConstraintId, Schema, Table, TableId, naming};

/// Tables by what they have to do with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    incoming: BTreeMap<TableId, BTreeSet<(TableId, ConstraintId)>>,
    children: BTreeMap<TableId, BTreeSet<TableId>>,
    named: BTreeMap<String, BTreeSet<TableId>>,
    wanting: BTreeMap<String, BTreeSet<TableId>>,
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
}

/// What a change to one table means for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disturbed {
    /// Tables to judge again, the changed one among them.
    pub tables: BTreeSet<TableId>,
    /// Whether tenancy may be another one.
    pub tenancy: bool,
}

impl Neighbours {
    /// All tables of a schema.
    pub fn of(schema: &Schema) -> Self {
        let mut neighbours = Neighbours::default();
        for table in schema.tables.values() {
            neighbours.insert(table);
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
        if known(old.as_ref()) != known(new) {
            for facts in [old.as_ref(), new].into_iter().flatten() {
                let wanting = self.wanting.get(&facts.name).into_iter().flatten();
                disturbed.tables.extend(wanting);
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
            wants: table
                .columns
                .iter()
                .filter_map(|column| stem(&column.name))
                .collect(),
            key,
            place: (table.schema.clone(), table.is_partition()),
            tenancy: tenancy_mark(table),
        }
    }
}

/// What table a column's name points to, in the singular: `user` for `user_id`, `userId` and `created_by`.
pub fn stem(column: &str) -> Option<String> {
    if column.ends_with("_by") {
        return Some("user".to_string());
    }
    if !column.ends_with("id") && !column.ends_with("Id") && !column.ends_with("ID") {
        return None;
    }
    let snake = naming::snake(column);
    let stem = snake.strip_suffix("_id")?;
    (!stem.is_empty()).then(|| naming::singular(stem))
}

/// A mark of all that tenancy is inferred from; equal marks mean equal evidence.
fn tenancy_mark(table: &Table) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    // `DefaultHasher::new` has fixed keys, and the mark never leaves the process.
    let mut hasher = DefaultHasher::new();
    table.name.hash(&mut hasher);
    table
        .partition_of
        .as_ref()
        .map(|partition| partition.parent)
        .hash(&mut hasher);
    table.primary_key_columns().hash(&mut hasher);
    for column in &table.columns {
        (column.id, &column.name, column.not_null).hash(&mut hasher);
    }
    for (_, key) in table.foreign_keys() {
        (&key.columns, key.target.table()).hash(&mut hasher);
    }
    hasher.finish()
}
