//! The queries of a document: which index serves each, what holds it to its tenant, and the indexes that are missing.

mod edit;
mod opened;
mod paste;
mod row;
mod side;
mod words;

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::model::{AccessPattern, AccessPatternId};
use crate::query::{Evidence, Queries, Suggestion};
use crate::ui::interface::Dialog;
use crate::ui::session::{Session, use_session};
use crate::ui::tables::GridSwitch;
use crate::ui::widgets::{FilterField, Icon, counted};

use row::QueryRow;
use side::Side;

pub use edit::QueryDialog;
pub use paste::PasteQueriesDialog;

/// How many of the most frequent queries stand apart.
const TOP: usize = 5;

/// All that the view shows, worked out once after each change.
#[derive(Clone, PartialEq)]
struct Judgement {
    queries: Arc<Queries>,
    /// Most frequent first.
    order: Arc<Vec<AccessPatternId>>,
    evidence: Arc<Evidence>,
    suggestions: Arc<Vec<Suggestion>>,
}

impl Judgement {
    fn of(session: &Session) -> Self {
        session.document(|document| {
            session.review(|review| {
                let queries = Queries::of(document, review.tenancy());
                Judgement {
                    order: Arc::new(Queries::by_frequency(document)),
                    evidence: Arc::new(queries.evidence(document)),
                    suggestions: Arc::new(queries.suggestions().to_vec()),
                    queries: Arc::new(queries),
                }
            })
        })
    }
}

/// The state of the view. Handles only.
#[derive(Clone, Copy)]
struct Shown {
    session: Session,
    judgement: Memo<Judgement>,
    filter: RwSignal<String>,
}

impl Shown {
    fn open(&self) -> RwSignal<Option<AccessPatternId>> {
        self.session.interface.query
    }

    fn pattern(&self, id: AccessPatternId) -> Option<AccessPattern> {
        self.session
            .document(|document| document.access_patterns.get(&id).cloned())
    }

    /// The queries that the filter lets through, with their places.
    fn listed(&self) -> Vec<(usize, AccessPatternId)> {
        let wanted = self.filter.get().trim().to_lowercase();
        let order = self.judgement.with(|judgement| judgement.order.clone());
        let fits = |id: &AccessPatternId| {
            wanted.is_empty()
                || self.pattern(*id).is_some_and(|pattern| {
                    pattern.name.to_lowercase().contains(&wanted)
                        || pattern.sql.to_lowercase().contains(&wanted)
                })
        };
        order
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, id)| fits(id))
            .collect()
    }

    /// Creates the indexes of some suggestions as one undo step.
    fn create(&self, suggestions: &[Suggestion]) {
        let session = self.session;
        let ops = session.document(|document| {
            session.review(|review| words::index_ops(document, review.tenancy(), suggestions))
        });
        if session.apply("Add index", ops) {
            let many = if suggestions.len() == 1 {
                "The index is"
            } else {
                "The indexes are"
            };
            session.interface.tell(format!("{many} drawn."), true);
        }
    }
}

/// The view of all queries.
#[component]
pub fn QueriesView() -> impl IntoView {
    let session = use_session();
    let judgement = Memo::new(move |_| {
        session.track_review();
        session.track_settings();
        session.track_list();
        Judgement::of(&session)
    });
    let shown = Shown {
        session,
        judgement,
        filter: RwSignal::new(String::new()),
    };
    let empty = move || judgement.with(|judgement| judgement.order.is_empty());
    view! {
        <main class="view v-queries" aria-label="Queries">
            <Bar shown=shown />
            {move || if empty() {
                view! { <Nothing shown=shown /> }.into_any()
            } else {
                view! { <List shown=shown /><Side shown=shown /> }.into_any()
            }}
        </main>
    }
}

#[component]
fn Bar(shown: Shown) -> impl IntoView {
    let interface = shown.session.interface;
    view! {
        <div class="gbar">
            <GridSwitch />
            <span class="vs">{move || counted(shown.judgement.with(|judgement| judgement.order.len()), "query")}</span>
            <span class="grow"></span>
            <FilterField label="Filter queries" filter=shown.filter changed=|| {} />
            <button class="btn" on:click=move |_| interface.dialog.set(Some(Dialog::PasteQueries))>
                <Icon name="import" />"Paste queries"
            </button>
            <button class="btn" on:click=move |_| interface.dialog.set(Some(Dialog::Query(None)))>
                <Icon name="plus" />"Query"
            </button>
        </div>
    }
}

/// What stands there before a query does: what queries are for, and two ways to bring them.
#[component]
fn Nothing(shown: Shown) -> impl IntoView {
    let interface = shown.session.interface;
    view! {
        <div class="qempty">
            <h2>"Which queries does the application run?"</h2>
            <p>"List the ones that run most. Each is read, bound to the tables that are drawn, and judged: does it stay within one tenant, which index serves it, does it page well."</p>
            <pre class="code" aria-label="A query with its hints">
                "-- name: Upcoming meetings\n-- @freq 42 / s\n-- @latency 20 ms\nSELECT id, title FROM meetings\n WHERE org_id = $1 AND starts_at >= $2\n ORDER BY starts_at LIMIT 50;"
            </pre>
            <p>"Parameters are written as your driver writes them: " <code>"$1"</code>", " <code>":name"</code>", " <code>"?"</code>", " <code>"@name"</code>" or " <code>"%(name)s"</code>". Files of sqlc are read as they are."</p>
            <div class="qways">
                <button class="btn primary" on:click=move |_| interface.dialog.set(Some(Dialog::PasteQueries))>
                    <Icon name="import" />"Paste queries"
                </button>
                <button class="btn" on:click=move |_| interface.dialog.set(Some(Dialog::Query(None)))>
                    <Icon name="plus" />"Write one"
                </button>
            </div>
        </div>
    }
}

#[component]
fn List(shown: Shown) -> impl IntoView {
    let rows = Memo::new(move |_| shown.listed());
    let part = move |top: bool| {
        rows.get()
            .into_iter()
            .filter(|(place, _)| (*place < TOP) == top)
            .collect::<Vec<_>>()
    };
    let group = move |title: &'static str, top: bool| {
        view! {
            <Show when=move || !part(top).is_empty()>
                <h3 class="gg"><b>{title}</b><em>{move || part(top).len()}</em></h3>
                <For each=move || part(top) key=|row| *row children=move |(place, id)| view! { <QueryRow shown=shown place=place id=id /> } />
            </Show>
        }
    };
    view! {
        <div class="qmain" on:keydown=move |event| walked(&shown, &event)>
            <div class="qr qh" aria-hidden="true">
                <span></span><span></span><span>"Query"</span><span class="rt">"Calls"</span><span class="rt">"Target"</span>
                <span>"Tenant filter"</span><span>"Index"</span><span class="qorder">"Order"</span><span>"Verdict"</span>
            </div>
            {group("Top 5 by calls", true)}
            {group("The rest", false)}
            <Show when=move || rows.with(Vec::is_empty)>
                <div class="empty"><p>"No query holds these words."</p></div>
            </Show>
        </div>
    }
}

/// Arrows walk the rows, E edits the one in focus, Delete removes it.
fn walked(shown: &Shown, event: &KeyboardEvent) {
    let Some(row) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .filter(|target| target.class_list().contains("qr"))
    else {
        return;
    };
    let id = row
        .get_attribute("data-query")
        .and_then(|id| id.parse().ok())
        .map(AccessPatternId);
    match (event.key().as_str(), id) {
        ("ArrowDown" | "ArrowUp", _) => {
            let Ok(rows) = document().query_selector_all("button.qr") else {
                return;
            };
            let all: Vec<HtmlElement> = (0..rows.length())
                .filter_map(|at| rows.get(at)?.dyn_into::<HtmlElement>().ok())
                .collect();
            let now = all.iter().position(|other| *other == row).unwrap_or(0);
            let next = if event.key() == "ArrowDown" {
                now + 1
            } else {
                now.wrapping_sub(1)
            };
            if let Some(next) = all.get(next) {
                event.prevent_default();
                let _ = next.focus();
            }
        }
        ("e" | "E", Some(id)) if !event.ctrl_key() && !event.meta_key() => {
            event.prevent_default();
            shown
                .session
                .interface
                .dialog
                .set(Some(Dialog::Query(Some(id))));
        }
        ("Delete", Some(id)) => {
            event.prevent_default();
            edit::remove(&shown.session, id);
        }
        _ => {}
    }
}
