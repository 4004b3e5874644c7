//! The page: frame, view, dialogs, and the keys and drops that work everywhere.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use crate::platform::files;

use super::canvas::CanvasView;
use super::chunks::{self, Editing, Export, part};
use super::dialogs::Dialogs;
use super::explorer::Explorer;
use super::frame::{StatusBar, Toasts, TopBar};
use super::interface::{Grid, Interface, Panel, View};
use super::keys;
use super::session::{Session, use_session};

/// How long the page rests after something was opened or drawn before it fetches the parts that have not been shown yet.
const REST_AFTER_OPENING: Duration = Duration::from_secs(2);

/// How long the document rests before the plan of its change is judged: findings of the plan are part of the score.
const REST_BEFORE_PLAN: Duration = Duration::from_millis(1500);

/// Judges the plan of what is drawn whenever the document has rested, once the code for it is here.
fn judge_plans(session: Session) {
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |_| {
        session.track_list();
        session.track_settings();
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        let judge = move || {
            // The migration view judges what it shows.
            if session.interface.view.get_untracked() == View::Migration {
                return;
            }
            if let Some(script) = session.document(chunks::planned_here) {
                session.judge_script(script.as_ref());
            }
        };
        waiting.set_value(set_timeout_with_handle(judge, REST_BEFORE_PLAN).ok());
    });
}

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    let interface = Interface::new();
    let session = Session::new(interface);
    provide_context(session);
    session.start();

    let keys = window_event_listener(ev::keydown, move |event| keys::pressed(&session, &event));
    let paste = window_event_listener(ev::paste, move |event| keys::pasted(&session, &event));
    let copy = window_event_listener(ev::copy, move |event| keys::copied(&session, &event, false));
    let cut = window_event_listener(ev::cut, move |event| keys::copied(&session, &event, true));
    on_cleanup(move || {
        keys.remove();
        paste.remove();
        copy.remove();
        cut.remove();
    });

    Effect::new(move |begun: Option<bool>| {
        let begun = begun.unwrap_or_default();
        if !begun && !session.is_empty() {
            set_timeout(chunks::fetch_all, REST_AFTER_OPENING);
            return true;
        }
        begun
    });

    judge_plans(session);

    let dropping = RwSignal::new(false);
    // Setting the view that shows already must not build it anew.
    let view = Memo::new(move |_| interface.view.get());
    view! {
        <div
            class="app"
            on:dragover=move |event| {
                event.prevent_default();
                dropping.set(true);
            }
            on:dragleave=move |event| {
                // Leaving for a child is not leaving the page.
                if event.related_target().is_none() {
                    dropping.set(false);
                }
            }
            on:drop=move |event| {
                event.prevent_default();
                dropping.set(false);
                if let Some(transfer) = event.data_transfer() {
                    leptos::task::spawn_local(async move {
                        let brought = files::read_dropped(&transfer).await;
                        session.bring(brought);
                    });
                }
            }
        >
            <TopBar />
            {move || match view.get() {
                View::Canvas => view! { <Editor /> }.into_any(),
                View::Tables => match interface.grid.get() {
                    Grid::Tables => part(&chunks::EDITING, "view v-whole", || chunks::editing(Editing::Tables)),
                    Grid::RowSecurity => part(&chunks::EXPORT, "view v-whole", || chunks::export(Export::RowSecurity)),
                    Grid::Objects => part(&chunks::EDITING, "view v-whole", || chunks::editing(Editing::Objects)),
                    Grid::Queries => part(&chunks::EDITING, "view v-whole", || chunks::editing(Editing::Queries)),
                },
                View::Migration => part(&chunks::EXPORT, "view v-whole", || chunks::export(Export::Migration)),
                View::Review => part(&chunks::EXPORT, "view v-whole", || chunks::export(Export::Review)),
                View::Import => part(&chunks::IMPORT, "view v-whole", chunks::import),
            }}
            <p class="narrow-line">"Cadastre needs a window at least 900 pixels wide to edit. What is drawn can be read here."</p>
            <StatusBar />
            <Show when=move || dropping.get()>
                <div class="dropzone" aria-hidden="true"><b>"Drop SQL files, a folder of migrations, or a document"</b></div>
            </Show>
        </div>
        <Dialogs />
        {move || interface.palette.get().then(|| part(&chunks::EDITING, "", || chunks::editing(Editing::Palette)))}
        {move || interface.menu.get().map(|_| view! {
            <section aria-label="Context menu">{part(&chunks::EDITING, "", || chunks::editing(Editing::Menu))}</section>
        })}
        <Toasts />
        <div class="sr-only" role="status" aria-live="polite">{move || interface.spoken.get()}</div>
    }
}

/// The canvas with the explorer at its left and a panel at its right.
#[component]
fn Editor() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    // Before there is anything to list or inspect, the welcome has the whole page.
    let empty = Memo::new(move |_| session.is_empty());
    let panel = Memo::new(move |_| interface.panel.get());
    let class = move || match (empty.get(), panel.get()) {
        (true, _) => "view v-editor is-empty",
        (_, Panel::Inspector) => "view v-editor",
        (_, Panel::Findings) => "view v-editor is-wide",
        (_, Panel::Sql) => "view v-editor is-sql",
        (_, Panel::Hidden) => "view v-editor is-plain",
    };
    view! {
        <div class=class>
            {move || (!empty.get()).then(|| view! { <Explorer /> })}
            <CanvasView />
            {move || match (empty.get(), panel.get()) {
                (false, Panel::Inspector) => part(&chunks::EDITING, "inspector", || chunks::editing(Editing::Inspector)),
                (false, Panel::Findings) => part(&chunks::EDITING, "findings", || chunks::editing(Editing::Findings)),
                (false, Panel::Sql) => part(&chunks::EDITING, "sqlpane", || chunks::editing(Editing::SqlPane)),
                _ => ().into_any(),
            }}
        </div>
    }
}
