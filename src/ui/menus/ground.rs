//! The menus of the ground, of several things, of areas and notes.

use crate::editor::{Item, Selection, edit};
use crate::layout::{Point, Rect};
use crate::model::{TableId, Tint};
use crate::ui::session::Session;
use crate::ui::widgets::MenuEntry;

use super::{all, entry, entry_as};

/// Empty ground.
pub fn of_ground(session: Session, at: Point) -> Vec<MenuEntry> {
    let mut entries = vec![
        MenuEntry::new("table", "New table here", move || session.place_table(at)).key("T"),
        entry_as(session, "tool-note", "New note"),
        entry_as(session, "tool-area", "New area"),
        MenuEntry::new("", "Paste here", move || session.paste_by_menu(Some(at))).key("Ctrl V"),
        MenuEntry::separator(),
    ];
    entries.extend(all(
        session,
        &[
            "select-all",
            "arrange-all",
            "fit",
            "",
            "show-hidden",
            "labels",
            "borders",
            "saved-views",
        ],
    ));
    entries
}

/// Several things that are selected.
pub fn of_several(session: Session) -> Vec<MenuEntry> {
    all(
        session,
        &[
            "copy",
            "cut",
            "duplicate",
            "copy-sql",
            "",
            "align-left",
            "align-center",
            "align-right",
            "align-top",
            "align-middle",
            "align-bottom",
            "distribute-across",
            "distribute-down",
            "",
            "arrange-selection",
            "relate",
            "focus",
            "keys-only",
            "collapse",
            "pin",
            "hide",
            "",
            "delete",
        ],
    )
}

/// A note or an area.
pub fn of_drawn(session: Session, item: Item) -> Vec<MenuEntry> {
    let words = match item {
        Item::Area(_) => "Rename",
        _ => "Edit text",
    };
    let mut entries = vec![entry_as(session, "rename", words)];
    if let Item::Area(id) = item {
        let within = tables_in(&session, id);
        let none = within.is_empty();
        let chosen = within.clone();
        entries.push(
            MenuEntry::new("cursor", "Select its tables", move || {
                session.select(Selection::tables_of(chosen.clone()));
            })
            .disabled(none),
        );
        entries.push(
            MenuEntry::new("layout", "Arrange its tables", move || {
                session.select(Selection::tables_of(within.clone()));
                session.run_command("arrange-selection");
            })
            .disabled(none),
        );
    }
    entries.push(MenuEntry::separator());
    entries.extend(tints(session, item));
    entries.push(MenuEntry::separator());
    entries.extend(all(session, &["copy", "cut", ""]));
    entries.push(entry(session, "delete"));
    entries
}

/// The colours it can have.
fn tints(session: Session, item: Item) -> Vec<MenuEntry> {
    let now = session.document(|document| match item {
        Item::Area(id) => document.areas.get(&id).map(|area| area.tint),
        Item::Note(id) => document.notes.get(&id).map(|note| note.tint),
        Item::Object(_) => None,
    });
    Tint::ALL
        .into_iter()
        .map(|tint| {
            MenuEntry::new("", tint.title(), move || {
                session.edit(|draft| edit::set_tint(draft, &[item], tint));
            })
            .checked(now == Some(tint))
        })
        .collect()
}

fn tables_in(session: &Session, id: crate::model::AreaId) -> Vec<TableId> {
    let rect = session.document(|document| {
        let area = document.areas.get(&id)?;
        Some(Rect::new(area.x, area.y, area.width, area.height))
    });
    let Some(rect) = rect else { return Vec::new() };
    session.drawing(|drawing| {
        drawing
            .cards()
            .filter(|card| rect.contains(card.rect.center()))
            .map(|card| card.table)
            .collect()
    })
}
