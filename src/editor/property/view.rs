//! The properties of views and materialized views.

use super::objects::COMMENT;
use super::{Property, cell, elsewhere, fixed, option_rows, options_of, schemas};
use crate::editor::{Draft, EditError, edit};
use crate::model::{ObjectRef, Schema, View};
use crate::sql::quote;

fn view(schema: &Schema, object: ObjectRef) -> Option<&View> {
    match object {
        ObjectRef::View(id) => schema.views.get(&id).map(|one| &**one),
        _ => None,
    }
}

fn change(
    draft: &mut Draft,
    object: ObjectRef,
    change: impl FnOnce(&mut View),
) -> Result<(), EditError> {
    match object {
        ObjectRef::View(id) => edit::change_view(draft, id, |one| {
            change(one);
            Ok(())
        }),
        _ => Err(elsewhere()),
    }
}

pub(super) const ALL: &[Property] = &[
    Property::line(
        "view.name",
        "Name",
        "Its name in its schema.",
        "",
        |schema, object| view(schema, object).map(|one| one.name.clone()),
        |draft, object, text| change(draft, object, |one| one.name = text.to_string()),
    ),
    Property::choice(
        "view.schema",
        "Schema",
        "The schema it stands in.",
        |schema, object| schemas(schema, view(schema, object).map_or("public", |one| &one.schema)),
        |schema, object| view(schema, object).map(|one| one.schema.clone()),
        |draft, object, text| change(draft, object, |one| one.schema = text.to_string()),
    ),
    Property::prose(
        "view.comment",
        "Comment",
        COMMENT,
        |schema, object| view(schema, object).map(|one| one.comment.clone().unwrap_or_default()),
        |draft, object, text| edit::set_comment(draft, object, Some(text)),
    ),
    Property::flag(
        "view.materialized",
        "Materialized",
        "It keeps the rows it read when it was last refreshed, and can have indexes. A plain view reads anew each time.",
        "keeps its rows",
        |schema, object| view(schema, object).map(|one| one.materialized),
        |draft, object, now| change(draft, object, |one| one.materialized = now),
    ),
    Property::flag(
        "view.with_data",
        "Filled",
        "It reads its rows when it is created. Otherwise it cannot be read before its first refresh.",
        "when it is created",
        |schema, object| view(schema, object).filter(|one| one.materialized).map(|one| one.with_data),
        |draft, object, now| change(draft, object, |one| one.with_data = now),
    ),
    Property::choice(
        "view.check_option",
        "Check",
        "Whether rows written through it must be rows it shows, by its own condition (local) or by those of the views it reads too (cascaded).",
        |_, _| fixed(&[("", "not checked"), ("LOCAL CHECK OPTION", "local"), ("CASCADED CHECK OPTION", "cascaded")]),
        |schema, object| view(schema, object).filter(|one| !one.materialized).map(|one| {
            match one.check_option.as_deref().map(str::to_uppercase).as_deref() {
                None => "",
                Some("LOCAL CHECK OPTION") => "LOCAL CHECK OPTION",
                Some(_) => "CASCADED CHECK OPTION",
            }
            .to_string()
        }),
        |draft, object, text| change(draft, object, |one| one.check_option = super::some(text)),
    ),
    Property::line(
        "view.columns",
        "Columns",
        "Names of its columns, parted by commas.",
        "those of its query",
        |schema, object| view(schema, object).map(|one| quote::list(&one.columns)),
        |draft, object, text| {
            let columns = edit::names_of(text);
            change(draft, object, |one| one.columns = columns)
        },
    )
    .more(),
    Property::flag(
        "view.recursive",
        "Recursive",
        "Its query reads the view itself. Its columns must be named.",
        "reads itself",
        |schema, object| view(schema, object).filter(|one| !one.materialized).map(|one| one.recursive),
        |draft, object, now| change(draft, object, |one| one.recursive = now),
    )
    .more(),
    Property::rows(
        "view.options",
        "Parameters",
        "security_invoker checks rights and row security as whoever reads (PostgreSQL 15); security_barrier keeps conditions of the reader from rows it hides.",
        &["Name", "Value"],
        |schema, object| view(schema, object).map(|one| option_rows(&one.options)),
        |draft, object, rows| {
            let options = options_of(rows);
            change(draft, object, |one| one.options = options)
        },
    )
    .more(),
    Property::rows(
        "view.column_comments",
        "Column comments",
        "What each of its columns holds.",
        &["Column", "Comment"],
        |schema, object| view(schema, object).map(|one| one.column_comments.iter().map(|(column, comment)| vec![column.clone(), comment.clone()]).collect()),
        |draft, object, rows| {
            let comments = rows
                .iter()
                .filter(|row| !cell(row, 0).is_empty() && !cell(row, 1).is_empty())
                .map(|row| (cell(row, 0).to_string(), cell(row, 1).to_string()))
                .collect();
            change(draft, object, |one| one.column_comments = comments)
        },
    )
    .more(),
    Property::own("view.query", "Query", "What it reads: a SELECT or VALUES, without the final semicolon."),
    Property::own("view.indexes", "Indexes", "Indexes of a materialized view, as their statements. A unique one lets it be refreshed while it is read."),
    Property::own("view.triggers", "Triggers", "Triggers of a view, as their statements: INSTEAD OF triggers make it writable."),
];
