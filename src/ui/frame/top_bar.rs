//! The top bar: document, undo, views, search, score, theme, export.

use leptos::prelude::*;

use crate::editor::command::UiAction;
use crate::platform::theme;
use crate::review::Band;
use crate::ui::commands;
use crate::ui::interface::{Dialog, Panel, View};
use crate::ui::session::use_session;
use crate::ui::widgets::Icon;

use super::document_menu::DocumentButton;
use super::proposal_menu::ProposalButton;

/// Length of the ring's circle, radius 6.
const RING: f64 = 37.7;

/// The bar along the top edge.
#[component]
pub fn TopBar() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    let undo_label = move || {
        session.track_history();
        session.editor(|editor| editor.undo_label().map(str::to_string))
    };
    let redo_label = move || {
        session.track_history();
        session.editor(|editor| editor.redo_label().map(str::to_string))
    };
    let dark = move || theme::is_dark(interface.theme.get());
    let empty = move || {
        session.track_list();
        session.document(|document| document.schema.tables.is_empty())
    };
    view! {
        <header class="topbar">
            {move || (!session.is_empty()).then(|| view! { <h1 class="sr-only">{move || { session.track_settings(); session.document(|document| document.title.clone()) }}</h1> })}
            <DocumentButton />
            <ProposalButton />
            <div class="tb-undo">
                <button
                    class="ib"
                    aria-label="Undo (Ctrl Z)"
                    title=move || undo_label().map_or("Nothing to undo".to_string(), |label| format!("Undo: {label}  Ctrl Z"))
                    disabled=move || undo_label().is_none()
                    on:click=move |_| session.undo()
                >
                    <Icon name="undo" />
                </button>
                <button
                    class="ib"
                    aria-label="Redo (Ctrl Shift Z)"
                    title=move || redo_label().map_or("Nothing to redo".to_string(), |label| format!("Redo: {label}  Ctrl Shift Z"))
                    disabled=move || redo_label().is_none()
                    on:click=move |_| session.redo()
                >
                    <Icon name="redo" />
                </button>
            </div>
            <span class="grow"></span>
            <nav class="modes" aria-label="Views">
                <Mode view=View::Canvas icon="relation" label="Canvas" />
                <Mode view=View::Tables icon="grid" label="Tables" />
                <Mode view=View::Migration icon="branch" label="Migration" />
                <Mode view=View::Review icon="comment" label="Review" />
            </nav>
            <span class="grow"></span>
            <button class="cmd" aria-label="Search or run a command (Ctrl K)" on:click=move |_| interface.palette.set(true)>
                <Icon name="search" />
                <span>"Search"</span>
                <kbd>"Ctrl K"</kbd>
            </button>
            <Score />
            <button
                class="ib"
                aria-label="SQL beside the canvas (Alt 8)"
                title="SQL beside the canvas  Alt 8"
                aria-pressed=move || (interface.panel.get() == Panel::Sql && interface.view.get() == View::Canvas).to_string()
                disabled=empty
                on:click=move |_| commands::act(&session, UiAction::SqlPane)
            >
                <Icon name="sql" />
            </button>
            <button
                class="ib"
                aria-label="Switch theme"
                title=move || if dark() { "Switch to light" } else { "Switch to dark" }
                on:click=move |_| interface.toggle_theme()
            >
                <Icon name=Signal::derive(move || if dark() { "sun" } else { "moon" }) />
            </button>
            <button class="ib" aria-label="Help (?)" title="Help  ?" on:click=move |_| interface.dialog.set(Some(Dialog::Help))>
                <span class="help-sign" aria-hidden="true">"?"</span>
            </button>
            <button
                class="btn primary"
                disabled=empty
                title="Export SQL, migration, docs, document  Ctrl E"
                on:click=move |_| interface.dialog.set(Some(Dialog::Export))
            >
                <Icon name="export" />
                "Export"
            </button>
        </header>
    }
}

#[component]
fn Mode(view: View, icon: &'static str, label: &'static str) -> impl IntoView {
    let current = use_session().interface.view;
    view! {
        <button
            class="mode"
            aria-label=label
            title=label
            aria-current=move || (current.get() == view).then_some("page")
            on:click=move |_| current.set(view)
        >
            <Icon name=icon />
            <span>{label}</span>
        </button>
    }
}

/// The score, which opens the findings.
#[component]
fn Score() -> impl IntoView {
    let session = use_session();
    let interface = session.interface;
    let shown = move || {
        session.track_review();
        session.track_list();
        if session.document(|document| document.schema.tables.is_empty()) {
            return None;
        }
        Some(session.reviews(|review, base| {
            let score = review.score();
            review.is_judged().then(|| {
                (
                    score.total,
                    score.band,
                    base.map(|base| score.total - base.score().total),
                )
            })
        }))
    };
    let toggle = move |_| {
        interface.view.set(View::Canvas);
        interface.panel.update(|panel| {
            *panel = if *panel == Panel::Findings {
                Panel::Inspector
            } else {
                Panel::Findings
            }
        });
    };
    view! {
        {move || shown().map(|score| {
            let Some((total, band, change)) = score else {
                return view! { <span class="score is-waiting" role="status">"Judging"</span> }.into_any();
            };
            let delta = change.filter(|change| *change != 0);
            let spoken = match delta {
                Some(change) if change > 0 => format!("Score {total}, {}, {change} above base", band.title()),
                Some(change) => format!("Score {total}, {}, {} below base", band.title(), -change),
                None => format!("Score {total}, {}", band.title()),
            };
            let filled = RING * f64::from(total) / 100.0;
            view! {
                <button class="score" aria-label=spoken title="Findings and score  G F" on:click=toggle>
                    <svg class=format!("ring band-{}", band_number(band)) viewBox="0 0 16 16" aria-hidden="true">
                        <circle cx="8" cy="8" r="6" />
                        <circle class="v" cx="8" cy="8" r="6" stroke-dasharray=format!("{filled:.1} {RING}") transform="rotate(-90 8 8)" />
                    </svg>
                    <b>{total}</b>
                    {delta.map(|change| view! {
                        <span class={if change > 0 { "delta up" } else { "delta dn" }}>
                            {if change > 0 { format!("+{change}") } else { format!("\u{2212}{}", -change) }}
                        </span>
                    })}
                    <span class="word">{band.title()}</span>
                </button>
            }
            .into_any()
        })}
    }
}

/// The bands' style classes count from the lowest, 1, to the highest, 5.
fn band_number(band: Band) -> u8 {
    match band {
        Band::Flawed => 1,
        Band::MajorConcerns => 2,
        Band::Workable => 3,
        Band::Good => 4,
        Band::Perfect => 5,
    }
}
