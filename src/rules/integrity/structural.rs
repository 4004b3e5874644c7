//! `structural`.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::rules::prelude::*;
use crate::sql::types;

declare_rule! {
    /// # What
    /// The schema is one PostgreSQL accepts: names are given and not used twice, tables have columns, keys and indexes name columns
    /// that exist, each type is known, and no column says two things about its value.
    ///
    /// # Why
    /// PostgreSQL refuses the exported SQL otherwise, and nothing after the refused statement runs.
    ///
    /// # When it is safe to ignore
    /// Never, apart from an unknown type that the server has from elsewhere; that is a warning where the schema creates extensions.
    ///
    /// # Fix
    /// Gives a second object of one name a free one, and takes the default from a generated column; the rest needs your word.
    "structural", Group::Integrity, Some(Severity::Error), Criterion::DataIntegrity,
    sources: ["2:34", "4:71", "pgdesigner E001 to E032"],
    fail: "CREATE TABLE t(a int,a int)",
    pass: "CREATE TABLE t(a int)",
    refused: true,
    partitions: true,
    check: Check::Both(table, schema),
    fix: Some(fix),
}

const REFUSED: &str = "PostgreSQL refuses the exported SQL at this statement.";

fn table(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    out.looked_at(1);
    let whole = ObjectRef::Table(table.id);
    if table.name.is_empty() {
        out.report(whole, "has no name", "A table has an empty name.", REFUSED)
            .subject("A table")
            .advice("Name it.");
    }
    if table.columns.len() > 1600 {
        out.report(
            whole,
            "has more than 1,600 columns",
            "PostgreSQL keeps at most 1,600 columns in a table.",
            REFUSED,
        )
        .advice("Split the table.");
    }
    columns(context, table, out);
    constraints(context, table, out);
    let exists = |id: &ColumnId| table.column(*id).is_some();
    for index in &table.indexes {
        let keys = index.keys.iter().filter_map(IndexKey::column);
        let missing = index.keys.is_empty()
            || !keys
                .chain(index.include.iter().copied())
                .all(|id| exists(&id));
        if missing {
            out.report(
                ObjectRef::Index(table.id, index.id),
                "names a column that does not exist",
                format!(
                    "{} has a key that is no column of {}.",
                    index.name, table.name
                ),
                REFUSED,
            )
            .advice("Take the key out, or remove the index.");
        }
    }
}

fn columns(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let mut names = BTreeSet::new();
    let identities = table
        .columns
        .iter()
        .filter(|column| column.identity.is_some())
        .count();
    for column in &table.columns {
        let object = ObjectRef::Column(table.id, column.id);
        if column.name.is_empty() {
            out.report(
                object,
                "has no name",
                format!("A column of {} has an empty name.", table.name),
                REFUSED,
            )
            .subject(format!("A column of {}", table.qualified_name()))
            .advice("Name it.");
        } else if !names.insert(column.name.as_str()) {
            out.report(
                object,
                "stands there twice",
                format!("{} has two columns {}.", table.name, column.name),
                REFUSED,
            )
            .fix("Give the second one another name.");
        }
        let sources = [
            column.default.is_some(),
            column.identity.is_some(),
            column.generated.is_some(),
        ];
        if sources.iter().filter(|source| **source).count() > 1 {
            out.report(
                object,
                "has two sources for its value",
                format!(
                    "{} has more than one of a default, an identity and a generation expression.",
                    column.name
                ),
                REFUSED,
            )
            .fix("Keep the identity or the generation expression, and drop the default.");
        }
        if column.identity.is_some() && identities > 1 {
            out.report(
                object,
                "is one of several identity columns",
                format!("{} has {identities} identity columns.", table.name),
                REFUSED,
            )
            .advice("Keep one of them.");
        }
        if !is_known(context, &column.data_type) {
            let finding = out.report(
                object,
                format!("has the unknown type {}", column.data_type),
                format!(
                    "{} is no built-in type and none of this schema.",
                    column.data_type
                ),
                REFUSED,
            );
            finding.advice("Create the type or its extension, or choose another type.");
            if !context.schema.extensions.is_empty() || column.data_type.schema.is_some() {
                finding.at_most(Severity::Warning);
            }
        }
    }
}

/// Types that well-known extensions bring.
const EXTENSION_TYPES: &[(&str, &str)] = &[
    ("citext", "citext"),
    ("hstore", "hstore"),
    ("ltree", "ltree"),
    ("lquery", "ltree"),
    ("cube", "cube"),
    ("geometry", "postgis"),
    ("geography", "postgis"),
    ("vector", "vector"),
    ("halfvec", "vector"),
    ("semver", "semver"),
    ("isbn", "isn"),
    ("isbn13", "isn"),
];

fn is_known(context: &Context<'_>, data_type: &DataType) -> bool {
    if shape::is_built_in(data_type) {
        return true;
    }
    // A table's row type is a type too.
    let row_type = || {
        let stem = naming::singular(&naming::snake(&data_type.name));
        let mut tables = context.neighbours.named(&stem);
        tables.any(|id| {
            context
                .table(id)
                .is_some_and(|table| table.name == data_type.name)
        })
    };
    let extension = EXTENSION_TYPES
        .iter()
        .find(|(name, _)| *name == data_type.name);
    let installed = extension.is_some_and(|(_, extension)| {
        context
            .schema
            .extensions
            .values()
            .any(|installed| installed.name == *extension)
    });
    installed
        || types::serial(data_type).is_some()
        || context.schema.user_type(data_type).is_some()
        || row_type()
}

fn constraints(context: &Context<'_>, table: &Table, out: &mut Findings<'_>) {
    let mut names = BTreeSet::new();
    let mut primary = false;
    for constraint in &table.constraints {
        let object = ObjectRef::Constraint(table.id, constraint.id);
        if !names.insert(constraint.name.as_str()) {
            out.report(
                object,
                "stands there twice",
                format!("{} has two constraints {}.", table.name, constraint.name),
                REFUSED,
            )
            .fix("Give the second one another name.");
        }
        if constraint.is_primary_key() && std::mem::replace(&mut primary, true) {
            out.report(
                object,
                "is a second primary key",
                format!("{} has two primary keys.", table.name),
                REFUSED,
            )
            .fix("Remove it.");
        }
        let missing = constraint
            .columns()
            .iter()
            .any(|id| table.column(*id).is_none());
        let empty = match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key.columns.is_empty(),
            ConstraintKind::ForeignKey(key) => key.columns.is_empty(),
            ConstraintKind::Check(check) => check.expression.trim().is_empty(),
            ConstraintKind::Exclusion(exclusion) => exclusion.elements.is_empty(),
        };
        if missing || empty {
            out.report(
                object,
                "names no column that exists",
                format!(
                    "{} names what {} does not have.",
                    constraint.name, table.name
                ),
                REFUSED,
            )
            .advice("Choose its columns again, or remove it.");
        }
        let Some(key) = constraint.foreign_key() else {
            continue;
        };
        if let ReferenceTarget::Table {
            table: target,
            columns,
        } = &key.target
        {
            let target = context.table(*target);
            let lost =
                target.is_none_or(|target| columns.iter().any(|id| target.column(*id).is_none()));
            if lost {
                out.report(
                    object,
                    "references what does not exist",
                    format!(
                        "{} references a table or column that is gone.",
                        constraint.name
                    ),
                    REFUSED,
                )
                .fix("Remove it.");
            } else if columns.len() != key.columns.len() {
                out.report(
                    object,
                    format!("ties {} columns to {}", key.columns.len(), columns.len()),
                    format!(
                        "{} has a different number of columns on its two sides.",
                        constraint.name
                    ),
                    REFUSED,
                )
                .advice("Choose its columns again.");
            }
        }
    }
}

/// Names that may stand once in a PostgreSQL schema: tables, views, sequences, indexes and the indexes behind keys.
fn schema(context: &Context<'_>, out: &mut Findings<'_>) {
    // By name first: most schemas are one, and thousands of names are looked up after every rename.
    let keys_and_indexes = 4;
    let count = context.schema.tables.len() * keys_and_indexes;
    let mut relations: FxHashMap<&str, &str> =
        FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
    let mut elsewhere = BTreeSet::new();
    let mut twice = Vec::new();
    let mut add = |schema, name, object| match relations.entry(name) {
        Entry::Vacant(free) => {
            free.insert(schema);
        }
        Entry::Occupied(first) => {
            if *first.get() == schema || !elsewhere.insert((schema, name)) {
                twice.push((object, name));
            }
        }
    };
    for table in context.schema.tables.values() {
        add(
            table.header.schema.as_str(),
            table.header.name.as_str(),
            ObjectRef::Table(table.id),
        );
    }
    for view in context.schema.views.values() {
        add(
            view.schema.as_str(),
            view.name.as_str(),
            ObjectRef::View(view.id),
        );
    }
    for sequence in context.schema.sequences.values() {
        add(
            sequence.schema.as_str(),
            sequence.name.as_str(),
            ObjectRef::Sequence(sequence.id),
        );
    }
    for table in context.schema.tables.values() {
        let schema = table.header.schema.as_str();
        for constraint in &table.constraints {
            if constraint.key().is_some() || matches!(constraint.kind, ConstraintKind::Exclusion(_))
            {
                add(
                    schema,
                    constraint.name.as_str(),
                    ObjectRef::Constraint(table.id, constraint.id),
                );
            }
        }
        for index in &table.indexes {
            add(
                schema,
                index.name.as_str(),
                ObjectRef::Index(table.id, index.id),
            );
        }
    }
    for (object, name) in twice {
        out.report(
            object,
            "has a name that is taken",
            format!("{name} already names another relation of its schema."),
            REFUSED,
        )
        .fix("Give it another name.");
    }
    for user_type in context.schema.types.values() {
        let UserTypeKind::Enum { labels } = &user_type.kind else {
            continue;
        };
        let mut seen = BTreeSet::new();
        if let Some(label) = labels.iter().find(|label| !seen.insert(label.as_str())) {
            out.report(
                ObjectRef::Type(user_type.id),
                format!("lists {label} twice"),
                format!("Two labels of {} are equal.", user_type.name),
                REFUSED,
            )
            .fix("Keep one of them.");
        }
    }
}

fn fix(context: &Context<'_>, finding: &Finding, _: &mut IdSource) -> Option<Vec<Op>> {
    match finding.object {
        ObjectRef::Column(..) => fix_column(context, finding.object),
        ObjectRef::Constraint(..) => fix_constraint(context, finding.object),
        ObjectRef::Index(..) => {
            let (table, index) = fix::index(context, finding.object)?;
            let mut changed = index.clone();
            changed.name = fix::free_relation_name(context, table, &index.name);
            changed.named = true;
            Some(vec![fix::put_index(table.id, changed)])
        }
        ObjectRef::Table(id) => {
            let table = context.table(id)?;
            let name = fix::free_relation_name(context, table, &table.name);
            Some(vec![fix::change_header(table, |header| header.name = name)])
        }
        ObjectRef::Type(id) => {
            let mut changed = (**context.schema.types.get(&id)?).clone();
            let UserTypeKind::Enum { labels } = &mut changed.kind else {
                return None;
            };
            let mut seen = BTreeSet::new();
            labels.retain(|label| seen.insert(label.clone()));
            Some(vec![Op::Put(changed.into())])
        }
        _ => None,
    }
}

fn fix_column(context: &Context<'_>, object: ObjectRef) -> Option<Vec<Op>> {
    let (table, column) = fix::column(context, object)?;
    let mut changed = column.clone();
    let repeated = table
        .columns
        .iter()
        .filter(|other| other.name == column.name)
        .count()
        > 1;
    if repeated {
        let numbers = 2..=table.columns.len() + 2;
        changed.name = numbers
            .map(|n| format!("{}_{n}", column.name))
            .find(|name| table.column_named(name).is_none())?;
    } else {
        changed.default = None;
        if changed.generated.is_some() {
            changed.identity = None;
        }
    }
    Some(vec![fix::put_column(table.id, changed, None)])
}

fn fix_constraint(context: &Context<'_>, object: ObjectRef) -> Option<Vec<Op>> {
    let (table, constraint) = fix::constraint(context, object)?;
    let second = table
        .primary_key()
        .is_some_and(|first| first.id != constraint.id)
        && constraint.is_primary_key();
    let lost = constraint.foreign_key().is_some_and(|key| {
        key.target.table().is_some_and(|target| {
            let target = context.table(target);
            target.is_none_or(|target| {
                key.target
                    .columns()
                    .iter()
                    .any(|id| target.column(*id).is_none())
            })
        })
    });
    if second || lost {
        return Some(vec![Op::RemovePart(object)]);
    }
    let mut changed = constraint.clone();
    changed.name = fix::free_relation_name(context, table, &constraint.name);
    changed.named = true;
    Some(vec![fix::put_constraint(table.id, changed)])
}
