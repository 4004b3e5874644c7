//! Which object of the target is which object of the base, and the target rewritten in the base's ids.
//!
//! Once both schemas speak of the same object by the same id, everything after (properties, plan) compares by id alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::rename::Renames;
use super::{Matching, text};
use crate::model::*;

/// The target in the base's ids.
pub(super) struct Alignment {
    /// The target; matched objects carry the base's ids, the others ids the base does not use.
    pub target: Schema,
    /// Ids that changed: aligned id to the id the object has in the target as given.
    pub original: BTreeMap<u32, u32>,
}

/// Matches by id (where asked), then by declared rename, then by name. Ids above `least` are given to what is new.
pub(super) fn align(
    base: &Schema,
    target: &Schema,
    matching: Matching,
    renames: &Renames,
    least: u32,
) -> Alignment {
    let mut pairing = Pairing::new(base, target, matching, least);
    pairing.objects(base, target);
    pairing.tables(base, target, renames);
    pairing.sequences(base, target);
    let Pairing { ids, .. } = pairing;
    if ids.iter().all(|(from, to)| from == to) {
        return Alignment {
            target: target.clone(),
            original: BTreeMap::new(),
        };
    }
    let original = ids
        .iter()
        .filter(|(from, to)| from != to)
        .map(|(from, to)| (*to, *from))
        .collect();
    Alignment {
        target: super::reid::reid(target, &ids),
        original,
    }
}

/// The growing map from the target's ids to aligned ids.
struct Pairing {
    ids: BTreeMap<u32, u32>,
    matching: Matching,
    next: u32,
}

impl Pairing {
    fn new(base: &Schema, target: &Schema, matching: Matching, least: u32) -> Self {
        Pairing {
            ids: BTreeMap::new(),
            matching,
            next: base.greatest_id().max(target.greatest_id()).max(least),
        }
    }

    /// Pairs two lists of (id, key): by id where asked, then by key, each key once; the rest gets unused ids.
    fn pair<K: Ord>(&mut self, base: &[(u32, K)], target: &[(u32, K)]) {
        let mut free: BTreeSet<u32> = base.iter().map(|(id, _)| *id).collect();
        if self.matching == Matching::Ids {
            for (id, _) in target {
                if free.remove(id) {
                    self.ids.insert(*id, *id);
                }
            }
        }
        let mut by_key: BTreeMap<&K, Vec<u32>> = BTreeMap::new();
        for (id, key) in base.iter().rev() {
            if free.contains(id) {
                by_key.entry(key).or_default().push(*id);
            }
        }
        for (id, key) in target {
            if self.ids.contains_key(id) {
                continue;
            }
            if let Some(paired) = by_key.get_mut(key).and_then(Vec::pop) {
                self.ids.insert(*id, paired);
            }
        }
        for (id, _) in target {
            self.settle(*id, base);
        }
    }

    /// Gives what stayed alone an id that nothing of the base has.
    fn settle<K>(&mut self, id: u32, base: &[(u32, K)]) {
        if self.ids.contains_key(&id) {
            return;
        }
        let own = self.matching == Matching::Ids && !base.iter().any(|(other, _)| *other == id);
        let aligned = if own {
            id
        } else {
            self.next = self.next.saturating_add(1);
            self.next
        };
        self.ids.insert(id, aligned);
    }

    /// Everything that stands by itself, tables aside.
    fn objects(&mut self, base: &Schema, target: &Schema) {
        macro_rules! pair {
            ($store:ident, $object:ident => $key:expr) => {{
                let keys = |schema: &Schema| {
                    schema
                        .$store
                        .values()
                        .map(|$object| ($object.id.0, $key))
                        .collect::<Vec<_>>()
                };
                self.pair(&keys(base), &keys(target));
            }};
        }
        pair!(namespaces, object => object.name.clone());
        pair!(extensions, object => object.name.clone());
        pair!(types, object => (object.schema.clone(), object.name.clone()));
        pair!(views, object => (object.schema.clone(), object.name.clone()));
        pair!(functions, object => (
            object.schema.clone(),
            object.name.clone(),
            text::normal(&object.identity_arguments),
        ));
        pair!(roles, object => object.name.clone());
        pair!(grants, object => grant_key(object));
        pair!(default_privileges, object => text::normal(&object.definition));
        pair!(statistics, object => (object.schema.clone(), object.name.clone()));
        pair!(verbatim, object => verbatim_key(object));
    }

    fn tables(&mut self, base: &Schema, target: &Schema, renames: &Renames) {
        let keys = |schema: &Schema, renamed: bool| {
            schema
                .tables
                .values()
                .map(|table| {
                    let name = (table.schema.clone(), table.name.clone());
                    let name = if renamed {
                        renames.table(&name).cloned().unwrap_or(name)
                    } else {
                        name
                    };
                    (table.id.0, name)
                })
                .collect::<Vec<_>>()
        };
        self.pair(&keys(base, true), &keys(target, false));
        let none = Arc::new(Table::new(TableId(0), "", ""));
        let by_id = self.matching == Matching::Ids;
        let pairs: Vec<(&Table, &Table)> = target
            .tables
            .values()
            .filter_map(|table| {
                let partner = self.ids.get(&table.id.0).map(|id| TableId(*id));
                let partner = partner.and_then(|id| base.tables.get(&id));
                // The parts of a table that both schemas share keep their ids.
                let shared = partner.is_some_and(|one| Arc::ptr_eq(one, table));
                let pair = (partner.unwrap_or(&none).as_ref(), table.as_ref());
                (!(by_id && shared)).then_some(pair)
            })
            .collect();
        for (base, target) in &pairs {
            self.parts(base, target, renames);
        }
        // Foreign keys are told alike by the columns they reference, so those of all tables must be paired by now.
        for (base, target) in &pairs {
            self.keyed_parts(base, target);
        }
    }

    /// Sequences by name, and those left over by the column that owns them: they go with their table.
    fn sequences(&mut self, base: &Schema, target: &Schema) {
        let names = |schema: &Schema| -> BTreeSet<(String, String)> {
            let all = schema.sequences.values();
            all.map(|one| (one.schema.clone(), one.name.clone()))
                .collect()
        };
        let (before, after) = (names(base), names(target));
        let keys = |schema: &Schema, aligned: &dyn Fn(u32) -> u32| {
            let all = schema.sequences.values();
            let key = |one: &Sequence| {
                let name = (one.schema.clone(), one.name.clone());
                match one.owned_by {
                    Some((table, column)) if !(before.contains(&name) && after.contains(&name)) => {
                        (Some((aligned(table.0), aligned(column.0))), None)
                    }
                    _ => (None, Some(name)),
                }
            };
            all.map(|one| (one.id.0, key(one))).collect::<Vec<_>>()
        };
        let old = keys(base, &|id| id);
        let new = keys(target, &|id| self.ids.get(&id).copied().unwrap_or(id));
        self.pair(&old, &new);
    }

    fn parts(&mut self, base: &Table, target: &Table, renames: &Renames) {
        let columns = |table: &Table, renamed: bool| {
            table
                .columns
                .iter()
                .map(|column| {
                    let new = renames.column(&base.schema, &base.name, &column.name);
                    let name = new.filter(|_| renamed).unwrap_or(&column.name);
                    (column.id.0, name.to_string())
                })
                .collect::<Vec<_>>()
        };
        self.pair(&columns(base, true), &columns(target, false));
        macro_rules! pair {
            ($parts:ident, $part:ident => $key:expr) => {{
                let keys = |table: &Table| {
                    table
                        .$parts
                        .iter()
                        .map(|$part| ($part.id.0, $key))
                        .collect::<Vec<_>>()
                };
                self.pair(&keys(base), &keys(target));
            }};
        }
        pair!(triggers, part => part.name.clone());
        pair!(policies, part => part.name.clone());
    }

    /// Constraints and indexes: by name, and those left over by what they say, as a rename gives the same end as a new one.
    fn keyed_parts(&mut self, base: &Table, target: &Table) {
        macro_rules! pair {
            ($parts:ident, $same:ident) => {{
                let twins = twins(
                    &base.$parts,
                    &target.$parts,
                    |part| (part.id.0, part.name.as_str()),
                    |left, right| self.$same(left, right),
                );
                let own: BTreeSet<u32> = twins.values().copied().collect();
                // A twin is known by its partner's id in place of a name.
                let key = |twin: Option<u32>, name: &str| match twin {
                    Some(twin) => (twin, String::new()),
                    None => (0, name.to_string()),
                };
                let base_keys: Vec<_> = base
                    .$parts
                    .iter()
                    .map(|part| (part.id.0, key(own.get(&part.id.0).copied(), &part.name)))
                    .collect();
                let target_keys: Vec<_> = target
                    .$parts
                    .iter()
                    .map(|part| (part.id.0, key(twins.get(&part.id.0).copied(), &part.name)))
                    .collect();
                self.pair(&base_keys, &target_keys);
            }};
        }
        pair!(constraints, same_constraint);
        pair!(indexes, same_index);
    }

    /// Whether a base constraint and a target one say the same, names aside.
    fn same_constraint(&self, base: &Constraint, target: &Constraint) -> bool {
        let translated = super::reid::constraint(target, &self.ids);
        Constraint {
            id: base.id,
            name: base.name.clone(),
            named: base.named,
            comment: base.comment.clone(),
            ..translated
        } == *base
    }

    /// Whether a base index and a target one say the same, names aside.
    fn same_index(&self, base: &Index, target: &Index) -> bool {
        let translated = super::reid::index(target, &self.ids);
        Index {
            id: base.id,
            name: base.name.clone(),
            named: base.named,
            comment: base.comment.clone(),
            ..translated
        } == *base
    }
}

/// Pairs of a target part and a base part that no name pairs but that say the same: target id to base id.
fn twins<'a, T>(
    base: &'a [T],
    target: &'a [T],
    key: impl Fn(&'a T) -> (u32, &'a str),
    same: impl Fn(&T, &T) -> bool,
) -> BTreeMap<u32, u32> {
    let base_names: BTreeSet<&str> = base.iter().map(|part| key(part).1).collect();
    let target_names: BTreeSet<&str> = target.iter().map(|part| key(part).1).collect();
    let mut free: Vec<&T> = base
        .iter()
        .filter(|part| !target_names.contains(key(part).1))
        .collect();
    let mut found = BTreeMap::new();
    for part in target {
        let (id, name) = key(part);
        if base_names.contains(name) {
            continue;
        }
        if let Some(position) = free.iter().position(|other| same(other, part)) {
            found.insert(id, key(free.remove(position)).0);
        }
    }
    found
}

/// Everything a grant says: grants have no names.
fn grant_key(grant: &Grant) -> String {
    let mut privileges: Vec<String> = grant
        .privileges
        .iter()
        .map(|privilege| format!("{}({})", privilege.name, privilege.columns.join(",")))
        .collect();
    privileges.sort();
    let mut grantees = grant.grantees.clone();
    grantees.sort();
    format!(
        "{} {} {} {} {} {} {:?} {:?}",
        grant.revoke,
        privileges.join(","),
        grant.object_kind,
        text::normal(&grant.object),
        grantees.join(","),
        grant.with_option,
        grant.inherit,
        grant.set
    )
}

/// Kind and name, or the statement itself where it names nothing.
fn verbatim_key(statement: &Verbatim) -> (String, String) {
    let name = if statement.name.is_empty() {
        text::normal(&statement.sql)
    } else {
        text::normal(&statement.name)
    };
    (statement.kind.clone(), name)
}
