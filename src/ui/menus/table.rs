//! The menus of tables and columns.

use leptos::prelude::Set;

use crate::editor::edit;
use crate::model::{ColumnId, ObjectRef, RowSecurity, TableId, TenancyClass};
use crate::ui::interface::Dialog;
use crate::ui::session::Session;
use crate::ui::widgets::{MenuEntry, TENANCY_CLASSES, icon_of_tenancy};

use super::{all, entry, entry_as};

/// One table.
pub fn of_table(session: Session, table: TableId) -> Vec<MenuEntry> {
    let drawn = session.drawing(|drawing| drawing.card(table).is_some());
    let mut entries = vec![];
    if drawn {
        entries.push(entry(session, "rename"));
    } else {
        entries.push(MenuEntry::new("focus", "Show on the canvas", move || {
            session.edit(|draft| edit::set_hidden(draft, &[table], false));
            session.go_to(ObjectRef::Table(table));
        }));
    }
    entries.push(entry(session, "add-column"));
    entries.push(entry_as(session, "tool-relate", "Draw a relationship"));
    entries.push(MenuEntry::separator());
    entries.extend(all(session, &["copy", "cut", "duplicate", "copy-sql", ""]));
    entries.extend(classes(session, table));
    entries.push(MenuEntry::separator());
    entries.push(row_security(session, table));
    entries.push(MenuEntry::new(
        "t-bridge",
        "Follow a deletion…",
        move || {
            session.interface.dialog.set(Some(Dialog::Deletion(table)));
        },
    ));
    entries.push(MenuEntry::separator());
    entries.extend(looks(session, table));
    entries.push(MenuEntry::separator());
    entries.push(entry_as(session, "delete", "Delete table"));
    entries
}

/// How its card is shown.
fn looks(session: Session, table: TableId) -> Vec<MenuEntry> {
    let placement = session.document(|document| document.placements.get(&table).cloned());
    let placement = placement.unwrap_or_default();
    let either = |is: bool, yes: &'static str, no: &'static str| if is { yes } else { no };
    let mut entries = vec![
        entry_as(session, "focus", "Focus on it"),
        entry_as(
            session,
            "keys-only",
            either(
                placement.keys_only && !placement.collapsed,
                "Show all rows",
                "Show keys only",
            ),
        ),
        entry_as(
            session,
            "collapse",
            either(
                placement.collapsed,
                "Show the columns",
                "Collapse to the name",
            ),
        ),
        entry_as(
            session,
            "pin",
            either(placement.pinned, "Unpin", "Pin in place"),
        ),
        entry_as(session, "hide", "Hide"),
    ];
    if !session.drawing(|drawing| drawing.hubs_of(table).is_empty()) {
        entries.push(entry_as(
            session,
            "hubs",
            "Fold or unfold its relationships",
        ));
    }
    entries
}

fn classes(session: Session, table: TableId) -> Vec<MenuEntry> {
    let chosen = session.document(|document| document.tenancy.classes.get(&table).copied());
    let class = session.review(|review| review.tenancy().class(table));
    let mut entries: Vec<MenuEntry> = TENANCY_CLASSES
        .iter()
        .filter(|class| **class != TenancyClass::Unclassified)
        .map(|choice| {
            let choice = *choice;
            MenuEntry::new(icon_of_tenancy(choice), choice.title(), move || {
                session.edit(|draft| edit::set_class(draft, table, Some(choice)));
            })
            .checked(class == choice)
        })
        .collect();
    if chosen.is_some() {
        entries.push(entry_as(session, "class-inferred", "Infer the class again"));
    }
    entries
}

fn row_security(session: Session, table: TableId) -> MenuEntry {
    let on = session
        .table_now(table)
        .is_some_and(|table| table.row_security.enabled);
    let (icon, words) = match on {
        true => ("shieldoff", "Disable row security"),
        false => ("shield", "Enable and force row security"),
    };
    MenuEntry::new(icon, words, move || {
        let security = RowSecurity {
            enabled: !on,
            forced: !on,
        };
        session.edit(|draft| edit::set_row_security(draft, table, security));
    })
}

/// A column.
pub fn of_column(session: Session, table: TableId, column: ColumnId) -> Vec<MenuEntry> {
    let not_null = session
        .table_now(table)
        .is_some_and(|table| table.column(column).is_some_and(|column| column.not_null));
    let keys: Vec<MenuEntry> = vec![
        MenuEntry::new("key", "Make it the primary key", move || {
            session.edit(|draft| edit::set_primary_key(draft, table, &[column]));
        }),
        MenuEntry::new("unique", "Make it unique", move || {
            session.edit(|draft| edit::add_unique(draft, table, &[column]));
        }),
        MenuEntry::new("index", "Add an index", move || {
            session.edit(|draft| edit::add_index(draft, table, &[column]));
        }),
    ];
    let mut entries = vec![
        entry(session, "rename"),
        entry_as(session, "edit-type", "Change the type"),
        entry_as(
            session,
            "not-null",
            if not_null {
                "Allow null"
            } else {
                "Refuse null"
            },
        ),
        MenuEntry::new("plus", "Add column below", move || {
            add_below(&session, table, column);
        }),
        MenuEntry::separator(),
    ];
    entries.extend(keys);
    entries.push(entry_as(session, "tool-relate", "Draw a relationship"));
    entries.push(MenuEntry::separator());
    entries.push(entry_as(session, "nudge-up", "Move up"));
    entries.push(entry_as(session, "nudge-down", "Move down"));
    entries.push(MenuEntry::separator());
    entries.push(entry_as(session, "delete", "Delete column"));
    entries
}

fn add_below(session: &Session, table: TableId, column: ColumnId) {
    let position = session
        .table_now(table)
        .and_then(|table| table.columns.iter().position(|other| other.id == column));
    let below = position.map(|position| position + 1);
    let made = session.edit(|draft| edit::add_column(draft, table, None, None, below));
    if let Some(made) = made {
        let object = ObjectRef::Column(table, made);
        session.go_to(object);
        session.naming.set(Some(object));
    }
}
