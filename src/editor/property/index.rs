//! The properties of indexes.

use super::{Property, cell, elsewhere, option_rows, options_of};
use crate::editor::{Draft, EditError, edit};
use crate::model::{Index, IndexKeySource, ObjectRef, Schema, Table};

fn both(schema: &Schema, object: ObjectRef) -> Option<(&Table, &Index)> {
    match object {
        ObjectRef::Index(table, id) => {
            let table = schema.table(table)?;
            Some((table, table.index(id)?))
        }
        _ => None,
    }
}

fn index(schema: &Schema, object: ObjectRef) -> Option<&Index> {
    both(schema, object).map(|(_, index)| index)
}

fn change(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut Index),
) -> Result<(), EditError> {
    let ObjectRef::Index(table, id) = object else {
        return Err(elsewhere());
    };
    let mut changed = draft.index(table, id)?.clone();
    change(&mut changed);
    edit::change_index(draft, table, changed)
}

/// The methods PostgreSQL brings, with what each is for.
const METHODS: &[(&str, &str)] = &[
    ("btree", "btree"),
    ("hash", "hash"),
    ("gin", "gin"),
    ("gist", "gist"),
    ("spgist", "spgist"),
    ("brin", "brin"),
];

/// Which columns MySQL indexes by their first characters only; nothing where all are indexed whole.
fn prefixes(schema: &Schema, object: ObjectRef) -> Option<String> {
    let (table, index) = both(schema, object)?;
    let mut words = Vec::new();
    for key in &index.keys {
        if let (Some(length), IndexKeySource::Column(column)) = (key.prefix, &key.source) {
            let name = table.column(*column).map_or("", |column| &column.name);
            words.push(format!("{name}: {length}"));
        }
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// The expressions of an index with their statistics targets; nothing where it has none.
fn targets(schema: &Schema, object: ObjectRef) -> Option<Vec<Vec<String>>> {
    let keys = index(schema, object)?.keys.iter();
    let rows: Vec<Vec<String>> = keys
        .filter_map(|key| match &key.source {
            IndexKeySource::Expression(text) => {
                let target = key.statistics.map(|target| target.to_string());
                Some(vec![text.clone(), target.unwrap_or_default()])
            }
            IndexKeySource::Column(_) => None,
        })
        .collect();
    (!rows.is_empty()).then_some(rows)
}

pub(super) const ALL: &[Property] = &[
    Property::line(
        "index.name",
        "Name",
        "Its name in the schema of the table.",
        "",
        |schema, object| index(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match object {
            ObjectRef::Index(table, id) => edit::rename_index(draft, table, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::shown(
        "index.prefixes",
        "Prefix lengths",
        "MySQL indexes these columns by so many of their first characters. PostgreSQL has no such index.",
        prefixes,
    ),
    Property::choice(
        "index.method",
        "Method",
        "What it can find: btree order and equality, hash equality, gin words and elements, gist ranges and shapes, brin coarse ranges of very large tables.",
        |schema, object| {
            let mut all = super::fixed(METHODS);
            // An extension's method is kept among the choices.
            let now = index(schema, object).map(|one| one.method.clone());
            if let Some(now) = now.filter(|now| !METHODS.iter().any(|(name, _)| name == now)) {
                all.push((now.clone(), now));
            }
            all
        },
        |schema, object| index(schema, object).map(|one| one.method.clone()),
        |draft, object, text| change(draft, object, |one| one.method = text.to_string()),
    ),
    Property::own(
        "index.keys",
        "Keys",
        "What rows are found by, in this order: queries must know the first to use it well. The class says how values are compared, the collation how text is sorted.",
    ),
    Property::own(
        "index.include",
        "Include",
        "Columns it carries too, so that reading them needs no look at the table.",
    ),
    Property::line(
        "index.predicate",
        "Where",
        "Only rows for which this holds stand in it. Queries must say the same to use it.",
        "all rows",
        |schema, object| index(schema, object).map(|one| one.predicate.clone().unwrap_or_default()),
        |draft, object, text| change(draft, object, |one| one.predicate = super::some(text)),
    ),
    Property::flag(
        "index.unique",
        "Unique",
        "No two rows have the same keys.",
        "no two rows alike",
        |schema, object| index(schema, object).map(|one| one.unique),
        |draft, object, now| change(draft, object, |one| one.unique = now),
    ),
    Property::flag(
        "index.nulls_not_distinct",
        "Nulls",
        "Two nulls count as the same value (PostgreSQL 15).",
        "are alike too",
        |schema, object| {
            index(schema, object)
                .filter(|one| one.unique)
                .map(|one| one.nulls_not_distinct)
        },
        |draft, object, now| change(draft, object, |one| one.nulls_not_distinct = now),
    ),
    Property::line(
        "index.comment",
        "Comment",
        "What it is for. It is kept in the database and stands in the documentation.",
        "",
        |schema, object| index(schema, object).map(|one| one.comment.clone().unwrap_or_default()),
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
    Property::shown(
        "index.inherited",
        "From",
        "PostgreSQL makes it with the partition, from the index of the partitioned table.",
        |schema, object| {
            index(schema, object)?
                .inherited
                .then(|| "the parent's index".to_string())
        },
    ),
    Property::rows(
        "index.options",
        "Parameters",
        "Storage parameters of its method, such as fillfactor, fastupdate or pages_per_range.",
        &["Name", "Value"],
        |schema, object| index(schema, object).map(|one| option_rows(&one.options)),
        |draft, object, rows| {
            let options = options_of(rows);
            change(draft, object, |one| one.options = options)
        },
    )
    .more(),
    Property::rows(
        "index.statistics",
        "Statistics",
        "How much ANALYZE learns of the values of each expression, 0 to 10000.",
        &["Expression", "Target"],
        targets,
        |draft, object, rows| {
            let mut wanted = Vec::new();
            for row in &rows {
                let target = edit::statistics_target(cell(row, 1))?;
                wanted.push((cell(row, 0).to_string(), target));
            }
            change(draft, object, |one| {
                for key in &mut one.keys {
                    if let IndexKeySource::Expression(text) = &key.source {
                        let found = wanted.iter().find(|(known, _)| known == text);
                        key.statistics = found.and_then(|(_, target)| *target);
                    }
                }
            })
        },
    )
    .more(),
    Property::line(
        "index.tablespace",
        "Tablespace",
        "Where on the server it lies.",
        "the database's",
        |schema, object| {
            index(schema, object).map(|one| one.tablespace.clone().unwrap_or_default())
        },
        |draft, object, text| change(draft, object, |one| one.tablespace = super::some(text)),
    )
    .more(),
    Property::flag(
        "index.recurse",
        "Partitions",
        "It is not made on the partitions, whose indexes are attached to it one by one (ON ONLY).",
        "attached one by one",
        |schema, object| {
            both(schema, object)
                .filter(|(table, _)| table.partitioning.is_some())
                .map(|(_, one)| !one.recurse)
        },
        |draft, object, now| change(draft, object, |one| one.recurse = !now),
    )
    .more(),
    Property::choice(
        "index.attached_to",
        "Attached to",
        "The index of the partitioned table that it is the partition's share of.",
        |schema, object| {
            let mut all = super::fixed(&[("", "no index")]);
            let parent = both(schema, object)
                .and_then(|(table, _)| schema.table(table.partition_of.as_ref()?.parent));
            if let Some(parent) = parent {
                let keys = parent
                    .constraints
                    .iter()
                    .filter(|one| one.key().is_some())
                    .map(|one| &one.name);
                let names = parent.indexes.iter().map(|one| &one.name).chain(keys);
                all.extend(names.map(|name| (name.clone(), name.clone())));
            }
            all
        },
        |schema, object| {
            both(schema, object)
                .filter(|(table, _)| table.is_partition())
                .map(|(_, one)| one.attached_to.clone().unwrap_or_default())
        },
        |draft, object, text| change(draft, object, |one| one.attached_to = super::some(text)),
    )
    .more(),
];
