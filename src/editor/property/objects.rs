//! The properties of schemas, extensions, sequences, statistics objects and statements kept as written.

use super::{Property, elsewhere, fixed, schemas};
use crate::editor::{Draft, EditError, edit};
use crate::model::{Extension, Namespace, ObjectRef, Schema, Sequence, Statistics, Verbatim};

fn namespace(schema: &Schema, object: ObjectRef) -> Option<&Namespace> {
    match object {
        ObjectRef::Namespace(id) => schema.namespaces.get(&id).map(|one| &**one),
        _ => None,
    }
}

fn extension(schema: &Schema, object: ObjectRef) -> Option<&Extension> {
    match object {
        ObjectRef::Extension(id) => schema.extensions.get(&id).map(|one| &**one),
        _ => None,
    }
}

fn sequence(schema: &Schema, object: ObjectRef) -> Option<&Sequence> {
    match object {
        ObjectRef::Sequence(id) => schema.sequences.get(&id).map(|one| &**one),
        _ => None,
    }
}

fn statistics(schema: &Schema, object: ObjectRef) -> Option<&Statistics> {
    match object {
        ObjectRef::Statistics(id) => schema.statistics.get(&id).map(|one| &**one),
        _ => None,
    }
}

fn verbatim(schema: &Schema, object: ObjectRef) -> Option<&Verbatim> {
    match object {
        ObjectRef::Verbatim(id) => schema.verbatim.get(&id).map(|one| &**one),
        _ => None,
    }
}

/// What a comment is, for every kind of object.
pub(super) const COMMENT: &str =
    "What it is for, for people. It is kept in the database and stands in the documentation.";

fn comment(draft: &mut Draft, object: ObjectRef, text: &str) -> Result<(), EditError> {
    edit::set_comment(draft, object, Some(text))
}

pub(super) const NAMESPACE: &[Property] = &[
    Property::line(
        "namespace.name",
        "Name",
        "Its name in the database. What stands in it moves along, and what names it follows; bodies of functions do not.",
        "",
        |schema, object| namespace(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match object {
            ObjectRef::Namespace(id) => edit::rename_namespace(draft, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::prose(
        "namespace.comment",
        "Comment",
        COMMENT,
        |schema, object| {
            namespace(schema, object).map(|one| one.comment.clone().unwrap_or_default())
        },
        comment,
    ),
];

fn in_extension(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut Extension),
) -> Result<(), EditError> {
    match object {
        ObjectRef::Extension(id) => edit::change_extension(draft, id, |one| {
            change(one);
            Ok(())
        }),
        _ => Err(elsewhere()),
    }
}

pub(super) const EXTENSION: &[Property] = &[
    Property::line(
        "extension.name",
        "Name",
        "The extension's own name, such as pgcrypto. The server must have it.",
        "",
        |schema, object| extension(schema, object).map(|one| one.name.clone()),
        |draft, object, text| in_extension(draft, object, |one| one.name = text.to_string()),
    ),
    Property::line(
        "extension.schema",
        "Schema",
        "The schema its objects are put into.",
        "the first of the search path",
        |schema, object| {
            extension(schema, object).map(|one| one.schema.clone().unwrap_or_default())
        },
        |draft, object, text| in_extension(draft, object, |one| one.schema = super::some(text)),
    ),
    Property::line(
        "extension.version",
        "Version",
        "The version that is installed. Other servers may not have it, so it is best left open.",
        "the server's",
        |schema, object| {
            extension(schema, object).map(|one| one.version.clone().unwrap_or_default())
        },
        |draft, object, text| in_extension(draft, object, |one| one.version = super::some(text)),
    ),
    Property::flag(
        "extension.cascade",
        "Needs",
        "The extensions it depends on are installed with it.",
        "installed with it",
        |schema, object| extension(schema, object).map(|one| one.cascade),
        |draft, object, now| in_extension(draft, object, |one| one.cascade = now),
    ),
    Property::prose(
        "extension.comment",
        "Comment",
        COMMENT,
        |schema, object| {
            extension(schema, object).map(|one| one.comment.clone().unwrap_or_default())
        },
        comment,
    ),
];

fn in_sequence(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut Sequence),
) -> Result<(), EditError> {
    match object {
        ObjectRef::Sequence(id) => edit::change_sequence(draft, id, |one| {
            change(one);
            Ok(())
        }),
        _ => Err(elsewhere()),
    }
}

fn number(value: Option<i64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub(super) const SEQUENCE: &[Property] = &[
    Property::line(
        "sequence.name",
        "Name",
        "Its name in its schema. Defaults that draw from it follow.",
        "",
        |schema, object| sequence(schema, object).map(|one| one.name.clone()),
        |draft, object, text| in_sequence(draft, object, |one| one.name = text.to_string()),
    ),
    Property::choice(
        "sequence.schema",
        "Schema",
        "The schema it stands in: that of the table that owns it, where one does.",
        |schema, object| {
            schemas(
                schema,
                sequence(schema, object).map_or("public", |one| &one.schema),
            )
        },
        |schema, object| sequence(schema, object).map(|one| one.schema.clone()),
        |draft, object, text| in_sequence(draft, object, |one| one.schema = text.to_string()),
    ),
    Property::choice(
        "sequence.data_type",
        "Type",
        "The numbers it can give: smallint to 32,767, integer to 2.1 thousand million, bigint without an end to speak of.",
        |_, _| {
            fixed(&[
                ("bigint", "bigint"),
                ("integer", "integer"),
                ("smallint", "smallint"),
            ])
        },
        |schema, object| sequence(schema, object).map(|one| one.data_type.clone()),
        |draft, object, text| in_sequence(draft, object, |one| one.data_type = text.to_string()),
    ),
    Property::line(
        "sequence.options.start",
        "Starts at",
        "The first number it gives.",
        "1",
        |schema, object| sequence(schema, object).map(|one| number(one.options.start)),
        |draft, object, text| {
            let value = edit::sequence_number(text)?;
            in_sequence(draft, object, |one| one.options.start = value)
        },
    ),
    Property::line(
        "sequence.options.increment",
        "Steps by",
        "How far one number is from the next; less than zero counts down.",
        "1",
        |schema, object| sequence(schema, object).map(|one| number(one.options.increment)),
        |draft, object, text| {
            let value = edit::sequence_number(text)?;
            in_sequence(draft, object, |one| one.options.increment = value)
        },
    ),
    Property::line(
        "sequence.options.minimum",
        "At least",
        "The smallest number it gives.",
        "1",
        |schema, object| sequence(schema, object).map(|one| number(one.options.minimum)),
        |draft, object, text| {
            let value = edit::sequence_number(text)?;
            in_sequence(draft, object, |one| one.options.minimum = value)
        },
    ),
    Property::line(
        "sequence.options.maximum",
        "At most",
        "The greatest number it gives.",
        "what the type holds",
        |schema, object| sequence(schema, object).map(|one| number(one.options.maximum)),
        |draft, object, text| {
            let value = edit::sequence_number(text)?;
            in_sequence(draft, object, |one| one.options.maximum = value)
        },
    ),
    Property::line(
        "sequence.options.cache",
        "Cached",
        "How many numbers a session takes at once. More is faster and leaves gaps.",
        "1",
        |schema, object| sequence(schema, object).map(|one| number(one.options.cache)),
        |draft, object, text| {
            let value = edit::sequence_number(text)?;
            in_sequence(draft, object, |one| one.options.cache = value)
        },
    ),
    Property::flag(
        "sequence.options.cycle",
        "At the end",
        "After the last number it begins again, instead of refusing.",
        "begins again",
        |schema, object| sequence(schema, object).map(|one| one.options.cycle),
        |draft, object, now| in_sequence(draft, object, |one| one.options.cycle = now),
    ),
    Property::line(
        "sequence.owned_by",
        "Owned by",
        "The column, as table.column, that takes it along when it is dropped.",
        "no column",
        |schema, object| {
            let owner = sequence(schema, object)?.owned_by;
            let name = owner
                .and_then(|(table, column)| schema.display_name(ObjectRef::Column(table, column)));
            Some(name.unwrap_or_default())
        },
        |draft, object, text| {
            let owner = match text.trim() {
                "" => None,
                text => Some(edit::column_at(draft, text)?),
            };
            in_sequence(draft, object, |one| one.owned_by = owner)
        },
    ),
    Property::flag(
        "sequence.unlogged",
        "Unlogged",
        "Its state is not written to the log and begins anew after a crash (PostgreSQL 15).",
        "begins anew after a crash",
        |schema, object| sequence(schema, object).map(|one| one.unlogged),
        |draft, object, now| in_sequence(draft, object, |one| one.unlogged = now),
    ),
    Property::prose(
        "sequence.comment",
        "Comment",
        COMMENT,
        |schema, object| {
            sequence(schema, object).map(|one| one.comment.clone().unwrap_or_default())
        },
        comment,
    ),
];

pub(super) const STATISTICS: &[Property] = &[
    Property::line(
        "statistics.name",
        "Name",
        "Its name in its schema.",
        "",
        |schema, object| statistics(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match (
            object,
            statistics(draft.schema(), object).map(|one| one.schema.clone()),
        ) {
            (ObjectRef::Statistics(id), Some(schema)) => {
                edit::rename_statistics(draft, id, &schema, text)
            }
            _ => Err(elsewhere()),
        },
    ),
    Property::choice(
        "statistics.schema",
        "Schema",
        "The schema it stands in.",
        |schema, object| {
            schemas(
                schema,
                statistics(schema, object).map_or("public", |one| &one.schema),
            )
        },
        |schema, object| statistics(schema, object).map(|one| one.schema.clone()),
        |draft, object, text| match (
            object,
            statistics(draft.schema(), object).map(|one| one.name.clone()),
        ) {
            (ObjectRef::Statistics(id), Some(name)) => {
                edit::rename_statistics(draft, id, text, &name)
            }
            _ => Err(elsewhere()),
        },
    ),
    Property::line(
        "statistics.target",
        "Target",
        "How much of the table ANALYZE samples for it, 0 to 10000. Blank is the greatest of its columns' own.",
        "that of its columns",
        |schema, object| {
            let target = statistics(schema, object)?.target;
            Some(target.map(|target| target.to_string()).unwrap_or_default())
        },
        |draft, object, text| match object {
            ObjectRef::Statistics(id) => edit::set_target_of_statistics(draft, id, text),
            _ => Err(elsewhere()),
        },
    ),
    Property::prose(
        "statistics.comment",
        "Comment",
        COMMENT,
        |schema, object| {
            statistics(schema, object).map(|one| one.comment.clone().unwrap_or_default())
        },
        comment,
    ),
    Property::own(
        "statistics.definition",
        "Definition",
        "What ANALYZE learns of several columns together, so that plans reckon with values that go together: ndistinct, dependencies, mcv.",
    ),
];

pub(super) const VERBATIM: &[Property] = &[
    Property::line(
        "verbatim.kind",
        "Kind",
        "What the statement makes, in words. It is exported as it is written, in an order that loads.",
        "rule",
        |schema, object| verbatim(schema, object).map(|one| one.kind.clone()),
        |draft, object, text| match (
            object,
            verbatim(draft.schema(), object).map(|one| one.name.clone()),
        ) {
            (ObjectRef::Verbatim(id), Some(name)) => {
                edit::set_verbatim_head(draft, id, text, &name)
            }
            _ => Err(elsewhere()),
        },
    ),
    Property::line(
        "verbatim.name",
        "Name",
        "What it makes is called. It is for the lists alone; the statement says its own name, and brings it along when it changes.",
        "no name",
        |schema, object| verbatim(schema, object).map(|one| one.name.clone()),
        |draft, object, text| match (
            object,
            verbatim(draft.schema(), object).map(|one| one.kind.clone()),
        ) {
            (ObjectRef::Verbatim(id), Some(kind)) => {
                edit::set_verbatim_head(draft, id, &kind, text)
            }
            _ => Err(elsewhere()),
        },
    ),
    Property::own(
        "verbatim.sql",
        "Statement",
        "The statement word for word, so nothing of it is lost. A new text is read again: what can be taken apart then becomes an object of its own, the rest stays as written.",
    ),
];
