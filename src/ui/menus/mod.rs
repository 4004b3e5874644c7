//! Context menus, whatever they were asked for on: the canvas, the explorer, a grid.

mod ground;
mod object;
mod table;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::editor::command;
use crate::editor::{Item, Selection};
use crate::model::ObjectRef;
use crate::ui::interface::MenuOf;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Menu, MenuEntry};

/// Opens the menu of an object that is listed somewhere. What is part of the selection keeps it.
pub fn ask_menu(session: &Session, object: ObjectRef, event: &MouseEvent) {
    event.prevent_default();
    event.stop_propagation();
    if !session.editor(|editor| editor.selection().contains(object)) {
        session.select(Selection::one(object));
    }
    let place = (f64::from(event.client_x()), f64::from(event.client_y()));
    session
        .interface
        .open_menu(place, MenuOf::Item(Item::Object(object)));
}

/// The menu that is open.
#[component]
pub fn ContextMenu() -> impl IntoView {
    let session = use_session();
    let menu = session.interface.menu;
    let asked = menu.get_untracked();
    let open = RwSignal::new(asked.is_some());
    Effect::new(move |_| {
        if !open.get() && menu.get_untracked().is_some() {
            menu.set(None);
        }
    });
    let (left, top) = asked.map_or((0.0, 0.0), |asked| asked.place);
    let entries = asked.map_or_else(Vec::new, |asked| entries(session, asked.of));
    view! {
        <Menu
            open=open
            label=label_of(asked.map(|asked| asked.of))
            left=Signal::stored(left)
            top=Signal::stored(top)
            entries=Signal::derive(move || entries.clone())
        />
    }
}

fn label_of(of: Option<MenuOf>) -> &'static str {
    match of {
        Some(MenuOf::Item(Item::Object(ObjectRef::Table(_)))) => "Table",
        Some(MenuOf::Item(Item::Object(ObjectRef::Column(..)))) => "Column",
        Some(MenuOf::Item(Item::Object(ObjectRef::Constraint(..)))) => "Relationship",
        Some(MenuOf::Item(Item::Object(_))) => "Object",
        Some(MenuOf::Item(Item::Note(_))) => "Note",
        Some(MenuOf::Item(Item::Area(_))) => "Area",
        Some(MenuOf::Ground(_)) | None => "Canvas",
    }
}

fn entries(session: Session, of: MenuOf) -> Vec<MenuEntry> {
    let several = session.editor(|editor| {
        let selection = editor.selection();
        let counted = selection.len() > 1;
        counted
            && match of {
                MenuOf::Item(item) => {
                    selection.contains(item)
                        || matches!(item, Item::Object(object) if object.table().is_some_and(|table| selection.contains(table)))
                }
                MenuOf::Ground(_) => false,
            }
    });
    match of {
        MenuOf::Ground(at) => ground::of_ground(session, at),
        MenuOf::Item(_) if several => ground::of_several(session),
        MenuOf::Item(Item::Object(ObjectRef::Table(table))) => table::of_table(session, table),
        MenuOf::Item(Item::Object(ObjectRef::Column(table, column))) => {
            table::of_column(session, table, column)
        }
        MenuOf::Item(Item::Object(ObjectRef::Constraint(table, constraint))) => {
            object::of_constraint(session, table, constraint)
        }
        MenuOf::Item(Item::Object(object)) => object::of_object(session, object),
        MenuOf::Item(item) => ground::of_drawn(session, item),
    }
}

/// The entry of a command: its words, keys and icon come from its record.
fn entry(session: Session, id: &'static str) -> MenuEntry {
    let Some(command) = command::find(id) else {
        return MenuEntry::separator();
    };
    let made = MenuEntry::new(command.icon, command.title, move || session.run_command(id))
        .key(command.keys().unwrap_or_default())
        .disabled(!session.editor(|editor| command.enabled(editor)));
    match id {
        "delete" => made.danger(),
        _ => made,
    }
}

/// The same under words that fit what the menu is of.
fn entry_as(session: Session, id: &'static str, words: &str) -> MenuEntry {
    entry(session, id).titled(words)
}

fn all(session: Session, ids: &[&'static str]) -> Vec<MenuEntry> {
    ids.iter()
        .map(|id| match *id {
            "" => MenuEntry::separator(),
            id => entry(session, id),
        })
        .collect()
}
