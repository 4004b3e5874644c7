//! The SQL pane: the schema as text beside the drawing, each following the other.

mod pane;

use std::collections::BTreeSet;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::editor::sheet::{Scope, Sheet};
use crate::model::{Dialect, ObjectRef, TableId};
use crate::platform::code_editor;
use crate::ui::chunks::UNFETCHED;
use crate::ui::interface::Panel;
use crate::ui::session::use_session;
use crate::ui::widgets::{Icon, counted};

use pane::{Pane, Sync};

/// Beyond so many tables the text of all is shown only when asked for, as writing it takes a moment.
const SHOWN_WHOLE: usize = 60;

/// The pane.
#[component]
pub fn SqlPane() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    let postgresql = Memo::new(move |_| {
        session.track_settings();
        session.document(|document| document.settings.dialect == Dialect::Postgresql)
    });
    view! {
        <aside class="sqlpane" aria-label="SQL" tabindex="-1">
            {move || if postgresql.get() {
                view! { <Text /> }.into_any()
            } else {
                view! {
                    <div class="fhead"><b>"SQL"</b><span class="grow"></span>
                        <button class="ib" aria-label="Close the SQL pane" title="Close" on:click=move |_| interface.panel.set(Panel::Inspector)><Icon name="cross" /></button>
                    </div>
                    <div class="empty"><p>"The text beside the drawing is PostgreSQL's. A schema of MySQL or SQLite is edited on the canvas and in the grid; Export writes its script."</p></div>
                }.into_any()
            }}
        </aside>
    }
}

/// Head, text and foot.
#[component]
fn Text() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    let host = NodeRef::<Div>::new();
    let few = session.document(|document| document.schema.tables.len() <= SHOWN_WHOLE);
    let selected = Memo::new(move |_| {
        session.track_list();
        let tables = session.selected().touched_tables();
        tables.into_iter().collect::<BTreeSet<TableId>>()
    });
    let all = RwSignal::new(
        selected.with_untracked(BTreeSet::is_empty)
            || few && selected.with_untracked(|one| one.len() != 1),
    );
    let pane = Pane::new(session);
    let failed = RwSignal::new(false);

    let wanted = move || match all.get() || selected.with(BTreeSet::is_empty) {
        true => Scope::Whole,
        false => Scope::Tables(selected.get()),
    };
    let begin = move || {
        failed.set(false);
        spawn_local(async move {
            if code_editor::fetch().await.is_err() {
                let _ = failed.try_set(true);
            } else if let Some(Some(host)) = host.try_get_untracked() {
                pane.open(&host, untrack(wanted));
            }
        });
    };
    Effect::new(move |begun: Option<bool>| {
        if host.get().is_some() && begun != Some(true) {
            begin();
            return true;
        }
        begun.unwrap_or_default()
    });
    Effect::new(move |_| pane.show(wanted()));
    Effect::new(move |_| {
        session.track_list();
        session.track_history();
        pane.follow();
    });
    Effect::new(move |_| {
        let first = selected.with(|tables| tables.first().copied());
        if let Some(table) = first {
            pane.scroll_to(table);
        }
    });
    on_cleanup(move || pane.close());

    let name = move || {
        let tables = selected.get();
        match tables.first() {
            Some(table) if tables.len() == 1 => session
                .document(|document| document.schema.display_name(ObjectRef::Table(*table)))
                .unwrap_or_default(),
            Some(_) => counted(tables.len(), "table"),
            None => "Selection".to_string(),
        }
    };
    let nothing = move || selected.with(BTreeSet::is_empty);
    let whole = move || all.get() || nothing();
    view! {
        <div class="fhead">
            <b>"SQL"</b>
            <div class="switch" role="group" aria-label="What the text holds">
                <button class="seg" aria-pressed=move || (!whole()).to_string() disabled=nothing on:click=move |_| all.set(false)><code>{name}</code></button>
                <button class="seg" aria-pressed=move || whole().to_string() on:click=move |_| all.set(true)>"Whole schema"</button>
            </div>
            <span class="grow"></span>
            <button class="ib" aria-label="Find and replace" title="Find and replace  Ctrl F" on:click=move |_| pane.find()><Icon name="search" /></button>
            <button class="ib" aria-label="Format" title="Write the text as Cadastre writes it" on:click=move |_| pane.tidy()><Icon name="wand" /></button>
            <button class="ib" aria-label="Close the SQL pane" title="Close" on:click=move |_| interface.panel.set(Panel::Inspector)><Icon name="cross" /></button>
        </div>
        <SyncLine pane=pane />
        {move || failed.get().then(|| view! {
            <div class="empty" role="alert"><Icon name="error" class="lg error" /><p>{UNFETCHED}</p><button class="btn" on:click=move |_| begin()>"Try again"</button></div>
        })}
        <div class="sqlhost" node_ref=host></div>
        <div class="ffoot">
            <span>{move || { let (line, column) = pane.place.get(); format!("Line {line}, column {column}") }}</span>
            <span class="grow"></span>
            <span class="keys"><kbd>"Ctrl Space"</kbd>" completes"</span>
            <span class="keys"><kbd>"F12"</kbd>" goes to the table"</span>
            <span class="keys"><kbd>"Esc"</kbd>" "<kbd>"Tab"</kbd>" leaves"</span>
        </div>
    }
}

/// Whether the drawing follows, and what it waits for.
#[component]
fn SyncLine(pane: Pane) -> impl IntoView {
    move || {
        match pane.sync.get() {
        Sync::Follows => view! {
            <div class="sync" role="status"><Icon name="ok" class="ok" /><span>"The drawing follows"</span></div>
        }
        .into_any(),
        Sync::Unreadable { line, message } => view! {
            <div class="sync is-bad" role="status">
                <Icon name="error" class="error" />
                <span class="why" title=message.clone()>{format!("Line {line}: {message}. The drawing stays as it was.")}</span>
                <span class="grow"></span>
                <button class="btn small ghost" on:click=move |_| pane.revert()>"Go back to it"</button>
            </div>
        }
        .into_any(),
        Sync::Asks(names) => {
            let some: Vec<String> = names.iter().take(3).cloned().collect();
            let more = names.len().saturating_sub(some.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let text = format!("This also removes {}{more}.", some.join(", "));
            view! {
                <div class="sync is-bad" role="alert">
                    <Icon name="warning" class="warning" />
                    <span class="why" title=names.join(", ")>{text}</span>
                    <span class="grow"></span>
                    <button class="btn small danger" on:click=move |_| pane.agree()>"Remove"</button>
                    <button class="btn small" on:click=move |_| pane.revert()>"Keep"</button>
                </div>
            }
            .into_any()
        }
    }
    }
}

/// The text of a scope.
fn sheet_of(session: &crate::ui::session::Session, scope: Scope) -> Sheet {
    session.document(|document| Sheet::of(document, scope))
}
