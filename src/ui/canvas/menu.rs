//! The context menu of the canvas.

use leptos::prelude::*;

use crate::editor::edit;
use crate::editor::tool::Tool;
use crate::editor::{Item, Selection};
use crate::export::sql;
use crate::model::{ObjectRef, RowSecurity, TableId, TenancyClass};
use crate::platform::clipboard;
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Menu, MenuEntry, TENANCY_CLASSES, icon_of_tenancy};

use super::pointer;
use super::state::{CanvasState, Renaming, use_canvas};

/// The menu, where it was asked for.
#[component]
pub fn CanvasMenu() -> impl IntoView {
    let session = use_session();
    let state = use_canvas();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(state.menu.get().is_some()));
    Effect::new(move |_| {
        if !open.get() && state.menu.get_untracked().is_some() {
            state.menu.set(None);
        }
    });
    let entries = move || match state.menu.get().and_then(|(_, _, item)| item) {
        Some(Item::Object(ObjectRef::Table(table))) => of_table(session, state, table),
        Some(Item::Object(object @ ObjectRef::Column(table, column))) => vec![
            MenuEntry::new("rename", "Rename", move || {
                state.renaming.set(Some(Renaming::Column(table, column)))
            })
            .key("F2"),
            MenuEntry::new("plus", "Add column below", move || {
                add_column_below(&session, table, column)
            }),
            MenuEntry::new("key", "Make it the primary key", move || {
                session.edit(|draft| edit::set_primary_key(draft, table, &[column]));
            }),
            MenuEntry::new("unique", "Make it unique", move || {
                session.edit(|draft| edit::add_unique(draft, table, &[column]));
            }),
            MenuEntry::new("index", "Add an index", move || {
                session.edit(|draft| edit::add_index(draft, table, &[column]));
            }),
            MenuEntry::separator(),
            MenuEntry::new("trash", "Delete column", move || delete(&session, object))
                .key("Del")
                .danger(),
        ],
        Some(Item::Object(object)) => vec![
            MenuEntry::new("focus", "Show in the inspector", move || {
                session.go_to(object)
            }),
            MenuEntry::new("trash", "Delete", move || delete(&session, object))
                .key("Del")
                .danger(),
        ],
        Some(item) => vec![
            MenuEntry::new("rename", "Edit text", move || state.write(item)).key("F2"),
            MenuEntry::new("trash", "Delete", move || session.delete_selection())
                .key("Del")
                .danger(),
        ],
        None => of_ground(session, state),
    };
    view! {
        <Menu
            open=open
            label="Canvas"
            left=Signal::derive(move || state.menu.get().map_or(0.0, |(left, _, _)| left))
            top=Signal::derive(move || state.menu.get().map_or(0.0, |(_, top, _)| top))
            entries=Signal::derive(entries)
        />
    }
}

fn of_ground(session: Session, state: CanvasState) -> Vec<MenuEntry> {
    let at = move || state.menu_point.get_value();
    vec![
        MenuEntry::new("table", "New table here", move || session.place_table(at())).key("T"),
        MenuEntry::new("note", "New note", move || {
            pointer::answer(
                &session,
                &state,
                |editor, _| Ok(editor.set_tool(Tool::Note)),
            );
        })
        .key("N"),
        MenuEntry::separator(),
        MenuEntry::new("cursor", "Select all", move || session.select_all()).key("Ctrl A"),
        MenuEntry::new("layout", "Arrange tables", move || session.arrange()).key("Shift A"),
        MenuEntry::new("fit", "Fit all", move || session.fit_all()).key("Shift 1"),
    ]
}

fn of_table(session: Session, state: CanvasState, table: TableId) -> Vec<MenuEntry> {
    let now = session.table_now(table);
    let security = now
        .as_ref()
        .map_or(RowSecurity::default(), |table| table.row_security);
    let (pinned, collapsed) = session.drawing(|drawing| {
        drawing
            .card(table)
            .map_or((false, false), |card| (card.pinned, card.collapsed))
    });
    let selected = move || session.editor(|editor| editor.selection().tables());
    let chosen = session.document(|document| document.tenancy.classes.get(&table).copied());
    let class = session.review(|review| review.tenancy().class(table));
    let mut entries = vec![
        MenuEntry::new("rename", "Rename", move || {
            state.renaming.set(Some(Renaming::Table(table)))
        })
        .key("F2"),
        MenuEntry::new("plus", "Add column", move || session.add_column(table)).key("Shift Enter"),
        MenuEntry::new("relation", "Draw a relationship", move || {
            pointer::answer(&session, &state, |editor, _| {
                Ok(editor.set_tool(Tool::Relate))
            });
        })
        .key("R"),
        MenuEntry::new("copy", "Duplicate", move || session.duplicate()).key("Ctrl D"),
        MenuEntry::separator(),
    ];
    entries.extend(
        TENANCY_CLASSES
            .iter()
            .filter(|class| **class != TenancyClass::Unclassified)
            .map(|choice| {
                let choice = *choice;
                MenuEntry::new(icon_of_tenancy(choice), choice.title(), move || {
                    session.edit(|draft| edit::set_class(draft, table, Some(choice)));
                })
                .checked(class == choice)
            }),
    );
    if chosen.is_some() {
        entries.push(MenuEntry::new("undo", "Infer the class again", move || {
            session.edit(|draft| edit::set_class(draft, table, None));
        }));
    }
    entries.push(MenuEntry::separator());
    entries.push(MenuEntry::new(
        if security.enabled {
            "shieldoff"
        } else {
            "shield"
        },
        if security.enabled {
            "Disable row security"
        } else {
            "Enable and force row security"
        },
        move || {
            let on = !security.enabled;
            session.edit(|draft| {
                edit::set_row_security(
                    draft,
                    table,
                    RowSecurity {
                        enabled: on,
                        forced: on,
                    },
                )
            });
        },
    ));
    entries.push(MenuEntry::new(
        "pin",
        if pinned { "Unpin" } else { "Pin in place" },
        move || {
            session.edit(|draft| edit::set_pinned(draft, &selected(), !pinned));
        },
    ));
    entries.push(MenuEntry::new(
        "minus",
        if collapsed {
            "Show the columns"
        } else {
            "Collapse to the name"
        },
        move || {
            session.edit(|draft| edit::set_collapsed(draft, &selected(), !collapsed));
        },
    ));
    entries.push(
        MenuEntry::new("layout", "Arrange the selected tables", move || {
            session.arrange()
        })
        .disabled(selected().len() < 2),
    );
    entries.push(MenuEntry::new(
        "t-bridge",
        "Follow a deletion…",
        move || {
            session.interface.dialog.set(Some(Dialog::Deletion(table)));
        },
    ));
    entries.push(MenuEntry::new("sql", "Copy as SQL", move || copy_sql(&session)).key("Ctrl C"));
    entries.push(MenuEntry::separator());
    entries.push(
        MenuEntry::new(
            "trash",
            if selected().len() > 1 {
                "Delete tables"
            } else {
                "Delete table"
            },
            move || session.delete_selection(),
        )
        .key("Del")
        .danger(),
    );
    entries
}

fn add_column_below(session: &Session, table: TableId, column: crate::model::ColumnId) {
    let position = session
        .table_now(table)
        .and_then(|table| table.columns.iter().position(|other| other.id == column));
    session.edit(|draft| {
        edit::add_column(
            draft,
            table,
            None,
            None,
            position.map(|position| position + 1),
        )
    });
}

fn delete(session: &Session, object: ObjectRef) {
    session.select(Selection::one(object));
    session.delete_selection();
}

fn copy_sql(session: &Session) {
    let tables = session.editor(|editor| editor.selection().touched_tables());
    let text = session.document(|document| {
        let chosen = tables
            .iter()
            .filter_map(|table| document.schema.table(*table));
        sql::text_of(&document.schema, chosen.map(|table| &**table))
    });
    let session = *session;
    leptos::task::spawn_local(async move {
        if clipboard::write(&text).await {
            session.interface.tell("SQL copied", false);
        } else {
            session
                .interface
                .complain("The browser refused the clipboard. Open Export and copy from there.");
        }
    });
}

impl Session {
    /// Duplicates the selected tables and selects the copies.
    pub fn duplicate(&self) {
        let tables = self.editor(|editor| editor.selection().tables());
        if tables.is_empty() {
            return;
        }
        if let Some(copies) = self.edit(|draft| edit::duplicate_tables(draft, &tables)) {
            self.select(Selection::tables_of(copies));
        }
    }
}
