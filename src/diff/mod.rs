//! What differs between two schemas: every object and property the model holds, renames known as renames.
//!
//! [`compare`] first brings the target into the base's ids (by id, by declared rename, by name), then compares object by
//! object. A [`Diff`] keeps both sides and the base with the target's names, so that a plan needs nothing else.

mod align;
mod answered;
mod carry;
mod carry_namespaces;
mod carry_privileges;
mod merge;
mod property;
mod reid;
mod rename;
pub mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use answered::compare_answered;
pub use merge::{Merge, MergeOptions, merge};
pub use reid::reid as with_ids;
pub use rename::{Rename, RenameError, SuspectedRename};

use crate::model::*;
use property::{Properties, Property};
use rename::Renames;

/// How objects of the two schemas are told to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// Both come from one document: by stable id, what is left over by name.
    Ids,
    /// They were read apart from each other: by name.
    Names,
}

/// What happened to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Only the target has it.
    Added,
    /// Only the base has it.
    Removed,
    /// Both have it, and these properties differ. Never empty.
    Changed(Vec<PropertyChange>),
}

/// A property that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyChange {
    /// Name in lower case words (`type`, `not null`, `on delete`).
    pub property: &'static str,
    /// Value in the base as people read it, empty when not set.
    pub before: String,
    /// Value in the target, empty when not set.
    pub after: String,
}

/// One object, or part of a table, that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The object. Ids are the base's where the base has it; [`Diff::original`] gives the target's own.
    pub object: ObjectRef,
    /// Its name as people say it: the target's, or the base's when removed.
    pub name: String,
    /// What happened.
    pub kind: ChangeKind,
}

impl Change {
    /// The change of one property, if it changed.
    pub fn property(&self, name: &str) -> Option<&PropertyChange> {
        match &self.kind {
            ChangeKind::Changed(properties) => properties.iter().find(|one| one.property == name),
            _ => None,
        }
    }

    /// Old and new name, if the object was renamed.
    pub fn renamed(&self) -> Option<(&str, &str)> {
        self.property("name")
            .map(|change| (change.before.as_str(), change.after.as_str()))
    }
}

/// How many objects were added, removed and changed, parts of tables counted by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Added.
    pub added: usize,
    /// Removed.
    pub removed: usize,
    /// Changed.
    pub changed: usize,
}

/// Everything that differs.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The differences, sorted by kind of object, then id. Parts of an added or removed table are not listed apart.
    pub changes: Vec<Change>,
    /// Pairs that look like a rename and must be asked about; none was applied.
    pub suspected_renames: Vec<SuspectedRename>,
    /// Tables whose columns stand in another order. PostgreSQL cannot move a column, so no change follows from it.
    pub reordered: Vec<TableId>,
    /// The base.
    pub base: Schema,
    /// The target in the base's ids.
    pub target: Schema,
    /// The base in which what the target also has bears the target's name.
    pub renamed_base: Schema,
    original: BTreeMap<u32, u32>,
}

/// Compares two schemas. Renames are known by id only; see [`compare_with`] to declare them.
pub fn compare(base: &Schema, target: &Schema, matching: Matching) -> Diff {
    compare_resolved(base, target, matching, &Renames::default())
}

/// Compares two schemas under declared renames.
///
/// # Errors
/// When a declared rename names what is not there, or its old name still stands in the target.
pub fn compare_with(
    base: &Schema,
    target: &Schema,
    matching: Matching,
    renames: &[Rename],
) -> Result<Diff, RenameError> {
    let renames = Renames::resolve(renames, base, target)?;
    Ok(compare_resolved(base, target, matching, &renames))
}

fn compare_resolved(base: &Schema, target: &Schema, matching: Matching, renames: &Renames) -> Diff {
    let aligned = align::align(base, target, matching, renames, 0);
    let mut diff = compare_aligned(base, aligned.target);
    diff.original = aligned.original;
    diff.suspected_renames = rename::suspicions(base, &diff.target);
    diff
}

/// Compares two schemas that speak of the same objects by the same ids, and of others by other ids: nothing is told by name.
pub fn compare_aligned(base: &Schema, mut target: Schema) -> Diff {
    share(base, &mut target);
    let renamed_base = carry::carry(base, &target);
    let mut collector = Collector {
        base,
        carried: &renamed_base,
        target: &target,
        changes: Vec::new(),
        reordered: Vec::new(),
    };
    collector.all();
    let Collector {
        mut changes,
        reordered,
        ..
    } = collector;
    changes.sort_by_key(|change| change.object);
    Diff {
        suspected_renames: Vec::new(),
        changes,
        reordered,
        base: base.clone(),
        target,
        renamed_base,
        original: BTreeMap::new(),
    }
}

/// Makes both schemas hold the same copy of a table that is equal in both, which every later comparison sees at once.
fn share(base: &Schema, target: &mut Schema) {
    for (id, new) in &mut target.tables {
        let old = base.tables.get(id);
        if let Some(old) = old.filter(|old| !Arc::ptr_eq(old, new) && *old == new) {
            *new = Arc::clone(old);
        }
    }
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The change of an object, if it differs.
    pub fn change(&self, object: ObjectRef) -> Option<&Change> {
        let found = self
            .changes
            .binary_search_by_key(&object, |change| change.object);
        found.ok().and_then(|position| self.changes.get(position))
    }

    /// The changes of a table and of its parts.
    pub fn of_table(&self, table: TableId) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| change.object.table() == Some(table))
    }

    /// How many objects differ.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            match change.kind {
                ChangeKind::Added => counts.added += 1,
                ChangeKind::Removed => counts.removed += 1,
                ChangeKind::Changed(_) => counts.changed += 1,
            }
        }
        counts
    }

    /// The reference an object has in the target as it was given, where alignment gave it another id.
    pub fn original(&self, object: ObjectRef) -> ObjectRef {
        let id = |id: u32| self.original.get(&id).copied().unwrap_or(id);
        match object {
            ObjectRef::Whole | ObjectRef::Query(_) => object,
            ObjectRef::Namespace(one) => ObjectRef::Namespace(id(one.0).into()),
            ObjectRef::Extension(one) => ObjectRef::Extension(id(one.0).into()),
            ObjectRef::Type(one) => ObjectRef::Type(id(one.0).into()),
            ObjectRef::Sequence(one) => ObjectRef::Sequence(id(one.0).into()),
            ObjectRef::Table(one) => ObjectRef::Table(id(one.0).into()),
            ObjectRef::Column(table, one) => {
                ObjectRef::Column(id(table.0).into(), id(one.0).into())
            }
            ObjectRef::Constraint(table, one) => {
                ObjectRef::Constraint(id(table.0).into(), id(one.0).into())
            }
            ObjectRef::Index(table, one) => ObjectRef::Index(id(table.0).into(), id(one.0).into()),
            ObjectRef::Trigger(table, one) => {
                ObjectRef::Trigger(id(table.0).into(), id(one.0).into())
            }
            ObjectRef::Policy(table, one) => {
                ObjectRef::Policy(id(table.0).into(), id(one.0).into())
            }
            ObjectRef::View(one) => ObjectRef::View(id(one.0).into()),
            ObjectRef::Function(one) => ObjectRef::Function(id(one.0).into()),
            ObjectRef::Role(one) => ObjectRef::Role(id(one.0).into()),
            ObjectRef::Grant(one) => ObjectRef::Grant(id(one.0).into()),
            ObjectRef::DefaultPrivilege(one) => ObjectRef::DefaultPrivilege(id(one.0).into()),
            ObjectRef::Statistics(one) => ObjectRef::Statistics(id(one.0).into()),
            ObjectRef::Verbatim(one) => ObjectRef::Verbatim(id(one.0).into()),
        }
    }
}

/// Walks both sides and notes what differs.
struct Collector<'a> {
    base: &'a Schema,
    carried: &'a Schema,
    target: &'a Schema,
    changes: Vec<Change>,
    reordered: Vec<TableId>,
}

impl Collector<'_> {
    fn all(&mut self) {
        let (base, carried, target) = (self.base, self.carried, self.target);
        macro_rules! store {
            ($store:ident, $variant:ident, $object:ident => $before:expr, $after:expr) => {
                for (id, $object) in &base.$store {
                    let reference = ObjectRef::$variant(*id);
                    match target.$store.get(id) {
                        None => self.note(base, reference, ChangeKind::Removed),
                        Some(new) if Arc::ptr_eq($object, new) || $object == new => {}
                        Some(new) => {
                            // What follows the target's names is compared under them; the name itself is not.
                            let old_name = $before;
                            let $object = carried.$store.get(id).unwrap_or($object);
                            let before = $before;
                            let $object = new;
                            self.changed(reference, &old_name, &before, &$after);
                        }
                    }
                }
                for id in target.$store.keys() {
                    if !base.$store.contains_key(id) {
                        self.note(target, ObjectRef::$variant(*id), ChangeKind::Added);
                    }
                }
            };
        }
        store!(namespaces, Namespace, object => property::namespace(object), property::namespace(object));
        store!(extensions, Extension, object => property::extension(object), property::extension(object));
        store!(types, Type, object => property::user_type(object), property::user_type(object));
        store!(sequences, Sequence, object => property::sequence(carried, object), property::sequence(target, object));
        store!(views, View, object => property::view(object), property::view(object));
        store!(functions, Function, object => property::function(object), property::function(object));
        store!(roles, Role, object => property::role(object), property::role(object));
        store!(grants, Grant, object => property::grant(object), property::grant(object));
        store!(default_privileges, DefaultPrivilege, object => property::default_privilege(object), property::default_privilege(object));
        store!(statistics, Statistics, object => property::statistics(object), property::statistics(object));
        store!(verbatim, Verbatim, object => property::verbatim(object), property::verbatim(object));
        store!(tables, Table, object => property::table(carried, object), property::table(target, object));
        for (id, old) in &base.tables {
            if let (Some(carried), Some(new)) = (carried.tables.get(id), target.tables.get(id)) {
                // A foreign key's words may change though its own table did not, so only equal pointers may be skipped.
                if !Arc::ptr_eq(old, new) && (old != new || carried != old) {
                    self.parts(old, carried, new);
                }
            }
        }
    }

    fn parts(&mut self, old: &Table, carried: &Table, new: &Table) {
        let (base, before, target) = (self.base, self.carried, self.target);
        macro_rules! parts {
            ($parts:ident, $variant:ident, $part:ident => $before:expr, $after:expr) => {
                for $part in &old.$parts {
                    let reference = ObjectRef::$variant(old.id, $part.id);
                    let id = $part.id;
                    let Some(after) = new.$parts.iter().find(|one| one.id == id) else {
                        self.note(base, reference, ChangeKind::Removed);
                        continue;
                    };
                    let old_name = $before;
                    let $part = carried
                        .$parts
                        .iter()
                        .find(|one| one.id == id)
                        .unwrap_or($part);
                    let before_words = $before;
                    let $part = after;
                    self.changed(reference, &old_name, &before_words, &$after);
                }
                for $part in &new.$parts {
                    if !old.$parts.iter().any(|one| one.id == $part.id) {
                        self.note(
                            target,
                            ObjectRef::$variant(new.id, $part.id),
                            ChangeKind::Added,
                        );
                    }
                }
            };
        }
        parts!(columns, Column, part => property::column(part), property::column(part));
        parts!(constraints, Constraint, part => property::constraint(before, carried, part), property::constraint(target, new, part));
        parts!(indexes, Index, part => property::index(carried, part), property::index(new, part));
        parts!(triggers, Trigger, part => property::trigger(part), property::trigger(part));
        parts!(policies, Policy, part => property::policy(part), property::policy(part));
        let kept = |table: &Table, other: &Table| {
            table
                .columns
                .iter()
                .map(|column| column.id)
                .filter(|id| other.column(*id).is_some())
                .collect::<Vec<_>>()
        };
        if kept(old, new) != kept(new, old) {
            self.reordered.push(new.id);
        }
    }

    fn note(&mut self, schema: &Schema, object: ObjectRef, kind: ChangeKind) {
        self.changes.push(Change {
            name: schema.display_name(object).unwrap_or_default(),
            object,
            kind,
        });
    }

    /// Notes the properties that differ; names come from the base as it was, everything else from the carried base.
    fn changed(
        &mut self,
        object: ObjectRef,
        old: &Properties,
        carried: &Properties,
        new: &Properties,
    ) {
        let mut differing = Vec::new();
        let names: BTreeMap<&str, &Property> = old
            .0
            .iter()
            .filter(|one| matches!(one.name, "name" | "schema"))
            .map(|one| (one.name, one))
            .collect();
        for after in &new.0 {
            let named = names.get(after.name).copied();
            let before = named.or_else(|| carried.0.iter().find(|one| one.name == after.name));
            if before.is_none_or(|before| !before.same(after)) {
                differing.push(PropertyChange {
                    property: after.name,
                    before: before.map(|one| one.value.clone()).unwrap_or_default(),
                    after: after.value.clone(),
                });
            }
        }
        for before in &carried.0 {
            if !new.0.iter().any(|after| after.name == before.name) && !before.value.is_empty() {
                differing.push(PropertyChange {
                    property: before.name,
                    before: before.value.clone(),
                    after: String::new(),
                });
            }
        }
        if !differing.is_empty() {
            self.note(self.target, object, ChangeKind::Changed(differing));
        }
    }
}
