//! The properties of views and materialized views.

use super::objects::COMMENT;
use super::{Property, cell, elsewhere, fixed, option_rows, options_of, schemas};
use crate::editor::{Draft, EditError, edit};
use crate::model::{ObjectRef, Schema, View, ViewColumn};
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

fn setting_rows(view: &View) -> Vec<Vec<String>> {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |(column, set): (&String, &ViewColumn)| {
        let target = set.statistics.map(|target| target.to_string());
        let rest = [&set.default, &set.storage, &set.compression];
        let mut row = vec![column.clone()];
        row.extend(rest.into_iter().map(said));
        row.push(target.unwrap_or_default());
        row
    };
    let plain = |set: &ViewColumn| {
        let options = set.options.clone();
        *set == (ViewColumn {
            options,
            ..ViewColumn::default()
        })
    };
    let set = view.column_settings.iter();
    set.filter(|(_, set)| !plain(set)).map(row).collect()
}

/// Puts the settings of columns in place of those there were; attribute options stay.
fn keep_settings(view: &mut View, rows: &[Vec<String>]) -> Result<(), EditError> {
    let old = std::mem::take(&mut view.column_settings);
    for (column, set) in old.into_iter().filter(|(_, set)| !set.options.is_empty()) {
        let options = set.options;
        let kept = ViewColumn {
            options,
            ..ViewColumn::default()
        };
        view.column_settings.insert(column, kept);
    }
    for row in rows.iter().filter(|row| !cell(row, 0).is_empty()) {
        let statistics = edit::statistics_target(cell(row, 4))?;
        let set = view
            .column_settings
            .entry(cell(row, 0).to_string())
            .or_default();
        set.default = super::some(cell(row, 1));
        set.storage = super::some(&cell(row, 2).to_lowercase());
        set.compression = super::some(&cell(row, 3).to_lowercase());
        set.statistics = statistics;
    }
    view.column_settings
        .retain(|_, set| *set != ViewColumn::default());
    Ok(())
}

fn option_rows_of_columns(view: &View) -> Vec<Vec<String>> {
    let of = |(column, set): (&String, &ViewColumn)| -> Vec<Vec<String>> {
        let row =
            |(name, value): &(String, String)| vec![column.clone(), name.clone(), value.clone()];
        set.options.iter().map(row).collect()
    };
    view.column_settings.iter().flat_map(of).collect()
}

fn keep_column_options(view: &mut View, rows: &[Vec<String>]) {
    for set in view.column_settings.values_mut() {
        set.options.clear();
    }
    for row in rows
        .iter()
        .filter(|row| !cell(row, 0).is_empty() && !cell(row, 1).is_empty())
    {
        let set = view
            .column_settings
            .entry(cell(row, 0).to_string())
            .or_default();
        set.options
            .push((cell(row, 1).to_string(), cell(row, 2).to_string()));
    }
    view.column_settings
        .retain(|_, set| *set != ViewColumn::default());
}

/// Gives the columns other names; what is said and set of one follows it, place by place.
fn rename_columns(view: &mut View, columns: Vec<String>) {
    let renamed = |name: String| {
        let place = view.columns.iter().position(|old| *old == name);
        place
            .and_then(|place| columns.get(place).cloned())
            .unwrap_or(name)
    };
    let comments = std::mem::take(&mut view.column_comments);
    let settings = std::mem::take(&mut view.column_settings);
    let comments = comments
        .into_iter()
        .map(|(name, comment)| (renamed(name), comment))
        .collect();
    let settings = settings
        .into_iter()
        .map(|(name, set)| (renamed(name), set))
        .collect();
    view.column_comments = comments;
    view.column_settings = settings;
    view.columns = columns;
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
            change(draft, object, |one| rename_columns(one, columns))
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
    Property::rows(
        "view.column_settings",
        "Column settings",
        "Of a view: the default of rows written through it. Of a materialized view: how long values are stored and compressed, and how much ANALYZE learns of them.",
        &["Column", "Default", "Storage", "Compression", "Statistics"],
        |schema, object| view(schema, object).map(setting_rows),
        |draft, object, rows| match object {
            ObjectRef::View(id) => edit::change_view(draft, id, |one| keep_settings(one, &rows)),
            _ => Err(elsewhere()),
        },
    )
    .more(),
    Property::rows(
        "view.column_options",
        "Column options",
        "What ANALYZE shall take for the number of different values in a column of a materialized view: n_distinct. A negative number is a share of the rows.",
        &["Column", "Name", "Value"],
        |schema, object| view(schema, object).filter(|one| one.materialized).map(option_rows_of_columns),
        |draft, object, rows| change(draft, object, |one| keep_column_options(one, &rows)),
    )
    .more(),
    Property::line(
        "view.cluster_on",
        "Clustered on",
        "The index in whose order CLUSTER writes its rows.",
        "no index",
        |schema, object| view(schema, object).filter(|one| one.materialized).map(|one| one.cluster_on.clone().unwrap_or_default()),
        |draft, object, text| change(draft, object, |one| one.cluster_on = super::some(text)),
    )
    .more(),
    Property::line(
        "view.tablespace",
        "Tablespace",
        "Where on the server its rows lie.",
        "the database's",
        |schema, object| view(schema, object).filter(|one| one.materialized).map(|one| one.tablespace.clone().unwrap_or_default()),
        |draft, object, text| change(draft, object, |one| one.tablespace = super::some(text)),
    )
    .more(),
    Property::line(
        "view.access_method",
        "Access method",
        "How its rows are kept: heap, or what an extension brings.",
        "heap",
        |schema, object| view(schema, object).filter(|one| one.materialized).map(|one| one.access_method.clone().unwrap_or_default()),
        |draft, object, text| change(draft, object, |one| one.access_method = super::some(text).filter(|name| name != "heap")),
    )
    .more(),
    Property::own("view.query", "Query", "What it reads: a SELECT or VALUES, without the final semicolon."),
    Property::own("view.indexes", "Indexes", "Indexes of a materialized view and what is said of them, as statements. A unique one lets it be refreshed while it is read."),
    Property::own("view.triggers", "Triggers", "Triggers of a view and their comments, as statements. INSTEAD OF triggers make it writable."),
];
