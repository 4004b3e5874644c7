//! The properties of columns.

use super::{Property, elsewhere, fixed, option_rows, options_of};
use crate::editor::{EditError, edit};
use crate::model::{Column, ColumnId, Identity, ObjectRef, Schema, TableId};

fn column(schema: &Schema, object: ObjectRef) -> Option<&Column> {
    match object {
        ObjectRef::Column(table, id) => schema.table(table)?.column(id),
        _ => None,
    }
}

fn identity(schema: &Schema, object: ObjectRef) -> Option<&Identity> {
    column(schema, object)?.identity.as_ref()
}

pub(super) fn ids(object: ObjectRef) -> Result<(TableId, ColumnId), EditError> {
    match object {
        ObjectRef::Column(table, id) => Ok((table, id)),
        _ => Err(elsewhere()),
    }
}

fn number(value: Option<i64>) -> Option<String> {
    Some(value.map(|value| value.to_string()).unwrap_or_default())
}

pub(super) const ALL: &[Property] = &[
    Property::own("column.name", "Name", "Its name in the table. Keys, checks, policies and triggers of the table follow a new one."),
    Property::own("column.data_type", "Type", "What values it takes. An array is written with []; a type of another schema with the schema before it."),
    Property::shown(
        "column.native_type",
        "Written as",
        "The type as MySQL or SQLite has it. What is exported for that database says it so, until another type is chosen.",
        |schema, object| column(schema, object)?.native_type.clone(),
    ),
    Property::own("column.not_null", "Not null", "Every row must have a value."),
    Property::own("column.default", "Default", "The expression a row gets its value from when a writer says nothing."),
    Property::prose(
        "column.comment",
        "Comment",
        "What it holds, and for whom. It is kept in the database and stands in the documentation.",
        |schema, object| column(schema, object).map(|one| one.comment.clone().unwrap_or_default()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            edit::set_column_comment(draft, table, column, Some(text))
        },
    ),
    Property::own("column.identity", "Values", "Where values come from. An identity counts by itself; always means that a writer cannot give a number."),
    Property::own("column.generated", "Expression", "The expression over the row's other columns a value is computed from, when the row is written (stored) or read (virtual, PostgreSQL 18)."),
    Property::shown(
        "column.inherited",
        "From",
        "It comes from the parent table and is changed there.",
        |schema, object| column(schema, object)?.inherited.then(|| "the parent table".to_string()),
    ),
    Property::line(
        "column.collation",
        "Collation",
        "How text is sorted and compared, such as \"C\" or \"de-x-icu\".",
        "the database's",
        |schema, object| column(schema, object).map(|one| one.collation.clone().unwrap_or_default()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            edit::set_collation(draft, table, column, text)
        },
    )
    .more(),
    Property::line(
        "column.not_null_name",
        "Not-null name",
        "Name of the constraint by which it is never null. PostgreSQL 18 keeps it; earlier versions have none.",
        "as generated",
        |schema, object| column(schema, object).filter(|one| one.not_null).map(|one| one.not_null_name.clone().unwrap_or_default()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            edit::set_not_null_name(draft, table, column, text)
        },
    )
    .more(),
    Property::flag(
        "column.not_null_no_inherit",
        "Not null here",
        "Tables that inherit from this one may leave it empty (PostgreSQL 18).",
        "not in children",
        |schema, object| column(schema, object).filter(|one| one.not_null).map(|one| one.not_null_no_inherit),
        |draft, object, now| {
            let (table, column) = ids(object)?;
            edit::set_not_null_no_inherit(draft, table, column, now)
        },
    )
    .more(),
    Property::flag(
        "column.not_null_validated",
        "Old rows",
        "Rows that were there before may have no value until the constraint is validated. New ones must have one (PostgreSQL 18).",
        "not checked (NOT VALID)",
        |schema, object| column(schema, object).filter(|one| one.not_null).map(|one| !one.not_null_validated),
        |draft, object, now| {
            let (table, column) = ids(object)?;
            edit::set_not_null_validated(draft, table, column, !now)
        },
    )
    .more(),
    Property::prose(
        "column.not_null_comment",
        "On not null",
        "Comment on the constraint by which it is never null (PostgreSQL 18).",
        |schema, object| column(schema, object).filter(|one| one.not_null).map(|one| one.not_null_comment.clone().unwrap_or_default()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            edit::set_not_null_comment(draft, table, column, text)
        },
    )
    .more(),
    Property::choice(
        "column.storage",
        "Storage",
        "Where long values go: extended compresses them and moves them out of the row, external only moves, main only compresses, plain does neither.",
        |_, _| fixed(&[("", "the type's"), ("extended", "extended"), ("external", "external"), ("main", "main"), ("plain", "plain")]),
        |schema, object| column(schema, object).map(|one| one.storage.clone().unwrap_or_default().to_lowercase()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            edit::set_storage(draft, table, column, text)
        },
    )
    .more(),
    Property::choice(
        "column.compression",
        "Compression",
        "How long values are compressed: pglz packs tighter, lz4 is faster.",
        |_, _| fixed(&[("", "the server's"), ("pglz", "pglz"), ("lz4", "lz4")]),
        |schema, object| column(schema, object).map(|one| one.compression.clone().unwrap_or_default().to_lowercase()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            edit::set_compression(draft, table, column, text)
        },
    )
    .more(),
    Property::line(
        "column.statistics",
        "Statistics",
        "How much ANALYZE learns of its values, 0 to 10000. More makes plans better and planning slower.",
        "the server's",
        |schema, object| column(schema, object).map(|one| one.statistics.map(|target| target.to_string()).unwrap_or_default()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            edit::set_statistics_target(draft, table, column, text)
        },
    )
    .more(),
    Property::rows(
        "column.options",
        "Options",
        "What ANALYZE shall take for its number of different values: n_distinct, and n_distinct_inherited with children. A negative number is a share of the rows.",
        &["Name", "Value"],
        |schema, object| column(schema, object).map(|one| option_rows(&one.options)),
        |draft, object, rows| {
            let (table, column) = ids(object)?;
            edit::set_column_options(draft, table, column, options_of(rows))
        },
    )
    .more(),
    Property::line(
        "column.identity.sequence_name",
        "Sequence",
        "Name of the sequence behind the identity.",
        "table_column_seq",
        |schema, object| identity(schema, object).map(|one| one.sequence_name.clone().unwrap_or_default()),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            let name = super::some(text);
            edit::change_identity(draft, table, column, |one| {
                one.sequence_name = name;
                Ok(())
            })
        },
    )
    .more(),
    Property::line(
        "column.identity.start",
        "Starts at",
        "The first number the identity gives.",
        "1",
        |schema, object| identity(schema, object).and_then(|one| number(one.options.start)),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            let value = edit::sequence_number(text)?;
            edit::change_identity(draft, table, column, |one| { one.options.start = value; Ok(()) })
        },
    )
    .more(),
    Property::line(
        "column.identity.increment",
        "Steps by",
        "How far one number is from the next; less than zero counts down.",
        "1",
        |schema, object| identity(schema, object).and_then(|one| number(one.options.increment)),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            let value = edit::sequence_number(text)?;
            edit::change_identity(draft, table, column, |one| { one.options.increment = value; Ok(()) })
        },
    )
    .more(),
    Property::line(
        "column.identity.minimum",
        "At least",
        "The smallest number the identity gives.",
        "1",
        |schema, object| identity(schema, object).and_then(|one| number(one.options.minimum)),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            let value = edit::sequence_number(text)?;
            edit::change_identity(draft, table, column, |one| { one.options.minimum = value; Ok(()) })
        },
    )
    .more(),
    Property::line(
        "column.identity.maximum",
        "At most",
        "The greatest number the identity gives.",
        "what the type holds",
        |schema, object| identity(schema, object).and_then(|one| number(one.options.maximum)),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            let value = edit::sequence_number(text)?;
            edit::change_identity(draft, table, column, |one| { one.options.maximum = value; Ok(()) })
        },
    )
    .more(),
    Property::line(
        "column.identity.cache",
        "Cached",
        "How many numbers a session takes at once. More is faster and leaves gaps.",
        "1",
        |schema, object| identity(schema, object).and_then(|one| number(one.options.cache)),
        |draft, object, text| {
            let (table, column) = ids(object)?;
            let value = edit::sequence_number(text)?;
            edit::change_identity(draft, table, column, |one| { one.options.cache = value; Ok(()) })
        },
    )
    .more(),
    Property::flag(
        "column.identity.cycle",
        "At the end",
        "After the last number it begins again, instead of refusing rows.",
        "begins again",
        |schema, object| identity(schema, object).map(|one| one.options.cycle),
        |draft, object, now| {
            let (table, column) = ids(object)?;
            edit::change_identity(draft, table, column, |one| { one.options.cycle = now; Ok(()) })
        },
    )
    .more(),
];
