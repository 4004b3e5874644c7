//! Renames: those an author declares, and those that look like one and must be asked.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

pub use crate::model::choices::Rename;
use crate::model::*;

/// Why a declared rename cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RenameError {
    /// The base has no such table or column.
    #[error("{0} is renamed, but the base has no table or column of that name")]
    NotInBase(String),
    /// The target has no such table or column.
    #[error("{from} is renamed to {to}, but the target has no {to}")]
    NotInTarget {
        /// Old name.
        from: String,
        /// New name.
        to: String,
    },
    /// The old name still stands in the target, so nothing was renamed.
    #[error("{from} is renamed to {to}, but the target still has {from}")]
    StillThere {
        /// Old name.
        from: String,
        /// New name.
        to: String,
    },
}

/// Schema and name of a table.
type TableName = (String, String);

/// Declared renames, looked up in both schemas.
#[derive(Clone, Debug, Default)]
pub(super) struct Renames {
    tables: BTreeMap<TableName, TableName>,
    columns: BTreeMap<(TableName, String), String>,
}

impl Renames {
    /// Looks the names up.
    pub(super) fn resolve(
        renames: &[Rename],
        base: &Schema,
        target: &Schema,
    ) -> Result<Renames, RenameError> {
        let mut resolved = Renames::default();
        let mut columns = Vec::new();
        for rename in renames {
            let parts: Vec<&str> = rename.from.split('.').collect();
            match table_and_column(base, &parts) {
                Some((table, None)) => {
                    let to: Vec<&str> = rename.to.split('.').collect();
                    let new = match to.as_slice() {
                        [name] => (table.0.clone(), (*name).to_string()),
                        [schema, name] => ((*schema).to_string(), (*name).to_string()),
                        _ => return Err(not_in_target(rename)),
                    };
                    if target.table_named(&new.0, &new.1).is_none() {
                        return Err(not_in_target(rename));
                    }
                    resolved.tables.insert(table, new);
                }
                Some((table, Some(column))) => columns.push((table, column, rename)),
                None => return Err(RenameError::NotInBase(rename.from.clone())),
            }
        }
        for (table, column, rename) in columns {
            let place = resolved.tables.get(&table).unwrap_or(&table);
            let new = rename.to.rsplit('.').next().unwrap_or(&rename.to);
            let found = target.table_named(&place.0, &place.1);
            if found.is_none_or(|table| table.column_named(new).is_none()) {
                return Err(not_in_target(rename));
            }
            resolved.columns.insert((table, column), new.to_string());
        }
        resolved.refuse_leftovers(target)?;
        Ok(resolved)
    }

    /// An old name may stand in the target only as another rename's new name (a swap).
    fn refuse_leftovers(&self, target: &Schema) -> Result<(), RenameError> {
        for (from, to) in &self.tables {
            let taken = self.tables.values().any(|new| new == from);
            if !taken && target.table_named(&from.0, &from.1).is_some() {
                return Err(RenameError::StillThere {
                    from: QualifiedName::new(&from.0, &from.1).to_string(),
                    to: QualifiedName::new(&to.0, &to.1).to_string(),
                });
            }
        }
        for ((table, from), to) in &self.columns {
            let place = self.tables.get(table).unwrap_or(table);
            let taken = self
                .columns
                .iter()
                .any(|((other, _), new)| other == table && new == from);
            let found = target.table_named(&place.0, &place.1);
            if !taken && found.is_some_and(|table| table.column_named(from).is_some()) {
                return Err(RenameError::StillThere {
                    from: format!("{}.{from}", QualifiedName::new(&table.0, &table.1)),
                    to: to.clone(),
                });
            }
        }
        Ok(())
    }

    /// The new name of a base table, if it is renamed.
    pub(super) fn table(&self, old: &TableName) -> Option<&TableName> {
        self.tables.get(old)
    }

    /// The new name of a base column, if it is renamed.
    pub(super) fn column(&self, schema: &str, table: &str, column: &str) -> Option<&String> {
        if self.columns.is_empty() {
            return None;
        }
        let key = ((schema.to_string(), table.to_string()), column.to_string());
        self.columns.get(&key)
    }
}

fn not_in_target(rename: &Rename) -> RenameError {
    RenameError::NotInTarget {
        from: rename.from.clone(),
        to: rename.to.clone(),
    }
}

/// The table, and the column if the name goes that far.
fn table_and_column(schema: &Schema, parts: &[&str]) -> Option<(TableName, Option<String>)> {
    let table = |namespace: &str, name: &str| {
        schema
            .table_named(namespace, name)
            .map(|_| (namespace.to_string(), name.to_string()))
    };
    let column = |namespace: &str, name: &str, column: &str| {
        let found = schema.table_named(namespace, name)?.column_named(column)?;
        Some((
            (namespace.to_string(), name.to_string()),
            Some(found.name.clone()),
        ))
    };
    match parts {
        [name] => table("public", name).map(|table| (table, None)),
        [first, second] => table(first, second)
            .map(|table| (table, None))
            .or_else(|| column("public", first, second)),
        [namespace, name, part] => column(namespace, name, part),
        _ => None,
    }
}

/// A pair of a removed and an added object that looks like one object renamed. It is asked, never assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuspectedRename {
    /// The object in the base.
    pub from: ObjectRef,
    /// The object in the target, by its aligned id ([`super::Diff::original`] gives the target's own).
    pub to: ObjectRef,
    /// Names as a [`Rename`] takes them.
    pub rename: Rename,
    /// What speaks for it, one short clause each.
    pub evidence: Vec<String>,
    /// How likely it is, 0 to 100.
    pub likelihood: u8,
}

/// Pairs of removed and added tables, and of removed and added columns of one table, that look alike.
pub(super) fn suspicions(base: &Schema, target: &Schema) -> Vec<SuspectedRename> {
    let mut found = Vec::new();
    let removed = base
        .tables
        .values()
        .filter(|table| !target.tables.contains_key(&table.id));
    let added: Vec<_> = target
        .tables
        .values()
        .filter(|table| !base.tables.contains_key(&table.id))
        .collect();
    for old in removed {
        for new in &added {
            found.extend(tables_alike(old, new));
        }
    }
    for old in base.tables.values() {
        if let Some(new) = target.tables.get(&old.id)
            && !std::sync::Arc::ptr_eq(old, new)
        {
            found.extend(columns_alike(old, new));
        }
    }
    best(found)
}

/// Keeps for every object the likeliest partner only.
fn best(mut found: Vec<SuspectedRename>) -> Vec<SuspectedRename> {
    found.sort_by_key(|one| (std::cmp::Reverse(one.likelihood), one.from, one.to));
    let mut used = BTreeSet::new();
    found.retain(|one| {
        let free = !used.contains(&(false, one.from)) && !used.contains(&(true, one.to));
        if free {
            used.insert((false, one.from));
            used.insert((true, one.to));
        }
        free
    });
    found
}

/// Two tables that share at least two thirds of their columns by name and type.
fn tables_alike(old: &Table, new: &Table) -> Option<SuspectedRename> {
    let shared = old
        .columns
        .iter()
        .filter(|column| {
            new.column_named(&column.name)
                .is_some_and(|other| other.data_type == column.data_type)
        })
        .count();
    let greater = old.columns.len().max(new.columns.len());
    if shared == 0 || shared * 3 < greater * 2 {
        return None;
    }
    let similarity = similarity(&old.name, &new.name);
    let share = shared * 100 / greater;
    let mut evidence = vec![format!(
        "{shared} of {greater} columns are the same by name and type"
    )];
    if similarity >= 50 {
        evidence.push(format!("the names are {similarity}% alike"));
    }
    Some(SuspectedRename {
        from: ObjectRef::Table(old.id),
        to: ObjectRef::Table(new.id),
        rename: Rename {
            from: old.qualified_name().to_string(),
            to: new.qualified_name().to_string(),
        },
        evidence,
        likelihood: percent((share * 3 + similarity) / 4),
    })
}

fn columns_alike(old: &Table, new: &Table) -> Vec<SuspectedRename> {
    let removed = old
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| new.column(column.id).is_none());
    let added: Vec<_> = new
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| old.column(column.id).is_none())
        .collect();
    let mut found = Vec::new();
    for (old_place, before) in removed {
        for (new_place, after) in &added {
            let (evidence, likelihood) = likeness(before, after, old_place == *new_place);
            // The type alone says little: most columns of a table share a handful of types.
            if likelihood >= 60 {
                let name = old.qualified_name();
                found.push(SuspectedRename {
                    from: ObjectRef::Column(old.id, before.id),
                    to: ObjectRef::Column(new.id, after.id),
                    rename: Rename {
                        from: format!("{name}.{}", before.name),
                        to: format!("{}.{}", new.qualified_name(), after.name),
                    },
                    evidence,
                    likelihood: percent(likelihood),
                });
            }
        }
    }
    found
}

/// What speaks for one column being the other, and how much.
fn likeness(before: &Column, after: &Column, same_place: bool) -> (Vec<String>, usize) {
    let mut evidence = Vec::new();
    let mut likelihood = 0;
    if before.data_type == after.data_type {
        evidence.push(format!("both are {}", before.data_type));
        likelihood += 40;
    }
    if same_place {
        evidence.push("both stand at the same place in the table".to_string());
        likelihood += 20;
    }
    if before.not_null == after.not_null {
        likelihood += 5;
    }
    if before.default == after.default && before.default.is_some() {
        evidence.push("both have the same default".to_string());
        likelihood += 10;
    }
    let similarity = similarity(&before.name, &after.name);
    if similarity >= 50 {
        evidence.push(format!("the names are {similarity}% alike"));
    }
    likelihood += similarity * 35 / 100;
    (evidence, likelihood)
}

fn percent(value: usize) -> u8 {
    u8::try_from(value.min(99)).unwrap_or(99)
}

/// How alike two names are in percent: twice the shared pairs of letters over all pairs (Dice).
fn similarity(left: &str, right: &str) -> usize {
    let pairs = |name: &str| {
        let letters: Vec<char> = name.to_lowercase().chars().collect();
        letters
            .windows(2)
            .map(<[char]>::to_vec)
            .collect::<Vec<Vec<char>>>()
    };
    let (left, mut right) = (pairs(left), pairs(right));
    let all = left.len() + right.len();
    if all == 0 {
        return 0;
    }
    let mut shared = 0;
    for pair in left {
        if let Some(position) = right.iter().position(|other| *other == pair) {
            right.remove(position);
            shared += 1;
        }
    }
    shared * 200 / all
}
