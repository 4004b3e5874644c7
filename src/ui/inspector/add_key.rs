//! Adding a key or a check to a table.

use leptos::prelude::*;

use crate::editor::{EditError, Selection, edit};
use crate::model::{ColumnId, ConstraintId, ObjectRef, TableId};
use crate::ui::session::Session;
use crate::ui::widgets::{Icon, Menu, MenuEntry, TextField};

use super::handle::Handle;

/// The id of the list of tables that a foreign key could refer to.
const TABLE_LIST: &str = "tables-with-keys";

/// The button with its menu. `asking` opens the field of a foreign key's table.
#[component]
pub fn AddButton(handle: Handle, asking: RwSignal<bool>) -> impl IntoView {
    let open = RwSignal::new(false);
    let place = RwSignal::new((0.0, 0.0));
    view! {
        <button
            class="ib s"
            aria-label="Add a key or check"
            title="Add a key or check"
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            on:click=move |event| {
                place.set(super::below(&event));
                open.update(|open| *open = !*open);
            }
        >
            <Icon name="plus" />
        </button>
        <Menu
            open=open
            label="Add a key or check"
            left=Signal::derive(move || place.get().0)
            top=Signal::derive(move || place.get().1)
            entries=Signal::derive(move || entries(handle, asking))
        />
    }
}

/// The column of this table that is selected.
fn chosen_column(handle: Handle) -> Option<ColumnId> {
    let object = handle
        .session
        .editor(|editor| editor.selection().primary_object())?;
    object
        .column()
        .filter(|_| object.table() == Some(handle.id))
}

/// Opens the pane of a constraint.
fn show(session: &Session, table: TableId, added: Option<ConstraintId>) {
    if let Some(added) = added {
        session.select(Selection::one(ObjectRef::Constraint(table, added)));
    }
}

/// New keys begin with one column, which the pane that opens changes; a check begins with what always holds.
fn entries(handle: Handle, asking: RwSignal<bool>) -> Vec<MenuEntry> {
    let session = handle.session;
    let id = handle.id;
    let table = handle.table.get_untracked();
    let table = table.as_deref();
    let column = chosen_column(handle).or_else(|| table?.columns.first().map(|column| column.id));
    let has_key = table.is_some_and(|table| table.primary_key().is_some());
    vec![
        MenuEntry::new("key", "Primary key", move || {
            let Some(column) = column else { return };
            session.edit(|draft| edit::set_primary_key(draft, id, &[column]));
            let key = session
                .table_now(id)
                .and_then(|table| table.primary_key().map(|key| key.id));
            show(&session, id, key);
        })
        .disabled(has_key || column.is_none()),
        MenuEntry::new("unique", "Unique key", move || {
            let Some(column) = column else { return };
            let added = session.edit(|draft| edit::add_unique(draft, id, &[column]));
            show(&session, id, added);
        })
        .disabled(column.is_none()),
        MenuEntry::new("fk", "Foreign key…", move || asking.set(true)),
        MenuEntry::new("check", "Check", move || {
            let added = session.edit(|draft| edit::add_check(draft, id, "true", None));
            show(&session, id, added);
        }),
        MenuEntry::new("cross", "Exclusion", move || {
            let Some(column) = column else { return };
            let added = session.edit(|draft| edit::add_exclusion(draft, id, column));
            show(&session, id, added);
        })
        .disabled(column.is_none()),
    ]
}

/// The field that asks which table a foreign key refers to.
#[component]
pub fn TargetField(handle: Handle, asking: RwSignal<bool>) -> impl IntoView {
    let session = handle.session;
    let names = session.document(|document| {
        let tables = document.schema.tables.values();
        let keyed = tables.filter(|table| table.primary_key().is_some());
        let mut names: Vec<String> = keyed
            .map(|table| table.qualified_name().to_string())
            .collect();
        names.sort();
        names
    });
    let keep = Callback::new(move |text: String| {
        let text = text.trim();
        if text.is_empty() {
            asking.set(false);
            return Ok(());
        }
        let target = session.document(|document| {
            let mut tables = document.schema.tables.values();
            tables
                .find(|table| table.qualified_name().to_string() == text)
                .map(|table| table.id)
        });
        let Some(target) = target else {
            return Err(format!("No table named `{text}`."));
        };
        let related = relate(&session, handle, target).map_err(|error| error.to_string())?;
        asking.set(false);
        show(&session, handle.id, Some(related));
        Ok(())
    });
    request_animation_frame(|| super::focus(".inspector .in-target input"));
    view! {
        <div class="in-target ixkey" on:keydown=move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                asking.set(false);
            }
        }>
            <datalist id=TABLE_LIST>
                {names.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
            <Icon name="fk" class="k-fk" />
            <TextField
                value=Signal::stored(String::new())
                label="Table the foreign key refers to"
                keep=keep
                list=TABLE_LIST
                placeholder="refers to table…"
            />
            <button class="ib s" aria-label="Cancel" title="Cancel (Esc)" on:click=move |_| asking.set(false)><Icon name="cross" /></button>
        </div>
    }
}

/// Relates the selected column where its type fits, and a new column named after the other table where it does not.
fn relate(session: &Session, handle: Handle, target: TableId) -> Result<ConstraintId, EditError> {
    let chosen = chosen_column(handle);
    let result = session.try_edit(|draft| edit::relate(draft, handle.id, chosen, target));
    let result = match result {
        Err(EditError::TypesDiffer { .. }) if chosen.is_some() => {
            session.try_edit(|draft| edit::relate(draft, handle.id, None, target))
        }
        result => result,
    };
    result.map(|related| related.constraint)
}
