//! The properties of tables.

use super::{Property, elsewhere, fixed, option_rows, options_of, schemas};
use crate::editor::{Draft, EditError, edit};
use std::sync::Arc;

use crate::model::{
    ObjectRef, Persistence, QualifiedName, Schema, Table, TableId, UserType, UserTypeKind,
};
use crate::sql::{quote, tokens, types, writer};

fn table(schema: &Schema, object: ObjectRef) -> Option<&Table> {
    match object {
        ObjectRef::Table(id) => schema.table(id).map(|table| &**table),
        _ => None,
    }
}

fn id(object: ObjectRef) -> Result<TableId, EditError> {
    match object {
        ObjectRef::Table(id) => Ok(id),
        _ => Err(elsewhere()),
    }
}

pub(super) const ALL: &[Property] = &[
    Property::own("table.name", "Name", "Its name in its schema. Relationships follow a new one, and views, policies and grants that name it are rewritten."),
    Property::own("table.comment", "Comment", "What one row is, for people. It is kept in the database and stands in the documentation."),
    Property::own("table.columns", "Columns", "What each row holds. NN says that a value is required; the default is what a row gets when a writer says nothing."),
    Property::own("table.constraints", "Keys and checks", "What must hold for the rows: keys tell them apart and join them to other tables, checks and exclusions say which values may stand."),
    Property::own("table.indexes", "Indexes", "What finds rows without reading the whole table. Keys have an index of their own, which is not listed here."),
    Property::own("table.row_security", "Row security", "While it is on, a role sees and writes only the rows a policy lets through. Forced, that holds for the table's owner too."),
    Property::own("table.policies", "Policies", "Rules of row security: which rows a role may see and write."),
    Property::own("table.triggers", "Triggers", "Functions the server calls when rows change."),
    Property::choice(
        "table.schema",
        "Schema",
        "The schema it stands in. The sequences its columns own move along.",
        |schema, object| schemas(schema, table(schema, object).map_or("public", |one| &one.schema)),
        |schema, object| table(schema, object).map(|one| one.schema.clone()),
        |draft, object, text| edit::set_table_schema(draft, id(object)?, text),
    ),
    Property::flag(
        "table.persistence",
        "Unlogged",
        "Its changes are not written to the log: faster, but empty after a crash and not on replicas.",
        "emptied after a crash",
        |schema, object| table(schema, object).map(|one| one.persistence == Persistence::Unlogged),
        |draft, object, now| {
            let persistence = if now { Persistence::Unlogged } else { Persistence::Permanent };
            edit::set_persistence(draft, id(object)?, persistence)
        },
    ),
    Property::line(
        "table.partitioning",
        "Partitioned by",
        "Method and key by which rows are spread over partitions: RANGE, LIST or HASH, then columns in parentheses. Every primary and unique key must contain them.",
        "not partitioned",
        |schema, object| {
            let table = table(schema, object)?;
            let by = table.partitioning.as_ref();
            Some(by.map(|by| writer::partition_key(table, by)).unwrap_or_default())
        },
        |draft, object, text| edit::set_partitioning(draft, id(object)?, text),
    ),
    Property::line(
        "table.partition_of",
        "Bound",
        "Which rows of the partitioned table stand in this partition.",
        "FOR VALUES FROM (1) TO (10)",
        |schema, object| table(schema, object)?.partition_of.as_ref().map(|of| of.bound.clone()),
        |draft, object, text| edit::set_partition_bound(draft, id(object)?, text),
    ),
    Property::rows(
        "table.inherits",
        "Inherits",
        "Tables whose columns and checks it has too; reading a parent reads its rows as well. Keys and indexes are not inherited.",
        &["Parent"],
        |schema, object| {
            let table = table(schema, object)?;
            if table.partition_of.is_some() || table.partitioning.is_some() {
                return None;
            }
            let parents = table.inherits.iter().filter_map(|id| schema.table(*id));
            let known = parents.map(|parent| vec![parent.qualified_name().to_string()]);
            Some(known.chain(table.inherits_external.iter().map(|name| vec![name.to_string()])).collect())
        },
        |draft, object, rows| {
            let (mut parents, mut external) = (Vec::new(), Vec::new());
            for row in rows {
                let text = super::cell(&row, 0).to_string();
                if text.is_empty() {
                    continue;
                }
                match table_at(draft, &text) {
                    Some(parent) => parents.push(parent),
                    None => external.push(outside(draft, id(object)?, &text)?),
                }
            }
            edit::set_inherits(draft, id(object)?, &parents, &external)
        },
    ),
    Property::choice(
        "table.of_type",
        "Of type",
        "The composite type whose fields are its columns. PostgreSQL then changes the columns only with the type; a table whose columns are no longer the type's is written as any other.",
        |schema, object| {
            let mut all = fixed(&[("", "no type")]);
            let composite = |own: &&Arc<UserType>| matches!(own.kind, UserTypeKind::Composite { .. });
            let types = schema.types.values().filter(composite);
            all.extend(types.map(|own| writer::type_reference(own)).map(|name| (name.clone(), name)));
            let now = table(schema, object).and_then(|one| one.of_type.as_ref()).map(types::write);
            if let Some(now) = now.filter(|now| !all.iter().any(|(value, _)| value == now)) {
                all.push((now.clone(), now));
            }
            all
        },
        |schema, object| {
            let table = table(schema, object)?;
            Some(table.of_type.as_ref().map(types::write).unwrap_or_default())
        },
        |draft, object, text| edit::set_row_type(draft, id(object)?, text),
    )
    .more(),
    Property::own("table.inherits_external", "Inherits", "A parent the document does not hold, kept by its name."),
    Property::rows(
        "table.options",
        "Parameters",
        "Storage parameters: how full pages are packed (fillfactor), when autovacuum comes. Not set, the server's settings hold.",
        &["Name", "Value"],
        |schema, object| table(schema, object).map(|one| option_rows(&one.options)),
        |draft, object, rows| edit::set_table_options(draft, id(object)?, options_of(rows)),
    )
    .more(),
    Property::line(
        "table.tablespace",
        "Tablespace",
        "Where on the server its files lie. The tablespace must be there before.",
        "the database's",
        |schema, object| table(schema, object).map(|one| one.tablespace.clone().unwrap_or_default()),
        |draft, object, text| edit::set_tablespace(draft, id(object)?, text),
    )
    .more(),
    Property::line(
        "table.access_method",
        "Access method",
        "How its rows are stored. PostgreSQL brings heap; extensions bring others.",
        "heap",
        |schema, object| table(schema, object).map(|one| one.access_method.clone().unwrap_or_default()),
        |draft, object, text| edit::set_access_method(draft, id(object)?, text),
    )
    .more(),
    Property::choice(
        "table.replica_identity",
        "Replica identity",
        "What of an old row logical replication sends when it changes or goes, so that the other side finds it.",
        |schema, object| {
            let mut all = fixed(&[("", "the primary key"), ("FULL", "the whole row"), ("NOTHING", "nothing")]);
            let unique = table(schema, object).into_iter().flat_map(|table| {
                let keys = table.constraints.iter().filter(|one| one.key().is_some() && !one.is_primary_key());
                let indexes = table.indexes.iter().filter(|one| one.unique);
                keys.map(|one| &one.name).chain(indexes.map(|one| &one.name))
            });
            all.extend(unique.map(|name| (format!("USING INDEX {}", quote::identifier(name)), format!("the columns of {name}"))));
            let now = table(schema, object).and_then(|one| one.replica_identity.clone());
            if let Some(now) = now.filter(|now| !all.iter().any(|(value, _)| value == now)) {
                all.push((now.clone(), now));
            }
            all
        },
        |schema, object| table(schema, object).map(|one| one.replica_identity.clone().unwrap_or_default()),
        |draft, object, text| edit::set_replica_identity(draft, id(object)?, text),
    )
    .more(),
    Property::choice(
        "table.cluster_on",
        "Clustered on",
        "The index in whose order CLUSTER writes the rows. Rows that come later are not kept in it.",
        |schema, object| {
            let mut all = fixed(&[("", "no index")]);
            let names = table(schema, object).into_iter().flat_map(|table| {
                let keys = table.constraints.iter().filter(|one| one.key().is_some());
                keys.map(|one| &one.name).chain(table.indexes.iter().map(|one| &one.name))
            });
            all.extend(names.map(|name| (name.clone(), name.clone())));
            all
        },
        |schema, object| table(schema, object).map(|one| one.cluster_on.clone().unwrap_or_default()),
        |draft, object, text| edit::set_cluster_on(draft, id(object)?, text),
    )
    .more(),
];

/// The table people call so.
fn table_at(draft: &Draft, text: &str) -> Option<TableId> {
    let tables = draft.schema().tables.values();
    let called = |table: &Table| {
        table.qualified_name().to_string() == text
            || format!("{}.{}", table.schema, table.name) == text
    };
    tables
        .map(|table| &**table)
        .find(|table| called(table))
        .map(|table| table.id)
}

/// A parent the document does not hold: only one it named before can be kept.
fn outside(draft: &Draft, table: TableId, text: &str) -> Result<QualifiedName, EditError> {
    let known = draft
        .table(table)?
        .inherits_external
        .iter()
        .find(|name| name.to_string() == text);
    if let Some(name) = known {
        return Ok(name.clone());
    }
    let words = tokens::significant(text).len();
    Err(EditError::Expression(if words == 0 {
        "Name the table to inherit from.".to_string()
    } else {
        format!("There is no table `{text}`.")
    }))
}
