//! The base with the target's names: what stands after the renames and before every other change.
//!
//! PostgreSQL itself carries a new name into checks, index predicates, policies and defaults, so the texts follow here too;
//! what then still differs is a change of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::text;
use crate::model::*;

/// Schema and name, old and new.
type Moves = BTreeMap<(String, String), (String, String)>;

/// The base in which every object that the target also has bears the target's name.
pub(super) fn carry(base: &Schema, target: &Schema) -> Schema {
    let mut carried = base.clone();
    let types = moved(
        base.types
            .values()
            .map(|one| (&one.schema, &one.name, one.id)),
        |id| target.types.get(&id).map(|one| (&one.schema, &one.name)),
    );
    let sequences = moved(
        base.sequences
            .values()
            .map(|one| (&one.schema, &one.name, one.id)),
        |id| {
            target
                .sequences
                .get(&id)
                .map(|one| (&one.schema, &one.name))
        },
    );
    let tables = moved(
        base.tables
            .values()
            .map(|one| (&one.header.schema, &one.header.name, one.id)),
        |id| {
            target
                .tables
                .get(&id)
                .map(|one| (&one.header.schema, &one.header.name))
        },
    );
    rename_objects(&mut carried, target);
    super::carry_namespaces::carry(&mut carried, base, target);
    super::carry_privileges::carry(&mut carried, base, target);
    for (id, table) in &mut carried.tables {
        let new = target.tables.get(id);
        let parts_moved =
            new.is_some_and(|new| !Arc::ptr_eq(table, new) && part_names(table) != part_names(new));
        if !parts_moved && types.is_empty() && sequences.is_empty() && tables.is_empty() {
            continue;
        }
        let table = Arc::make_mut(table);
        carry_types(table, &types);
        carry_sequences(table, &sequences);
        carry_table(table, new.map(Arc::as_ref), &tables);
    }
    carried
}

/// Objects with a schema and a name that the target calls otherwise.
fn moved<'a, Id>(
    objects: impl Iterator<Item = (&'a String, &'a String, Id)>,
    new: impl Fn(Id) -> Option<(&'a String, &'a String)>,
) -> Moves {
    objects
        .filter_map(|(schema, name, id)| {
            let (new_schema, new_name) = new(id)?;
            (schema != new_schema || name != new_name).then(|| {
                (
                    (schema.clone(), name.clone()),
                    (new_schema.clone(), new_name.clone()),
                )
            })
        })
        .collect()
}

/// Gives objects that stand by themselves the target's names; functions keep theirs, their text holds it.
fn rename_objects(carried: &mut Schema, target: &Schema) {
    macro_rules! rename {
        ($store:ident) => {
            for (id, object) in &mut carried.$store {
                if let Some(new) = target.$store.get(id)
                    && (object.schema != new.schema || object.name != new.name)
                {
                    let object = Arc::make_mut(object);
                    object.schema = new.schema.clone();
                    object.name = new.name.clone();
                }
            }
        };
    }
    rename!(types);
    rename!(sequences);
    rename!(views);
    for (id, object) in &mut carried.namespaces {
        if let Some(new) = target.namespaces.get(id)
            && object.name != new.name
        {
            Arc::make_mut(object).name = new.name.clone();
        }
    }
}

/// Every name a table and its parts bear, with their ids.
fn part_names(table: &Table) -> Vec<(u32, &str)> {
    let columns = table
        .columns
        .iter()
        .map(|part| (part.id.0, part.name.as_str()));
    let constraints = table
        .constraints
        .iter()
        .map(|part| (part.id.0, part.name.as_str()));
    let indexes = table
        .indexes
        .iter()
        .map(|part| (part.id.0, part.name.as_str()));
    let triggers = table
        .triggers
        .iter()
        .map(|part| (part.id.0, part.name.as_str()));
    let policies = table
        .policies
        .iter()
        .map(|part| (part.id.0, part.name.as_str()));
    let own = [
        (table.id.0, table.header.name.as_str()),
        (0, table.header.schema.as_str()),
    ];
    let mut names: Vec<_> = own
        .into_iter()
        .chain(columns)
        .chain(constraints)
        .chain(indexes)
        .chain(triggers)
        .chain(policies)
        .collect();
    names.sort_unstable();
    names
}

fn carry_types(table: &mut Table, types: &Moves) {
    for column in &mut table.columns {
        carry_type(&mut column.data_type, types);
    }
}

fn carry_type(data_type: &mut DataType, types: &Moves) {
    let schema = data_type.schema.as_deref().unwrap_or("public").to_string();
    if let Some((schema, name)) = types.get(&(schema, data_type.name.clone())) {
        data_type.schema = (schema != "public").then(|| schema.clone());
        data_type.name = name.clone();
    }
}

fn carry_sequences(table: &mut Table, sequences: &Moves) {
    for column in &mut table.columns {
        let Some(default) = &mut column.default else {
            continue;
        };
        for ((schema, name), (new_schema, new_name)) in sequences {
            for old in [format!("'{name}'"), format!("'{schema}.{name}'")] {
                if text::names(default, "nextval") && default.contains(&old) {
                    let new = QualifiedName::new(new_schema, new_name);
                    *default = default.replace(&old, &format!("'{new}'"));
                }
            }
        }
    }
}

/// Gives the parts their new names and carries the new names of columns and tables into the texts.
fn carry_table(table: &mut Table, new: Option<&Table>, tables: &Moves) {
    let mut columns = BTreeMap::new();
    if let Some(new) = new {
        for column in &mut table.columns {
            if let Some(after) = new.column(column.id)
                && after.name != column.name
            {
                columns.insert(column.name.clone(), after.name.clone());
                column.name = after.name.clone();
            }
        }
        carry_index_names(table, new);
        rename_parts(table, new);
        table.header.schema = new.header.schema.clone();
        table.header.name = new.header.name.clone();
    }
    let new_name = |word: &str, called: bool| {
        let column = columns.get(word).filter(|_| !called);
        column.cloned().or_else(|| {
            tables
                .iter()
                .find(|((_, name), (_, new))| name == word && name != new)
                .map(|(_, (_, new))| new.clone())
        })
    };
    for text in texts(table) {
        let carried = text::renamed_where(text, &new_name);
        if carried != *text {
            *text = carried;
        }
    }
}

/// What the table says of an index by name follows its rename.
fn carry_index_names(table: &mut Table, new: &Table) {
    let keys = table.constraints.iter().filter_map(|part| {
        let after = new.constraint(part.id)?;
        (after.name != part.name).then(|| (part.name.clone(), after.name.clone()))
    });
    let indexes = table.indexes.iter().filter_map(|part| {
        let after = new.index(part.id)?;
        (after.name != part.name).then(|| (part.name.clone(), after.name.clone()))
    });
    let renamed: BTreeMap<String, String> = keys.chain(indexes).collect();
    if renamed.is_empty() {
        return;
    }
    let header = &mut table.header;
    if let Some(name) = &mut header.cluster_on
        && let Some(after) = renamed.get(name)
    {
        name.clone_from(after);
    }
    // `FULL` and `NOTHING` name no index.
    let prefix = "USING INDEX ";
    if let Some(identity) = &mut header.replica_identity
        && let Some((head, name)) = identity.split_at_checked(prefix.len())
        && head.eq_ignore_ascii_case(prefix)
    {
        let name = text::renamed(name, &|word| renamed.get(word).cloned());
        *identity = format!("{prefix}{name}");
    }
}

fn rename_parts(table: &mut Table, new: &Table) {
    for part in &mut table.constraints {
        if let Some(after) = new.constraint(part.id) {
            part.name = after.name.clone();
            part.named = after.named;
        }
    }
    for part in &mut table.indexes {
        if let Some(after) = new.index(part.id) {
            part.name = after.name.clone();
            part.named = after.named;
        }
    }
    for part in &mut table.triggers {
        if let Some(after) = new.triggers.iter().find(|after| after.id == part.id) {
            part.name = after.name.clone();
        }
    }
    for part in &mut table.policies {
        if let Some(after) = new.policies.iter().find(|after| after.id == part.id) {
            part.name = after.name.clone();
        }
    }
}

/// The texts of a table in which PostgreSQL follows a rename.
pub(super) fn texts(table: &mut Table) -> Vec<&mut String> {
    let mut texts: Vec<&mut String> = Vec::new();
    if let Some(partitioning) = &mut table.header.partitioning {
        for key in &mut partitioning.keys {
            if let IndexKeySource::Expression(text) = &mut key.source {
                texts.push(text);
            }
        }
    }
    for column in &mut table.columns {
        texts.extend(column.generated.as_mut().map(|one| &mut one.expression));
    }
    for constraint in &mut table.constraints {
        match &mut constraint.kind {
            ConstraintKind::Check(check) => texts.push(&mut check.expression),
            ConstraintKind::Exclusion(exclusion) => {
                texts.extend(&mut exclusion.predicate);
                for element in &mut exclusion.elements {
                    if let IndexKeySource::Expression(text) = &mut element.key.source {
                        texts.push(text);
                    }
                }
            }
            _ => {}
        }
    }
    for index in &mut table.indexes {
        texts.extend(&mut index.predicate);
        for key in &mut index.keys {
            if let IndexKeySource::Expression(text) = &mut key.source {
                texts.push(text);
            }
        }
    }
    for trigger in &mut table.triggers {
        texts.extend(&mut trigger.events);
        texts.push(&mut trigger.clause);
    }
    for policy in &mut table.policies {
        texts.extend(&mut policy.using);
        texts.extend(&mut policy.with_check);
    }
    texts
}
