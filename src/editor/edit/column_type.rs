//! Changing a column's type, with what PostgreSQL's serial shorthands stand for.

use super::family::{copies, own_column};
use super::object::drop_owned_sequences;
use crate::editor::draft::Draft;
use crate::editor::error::EditError;
use crate::editor::name;
use crate::model::{
    ColumnId, DataType, Dialect, IndexKeySource, ReferenceTarget, Sequence, SequenceOptions,
    TableId, UserType, UserTypeKind,
};
use crate::sql::foreign::typed;
use crate::sql::types::Family;
use crate::sql::{quote, types};

/// Reads a type as a user types it.
///
/// # Errors
/// When it cannot be read.
pub(super) fn parse(text: &str) -> Result<DataType, EditError> {
    types::parse(text).map_err(|error| EditError::Type {
        text: text.trim().to_string(),
        reason: error.to_string(),
    })
}

/// Sets the type, given as SQL text (`varchar(80)`, `uuid[]`, `billing.status`); in partitions and children too. In a
/// document of MySQL or SQLite that database's types go first (`int unsigned`, `enum('a','b')`).
///
/// `serial`, `bigserial` and `smallserial` become their integer type, NOT NULL, with a sequence of their own and the
/// default that draws from it (PostgreSQL manual, section 8.1.4). Foreign keys do not take the type along: a column that
/// refers here keeps its own, and a finding says so.
///
/// # Errors
/// When the text is not a type, the column comes from a parent, or is part of the partition key.
pub fn set_type(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    text: &str,
) -> Result<(), EditError> {
    own_column(draft, table, column)?;
    if let Some(labels) = enum_values(draft, text) {
        return set_enum(draft, table, column, labels);
    }
    let (parsed, native) = read_in(draft, text)?;
    let held = draft.column(table, column)?.clone();
    let name = held.name.clone();
    draft.say(|| format!("Change the type of {name}"));
    if let Some(integer) = types::serial(&parsed) {
        return make_serial(draft, table, column, integer);
    }
    if held.data_type == parsed && (native.is_none() || held.native_type == native) {
        return Ok(());
    }
    refuse_partition_key(draft, table, column)?;
    let integer = ["smallint", "integer", "bigint"]
        .iter()
        .any(|name| parsed.is(name));
    if held.identity.is_some() && !integer {
        return Err(EditError::IdentityType {
            column: name,
            data_type: parsed.to_string(),
        });
    }
    if !integer {
        drop_owned_sequences(draft, table, Some(column))?;
    }
    for (table, column) in copies(draft, table, column)? {
        draft.change_column(table, column, |column| {
            if types::family(&parsed) != Family::Text {
                column.collation = None;
            }
            column.data_type = parsed.clone();
            if native.is_some() {
                column.native_type.clone_from(&native);
            }
        })?;
    }
    Ok(())
}

/// What the type means, and how the document's database says it, where that is not PostgreSQL and has such a type. A type of
/// the schema goes before a word that SQLite would take for any type.
fn read_in(draft: &Draft, text: &str) -> Result<(DataType, Option<String>), EditError> {
    let dialect = draft.document().settings.dialect;
    let parsed = parse(text);
    let is_own = parsed
        .as_ref()
        .is_ok_and(|own| draft.schema().user_type(own).is_some());
    if dialect != Dialect::Postgresql
        && !is_own
        && let Some((meant, native)) = typed::typed_in(dialect, text)
    {
        return Ok((meant, Some(native)));
    }
    parsed.map(|parsed| (parsed, None))
}

fn enum_values(draft: &Draft, text: &str) -> Option<Vec<String>> {
    (draft.document().settings.dialect == Dialect::Mysql)
        .then(|| typed::enum_values(text))
        .flatten()
}

/// An `ENUM` of MySQL is an enum of the schema: the one the column has, where no other column has it, else a new one.
fn set_enum(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    labels: Vec<String>,
) -> Result<(), EditError> {
    let held = draft.column(table, column)?.clone();
    let own = draft.schema().user_type(&held.data_type).cloned();
    let columns = draft.schema().tables.values().flat_map(|one| &one.columns);
    let shared = columns
        .filter(|one| one.data_type.name == held.data_type.name)
        .count()
        > 1;
    draft.say(|| format!("Change the type of {}", held.name));
    if let Some(own) = own.filter(|_| !shared)
        && let UserTypeKind::Enum { labels: now } = &own.kind
    {
        if *now == labels {
            return Ok(());
        }
        let kind = UserTypeKind::Enum { labels };
        return draft.put(UserType {
            kind,
            ..(*own).clone()
        });
    }
    let stem = format!("{}_{}", draft.table(table)?.name, held.name);
    let name = name::numbered(name::cut(&stem, crate::sql::names::MAXIMUM_BYTES), |name| {
        name::free_relation(draft.schema(), "public", name).is_err()
    });
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    super::user_type::create_enum(draft, "public", &name, &labels)?;
    draft.change_column(table, column, |column| {
        column.data_type = DataType::named(&name);
        column.native_type = None;
    })
}

/// Whether a default is a `nextval`.
fn draws_from_sequence(default: &str) -> bool {
    default.to_ascii_lowercase().contains("nextval(")
}

fn make_serial(
    draft: &mut Draft,
    table: TableId,
    column: ColumnId,
    integer: &str,
) -> Result<(), EditError> {
    let holder = draft.table(table)?;
    let held = draft.column(table, column)?;
    let owned = draft
        .schema()
        .sequences
        .values()
        .any(|sequence| sequence.owned_by == Some((table, column)));
    let namespace = holder.schema.clone();
    let data_type = DataType::named(integer);
    if owned && held.default.as_deref().is_some_and(draws_from_sequence) {
        return draft.change_column(table, column, |column| column.data_type = data_type);
    }
    let name = name::of_sequence(draft.schema(), holder, held);
    let sequence = Sequence {
        id: draft.allocate(),
        schema: namespace.clone(),
        name: name.clone(),
        data_type: integer.to_string(),
        options: SequenceOptions::default(),
        owned_by: Some((table, column)),
        unlogged: false,
        from_serial: true,
        comment: None,
    };
    draft.put(sequence)?;
    let default = next_value(&namespace, &name);
    for (table, column) in copies(draft, table, column)? {
        draft.change_column(table, column, |column| {
            column.data_type = data_type.clone();
            column.not_null = true;
            column.identity = None;
            column.generated = None;
            column.collation = None;
            column.default = Some(default.clone());
        })?;
    }
    Ok(())
}

/// The default that draws from a sequence, as PostgreSQL writes it.
pub(super) fn next_value(namespace: &str, name: &str) -> String {
    let qualified = quote::unless_public(namespace, name);
    format!("nextval({}::regclass)", quote::literal(&qualified))
}

/// PostgreSQL refuses to change the type of a partition key column, here and in the tables that are its partitions.
pub(super) fn refuse_partition_key(
    draft: &Draft,
    table: TableId,
    column: ColumnId,
) -> Result<(), EditError> {
    for (table, column) in copies(draft, table, column)? {
        let held = draft.column(table, column)?;
        let is_key = draft
            .table(table)?
            .partitioning
            .as_ref()
            .is_some_and(|partitioning| {
                partitioning.keys.iter().any(|key| match &key.source {
                    IndexKeySource::Column(id) => *id == column,
                    IndexKeySource::Expression(text) => {
                        crate::sql::expression::identifiers(text).contains(&held.name)
                    }
                })
            });
        if is_key {
            return Err(EditError::PartitionKey(held.name.clone()));
        }
    }
    Ok(())
}

/// Refuses pairs of columns that PostgreSQL has no equality for: their families differ.
pub(super) fn comparable(
    draft: &Draft,
    table: TableId,
    columns: &[ColumnId],
    target: &ReferenceTarget,
) -> Result<(), EditError> {
    let ReferenceTarget::Table {
        table: parent,
        columns: referenced,
    } = target
    else {
        return Ok(());
    };
    if columns.len() != referenced.len() {
        return Err(EditError::ColumnCount {
            referencing: columns.len(),
            referenced: referenced.len(),
        });
    }
    for (from, to) in columns.iter().zip(referenced) {
        let from = draft.column(table, *from)?;
        let to = draft.column(*parent, *to)?;
        let (from_family, to_family) =
            (types::family(&from.data_type), types::family(&to.data_type));
        if from_family != to_family && !(is_number(from_family) && is_number(to_family)) {
            return Err(EditError::TypesDiffer {
                from: from.name.clone(),
                from_type: types::short(&from.data_type),
                to: to.name.clone(),
                to_type: types::short(&to.data_type),
            });
        }
    }
    Ok(())
}

/// PostgreSQL compares numbers of any of these types.
fn is_number(family: Family) -> bool {
    matches!(family, Family::Integer | Family::Numeric | Family::Float)
}
