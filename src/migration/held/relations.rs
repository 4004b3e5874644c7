//! The relations of a schema as far as locks go: who is part of whom, who references whom. Statements change them as they
//! change the catalog.

use std::collections::{BTreeMap, BTreeSet};

use super::reader::Name;
use crate::model::*;

/// What a relation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Partitioned,
    View,
    Materialized,
    Sequence,
    Index,
    Statistics,
}

/// A foreign key: a lock on one side is often one on the other.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub name: String,
    pub columns: Vec<String>,
    pub target: usize,
    pub target_columns: Vec<String>,
}

/// A table, view, sequence or index.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub name: Name,
    pub kind: Kind,
    /// What people call it, if it stands before the plan.
    pub shown: Option<String>,
    /// The tables it is a partition or child of; of an index, the index it hangs on.
    pub parents: Vec<usize>,
    /// Whether it is the partition of all that fits no other.
    pub is_default: bool,
    pub references: Vec<Reference>,
    /// Columns and the types they are of; those of the schema's own types, and those that the statements wrote.
    pub columns: Vec<(String, Name)>,
    /// Columns that are NOT NULL.
    pub required: BTreeSet<String>,
    /// The table of an index or of statistics.
    pub table: Option<usize>,
    /// What a view reads.
    pub reads: Vec<usize>,
}

impl Relation {
    pub(super) fn new(name: Name, kind: Kind) -> Relation {
        Relation {
            name,
            kind,
            shown: None,
            parents: Vec::new(),
            is_default: false,
            references: Vec::new(),
            columns: Vec::new(),
            required: BTreeSet::new(),
            table: None,
            reads: Vec::new(),
        }
    }
}

/// All relations. One that is dropped keeps its place and loses its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Relations {
    all: Vec<Relation>,
    named: BTreeMap<Name, usize>,
    children: BTreeMap<usize, BTreeSet<usize>>,
    referencing: BTreeMap<usize, BTreeSet<usize>>,
}

impl Relations {
    /// The relations of a schema, of its tables' indexes those whose name is among the words `said`; `shown` tells what people
    /// call an object.
    pub(super) fn of(
        schema: &Schema,
        said: &BTreeSet<String>,
        shown: impl Fn(ObjectRef) -> Option<String>,
    ) -> Relations {
        let mut relations = Relations::default();
        let mut places = BTreeMap::new();
        for table in schema.tables.values() {
            let kind = match table.partitioning {
                Some(_) => Kind::Partitioned,
                None => Kind::Table,
            };
            let mut one = Relation::new((table.schema.clone(), table.name.clone()), kind);
            one.shown = shown(ObjectRef::Table(table.id));
            one.columns = columns(schema, table);
            let required = table.columns.iter().filter(|one| one.not_null);
            one.required = required.map(|one| one.name.clone()).collect();
            places.insert(table.id, relations.add(one));
        }
        for view in schema.views.values() {
            let kind = match view.materialized {
                true => Kind::Materialized,
                false => Kind::View,
            };
            let mut one = Relation::new((view.schema.clone(), view.name.clone()), kind);
            one.shown = shown(ObjectRef::View(view.id));
            let place = relations.add(one);
            for index in &view.indexes {
                let mut one = Relation::new((view.schema.clone(), index.name.clone()), Kind::Index);
                one.table = Some(place);
                one.shown = Some(index.name.clone());
                relations.add(one);
            }
        }
        for sequence in schema.sequences.values() {
            let name = (sequence.schema.clone(), sequence.name.clone());
            let mut one = Relation::new(name, Kind::Sequence);
            one.shown = shown(ObjectRef::Sequence(sequence.id));
            relations.add(one);
        }
        for table in schema.tables.values() {
            relations.read_parts(schema, table, said, &places);
        }
        for table in schema.tables.values() {
            relations.tie_indexes(schema, table);
        }
        relations
    }

    /// The indexes of a partition hang on those above them.
    fn tie_indexes(&mut self, schema: &Schema, table: &Table) {
        let parent = table.partition_of.as_ref().map(|one| one.parent);
        let Some(parent) = parent.and_then(|id| schema.tables.get(&id)) else {
            return;
        };
        let indexes = table.indexes.iter();
        let indexes = indexes.filter_map(|own| Some((&own.name, own.attached_to.as_ref()?)));
        let keys = table.constraints.iter().filter_map(|own| {
            let columns = table.column_names(&own.key()?.columns);
            let above = parent.constraints.iter().find(|above| {
                let key = above.key().map(|key| parent.column_names(&key.columns));
                above.is_primary_key() == own.is_primary_key() && key.as_ref() == Some(&columns)
            })?;
            Some((&own.name, &above.name))
        });
        for (own, above) in indexes.chain(keys) {
            let place =
                |table: &Table, name: &str| self.find(&(table.schema.clone(), name.to_string()));
            if let (Some(own), Some(above)) = (place(table, own), place(parent, above)) {
                self.tie(own, above);
            }
        }
    }

    fn read_parts(
        &mut self,
        schema: &Schema,
        table: &Table,
        said: &BTreeSet<String>,
        places: &BTreeMap<TableId, usize>,
    ) {
        let Some(place) = places.get(&table.id).copied() else {
            return;
        };
        let partition = table.partition_of.as_ref();
        let parents = partition.map(|one| one.parent).into_iter();
        for parent in parents.chain(table.inherits.iter().copied()) {
            if let Some(parent) = places.get(&parent) {
                self.tie(place, *parent);
            }
        }
        if let Some(one) = self.all.get_mut(place) {
            one.is_default = partition.is_some_and(|one| one.bound == "DEFAULT");
        }
        let named = |table: &Table, ids: &[ColumnId]| -> Vec<String> {
            let columns = ids.iter().filter_map(|id| table.column(*id));
            columns.map(|one| one.name.clone()).collect()
        };
        for (constraint, key) in table.foreign_keys() {
            let target = key.target.table().and_then(|id| schema.tables.get(&id));
            let at = target.and_then(|target| places.get(&target.id).copied());
            if let (Some(at), Some(target)) = (at, target) {
                let reference = Reference {
                    name: constraint.name.clone(),
                    columns: named(table, &key.columns),
                    target: at,
                    target_columns: named(target, key.target.columns()),
                };
                self.refer(place, reference);
            }
        }
        let keys = table
            .constraints
            .iter()
            .filter(|one| one.key().is_some() || matches!(one.kind, ConstraintKind::Exclusion(_)));
        let indexes = table.indexes.iter().map(|one| &one.name);
        for name in keys.map(|one| &one.name).chain(indexes) {
            if said.contains(name) {
                self.add_index(&table.schema, name, place);
            }
        }
    }

    fn add_index(&mut self, schema: &str, name: &str, table: usize) {
        let mut one = Relation::new((schema.to_string(), name.to_string()), Kind::Index);
        one.table = Some(table);
        one.shown = Some(name.to_string());
        self.add(one);
    }

    /// Adds a relation and gives its place.
    pub(super) fn add(&mut self, mut one: Relation) -> usize {
        let place = self.all.len();
        if one.kind == Kind::Statistics {
            // Their names are their own.
            one.name.0.push('\0');
        }
        self.named.insert(one.name.clone(), place);
        self.all.push(one);
        place
    }

    /// The place of the statistics of a name.
    pub(super) fn find_statistics(&self, name: &Name) -> Option<usize> {
        self.find(&(format!("{}\0", name.0), name.1.clone()))
    }

    /// What a view reads, through other views too.
    pub(super) fn read_by(&self, reads: &[usize]) -> Vec<usize> {
        let mut found = reads.to_vec();
        let mut next = 0;
        while let Some(place) = found.get(next).copied() {
            next += 1;
            let one = self.all.get(place).filter(|one| one.kind == Kind::View);
            for read in one.map(|one| one.reads.clone()).unwrap_or_default() {
                if !found.contains(&read) {
                    found.push(read);
                }
            }
        }
        found
    }

    /// The place of what bears a name.
    pub(super) fn find(&self, name: &Name) -> Option<usize> {
        self.named.get(name).copied()
    }

    pub(super) fn get(&self, place: usize) -> Option<&Relation> {
        self.all.get(place)
    }

    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut Relation> {
        self.all.get_mut(place)
    }

    /// Makes one a partition or child of another.
    pub(super) fn tie(&mut self, child: usize, parent: usize) {
        if let Some(one) = self.all.get_mut(child) {
            one.parents.push(parent);
            self.children.entry(parent).or_default().insert(child);
        }
    }

    pub(super) fn untie(&mut self, child: usize, parent: usize) {
        if let Some(one) = self.all.get_mut(child) {
            one.parents.retain(|other| *other != parent);
            one.is_default = false;
        }
        if let Some(children) = self.children.get_mut(&parent) {
            children.remove(&child);
        }
    }

    pub(super) fn refer(&mut self, from: usize, reference: Reference) {
        let target = reference.target;
        if let Some(one) = self.all.get_mut(from) {
            one.references.push(reference);
            self.referencing.entry(target).or_default().insert(from);
        }
    }

    /// Whether a relation references the same as this, over columns of the same names.
    pub(super) fn refers(&self, from: usize, like: &Reference) -> bool {
        let own = self
            .all
            .get(from)
            .into_iter()
            .flat_map(|one| &one.references);
        own.into_iter().any(|one| {
            (one.target, &one.columns, &one.target_columns)
                == (like.target, &like.columns, &like.target_columns)
        })
    }

    /// What of the references of a partition its parent has too.
    pub(super) fn shared(&self, partition: usize, parent: usize) -> Vec<Reference> {
        let own = self
            .all
            .get(partition)
            .into_iter()
            .flat_map(|one| &one.references);
        let shared = own.into_iter().filter(|one| self.refers(parent, one));
        shared.cloned().collect()
    }

    /// Gives a relation another name; what hangs on it by that name follows.
    pub(super) fn rename(&mut self, place: usize, to: Name) {
        let Some(one) = self.all.get_mut(place) else {
            return;
        };
        let from = std::mem::replace(&mut one.name, to.clone());
        if self.named.get(&from) == Some(&place) {
            self.named.remove(&from);
        }
        self.named.insert(to.clone(), place);
        if from.0 != to.0 {
            for index in self.indexes(place) {
                if let Some(name) = self.all.get(index).map(|one| one.name.1.clone()) {
                    self.rename(index, (to.0.clone(), name));
                }
            }
        }
    }

    /// Takes a relation away, and what is part of it.
    pub(super) fn remove(&mut self, place: usize) {
        let Some(one) = self.all.get_mut(place) else {
            return;
        };
        if self.named.get(&one.name) == Some(&place) {
            self.named.remove(&one.name);
        }
        one.references.clear();
        for parent in std::mem::take(&mut one.parents) {
            if let Some(children) = self.children.get_mut(&parent) {
                children.remove(&place);
            }
        }
        for index in self.indexes(place) {
            self.remove(index);
        }
    }

    fn indexes(&self, table: usize) -> Vec<usize> {
        let all = self.all.iter().enumerate();
        all.filter(|(place, one)| one.table == Some(table) && self.stands(*place))
            .map(|(place, _)| place)
            .collect()
    }

    fn stands(&self, place: usize) -> bool {
        let one = self.all.get(place);
        one.is_some_and(|one| self.named.get(&one.name) == Some(&place))
    }

    /// Partitions and children, at any depth.
    pub(super) fn below(&self, place: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open = vec![place];
        while let Some(one) = open.pop() {
            for child in self.children.get(&one).into_iter().flatten() {
                if !found.contains(child) {
                    found.push(*child);
                    open.push(*child);
                }
            }
        }
        found
    }

    /// The partition of all that fits no other, if there is one.
    pub(super) fn default_of(&self, parent: usize) -> Option<usize> {
        let mut children = self.children.get(&parent)?.iter().copied();
        children.find(|one| self.all.get(*one).is_some_and(|one| one.is_default))
    }

    /// Foreign keys on a table from others, with where they come from.
    pub(super) fn referring_to(&self, target: usize) -> Vec<(usize, Reference)> {
        let from = self.referencing.get(&target).into_iter().flatten();
        from.filter_map(|from| Some((*from, self.all.get(*from)?)))
            .flat_map(|(from, one)| {
                let keys = one.references.iter().filter(|key| key.target == target);
                keys.map(move |key| (from, key.clone()))
            })
            .collect()
    }

    /// Renames a schema: what stands in it stands in the other.
    pub(super) fn rename_schema(&mut self, from: &str, to: &str) {
        let inside: Vec<(Name, usize)> = self
            .named
            .iter()
            .filter(|(name, _)| name.0 == from)
            .map(|(name, place)| (name.clone(), *place))
            .collect();
        for (name, place) in inside {
            self.rename(place, (to.to_string(), name.1));
        }
        for one in &mut self.all {
            for (_, of) in one.columns.iter_mut().filter(|(_, of)| of.0 == from) {
                of.0 = to.to_string();
            }
        }
    }

    pub(super) fn rename_type(&mut self, from: &Name, to: &Name) {
        for one in &mut self.all {
            for (_, of) in one.columns.iter_mut().filter(|(_, of)| of == from) {
                *of = to.clone();
            }
        }
    }

    /// Renames a column, in the foreign keys on both sides too.
    pub(super) fn rename_column(&mut self, place: usize, from: &str, to: &str) {
        let rename = |names: &mut Vec<String>| {
            for name in names.iter_mut().filter(|name| *name == from) {
                *name = to.to_string();
            }
        };
        for (at, one) in self.all.iter_mut().enumerate() {
            for key in &mut one.references {
                if at == place {
                    rename(&mut key.columns);
                }
                if key.target == place {
                    rename(&mut key.target_columns);
                }
            }
        }
        if let Some(one) = self.all.get_mut(place) {
            for (name, _) in one.columns.iter_mut().filter(|(name, _)| name == from) {
                *name = to.to_string();
            }
        }
    }

    /// What holds rows with a column of a type.
    pub(super) fn of_type(&self, wanted: &Name) -> Vec<usize> {
        let all = self.all.iter().enumerate();
        all.filter(|(place, one)| {
            one.kind != Kind::Partitioned
                && self.stands(*place)
                && one.columns.iter().any(|(_, of)| of == wanted)
        })
        .map(|(place, _)| place)
        .collect()
    }
}

fn columns(schema: &Schema, table: &Table) -> Vec<(String, Name)> {
    let typed = |one: &Column| {
        let of = schema.user_type(&one.data_type)?;
        Some((one.name.clone(), (of.schema.clone(), of.name.clone())))
    };
    table.columns.iter().filter_map(typed).collect()
}
