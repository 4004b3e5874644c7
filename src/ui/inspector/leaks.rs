//! The leak paths of the schema: each named, and drawn over the canvas when it is chosen.

use std::sync::Arc;

use leptos::prelude::*;

use crate::export::preview::preview;
use crate::isolation::{Leak, close, leaks};
use crate::model::{ObjectRef, Op};
use crate::ui::findings::Preview;
use crate::ui::session::{Session, use_session};
use crate::ui::widgets::{Icon, counted, sentence_about};

/// Paths shown at first, and with each "Show more".
const PAGE: usize = 8;

/// The section; nothing where no path leads across the border.
#[component]
pub fn Leaks() -> impl IntoView {
    let session = use_session();
    let limit = RwSignal::new(PAGE);
    let found = Memo::new(move |_| {
        session.track_list();
        session.track_review();
        let found = session.review(|review| {
            session.document(|document| leaks(&document.schema, review.tenancy()))
        });
        found.into_iter().map(Arc::new).collect::<Vec<_>>()
    });
    let more = move || found.with(Vec::len).saturating_sub(limit.get());
    view! {
        <Show when=move || found.with(|found| !found.is_empty())>
            <section class="leaks">
                <h3>"Leak paths"<em>{move || found.with(Vec::len)}</em></h3>
                {move || found.get().into_iter().take(limit.get()).map(|leak| view! { <One leak=leak /> }).collect_view()}
                <Show when=move || { more() > 0 }>
                    <button class="btn small ghost" on:click=move |_| limit.update(|limit| *limit += PAGE)>
                        {move || format!("Show {} more", counted(more().min(PAGE), "path"))}
                    </button>
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn One(leak: Arc<Leak>) -> impl IntoView {
    let session = use_session();
    let shown = session.interface.leak;
    let name = |id| {
        let table = session.table_now(id);
        table.map_or_else(String::new, |table| table.name.clone())
    };
    let (Some(from), Some(to)) = (leak.from(), leak.to()) else {
        return ().into_any();
    };
    let (from, to) = (name(from), name(to));
    let (words, way) =
        session.document(|document| (leak.sentence(&document.schema), leak.way(&document.schema)));
    let here = leak.clone();
    let is_open = Memo::new(move |_| shown.with(|shown| shown.as_ref() == Some(&here)));
    let chosen = leak.clone();
    let choose = move |_| {
        if is_open.get_untracked() {
            return shown.set(None);
        }
        shown.set(Some(chosen.clone()));
        session.fit_tables(chosen.stops.iter().map(|stop| stop.table));
        session
            .interface
            .speak(format!("Leak path: {}", way_of(&session, &chosen)));
    };
    let (table, constraint) = leak.key;
    let closing = leak.clone();
    let severity = if leak.guarded { "warning" } else { "error" };
    let names = [from.clone(), to.clone()];
    view! {
        <div class="leak" class:is-open=is_open>
            <button class="if-head" aria-expanded=move || is_open.get().to_string() on:click=choose>
                <Icon name="leak" class=severity />
                <span><code>{from}</code>" to "<code>{to}</code></span>
            </button>
            {move || is_open.get().then(|| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                // Made when the path is opened.
                let ops = session.document(|document| close(document, &closing));
                let lines = ops.as_ref().and_then(|ops| {
                    session.document(|document| preview(document, ops))
                });
                let ops = StoredValue::new(ops.filter(|_| lines.is_some()));
                view! {
                    <p>{sentence_about(&words, &names)}</p>
                    <ol>{way.iter().map(|stop| view! { <li><code>{stop.clone()}</code></li> }).collect_view()}</ol>
                    {lines.map(|lines| view! { <Preview lines=lines /> })}
                    <div class="fa">
                        {ops.with_value(Option::is_some).then(|| view! {
                            <button class="btn small primary" on:click=move |_| apply(&session, ops.get_value())>"Close the path"</button>
                        })}
                        <button class="btn small" on:click=move |_| session.go_to(ObjectRef::Constraint(table, constraint))>"Show the key"</button>
                        <button class="btn small ghost" on:click=move |_| shown.set(None)>"Hide the path"</button>
                    </div>
                }
            })}
        </div>
    }
    .into_any()
}

/// Makes the keys that close the path.
fn apply(session: &Session, ops: Option<Vec<Op>>) {
    let Some(ops) = ops else { return };
    if session.apply("Close a leak path", ops) {
        session.interface.leak.set(None);
        session
            .interface
            .tell("The path is closed: its keys carry the tenant.", true);
    }
}

fn way_of(session: &Session, leak: &Leak) -> String {
    session.document(|document| leak.way(&document.schema).join(", "))
}
