//! The cells of a column's row, edited in place; the inspector and the grid of tables share them.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{ColumnId, Dialect, Table};
use crate::rules::Severity;
use crate::sql::foreign::{shown_type, typed};
use crate::sql::types;
use crate::ui::session::use_session;
use crate::ui::widgets::{CheckField, Icon, TextField, class_of_severity};

use super::handle::Handle;

/// The id of the list of types that fields of a type offer.
pub const TYPE_LIST: &str = "types";

/// The types a column may have: the usual ones and the schema's own.
#[component]
pub fn TypeList() -> impl IntoView {
    let session = use_session();
    let own = Memo::new(move |_| {
        session.track_list();
        session.document(|document| {
            let types = document.schema.types.values();
            types
                .map(|one| crate::sql::writer::type_reference(one))
                .collect::<Vec<_>>()
        })
    });
    let common = Memo::new(move |_| {
        session.track_settings();
        match session.document(|document| document.settings.dialect) {
            Dialect::Postgresql => types::COMMON,
            Dialect::Mysql => typed::COMMON_OF_MYSQL,
            Dialect::Sqlite => typed::COMMON_OF_SQLITE,
        }
    });
    view! {
        <datalist id=TYPE_LIST>
            {move || common.get().iter().map(|name| view! { <option value=*name></option> }).collect_view()}
            {move || own.get().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
        </datalist>
    }
}

/// The key a column carries, as an icon.
#[component]
pub fn KeyCell(handle: Handle, column: ColumnId) -> impl IntoView {
    let mark = handle.read(move |table| key_mark(table, column));
    move || match mark.get() {
        (false, false) => view! { <span class="i"></span> }.into_any(),
        (true, false) => view! { <Icon name="key" class="k-pk" /> }.into_any(),
        (false, true) => view! { <Icon name="fk" class="k-fk" /> }.into_any(),
        (true, true) => view! { <Icon name="pkfk" class="k-pk" /> }.into_any(),
    }
}

/// Whether the column is in the primary key, and in a foreign key.
pub fn key_mark(table: &Table, column: ColumnId) -> (bool, bool) {
    let primary = table.primary_key_columns().contains(&column);
    let foreign = table
        .foreign_keys()
        .any(|(_, key)| key.columns.contains(&column));
    (primary, foreign)
}

/// The name.
#[component]
pub fn NameCell(handle: Handle, column: ColumnId) -> impl IntoView {
    let name = handle.read_column(column, |column| column.name.clone());
    let keep = handle.keep(move |draft, table, text: String| {
        edit::rename_column(draft, table, column, text.trim())
    });
    view! { <TextField value=name label="Name" keep=keep class="n cell" /> }
}

/// The type.
#[component]
pub fn TypeCell(handle: Handle, column: ColumnId) -> impl IntoView {
    let session = handle.session;
    let shown = Memo::new(move |_| {
        session.track_settings();
        let dialect = session.document(|document| document.settings.dialect);
        if dialect != Dialect::Postgresql {
            // The values of an ENUM stand in a type of the schema.
            session.track_list();
        }
        handle.table.with(|table| {
            let column = table.as_deref().and_then(|table| table.column(column));
            let shown = column.map(|column| {
                session.document(|document| shown_type(dialect, &document.schema, column))
            });
            shown.unwrap_or_default()
        })
    });
    let name = handle.read_column(column, |column| column.name.clone());
    let keep = handle
        .keep(move |draft, table, text: String| edit::set_type(draft, table, column, text.trim()));
    let label = Signal::derive(move || format!("Type of {}", name.get()));
    view! { <TextField value=shown label=label keep=keep class="ty cell" list=TYPE_LIST /> }
}

/// Whether a value is required.
#[component]
pub fn NotNullCell(handle: Handle, column: ColumnId) -> impl IntoView {
    let not_null = handle.read_column(column, |column| column.not_null);
    let name = handle.read_column(column, |column| column.name.clone());
    let keep =
        handle.keep(move |draft, table, now: bool| edit::set_not_null(draft, table, column, now));
    let label = Signal::derive(move || format!("{} is not null", name.get()));
    view! { <CheckField checked=not_null label=label keep=keep /> }
}

/// The default, or what stands in its place: identity or generation.
#[component]
pub fn DefaultCell(handle: Handle, column: ColumnId) -> impl IntoView {
    let own = handle.read_column(column, |column| {
        let identity = column.identity.as_ref().map(|_| "identity".to_string());
        let generated = column
            .generated
            .as_ref()
            .map(|one| format!("= {}", one.expression));
        identity.or(generated)
    });
    let default = handle.read_column(column, |column| column.default.clone().unwrap_or_default());
    let name = handle.read_column(column, |column| column.name.clone());
    let keep = handle.keep(move |draft, table, text: String| {
        edit::set_default(draft, table, column, Some(text.trim()))
    });
    let label = Signal::derive(move || format!("Default of {}", name.get()));
    move || match own.get() {
        Some(text) => {
            view! { <span class="df" title=text.clone()>{text.clone()}</span> }.into_any()
        }
        None => {
            view! { <TextField value=default label=label keep=keep class="df cell" /> }.into_any()
        }
    }
}

/// The worst finding on a column, tracked.
pub fn worst_of(handle: Handle, column: ColumnId) -> Memo<Option<Severity>> {
    let session = handle.session;
    Memo::new(move |_| {
        session.track_review();
        session.review(|review| review.marks(handle.id).columns.get(&column).copied())
    })
}

/// The mark of the worst finding on a column; empty without one.
#[component]
pub fn FindingMark(worst: Memo<Option<Severity>>) -> impl IntoView {
    move || {
        worst.get().map(|severity| {
            let class = match severity {
                Severity::Error => "sev error",
                Severity::Warning => "sev warning",
                Severity::Info => "sev info",
            };
            view! { <Icon name=class_of_severity(severity) class=class /> }
        })
    }
}
