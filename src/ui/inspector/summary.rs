//! Nothing is selected: what the document holds, whose it is, how it stands, what to do next.

use leptos::prelude::*;

use crate::editor::edit;
use crate::model::{ObjectRef, TableId};
use crate::ui::interface::{Dialog, Panel};
use crate::ui::session::use_session;
use crate::ui::widgets::{ChoiceField, Icon, TextField, counted, sentence};

use super::handle::some_text;
use super::leaks::Leaks;
use super::section::Property;

/// Findings named as next steps.
const STEPS: usize = 3;

/// The panel.
#[component]
pub fn Summary() -> impl IntoView {
    let session = use_session();
    let title = Memo::new(move |_| {
        session.track_settings();
        session.document(|document| document.title.clone())
    });
    let counts = Memo::new(move |_| {
        session.track_list();
        session.document(|document| {
            let tables = document.schema.tables.values();
            let columns: usize = tables.clone().map(|table| table.columns.len()).sum();
            let keys: usize = tables.map(|table| table.foreign_keys().count()).sum();
            (document.schema.tables.len(), columns, keys)
        })
    });
    view! {
        <div class="in-head">
            <Icon name="schema" class="lg dim" />
            <div class="ih">
                <b class="ui">{title}</b>
                <small>{move || {
                    let (tables, columns, keys) = counts.get();
                    format!("{}, {}, {}", counted(tables, "table"), counted(columns, "column"), counted(keys, "relationship"))
                }}</small>
            </div>
        </div>
        <div class="in-body">
            <Show
                when=move || { counts.get().0 > 0 }
                fallback=|| view! {
                    <div class="empty">
                        <Icon name="table" class="lg" />
                        <p>"Draw a table, or bring SQL. Select anything on the canvas and it is edited here."</p>
                    </div>
                }
            >
                <Standing />
                <Tenancy />
                <Leaks />
                <section>
                    <h3>"On the canvas"</h3>
                    <p class="pnote"><kbd>"T"</kbd>" draws a table, "<kbd>"R"</kbd>" a relationship: drag from a column to another table."</p>
                    <p class="pnote"><kbd>"/"</kbd>" finds any object, "<kbd>"Ctrl K"</kbd>" any command. Click a table and it is edited here."</p>
                </section>
            </Show>
        </div>
    }
}

/// The score and the findings that gain most.
#[component]
fn Standing() -> impl IntoView {
    let session = use_session();
    let score = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let score = review.score();
            let (total, band) = match review.is_judged() {
                true => (score.total.to_string(), score.band.title()),
                false => (String::new(), "Judging"),
            };
            (total, band, score.cap.clone(), review.counts())
        })
    });
    let steps = Memo::new(move |_| {
        session.track_review();
        session.review(|review| {
            let mut best: Vec<_> = review
                .findings()
                .iter()
                .filter(|finding| finding.fixable && finding.gain > 0)
                .cloned()
                .collect();
            best.sort_by_key(|finding| std::cmp::Reverse(finding.gain));
            best.truncate(STEPS);
            best
        })
    });
    view! {
        <section>
            <h3>"Score"</h3>
            <div class="in-score">
                <span class="num">{move || score.with(|score| score.0.clone())}</span>
                <span>{move || score.get().1}</span>
                <span class="grow"></span>
                <button class="btn small" on:click=move |_| session.interface.panel.set(Panel::Findings)>
                    {move || counted(score.get().3.total(), "finding")}
                </button>
            </div>
            {move || score.get().2.map(|cap| view! { <p class="pnote">{cap}</p> })}
        </section>
        <Show when=move || steps.with(|steps| !steps.is_empty())>
            <section>
                <h3>"What gains most"</h3>
                {move || steps.get().into_iter().map(|finding| {
                    let object = finding.object;
                    view! {
                        <button class="if-head" on:click=move |_| session.go_to(object)>
                            <span class="plus">{format!("+{}", finding.gain)}</span>
                            <span><code>{finding.subject.clone()}</code>" "{sentence(&finding.title)}</span>
                        </button>
                    }
                }).collect_view()}
            </section>
        </Show>
    }
}

/// The root and the tenant column, inferred or set.
#[component]
fn Tenancy() -> impl IntoView {
    let session = use_session();
    let settings = Memo::new(move |_| {
        session.track_settings();
        session.track_review();
        session.document(|document| document.tenancy.clone())
    });
    let inferred = Memo::new(move |_| {
        session.track_review();
        session.review(|review| (review.tenancy().root, review.tenancy().column.clone()))
    });
    let root = Signal::derive(move || {
        settings.with(|one| one.root.map(|id| id.0.to_string()).unwrap_or_default())
    });
    let roots = Memo::new(move |_| {
        session.track_list();
        let now = inferred.get().0.and_then(|root| {
            session.document(|document| document.schema.display_name(ObjectRef::Table(root)))
        });
        let mut tables = session.document(|document| {
            let tables = document.schema.tables.values();
            tables
                .map(|table| (table.id.0.to_string(), table.qualified_name().to_string()))
                .collect::<Vec<_>>()
        });
        tables.sort_by(|one, other| one.1.cmp(&other.1));
        let first = now.map_or("inferred: none".to_string(), |name| {
            format!("inferred: {name}")
        });
        tables.insert(0, (String::new(), first));
        tables
    });
    let keep_root = Callback::new(move |value: String| {
        let mut tenancy = settings.get_untracked();
        tenancy.root = value.parse().ok().map(TableId);
        session
            .try_edit(|draft| edit::set_tenancy(draft, tenancy))
            .map_err(|error| error.to_string())
    });
    let column = Signal::derive(move || {
        settings
            .with(|one| one.column.clone())
            .or(inferred.get().1)
            .unwrap_or_default()
    });
    let keep_column = Callback::new(move |text: String| {
        let mut tenancy = settings.get_untracked();
        tenancy.column = some_text(&text);
        session
            .try_edit(|draft| edit::set_tenancy(draft, tenancy))
            .map_err(|error| error.to_string())
    });
    view! {
        <section>
            <h3>
                "Tenancy"
                <span class="grow"></span>
                <button class="ib s" aria-label="Settings" title="Settings" on:click=move |_| session.interface.dialog.set(Some(Dialog::Settings))>
                    <Icon name="settings" />
                </button>
            </h3>
            <div class="in-form">
                <Property label="Tenant root"><ChoiceField value=root label="Tenant root" choices=roots keep=keep_root /></Property>
                <Property label="Tenant column">
                    <TextField value=column label="Tenant column" keep=keep_column placeholder="inferred" />
                </Property>
            </div>
        </section>
    }
}
