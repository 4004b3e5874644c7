//! A table in full: head, tabs, sections, and the pane of the part that is chosen.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::editor::{Selection, edit};
use crate::model::{ColumnId, ObjectRef, RowSecurity, TableId, TenancyClass};
use crate::ui::explorer::{class_of, count_class};
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, Menu, MenuEntry, TextField, class_of_tenancy};

use super::cells::TypeList;
use super::column::ColumnPane;
use super::columns::{Columns, add_column};
use super::constraint::ConstraintPane;
use super::findings::Findings;
use super::handle::Handle;
use super::indexes::{IndexPane, Indexes};
use super::keys::Keys;
use super::properties::{Properties, TableComment};
use super::security::{PolicyPane, Security};
use super::sql::SqlOfTable;
use super::triggers::{TriggerPane, Triggers};

/// The tabs of a table. The one that was chosen stays chosen for the next table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Columns, keys, indexes, ...
    #[default]
    Table,
    /// What was found on it.
    Findings,
    /// The statements that make it.
    Sql,
}

/// A table.
#[component]
pub fn TableInspector(
    /// Which.
    table: TableId,
    /// The part that is chosen, if one is.
    part: Memo<Option<ObjectRef>>,
    /// The tab.
    tab: RwSignal<Tab>,
) -> impl IntoView {
    let handle = Handle::new(use_session(), table);
    // A part was chosen elsewhere: it is edited in the first tab.
    Effect::new(move |before: Option<Option<ObjectRef>>| {
        let now = part.get();
        // Setting it to what it is would make the whole tab anew, under the field that has the focus.
        if before.is_some_and(|before| before != now)
            && now.is_some()
            && tab.get_untracked() != Tab::Table
        {
            tab.set(Tab::Table);
        }
        now
    });
    reveal(part);
    view! {
        <Head handle=handle />
        <Tabs handle=handle tab=tab />
        {move || match tab.get() {
            Tab::Table => view! {
                <TypeList />
                <div class="in-body" role="tabpanel" aria-label="Table">
                    <TableComment handle=handle />
                    <Columns handle=handle />
                    <Keys handle=handle />
                    <Indexes handle=handle />
                    <Security handle=handle />
                    <Triggers handle=handle />
                    <Properties handle=handle />
                </div>
                {move || match part.get() {
                    Some(ObjectRef::Column(_, id)) => view! { <ColumnPane handle=handle column=id /> }.into_any(),
                    Some(ObjectRef::Constraint(_, id)) => view! { <ConstraintPane handle=handle constraint=id /> }.into_any(),
                    Some(ObjectRef::Index(_, id)) => view! { <IndexPane handle=handle index=id /> }.into_any(),
                    Some(ObjectRef::Policy(_, id)) => view! { <PolicyPane handle=handle policy=id /> }.into_any(),
                    Some(ObjectRef::Trigger(_, id)) => view! { <TriggerPane handle=handle trigger=id /> }.into_any(),
                    _ => ().into_any(),
                }}
            }.into_any(),
            Tab::Findings => view! { <Findings handle=handle /> }.into_any(),
            Tab::Sql => view! { <SqlOfTable handle=handle /> }.into_any(),
        }}
    }
}

/// Brings the row of the chosen part into view.
fn reveal(part: Memo<Option<ObjectRef>>) {
    Effect::new(move |_| {
        if part.get().is_none() {
            return;
        }
        request_animation_frame(|| {
            let active = document()
                .query_selector(".inspector .in-body .is-active")
                .ok()
                .flatten();
            let body = document()
                .query_selector(".inspector .in-body")
                .ok()
                .flatten();
            let (Some(active), Some(body)) = (active, body) else {
                return;
            };
            let (line, room) = (
                active.get_bounding_client_rect(),
                body.get_bounding_client_rect(),
            );
            if line.bottom() > room.bottom() {
                body.set_scroll_top(
                    body.scroll_top() + (line.bottom() - room.bottom()).ceil() as i32 + 8,
                );
            } else if line.top() < room.top() {
                body.set_scroll_top(
                    body.scroll_top() - (room.top() - line.top()).ceil() as i32 - 8,
                );
            }
        });
    });
}

#[component]
fn Head(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let name = handle.read(|table| table.name.clone());
    let schema = handle.read(|table| table.schema.clone());
    let class = Memo::new(move |_| class_of(&session, handle.id));
    let through = Memo::new(move |_| through(&session, handle));
    let reason = Memo::new(move |_| {
        session.track_review();
        session.review(|review| review.tenancy().reason(handle.id).to_string())
    });
    let keep =
        handle.keep(|draft, table, text: String| edit::rename_table(draft, table, text.trim()));
    let open = RwSignal::new(false);
    let place = RwSignal::new((0.0, 0.0));
    view! {
        <div class=move || format!("in-head {}", class_of_tenancy(class.get()))>
            <i class="glyph lg"></i>
            <div class="ih">
                <TextField value=name label="Name of the table" keep=keep class="in-name" />
                <small title=reason>
                    {schema}
                    " · "
                    {move || class.get().title().to_lowercase()}
                    {move || through.get().map(|column| view! { " through "<code>{column}</code> })}
                </small>
            </div>
            <button
                class="ib"
                aria-label="More"
                title="More"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |event| {
                    place.set(super::below(&event));
                    open.update(|open| *open = !*open);
                }
            >
                <Icon name="more" />
            </button>
            <Menu
                open=open
                label="Table"
                left=Signal::derive(move || place.get().0)
                top=Signal::derive(move || place.get().1)
                entries=Signal::derive(move || entries(handle))
            />
        </div>
    }
}

/// The column that says which tenant a row belongs to.
fn through(session: &Session, handle: Handle) -> Option<String> {
    let class = class_of(session, handle.id);
    if !matches!(class, TenancyClass::TenantScoped | TenancyClass::Bridge) {
        return None;
    }
    handle.table.with(|table| {
        let table = table.as_deref()?;
        let column: ColumnId = session.review(|review| review.tenancy().column_of(table))?;
        table.column(column).map(|column| column.name.clone())
    })
}

fn entries(handle: Handle) -> Vec<MenuEntry> {
    let session = handle.session;
    let id = handle.id;
    let security = session
        .table_now(id)
        .map(|table| table.row_security)
        .unwrap_or_default();
    let alone = move || session.select(Selection::one(id));
    vec![
        MenuEntry::new("focus", "Show on the canvas", move || {
            session.go_to(ObjectRef::Table(id))
        }),
        MenuEntry::new("plus", "Add column", move || add_column(handle)),
        MenuEntry::new("copy", "Duplicate", move || {
            alone();
            session.duplicate();
        })
        .key("Ctrl D"),
        MenuEntry::separator(),
        MenuEntry::new(
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
                        id,
                        RowSecurity {
                            enabled: on,
                            forced: on,
                        },
                    )
                });
            },
        ),
        MenuEntry::new("t-bridge", "Follow a deletion…", move || {
            session.interface.dialog.set(Some(Dialog::Deletion(id)));
        }),
        MenuEntry::new("sql", "Copy as SQL", move || {
            super::sql::copy(&session, super::sql::text_of(&session, id))
        }),
        MenuEntry::separator(),
        MenuEntry::new("trash", "Delete table", move || {
            alone();
            session.delete_selection();
        })
        .key("Del")
        .danger(),
    ]
}

#[component]
fn Tabs(handle: Handle, tab: RwSignal<Tab>) -> impl IntoView {
    let session = handle.session;
    let found = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let marks = review.marks(handle.id);
            marks.worst.map(|worst| (worst, marks.counts.total()))
        })
    });
    let keydown = move |event: KeyboardEvent| {
        let next = match (event.key().as_str(), tab.get_untracked()) {
            ("ArrowRight", Tab::Table) | ("ArrowLeft", Tab::Sql) => Tab::Findings,
            ("ArrowRight", Tab::Findings) | ("ArrowLeft", Tab::Table) => Tab::Sql,
            ("ArrowRight", Tab::Sql) | ("ArrowLeft", Tab::Findings) => Tab::Table,
            _ => return,
        };
        event.prevent_default();
        tab.set(next);
        request_animation_frame(|| super::focus(".inspector .tab[aria-selected='true']"));
    };
    let one = move |of: Tab, words: &'static str| {
        view! {
            <button
                class="tab"
                role="tab"
                aria-selected=move || (tab.get() == of).to_string()
                tabindex=move || if tab.get() == of { "0" } else { "-1" }
                on:click=move |_| {
                    if tab.get_untracked() != of {
                        tab.set(of);
                    }
                }
            >
                {words}
                {move || (of == Tab::Findings).then(|| found.get().map(|(worst, count)| view! {
                    <span class=count_class(worst)>{count}</span>
                }))}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label="Table" on:keydown=keydown>
            {one(Tab::Table, "Table")}
            {one(Tab::Findings, "Findings")}
            {one(Tab::Sql, "SQL")}
        </div>
    }
}
