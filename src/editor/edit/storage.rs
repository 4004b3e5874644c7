//! How a table is kept: logging, parameters, tablespace, access method, replica identity, clustering.

use super::parameter::{Holder, checked, refusal};
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{Index, IndexKeySource, Persistence, Table, TableHeader, TableId};
use crate::sql::{quote, tokens, types};

/// Logs the table's changes or not.
///
/// # Errors
/// When the table is partitioned, or a foreign key would lead from a logged table to an unlogged one (PostgreSQL manual,
/// ALTER TABLE, SET UNLOGGED).
pub fn set_persistence(
    draft: &mut Draft,
    table: TableId,
    persistence: Persistence,
) -> Result<(), EditError> {
    let held = draft.table(table)?.clone();
    if held.persistence == persistence {
        return Ok(());
    }
    let label = draft.table_label(table);
    let unlogged = persistence == Persistence::Unlogged;
    if unlogged && held.partitioning.is_some() {
        return Err(refusal(format!(
            "`{label}` is partitioned: its rows are in its partitions. Make those unlogged."
        )));
    }
    for other in draft.schema().tables.values() {
        for (constraint, key) in other.foreign_keys() {
            let incoming = key.target.table() == Some(table) && other.id != table;
            if unlogged && incoming && other.persistence == Persistence::Permanent {
                return Err(refusal(format!(
                    "`{}` is logged and refers to `{label}` ({}), which must then be logged too.",
                    other.qualified_name(),
                    constraint.name
                )));
            }
            let outgoing = other.id == table && key.target.table() != Some(table);
            let target = key.target.table().and_then(|id| draft.schema().table(id));
            if !unlogged
                && outgoing
                && target.is_some_and(|target| target.persistence == Persistence::Unlogged)
            {
                return Err(refusal(format!(
                    "`{label}` refers to a table that is not logged ({}), so it cannot be logged.",
                    constraint.name
                )));
            }
        }
    }
    change(draft, table, "logging", |header| {
        header.persistence = persistence
    })
}

/// Sets the storage parameters.
///
/// # Errors
/// When the table is partitioned, or a parameter cannot be set so.
pub fn set_table_options(
    draft: &mut Draft,
    table: TableId,
    options: Vec<(String, String)>,
) -> Result<(), EditError> {
    let held = draft.table(table)?;
    // Another access method brings parameters of its own.
    let options = match held.access_method {
        None => checked(Holder::Table, options)?,
        Some(_) => options,
    };
    if held.partitioning.is_some() && !options.is_empty() {
        return Err(refusal(
            "A partitioned table takes no storage parameters. Set them on its partitions.",
        ));
    }
    change(draft, table, "storage parameters", |header| {
        header.options = options
    })
}

/// Puts the table's files into a tablespace; blank text means the database's own.
///
/// # Errors
/// When the name cannot be used.
pub fn set_tablespace(draft: &mut Draft, table: TableId, text: &str) -> Result<(), EditError> {
    let tablespace = optional_name(text)?;
    change(draft, table, "tablespace", |header| {
        header.tablespace = tablespace
    })
}

/// Makes it a table of a composite type; blank text makes it one of none.
///
/// # Errors
/// When there is no such composite type, or the table's columns are not its fields, in which case PostgreSQL refuses too.
pub fn set_row_type(draft: &mut Draft, table: TableId, text: &str) -> Result<(), EditError> {
    let of = match text.trim() {
        "" => None,
        text => Some(types::parse(text).map_err(|error| EditError::Expression(error.to_string()))?),
    };
    let held = draft.table(table)?;
    let tried = Table {
        header: TableHeader {
            of_type: of.clone(),
            ..held.header.clone()
        },
        ..Table::clone(held)
    };
    if of.is_some() && draft.schema().row_type_of(&tried).is_none() {
        return Err(EditError::Expression(format!(
            "The columns of `{}` are not the fields of `{text}`: names, types and order must be the same.",
            held.qualified_name()
        )));
    }
    change(draft, table, "type", |header| header.of_type = of)
}

/// Sets the table access method; blank text and `heap` mean PostgreSQL's own.
///
/// # Errors
/// When the name cannot be used.
pub fn set_access_method(draft: &mut Draft, table: TableId, text: &str) -> Result<(), EditError> {
    let method = optional_name(text)?.filter(|name| name != "heap");
    change(draft, table, "access method", |header| {
        header.access_method = method
    })
}

/// Sets what of an old row logical replication sends: blank for the primary key, `FULL`, `NOTHING`, or the name of an index.
///
/// # Errors
/// When the index does not exist or does not tell every row: it must be unique, over columns that are never null, and
/// without a predicate (PostgreSQL manual, ALTER TABLE, REPLICA IDENTITY).
pub fn set_replica_identity(
    draft: &mut Draft,
    table: TableId,
    text: &str,
) -> Result<(), EditError> {
    let text = text.trim();
    let identity = match text.to_ascii_uppercase().as_str() {
        "" | "DEFAULT" => None,
        word @ ("FULL" | "NOTHING") => Some(word.to_string()),
        _ => {
            let name = index_name(text);
            tells_rows(draft.table(table)?, &name)?;
            Some(format!("USING INDEX {}", quote::identifier(&name)))
        }
    };
    change(draft, table, "replica identity", |header| {
        header.replica_identity = identity
    })
}

/// The index of `USING INDEX name`, or of the bare name.
fn index_name(text: &str) -> String {
    let words = tokens::significant(text);
    let after = words
        .iter()
        .position(|word| word.is_word(text, "index"))
        .and_then(|at| words.get(at + 1));
    match after.and_then(|word| word.name(text)) {
        Some(name) => name,
        None => text.to_string(),
    }
}

fn tells_rows(table: &Table, name: &str) -> Result<(), EditError> {
    if table
        .constraints
        .iter()
        .any(|one| one.name == name && one.key().is_some())
    {
        let nullable = table
            .constraints
            .iter()
            .filter(|one| one.name == name)
            .flat_map(|one| one.columns())
            .filter_map(|id| table.column(id))
            .find(|column| !column.not_null);
        return match nullable {
            Some(column) => Err(refusal(format!(
                "`{}` may be null, so `{name}` does not tell every row.",
                column.name
            ))),
            None => Ok(()),
        };
    }
    let index = named_index(table, name)?;
    let whole = index.unique && index.predicate.is_none();
    let plain = index.keys.iter().all(|key| match &key.source {
        IndexKeySource::Column(id) => table.column(*id).is_some_and(|column| column.not_null),
        IndexKeySource::Expression(_) => false,
    });
    if whole && plain {
        return Ok(());
    }
    Err(refusal(format!(
        "`{name}` does not tell every row: the index must be unique, over columns that are never null, without a condition."
    )))
}

fn named_index<'a>(table: &'a Table, name: &str) -> Result<&'a Index, EditError> {
    table
        .indexes
        .iter()
        .find(|index| index.name == name)
        .ok_or_else(|| {
            refusal(format!(
                "`{}` has no index `{name}`.",
                table.qualified_name()
            ))
        })
}

/// Names the index in whose order CLUSTER writes the rows; blank for none.
///
/// # Errors
/// When the table is partitioned, or the index does not exist, is partial, or of a method that keeps no order.
pub fn set_cluster_on(draft: &mut Draft, table: TableId, text: &str) -> Result<(), EditError> {
    let name = text.trim();
    let held = draft.table(table)?;
    if !name.is_empty() {
        if held.partitioning.is_some() {
            return Err(refusal(
                "A partitioned table is not clustered; its partitions are.",
            ));
        }
        let key = held
            .constraints
            .iter()
            .any(|one| one.name == name && name::has_index(one));
        if !key {
            let index = named_index(held, name)?;
            if index.predicate.is_some() || !matches!(index.method.as_str(), "btree" | "gist") {
                return Err(refusal(format!(
                    "Rows cannot be put in the order of `{name}`: it must be a btree or gist index without a condition."
                )));
            }
        }
    }
    let cluster_on = (!name.is_empty()).then(|| name.to_string());
    change(draft, table, "clustering", |header| {
        header.cluster_on = cluster_on
    })
}

fn change(
    draft: &mut Draft,
    table: TableId,
    what: &str,
    change: impl FnOnce(&mut TableHeader),
) -> Result<(), EditError> {
    let label = draft.table_label(table);
    draft.say(|| format!("Change {what} of {label}"));
    draft.change_header(table, change)
}

/// Lets the table's clustering and replica identity follow an index that is renamed, or forget one that goes.
pub(super) fn follow_index(
    draft: &mut Draft,
    table: TableId,
    old: &str,
    new: Option<&str>,
) -> Result<(), EditError> {
    draft.change_header(table, |header| {
        if header.cluster_on.as_deref() == Some(old) {
            header.cluster_on = new.map(str::to_string);
        }
        let identity = header.replica_identity.as_deref().unwrap_or_default();
        if identity.to_ascii_uppercase().starts_with("USING INDEX") && index_name(identity) == old {
            header.replica_identity =
                new.map(|name| format!("USING INDEX {}", quote::identifier(name)));
        }
    })
}

/// A name, or none where the text is blank.
pub(super) fn optional_name(text: &str) -> Result<Option<String>, EditError> {
    match text.trim() {
        "" => Ok(None),
        text => Ok(Some(name::usable(text)?.to_string())),
    }
}
