//! One table of the grid.

use leptos::prelude::*;

use crate::editor::edit;
use crate::editor::shown::numbers::rows_word;
use crate::model::{ConstraintKind, ObjectRef, Table, TableId, TenancyClass};
use crate::ui::explorer::{Sign, change_of, class_of};
use crate::ui::inspector::{Handle, column_list, keep_rows};
use crate::ui::menus::ask_menu;
use crate::ui::widgets::{Icon, Keep, TextField, class_of_tenancy};

use super::Grid;
use super::opened::Opened;

/// The row of a table, and its columns when it is open.
#[component]
pub fn TableRow(grid: Grid, position: usize, table: TableId) -> impl IntoView {
    let session = grid.session;
    let handle = Handle::new(session, table);
    let open = Memo::new(move |_| grid.open.get() == Some(table));
    let change = Memo::new(move |_| {
        session.track_settings();
        session.track_table(table);
        change_of(&session, table)
    });
    let id = move |column: usize| format!("cell-{position}-{column}");
    let here = move |column: usize| grid.at.get() == (position, column);
    let columns = handle.read(|table| table.columns.len());
    let indexes = handle.read(|table| table.indexes.len());
    let toggle = move |_| {
        grid.at.set((position, 0));
        grid.toggle(table);
    };
    view! {
        <div
            class="gr"
            class:is-open=open
            class:d-added=move || change.get() == Some(Sign::Added)
            class:d-changed=move || change.get() == Some(Sign::Changed)
            role="row"
            aria-rowindex=(position + 2).to_string()
            on:contextmenu=move |event| ask_menu(&session, ObjectRef::Table(table), &event)
        >
            <span role="gridcell" class="gx" aria-expanded=move || open.get().to_string() class:is-here=move || here(0) id=id(0) on:click=toggle>
                <Icon name=Signal::derive(move || if open.get() { "down" } else { "chevron" }) class="xs" />
                <span class="sr-only">{move || if open.get() { "Close" } else { "Open" }}</span>
            </span>
            <span role="gridcell" class="gn" class:is-here=move || here(1) id=id(1)>
                <Name handle=handle change=change />
            </span>
            <ClassCell handle=handle id=id(2) here=Signal::derive(move || here(2)) />
            <span role="gridcell" class="rt" class:is-here=move || here(3) id=id(3) on:click=toggle>{columns}</span>
            <span role="gridcell" class="gk" class:is-here=move || here(4) id=id(4) on:click=toggle><KeyCells handle=handle /></span>
            <span role="gridcell" class="rt" class:is-here=move || here(5) id=id(5) on:click=toggle>{indexes}</span>
            <span role="gridcell" class="gs" class:is-here=move || here(6) id=id(6)><SecurityCell handle=handle /></span>
            <span role="gridcell" class="rt ro" class:is-here=move || here(7) id=id(7)><RowsCell grid=grid handle=handle position=position /></span>
            <span role="gridcell" class="gf" class:is-here=move || here(8) id=id(8)><FindingCells handle=handle /></span>
            <span role="gridcell" class="gm" class:is-here=move || here(9) id=id(9)><CommentCell grid=grid handle=handle position=position /></span>
        </div>
        <Show when=move || open.get()>
            <Opened handle=handle />
        </Show>
    }
}

#[component]
fn Name(handle: Handle, change: Memo<Option<Sign>>) -> impl IntoView {
    let session = handle.session;
    let name = handle.read(|table| table.qualified_name().to_string());
    let class = Memo::new(move |_| class_of(&session, handle.id));
    view! {
        <i class=move || format!("glyph {}", class_of_tenancy(class.get()))></i>
        <button class="n" tabindex="-1" title=name on:click=move |_| session.go_to(ObjectRef::Table(handle.id))>{name}</button>
        {move || match change.get() {
            Some(Sign::Added) => view! { <span class="sign added" title="Added since the base">"+"</span> }.into_any(),
            Some(Sign::Changed) => view! { <span class="sign changed" title="Changed since the base">"~"</span> }.into_any(),
            None => ().into_any(),
        }}
    }
}

#[component]
fn ClassCell(handle: Handle, id: String, here: Signal<bool>) -> impl IntoView {
    let session = handle.session;
    let class = Memo::new(move |_| class_of(&session, handle.id));
    let reason = move || {
        session.track_review();
        session.review(|review| review.tenancy().reason(handle.id).to_string())
    };
    view! {
        <span role="gridcell" class="gc" class:is-here=here id=id title=reason>{move || class.get().title()}</span>
    }
}

/// Primary key columns, and how many unique keys, foreign keys and checks there are.
fn key_counts(table: &Table) -> (String, usize, usize, usize) {
    let count = |wanted: fn(&ConstraintKind) -> bool| {
        table
            .constraints
            .iter()
            .filter(|one| wanted(&one.kind))
            .count()
    };
    (
        column_list(table, table.primary_key_columns()),
        count(|kind| matches!(kind, ConstraintKind::Unique(_))),
        count(|kind| matches!(kind, ConstraintKind::ForeignKey(_))),
        count(|kind| matches!(kind, ConstraintKind::Check(_))),
    )
}

#[component]
fn KeyCells(handle: Handle) -> impl IntoView {
    let counts = handle.read(key_counts);
    move || {
        let (primary, unique, foreign, checks) = counts.get();
        let count = |icon: &'static str, count: usize, word: &'static str| {
            view! {
                <span class="kc" title=(count > 0).then(|| crate::ui::widgets::counted(count, word))>
                    {(count > 0).then(|| view! { <Icon name=icon />{count} })}
                </span>
            }
        };
        view! {
            {if primary.is_empty() {
                view! { <span class="no">"no primary key"</span> }.into_any()
            } else {
                view! { <Icon name="key" class="k-pk" /><span class="n cut">{primary}</span> }.into_any()
            }}
            <span class="grow"></span>
            {count("unique", unique, "unique key")}
            {count("fk", foreign, "foreign key")}
            {count("check", checks, "check")}
        }
    }
}

#[component]
fn SecurityCell(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let security = handle.read(|table| (table.row_security.enabled, table.row_security.forced));
    let class = Memo::new(move |_| class_of(&session, handle.id));
    move || {
        let class = class.get();
        let needed = matches!(
            class,
            TenancyClass::Root | TenancyClass::TenantScoped | TenancyClass::Bridge
        );
        // Nobody has said yet what an unclassified table is.
        let unknown = class == TenancyClass::Unclassified;
        match security.get() {
            (true, true) => view! { <Icon name="shield" class="ok" />"forced" }.into_any(),
            (true, false) => view! { <Icon name="shield" class="w" />"not forced" }.into_any(),
            (false, _) if needed => view! { <Icon name="shieldoff" class="w" />"off" }.into_any(),
            (false, _) if unknown => view! { <span class="no">"off"</span> }.into_any(),
            (false, _) => view! { <span class="no">"not needed"</span> }.into_any(),
        }
    }
}

#[component]
fn FindingCells(handle: Handle) -> impl IntoView {
    let session = handle.session;
    let counts = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let counts = review.marks(handle.id).counts;
            (counts.errors, counts.warnings, counts.infos)
        })
    });
    move || {
        let (errors, warnings, infos) = counts.get();
        let one = |icon: &'static str, class: &'static str, word: &'static str, count: usize| {
            (count > 0).then(|| view! {
                <span class="sv" title=crate::ui::widgets::counted(count, word)><Icon name=icon class=class />{count}</span>
            })
        };
        view! {
            {one("error", "sev error", "error", errors)}
            {one("warning", "sev warning", "warning", warnings)}
            {one("info", "sev info", "note", infos)}
        }
    }
}

#[component]
fn RowsCell(grid: Grid, handle: Handle, position: usize) -> impl IntoView {
    let session = grid.session;
    let rows = Memo::new(move |_| {
        session.track_settings();
        session.track_review();
        session.track_table(handle.id);
        session.document(|document| document.scale.get(&handle.id).and_then(|hint| hint.rows))
    });
    let text = Signal::derive(move || rows.get().map(|rows| rows.to_string()).unwrap_or_default());
    let keep = Callback::new(move |text: String| keep_rows(&session, handle.id, &text));
    let shown = Signal::derive(move || rows.get().map(rows_word));
    view! { <EditedCell grid=grid handle=handle position=position column=7 label="Rows" text=text shown=shown empty="not stated" keep=keep /> }
}

#[component]
fn CommentCell(grid: Grid, handle: Handle, position: usize) -> impl IntoView {
    let comment = handle.read(|table| table.comment.clone().unwrap_or_default());
    let keep = handle
        .keep(|draft, table, text: String| edit::set_table_comment(draft, table, Some(&text)));
    let shown = Signal::derive(move || Some(comment.get()).filter(|text| !text.is_empty()));
    view! { <EditedCell grid=grid handle=handle position=position column=9 label="Comment" text=comment shown=shown empty="No comment" keep=keep /> }
}

/// A cell that is text until it is edited.
#[component]
fn EditedCell(
    grid: Grid,
    handle: Handle,
    position: usize,
    column: usize,
    label: &'static str,
    #[prop(into)] text: Signal<String>,
    shown: Signal<Option<String>>,
    empty: &'static str,
    keep: Keep<String>,
) -> impl IntoView {
    let cell = (handle.id, column);
    let editing = Memo::new(move |_| grid.editing.get() == Some(cell));
    let stop = move || {
        if grid.editing.get_untracked() == Some(cell) {
            grid.editing.set(None);
        }
    };
    let done = Callback::new(move |()| {
        if let Some(scroller) = grid.windowed.node.get_untracked() {
            let _ = scroller.focus();
        }
        stop();
    });
    Effect::new(move |_| {
        if editing.get() {
            request_animation_frame(move || focus_field(position, column));
        }
    });
    move || {
        if editing.get() {
            view! {
                <span class="ge" on:focusout=move |_| stop() on:keydown=move |event: leptos::ev::KeyboardEvent| {
                    if event.key() == "Escape" {
                        event.stop_propagation();
                        done.run(());
                    }
                }>
                    <TextField value=text label=label keep=keep class="celled" done=done />
                </span>
            }
            .into_any()
        } else {
            view! {
                <button
                    class="gedit"
                    class:no=move || shown.get().is_none()
                    tabindex="-1"
                    on:click=move |_| {
                        grid.at.set((position, column));
                        grid.editing.set(Some(cell));
                    }
                >
                    {move || shown.get().unwrap_or_else(|| empty.to_string())}
                </button>
            }
            .into_any()
        }
    }
}

fn focus_field(position: usize, column: usize) {
    use wasm_bindgen::JsCast;
    let field = document()
        .query_selector(&format!("#cell-{position}-{column} input"))
        .ok()
        .flatten();
    if let Some(input) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok())
    {
        let _ = input.focus();
        input.select();
    }
}
